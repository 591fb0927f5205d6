"""fusho_date(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """A date to YYYY-MM-DD, with 99 for the month and the day that a 不詳 wording leaves open (GIF 441).

    >>> apply("昭和45年頃"), apply("昭和20年3月上旬"), apply("S450131")
    ('1970-99-99', '1945-03-99', '1970-01-31')
    >>> apply("年月日不詳") is None
    True
    """
    return dates.partial_iso(value) if value else None
