"""timestamp(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import times

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """A day and a time of day (YYYYMMDDHHMMSS, 2026/4/1 9:30 …) to YYYY-MM-DD HH:MM:SS.

    >>> apply("20260401093005"), apply("R08.04.01 9:30")
    ('2026-04-01 09:30:05', '2026-04-01 09:30:00')
    >>> apply("20260401")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 日時として読めない
    """
    return times.moment(value) if value else None
