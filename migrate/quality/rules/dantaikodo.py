"""全国地方公共団体コード check digit (総務省): 11 − (Σ of five digits × 6,5,4,3,2, mod 11), its last digit."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.rules.kojinbango import digit
from migrate.quality.terms import col, lit, total

WEIGHTS = (6, 5, 4, 3, 2)


def check_digit(first: str) -> int:
    """Check digit of the first five digits."""
    return (11 - sum(int(figure) * weight for figure, weight in zip(first, WEIGHTS, strict=True)) % 11) % 10


def _test(use: Use) -> CellTest:
    column = col(use.item.name)
    number = column.whole()
    rest = total(digit(number, 5 - i) * weight for i, weight in enumerate(WEIGHTS)) % 11
    passes = column.contains(r"\A[0-9]{6}\z") & digit(number, 0).eq((lit(11) - rest) % 10)
    return CellTest(domain=has_value(use.item.name), passes=passes)


KIND = Kind(test=_test)
