"""lpad(値, 桁数, '文字')"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import columns
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.NUMBER, Kind.TEXT)


def wrong(width: int, fill: str) -> str:
    """What is wrong with width and fill, ``""`` where nothing is."""
    return "" if len(fill) == 1 else "埋める文字は 1 文字"


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


def vector(values: pa.Array, width: int, fill: str) -> pa.Array:
    """The same over a column; values that are too long are left to `apply`."""
    filled = pc.utf8_lpad(values, width=width, padding=fill)
    settled = pc.if_else(pc.equal(values, ""), "", filled)
    return columns.only_where(pc.less_equal(pc.utf8_length(values), width), settled)
