"""法人番号 check digit (平成26年財務省令第70号 第2条): 9 − (Σ Pn·Qn mod 9), in front of the other twelve digits.

Pn is the n-th digit from the right; Qn is 1 where n is odd and 2 where it is even.
"""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules.kojinbango import digit
from migrate.quality.terms import col, lit, total


def _test(use: Use) -> CellTest:
    column = col(use.item.name)
    number = column.whole()
    rest = total(digit(number, place) * (1 + place % 2) for place in range(12)) % 9
    passes = column.contains(r"\A[0-9]{13}\z") & digit(number, 12).eq(lit(9) - rest)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
