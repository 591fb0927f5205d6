"""One unit's request as the workspace holds it: terms, packages, questions, answers."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.flow import procure_terms, rfi_situation
from migrate.flow.procure_desk import Desk, vendors
from migrate.flow.procure_log import Log
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.phase.facts import Facts
from migrate.procure.package import OUTSIDE, STANDARD
from migrate.procure.rfi import log
from migrate.procure.rfi.books import KIND, Terms
from migrate.procure.rfi.steps import State as UnitState
from migrate.workspace.job import Job

DESK = Desk(kind=KIND)
folder, kept, packages, unit_of = DESK.folder, DESK.kept, DESK.packages, DESK.unit_of
"""What is asked of the desk again and again."""


def terms(unit: str, given: Mapping[str, Answer]) -> Terms:
    """What was decided of a request, from the kept answers of its form."""
    sheet = procure_terms.sheet(DESK)
    text = {one.id: str(given.get(one.id, "")) for one in sheet.questions}
    days = {
        id: text[id] if answer.day(text[id]) else "" for id in ("issued", "questions_due", "answers_due", "go_live")
    }
    return Terms(
        unit=unit,
        unit_name=text["unit"],
        title=text["title"],
        issued=days["issued"],
        questions_due=days["questions_due"],
        answers_due=days["answers_due"],
        contact=text["contact"],
        address=text["address"],
        go_live=days["go_live"] or text["go_live"],
        edition=edition if isinstance(edition := given.get("edition"), int) else 1,
        lacking=tuple(procure_terms.lacking(DESK, given)),
    )


def state(work: Job, unit: str, known: Facts) -> UnitState:
    """A unit as it stands, with the package that was built.

    Raises:
        MigrateError: the codes of damaged answers. UnreadableError: MIG-SYS-003, -007.
    """
    built = packages(work, unit)
    ids = [one.id for one in built[STANDARD].businesses] if STANDARD in built else []
    return UnitState(
        terms=terms(unit, procure_terms.given(work, DESK, unit)),
        situation=rfi_situation.situation(work, known, ids),
        standard=built.get(STANDARD),
        outside=built.get(OUTSIDE),
        asked=log.asked(Log(desk=DESK, unit=unit).load(work)),
        vendors=vendors(DESK.received(work, unit)),
    )
