"""A table while its scripts are read: later statements add, change, rename and take away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from migrate.model.source import ForeignKey, Index, SourceColumn, SourceTable
from migrate.model.value import value
from migrate.source.ddl.column import ColumnFacts
from migrate.source.ddl.domains import filled
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.reference import Path, Reference
from migrate.source.ddl.series import TWIN
from migrate.source.ddl.tokens import Token

_NO_KEY = Index(columns=())


class NotUnderstoodError(Exception):
    """The statement is none that this reader knows; it becomes a finding with its line."""


class NotYetError(NotUnderstoodError):
    """The statement needs a table or type that no script before it declares; another one may."""


class MissingTableError(Exception):
    """The statement names a table or column that no script before it declares."""

    def __init__(self, table: str, column: str = "") -> None:
        super().__init__(table, column)
        self.table = table
        self.column = column


@value
class Place:
    """Where a column's definition begins (offset) and the line where it ends: comments belong to it."""

    start: int
    last_line: int


def same(left: str, right: str) -> bool:
    """True for names that differ at most in case."""
    return left.casefold() == right.casefold()


class Draft:
    """A table while its script is read."""

    def __init__(self, path: Path, line: int, file: str) -> None:
        self.name = path[-1]
        self.schema = path[-2] if len(path) > 1 else ""
        self.stated = bool(self.schema)
        """True where the schema stands in the statement itself."""
        self.line = line
        self.file = file
        self.reading = file
        """The script that is read now: where it is another one, what it adds keeps its name."""
        self.comment = ""
        self.columns: list[SourceColumn] = []
        self._exact: list[str] = []
        """Names of the columns that the two dictionaries hold, in order."""
        self._places: dict[str, int] = {}
        self._folded: dict[str, int] = {}
        self.computed: set[str] = set()
        self.primary = _NO_KEY
        self.foreign: list[Reference] = []
        self.indexes: list[Index] = []
        self.stated_null: set[str] = set()
        """Columns for which NULL is written."""
        self.periods: set[str] = set()
        """Periods of time by name: keys may hold them, but they are no columns."""
        self.places: list[Place] = []
        self.unread: list[tuple[Token, str]] = []
        """Word that no dialect knows, and the column it stands at (empty: the table)."""

    def position(self, name: str) -> int | None:
        """Position of a column: of that very name, else without regard to case."""
        for at in range(len(self._exact), len(self.columns)):
            own = self.columns[at].name
            self._exact.append(own)
            self._places.setdefault(own, at)
            self._folded.setdefault(own.casefold(), at)
        found = self._places.get(name)
        return self._folded.get(name.casefold()) if found is None else found

    def _forget(self) -> None:
        """Count the columns anew: their names or places changed."""
        self._exact.clear()
        self._places.clear()
        self._folded.clear()

    def at(self, name: str) -> int:
        """Position of a column.

        Raises:
            MissingTableError: there is none of that name.
        """
        found = self.position(name)
        if found is None:
            raise MissingTableError(self.name, name)
        return found

    def own(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Column names as they were declared (a key may spell them in another case); periods are left out."""
        names = tuple(name for name in names if name.casefold() not in self.periods or self.position(name) is not None)
        found = [self.position(name) for name in names]
        return tuple(name if at is None else self.columns[at].name for name, at in zip(names, found, strict=True))

    def take(self, facts: ColumnFacts) -> None:
        """Add a column."""
        self.columns.append(replace(facts.column, file=self.elsewhere) if self.elsewhere else facts.column)
        self.note(facts)

    @property
    def elsewhere(self) -> str:
        """The script that is read now where it is not the one that declares the table, else empty."""
        return self.reading.rstrip(TWIN) if self.reading != self.file else ""

    def set_primary(self, key: Index) -> None:
        """Give the table its primary key."""
        self.primary = replace(key, file=self.elsewhere)

    def add_index(self, index: Index) -> None:
        """Give the table an index or a unique constraint."""
        self.indexes.append(replace(index, file=self.elsewhere))

    def add_reference(self, key: Reference) -> None:
        """Give the table a foreign key."""
        self.foreign.append(replace(key, file=self.elsewhere))

    def note(self, facts: ColumnFacts) -> None:
        """Keys and references that a column's definition states."""
        name = facts.column.name
        if facts.computed:
            self.computed.add(name)
        if facts.stated_null:
            self.stated_null.add(name)
        if facts.primary is not None:
            columns = (*self.primary.columns, name) if name not in self.primary.columns else self.primary.columns
            self.set_primary(replace(facts.primary, columns=columns))
        for index in facts.indexes:
            self.add_index(index)
        for key in facts.references:
            self.add_reference(key)
        self.unread += [(token, name) for token in facts.unread]

    def drop_column(self, name: str) -> None:
        """Take a column away with the keys, references and indexes that hold it."""
        gone = self.columns.pop(self.at(name)).name
        self._forget()
        if any(same(gone, column) for column in self.primary.columns):
            self.primary = _NO_KEY
        self.indexes = [index for index in self.indexes if not any(same(gone, c) for c in index.columns)]
        self.foreign = [key for key in self.foreign if not any(same(gone, c) for c in key.columns)]

    def drop_primary(self) -> None:
        """Take the primary key away."""
        self.primary = _NO_KEY

    def rename_column(self, old: str, new: str) -> None:
        """Give a column another name, in the table's keys too."""
        at = self.at(old)
        self.columns[at] = replace(self.columns[at], name=new)
        self._forget()

        def renamed(names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(new if same(name, old) else name for name in names)

        self.primary = replace(self.primary, columns=renamed(self.primary.columns))
        self.indexes = [replace(index, columns=renamed(index.columns)) for index in self.indexes]
        self.foreign = [replace(key, columns=renamed(key.columns)) for key in self.foreign]

    def drop_constraint(self, name: str) -> None:
        """Take away the key, reference or index of that name; PostgreSQL's names of unnamed ones are known."""
        if same(name, self.primary.name or f"{self.name}_pkey"):
            self.primary = _NO_KEY
        self.indexes = [i for i in self.indexes if not same(name, i.name or self._generated(i.columns, "key"))]
        self.foreign = [k for k in self.foreign if not same(name, k.name or self._generated(k.columns, "fkey"))]

    def _generated(self, columns: tuple[str, ...], end: str) -> str:
        return "_".join((self.name, *columns, end))

    def move(self, name: str, behind: str) -> None:
        """Put a column behind another one, to the front where ``behind`` is empty."""
        column = self.columns.pop(self.at(name))
        self._forget()
        self.columns.insert(self.at(behind) + 1 if behind else 0, column)
        self._forget()

    def put_first(self, others: Sequence[Draft]) -> None:
        """Put the columns of parents before the table's own; a column that both have stands where the parent has it."""
        own, self.columns = self.columns, []
        self._forget()
        for other in others:
            self.copy_from(other, keys=False)
        for column in own:
            at = self.position(column.name)
            if at is None:
                self.columns.append(column)
            else:
                self.columns[at] = column
        self._forget()

    def copy_from(self, other: Draft, keys: bool) -> None:
        """Add another table's columns, with its keys and indexes where ``keys`` is True."""
        fresh = [column for column in other.columns if self.position(column.name) is None]
        self.columns += [replace(column, file="", line=self.line) for column in fresh]
        self.computed |= other.computed
        self.periods |= other.periods
        if keys:
            self.primary = replace(other.primary, file="", line=self.line)
            self.indexes += [replace(index, file="", line=self.line) for index in other.indexes]

    def fill(self, domains: Mapping[str, SourceColumn]) -> None:
        """Give the columns what their declared types say."""
        for at, column in enumerate(self.columns if domains else ()):
            base = domains.get(column.type.casefold())
            if base is not None:
                self.columns[at] = filled(column, base, column.name in self.stated_null)

    def missing(self) -> Iterator[tuple[str, int | None]]:
        """Columns that a key names but the table does not have, with the key's line."""
        for names, line in ((self.primary.columns, self.primary.line), *((k.columns, k.line) for k in self.foreign)):
            for name in names:
                if self.position(name) is None:
                    yield name, line

    def freeze(self, name: str, targets: list[str]) -> SourceTable:
        """The table as a value; columns of the primary key are not nullable.

        Args:
            name: the table's name for the user.
            targets: the same of each reference's table.
        """
        keys = {name.casefold() for name in self.primary.columns}
        columns = [replace(c, nullable=False) if c.name.casefold() in keys else c for c in self.columns]
        return SourceTable(
            name=name,
            logical_name=logical_name(self.comment),
            comment=self.comment,
            columns=tuple(columns),
            primary_key=self.own(self.primary.columns),
            primary_key_name=self.primary.name,
            primary_key_file=self.primary.file,
            primary_key_line=self.primary.line,
            foreign_keys=tuple(self._key(key, table) for key, table in zip(self.foreign, targets, strict=True)),
            indexes=tuple(replace(index, columns=self.own(index.columns)) for index in self.indexes),
            file=self.file,
            line=self.line,
        )

    def _key(self, key: Reference, table: str) -> ForeignKey:
        return ForeignKey(
            name=key.name,
            columns=self.own(key.columns),
            table=table,
            target=key.target,
            on_delete=key.on_delete,
            on_update=key.on_update,
            file=key.file,
            line=key.line,
        )
