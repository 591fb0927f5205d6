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
import pyarrow as pa
import pyarrow.compute as pc

MOST = 1 << 31
"""No maker counts further: a number times a step stays below 2^63."""
_DIGITS = 9
_CHECK_12 = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_WIDE = [chr(0xFF10 + digit) for digit in range(10)]


class Maker(Protocol):
    """Makes texts from numbers."""

    size: int
    """So many numbers, from 0, give different texts; others give one of the same texts again."""

    def make(self, numbers: pl.Series) -> pa.StringArray:
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
        self.words = pa.array(words, pa.string())
        self.order = Shuffle(len(words), dice) if dice else None
        self.size = len(words)

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        return self.words.take((self.order(numbers) if self.order else numbers % self.size).to_arrow())


class Number:
    """Digits, at most nine; ``lead`` says of the first one: ``any``, ``zero``, ``nonzero``."""

    def __init__(self, length: int, lead: str, dice: random.Random) -> None:
        self.length = length
        self.least = 10 ** (length - 1) if lead == "nonzero" else 0
        top = 10 ** (length - 1) if lead == "zero" else 10**length
        self.order = Shuffle(top - self.least, dice)
        self.size = self.order.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        texts = (self.order(numbers) + self.least).to_arrow().cast(pa.string())
        return pc.utf8_lpad(texts, width=self.length, padding="0")


def _together(*parts: pa.StringArray | str) -> pa.StringArray:
    return pc.binary_join_element_wise(*parts, "")


class Joined:
    """The texts of two makers, one behind the other; each pair of them comes once."""

    def __init__(self, first: Maker, second: Maker, dice: random.Random) -> None:
        self.first, self.second = first, second
        self.size = min(first.size * second.size, MOST)
        self.step = dice.randrange(second.size)
        while math.gcd(1 + self.step * first.size, second.size) != 1:
            self.step += 1

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """The second part moves on with the first, else all of the first would stand before one of the second."""
        second = (numbers // self.first.size + numbers * self.step) % self.second.size
        return _together(self.first.make(numbers % self.first.size), self.second.make(second))


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


def _weighted(texts: pa.StringArray, weights: Sequence[int]) -> pl.Series:
    """Sum of the digits of each text, each by the weight of its place."""
    places = [pc.utf8_slice_codeunits(texts, n, n + 1).cast(pa.int64()) for n in range(len(weights))]
    total = pl.Series(places[0]) * weights[0]
    for digits_there, weight in zip(places[1:], weights[1:], strict=True):
        total += pl.Series(digits_there) * weight
    return total


def _written(numbers: pl.Series) -> pa.StringArray:
    return numbers.to_arrow().cast(pa.string())


class WrongCheck:
    """Twelve digits whose last one is never the check digit of a 個人番号 (平成26年総務省令第85号 第5条)."""

    def __init__(self, lead: str, dice: random.Random) -> None:
        self.body = Joined(Number(2, lead, dice), Number(_DIGITS, "any", dice), dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        body = self.body.make(numbers)
        right = (11 - _weighted(body, _CHECK_12) % 11) % 11 % 10
        return _together(body, _written((right + 1 + numbers % 9) % 10))


class HojinBango:
    """法人番号 with a right check digit (平成26年財務省令第70号 第2条), under 9999, which no registry office has."""

    def __init__(self, dice: random.Random) -> None:
        self.body = Number(8, "any", dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        body = pc.binary_join_element_wise(pa.scalar("9999"), self.body.make(numbers), "")
        return _together(_written(9 - _weighted(body, (2, 1) * 6) % 9), body)


class DantaiCode:
    """全国地方公共団体コード: prefecture 01 to 47, three digits, the right check digit."""

    def __init__(self, dice: random.Random) -> None:
        prefectures = Words([f"{number:02d}" for number in range(1, 48)], dice)
        self.body = Joined(prefectures, Number(3, "any", dice), dice)
        self.size = self.body.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        body = self.body.make(numbers)
        return _together(body, _written((11 - _weighted(body, (6, 5, 4, 3, 2)) % 11) % 10))


class Wide:
    """The digits of another maker in full width."""

    def __init__(self, inner: Maker) -> None:
        self.inner = inner
        self.size = inner.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        texts = self.inner.make(numbers)
        for digit, wide in enumerate(_WIDE):
            texts = pc.replace_substring(texts, str(digit), wide)
        return texts


class Parted:
    """Digits in groups with a mark between each two."""

    def __init__(self, inner: Maker, groups: Sequence[int], marks: Sequence[str]) -> None:
        self.inner, self.groups, self.marks = inner, tuple(groups), tuple(marks)
        self.size = inner.size

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        texts, parts, begin = self.inner.make(numbers), [], 0
        for length, mark in zip(self.groups, (*self.marks, ""), strict=True):
            parts += [pc.utf8_slice_codeunits(texts, begin, begin + length), mark]
            begin += length
        return _together(*parts)
