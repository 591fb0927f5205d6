"""The mapping that people own: read it, check it before any run, compile it, draft it, show it."""
