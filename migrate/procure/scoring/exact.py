"""Exact numbers: fractions, the ways of rounding that criteria name, and how a number is written."""

from __future__ import annotations

import math
import re
import unicodedata
from enum import StrEnum
from fractions import Fraction

from migrate.model.value import value

_NUMBER = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,9})?")
_ROUNDING = re.compile(r"(四捨五入|切捨て|切上げ)\s*([0-6])")
_DIGITS = 6
"""Decimals that are shown of a number that never ends."""


class Way(StrEnum):
    """How digits are dropped."""

    HALF_UP = "四捨五入"
    CUT = "切捨て"
    UP = "切上げ"


@value
class Rounding:
    """How a number is rounded: ``places`` decimals are kept. No way: the number stays exact."""

    way: Way | None = None
    places: int = 0

    @property
    def text(self) -> str:
        """In words, as a report prints it."""
        if self.way is None:
            return "なし"
        return f"{self.way}（{f'小数第 {self.places} 位' if self.places else '整数'}まで残す）"

    def apply(self, number: Fraction) -> Fraction:
        """``number`` rounded; halves go away from zero, cutting goes towards zero."""
        if self.way is None:
            return number
        scale = 10**self.places
        size = abs(number) * scale
        match self.way:
            case Way.HALF_UP:
                whole = math.floor(size + Fraction(1, 2))
            case Way.CUT:
                whole = math.floor(size)
            case Way.UP:
                whole = math.ceil(size)
        return Fraction(-whole if number < 0 else whole, scale)


def rounding(text: str) -> Rounding | None:
    """The rounding that ``text`` names: なし, or such as 「四捨五入 1」 (one decimal is kept); None for any other text.

    >>> rounding("四捨五入 1").apply(Fraction("2.25")), rounding("切捨て3").places, rounding("適宜")
    (Fraction(23, 10), 3, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in ("", "なし"):
        return Rounding()
    found = _ROUNDING.fullmatch(plain)
    return Rounding(way=Way(found[1]), places=int(found[2])) if found else None


def number(text: str) -> Fraction | None:
    """The number that people wrote, with commas, full-width digits or 円; None where it is none.

    >>> number("１２，０００円"), number("2.5"), number("約3"), number("1e9")
    (Fraction(12000, 1), Fraction(5, 2), None, None)
    """
    plain = unicodedata.normalize("NFKC", text).strip().removeprefix("¥").removesuffix("円").strip()
    whole, dot, part = plain.partition(".")
    if "," in whole and not re.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+", whole):
        return None
    plain = whole.replace(",", "") + dot + part
    return Fraction(plain) if _NUMBER.fullmatch(plain) else None


def _ends(denominator: int) -> bool:
    for prime in (2, 5):
        while denominator % prime == 0:
            denominator //= prime
    return denominator == 1


def written(number: Fraction) -> str:
    """A number as people read it; one whose decimals are many or never end is cut and marked with 「…」.

    >>> written(Fraction(250, 3)), written(Fraction(12345678)), written(Fraction("83.30"))
    ('83.333333…', '12,345,678', '83.3')
    """
    shown = Rounding(way=Way.CUT, places=_DIGITS).apply(number)
    digits = f"{abs(shown.numerator) * 10**_DIGITS // shown.denominator:0{_DIGITS + 1}}"
    whole, part = f"{int(digits[:-_DIGITS]):,}", digits[-_DIGITS:].rstrip("0")
    sign = "-" if number < 0 else ""
    rest = "" if shown == number and _ends(number.denominator) else "…"
    return f"{sign}{whole}{f'.{part}' if part or rest else ''}{rest}"
