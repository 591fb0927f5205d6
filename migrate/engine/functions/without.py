"""without(値, '文字')"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import columns
from migrate.text.refusal import UnconvertibleError

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def apply(value: str | None, separator: str) -> str | None:
    """The value where it does not hold ``separator``, else it is refused: what is joined with it can be parted again.

    ``concat(without(A, '　'), '　', without(B, '　'))`` loses nothing.

    >>> apply("七瀬野町", "　")
    '七瀬野町'
    >>> apply("七瀬野町　東", "　")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: つなぎの文字が値の中にある
    """
    if value and separator in value:
        raise UnconvertibleError("つなぎの文字が値の中にある")
    return value or None


def vector(values: pa.Array, separator: str) -> pa.Array:
    """The same over a column; values that hold the separator are left to `apply`."""
    return columns.only_where(pc.invert(pc.match_substring(values, separator)), values)
