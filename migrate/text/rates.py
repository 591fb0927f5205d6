"""Rates in per cent, as people read them."""

from __future__ import annotations

from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

NONE = "－"
_BOUNDS = (Decimal("80.0"), Decimal("100.0"))
"""Bounds of our bands of 完了率."""
_TENTH = Decimal("0.1")
_NOISE = 9
"""Decimals behind which a binary number of per cent holds only noise."""


def percent(rate: float | None) -> str:
    """A rate in per cent with one decimal, halves up; what is below the bound of a band is never rounded up to it.

    >>> percent(0.81565), percent(0.8325), percent(0.79999), percent(0.99999), percent(1.0), percent(None)
    ('81.6', '83.3', '79.9', '99.9', '100.0', '－')
    """
    if rate is None:
        return NONE
    exact = Decimal(str(round(rate * 100, _NOISE)))
    rounded = exact.quantize(_TENTH, ROUND_HALF_UP)
    return str(exact.quantize(_TENTH, ROUND_FLOOR) if rounded in _BOUNDS and exact < rounded else rounded)
