"""Facts of an offer, counted from what a vendor answered: functions by level and group, the sum of the costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from migrate.procure.answers import Requirement, VendorAnswers, Word

PRICE = "見積額"
_ENDS: Mapping[str, frozenset[Word | None]] = {
    "可": frozenset({Word.YES, Word.PAID}),
    "代替": frozenset({Word.SUBSTITUTE}),
    "予定": frozenset({Word.LATER}),
    "不可": frozenset({Word.NO}),
    "未回答": frozenset({None}),
}
"""End of a fact's name → the answers that it counts."""


def facts(requirements: Sequence[Requirement], answers: VendorAnswers) -> dict[str, int]:
    """Name of a fact → number: 必須数, 必須可, 必須不可 …; the same by group (B数, B可 …); 見積額.

    見積額 is the sum of all rows and years, in yen with tax; it is left out where the vendor named no cost,
    and where something that it wrote is in no sum yet: what is waited for is never zero.
    「有償で対応」 counts as 可, since its cost is in the sum; 代替 and 予定 are facts of their own, for formulas.
    """
    found: dict[str, int] = {}
    for one in requirements:
        word = answers.word(one.id)
        for kind in filter(None, (str(one.level), one.group)):
            found[f"{kind}数"] = found.get(f"{kind}数", 0) + 1
            for end, words in _ENDS.items():
                found[f"{kind}{end}"] = found.get(f"{kind}{end}", 0) + (word in words)
    amounts = [yen for row in answers.costs for yen in row.years.values()]
    return found | ({PRICE: sum(amounts)} if amounts and not answers.open_costs else {})
