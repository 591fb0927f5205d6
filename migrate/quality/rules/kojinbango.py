"""個人番号 check digit (平成26年総務省令第85号 第5条): 11 − (Σ Pn·Qn mod 11), 0 where the remainder is 0 or 1.

Pn is the n-th digit from the right of the first eleven; Qn is n + 1 for n ≤ 6 and n − 5 for n ≥ 7.
"""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import Term, When, col, lit, total

WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
"""Weights of the first eleven digits from the left."""


def digit(number: Term, place: int) -> Term:
    """Decimal digit of a whole number, ``place`` 0 being the last."""
    power: int = 10**place
    return number // power % 10


def _test(use: Use) -> CellTest:
    column = col(use.item.name)
    number = column.whole()
    rest = total(digit(number, 11 - i) * weight for i, weight in enumerate(WEIGHTS)) % 11
    wanted = When(condition=rest <= 1, then=lit(0), otherwise=lit(11) - rest)
    passes = column.contains(r"\A[0-9]{12}\z") & digit(number, 0).eq(wanted)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
