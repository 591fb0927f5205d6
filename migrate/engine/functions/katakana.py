"""katakana(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import columns, kana

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Hiragana to katakana; other characters stay.

    >>> apply("やまだ　ﾀﾛｳ")
    'ヤマダ　ﾀﾛｳ'
    """
    return kana.katakana(value) if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.katakana(values)
