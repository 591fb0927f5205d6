"""Days as official letters write them."""

from __future__ import annotations

from datetime import date, timedelta

from migrate.forms.answer import day
from migrate.text import eras

UNSAID = "（未定）"
"""What stands in a paper where nothing has been decided yet."""


def written(answer: str) -> str:
    """An ISO day or month in the era's years; any other text as it is.

    >>> written("2027-02-01"), written("2027-02"), written("2019-05-01"), written("未定")
    ('令和9年2月1日', '令和9年2月', '令和元年5月1日', '未定')
    """
    parts = answer.split("-")
    if len(parts) not in (2, 3) or not all(part.isdecimal() for part in parts):
        return answer
    year, month, day = (*map(int, parts), 1)[:3]
    era = eras.of_day(date(year, month, day))[-1]
    of_era = year - era.first.year + 1
    return f"{era.name}{of_era if of_era > 1 else '元'}年{month}月" + (f"{day}日" if len(parts) == 3 else "")


def told(answer: str) -> str:
    """A day that a letter has to state, also while it is open.

    >>> told("2027-02-01"), told("")
    ('令和9年2月1日', '（未定）')
    """
    return written(answer) if answer else UNSAID


def iso(answer: str) -> bool:
    """True for an ISO day or month.

    >>> iso("2027-02-01"), iso("2027-02"), iso("未定"), iso("")
    (True, True, False, False)
    """
    return answer[:4].isdecimal() and answer.count("-") in (1, 2)


def shifted(answer: str, days: int) -> str:
    """The ISO day so many days after (negative: before) an ISO day; empty where the answer is no day.

    >>> shifted("2028-01-04", -45), shifted("未定", -45)
    ('2027-11-20', '')
    """
    found = day(answer)
    return (found + timedelta(days=days)).isoformat() if found else ""
