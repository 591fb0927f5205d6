"""The municipality's calendar: working days as numbers, and the periods that plans go by.

A point in time is the number of working days before it; a task of d days that starts at s ends at s + d.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cache, cached_property

from migrate.errors import UnreadableError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.finding import Place
from migrate.phase.period import Period
from migrate.phase.plan.holidays import Holiday, holidays, years

FILE = "plan/calendar.csv"
CLOSED, OPEN, ASSEMBLY, BUDGET, PEAK = "閉庁", "開庁", "議会", "予算", "繁忙"
KINDS = (CLOSED, OPEN, ASSEMBLY, BUDGET, PEAK)
OCCASIONS = (ASSEMBLY, BUDGET)
"""Kinds whose last day a task can be made to end on."""
TITLES = {"kind": "種類", "business": "業務", "start": "開始", "end": "終了", "name": "名称", "note": "備考"}
_DAY = timedelta(days=1)
_YEARLY = re.compile(r"(\d{1,2})[-/](\d{1,2})")
_SATURDAY = 5


def default_rows() -> list[dict[str, str]]:
    """The periods that a new plan starts with (ours)."""
    return tables.read(bundled("reports") / "layouts" / "phase" / "plan" / "periods.csv")


def to_bytes(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The text of `plan/calendar.csv`, which a spreadsheet program opens as it is."""
    return b"\xef\xbb\xbf" + tables.to_bytes(tuple(TITLES.values()), [[row[name] for name in TITLES] for row in rows])


def _dated(text: str, year: int) -> date | None:
    """The day of a text: an ISO day, or month and day of ``year``."""
    half = text.strip()
    try:
        if found := _YEARLY.fullmatch(half):
            month, day = int(found[1]), int(found[2])
            return date(year, month, min(day, 28)) if (month, day) == (2, 29) else date(year, month, day)
        return date(*(int(part) for part in re.split(r"[-/]", half)))
    except (ValueError, TypeError):
        return None


def _is_yearly(text: str) -> bool:
    return _YEARLY.fullmatch(text.strip()) is not None


def _periods_of(row: Mapping[str, str]) -> list[Period]:
    """A row as periods: one, or one in each known year.

    Raises:
        ValueError: it is none; the text says why (Japanese).
    """
    kind, business, start, end = (row[name].strip() for name in ("kind", "business", "start", "end"))
    if kind not in KINDS:
        raise ValueError(f"種類は {'、'.join(KINDS)} のどれかです")
    if business and not re.fullmatch(r"\d{1,3}", business):
        raise ValueError("業務は 3 桁の業務ID です")
    if _is_yearly(start) != _is_yearly(end):
        raise ValueError("開始と終了は、どちらも年月日か、どちらも毎年の月日（MM-DD）です")
    found = []
    for year in years() if _is_yearly(start) else (years().start,):
        first, last = _dated(start, year), _dated(end, year)
        if first is None or last is None:
            raise ValueError("開始と終了は 2027-03-01 か、毎年なら 03-01 の形です")
        if last < first and _is_yearly(start):
            last = _dated(end, year + 1)
        if last is None or last < first:
            raise ValueError("終了が開始より前です")
        found.append(Period(kind=kind, business=business.zfill(3) if business else "", start=first, end=last,
                            name=row["name"].strip()))  # fmt: skip
    return found


def read(rows: Sequence[Mapping[str, str]]) -> tuple[Period, ...]:
    """The periods of `plan/calendar.csv`, by their first day.

    Raises:
        UnreadableError: MIG-PHS-104, a row that is no period; it names the row.
    """
    found: list[Period] = []
    for number, row in enumerate(rows, start=1):
        try:
            found += _periods_of({name: row[title] for name, title in TITLES.items()})
        except (ValueError, KeyError) as error:
            reason = str(error) if isinstance(error, ValueError) else f"列「{error.args[0]}」がありません"
            place = Place(file=FILE, row=number)
            raise UnreadableError("MIG-PHS-104", place, {"file": FILE, "reason": reason}) from None
    return tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind, one.business)))


def default() -> tuple[Period, ...]:
    """The periods where the municipality has none of its own."""
    return read([{title: row[name] for name, title in TITLES.items()} for row in default_rows()])


class Calendar:
    """Working days of the known years."""

    def __init__(self, periods: Sequence[Period]) -> None:
        self.periods = tuple(periods)
        self._holidays = holidays()
        closed = self._days_of(CLOSED)
        opened = self._days_of(OPEN)
        self.first, self.last = date(years().start, 1, 1), date(years().stop - 1, 12, 31)
        every = (self.first + _DAY * n for n in range((self.last - self.first).days + 1))
        self.days = tuple(
            day
            for day in every
            if day in opened or not (day.weekday() >= _SATURDAY or day in self._holidays or day in closed)
        )
        """All working days in their order."""

    def _days_of(self, kind: str) -> frozenset[date]:
        mine = (one for one in self.periods if one.kind == kind)
        return frozenset(one.start + _DAY * n for one in mine for n in range((one.end - one.start).days + 1))

    def holiday(self, day: date) -> Holiday | None:
        """The holiday of a day."""
        return self._holidays.get(day)

    def works(self, day: date) -> bool:
        """True for a working day."""
        at = bisect_left(self.days, day)
        return at < len(self.days) and self.days[at] == day

    def before(self, day: date) -> int:
        """The point at which a day begins."""
        return bisect_left(self.days, day)

    def after(self, day: date) -> int:
        """The point at which a day ends."""
        return bisect_right(self.days, day)

    def count(self, start: date, end: date) -> int:
        """Working days from ``start`` to ``end``, both included."""
        return max(0, self.after(end) - self.before(start))

    def starting(self, point: int) -> date:
        """The working day that begins at a point; the last known one where the point lies beyond it."""
        return self.days[min(max(point, 0), len(self.days) - 1)]

    def ending(self, point: int) -> date:
        """The working day that ends at a point."""
        return self.starting(point - 1)

    @cached_property
    def occasions(self) -> Mapping[str, tuple[int, ...]]:
        """Kind of occasion → the points at which one ends."""
        return {
            kind: tuple(sorted({self.after(one.end) for one in self.periods if one.kind == kind})) for kind in OCCASIONS
        }

    def rests(self, length: int) -> tuple[int, ...]:
        """The points at which at least so many days without work follow."""
        pairs = zip(self.days, self.days[1:], strict=False)
        return tuple(at for at, (day, after) in enumerate(pairs, start=1) if (after - day).days - 1 >= length)

    def peaks(self, business: str, start: date, end: date) -> tuple[Period, ...]:
        """The busy periods of a business that meet the days from ``start`` to ``end``."""
        mine = (one for one in self.periods if one.kind == PEAK and one.business in ("", business))
        return tuple(one for one in mine if one.meets(start, end))


@cache
def of(periods: tuple[Period, ...]) -> Calendar:
    """The calendar of a municipality's own periods; ours, with sessions that are only supposed, where it has none."""
    return Calendar(periods or default())
