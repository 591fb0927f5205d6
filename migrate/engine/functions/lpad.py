"""lpad(値, 桁数, '文字')"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.NUMBER, Kind.TEXT)


def apply(value: str | None, width: int, fill: str) -> str | None:
    """Fill up on the left to ``width`` characters; a longer value is refused, never cut.

    >>> apply("123", 5, "0")
    '00123'
    >>> apply("123456", 5, "0")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 決められた桁数より長い
    """
    if not value:
        return None
    if len(value) > width:
        raise UnconvertibleError("決められた桁数より長い")
    return value.rjust(width, fill)
