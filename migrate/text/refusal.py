"""How a text function says that it cannot convert a value."""

from __future__ import annotations


class UnconvertibleError(Exception):
    """A value has no counterpart; ``reason`` is a short Japanese phrase that never repeats the value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
