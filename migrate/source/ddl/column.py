"""One column of CREATE TABLE."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import ForeignKey, SourceColumn
from migrate.model.value import value
from migrate.source.ddl import vocabulary
from migrate.source.ddl.cursor import ENDS, Cursor
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.tokens import Kind, Token


@value
class ColumnFacts:
    """What the definition of one column says."""

    column: SourceColumn
    primary: bool = False
    reference: ForeignKey | None = None
    index: bool = False
    """True where the column is UNIQUE."""
    unread: tuple[Token, ...] = ()
    """Words that no dialect knows; each is told to the user."""


@value
class _Type:
    name: str = ""
    length: int | None = None
    scale: int | None = None
    unit: str = ""


_UNITS = {"CHAR": "CHAR", "CHARACTERS": "CHAR", "CODEUNITS32": "CHAR", "BYTE": "BYTE", "OCTETS": "BYTE"}


def _words_after(cursor: Cursor, first: str) -> list[str]:
    """Further words of the type whose first words are ``first``: the longest known type wins."""
    for pattern in vocabulary.by_first("type_words").get(first.split(maxsplit=1)[0], ()):
        done = tuple(first.split())
        rest = pattern[len(done) :]
        if pattern[: len(done)] == done and rest and cursor.accept(*rest):
            return list(rest)
    return []


def _arguments(cursor: Cursor) -> tuple[int | None, int | None, str]:
    inside = cursor.group() or ()
    numbers = [int(t.value) for t in inside if t.kind is Kind.NUMBER and t.value.isdecimal()]
    units = [_UNITS[t.word] for t in inside if t.word in _UNITS]
    if any(t.kind is Kind.STRING for t in inside):  # ENUM('a','b')
        return None, None, ""
    starred = any(t.value == "*" for t in inside)
    length = None if starred or not numbers else numbers[0]
    scale = numbers[-1] if starred and numbers else (numbers[1] if len(numbers) > 1 else None)
    return length, scale, units[0] if units else ""


def read_type(cursor: Cursor) -> _Type:
    """Step over a type: ``CHAR(10 BYTE)``, ``NCHAR VARYING(20)``, ``TIMESTAMP(6) WITH TIME ZONE``, ``[int]``."""
    token = cursor.here
    if token is None or token.kind not in (Kind.WORD, Kind.QUOTED) or _is_clause(cursor):
        return _Type()
    name = cursor.name().upper()
    parts = [name, *_words_after(cursor, name)]
    length, scale, unit = _arguments(cursor)
    parts += _words_after(cursor, " ".join(parts))
    if cursor.symbol() == "(" and length is None:
        length, scale, unit = _arguments(cursor)
    while cursor.accept_symbol("["):  # PostgreSQL: text[]
        if cursor.here is not None and cursor.here.kind is Kind.NUMBER:
            cursor.position += 1
        cursor.accept_symbol("]")
        parts.append("ARRAY")
    return _Type(name=" ".join(parts), length=length, scale=scale, unit=unit)


def _is_clause(cursor: Cursor) -> bool:
    """True where a clause follows where a type could: a column without a type."""
    return cursor.word() in ENDS - {"CHECK", "FOR"} or cursor.word() in ("AS", "GENERATED", "IDENTITY")


class _Reader:
    """Takes the clauses behind the type, one after the other."""

    def __init__(self, cursor: Cursor, column: SourceColumn) -> None:
        self.cursor = cursor
        self.column = column
        self.primary = False
        self.index = False
        self.reference: ForeignKey | None = None
        self.unread: list[Token] = []

    def change(self, nullable: bool | None = None, default: str | None = None, comment: str | None = None) -> None:
        column = self.column
        if nullable is not None:
            column = replace(column, nullable=nullable)
        if default is not None:
            column = replace(column, default=default)
        if comment is not None:
            column = replace(column, comment=comment, logical_name=logical_name(comment))
        self.column = column

    def clause(self) -> bool:
        cursor = self.cursor
        if cursor.accept("CONSTRAINT"):
            return bool(cursor.name())
        if cursor.accept("NOT", "NULL"):
            self.change(nullable=False)
        elif cursor.accept("PRIMARY", "KEY"):
            self.primary = True
            _ = cursor.accept("CLUSTERED") or cursor.accept("NONCLUSTERED") or cursor.accept("ASC")
        elif cursor.accept("UNIQUE"):
            self.index = True
            _ = cursor.accept("KEY") or cursor.accept("CLUSTERED") or cursor.accept("NONCLUSTERED")
        elif cursor.accept("COMMENT"):
            self.change(comment=cursor.name())
        elif cursor.word() in ("DEFAULT", "WITH") and (cursor.accept("WITH", "DEFAULT") or cursor.accept("DEFAULT")):
            self.default()
        elif cursor.accept("REFERENCES"):
            self.references()
        else:
            return cursor.clause("column_clauses")
        return True

    def default(self) -> None:
        self.cursor.accept("ON", "NULL")
        ahead = self.cursor.word()
        if ahead not in ENDS - {"NULL"} and self.cursor.left:
            self.change(default=self.cursor.expression())

    def references(self) -> None:
        table = self.cursor.name()
        target = self.cursor.names() or ()
        self.reference = ForeignKey(columns=(self.column.name,), table=table, target=target)
        skip_actions(self.cursor)

    def run(self) -> ColumnFacts:
        while (token := self.cursor.here) is not None:
            if not self.clause():
                if token.value not in "()" and (not self.unread or self.unread[-1].line != token.line):
                    self.unread.append(token)
                if self.cursor.group() is None:
                    self.cursor.position += 1
        return ColumnFacts(
            column=self.column,
            primary=self.primary,
            reference=self.reference,
            index=self.index,
            unread=tuple(self.unread),
        )


def skip_actions(cursor: Cursor) -> None:
    """Step over ``ON DELETE …``, ``ON UPDATE …`` behind REFERENCES."""
    while cursor.accept("ON", "DELETE") or cursor.accept("ON", "UPDATE"):
        _ = cursor.accept("SET") or cursor.accept("NO")
        cursor.position += 1


def read_column(cursor: Cursor) -> ColumnFacts | None:
    """The column whose definition the cursor holds; None where it does not begin with a name."""
    token = cursor.here
    if token is None or token.kind not in (Kind.WORD, Kind.QUOTED):
        return None
    cursor.position += 1
    kind = read_type(cursor)
    column = SourceColumn(
        name=token.value,
        type=kind.name,
        length=kind.length,
        scale=kind.scale,
        length_unit=kind.unit,
        line=token.line,
    )
    return _Reader(cursor, column).run()
