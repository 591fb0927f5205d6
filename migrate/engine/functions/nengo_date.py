"""nengo_date(値, '明治から令和の年号コード')"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def wrong(codes: str) -> str:
    """What is wrong with the codes, ``""`` where nothing is."""
    return (
        ""
        if len(set(codes)) == len(codes) == 5
        else "明治・大正・昭和・平成・令和のコードを、この順に 1 文字ずつ並べた 5 文字"
    )


def apply(value: str | None, codes: str) -> str | None:
    """A date whose era is a code in front (GYYMMDD) to YYYY-MM-DD; the codes of 明治 to 令和 stand in this order.

    >>> apply("3450131", "12345"), apply("S450131", "MTSHR"), apply("0000000", "12345")
    ('1970-01-31', '1970-01-31', None)
    >>> apply("9450131", "12345")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 年号コードにない先頭の文字
    """
    return dates.by_code(value, codes) if value else None
