"""`plan init` and `plan baseline`: a first plan of businesses, and the days that it is later measured against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from migrate.errors import MigrateError
from migrate.flow import phase, phase_facts, plan
from migrate.flow.outcome import Outcome
from migrate.flow.phase_set import wanted_businesses
from migrate.forms import answer
from migrate.model.procedure import Status
from migrate.model.value import value
from migrate.phase import history
from migrate.phase.facts import Facts
from migrate.phase.plan import calendar, draft, page, tasks
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.holidays import years
from migrate.phase.plan.tasks import Task
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_CLOSED = (Status.DONE, Status.NOT_APPLICABLE)


@value
class Wish:
    """What the user wants planned; empty texts are open."""

    business: str = ""
    """業務ID between commas, ``all``, or empty: all that have a day."""
    go_live: str = ""
    vendor: str = ""
    """The vendor that builds the new system."""
    force: bool = False
    """True to plan a business anew that has a plan."""


@value
class PlanInit:
    """What was planned: 業務ID → its first day of operation."""

    go_live: Mapping[str, date]
    tasks: int
    """Tasks that were added."""
    left_out: int
    """Steps, business by business, that are 完了済み or 対象外 and were not planned."""


@value
class PlanBaseline:
    """What `plan baseline` fixed."""

    tasks: int
    """Tasks whose planned days are now those of the baseline."""
    kept: int
    """Tasks that had one and keep it."""


def _day(text: str, as_of: date, last_of_month: bool) -> date:
    """The day to come that a text names; a month only where its last day is meant.

    Raises:
        MigrateError: MIG-PHS-097.
    """
    try:
        found = answer.date_of(text) if last_of_month else answer.day_of(text)
    except answer.RefusedError:
        found = None
    day = answer.day(found.answer) if found else None
    if day is None or day < as_of or day.year not in years():
        raise MigrateError("MIG-PHS-097", params={"text": text})
    return day


def _targets(workspace: Workspace, facts: Facts, wish: Wish) -> dict[str, date]:
    """業務ID → its first day of operation: as the user says, else the deadline that ``phase fact`` was told.

    Raises:
        MigrateError: MIG-PHS-004, -042 (business), -095 (no day), -097.
    """
    running = {one.business for one in facts.told if one.operation}
    until = {one.business: one.until for one in facts.told if one.until and not one.operation}
    said = _day(wish.go_live, facts.as_of, last_of_month=False) if wish.go_live else None
    if wish.business:
        wanted = [one.id for one in wanted_businesses(workspace, wish.business)]
    else:
        wanted = [one.id for one in facts.businesses if one.id not in running and (said or one.id in until)]
    found = {id: said or _day(until[id], facts.as_of, last_of_month=True) for id in wanted if said or id in until}
    lacking = [id for id in wanted if id not in found]
    if lacking or not found:
        raise MigrateError("MIG-PHS-095", params={"businesses": "、".join(lacking) or "業務の指定がありません"})
    return found


def _skipped(workspace: Workspace) -> dict[str, frozenset[int]]:
    """業務ID → steps that are 完了済み or 対象外."""
    last = {
        (one.business, one.step): one.status
        for one in history.in_order(phase.changes(workspace, phase.procedure().steps))
    }
    found: dict[str, set[int]] = {}
    for (business, step), status in last.items():
        if status in _CLOSED:
            found.setdefault(business, set()).add(step)
    return {business: frozenset(steps) for business, steps in found.items()}


def _wanted(facts: Facts, id: str, day: date, vendor: str, skipped: frozenset[int]) -> draft.Wanted:
    business = facts.business(id)
    systems = business.systems if business else ()
    plain = draft.Wanted(business=id, go_live=day, skipped=skipped)
    return replace(
        plain,
        owner="、".join(business.departments if business else ()) or plain.owner,
        current="、".join(dict.fromkeys(one.vendor for one in systems if one.vendor)) or plain.current,
        new=vendor or plain.new,
    )


def _calendar(work: Job) -> Calendar:
    """The calendar of the workspace; a first plan writes ours down, so that people can mend it."""
    path = work.workspace.path(*calendar.FILE.split("/"))
    if path.is_file():
        work.note(path)
    else:
        work.write(calendar.FILE, calendar.to_bytes(calendar.default_rows()))
    return plan.load_calendar(work.workspace)


def init(workspace: Workspace, session: Session, wish: Wish) -> Outcome:
    """Plan businesses after the template, dated back from the day on which each goes live.

    Raises:
        MigrateError: MIG-PHS-004, -042, -095, -096 (a business has a plan already), -097.
        UnreadableError: MIG-PHS-003, -046, -090, -091, -104, MIG-SYS-008.
    """
    with job.run(workspace, session, "plan init") as work:
        facts = phase_facts.gather(work)
        targets = _targets(workspace, facts, wish)
        before = plan.load(workspace) if plan.is_there(workspace) else ()
        again = sorted({one.business for one in before} & set(targets))
        if again and not wish.force:
            raise MigrateError("MIG-PHS-096", params={"businesses": "、".join(again)})
        kept = tuple(one for one in before if one.business not in targets)
        known, skipped = _calendar(work), _skipped(workspace)
        common = not any(one.key.startswith(f"{draft.COMMON}-") for one in kept)
        added = _drafted(facts, targets, wish.vendor, skipped, known, common)
        found = tuple(sorted((*kept, *added), key=lambda one: one.business))  # people's order within a business stays
        work.write(tasks.FILE, tasks.to_bytes(found))
    left_out = sum(len(skipped.get(id, ())) for id in targets)
    schedule, said = plan.judged(workspace, found, session.as_of)
    shown = replace(plan.view(workspace, schedule), calendar=known)
    notices = [
        f"工程表を {tasks.FILE} に、暦を {calendar.FILE} に書きました。",
        "暦の議会の会期と予算の締切は、仮の日です。団体の日に直してください。",
    ]
    if left_out:
        notices.append(f"完了済み・対象外の {left_out} ステップは、工程表に入れていません。")
    notices.append("Excel で直すには migrate plan export。直したら migrate plan import で読みこみます。")
    return Outcome(
        kind="plan-init",
        data=PlanInit(go_live=targets, tasks=len(added), left_out=left_out),
        document=page.document(shown, brief=True),
        findings=tuple(one for one in said if one.place.business in targets),
        inputs=tuple(work.inputs.values()),
        notices=tuple(notices),
    )


def _drafted(
    facts: Facts,
    targets: Mapping[str, date],
    vendor: str,
    skipped: Mapping[str, frozenset[int]],
    known: Calendar,
    common: bool,
) -> tuple[Task, ...]:
    """The tasks of all businesses; those of the whole municipality come once, with the business that is first."""
    shared = [skipped.get(id, frozenset()) for id in targets]
    whole = frozenset.intersection(*shared) & {one.step for one in draft.template() if one.common}
    found: list[Task] = []
    for id, day in sorted(targets.items(), key=lambda one: (one[1], one[0])):
        mine = skipped.get(id, frozenset()) - {one.step for one in draft.template() if one.common} | whole
        found += draft.draft(_wanted(facts, id, day, vendor, mine), known, facts.as_of, common)
        common = False
    return tuple(sorted(found, key=lambda one: one.business))


def _with_base(task: Task) -> Task:
    return replace(task, base_start=task.start, base_end=task.end)


def baseline(workspace: Workspace, session: Session, again: bool = False) -> Outcome:
    """Fix the planned days as those to measure against; tasks that have some keep them, unless ``again``.

    Raises:
        NothingCheckedError: MIG-PHS-094. UnreadableError: MIG-PHS-090, -091, -104. MigrateError: MIG-PHS-093.
    """
    with job.run(workspace, session, "plan baseline") as work:
        before = plan.load(workspace)
        work.note(workspace.path(*tasks.FILE.split("/")))
        found = tuple(one if one.base_end and not again else _with_base(one) for one in before)
        work.write(tasks.FILE, tasks.to_bytes(found))
    counts = Counter(a is not b for a, b in zip(found, before, strict=True))
    schedule, _ = plan.judged(workspace, found, session.as_of)
    return Outcome(
        kind="plan-baseline",
        data=PlanBaseline(tasks=counts[True], kept=counts[False]),
        document=page.document(plan.view(workspace, schedule), brief=True),
        inputs=tuple(work.inputs.values()),
        notices=(_told(counts[True], counts[False], found),),
    )


def _told(fixed: int, kept: int, found: Sequence[Task]) -> str:
    rest = f"すでに当初の日がある {kept} 件はそのままです（取り直すには --again）。" if kept else ""
    return f"{len(found)} 件のうち {fixed} 件の予定を、当初の日として {tasks.FILE} に残しました。{rest}"
