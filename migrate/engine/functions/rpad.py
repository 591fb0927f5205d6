"""rpad(値, 桁数, '文字')"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.functions import lpad
from migrate.engine.kinds import Kind
from migrate.text import columns
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.NUMBER, Kind.TEXT)
wrong = lpad.wrong


def apply(value: str | None, width: int, fill: str) -> str | None:
    """Fill up on the right to ``width`` characters; a longer value is refused, never cut.

    >>> apply("12", 5, "0")
    '12000'
    >>> apply("123456", 5, "0")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 決められた桁数より長い
    """
    if not value:
        return None
    if len(value) > width:
        raise UnconvertibleError("決められた桁数より長い")
    return value.ljust(width, fill)


def vector(values: pa.Array, width: int, fill: str) -> pa.Array:
    """The same over a column; values that are too long are left to `apply`."""
    filled = pc.utf8_rpad(values, width=width, padding=fill)
    settled = pc.if_else(pc.equal(values, ""), "", filled)
    return columns.only_where(pc.less_equal(pc.utf8_length(values), width), settled)
