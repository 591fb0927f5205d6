"""番号対応表: which old numbers of which systems become which numbers of the standard, and who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum

from migrate.model.value import value

PART = "|"
"""Between the columns of an old number of several columns; a column that holds it gives no old number."""


class Numbering(StrEnum):
    """How a new number comes about; the words are those of keys.yaml and of the table."""

    KEEP = "引継"
    """The digits of the old number, with a prefix, filled up with 0."""
    ASSIGN = "付番"
    """The next free number of its space, in the order of the old numbers."""
    DECIDED = "決定"
    """The number of the person that people decided it to be. Never in keys.yaml."""


class CheckDigit(StrEnum):
    """How the last digit of an assigned number is made."""

    NONE = "なし"
    M11W2_7 = "M11W2-7"
    """Modulus 11, weights 2 to 7 from the right (住民記録システム標準仕様書 1.0 1.1.13: 新規付番のみ)."""


@value
class NumberSpace:
    """A range of new numbers, such as that of 住民 or of 住登外. Spaces of a kind do not overlap."""

    name: str
    first: int
    last: int
    check_digit: CheckDigit = CheckDigit.NONE


@value
class KeySource:
    """A table whose rows make an old number known.

    ``system`` names a space of old numbers: in it, the same old number is the same person, whatever table it is in.
    """

    system: str
    table: str
    columns: tuple[str, ...]
    space: str
    rule: Numbering
    prefix: str = ""
    when: str = ""
    """Condition in the restricted SQL on the table's own columns; rows beyond it make nothing known."""
    evidence: Mapping[str, str] = field(default_factory=dict)
    """Name → expression in the restricted SQL; equal values of all names make a candidate of 名寄せ."""
    line: int | None = None


@value
class KeyReference:
    """A table that uses old numbers of ``system`` without making them known (課税, 賦課, 資格 …)."""

    system: str
    table: str
    columns: tuple[str, ...]
    when: str = ""
    line: int | None = None


@value
class KeyKind:
    """One kind of number, such as 宛名番号, with its length in digits."""

    name: str
    digits: int
    spaces: tuple[NumberSpace, ...]
    sources: tuple[KeySource, ...]
    used_in: tuple[KeyReference, ...] = ()
    line: int | None = None

    def space(self, name: str) -> NumberSpace:
        """The space of that name (StopIteration where there is none: `declared` sees to it)."""
        return next(one for one in self.spaces if one.name == name)

    def parts(self, system: str) -> int:
        """Columns of an old number of ``system``."""
        return next(len(one.columns) for one in self.sources if one.system == system)

    @property
    def tables(self) -> tuple[KeySource | KeyReference, ...]:
        """Every table that is looked at."""
        return (*self.sources, *self.used_in)

    @property
    def systems(self) -> tuple[str, ...]:
        """Spaces of old numbers, in the order of their first source."""
        return tuple(dict.fromkeys(one.system for one in self.sources))


@value
class KeyPlan:
    """What people declare in `mapping/keys.yaml`."""

    kinds: tuple[KeyKind, ...]
    path: str


@value
class SameDecision:
    """What people decided of two old numbers: one person (``same``), or two."""

    kind: str
    system: str
    old: str
    root_system: str
    root_old: str
    """The number that stays for both."""
    same: bool
    decided_by: str
    decided_on: str
    reason: str
    line: int


@value
class KeyCount:
    """Numbers of one kind and system that came about in one way."""

    kind: str
    system: str
    rule: Numbering
    space: str
    rows: int
    new: int
    """First seen in the latest run."""
    gone: int
    """Not seen in the latest run; they keep their number."""


@value
class SpaceCount:
    """How full a space is. Numbers that were given up stay used."""

    kind: str
    space: str
    first: str
    last: str
    check_digit: CheckDigit
    used: int
    free: int
    """Numbers that can still be given; those whose check digit would be 10 do not count."""


@value
class KeyRun:
    """One state of the inputs from which the table was made."""

    run: int
    as_of: str
    inputs: str
    """sha256 over the names and digests of all inputs."""


@value
class KeySummary:
    """out/keys/keys.json: what the table is, without a number of anybody."""

    table: str
    sha256: str
    """Of the rows as CSV, so that it is the same whatever wrote the Parquet file."""
    rows: int
    runs: tuple[KeyRun, ...]
    counts: tuple[KeyCount, ...]
    spaces: tuple[SpaceCount, ...]
