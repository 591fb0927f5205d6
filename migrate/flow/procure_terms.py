"""Terms and registers of a procurement: what the user types is checked before it is kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping

from migrate.errors import MigrateError
from migrate.flow import answers
from migrate.flow.procure_desk import Desk
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import ALL, Form, SheetForm
from migrate.forms.merge import Merged
from migrate.forms.records import Record, State, state
from migrate.model.finding import Finding, Place, Severity
from migrate.procure import layouts
from migrate.workspace.job import Job

_SHEET = "request"
_OPEN = frozenset({State.MISSING, State.PENDING})
_ORDERS = (
    ("issued", "questions_due", "answers_due", "presentation"),
    ("answers_due", "build_start", "build_end"),
    ("answers_due", "go_live"),
    ("build_start", "use_start", "use_end"),
)
"""Terms whose days follow one another; a day that a desk does not know of is never stated."""


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


def disordered(desk: Desk, unit: str, said: Mapping[str, Answer]) -> Iterator[Finding]:
    """Days that come before those that they follow."""
    labels = {one.id: one.label for one in sheet(desk).questions}
    for first, then in itertools.chain.from_iterable(map(itertools.pairwise, _ORDERS)):
        before, after = (str(said.get(id, "")) for id in (first, then))
        if answer.day(before) and answer.day(after) and after < before:
            params: dict[str, str | int] = {"first": labels[first], "before": before}
            params |= {"then": labels[then], "after": after}
            place = Place(file=f"{desk.kept(unit)}/{_SHEET}.yaml")
            yield Finding(code="MIG-RFI-082", severity=Severity.WARNING, place=place, params=params)


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
