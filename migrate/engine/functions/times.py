"""times(値, 倍数)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import numbers

PARAMETERS = (Kind.VALUE, Kind.NUMBER)


def apply(value: str | None, factor: int) -> str | None:
    """A whole number or an amount, multiplied: 千円 to 円 with 1000.

    >>> apply("1,234", 1000)
    '1234000'
    >>> apply("千", 1000)
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 整数として読めない
    """
    return numbers.times(value, factor) if value else None
