"""Holidays by rule, and working days as numbers."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from migrate.errors import UnreadableError
from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.holidays import holidays

CALENDAR = Calendar(calendar.default())
PUBLISHED_2026 = (
    "2026-01-01 元日、2026-01-12 成人の日、2026-02-11 建国記念の日、2026-02-23 天皇誕生日、2026-03-20 春分の日、"
    "2026-04-29 昭和の日、2026-05-03 憲法記念日、2026-05-04 みどりの日、2026-05-05 こどもの日、2026-05-06 振替休日、"
    "2026-07-20 海の日、2026-08-11 山の日、2026-09-21 敬老の日、2026-09-22 国民の休日、2026-09-23 秋分の日、"
    "2026-10-12 スポーツの日、2026-11-03 文化の日、2026-11-23 勤労感謝の日"
)
ODD = {
    "2022": "2022-03-21 2022-09-23",
    "2024": "2024-02-12 2024-05-06 2024-08-12 2024-09-22 2024-09-23 2024-11-04",
    "2027": "2027-03-21 2027-03-22 2027-09-20 2027-09-23",
    "2032": "2032-09-20 2032-09-21 2032-09-22",
    "2034": "2034-01-01 2034-01-02",
    "2036": "2036-03-20 2036-05-06 2036-09-22 2036-11-24",
}
"""Days that only the rules of Article 3 or the equinox give; compared with PyPI holidays 0.109, as all of 2022–2036."""
COUNTS = dict(zip(range(2022, 2037), (16, 17, 21, 19, 18, 17, 16, 19, 19, 19, 17, 17, 17, 19, 18), strict=True))
"""Holidays a year, of the same comparison."""


def test_a_year_as_published() -> None:
    """2026: a Sunday's holiday moves over those that follow it, a day between two holidays is one."""
    found = "、".join(f"{day} {one.name}" for day, one in holidays().items() if day.year == 2026)
    assert found == PUBLISHED_2026


@pytest.mark.parametrize("days", ODD.values(), ids=ODD)
def test_moved_and_between(days: str) -> None:
    """Substitutes, days between, equinoxes of other years."""
    assert all(date.fromisoformat(one) in holidays() for one in days.split())


def test_holidays_a_year() -> None:
    """No year has one more or less than the library of comparison."""
    found = {year: sum(day.year == year for day in holidays()) for year in range(2022, 2037)}
    assert found == COUNTS


def test_equinoxes_to_come_are_estimates() -> None:
    """The equinox of a year whose calendar is not published is marked; a fixed holiday is not."""
    assert holidays()[date(2028, 3, 20)].estimated
    assert not holidays()[date(2027, 3, 21)].estimated
    assert not holidays()[date(2028, 5, 3)].estimated


def test_working_days() -> None:
    """Weekends, holidays and the days around New Year are none; a period across New Year is one."""
    for day in ("2026-11-28", "2026-11-23", "2026-12-29", "2027-01-03", "2027-01-01"):
        assert not CALENDAR.works(date.fromisoformat(day)), day
    assert CALENDAR.works(date(2026, 12, 28)) and CALENDAR.works(date(2027, 1, 4))
    assert CALENDAR.count(date(2026, 12, 28), date(2027, 1, 4)) == 2


def test_points_and_days_are_inverse() -> None:
    """The day that begins at a point, and the one that ends at it, lead back to the point."""
    for point in (1, 50, 1_000, 3_000):
        assert CALENDAR.before(CALENDAR.starting(point)) == point
        assert CALENDAR.after(CALENDAR.ending(point)) == point


def rows(*lines: str) -> list[dict[str, str]]:
    return [dict(zip(calendar.TITLES.values(), line.split(","), strict=True)) for line in lines]


def test_own_days() -> None:
    """The municipality closes on a day of its own, and works on a Saturday."""
    own = Calendar(calendar.read(rows("閉庁,,2027-02-01,2027-02-02,創立,", "開庁,,2027-02-06,2027-02-06,土曜開庁,")))
    assert [own.works(date(2027, 2, 1) + timedelta(days=n)) for n in range(7)] == [
        *(False, False, True, True, True, True, False),
    ]


def test_yearly_and_single_periods() -> None:
    """A period of months and days comes back every year, a dated one once."""
    found = calendar.read(rows("議会,,03-01,03-20,3月,", "繁忙,10,2027-05-01,2027-05-31,当初課税,"))
    assert sum(one.kind == calendar.ASSEMBLY for one in found) == len(range(2022, 2037))
    assert Calendar(found).peaks("010", date(2027, 5, 31), date(2027, 6, 2))[0].name == "当初課税"
    assert Calendar(found).peaks("011", date(2027, 5, 1), date(2027, 5, 2)) == ()


@pytest.mark.parametrize(
    "line",
    [
        "休み,,03-01,03-02,x,",
        "議会,,03-01,2027-03-02,x,",
        "議会,,2027-03-09,2027-03-02,x,",
        "議会,,3月1日,,x,",
        "繁忙,住民税,03-01,03-02,x,",
    ],
)
def test_a_damaged_row_is_named(line: str) -> None:
    """A row that is no period stops everything and is named."""
    with pytest.raises(UnreadableError) as caught:
        calendar.read(rows("議会,,03-01,03-20,3月,", line))
    assert (caught.value.code, caught.value.where.row) == ("MIG-PHS-104", 2)
