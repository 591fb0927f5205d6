"""Seeded chance. Everything is drawn from ``random.random()``, whose sequence Python keeps from version to version."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """A die with a fixed seed: the same seed gives the same draws on every machine."""

    def __init__(self, seed: int) -> None:
        self._draw = random.Random(seed).random  # noqa: S311  # invented data, no secret

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1."""
        return int(self._draw() * limit)

    def between(self, first: int, last: int) -> int:
        """A whole number from ``first`` to ``last``, both included."""
        return first + self.below(last - first + 1)

    def pick(self, choices: Sequence[T]) -> T:
        """One of ``choices``."""
        return choices[self.below(len(choices))]

    def chance(self, percent: float) -> bool:
        """True in ``percent`` of a hundred draws."""
        return self._draw() * 100 < percent
