"""How a matching compares with a truth: first and first three candidates, what was chosen, what was left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from migrate.gap.listing import ranked
from migrate.gap.match import Matched
from migrate.gap.truth import Gold, Truth
from migrate.model.match import MatchScore, Tally
from migrate.model.value import value

_TOP = 3
_Right = Callable[[Gold, frozenset[Gold]], bool]


@value
class _Judged:
    """One column of known truth."""

    businesses: frozenset[str]
    """Of its right items; empty where it has no counterpart."""
    rank: int
    """Of the first right candidate, from 1; 0 where none is right."""
    chosen: bool
    found: bool
    """The chosen item is right."""

    @property
    def pair(self) -> bool:
        """It has a counterpart."""
        return bool(self.businesses)


def _exact(one: Gold, gold: frozenset[Gold]) -> bool:
    return any(all(not want or want == have for want, have in zip(right, one, strict=True)) for right in gold)


def _same_name(one: Gold, gold: frozenset[Gold]) -> bool:
    return any(right[2] == one[2] for right in gold)


def _judged(found: Iterable[Matched], truth: Truth, right: _Right) -> Iterable[_Judged]:
    for matched in found:
        for place, column in enumerate(matched.table.columns):
            gold = truth.of(matched.table, column.name)
            if gold is None:
                continue
            order = [(one.item.business, one.item.item.table, one.item.item.name) for one in ranked(matched, place)]
            rank = next((n for n, one in enumerate(order, 1) if right(one, gold)), 0)
            chosen = place in matched.chosen or place in matched.parts
            yield _Judged(
                businesses=frozenset(business for business, _, _ in gold),
                rank=rank,
                chosen=chosen,
                found=chosen and rank == 1,
            )


def _tally(name: str, judged: Sequence[_Judged]) -> Tally:
    pairs = [one for one in judged if one.pair]
    alone = [one for one in judged if not one.pair]
    return Tally(
        name=name,
        pairs=len(pairs),
        top1=sum(one.rank == 1 for one in pairs),
        top3=sum(0 < one.rank <= _TOP for one in pairs),
        found=sum(one.found for one in pairs),
        chosen=sum(one.chosen for one in judged),
        reciprocal=round(sum(1 / one.rank for one in pairs if one.rank), 4),
        alone=len(alone),
        left_alone=sum(not one.chosen for one in alone),
    )


def _tallies(found: Sequence[Matched], truth: Truth, right: _Right) -> tuple[Tally, ...]:
    judged = list(_judged(found, truth, right))
    named = sorted({name for one in judged for name in one.businesses if name})
    each = (_tally(name, [one for one in judged if name in one.businesses]) for name in named)
    return (_tally("", judged), *each)


def score(found: Sequence[Matched], truth: Truth, words: str) -> MatchScore:
    """The figures of one matching; ``words`` says which vocabulary it used."""
    return MatchScore(words=words, exact=_tallies(found, truth, _exact), by_name=_tallies(found, truth, _same_name))
