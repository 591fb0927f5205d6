"""hankaku(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import columns, width

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Full-width ASCII, blank and kana to half-width; other characters stay.

    >>> apply("１００－００１４")
    '100-0014'
    """
    return width.half_width(value) if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.half_width(values)
