"""切替の手順: the clock times of its rows, and whether it can be left in time.

A row begins so many hours before or after T0, the hour at which a business is opened on its first day of operation.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta

from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase.facts import Business, Facts

ITEM, SHEET = 18, "runbook"
COMMANDS = ("convert run", "check run", "reconcile run")
"""The machine's part of the final migration."""
_YES = "はい"
_LONGEST = 30 * 24 * 60
"""Minutes; a row that takes longer is a slip of the pen."""
_HYPHENS = str.maketrans(dict.fromkeys("‐‑‒–—―−ー", "-"))
_OFFSET = re.compile(
    r"(?:T0?)?(?P<sign>[+-]?)(?P<hours>\d{1,3})(?::(?P<minutes>[0-5]\d))?(?:時間(?P<side>前|後)?)?", re.I
)
_CLOCK = re.compile(r"(?P<hour>[01]?\d|2[0-3])(?::|時)(?P<minute>[0-5]\d)?(?:分|:[0-5]\d)?")
_DAYS = "月火水木金土日"


@value
class Slot:
    """One row with its clock times."""

    record: Record
    name: str
    begin: datetime
    end: datetime
    point: bool
    """Here it is decided whether to go on."""
    restored: datetime | None
    """When the current system works again, if it is left here."""
    doubt: str
    """What does not fit; empty: nothing."""


@value
class Timetable:
    """All rows of one day of opening, by their beginning, and those whose beginning cannot be read."""

    opens: datetime
    slots: tuple[Slot, ...]
    unread: tuple[str, ...]

    @property
    def way_out(self) -> Slot | None:
        """The last decision after which the current system works again by the time of opening."""
        ways = [one for one in self.slots if one.restored is not None and one.restored <= self.opens]
        return ways[-1] if ways else None

    @property
    def doubts(self) -> int:
        """Rows that do not fit or cannot be read."""
        return len(self.unread) + sum(bool(one.doubt) for one in self.slots)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).translate(_HYPHENS).split())


def offset(text: str) -> timedelta | None:
    """Hours before (negative) or after T0; None where the text says none.

    >>> [offset(one) for one in ("T-63:30", "T0＋１:30", "62時間前", "T+0:00", "朝")]
    [datetime.timedelta(days=-3, seconds=30600), datetime.timedelta(seconds=5400), datetime.timedelta(days=-3, \
seconds=36000), datetime.timedelta(0), None]
    """
    found = _OFFSET.fullmatch(_plain(text))
    if found is None or (found["sign"] and found["side"]):
        return None
    length = timedelta(hours=int(found["hours"]), minutes=int(found["minutes"] or 0))
    return -length if found["sign"] == "-" or found["side"] == "前" else length


def clock(text: str) -> time | None:
    """A time of the day; None where the text says none.

    >>> [clock(one) for one in ("8:30", "８時３０分", "08:30:00", "9時", "25:00")]
    [datetime.time(8, 30), datetime.time(8, 30), datetime.time(8, 30), datetime.time(9, 0), None]
    """
    found = _CLOCK.fullmatch(_plain(text))
    return time(int(found["hour"]), int(found["minute"] or 0)) if found else None


def shown(moment: datetime) -> str:
    """Day, weekday and hour, as a runbook prints them.

    >>> shown(datetime(2028, 1, 4, 8, 30))
    '1/4（火）08:30'
    """
    return f"{moment.month}/{moment.day}（{_DAYS[moment.weekday()]}）{moment:%H:%M}"


def measured(businesses: Iterable[Business]) -> Mapping[str, float]:
    """Command → seconds of the last runs of the businesses together; a command that none has run is not in it."""
    found: dict[str, float] = {}
    for one in businesses:
        for last in one.data.rehearsals:
            command = next((each for each in COMMANDS if last.command.startswith(f"{each} ")), None)
            if command and last.seconds:
                found[command] = found.get(command, 0) + last.seconds
    return found


def in_minutes(seconds: float) -> int:
    """Whole minutes, at least one.

    >>> [in_minutes(one) for one in (0.4, 60, 61)]
    [1, 1, 2]
    """
    return -(-int(seconds) // 60) or 1


def _length(record: Record, question: str) -> timedelta | None:
    """A number of minutes; None where there is none, and where it is longer than a switch can be."""
    minutes = record.answers.get(question)
    return timedelta(minutes=minutes) if isinstance(minutes, int) and minutes <= _LONGEST else None


def timetable(facts: Facts, day: date, opens: time, businesses: frozenset[str]) -> Timetable:
    """The rows of the register that concern one of ``businesses``, which open on ``day`` at ``opens``."""
    start = datetime.combine(day, opens)
    names = {one.key: one.name for one in forms.form(ITEM).of(SHEET).presets}
    found, unread = list[Slot](), list[str]()
    for record in facts.of(ITEM).of(SHEET):
        ids = record.text("business").split()
        if ids and not businesses & set(ids):
            continue
        name = names.get(record.key, record.text("name"))
        away, length, back = offset(record.text("offset")), _length(record, "minutes"), _length(record, "back")
        if away is None or length is None:
            unread.append(name)
            continue
        end = start + away + length
        point = record.text("point") == _YES
        found.append(
            Slot(
                record=record,
                name=name,
                begin=start + away,
                end=end,
                point=point,
                restored=end + back if point and back is not None else None,
                doubt="",
            )
        )
    ordered = sorted(found, key=lambda one: (one.begin, one.end, one.name))
    return Timetable(opens=start, slots=tuple(_judged(one, ordered, start) for one in ordered), unread=tuple(unread))


def _judged(one: Slot, slots: list[Slot], opens: datetime) -> Slot:
    """The row with what does not fit: a decision too late to go back, or before the work that it is about has ended."""
    if not one.point:
        return one
    told = []
    if running := [each.name for each in slots if each.begin < one.begin < each.end]:
        told.append(f"判断の時刻までに終わらない作業: {'、'.join(running)}")
    if one.begin < opens and (one.restored is None or one.restored > opens):
        told.append("ここで戻すと、業務を始める時刻に間に合いません")
    return Slot(
        record=one.record,
        name=one.name,
        begin=one.begin,
        end=one.end,
        point=one.point,
        restored=one.restored,
        doubt="。".join(told),
    )
