"""Japanese holidays by rule: 国民の祝日に関する法律 第2条 as data, 振替休日 and 国民の休日 (第3条) derived."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value

ESTIMATED = "推定"
SUBSTITUTE, BETWEEN = "振替休日", "国民の休日"
_DAY = timedelta(days=1)
_MONDAY, _SUNDAY = 0, 6
_EQUINOX = {"vernal": 20.8431, "autumnal": 23.2488}
"""Day of the month in 1980, from which the mean equinox moves by 0.242194 days a year (holds from 1980 to 2099)."""


@value
class Holiday:
    """One holiday."""

    day: date
    name: str
    estimated: bool = False
    """True for an equinox whose day has not been published yet, and for what follows from it."""


def equinox(rule: str, year: int) -> int:
    """Day of the month (March or September) of an equinox.

    >>> [equinox("vernal", 2026), equinox("autumnal", 2026)]
    [20, 23]
    """
    since = year - 1980
    return int(_EQUINOX[rule] + 0.242194 * since - since // 4)


def _day(row: dict[str, str], year: int) -> date:
    month = int(row["month"])
    if row["rule"] in _EQUINOX:
        return date(year, month, equinox(row["rule"], year))
    if row["rule"] == "monday":
        first = date(year, month, 1)
        return first + timedelta(days=(_MONDAY - first.weekday()) % 7 + 7 * (int(row["day"]) - 1))
    return date(year, month, int(row["day"]))


def _rows() -> list[dict[str, str]]:
    return tables.read(bundled("specs") / "calendar" / "holidays.csv")


@cache
def years() -> range:
    """The years of which the holidays are known."""
    rows = _rows()
    return range(min(int(row["first_year"]) for row in rows), max(int(row["last_year"]) for row in rows) + 1)


@cache
def holidays() -> dict[date, Holiday]:
    """All holidays of the known years, in their order."""
    named = {}
    for row in _rows():
        for year in range(int(row["first_year"]), int(row["last_year"]) + 1):
            day = _day(row, year)
            named[day] = Holiday(day=day, name=row["name"], estimated=row["certainty"] == ESTIMATED)
    found = dict(named)
    for day, one in named.items():
        if day.weekday() == _SUNDAY:
            moved = day + _DAY
            while moved in named:
                moved += _DAY
            found[moved] = Holiday(day=moved, name=SUBSTITUTE, estimated=one.estimated)
        gap, after = day + _DAY, named.get(day + 2 * _DAY)
        if after is not None and gap not in found and gap.weekday() != _SUNDAY:
            found[gap] = Holiday(day=gap, name=BETWEEN, estimated=one.estimated or after.estimated)
    return dict(sorted(found.items()))
