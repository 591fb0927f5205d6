"""digits(値)"""

from __future__ import annotations

import pyarrow as pa

from migrate.engine.kinds import Kind
from migrate.text import columns, numbers

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Digits only, half-width: hyphens, brackets, points, blanks and 〒 go; any other character is refused.

    >>> apply("〒１００－００１４")
    '1000014'
    >>> apply("100-00A4")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 数字と区切り以外の文字がある
    """
    return numbers.digits_only(value) or None if value else None


def vector(values: pa.Array) -> pa.Array:
    """The same over a column."""
    return columns.digits(values)
