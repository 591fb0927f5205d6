"""Terms and registers of a procurement: what the user types is checked before it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import MigrateError
from migrate.flow import answers
from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.forms.form import Form, SheetForm
from migrate.forms.merge import Merged
from migrate.forms.records import Record
from migrate.workspace.job import Job


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
