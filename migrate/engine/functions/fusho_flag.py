"""fusho_flag(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """1 for a 不詳 wording and a day before 1873-01-01, 0 for a date, no value for an empty date.

    >>> apply("昭和45年頃"), apply("S450131"), apply("0000000")
    ('1', '0', None)
    """
    return dates.unknown_flag(value) if value else None
