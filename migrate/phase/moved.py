"""How the data of a business move, as mapping, scan, conversion and ledger tell it; counts and names, never a value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.value import value


@value
class Fates:
    """What became of the rows of one source table for one target table. All numbers count source rows."""

    read: int
    written: int
    rejected: int
    merged: int
    excluded: int


@value
class Move:
    """Rows of one source table that go into one target table."""

    table: str
    """Target table."""
    source: str
    items: int
    """Items that are filled."""
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Conversion function → the items that it fills."""
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Code map → the items that it fills."""
    joins: tuple[str, ...] = ()
    """Source tables that are looked up."""
    left: tuple[tuple[str, str, str], ...] = ()
    """What stays behind by a rule or a limit: name, fate, reason."""
    fates: Fates | None = None
    """None where it has not been converted."""


@value
class SourceData:
    """One file of the current system's rows, or its table where there is no file yet."""

    source: str
    """Table."""
    path: str
    """Empty where no file has come."""
    form: str
    """How it is written: kind, separator, newline; empty where that is not known."""
    encoding: str
    columns: int


@value
class Run:
    """One conversion in the ledger: the machine's part of a rehearsal."""

    at: str
    """ISO moment."""
    result: str
    read: int | None
    rejected: int | None
    seconds: float | None


@value
class Option:
    """An optional function that the municipality wants."""

    id: str
    """機能ID."""
    name: str
    department: str


@value
class Moved:
    """One business. ``moves`` is empty where there is no mapping that can be read."""

    moves: tuple[Move, ...] = ()
    codes: Mapping[str, int] = field(default_factory=dict)
    """Code map → its pairs."""
    dropped: tuple[tuple[str, str, str], ...] = ()
    """Source table, column, reason."""
    sources: tuple[SourceData, ...] = ()
    runs: tuple[Run, ...] = ()
    """Conversions, the oldest first."""
    options: tuple[Option, ...] = ()
    """標準オプション機能 that are adopted."""
