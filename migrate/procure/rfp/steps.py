"""Which of the steps ⑨-1 to ⑨-3 the request proves, business by business. What counts as proof is ours."""

from __future__ import annotations

from datetime import date

from migrate.forms.answer import day
from migrate.model.value import value
from migrate.procure.package import Package
from migrate.procure.proof import StepProof, judged
from migrate.procure.rfi.log import Asked
from migrate.procure.rfp.books import PROPOSAL
from migrate.procure.submission import Current

STEPS = {23: "⑨-1", 24: "⑨-2", 25: "⑨-3"}


@value
class State:
    """One unit as it stands."""

    package: Package
    lacking: tuple[str, ...]
    """What has to be stated before the package can be issued."""
    asked: tuple[Asked, ...]
    vendors: tuple[Current, ...]


def _papers(state: State) -> str:
    if state.lacking:
        return f"決まっていないことがあります: {'、'.join(state.lacking)}。"
    return "提案依頼の資料を、まだ発行していません。" if state.package.draft else ""


def _questions(state: State, today: date) -> str:
    if left := _papers(state):
        return left
    if open_ := sum(not one.published for one in state.asked):
        return f"回答を公表していない質問が {open_:,} 件あります。"
    due = day(state.package.questions_due)
    return "質問の期限が、まだ来ていません。" if due is None or today <= due else ""


def _answers(state: State, business: str, today: date) -> str:
    if left := _papers(state):
        return left
    key = f"P{business}"
    if not any(book.get("product", key, "offer") for one in state.vendors for book in one.of(PROPOSAL)):
        return "この業務についての提案を、まだ受領していません。"
    due = day(state.package.answers_due)
    return "提案の期限が、まだ来ていません。" if due is None or today <= due else ""


def proofs(state: State, today: date) -> tuple[StepProof, ...]:
    """The three steps of each business of the unit."""
    found: list[StepProof] = []
    for one in state.package.businesses:
        told = (_papers(state), _questions(state, today), _answers(state, one.id, today))
        found += judged(state.package.unit, one.id, STEPS, told)
    return tuple(found)
