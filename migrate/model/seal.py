"""Seals: keyed digests of one side's rows, and what differs between two of them. Neither holds a value of a row."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from migrate.model.value import value

ALGORITHM = "HMAC-SHA256/128 rows, /64 groups, cells length-prefixed"
"""What the digests are; a seal of another algorithm is not compared."""


class Side(StrEnum):
    """Which side of the cut-over rows come from."""

    OLD = "old"
    """The source, converted by the plan: what must have arrived."""
    NEW = "new"
    """What was delivered to, or came out of, the new system."""


class Normalisation(StrEnum):
    """What is done to a value before its digest is taken; never more than this."""

    NONE = "none"
    EMPTY_AS_NULL = "empty-as-null"
    """An empty text counts as no value: a CSV cannot tell them apart."""


@value
class Chosen:
    """Buckets of a table: those of its rows whose key digest begins with one of these numbers."""

    bits: int = 0
    """First bits of the key digest that make the number."""
    numbers: tuple[int, ...] = (0,)
    """Ascending; all rows where there are no bits."""

    @property
    def everything(self) -> bool:
        """True where no row is left out."""
        return not self.bits


@value
class SealedTable:
    """One table. A summary leaves ``items``, ``key`` and ``groups`` out; ``shape`` stands for the first two."""

    table: str
    shape: str
    """16 hex digits of the SHA-256 of items and key."""
    rows: int
    empty_texts: int
    """Cells of the table, chosen or not, that hold an empty text; 0 where it counts as no value."""
    buckets: tuple[tuple[int, str], ...]
    """For each chosen bucket 2^n buckets by the next n bits of the key digest: rows, and the sum of the second halves
    of their row digests modulo 2^64 as 16 hex digits. Neighbours can be added, so that two seals of different fineness
    are comparable."""
    items: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    """Items of the primary key; empty where the table has none: rows are then a multiset."""
    groups: tuple[tuple[str, ...], ...] = ()
    """Items beside the key that share one digest; none where the table has no key."""
    chosen: Chosen = Chosen()
    """The rows that were sealed."""

    @property
    def width(self) -> int:
        """Bytes of one record in the body: key digest, row digest, one digest per group."""
        return 32 + 8 * len(self.groups)


@value
class SealHeader:
    """What stands at the head of a seal. A summary has no body."""

    spec: str
    business: str
    side: Side
    fingerprint: str
    """Of the key; 16 hex digits, from which the key cannot be computed."""
    algorithm: str
    normalisation: Normalisation
    form: Literal["full", "summary"]
    tables: tuple[SealedTable, ...]


class SealDifference(StrEnum):
    """What is wrong with one row, seen from the base."""

    MISSING = "missing"
    EXTRA = "extra"
    CHANGED = "changed"


@value
class SealedRow:
    """One row that differs; digests are 32 hex digits."""

    table: int
    """Its place in the differences' tables."""
    kind: SealDifference
    key: str
    base: str
    """Digest of the row on the base's side; empty where it has none."""
    other: str
    groups: tuple[int, ...]
    """Of a changed row: the groups that differ, by their place in the table's groups."""


@value
class TableDifferences:
    """One table of two seals: the base against the other."""

    table: str
    base: int
    """Rows."""
    other: int
    equal: int | None
    """Rows; None where a summary can only tell buckets."""
    missing: int
    extra: int
    changed: int
    buckets: int
    buckets_differing: int
    groups: tuple[tuple[tuple[str, ...], int], ...] = ()
    """Every group: its items, and the changed rows in which it differs."""

    @property
    def clean(self) -> bool:
        """True where nothing differs."""
        return not (self.missing or self.extra or self.changed or self.buckets_differing or self.base != self.other)


@value
class DifferencesHeader:
    """First line of a differences file; every further line is a `SealedRow`."""

    differences: Literal[1]
    spec: str
    business: str
    fingerprint: str
    normalisation: Normalisation
    sides: tuple[Side, Side]
    """Of the base and of the other."""
    seals: tuple[str, str]
    """sha256 of the two seals."""
    tables: tuple[TableDifferences, ...]


@value
class NarrowedTable:
    """The buckets of a table that differ."""

    table: str
    chosen: Chosen


@value
class Narrowing:
    """Where two summaries differ: both sides seal these buckets again, and nothing else."""

    narrowing: Literal[1]
    spec: str
    business: str
    fingerprint: str
    tables: tuple[NarrowedTable, ...]


@value
class TableOpened:
    """One table of a differences file, looked up at one side."""

    table: str
    wanted: int
    """Rows that the side must have."""
    found: int
    elsewhere: int
    """Rows that only the other side has."""
