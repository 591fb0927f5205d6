"""One unit's request as the workspace holds it: terms, packages, questions, answers."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError
from migrate.flow import answers, rfi_situation
from migrate.flow.procure_desk import Desk, vendors
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import ALL, Form, SheetForm
from migrate.forms.kept import file_name as kept_file
from migrate.forms.merge import Merged
from migrate.forms.records import Answers, Record, State
from migrate.forms.records import state as state_of
from migrate.model.finding import Place
from migrate.phase.facts import Facts
from migrate.procure import layouts
from migrate.procure.package import OUTSIDE, STANDARD
from migrate.procure.rfi import log
from migrate.procure.rfi.books import KIND, LOG, REQUEST, Terms
from migrate.procure.rfi.steps import State as UnitState
from migrate.workspace.job import Job

DESK = Desk(kind=KIND)
folder, kept, packages, unit_of = DESK.folder, DESK.kept, DESK.packages, DESK.unit_of
"""What is asked of the desk again and again."""
_OPEN = frozenset({State.MISSING, State.PENDING})


def request_form(unit: str) -> Form:
    """The terms of a unit's request as a form that is kept."""
    return layouts.kept_in(REQUEST, kept(unit))


def log_form(unit: str) -> Form:
    """The unit's register of questions."""
    return layouts.kept_in(LOG, f"{kept(unit)}/questions")


def terms(unit: str, given: Mapping[str, Answer]) -> Terms:
    """What was decided of a request, from the kept answers of its form."""
    sheet = request_form(unit).of("request")
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
        lacking=tuple(one.label for one in sheet.questions if one.required and state_of(sheet, one, given) in _OPEN),
    )


def given_terms(work: Job, unit: str) -> Mapping[str, Answer]:
    """The kept terms, empty where nothing was said yet.

    Raises:
        MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
    """
    found = answers.load(work, request_form(unit)).get("request", ALL)
    return found.answers if found else {}


def questions(work: Job, unit: str) -> Answers:
    """The register of questions.

    Raises:
        MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
    """
    form = log_form(unit)
    found = answers.load(work, form)
    for one in found.of(log.SHEET):
        if not log.KEY.fullmatch(one.key):
            place = Place(file=kept_file(form, form.of(log.SHEET), one.key))
            reason = f"key が、{log.PREFIX}0001 のような形ではありません"
            raise MigrateError("MIG-RFI-020", place, {"spot": one.key, "reason": reason})
    return found


def checked(sheet: SheetForm, given: Mapping[str, str]) -> dict[str, Answer]:
    """What the user typed as answers to questions of a sheet.

    Raises:
        MigrateError: MIG-RFI-040, something is no answer to its question.
    """
    found: dict[str, Answer] = {}
    for question in sheet.questions:
        try:
            said = answer.read(given.get(question.id, ""), question).answer
        except answer.RefusedError as error:
            params = {"question": question.label, "reason": error.reason, "wanted": error.wanted}
            raise MigrateError("MIG-RFI-040", params=params) from None
        if said is not None:
            found[question.id] = said
    return found


def keep(work: Job, form: Form, *changes: Record) -> None:
    """Write what changed into the kept answers of a form."""
    told = tuple(one for one in changes if one.answers)
    answers.write(work, form, Merged(changes=told, new=0, changed=0, same=0, findings=()))


def state(work: Job, unit: str, known: Facts) -> UnitState:
    """A unit as it stands, with the package that was built.

    Raises:
        MigrateError: the codes of damaged answers. UnreadableError: MIG-SYS-003, -007.
    """
    built = packages(work, unit)
    ids = [one.id for one in built[STANDARD].businesses] if STANDARD in built else []
    return UnitState(
        terms=terms(unit, given_terms(work, unit)),
        situation=rfi_situation.situation(work, known, ids),
        standard=built.get(STANDARD),
        outside=built.get(OUTSIDE),
        asked=log.asked(questions(work, unit)),
        vendors=vendors(DESK.received(work, unit)),
    )
