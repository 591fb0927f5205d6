"""個人番号 check digit (平成26年総務省令第85号 第5条): 11 − (Σ Pn·Qn mod 11), 0 where the remainder is 0 or 1.

Pn is the n-th digit from the right of the first eleven; Qn is n + 1 for n ≤ 6 and n − 5 for n ≥ 7.
"""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use, has_value

WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
"""Weights of the first eleven digits from the left."""


def digit(number: pl.Expr, place: int) -> pl.Expr:
    """Decimal digit of a whole number, ``place`` 0 being the last."""
    return (number // pl.lit(10**place)) % 10


def check_digit(first: str) -> int:
    """Check digit of the first eleven digits."""
    rest = sum(int(figure) * weight for figure, weight in zip(first, WEIGHTS, strict=True)) % 11
    return 0 if rest <= 1 else 11 - rest


def _test(use: Use) -> CellTest:
    column = pl.col(use.item.name)
    number = column.cast(pl.Int64, strict=False)
    total = pl.sum_horizontal(digit(number, 11 - i) * weight for i, weight in enumerate(WEIGHTS))
    rest = total % 11
    wanted = pl.when(rest <= 1).then(0).otherwise(11 - rest)
    passes = column.str.contains(r"\A[0-9]{12}\z") & (digit(number, 0) == wanted)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
