"""zenkaku(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import columns, width

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """ASCII, blank and half-width kana to full-width; other characters stay.

    >>> apply("ﾒｿﾞﾝ 101")
    'メゾン　１０１'
    """
    return width.full_width(value) if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.full_width(values)
