"""Tests of a mapping: invented source rows, and what is expected to become of them."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model.mapping import Fate
from migrate.model.value import value


@value
class Stated:
    """A row as a test states it: source columns or items. ``lines``: name → line of the file."""

    values: Mapping[str, str]
    lines: Mapping[str, int | None]
    line: int | None = None


@value
class StatedFate:
    """What is expected to become of one source row in one target table. ``""``: the only one there is."""

    source: str
    row: int
    table: str
    fate: Fate
    by: str = ""
    """Name of the rule, or code of the reason; ``""``: any."""
    line: int | None = None


@value
class Trial:
    """One test."""

    name: str
    source: Mapping[str, tuple[Stated, ...]]
    expected: Mapping[str, tuple[Stated, ...]]
    fates: tuple[StatedFate, ...]
    lines: Mapping[str, int | None]
    """Source or target table → line."""
    line: int | None = None


@value
class TrialFile:
    """The tests of one file. ``mapping`` is the name of the mapping's file, such as ``031.yaml``."""

    path: str
    mapping: str
    trials: tuple[Trial, ...]
