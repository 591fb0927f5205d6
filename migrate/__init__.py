"""A toolkit that takes a Japanese municipality's core systems to 標準準拠システム."""

__version__ = "0.1.0"
