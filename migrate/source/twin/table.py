"""The rows of one file of the twin: columns together, keys unique, references to rows that exist."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import polars as pl
import pyarrow as pa

from migrate.model.profile import ColumnProfile, FileProfile
from migrate.model.source import ForeignKey, SourceTable
from migrate.model.value import value
from migrate.source.twin.makers import Maker, Shuffle
from migrate.source.twin.strata import Cells, Stratum, is_unique, strata


@value
class Plan:
    """What all files are made with."""

    seed: int
    clean: bool
    rows: Mapping[str, int]
    """File → rows that can be cut."""


class Column:
    """One column: the cell of any row, made alone."""

    def __init__(self, cells: Maker, rows: int, dice: random.Random) -> None:
        self.cells = cells
        self.order = Shuffle(max(rows, 1), dice)

    def at(self, rows: pl.Series) -> pa.StringArray:
        """The cells of these rows (from 0)."""
        return self.cells.make(self.order(rows))


class _Stepped:
    """Part of a key of several columns: moves on once for all values of the parts before it."""

    def __init__(self, inner: Maker, before: int, distinct: int) -> None:
        self.inner, self.before, self.size = inner, before, distinct

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        return self.inner.make(numbers // self.before % self.size)


class _Elsewhere:
    """The cells of another column, by row."""

    def __init__(self, column: Column, rows: int, dice: random.Random) -> None:
        self.column, self.size = column, rows
        self.order = Shuffle(rows, dice)

    def make(self, numbers: pl.Series) -> pa.StringArray:
        """As `Maker.make`."""
        return self.column.at(self.order(numbers))


def _first(stratum: Stratum) -> str:
    """The first text of a stratum."""
    return str(stratum.maker.make(pl.Series([0], dtype=pl.Int64))[0])


@value
class Reference:
    """A foreign key whose table is part of the twin: column → the other table's column."""

    table: str
    pairs: tuple[tuple[str, str], ...]


class Table:
    """One file's columns by name."""

    def __init__(self, profile: FileProfile, declared: SourceTable | None, plan: Plan) -> None:
        self.profile, self.plan = profile, plan
        self.rows = plan.rows[profile.file]
        self.columns: dict[str, Column] = {}
        self.references: list[Reference] = []
        self._known = {one.name: one for one in profile.columns}
        self._named = self._names(declared)
        key = declared.primary_key if declared else ()
        self.key = tuple(self._named[name] for name in key) if set(key) <= set(self._named) else ()

    def _names(self, declared: SourceTable | None) -> dict[str, str]:
        """Declared column → name in the file, whose header may use the Japanese names."""
        found = {}
        for column in declared.columns if declared else ():
            for name in self._known:
                if name.casefold() in {column.name.casefold(), column.logical_name.casefold()}:
                    found[column.name] = name
        return found

    def dice(self, *what: str) -> random.Random:
        """Dice of their own for everything that is decided."""
        return random.Random(repr((self.plan.seed, self.profile.file, *what)))  # noqa: S311 (no secret)

    def named(self, declared: str) -> str | None:
        """The file's name of a declared column."""
        return self._named.get(declared)

    def column(self, name: str) -> ColumnProfile:
        """The profile of a column."""
        return self._known[name]

    def strata(self, name: str) -> list[Stratum]:
        """A column's cells as its profile alone tells them."""
        return strata(self._known[name], self.profile.rows, self.rows, self.dice(name), self.plan.clean)

    def plain(self) -> None:
        """Make every column from its own profile; a key of one column never has a value twice."""
        for name in self._known:
            if name not in self.columns:
                self.columns[name] = Column(Cells(self.strata(name)), self.rows, self.dice(name, "rows"))

    def refer(self, other: Table, pairs: tuple[tuple[str, str], ...]) -> None:
        """Take the cells of these columns from one row of the other table."""
        rows = self.dice(*(name for name, _ in pairs), "rows")
        state = rows.getstate()
        for name, target in pairs:
            known = self._known[name]
            own = self.strata(name)
            bare = [one for one in own if not _first(one).strip(" \u3000")]
            without = sum(one.count for one in bare) if len(pairs) == 1 else 0
            grown = round(known.distinct * max(1.0, self.rows / max(self.profile.rows, 1)))
            different = max(1, min(other.rows, self.rows - without, self.rows if self.unique(name) else grown))
            order = random.Random(repr((self.plan.seed, self.profile.file, pairs, "other")))  # noqa: S311 (no secret)
            elsewhere = _Elsewhere(other.columns[target], max(other.rows, 1), order)
            filled = Stratum(count=self.rows - without, distinct=different, maker=elsewhere)
            rows.setstate(state)
            self.columns[name] = Column(Cells([*(bare if without else ()), filled]), self.rows, rows)
        self.references.append(Reference(table=other.profile.table, pairs=pairs))

    def unique(self, name: str) -> bool:
        """True where no value of the column may come twice."""
        return self.key == (name,) or is_unique(self._known[name], self.profile.rows)

    def join_key(self) -> bool:
        """Make the rows of a key of several columns different; False where they have too few different values."""
        if len(self.key) < 2 or any(self.unique(name) for name in self.key):
            return True
        makers = {name: self._values(name) for name in self.key}
        order = sorted(self.key, key=lambda name: (-makers[name].size, self.key.index(name)))
        before = 1
        state = self.dice("key", "rows").getstate()
        for name in order:
            rows = self.dice("key", "rows")
            rows.setstate(state)
            stepped = _Stepped(makers[name], before, makers[name].size)
            self.columns[name] = Column(
                Cells([Stratum(count=self.rows, distinct=self.rows, maker=stepped)]), self.rows, rows
            )
            before *= makers[name].size
            if before >= self.rows:
                break
        return before >= self.rows

    def _values(self, name: str) -> Cells:
        """Each different value of a column once; of codes the most frequent first."""
        cells = self.columns[name].cells
        assert isinstance(cells, Cells)
        filled = [one for one in cells.strata if _first(one)]
        return Cells(sorted(filled, key=lambda one: -one.count)).values()


def references(table: SourceTable, others: Mapping[str, SourceTable]) -> list[tuple[ForeignKey, tuple[str, ...]]]:
    """Foreign keys of a table with the columns that they mean (the other's primary key where none are named)."""
    found = []
    for key in table.foreign_keys:
        other = others.get(key.table)
        target = key.target or (other.primary_key if other else ())
        if other is not None and len(target) == len(key.columns):
            found.append((key, target))
    return found


def tables(
    profiles: Sequence[FileProfile], declared: Mapping[str, SourceTable], plan: Plan
) -> tuple[list[Table], list[str]]:
    """All files of the twin, and the foreign keys that could not be followed (``TABLE.COLUMN → TABLE``).

    References are laid after the columns they point at; a ring of references is left as the profiles tell it.
    """
    made = [Table(one, declared.get(one.table), plan) for one in profiles]
    first: dict[str, Table] = {}
    for one in made:
        one.plain()
        first.setdefault(one.profile.table, one)
    lost: list[str] = []
    done: set[str] = set()

    def follow(one: Table, ring: tuple[str, ...]) -> None:
        name = one.profile.table
        if one.profile.file in done:
            return
        done.add(one.profile.file)
        known = declared.get(name)
        for key, target in references(known, declared) if known else ():
            other = first.get(key.table)
            pairs = [
                (one.named(a), other.named(b) if other else None) for a, b in zip(key.columns, target, strict=True)
            ]
            whole = tuple((a, b) for a, b in pairs if a is not None and b is not None)
            if (
                other is None
                or len(whole) != len(pairs)
                or (key.table in ring and other is not one)
                or any(a in one.key and other is one for a, _ in whole)
            ):
                lost.append(f"{name}.{'＋'.join(key.columns)} → {key.table}")
                continue
            if other is not one:
                follow(other, (*ring, name))
            one.refer(other, whole)
        if not one.join_key():
            lost.append(f"{name}.{'＋'.join(one.key)}")

    for one in made:
        follow(one, (one.profile.table,))
    return made, lost
