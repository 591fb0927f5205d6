"""dantai_code(値, '期日')"""

from __future__ import annotations

from datetime import date

from migrate.engine import municipalities
from migrate.engine.kinds import Kind
from migrate.text import blanks, municipal_codes

PARAMETERS = (Kind.VALUE, Kind.TEXT)


def wrong(day: str) -> str:
    """What is wrong with the day, ``""`` where nothing is."""
    try:
        return "" if date.fromisoformat(day).isoformat() == day else "期日を YYYY-MM-DD で"
    except ValueError:
        return "期日を YYYY-MM-DD で"


def apply(value: str | None, day: str) -> str | None:
    """The code of a municipality as it stood on ``day`` after mergers, of 5 or 6 digits as it was given.

    >>> apply("01339", "2026-11-01"), apply("013391", "2004-11-30")
    ('01202', '013391')
    >>> apply("00001", "2026-11-01")
    Traceback (most recent call last):
        ...
    migrate.text.refusal.UnconvertibleError: 団体コードの一覧にない
    """
    if not value or not blanks.strip(value):
        return None
    return municipal_codes.on_day(value, day, municipalities.changes(), municipalities.codes())
