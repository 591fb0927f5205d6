"""周辺システム as interfaces with a readiness of their own, which no rate of the 40 steps knows.

The registers are the sheets ``peripheral`` and ``mynaportal`` of the form 横断; which systems are looked at, and how
many procedures there are to be, is data with its source (`specs/procedure/<edition>/peripherals.csv`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer, day
from migrate.forms.form import plain
from migrate.forms.records import Answers, Record
from migrate.model.value import value
from migrate.phase import register, steps
from migrate.phase.facts import Facts, Link
from migrate.phase.survey_report import Around

SYSTEMS, PROCEDURES = "peripheral", "mynaportal"
"""The two sheets; the second is also the key of the system whose procedures it lists."""
READY, LEFT_OUT, PASSED = "準備完了", "対象外", "合格"
_NOT_YET: dict[str, Answer] = {"ready": "未着手", "result": "未確認"}


@value
class Known:
    """One system that is looked at in every municipality."""

    key: str
    name: str
    names: frozenset[str]
    """Name and aliases, plain."""
    procedures: int | None
    """How many procedures there are; None where nothing says so."""
    source: str


@value
class Interface:
    """One row of the registers."""

    sheet: str
    key: str
    name: str
    businesses: tuple[str, ...]
    """業務ID; empty: all."""
    interface: str
    party: str
    vendor: str
    change: str
    ready: str
    result: str
    tested: str
    owner: str
    due: str
    waits: str

    @property
    def done(self) -> bool:
        """True where it is prepared and was found to work."""
        return self.ready == READY and self.result == PASSED

    @property
    def untried(self) -> bool:
        """True where it is called prepared and was not found to work."""
        return self.ready == READY and self.result != PASSED

    def late(self, as_of: date) -> int:
        """Calendar days since its day has passed while it is not prepared; 0 where it is in time or has no day."""
        last = day(self.due)
        return max(0, (as_of - last).days) if last is not None and self.ready not in (READY, LEFT_OUT) else 0


@value
class Readiness:
    """Where one business stands; the numbers count rows that are not 対象外, those for all businesses among them."""

    business: str
    """業務ID; empty: the rows that name no business."""
    interfaces: int
    done: int
    passed: int
    late: int
    blocked: int
    next_due: str
    """The first day of one that is not done; empty where there is none."""


@cache
def known() -> tuple[Known, ...]:
    """The systems that are looked at.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(bundled("specs") / "procedure" / steps.EDITION / "peripherals.csv")
    return tuple(
        Known(
            key=row["key"],
            name=row["name"],
            names=frozenset(map(plain, (row["name"], *row["aliases"].split()))),
            procedures=int(row["procedures"]) if row["procedures"] else None,
            source=row["source"],
        )
        for row in rows
    )


def interfaces(answers: Answers) -> tuple[Interface, ...]:
    """All rows of both registers, in their order."""
    return tuple(_interface(row) for sheet in (SYSTEMS, PROCEDURES) for row in answers.of(sheet))


def _interface(row: Record) -> Interface:
    fields = ("name", "interface", "party", "vendor", "change", "ready", "result", "tested", "owner", "due", "waits")
    return Interface(
        sheet=row.sheet,
        key=row.key,
        businesses=tuple(row.text(register.BUSINESS).split()),
        **{field: row.text(field) for field in fields},
    )


def readiness(rows: tuple[Interface, ...], as_of: date) -> tuple[Readiness, ...]:
    """Where each business that is named stands, before them what concerns all businesses."""
    wanted = [one for one in rows if one.ready != LEFT_OUT]
    named = sorted({id for one in wanted for id in one.businesses})
    common = [""] if any(not one.businesses for one in wanted) else []
    return tuple(_readiness(id, wanted, as_of) for id in (*common, *named))


def _readiness(business: str, wanted: list[Interface], as_of: date) -> Readiness:
    mine = [one for one in wanted if not one.businesses or business in one.businesses]
    days = [one.due for one in mine if not one.done and day(one.due) is not None]
    return Readiness(
        business=business,
        interfaces=len(mine),
        done=sum(one.done for one in mine),
        passed=sum(one.result == PASSED for one in mine),
        late=sum(bool(one.late(as_of)) for one in mine),
        blocked=sum(bool(one.waits) and not one.done for one in mine),
        next_due=min(days, default=""),
    )


def unwritten(rows: tuple[Interface, ...]) -> tuple[Known, ...]:
    """The systems that are looked at and that no row names."""
    names = {plain(one.name) for one in rows if one.sheet == SYSTEMS}
    return tuple(one for one in known() if not one.names & names)


def offers(facts: Facts) -> dict[str, dict[str, Answer]]:
    """A row for each interface of a peripheral system of the survey; one without interfaces has a row of its own."""
    around = facts.survey.around if facts.survey else ()
    wanted = {one.key: one for one in around if not one.external or one.key == PROCEDURES}
    found: dict[str, dict[str, Answer]] = {}
    named = {one.key: one.name for one in wanted.values()} | {one.key: one.name for one in known()}
    for key, name in named.items():
        names = {plain(name), *(n for one in known() if one.key == key for n in one.names)}
        links = [one for one in facts.links if {plain(one.sender), plain(one.receiver)} & names]
        for link in links:
            found[f"link-{link.key}"[:31]] = _linked(facts, name, names, link, wanted.get(key))
        if not links:
            found[key] = _row(name, wanted.get(key), {})
    return found


def _linked(facts: Facts, name: str, names: set[str], link: Link, one: Around | None) -> dict[str, Answer]:
    other = link.receiver if plain(link.sender) in names else link.sender
    told = {
        "interface": link.name,
        "party": other,
        register.BUSINESS: " ".join(facts.concerned(link)),
        "owner": link.department,
    }
    return _row(name, one, told)


def _row(name: str, one: Around | None, told: dict[str, str]) -> dict[str, Answer]:
    """A row as offered; what is told of an interface goes before what is told of its system."""
    system = {"vendor": one.vendor, "owner": one.department, "business": " ".join(one.businesses)} if one else {}
    given = system | {key: text for key, text in told.items() if text}
    return {"name": name, **{key: text for key, text in given.items() if text}, **_NOT_YET}


def listed(rows: tuple[Interface, ...], sheet: str) -> Iterator[Interface]:
    """The rows of one register: what is open by its day, then what is done, then what is left out."""

    def order(one: Interface) -> tuple[bool, bool, str, str]:
        return one.ready == LEFT_OUT, one.done, one.due if day(one.due) else "9999", one.key

    yield from sorted((one for one in rows if one.sheet == sheet), key=order)
