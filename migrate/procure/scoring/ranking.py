"""From points to ranks: the floor, equal totals, lots that people drew, one bidder only, and who is to be chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from itertools import groupby

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.offers import Draw
from migrate.procure.scoring.rules import Rules
from migrate.procure.scoring.score import Scored, State


class Verdict(StrEnum):
    """What the points say; people decide."""

    FIRST = "第1位が決まりました"
    TIE = "同点です。くじが要ります"
    SINGLE = "1 者だけのため、選びません"
    NOBODY = "選べる業者がいません"
    OPEN = "採点が終わっていません"


@value
class Ranking:
    """Every vendor with its rank (those without a rank at the end), and what it comes to."""

    vendors: tuple[Scored, ...]
    """Best first; those without a rank follow in the order of the offers."""
    ranks: Mapping[str, int]
    verdict: Verdict
    ties: tuple[tuple[str, ...], ...]
    """Vendors that nothing tells apart; only where it matters, for the first two places."""
    strange: tuple[str, ...] = ()
    """Vendors of the lots that were not to be drawn."""
    by_lot: bool = False
    """True where lots decided on a rank."""

    @property
    def first(self) -> Scored | None:
        """The vendor in the first place, None where none is to be chosen."""
        return self.vendors[0] if self.verdict is Verdict.FIRST else None

    @property
    def second(self) -> Scored | None:
        """次点: the vendor in the second place."""
        ranked = [one for one in self.vendors if self.ranks.get(one.offer.vendor) == 2]
        return ranked[0] if self.verdict is Verdict.FIRST and len(ranked) == 1 else None


def rank(scored: Sequence[Scored], rules: Rules, draw: Draw) -> Ranking:
    """The ranks of those that can be chosen."""
    judged = [_floored(one, rules) for one in scored]
    groups = _groups([one for one in judged if one.state is State.RANKED], rules)
    order: list[Scored] = []
    ranks: dict[str, int] = {}
    ties: list[tuple[str, ...]] = []
    drawn: set[str] = set()
    for group in groups:
        names = [one.offer.vendor for one in group]
        at = len(order) + 1
        if len(group) > 1 and set(names) <= set(draw.order):
            names.sort(key=draw.order.index)
            group.sort(key=lambda one: draw.order.index(one.offer.vendor))
            ranks |= {name: at + n for n, name in enumerate(names)}
            drawn |= set(names)
        else:
            ranks |= dict.fromkeys(names, at)
            if len(group) > 1 and at <= 2:
                ties.append(tuple(names))
        order += group
    rest = [one for one in judged if one.state is not State.RANKED]
    return Ranking(
        vendors=(*order, *rest),
        ranks=ranks,
        verdict=_verdict(order, rest, ties, rules),
        ties=tuple(ties),
        strange=tuple(one for one in draw.order if one not in drawn),
        by_lot=bool(drawn),
    )


def _floored(one: Scored, rules: Rules) -> Scored:
    if one.state is State.RANKED and rules.floor is not None and one.bare is not None and one.bare < rules.floor:
        return replace(one, state=State.BELOW, reason=f"合計が最低基準点 {exact.written(rules.floor)} に足りない")
    return one


def _groups(ranked: Sequence[Scored], rules: Rules) -> list[list[Scored]]:
    """Best first; those in one group are equal in total and in everything that is compared then."""

    def key(one: Scored) -> tuple[Fraction, ...]:
        return (-(one.total or Fraction()), *(-one.points[number] for number in rules.tie))

    return [[*group] for _, group in groupby(sorted(ranked, key=key), key=key)]


def _verdict(order: Sequence[Scored], rest: Sequence[Scored], ties: Sequence[Sequence[str]], rules: Rules) -> Verdict:
    if any(one.state is State.OPEN for one in rest):
        return Verdict.OPEN
    if not order:
        return Verdict.NOBODY
    if len(order) == 1 and not rules.single_wins:
        return Verdict.SINGLE
    return Verdict.TIE if any(order[0].offer.vendor in tie for tie in ties) else Verdict.FIRST
