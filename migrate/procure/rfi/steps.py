"""Which of the steps ⑤-1 to ⑥-2 the request proves, business by business. What counts as proof is ours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from migrate.forms.answer import day
from migrate.model.value import value
from migrate.procure.package import Package
from migrate.procure.proof import StepProof, judged
from migrate.procure.rfi.books import ANSWER, Terms
from migrate.procure.rfi.log import Asked
from migrate.procure.rfi.situation import Business, Situation
from migrate.procure.submission import Current

STEPS = {14: "⑤-1", 15: "⑤-2", 16: "⑤-3", 17: "⑥-1", 18: "⑥-2"}
"""Number of a step → its code."""


@value
class State:
    """One unit as it stands."""

    terms: Terms
    situation: Situation
    standard: Package | None
    outside: Package | None
    asked: tuple[Asked, ...]
    vendors: tuple[Current, ...]


def _papers(state: State, package: Package | None, business: str) -> str:
    if package is None or business not in {one.id for one in package.businesses}:
        return "この業務の RFI資料を、まだ作っていません。"
    return f"依頼の条件が決まっていません: {'、'.join(state.terms.lacking)}。" if state.terms.lacking else ""


def _options(one: Business) -> str:
    if not one.wanted:
        return "標準仕様の機能・帳票の要件を、まだ取り込んでいません。"
    options = [each for each in one.wanted if each.option]
    open_ = sum(
        each.adopt not in ("採用", "不採用") or (each.adopt == "採用" and not each.priority) for each in options
    )
    return f"採否か優先順位の決まっていない標準オプション機能が {open_:,} 件あります。" if open_ else ""


def _outside(state: State, business: str) -> str:
    if not state.situation.surveyed:
        return "現行システムの調査票が、まだ読み取られていません。"
    if not state.situation.beside:
        return ""
    return _papers(state, state.outside, business)


def _questions(state: State, business: str, today: date) -> str:
    if left := _papers(state, state.standard, business):
        return left
    if open_ := sum(not one.published for one in state.asked):
        return f"回答を公表していない質問が {open_:,} 件あります。"
    due = day(state.terms.questions_due)
    return "質問の期限が、まだ来ていません。" if due is None or today <= due else ""


def _answers(state: State, business: str, today: date) -> str:
    key = f"P{business}"
    books: Sequence[Current] = [
        one for one in state.vendors if any(book.get("product", key, "offer") for book in one.of(ANSWER))
    ]
    if not books:
        return "この業務についてのベンダの回答を、まだ受領していません。"
    due = day(state.terms.answers_due)
    return "回答の期限が、まだ来ていません。" if due is None or today < due else ""


def proofs(state: State, today: date) -> tuple[StepProof, ...]:
    """The five steps of each business of the unit."""
    found: list[StepProof] = []
    for one in state.situation.businesses:
        lacking = (
            _papers(state, state.standard, one.id),
            _options(one),
            _outside(state, one.id),
            _questions(state, one.id, today),
            _answers(state, one.id, today),
        )
        found += judged(state.terms.unit, one.id, STEPS, lacking)
    return tuple(found)
