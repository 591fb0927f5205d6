"""Does the first place change where a weight is moved? Every weight, both ways, all else as it was."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from migrate.model.value import value
from migrate.procure.scoring.criteria import Criteria
from migrate.procure.scoring.offers import Draw
from migrate.procure.scoring.ranking import Ranking, rank
from migrate.procure.scoring.score import Inputs, score

STEP = Fraction(5)
"""Points by which a weight is moved (ours)."""


@value
class Move:
    """One weight moved."""

    number: str
    name: str
    points: Fraction
    moved: Fraction
    """Points after the move."""
    leaders: tuple[str, ...]
    """Vendors in the first place then; several where they are equal."""
    changed: bool


def moves(inputs: Inputs, now: Ranking) -> tuple[Move, ...]:
    """Each item with points, five up and five down (not below 0).

    What an item gives moves in proportion to its points; a formula that names 配点 is computed anew. Floors stay out:
    who is out or below now stays so.
    """
    if len(now.ranks) < 2:
        return ()
    leaders = _leaders(inputs, now)
    found = []
    for item in inputs.criteria.items:
        if not item.points:
            continue
        for points in (item.points + STEP, max(Fraction(), item.points - STEP)):
            then = _leaders(replace(inputs, criteria=inputs.criteria.moved(item.number, points)), now)
            found.append(
                Move(
                    number=item.number,
                    name=item.name,
                    points=item.points,
                    moved=points,
                    leaders=then,
                    changed=then != leaders,
                )
            )
    return tuple(found)


def _leaders(inputs: Inputs, now: Ranking) -> tuple[str, ...]:
    """The vendors in the first place, of those that have a rank now, without lots and floors."""
    items = tuple(replace(one, floor=None) for one in inputs.criteria.items)
    free = replace(inputs, criteria=Criteria(items=items), rules=replace(inputs.rules, floor=None))
    ranked = [one for one in score(free) if one.offer.vendor in now.ranks]
    ranks = rank(ranked, free.rules, Draw()).ranks
    return tuple(vendor for vendor, place in ranks.items() if place == 1)
