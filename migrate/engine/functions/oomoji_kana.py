"""oomoji_kana(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import columns, kana

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Small kana (ャ ッ ｮ …) to large ones, in either width; other characters stay.

    >>> apply("キョウコ"), apply("ｼｮｳｼﾞ")
    ('キヨウコ', 'ｼﾖｳｼﾞ')
    """
    return kana.large(value) if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.large(values)
