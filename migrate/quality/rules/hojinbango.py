"""法人番号 check digit (平成26年財務省令第70号 第2条): 9 − (Σ Pn·Qn mod 9), in front of the other twelve digits.

Pn is the n-th digit from the right; Qn is 1 where n is odd and 2 where it is even.
"""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules.kojinbango import digit


def _test(use: Use) -> CellTest:
    column = pl.col(use.item.name)
    number = column.cast(pl.Int64, strict=False)
    total = pl.sum_horizontal(digit(number, place) * (1 + place % 2) for place in range(12))
    passes = column.str.contains(r"\A[0-9]{13}\z") & (digit(number, 12) == 9 - total % 9)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
