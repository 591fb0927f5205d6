"""What a workspace reports of one month: the states at its end, the plan, what is open; no resident's value."""

from __future__ import annotations

import calendar
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import migrate
from migrate.engine import municipalities
from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow import phase, phase_facts, phase_risks, phase_witness, plan
from migrate.model.finding import Place
from migrate.model.pmo import (
    Body,
    BodyKind,
    BodyReport,
    ReportedBusiness,
    ReportedCounts,
    ReportedRisk,
    ReportedStep,
    ReportedSystem,
)
from migrate.model.procedure import Progress, Status, StepState, SystemFacts
from migrate.phase import history, home
from migrate.phase.facts import System
from migrate.phase.history import Change
from migrate.phase.progress import Business, progress
from migrate.phase.risks import Entry
from migrate.spec import catalogue
from migrate.text import check_digits
from migrate.text.refusal import UnconvertibleError
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.project import FILE as PROJECT

_PERIOD = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_UNIONS = 8
"""Third digit from which on codes are those of 一部事務組合 and 広域連合."""
_KEY = 8
"""Hex digits that tell the risks of one register apart."""
_LEVELS = {"高": "大", "中": "中", "低": "小"}
"""Weight in a register → level in a report."""
_RISKS = frozenset({"リスク", "課題"})


def last_day(period: str) -> date:
    """The last day of a month.

    Raises:
        MigrateError: MIG-PMO-010, not of the form 2026-11.
    """
    if not _PERIOD.fullmatch(period):
        raise MigrateError("MIG-PMO-010", params={"period": period})
    year, month = map(int, period.split("-"))
    return date(year, month, calendar.monthrange(year, month)[1])


def before(period: str) -> str:
    """The month before."""
    year, month = map(int, period.split("-"))
    return f"{year - 1}-12" if month == 1 else f"{year}-{month - 1:02}"


def body(workspace: Workspace) -> Body:
    """The municipality of the workspace.

    Raises:
        MigrateError: MIG-PMO-012, its code is not stated in `project.yaml` or is none.
    """
    project = workspace.project
    try:
        code = check_digits.checked(project.code, "団体コード")
    except UnconvertibleError:
        raise MigrateError("MIG-PMO-012", Place(file=PROJECT), {"code": project.code or "（なし）"}) from None
    area = {one.code[:2]: one.prefecture for one in municipalities.municipalities()}.get(code[:2], "")
    if not project.name:
        raise MigrateError("MIG-PMO-012", Place(file=PROJECT), {"code": project.code})
    kind = BodyKind.MUNICIPALITY
    if code[2:5] == "000":
        kind = BodyKind.PREFECTURE
    elif code[:5] not in municipalities.codes() and int(code[2]) >= _UNIONS:
        kind = BodyKind.UNION
    return Body(code=code, name=project.name, prefecture=area, kind=kind, population=project.population)


def states(workspace: Workspace, told_by: Body, period: str, as_of: date) -> BodyReport:
    """The states at the end of ``period``, or on ``as_of`` where the month has not ended: steps and systems, no counts.

    Evidence is told of the month that ``as_of`` is in; what lay there in an earlier month nobody can tell.
    """
    end = min(last_day(period), as_of)
    procedure = phase.procedure()
    past = tuple(one for one in phase.changes(workspace, procedure.steps) if one.at[:10] <= end.isoformat())
    told = _told(workspace, end)
    current = end == as_of
    speak = phase_witness.witnesses(workspace) if current else ()
    planned = _planned(workspace)
    return BodyReport(
        period=period,
        as_of=end.isoformat(),
        body=told_by,
        businesses=tuple(
            _business(progress(procedure, one, past, speak), past, planned, told, current)
            for one in _businesses(told_by.kind)
        ),
        tool=migrate.__version__,
    )


def _told(workspace: Workspace, end: date) -> tuple[SystemFacts, ...]:
    """What was told last of each system by the end of a day; what was taken back stays, with nothing told."""
    past = (one for one in phase.told(workspace) if one.at[:10] <= end.isoformat())
    last = {one.spot: one.facts for one in sorted(past, key=lambda one: one.at)}
    return tuple(facts for _, facts in sorted(last.items()))


def _businesses(kind: BodyKind) -> Iterable[Business]:
    """The 20 in published order; of a prefecture those that prefectures have."""
    listed = catalogue.load(bundled("specs") / catalogue.FOLDER).businesses
    own = {one.systems[0] for one in listed if one.systems and (one.prefectures or kind is not BodyKind.PREFECTURE)}
    return (Business(id=id, name=name) for id, name in phase.main_businesses().items() if id in own)


def _planned(workspace: Workspace) -> Mapping[tuple[str, int], str]:
    """業務ID and step → day on which the plan that counts now ends it; of several tasks the last."""
    if not plan.is_there(workspace):
        return {}
    found: dict[tuple[str, int], str] = {}
    for task in plan.load(workspace):
        if task.step:
            spot = (task.business, task.step)
            found[spot] = max(found.get(spot, ""), task.end.isoformat())
    return found


def _business(
    found: Progress,
    past: Sequence[Change],
    planned: Mapping[tuple[str, int], str],
    told: Sequence[SystemFacts],
    current: bool,
) -> ReportedBusiness:
    id = found.business

    def step(one: StepState) -> ReportedStep:
        number = one.step.number
        day = _since(past, (id, number))
        return ReportedStep(
            status=one.status,
            planned=planned.get((id, number), planned.get(("", number), "")),
            actual=day if one.status is Status.DONE else "",
            changed=day,
            proven=one.proven if current else None,
        )

    return ReportedBusiness(
        business=id,
        name=found.business_name,
        steps=tuple(map(step, found.steps)),
        systems=tuple(
            ReportedSystem(
                name=one.system, operation=one.operation, reason=one.reason, until=one.until, remains=one.remains
            )
            for one in told
            if one.business == id
        ),
    )


def _since(past: Sequence[Change], spot: tuple[str, int]) -> str:
    """Day since which the status stands; a note or evidence that was added later does not move it."""
    since, status = "", Status.OPEN
    for one in history.in_order([each for each in past if each.spot == spot]):
        if one.status is not status or not since:
            since, status = one.at[:10], one.status
    return since


def whole(work: Job, report: BodyReport, notes: bool) -> BodyReport:
    """The report with vendors of the survey and, of a month that has not ended, with open findings and risks.

    What was open at the end of an earlier month nobody can tell any more. ``notes``: with people's words.
    """
    facts = phase_facts.gather(work)
    rows, noted = phase_risks.collected(work.workspace, work.session)
    for one in noted:
        work.inputs.setdefault(one.path, one)
    current = report.as_of == work.session.as_of.isoformat()
    data = {one.business: one for one in home.data_states(facts, {})} if current else {}
    own = {one.business for one in report.businesses}
    return replace(
        report,
        notes=notes,
        businesses=tuple(
            replace(
                one,
                systems=tuple(
                    system if notes else replace(system, remains="")
                    for system in _joined(one.systems, [s for s in facts.systems if one.business in s.businesses])
                ),
                counts=_counts(data[one.business]) if one.business in data else ReportedCounts(),
            )
            for one in report.businesses
        ),
        risks=tuple(_risk(one, own, notes) for one in rows.entries if current and one.kind in _RISKS),
    )


def _joined(told: Sequence[ReportedSystem], surveyed: Sequence[System]) -> Iterator[ReportedSystem]:
    """What is told of systems beside their vendors in the survey; a fact without a name is of the only one there."""
    left = {one.name: one for one in told if one.operation or one.reason or one.until}
    if len(surveyed) == 1 and "" in left:
        left.setdefault(surveyed[0].name, left.pop(""))
    for one in surveyed:
        fact = left.pop(one.name, ReportedSystem())
        yield replace(fact, name=one.name, vendor=one.vendor, package=one.package)
    yield from left.values()


def _counts(state: home.DataState) -> ReportedCounts:
    return ReportedCounts(
        undecided=state.undecided, rejected=state.rejected, errors=state.errors, differences=state.differences
    )


def _risk(one: Entry, businesses: Collection[str], notes: bool) -> ReportedRisk:
    """A risk is named by its register and its place in it: a key is people's words too."""
    mine = [id for id in one.businesses if id in businesses]
    return ReportedRisk(
        id=f"{one.step}-{sha256_of_bytes(one.key.encode())[:_KEY]}",
        business=mine[0] if len(one.businesses) == 1 and mine else "",
        level=_LEVELS.get(one.weight, ""),
        due=one.due if _DAY.fullmatch(one.due) else "",
        text=one.subject if notes else "",
    )
