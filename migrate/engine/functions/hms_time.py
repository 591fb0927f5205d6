"""hms_time(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import times

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """A time of day (HHMMSS, HHMM, HH:MM, HH:MM:SS) to HH:MM:SS.

    >>> apply("093005")
    '09:30:05'
    >>> apply("246000")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 存在しない時刻
    """
    return times.to_iso(value) if value else None
