"""zenkaku_kana(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import blanks, columns, width

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """A reading in half-width kana to full-width, without outer blanks, each inner run of blanks as one U+3000.

    Characters that are no kana are widened and otherwise kept; whether they may stand there is for the checks to say.

    >>> apply("ﾔﾏﾀﾞ  ﾀﾛｳ ")
    'ヤマダ　タロウ'
    >>> apply("　") is None
    True
    """
    return blanks.squeeze(width.full_width(value)) or None if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.squeezed(columns.full_width(values))
