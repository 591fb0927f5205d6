"""What the workspace knows, gathered for the artefacts of the steps; everything that is read is an input of the job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TypeVar

from migrate.characters.ledger import store
from migrate.errors import NothingCheckedError
from migrate.files import records, tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow import (
    answers,
    chars_common,
    phase,
    phase_comparison,
    phase_market,
    phase_moved,
    phase_settings,
    phase_survey,
    plan,
    procure_answers,
    requirements,
)
from migrate.flow.phase_comparison import Scanned
from migrate.flow.requirements import Standards
from migrate.forms.records import Answers
from migrate.gap.functions.requirement import FORM
from migrate.gap.functions.standing import BusinessStanding, Standing
from migrate.model import procedure
from migrate.model.balance import Conversion
from migrate.model.catalogue import BusinessKind
from migrate.model.finding import Finding, Severity
from migrate.model.gap import GapReport
from migrate.model.quality import CheckResult, Outcome
from migrate.model.reconcile import Fate, Reconciliation
from migrate.phase import form as forms
from migrate.phase import history, systems
from migrate.phase.facts import (
    Business,
    Characters,
    Check,
    Compared,
    Converted,
    Data,
    Facts,
    Issue,
    Link,
    Milestones,
    Reached,
    Rehearsal,
    System,
)
from migrate.report import messages
from migrate.spec import catalogue
from migrate.survey.form import SYSTEM
from migrate.survey.form import form as survey
from migrate.survey.inventory import Interface, Inventory, PartyKind, SystemFacts, inventory
from migrate.survey.offers import aliases
from migrate.workspace.job import Job
from migrate.workspace.ledger import Result

T = TypeVar("T")
_COMMANDS = ("convert run", "check run", "reconcile run")


def gather(work: Job) -> Facts:
    """Everything at hand now.

    Raises:
        MigrateError: the code of a form whose kept answers are damaged, MIG-CHR-008.
        UnreadableError: MIG-SYS-003, -007, a file that an earlier command left is damaged.
    """
    project = work.workspace.project
    known = catalogue.load(bundled("specs") / catalogue.FOLDER)
    given = answers.load(work, survey())
    covered = {
        one.systems[0]: one.law_name for one in known.businesses if one.kind is not BusinessKind.RELATED and one.systems
    }
    found = inventory(survey(), given, covered, aliases(known)) if given.records else None
    standards = requirements.standards(work.workspace)
    scanned = phase_comparison.scanned(work)
    main = {
        one.systems[0]: one.law_name
        for one in known.businesses
        if one.kind is BusinessKind.STANDARDISED and one.systems
    }
    extra = {id: standards.names.get(id, "") for id in sorted(project.specs) if id not in main}
    return Facts(
        municipality=project.name,
        code=project.code,
        as_of=work.session.as_of,
        businesses=tuple(
            Business(id=id, name=name, systems=_systems(found, given, id), data=_data(work, standards, id, scanned))
            for id, name in (main | extra).items()
        ),
        links=tuple(_link(one) for one in found.interfaces) if found else (),
        characters=_characters(work),
        answers={item: answers.load(work, forms.form(item)) for item in forms.items()},
        quoted=procure_answers.quoted(work),
        markets=phase_market.markets(work),
        told=_told(work),
        plan=_plan(work),
        periods=plan.own_periods(work.workspace),
        survey=phase_survey.surveyed(given, found, work.session.as_of) if found else None,
        scan=scanned.scan if scanned else None,
        reached=_reached(work),
    )


def _reached(work: Job) -> Mapping[str, Reached]:
    """The steps of each business, as people set them and as the ledger proves them."""
    path = work.workspace.path(history.FILE)
    if path.is_file():
        work.note(path)
    found = phase.progress_of_all(work.workspace, phase.businesses(work.workspace))
    return {one.business: Reached(closed=sum(step.closed for step in one.steps), proven=one.evidenced) for one in found}


def _plan(work: Job) -> Mapping[str, Milestones]:
    """The days of `plan/tasks.csv`."""
    for one in plan.inputs(work.workspace):
        work.note(work.workspace.path(*one.path.split("/")))
    return plan.of_businesses(work.workspace, work.session.as_of)


def _told(work: Job) -> tuple[procedure.SystemFacts, ...]:
    """What ``phase fact`` told of systems."""
    path = work.workspace.path(*systems.FILE.split("/"))
    if not path.is_file():
        return ()
    work.note(path)
    return systems.latest(systems.read(tables.read(path)))


def _systems(found: Inventory | None, given: Answers, business: str) -> tuple[System, ...]:
    if found is None:
        return ()
    mine = (one for one in found.systems if one.in_use and (business == one.key or business in one.businesses))
    return tuple(_system(one, given) for one in mine)


def _system(one: SystemFacts, given: Answers) -> System:
    record = given.get(SYSTEM, one.key)
    return System(
        key=one.key,
        name=one.name,
        businesses=one.businesses,
        department=one.department,
        vendor=one.vendor,
        package=one.package,
        hosting=one.hosting,
        contract_end=one.contract_end,
        renewal=one.renewal,
        my_number=one.my_number or (record.text("my_number") if record else ""),
        numbers=one.numbers,
    )


def _link(one: Interface) -> Link:
    return Link(
        key=one.key,
        sender=one.sender.name,
        receiver=one.receiver.name,
        external=PartyKind.EXTERNAL in (one.sender.kind, one.receiver.kind),
        name=one.name,
        frequency=one.frequency,
        method=one.method,
        my_number=one.my_number,
        department=one.department,
    )


def _loaded(work: Job, kind: type[T], name: str) -> T | None:
    path = work.workspace.path(*name.split("/"))
    return records.load(kind, work.read(path), name) if path.is_file() else None


def _data(work: Job, standards: Standards, id: str, scanned: Scanned | None) -> Data:
    gap = _loaded(work, GapReport, f"out/gap/{id}.json")
    fit = _loaded(work, BusinessStanding, f"out/functions/{id}.json")
    conversion = _loaded(work, Conversion, f"out/convert/{id}.json")
    checked = _loaded(work, CheckResult, f"out/check/{id}.json")
    reconciled = _loaded(work, Reconciliation, f"out/reconcile/{id}.json")
    return Data(
        spec=gap.spec if gap else conversion.spec if conversion else "",
        gap=dict(Counter(one.fit.value for one in gap.items)) if gap else None,
        comparison=phase_comparison.comparison(gap, scanned) if gap else None,
        effort=sum(one.days for one in gap.effort.tables) if gap and gap.effort else None,
        gap_issues=_gap_issues(gap.findings) if gap else (),
        functions=dict(Counter(one.verdict.value for one in fit.rows)) if fit else None,
        function_issues=tuple(_function_issue(one) for one in (*fit.rows, *fit.outside) if one.issue) if fit else (),
        forms=_standard_forms(work, standards, id),
        converted=_converted(conversion) if conversion else None,
        checks=_checks(checked) if checked else None,
        compared=_compared(reconciled, _reconciled_at(work, id)) if reconciled else None,
        rehearsals=_rehearsals(work, id),
        moved=phase_moved.moved(work, id, conversion, fit),
        codes=phase_settings.codes(work, standards, id, gap),
    )


def _gap_issues(found: Iterable[Finding]) -> tuple[Issue, ...]:
    """Findings that people have to settle: one issue a code and table."""
    often: dict[tuple[str, str], list[Finding]] = {}
    for one in found:
        if one.severity in (Severity.ERROR, Severity.WARNING):
            often.setdefault((one.code, one.place.table or ""), []).append(one)
    issues = []
    for (code, table), many in often.items():
        where = f"{table}（{len(many):,} 件）" if table else f"{len(many):,} 件"
        text = messages.sentence(many[0]) if len(many) == 1 else messages.heading(code)
        key = f"{code.removeprefix('MIG-')}-{sha256_of_bytes(table.encode())[:8]}"
        issues.append(Issue(key=key, subject=where, reason=text, policy=messages.cure(many[0])))
    return tuple(issues)


def _function_issue(one: Standing) -> Issue:
    return Issue(
        key=f"fit-{'form-' if one.sheet == FORM else ''}{one.key}"[:31],
        subject=f"{one.key} {one.name}",
        reason=one.verdict.value,
        policy=one.policy,
        department=one.department,
        due=one.deadline,
    )


def _standard_forms(work: Job, standards: Standards, id: str) -> tuple[tuple[str, str], ...]:
    if id not in {one.head.business for one in standards.entries}:
        return ()
    try:
        found = requirements.business(work, standards, id)
    except NothingCheckedError:
        return ()
    return tuple((one.key, one.name) for one in found.of(FORM))


def _converted(found: Conversion) -> Converted:
    total = Counter[str]()
    for one in found.lines:
        total["rejected"] += sum(one.rejected.values())
        total["merged"] += sum(one.merged.values())
        total["excluded"] += sum(one.excluded.values())
    return Converted(
        rows={one.table: one.rows for one in found.targets},
        rejected=total["rejected"],
        merged=total["merged"],
        excluded=total["excluded"],
        closed=found.closed,
    )


def _checks(found: CheckResult) -> tuple[Check, ...]:
    failed = (one for one in found.outcomes if one.failed)
    return tuple(sorted((_check(one) for one in failed), key=lambda one: (-one.open, -one.failed, one.code, one.table)))


def _check(one: Outcome) -> Check:
    return Check(
        code=one.code,
        title=messages.heading(one.code),
        severity=one.severity,
        table=one.table,
        item=one.item,
        failed=one.failed,
        open=one.open,
    )


def _compared(found: Reconciliation, at: str) -> Compared:
    fates: Mapping[Fate, int] = Counter(
        {fate: sum(table.fates.get(fate, 0) for table in found.tables) for fate in Fate}
    )
    return Compared(
        tables=len(found.tables),
        rows=sum(one.expected for one in found.tables),
        expected=fates[Fate.EXPECTED],
        accepted=fates[Fate.ACCEPTED],
        open=found.open,
        differing={one.table: one.differing for one in found.tables if one.differing},
        at=at,
    )


def _reconciled_at(work: Job, id: str) -> str:
    """When the last run ended that changed the comparison of a business; empty where no line tells."""
    runs = (one for one in work.workspace.entries() if one.command == f"reconcile run {id}")
    return next((one.at for one in reversed(tuple(runs)) if one.result in (Result.DONE, Result.FINDINGS)), "")


def _rehearsals(work: Job, id: str) -> tuple[Rehearsal, ...]:
    last = {}
    for entry in work.workspace.entries():
        if any(entry.command == f"{command} {id}" for command in _COMMANDS):
            last[entry.command] = entry
    return tuple(
        Rehearsal(command=name, at=entry.at, result=entry.result.value, seconds=entry.seconds)
        for name, entry in last.items()
    )


def _characters(work: Job) -> Characters | None:
    name = chars_common.file_of(store.MOVE)
    if not work.workspace.path(name).is_file():
        return None
    found = chars_common.saved(work, store.MOVE).found
    undecided = sum(int(one.params["count"]) for one in chars_common.open_findings(work))
    cells = sum(place.cells for one in found for place in one.places)
    return Characters(found=len(found), undecided=undecided, cells=cells)
