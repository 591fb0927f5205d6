"""The plan of the workspace: read it, show where it stands, and tell its days to others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow import phase
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import systems
from migrate.phase.facts import Milestones
from migrate.phase.period import Period
from migrate.phase.plan import calendar, judge, milestones, page, read, tasks
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.read import Names
from migrate.phase.plan.schedule import Schedule, schedule
from migrate.phase.plan.tasks import Task
from migrate.spec import catalogue
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace


@value
class PlanShow:
    """Where the plan stands."""

    municipality: str
    schedule: Schedule


def names(workspace: Workspace) -> dict[str, str]:
    """業務ID → name of what can be planned: the 20 businesses, and what `project.yaml` pins beside them."""
    known = catalogue.load(bundled("specs") / catalogue.FOLDER)
    laws = {one.systems[0]: one.law_name for one in known.businesses if one.systems}
    return {one.id: laws.get(one.id, one.name) for one in phase.businesses(workspace)}


def spellings(workspace: Workspace) -> Names:
    """How a business may be written in a plan."""
    known = catalogue.load(bundled("specs") / catalogue.FOLDER)
    found = {
        word: one.systems[0]
        for one in known.businesses
        if one.systems
        for word in (one.name, one.law_name, *one.aliases, *one.systems[:1])
    }
    return Names(ids=found | {id: id for id in names(workspace)})


def is_there(workspace: Workspace) -> bool:
    """True where the workspace has a plan."""
    return workspace.path(*tasks.FILE.split("/")).is_file()


def load_calendar(workspace: Workspace) -> Calendar:
    """The municipality's calendar; ours where it has none.

    Raises:
        UnreadableError: MIG-PHS-104, MIG-SYS-008.
    """
    return calendar.of(own_periods(workspace))


def own_periods(workspace: Workspace) -> tuple[Period, ...]:
    """The periods of the municipality's own calendar; none where it has none.

    Raises:
        UnreadableError: MIG-PHS-104, MIG-SYS-008.
    """
    path = workspace.path(*calendar.FILE.split("/"))
    return calendar.read(tables.read(path)) if path.is_file() else ()


def load(workspace: Workspace) -> tuple[Task, ...]:
    """The tasks of `plan/tasks.csv`.

    Raises:
        NothingCheckedError: MIG-PHS-094, there is no plan yet.
        UnreadableError: MIG-PHS-090 (no headings), -091 (a cell).
    """
    path = workspace.path(*tasks.FILE.split("/"))
    if not path.is_file():
        raise NothingCheckedError("MIG-PHS-094", Place(file=tasks.FILE), {"file": tasks.FILE})
    found = read.read(read.of_csv(path.read_bytes(), tasks.FILE), spellings(workspace))
    if found is None:
        raise UnreadableError("MIG-PHS-090", Place(file=tasks.FILE), {"file": tasks.FILE})
    for one in found.findings:
        if one.severity is Severity.ERROR:
            raise UnreadableError(one.code, one.place, one.params)
    return found.tasks


def inputs(workspace: Workspace) -> tuple[FileDigest, ...]:
    """The files that the plan is made of."""
    paths = {name: workspace.path(*name.split("/")) for name in (tasks.FILE, calendar.FILE, systems.FILE)}
    return tuple(FileDigest(path=name, sha256=sha256_of(path)) for name, path in paths.items() if path.is_file())


def view(workspace: Workspace, found: Schedule, business: str = "") -> page.View:
    """A schedule with all that is shown beside it."""
    return page.View(
        municipality=workspace.project.name,
        schedule=found,
        calendar=load_calendar(workspace),
        names=names(workspace),
        systems=systems.latest(phase.told(workspace)),
        reasons=phase.procedure().reasons,
        business=business,
    )


def one_business(workspace: Workspace, text: str) -> str:
    """The 業務ID that an option names; empty where it is empty.

    Raises:
        MigrateError: MIG-PHS-042, no business that is planned.
    """
    if not text.strip():
        return ""
    id = spellings(workspace).ids.get(text.strip(), text.strip().zfill(3))
    if id not in names(workspace):
        raise MigrateError(
            "MIG-PHS-042", params={"business": text, "instead": "一覧は migrate phase status にあります"}
        )
    return id


def show(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """When everything is expected, what is late, and what breaks.

    Raises:
        NothingCheckedError: MIG-PHS-094. UnreadableError: MIG-PHS-046, -090, -091, -104.
        MigrateError: MIG-PHS-042, -093 (tasks wait for each other).
    """
    chosen = one_business(workspace, business)
    found = schedule(load(workspace), load_calendar(workspace), session.as_of)
    shown = view(workspace, found, chosen)
    told = tuple(one for one in judge.judge(found, shown.calendar) if not chosen or one.place.business == chosen)
    timed = found.timed if not chosen else shown.shown
    return Outcome(
        kind="plan-show",
        data=PlanShow(municipality=workspace.project.name, schedule=Schedule(as_of=found.as_of, timed=timed)),
        document=page.document(shown),
        brief=page.document(shown, brief=True),
        findings=told,
        inputs=inputs(workspace),
    )


def judged(workspace: Workspace, found: tuple[Task, ...], as_of: date) -> tuple[Schedule, tuple[Finding, ...]]:
    """Tasks as a schedule, with what is to be said of it.

    Raises:
        MigrateError: MIG-PHS-093. UnreadableError: MIG-PHS-104.
    """
    known = load_calendar(workspace)
    timed = schedule(found, known, as_of)
    return timed, judge.judge(timed, known)


def of_businesses(workspace: Workspace, as_of: date) -> Mapping[str, Milestones]:
    """業務ID (empty: the municipality as a whole) → its days; nothing where there is no plan.

    Raises:
        UnreadableError: MIG-PHS-090, -091, -104. MigrateError: MIG-PHS-093.
    """
    if not is_there(workspace):
        return {}
    return milestones.milestones(schedule(load(workspace), load_calendar(workspace), as_of))
