"""wareki_date(値)"""

from __future__ import annotations

from migrate.engine.kinds import Kind
from migrate.text import dates

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """An era or western date to YYYY-MM-DD; no value for an empty date and for a 不詳 wording.

    >>> apply("S450131")
    '1970-01-31'
    >>> apply("昭和45年頃") is None
    True
    >>> apply("S640108")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 昭和の期間にない日付
    """
    return dates.to_iso(value) if value else None
