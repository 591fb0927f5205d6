"""特定個人情報保護評価: which assessment a task needs, and when its parts are due.

The table is data (`reports/layouts/phase/12/threshold.csv`); its rows of certainty C were not seen in the text of
特定個人情報保護評価に関する規則 and are to be checked (要確認). The days that the parts take are ours but for the 30
days in which residents are heard, which are those of one city.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value

NONE, BASIC, FOCUSED, FULL = "義務なし", "基礎項目評価", "重点項目評価", "全項目評価"
MANY = 500
"""取扱者数 from which a task counts as one of many."""
_SEEN = "A"
_YEARS = 5
_FOLDER = ("layouts", "phase", "12")


@value
class Judged:
    """The assessment that the three facts call for."""

    kind: str
    seen: bool
    """False where the row of the table was not seen in an official text: 要確認."""

    @property
    def papers(self) -> tuple[str, ...]:
        """What is to be written: 重点 and 全項目 always with a 基礎項目評価書."""
        if self.kind == NONE:
            return ()
        return (BASIC,) if self.kind == BASIC else (BASIC, self.kind)


@cache
def _table() -> list[dict[str, str]]:
    return tables.read(bundled("reports").joinpath(*_FOLDER) / "threshold.csv")


def judge(people: int, handlers: int, incident: bool) -> Judged:
    """しきい値判断 from 対象人数, 取扱者数, and 重大事故 within the last year.

    >>> judge(10_000, 499, False).kind, judge(10_000, 500, False).papers
    ('基礎項目評価', ('基礎項目評価', '重点項目評価'))
    """
    case = "many" if handlers >= MANY else "incident" if incident else "none"
    for row in _table():
        below = row["people_below"]
        if row["case"] == case and int(row["people_from"]) <= people and (not below or people < int(below)):
            return Judged(kind=row["result"], seen=row["certainty"] == _SEEN)
    raise LookupError("the table has a hole")


@value
class Part:
    """A part of an assessment: days from ``start`` to ``end``, both included, and what its length rests on."""

    name: str
    start: date
    end: date
    basis: str


def timeline(kind: str, construction: date) -> tuple[Part, ...]:
    """The parts of an assessment, so that the last one ends on the day before construction starts."""
    rows = [row for row in tables.read(bundled("reports").joinpath(*_FOLDER) / "pia-tasks.csv") if row["kind"] == kind]
    end, found = construction - timedelta(days=1), list[Part]()
    for row in reversed(rows):
        start = end - timedelta(days=int(row["days"]) - 1)
        found.append(Part(name=row["name"], start=start, end=end, basis=row["basis"]))
        end = start - timedelta(days=1)
    return tuple(reversed(found))


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return date(day.year + years, 3, 1)


def reviews(published: date) -> tuple[date, ...]:
    """The yearly reviews after a publication, as long as its five years last (努める)."""
    return tuple(_years_after(published, years) for years in range(1, _YEARS))


def again(published: date) -> date:
    """The last day before five years have passed: by then it is assessed anew (努める).

    >>> again(date(2024, 2, 29)), again(date(2026, 4, 1))
    (datetime.date(2029, 2, 28), datetime.date(2031, 3, 31))
    """
    return _years_after(published, _YEARS) - timedelta(days=1)
