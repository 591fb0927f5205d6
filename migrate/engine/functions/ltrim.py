"""ltrim(値)"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine.kinds import Kind
from migrate.text import blanks

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Take blanks (half-width and U+3000) away at the start; no value where nothing is left.

    >>> apply("　山田　")
    '山田　'
    >>> apply("　 ") is None
    True
    """
    return blanks.strip_left(value) or None if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return pc.utf8_ltrim(values, characters=blanks.BLANKS)
