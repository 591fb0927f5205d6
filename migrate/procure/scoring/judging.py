"""From the marks of judges to the points of an item: absence, strict and mild judges, one number of several."""

from __future__ import annotations

import decimal
from collections.abc import Mapping, Sequence
from fractions import Fraction

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.offers import Judge
from migrate.procure.scoring.rules import Absence, Combine, Normalise, Rules

_DIGITS = 30
"""Decimals of a standard deviation, whose digits never end."""
Mark = tuple[str, str, str]
"""Judge, vendor, number of the item."""
Marks = Mapping[Mark, Fraction]
"""Share of the item's points that a judge gave, 0–1."""


@value
class Given:
    """The points of one item for one vendor, judge by judge, in the order of the judges."""

    by_judge: tuple[tuple[str, Fraction], ...]
    """Judge → points after the judges were made alike."""
    bare: tuple[tuple[str, Fraction], ...]
    """Judge → points as they were given."""
    missing: tuple[str, ...]
    """Judges who are present and left it open."""


def asked(judges: Sequence[Judge], vendor: str) -> tuple[Judge, ...]:
    """The judges who judge a vendor."""
    return tuple(one for one in judges if one.present and vendor not in one.recused)


def alike(points: Mapping[str, Fraction], most: Fraction, way: Normalise) -> Mapping[str, Fraction]:
    """One judge's points for an item, vendor → points of at most ``most``, made comparable with other judges'.

    With one vendor there is nothing to compare: the points stay.
    """
    if way is Normalise.NONE or len(points) < 2:
        return points
    if way is Normalise.SHARE:
        total = sum(points.values(), Fraction())
        return {v: most * p / total if total else most / len(points) for v, p in points.items()}
    mean = sum(points.values(), Fraction()) / len(points)
    spread = _root(sum(((p - mean) ** 2 for p in points.values()), Fraction()) / len(points))
    standard = {v: (p - mean) / spread if spread else Fraction() for v, p in points.items()}
    return {v: most * min(Fraction(1), max(Fraction(), (50 + 10 * z) / 100)) for v, z in standard.items()}


def _root(number: Fraction) -> Fraction:
    """The square root, cut after `_DIGITS` decimals."""
    with decimal.localcontext(prec=60) as context:
        root = context.sqrt(context.divide(decimal.Decimal(number.numerator), decimal.Decimal(number.denominator)))
        cut = root.quantize(decimal.Decimal(1).scaleb(-_DIGITS), rounding=decimal.ROUND_DOWN, context=context)
    return Fraction(cut)


def given(
    number: str, points: Fraction, vendors: Sequence[str], judges: Sequence[Judge], marks: Marks, rules: Rules
) -> Mapping[str, Given]:
    """What the judges gave for one item of ``points``: vendor → points by judge."""
    by_judge: dict[str, Mapping[str, Fraction]] = {}
    bare: dict[str, Mapping[str, Fraction]] = {}
    for judge in judges:
        bare[judge.id] = mine = {
            v: marks[judge.id, v, number] * points for v in vendors if (judge.id, v, number) in marks
        }
        by_judge[judge.id] = alike(mine, points, rules.normalise)
    found = {}
    for vendor in vendors:
        wanted = asked(judges, vendor)
        found[vendor] = Given(
            by_judge=tuple((one.id, by_judge[one.id][vendor]) for one in wanted if vendor in by_judge[one.id]),
            bare=tuple((one.id, bare[one.id][vendor]) for one in wanted if vendor in bare[one.id]),
            missing=tuple(one.id for one in wanted if vendor not in by_judge[one.id]),
        )
    return found


def combined(given: Given, rules: Rules) -> Fraction | None:
    """One number of what several judges gave; None where somebody is waited for, or nobody gave anything."""
    points = sorted(one for _, one in given.by_judge)
    if not points or (given.missing and rules.absence is Absence.WAIT):
        return None
    match rules.combine:
        case Combine.MEDIAN:
            middle = len(points) // 2
            return points[middle] if len(points) % 2 else (points[middle - 1] + points[middle]) / 2
        case Combine.TRIMMED if len(points) > 2:
            points = points[1:-1]
    return sum(points, Fraction()) / len(points)


def told(given: Given, rules: Rules) -> str:
    """How the judges' points are put together, with the values, for the audit trail."""
    shown = ", ".join(exact.written(one) for _, one in given.by_judge)
    return f"{rules.combine}（{shown}）"
