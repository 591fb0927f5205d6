"""③ 比較分析: what covers each business and what stays outside the standard (③-1), the issues of the Fit&Gap (③-2).

③-1 rests on the comparison of the items and on what people confirmed of each business; ③-2 is proven by
`gap functions show`, and its document only puts together what that and `gap run` found.
"""

from __future__ import annotations

from migrate.forms.answer import Answer
from migrate.model.document import Section
from migrate.phase import comparison_issues, comparison_scope
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.comparison_scope import ITEM, LIVE, MOVES, NONE
from migrate.phase.facts import Facts

SCOPE, ISSUES = 8, 9
"""③-1 and ③-2."""


def _offers(facts: Facts) -> Offers:
    scope: dict[str, dict[str, Answer]] = {}
    for one in facts.businesses:
        row = {
            "name": f"{one.id} {one.name}",
            "business": one.id,
            "systems": "、".join(system.name for system in one.systems),
            "standard": LIVE if facts.is_live(one.id) else MOVES,
            "difference": comparison_scope.difference(one),
        }
        scope[one.id] = {key: text for key, text in row.items() if text}
    return {"scope": scope, "outside": comparison_scope.beside(facts)}


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item
    parts = {SCOPE: comparison_scope.sections, ISSUES: comparison_issues.sections}
    return tuple(one for step, part in parts.items() if step in steps for one in part(facts))


def _holds(facts: Facts, step: int, business: str) -> bool:
    """③-1: the business is compared, or needs no comparison; each system beside it has its way."""
    del step
    told, found = comparison_scope.decision(facts, business), facts.business(business)
    if told is None or found is None:
        return False
    way = told.text("standard")
    compared = found.data.comparison is not None or way == NONE or (way == LIVE and facts.is_live(business))
    beside = {key: str(row.get("business", "")).split() for key, row in comparison_scope.beside(facts).items()}
    mine = [key for key, named in beside.items() if not named or business in named]
    return compared and all(comparison_scope.handled(facts.of(ITEM).get("outside", key)) for key in mine)


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
