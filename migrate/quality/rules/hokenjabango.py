"""保険者番号 check digit: weights 2 and 1 by turns from the right, the digits of the products added, modulus 10.

Six digits (市町村の国民健康保険, 介護保険) or eight (with 法別番号); the check digit is the last.
"""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules.kojinbango import digit
from migrate.quality.terms import Term, When, col, total


def _doubled(figure: Term) -> Term:
    """Sum of the digits of twice a digit."""
    return When(condition=figure > 4, then=figure * 2 - 9, otherwise=figure * 2)


def _test(use: Use) -> CellTest:
    column = col(use.item.name)
    number = column.whole()
    figures = {place: digit(number, place) for place in range(1, 8)}
    rest = total(_doubled(figure) if place % 2 else figure for place, figure in figures.items())
    passes = column.contains(r"\A([0-9]{6}|[0-9]{8})\z") & ((digit(number, 0) + rest) % 10).eq(0)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
