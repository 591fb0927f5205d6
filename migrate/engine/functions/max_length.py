"""max_length(値, 文字数)"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import columns
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.NUMBER)


def apply(value: str | None, length: int) -> str | None:
    """The value where it has at most ``length`` characters (code points); a longer one is refused, never cut.

    >>> apply("七瀬野町", 4)
    '七瀬野町'
    >>> apply("七瀬野町一丁目", 4)
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 決められた文字数より長い
    """
    if value and len(value) > length:
        raise UnconvertibleError("決められた文字数より長い")
    return value or None


def vector(values: pa.Array, length: int) -> pa.Array:
    """The same over a column; values that are too long are left to `apply`."""
    return columns.only_where(pc.less_equal(pc.utf8_length(values), length), values)
