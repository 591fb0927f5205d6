"""Invented values by number: one number always gives the same value, and different numbers give different ones.

Nothing is drawn at random: a maker shuffles its numbers by a step that shares no divisor with its size, so that any
cell of any row can be made alone, in any order, and a key never comes twice.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from typing import Protocol

import polars as pl

MOST = 1 << 31
"""No maker counts further: a number times a step stays below 2^63."""
_DIGITS = 9
_CHECK_12 = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_WIDE = [chr(0xFF10 + digit) for digit in range(10)]


class Maker(Protocol):
    """Makes texts from numbers."""

    size: int
    """So many numbers, from 0, give different texts; others give one of the same texts again."""

    def make(self, numbers: pl.Series) -> pl.Series:
        """The text of each number (Int64, not negative)."""


class Shuffle:
    """A permutation of the whole numbers below ``size``."""

    def __init__(self, size: int, dice: random.Random) -> None:
        self.size = size
        self.step = _without_divisor(dice.randrange(size), size)
        self.first = dice.randrange(size)

    def __call__(self, numbers: pl.Series) -> pl.Series:
        """The number that stands in the place of each (taken modulo ``size``)."""
        return (numbers % self.size * self.step + self.first) % self.size


def _without_divisor(number: int, size: int) -> int:
    """The first number from ``number`` on that shares no divisor with ``size``."""
    while math.gcd(number, size) != 1:
        number += 1
    return number


class Words:
    """One of some texts; ``shuffled`` False keeps their order."""

    def __init__(self, words: Sequence[str], dice: random.Random | None = None) -> None:
        self.words = pl.Series("text", words, dtype=pl.String)
        self.order = Shuffle(len(words), dice) if dice else None
        self.size = len(words)

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        return self.words.gather(self.order(numbers) if self.order else numbers % self.size)


class Number:
    """Digits, at most nine; ``lead`` says of the first one: ``any``, ``zero``, ``nonzero``."""

    def __init__(self, length: int, lead: str, dice: random.Random) -> None:
        self.length = length
        self.least = 10 ** (length - 1) if lead == "nonzero" and length > 1 else 0
        top = 10 ** (length - 1) if lead == "zero" and length > 1 else 10**length
        self.order = Shuffle(top - self.least, dice)
        self.size = self.order.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        return (self.order(numbers) + self.least).cast(pl.String).str.zfill(self.length)


class Joined:
    """The texts of two makers, one behind the other; each pair of them comes once."""

    def __init__(self, first: Maker, second: Maker, dice: random.Random) -> None:
        self.first, self.second = first, second
        self.size = min(first.size * second.size, MOST)
        self.step = dice.randrange(second.size)
        while math.gcd(1 + self.step * first.size, second.size) != 1:
            self.step += 1

    def make(self, numbers: pl.Series) -> pl.Series:
        """The second part moves on with the first, else all of the first would stand before one of the second."""
        second = (numbers // self.first.size + numbers * self.step) % self.second.size
        return self.first.make(numbers % self.first.size) + self.second.make(second)


def joined(parts: Sequence[Maker], dice: random.Random) -> Maker:
    """All parts, one behind the other."""
    whole = parts[-1]
    for part in reversed(parts[:-1]):
        whole = Joined(part, whole, dice)
    return whole


def digits(length: int, lead: str, dice: random.Random) -> Maker:
    """So many digits; exactly twelve never make a 個人番号."""
    if length == 12:
        return WrongCheck(lead, dice)
    if length <= _DIGITS:
        return Number(length, lead, dice)
    return Joined(digits(length - _DIGITS, lead, dice), Number(_DIGITS, "any", dice), dice)


def _weighted(texts: pl.Series, weights: Sequence[int]) -> pl.Series:
    total = pl.Series("sum", [0] * len(texts), dtype=pl.Int64)
    for place, weight in enumerate(weights):
        total += texts.str.slice(place, 1).cast(pl.Int64) * weight
    return total


class WrongCheck:
    """Twelve digits whose last one is never the check digit of a 個人番号 (平成26年総務省令第85号 第5条)."""

    def __init__(self, lead: str, dice: random.Random) -> None:
        self.body = Joined(Number(2, lead, dice), Number(_DIGITS, "any", dice), dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        body = self.body.make(numbers)
        right = (11 - _weighted(body, _CHECK_12) % 11) % 11 % 10
        return body + ((right + 1 + numbers % 9) % 10).cast(pl.String)


class HojinBango:
    """法人番号 with a right check digit (平成26年財務省令第70号 第2条), under 9999, which no registry office has."""

    def __init__(self, dice: random.Random) -> None:
        self.body = Number(8, "any", dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        body = "9999" + self.body.make(numbers)
        check = 9 - _weighted(body, (2, 1) * 6) % 9
        return check.cast(pl.String) + body


class DantaiCode:
    """全国地方公共団体コード: prefecture 01 to 47, three digits, the right check digit."""

    def __init__(self, dice: random.Random) -> None:
        prefectures = Words([f"{number:02d}" for number in range(1, 48)], dice)
        self.body = Joined(prefectures, Number(3, "any", dice), dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        body = self.body.make(numbers)
        return body + ((11 - _weighted(body, (6, 5, 4, 3, 2)) % 11) % 10).cast(pl.String)


class Wide:
    """The digits of another maker in full width."""

    def __init__(self, inner: Maker) -> None:
        self.inner = inner
        self.size = inner.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        return self.inner.make(numbers).str.replace_many([str(digit) for digit in range(10)], _WIDE)


class Parted:
    """Twelve digits in three groups of four."""

    def __init__(self, inner: Maker, mark: str) -> None:
        self.inner, self.mark = inner, mark
        self.size = inner.size

    def make(self, numbers: pl.Series) -> pl.Series:
        """As `Maker.make`."""
        texts = self.inner.make(numbers)
        parts = [texts.str.slice(place, 4) for place in (0, 4, 8)]
        return parts[0] + self.mark + parts[1] + self.mark + parts[2]
