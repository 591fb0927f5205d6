"""Risks, issues and dated work of all registers in one list, the most pressing first.

Which registers are in it, and what says that a row is settled, is data of ours: `reports/layouts/phase/tracked.csv`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import OPEN, UNKNOWN, day
from migrate.forms.form import Form, SheetForm, plain
from migrate.forms.records import Answers, Record
from migrate.model.value import value
from migrate.phase import form as forms
from migrate.phase import register

SURVEY = "survey"
"""In place of a work item: the form of the survey."""
SHEET = "risk"
"""The sheet of the risks of the whole project in the form 横断."""
_WAITS = "waits"
"""The question that says what a row waits for."""
_NOBODY = frozenset({"", OPEN, UNKNOWN})


class Standing(StrEnum):
    """How pressing an open row is; the order is that of the list."""

    OVERDUE = "期限超過"
    BLOCKED = "停止中"
    """It waits for something, and its date has not passed."""
    DATED = "期限内"
    UNDATED = "期限なし"


@value
class Tracked:
    """One register of the list; the fields name questions of its sheet."""

    item: str
    """Two digits of the work item (00: the registers of the whole project), or ``survey``."""
    sheet: str
    kind: str
    """リスク, 課題, 不具合, 周辺システム or 作業."""
    subject: str
    detail: str
    owner: str
    due: str
    states: tuple[str, ...]
    closed: frozenset[str]
    """Answers that say that a row is settled."""
    blocked: frozenset[str]


@value
class Entry:
    """One open row."""

    step: str
    """Code of the step whose register it is, such as ④-4; 横断 where it is of none."""
    register: str
    sheet: str
    key: str
    kind: str
    subject: str
    detail: str
    businesses: tuple[str, ...]
    """業務ID; empty: all."""
    owner: str
    due: str
    """ISO day or month, 不明, 未定; empty where it is not said."""
    days_left: int | None
    """Calendar days to the due day, negative where it has passed; None where there is no day."""
    state: str
    waits: str
    weight: str
    """高, 中, 低; empty where the register does not weigh."""
    standing: Standing

    @property
    def unowned(self) -> bool:
        """True where nobody is named."""
        return self.owner in _NOBODY


@value
class Kept:
    """One register as it stands: open and settled rows."""

    step: str
    register: str
    kind: str
    command: str
    """What makes its form."""
    open: int
    closed: int


@value
class Rows:
    """All registers together; ``entries`` are the open rows, the most pressing first."""

    entries: tuple[Entry, ...]
    registers: tuple[Kept, ...]


@cache
def registers() -> tuple[Tracked, ...]:
    """The registers of the list.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "tracked.csv")
    return tuple(
        Tracked(
            item=row["item"],
            sheet=row["sheet"],
            kind=row["kind"],
            subject=row["subject"],
            detail=row["detail"],
            owner=row["owner"],
            due=row["due"],
            states=tuple(row["state"].split()),
            closed=frozenset(row["closed"].split()),
            blocked=frozenset(row["blocked"].split()),
        )
        for row in rows
    )


@cache
def _levels() -> Mapping[tuple[str, str], str]:
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "00" / "matrix.csv")
    return {(row["probability"], row["impact"]): row["level"] for row in rows}


def weight(row: Record) -> str:
    """How heavy a row is: by probability and impact, else as its register says; empty where it says neither."""
    return _levels().get((row.text("probability"), row.text("impact"))) or row.text("weight")


def collect(known: Mapping[str, tuple[Form, Answers]], codes: Mapping[int, str], as_of: date) -> Rows:
    """The rows of the registers; ``known`` holds form and answers by `Tracked.item`, ``codes`` those of the steps."""
    entries: list[Entry] = []
    kept: list[tuple[int, Kept]] = []
    for one in registers():
        form, answers = known[one.item]
        sheet = form.of(one.sheet)
        code = codes.get(sheet.step, forms.ACROSS)
        rows = answers.of(sheet.id)
        mine = [_entry(one, sheet, code, row, as_of) for row in rows if not _closed(one, row)]
        entries += mine
        stands = Kept(
            step=code,
            register=sheet.name,
            kind=one.kind,
            command=_command(one, form, code),
            open=len(mine),
            closed=len(rows) - len(mine),
        )
        kept.append((sheet.step, stands))
    in_order = sorted(kept, key=lambda pair: pair[0])
    return Rows(entries=tuple(sorted(entries, key=_order)), registers=tuple(one for _, one in in_order))


def _command(one: Tracked, form: Form, code: str) -> str:
    make = f"migrate {form.head.commands[0]}"
    return make if one.item == SURVEY else f"{make} {code}"


def _states(one: Tracked, row: Record) -> Iterator[str]:
    return filter(None, (row.text(id) for id in one.states))


def _closed(one: Tracked, row: Record) -> bool:
    return any(state in one.closed for state in _states(one, row))


def _entry(one: Tracked, sheet: SheetForm, code: str, row: Record, as_of: date) -> Entry:
    due = row.text(one.due)
    last = day(due)
    blocked = bool(row.text(_WAITS)) or any(state in one.blocked for state in _states(one, row))
    left = (last - as_of).days if last else None
    return Entry(
        step=code,
        register=sheet.name,
        sheet=sheet.id,
        key=row.key,
        kind=one.kind,
        subject=str(register.with_name(sheet, row).get(one.subject, "")),
        detail=row.text(one.detail),
        businesses=tuple(row.text(register.BUSINESS).split()),
        owner=row.text(one.owner),
        due=due,
        days_left=left,
        state="・".join(_states(one, row)),
        waits=row.text(_WAITS),
        weight=weight(row),
        standing=_standing(left, blocked),
    )


def _standing(left: int | None, blocked: bool) -> Standing:
    if left is not None and left < 0:
        return Standing.OVERDUE
    if blocked:
        return Standing.BLOCKED
    return Standing.UNDATED if left is None else Standing.DATED


def _order(one: Entry) -> tuple[int, float, int, str, str, str]:
    weights = ("高", "中", "低")
    heavy = weights.index(one.weight) if one.weight in weights else len(weights)
    days = float("inf") if one.days_left is None else one.days_left
    return list(Standing).index(one.standing), days, heavy, one.step, one.sheet, one.key


@value
class Wanted:
    """Which open rows are wanted; empty texts let all through."""

    business: str = ""
    owner: str = ""
    """Part of the name."""
    kind: str = ""
    overdue: bool = False

    def takes(self, one: Entry) -> bool:
        """True where a row is wanted; a row about all businesses is about the one asked for too."""
        return (
            (not self.business or not one.businesses or self.business in one.businesses)
            and plain(self.owner) in plain(one.owner)
            and self.kind in ("", one.kind)
            and (not self.overdue or one.standing is Standing.OVERDUE)
        )
