"""What the registers prove: a step of a business is proven while its registers say all that they must."""

from __future__ import annotations

from migrate.model.procedure import Step
from migrate.model.value import value
from migrate.phase import artefact, form, register
from migrate.phase.facts import Facts

FOLDER = "out/phase/steps"


@value
class StepProof:
    """One step of one business, as its registers stand."""

    business: str
    step: int
    code: str
    rows: int
    """Rows of its registers that concern the business."""
    proven: bool


def file_name(business: str, code: str) -> str:
    """Where a proof stands while it holds; ``code`` is that of the step, such as ①-1.

    >>> file_name("001", "⑱-1")
    'out/phase/steps/001-18-1.json'
    """
    item, _, number = code.partition("-")
    return f"{FOLDER}/{business}-{ord(item) - ord('①') + 1}-{number}.json"


def proofs(facts: Facts, step: Step) -> tuple[StepProof, ...]:
    """The proof of a step, business by business; none where no register of ours serves the step."""
    item = step.item_number
    sheets = register.wanted(form.form(item), frozenset({step.number})) if item in form.items() else ()
    if not sheets:
        return ()
    answers, made = facts.of(item), artefact.of_item(item)
    found = []
    for one in facts.businesses:
        rows = sum(register.concerns(record, one.id) for sheet in sheets for record in answers.of(sheet.id))
        whole = all(register.complete(sheet, answers, one.id) for sheet in sheets)
        proven = bool(rows) and whole and made.holds(facts, step.number, one.id)
        found.append(StepProof(business=one.id, step=step.number, code=step.code, rows=rows, proven=proven))
    return tuple(found)
