"""The home page of a workspace as values: where it is, what is next, what is late, what is open, what there is to open.

Nothing is computed here that another part computes: figures come from the board, the plan, the registers and the facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.finding import Severity
from migrate.model.gap import Fit
from migrate.model.procedure import Progress, SystemFacts
from migrate.model.value import value
from migrate.phase import contracts, organisation_late
from migrate.phase.facts import Business, Check, Data, Facts, Rehearsal, System
from migrate.phase.plan.schedule import Timed
from migrate.phase.risks import Entry
from migrate.phase.upcoming import Next

SOON = 180
"""Calendar days before its end from which the contract of a current system is told (ours)."""


@value
class PhaseCount:
    """One of the three phases for one business: its steps, those that people closed, those that are proven."""

    phase: str
    steps: int
    closed: int
    proven: int


@value
class Standing:
    """Where a business stands: official rate (``completion``, 0–1) and proven steps (0–40) apart."""

    business: str
    business_name: str
    completion: float
    evidenced: int
    phases: tuple[PhaseCount, ...]
    go_live: str
    """ISO day on which the plan expects operation to start; empty where it has none."""


@value
class Behind:
    """A business that is behind its plan or its deadline; days are ISO and empty where there is none."""

    business: str
    business_name: str
    steps: tuple[int, ...]
    """Steps that have not ended as planned."""
    since: str
    go_live: str
    limit: str
    over: int
    """Calendar days by which operation is expected after the limit."""


class End(StrEnum):
    """What the end of a contract means on the day of the page; the worst first."""

    PAST = "過ぎています"
    SHORT = "稼働より前に終わります"
    SOON = "半年以内に終わります"


@value
class Ending:
    """A contract of a current system that ends before it may; ``left`` are calendar days, negative: it has ended."""

    system: str
    businesses: tuple[str, ...]
    end: str
    left: int
    renewal: str
    go_live: str
    state: End


@value
class DataState:
    """What the tools left of the data of one business: counts, and the last runs; None where a tool has not run."""

    business: str
    business_name: str
    spec: str
    undecided: int | None
    """Items of the standard on which people have to decide."""
    lacking: int | None
    """Items of the standard that the current system has not."""
    rejected: int | None
    closed: bool | None
    """True where both sums of the balance close."""
    errors: int | None
    warnings: int | None
    """Failing cells and rows that nobody has decided on."""
    differences: int | None
    runs: tuple[Rehearsal, ...]
    outdated: tuple[str, ...]
    """Results that rest on an input that has changed since."""


class FileState(StrEnum):
    """What the ledger tells of a file."""

    FRESH = "新しい"
    STALE = "もとが変わりました"
    AROUND = "ほかのもとが変わりました"
    """What it mainly rests on is the same; something else that is told in it has changed."""
    READ = "読み取り済み"
    UNREAD = "まだ読み取っていません"
    EDITED = "人が直したもの"
    UNTOLD = "台帳に記録がありません"


@value
class OpenFile:
    """A file to open with a browser or an office program."""

    path: str
    kind: str
    state: FileState
    day: str
    """ISO day of the ledger line that made or read it; empty where no line tells."""
    command: str
    changed: str = ""
    """An input that has changed since; empty where none is known to have."""


@value
class First:
    """Something that has not been begun, and what to type for it (without ``migrate``)."""

    thing: str
    what: str
    command: str
    why: str


@value
class Home:
    """The whole page. ``completion`` and ``evidence_rate`` are of the 20 businesses, 0–1, never mixed."""

    municipality: str
    as_of: str
    completion: float
    evidence_rate: float
    in_operation: int
    standings: tuple[Standing, ...]
    systems: tuple[SystemFacts, ...]
    first: tuple[First, ...]
    next: Next
    planned: bool
    """True where there is a plan."""
    late: tuple[Timed, ...]
    """Tasks of the plan that have not started or ended as planned."""
    broken: tuple[Timed, ...]
    """Tasks that are expected to end after their deadline."""
    behind: tuple[Behind, ...]
    registers: bool
    """True where a register holds anything."""
    registered: int
    """Open rows of all registers."""
    overdue: tuple[Entry, ...]
    contracts: tuple[Ending, ...]
    characters: int | None
    """Characters outside the target on which nobody has decided; None where nobody has looked for them."""
    data: tuple[DataState, ...]
    scanned: str
    """ISO day of the last run of ``source scan``; empty where there is none."""
    files: tuple[OpenFile, ...]

    @property
    def begun(self) -> bool:
        """True where anything has been done at all."""
        return bool(self.files or self.data or self.registers or len(self.first) < len(firsts()))


@cache
def firsts() -> tuple[First, ...]:
    """What can be begun, in the order in which it is told.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "home" / "first.csv")
    return tuple(First(**row) for row in rows)


def standing(found: Progress, facts: Facts) -> Standing:
    """One business, phase by phase."""
    phases = dict.fromkeys(state.step.phase for state in found.steps)
    plan, known = facts.plan.get(found.business), facts.business(found.business)
    counts = []
    for phase in phases:
        mine = [state for state in found.steps if state.step.phase == phase]
        closed, proven = sum(one.closed for one in mine), sum(one.proven for one in mine)
        counts.append(PhaseCount(phase=phase, steps=len(mine), closed=closed, proven=proven))
    return Standing(
        business=found.business,
        business_name=known.name if known else found.business_name,
        completion=found.completion,
        evidenced=found.evidenced,
        phases=tuple(counts),
        go_live=_iso(plan.go_live if plan else None),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def behind(facts: Facts) -> tuple[Behind, ...]:
    """The businesses that are behind, the worst first."""
    return tuple(
        Behind(
            business=one.business.id,
            business_name=one.business.name,
            steps=one.steps,
            since=_iso(one.since),
            go_live=_iso(one.go_live),
            limit=_iso(one.limit),
            over=one.over,
        )
        for one in organisation_late.late(facts)
    )


def endings(facts: Facts) -> tuple[Ending, ...]:
    """Contracts of current systems that have ended, end before what they serve is moved, or end soon."""
    found = (_ending(one, facts) for one in facts.systems)
    told = (one for one in found if one is not None)
    return tuple(sorted(told, key=lambda one: (list(End).index(one.state), one.end, one.system)))


def _ending(system: System, facts: Facts) -> Ending | None:
    end = contracts.current_end(system)
    waiting = [id for id in system.businesses if not facts.is_live(id)]
    if end is None or (system.businesses and not waiting):
        return None
    live = max((day for id in waiting if (day := contracts.go_live(facts, id))), default=None)
    left = (end - facts.as_of).days
    if left < 0:
        state = End.PAST
    elif live and end < live:
        state = End.SHORT
    elif left <= SOON:
        state = End.SOON
    else:
        return None
    return Ending(
        system=system.name,
        businesses=system.businesses,
        end=end.isoformat(),
        left=left,
        renewal=system.renewal,
        go_live=_iso(live),
        state=state,
    )


def data_states(facts: Facts, outdated: Mapping[str, Sequence[str]]) -> tuple[DataState, ...]:
    """The businesses of which a tool has left anything; ``outdated``: 業務ID → results that are to be made again."""
    return tuple(_data(one, outdated.get(one.id, ())) for one in facts.businesses if _touched(one.data))


def _touched(data: Data) -> bool:
    return bool(data.rehearsals or data.spec or data.checks is not None or data.compared)


def _data(business: Business, outdated: Sequence[str]) -> DataState:
    data = business.data
    return DataState(
        business=business.id,
        business_name=business.name,
        spec=data.spec,
        undecided=data.gap.get(Fit.DECIDE.value, 0) if data.gap is not None else None,
        lacking=data.gap.get(Fit.MISSING.value, 0) if data.gap is not None else None,
        rejected=data.converted.rejected if data.converted else None,
        closed=data.converted.closed if data.converted else None,
        errors=_open(data.checks, Severity.ERROR),
        warnings=_open(data.checks, Severity.WARNING),
        differences=data.compared.open if data.compared else None,
        runs=data.rehearsals,
        outdated=tuple(outdated),
    )


def _open(checks: Sequence[Check] | None, severity: Severity) -> int | None:
    return None if checks is None else sum(one.open for one in checks if one.severity is severity)


def missing(facts: Facts, others: Mapping[str, bool]) -> Iterator[First]:
    """What has not been begun; ``others`` tells of the things of which ``facts`` do not know whether they are there."""
    there = {
        "organisation": bool(facts.of(1).records),
        "survey": facts.survey is not None,
        "source": facts.scan is not None,
        "plan": bool(facts.plan),
        **others,
    }
    return (one for one in firsts() if not there[one.thing])
