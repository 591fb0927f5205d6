"""Terms and registers of a procurement: what the user types is checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError
from migrate.flow import answers
from migrate.flow.procure_desk import Desk
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import ALL, Form, SheetForm
from migrate.forms.merge import Merged
from migrate.forms.records import Record, State, state
from migrate.procure import layouts
from migrate.workspace.job import Job

_SHEET = "request"
_OPEN = frozenset({State.MISSING, State.PENDING})


def sheet(desk: Desk) -> SheetForm:
    """The terms of a request, as questions."""
    return layouts.form(f"{desk.kind}/{_SHEET}").of(_SHEET)


def _form(desk: Desk, unit: str) -> Form:
    return layouts.kept_in(f"{desk.kind}/{_SHEET}", desk.kept(unit))


def given(work: Job, desk: Desk, unit: str) -> Mapping[str, Answer]:
    """The kept terms of a unit's request, empty where nothing was said yet.

    Raises:
        MigrateError: MIG-RFI-020, the file is damaged. UnreadableError: MIG-SYS-007.
    """
    found = answers.load(work, _form(desk, unit)).get(_SHEET, ALL)
    return found.answers if found else {}


def lacking(desk: Desk, said: Mapping[str, Answer]) -> list[str]:
    """Labels of the terms that nobody has stated yet."""
    asked = sheet(desk)
    return [one.label for one in asked.questions if one.required and state(asked, one, said) in _OPEN]


def keep_changed(work: Job, desk: Desk, unit: str, before: Mapping[str, Answer], told: Mapping[str, Answer]) -> None:
    """Keep the terms that are not as they were."""
    changed = {id: said for id, said in told.items() if before.get(id) != said}
    keep(work, _form(desk, unit), Record(sheet=_SHEET, key=ALL, answers=changed))


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
