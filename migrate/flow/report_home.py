"""`report home`: one page on the whole workspace, from what the other commands have left. It decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrate.flow import loaded, phase, phase_facts, phase_risks, plan, report_home_files
from migrate.flow.outcome import Outcome
from migrate.flow.outdated import Now, outdated
from migrate.model.document import Document, Figures
from migrate.model.value import value
from migrate.phase import board, home, home_page, risks_page, upcoming
from migrate.phase.facts import Facts
from migrate.phase.home import Home
from migrate.phase.plan import page as plan_page
from migrate.phase.plan.judge import lateness
from migrate.phase.plan.schedule import schedule
from migrate.phase.risks import Standing, Wanted
from migrate.report import formats
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.ledger import Entry, Result

COMMAND, FILE = "report home", "out/report/home.html"
_STAGES = ("gap", "convert", "check", "reconcile")
"""Folders of the results below out/, what others are made from before them."""


@value
class ReportHome:
    """Result of `report home`."""

    file: str
    home: Home


def run(workspace: Workspace, session: Session) -> Outcome:
    """Write the page out/report/home.html.

    Raises:
        MigrateError: the code of a form whose kept answers are damaged, MIG-PHS-093 (tasks wait for each other).
        UnreadableError: a file that an earlier command or somebody left is damaged (MIG-PHS-003, -046, -090, -091,
            -104, MIG-SYS-003, -007, -008, -011).
    """
    with job.run(workspace, session, COMMAND) as work:
        entries = tuple(one for one in workspace.entries() if one.command != COMMAND)
        view = _view(work, entries)
        page = home_page.document(view)
        work.write(FILE, formats.render("html", page))
    return Outcome(
        kind="report-home",
        data=ReportHome(file=FILE, home=view.home),
        document=page,
        brief=_brief(page),
        inputs=tuple(sorted(work.inputs.values(), key=lambda one: one.path)),
        notices=(f"表紙を {FILE} に書きました。ブラウザで開けます。",),
    )


def _brief(page: Document) -> Document:
    """What a terminal shows: what has not been begun, key figures, what is next, what is late."""
    shown = {one.id: one for one in page.sections if one.id in ("first", "now", "next", "late")}
    figures = tuple(one for one in shown["now"].blocks if isinstance(one, Figures))
    shown["now"] = replace(shown["now"], blocks=figures)
    return replace(page, facts=page.facts[:1], sections=tuple(shown.values()))


def _view(work: Job, entries: Sequence[Entry]) -> home_page.View:
    workspace, session = work.workspace, work.session
    facts = phase_facts.gather(work)
    read = frozenset(work.inputs)
    _, standing = phase.board_of(workspace, session.as_of)
    rows, _ = phase_risks.collected(workspace, session)
    overdue = tuple(one for one in rows.entries if one.standing is Standing.OVERDUE)
    planned = _plan(workspace, session)
    now = report_home_files.known_now(workspace, entries)
    timed = planned.shown if planned else ()
    return home_page.View(
        home=Home(
            municipality=workspace.project.name,
            as_of=session.as_of.isoformat(),
            completion=standing.completion,
            evidence_rate=standing.evidence_rate,
            in_operation=standing.in_operation,
            standings=tuple(home.standing(one, facts) for one in standing.progress),
            systems=standing.systems,
            first=tuple(home.missing(facts, _others(workspace, standing))),
            next=upcoming.compute(phase.procedure(), standing.progress),
            planned=planned is not None,
            late=tuple(one for one in timed if planned and lateness(one, planned.schedule)),
            broken=tuple(one for one in timed if one.broken),
            behind=home.behind(facts),
            registers=not risks_page.is_empty(rows),
            registered=len(rows.entries),
            overdue=overdue,
            contracts=home.endings(facts),
            characters=facts.characters.undecided if facts.characters else None,
            data=home.data_states(facts, _outdated(facts, entries, now)),
            scanned=_scanned(entries),
            files=report_home_files.files(workspace, entries, now, read, tuple(one.id for one in facts.businesses)),
        ),
        board=standing,
        plan=planned,
        risks=risks_page.View(
            municipality=workspace.project.name,
            as_of=session.as_of,
            rows=rows,
            wanted=Wanted(overdue=True),
            entries=overdue,
            names=plan.names(workspace),
        ),
    )


def _others(workspace: Workspace, standing: board.View) -> Mapping[str, bool]:
    """Whether there are the things that the facts do not tell of."""
    return {
        "spec": bool(workspace.project.specs),
        "status": bool(phase.changes(workspace, phase.procedure().steps)) or bool(standing.systems),
    }


def _plan(workspace: Workspace, session: Session) -> plan_page.View | None:
    if not plan.is_there(workspace):
        return None
    found = schedule(plan.load(workspace), plan.load_calendar(workspace), session.as_of)
    return plan.view(workspace, found)


def _outdated(facts: Facts, entries: Sequence[Entry], now: Now) -> dict[str, tuple[str, ...]]:
    """業務ID → results that are to be made again."""
    found = {}
    for one in facts.businesses:
        results = [loaded.SCHEMA, *(f"out/{stage}/{one.id}.json" for stage in _STAGES)]
        found[one.id] = tuple(outdated(entries, {name: name for name in results}, now))
    return found


def _scanned(entries: Sequence[Entry]) -> str:
    """The day of the last scan that ended well; empty where there is none."""
    scans = (one for one in reversed(entries) if one.command == "source scan" and one.result is not Result.FAILED)
    return next((one.at[:10] for one in scans), "")
