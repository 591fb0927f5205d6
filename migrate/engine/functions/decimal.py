"""decimal(値, 小数の桁数)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import numbers

PARAMETERS = (Kind.VALUE, Kind.NUMBER)


def wrong(places: int) -> str:
    """What is wrong with the number of places, ``""`` where nothing is."""
    return "" if places <= 18 else "1 から 18 までの整数"


def apply(value: str | None, places: int) -> str | None:
    """A number whose point is not written: the last ``places`` digits stand behind it.

    >>> apply("0012345", 2), apply("5-", 2)
    ('123.45', '-0.05')
    >>> apply("1.5", 2)
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 整数として読めない
    """
    return numbers.with_point(value, places) if value else None
