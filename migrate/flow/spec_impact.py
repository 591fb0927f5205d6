"""`spec impact`: from the difference of two editions to what it touches here, and what has to be done by when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from migrate.errors import MigrateError
from migrate.files import records, yaml
from migrate.flow import between, decided, map_upgrade, phase_facts, plan, requirements
from migrate.flow.outcome import Outcome
from migrate.flow.spec import at_hand
from migrate.forms import answer
from migrate.gap.functions import store
from migrate.mapping import load
from migrate.mapping.upgrade import Between, Editions, upgrade
from migrate.model.decision import Decisions
from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.gap import GapReport
from migrate.model.spec import Spec
from migrate.model.spec_diff import Counts, Side, Subject
from migrate.model.upgrade import Touched as Upgraded
from migrate.model.value import value
from migrate.phase import register, transitional, yearly, yearly_page, yearly_reach
from migrate.phase.facts import Facts
from migrate.phase.plan import tasks
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.holidays import years
from migrate.phase.plan.tasks import Task
from migrate.phase.yearly_impact import Area, Changes, Fitting, Looked, Open, Touched
from migrate.spec.diff import compare, page
from migrate.spec.library import Origin
from migrate.text import dates
from migrate.text.refusal import UnconvertibleError
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "out/impact"
_BASIS = Basis(document="本ツール独自", section="標準仕様の改定の影響（migrate spec impact）")
_ABSENT = {
    Area.ITEMS: "比較がまだありません（migrate gap run）",
    Area.FUNCTIONS: "回答がまだありません（migrate gap functions make）",
    Area.MAPPING: "変更前の版の、読める対応表がありません（migrate map show）",
    Area.DECISIONS: "決定がまだありません",
    Area.CHECKS: "変更前の版の対応表があるときに調べます",
    Area.TESTS: "テストケースがまだありません（migrate phase make ⑮-1）",
    Area.ORDINANCES: "様式の一覧がまだありません（migrate phase make ⑰-1）",
    Area.BUDGET: "予算の費目がまだありません（migrate phase make ⑧-1）",
    Area.PLAN: "工程表がまだありません（migrate plan init）",
}


@value
class Impact:
    """Result of `spec impact`. ``days_left`` and ``working_days`` run to the 適合基準日; None where it is not known."""

    before: Side
    after: Side
    counts: Counts
    fitting: Fitting
    days_left: int | None
    working_days: int | None
    touched: tuple[Touched, ...]
    looked: tuple[Looked, ...]
    transitional: tuple[Open, ...]
    proposal: tuple[Task, ...]
    latest_start: date | None
    """The last day on which the proposed work may begin."""
    late: int
    """Working days by which it misses the 適合基準日 if it begins today."""
    file: str
    """Where the proposal is written; empty where there is none."""


def run(workspace: Workspace, session: Session, before: str, after: str, fitting: str = "") -> Outcome:
    """What lies between ``before`` and ``after`` (`ID` or `ID@EDITION`) and what it touches; the plan stays as it is.

    Writes out/impact/<業務ID>.json and, where the 適合基準日 is known, a plan to be imported beside it.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -090, MIG-PHS-111 (``fitting`` is no day to come), -112 (two
            businesses), MIG-GAP-079, -090, the code of a form whose kept answers are damaged.
        UnreadableError: MIG-SYS-003, -007, MIG-PHS-090, -091, -104.
    """
    with job.run(workspace, session, f"spec impact {before} {after}") as work:
        one, other = _spec(work, before), _spec(work, after)
        if one.business != other.business:
            raise MigrateError("MIG-PHS-112", params={"before": one.id, "after": other.id})
        view = _view(_Case(work=work, editions=between.editions(one, other), facts=phase_facts.gather(work)), fitting)
        result = _result(view)
        work.write(f"{FOLDER}/{other.business}.json", records.dump(result))
        if view.proposal:
            work.write(view.file, tasks.to_bytes(view.proposal.tasks))
        else:
            work.remove(view.file)
        findings = tuple(_findings(view))
        work.findings = len(findings)
    return Outcome(
        kind="spec-impact",
        data=result,
        document=yearly_page.document(view),
        brief=yearly_page.document(view, brief=True),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        nothing_checked=not compare.common(one, other),
        notices=(f"変更前は {one.id}、変更後は {other.id} です。",),
    )


def _spec(work: Job, reference: str) -> Spec:
    """An edition; what it is made of is an input where it was imported."""
    found = at_hand.resolve(reference, work.workspace).spec
    for entry in at_hand.known(work.workspace):
        if entry.origin is Origin.WORKSPACE and entry.head.business == found.business:
            for path in sorted(entry.folder.glob("*.csv")) if entry.head.edition == found.edition else ():
                work.note(path)
    return found


@value
class _Case:
    """What is looked at: the job, the two editions, and what the workspace knows."""

    work: Job
    editions: Editions
    facts: Facts

    @property
    def business(self) -> str:
        return self.editions.after.business


def _view(case: _Case, wanted: str) -> yearly_page.View:
    facts, after = case.facts, case.editions.after
    changes = Changes(case.editions.diff, page.sentence)
    known = plan.load_calendar(case.work.workspace)
    fitting = _fitting(case, changes, wanted)
    looked, touched = _all(case, changes)
    proposal = _proposal(case, changes, fitting, known)
    return yearly_page.View(
        municipality=facts.municipality,
        as_of=facts.as_of,
        diff=case.editions.diff,
        touched=touched,
        looked=looked,
        fitting=fitting,
        working_days=known.count(facts.as_of, fitting.day) if fitting.day else 0,
        published=_iso(after.edition),
        proposal=proposal,
        peaks=known.peaks(case.business, min(one.start for one in proposal.tasks), proposal.end) if proposal else (),
        file=f"{FOLDER}/{case.business}-工程案.csv",
        transitional=tuple(_open(facts, case.business)),
    )


def _all(case: _Case, changes: Changes) -> tuple[tuple[Looked, ...], tuple[Touched, ...]]:
    """Every area with the number of rows that were looked through, and what is touched."""
    looked, touched = [], []
    for area, rows, found in (_items(case, changes), _functions(case, changes), *_written(case, changes)):
        looked.append(Looked(area=area, rows=rows, why="" if rows else _ABSENT[area]))
        touched += found
    registers = (
        (Area.TESTS, yearly_reach.TESTS, yearly_reach.of_tests),
        (Area.ORDINANCES, yearly_reach.ORDINANCES, yearly_reach.of_ordinances),
        (Area.BUDGET, yearly_reach.BUDGET, yearly_reach.of_budget),
    )
    for area, (item, sheet), reach in registers:
        answers = case.facts.of(item)
        rows = sum(register.concerns(one, case.business) for one in answers.of(sheet))
        looked.append(Looked(area=area, rows=rows, why="" if rows else _ABSENT[area]))
        touched += reach(changes, answers, case.business)
    planned = plan.load(case.work.workspace) if plan.is_there(case.work.workspace) else ()
    rows = sum(one.business == case.business and not one.finished for one in planned)
    looked.append(Looked(area=Area.PLAN, rows=rows, why="" if rows else _ABSENT[Area.PLAN]))
    touched += yearly_reach.of_plan(changes, planned, case.business, tasks.FILE)
    return tuple(looked), tuple(touched)


_Area = tuple[Area, int, list[Touched]]


def _items(case: _Case, changes: Changes) -> _Area:
    file = f"out/gap/{case.business}.json"
    path = case.work.workspace.path(*file.split("/"))
    if not path.is_file():
        return Area.ITEMS, 0, []
    report = records.load(GapReport, case.work.read(path), file)
    return Area.ITEMS, len(report.items), list(yearly_reach.of_items(changes, report, file))


def _functions(case: _Case, changes: Changes) -> _Area:
    given = requirements.fit(case.work, case.business)
    found = list(yearly_reach.of_functions(changes, given, store.folder(case.business)))
    return Area.FUNCTIONS, len(given.records), found


def _written(case: _Case, changes: Changes) -> Iterator[_Area]:
    """Mapping, decisions and checks, as ``map upgrade`` sees them."""
    work, editions = case.work, case.editions
    file = f"mapping/{case.business}.yaml"
    upgraded, items = _upgraded(case, file)
    written = [*yearly_reach.of_written(changes, upgraded)]
    business = case.facts.business(case.business)
    moves = business.data.moved.moves if business else ()
    yield Area.MAPPING, items, [*written, *yearly_reach.of_code_maps(changes, moves, file)]
    own = next((one for one in decided.load(work) if one.business == case.business), Decisions(business=case.business))
    _, decisions = map_upgrade.decisions_touched(own, Between(editions))
    yield Area.DECISIONS, len(own.decisions), [*yearly_reach.of_written(changes, decisions)]
    checks = [*map_upgrade.checks_touched(editions.before, upgraded)]
    yield Area.CHECKS, len(editions.before.items) if items else 0, [*yearly_reach.of_written(changes, checks)]


def _upgraded(case: _Case, file: str) -> tuple[tuple[Upgraded, ...], int]:
    """What the mapping has to follow, and how many of its lines were looked at; nothing where `map check` must speak.

    A mapping of the later edition has followed already.
    """
    path = case.work.workspace.path(*file.split("/"))
    if not path.is_file() or load.problems(data := case.work.read(path), file):
        return (), 0
    if str(yaml.loads(data, file)["spec"]) == case.editions.after.id:
        return (), 0
    made = upgrade(data, file, case.editions)
    return made.touched, made.carried + sum(bool(one.line) for one in made.touched)


def _iso(text: str) -> date | None:
    """The day of a published text; None where it is none."""
    try:
        found = dates.to_iso(text)
    except UnconvertibleError:
        return None
    return date.fromisoformat(found) if found else None


def _named(after: Spec) -> dict[tuple[Subject, str], date]:
    """適合基準日 by requirement of the later edition."""
    both = ((Subject.FUNCTION, after.functions), (Subject.FORM, after.forms))
    found = {(subject, one.id): _iso(one.conformity_date) for subject, many in both for one in many}
    return {key: day for key, day in found.items() if day is not None}


def _fitting(case: _Case, changes: Changes, wanted: str) -> Fitting:
    """The day as the user says; else the next one that changed requirements name, else any requirement.

    Raises:
        MigrateError: MIG-PHS-111.
    """
    as_of = case.facts.as_of
    if wanted:
        return Fitting(day=_day(wanted), source="指定（--conformity-date）")
    days = _named(case.editions.after)
    changed = sorted({day for key, day in days.items() if key in changes.ids})
    for known, source in ((changed, "変わった要件の適合基準日"), (sorted(set(days.values())), "要件の適合基準日")):
        coming = [day for day in known if day >= as_of]
        if coming or (known is changed and known):
            day = coming[0] if coming else known[-1]
            return Fitting(day=day, source=source, others=tuple(one for one in known if one != day))
    return Fitting(day=None, source="")


def _day(text: str) -> date:
    try:
        found = answer.day(answer.day_of(text).answer)
    except answer.RefusedError:
        found = None
    if found is None or found.year not in years():
        raise MigrateError("MIG-PHS-111", params={"text": text})
    return found


def _proposal(case: _Case, changes: Changes, fitting: Fitting, calendar: Calendar) -> yearly.Proposal | None:
    if fitting.day is None or not changes.all or fitting.day.year not in years():
        return None
    business = case.facts.business(case.business)
    wanted = yearly.Revision(business=case.business, edition=case.editions.after.edition, fitting=fitting.day)
    if business and business.departments:
        wanted = replace(wanted, owner="、".join(business.departments))
    return yearly.propose(wanted, changes.subjects, calendar, case.facts.as_of)


def _open(facts: Facts, business: str) -> Iterator[Open]:
    """Functions of the business under 一部機能経過措置 (⑱)."""
    for one in transitional.mine(facts, business):
        met = answer.day(one.answers.get("met"))
        yield Open(
            name=one.text("name"),
            reason=one.text("reason"),
            met=met.isoformat() if met else "",
            filed=one.text("filed"),
            state=one.text("state"),
            lacking=transitional.wrong(facts, one),
            late=met is not None and met < facts.as_of,
        )


def _result(view: yearly_page.View) -> Impact:
    day, found = view.fitting.day, view.proposal
    return Impact(
        before=view.diff.before,
        after=view.diff.after,
        counts=view.diff.counts,
        fitting=view.fitting,
        days_left=(day - view.as_of).days if day else None,
        working_days=view.working_days if day else None,
        touched=view.touched,
        looked=view.looked,
        transitional=view.transitional,
        proposal=found.tasks if found else (),
        latest_start=found.latest_start if found else None,
        late=found.late if found else 0,
        file=view.file if found else "",
    )


def _findings(view: yearly_page.View) -> Iterator[Finding]:
    day, found = view.fitting.day, view.proposal
    if day is not None and found is not None and found.late:
        days = {"day": day.isoformat(), "start": found.latest_start.isoformat(), "end": found.end.isoformat()}
        yield _finding(view, "MIG-PHS-113", {**days, "days": found.late})
    for one in view.transitional:
        if one.late:
            yield _finding(view, "MIG-PHS-114", {"name": one.name, "met": one.met})


def _finding(view: yearly_page.View, code: str, params: Mapping[str, str | int]) -> Finding:
    place = Place(business=view.diff.after.business)
    return Finding(code=code, severity=Severity.WARNING, place=place, params=params, basis=_BASIS)
