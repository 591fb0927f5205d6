"""squeeze(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import blanks, columns

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Without outer blanks, each inner run of blanks as one U+3000; no value where nothing is left.

    >>> apply(" 山田  　太郎 ")
    '山田　太郎'
    """
    return blanks.squeeze(value) or None if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.squeezed(values)
