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
    if step.item_number not in form.items() or not register.wanted(
        form.form(step.item_number), frozenset({step.number})
    ):
        return ()
    return tuple(of_business(facts, step, one.id) for one in facts.businesses)


def of_business(facts: Facts, step: Step, business: str) -> StepProof:
    """The proof of a step of one business; its work item must have registers."""
    sheets = register.wanted(form.form(step.item_number), frozenset({step.number}))
    answers = facts.of(step.item_number)
    rows = sum(register.concerns(record, business) for sheet in sheets for record in answers.of(sheet.id))
    whole = all(register.complete(sheet, answers, business) for sheet in sheets)
    holds = artefact.of_item(step.item_number).holds
    proven = bool(rows) and whole and holds(facts, step.number, business)
    return StepProof(business=business, step=step.number, code=step.code, rows=rows, proven=proven)
