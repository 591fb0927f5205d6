"""One column of CREATE TABLE."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import Index, SourceColumn
from migrate.model.value import value
from migrate.source.ddl import vocabulary
from migrate.source.ddl.cursor import ENDS, Cursor
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.reference import Reference, read_reference
from migrate.source.ddl.tokens import Kind, Token


@value
class ColumnFacts:
    """What the definition of one column says."""

    column: SourceColumn
    primary: Index | None = None
    """Its PRIMARY KEY: name and line."""
    references: tuple[Reference, ...] = ()
    indexes: tuple[Index, ...] = ()
    """UNIQUE, or an index of its own."""
    computed: bool = False
    """True where the value is computed: such a column may have no type."""
    stated_null: bool = False
    """True where NULL is written."""
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


_FACTORS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30}
_MOST_DIGITS = 12


def _size(text: str) -> int | None:
    """A length, also with a factor: ``10``, ``1M``."""
    digits, factor = (text, "") if text[-1:].isdecimal() else (text[:-1], text[-1:].upper())
    if not digits.isdecimal() or len(digits) > _MOST_DIGITS or factor not in _FACTORS:
        return None
    return int(digits) * _FACTORS[factor]


def _arguments(cursor: Cursor) -> tuple[int | None, int | None, str]:
    inside = cursor.group() or ()
    numbers = [
        -size if n and inside[n - 1].value == "-" else size
        for n, t in enumerate(inside)
        if t.kind is Kind.NUMBER and (size := _size(t.value)) is not None
    ]
    units = [_UNITS[t.word] for t in inside if t.word in _UNITS]
    if not inside or (inside[0].kind is not Kind.NUMBER and inside[0].value != "*"):
        return None, None, ""  # ENUM('a','b'), geometry(Point,4326), (max)
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
    if name == "REF" and cursor.here is not None and cursor.here.kind in (Kind.WORD, Kind.QUOTED):
        parts.append(cursor.name().upper())  # Oracle: a reference to an object
    elif cursor.symbol() == "<":
        parts = [name + _inside_angles(cursor).upper()]
    length, scale, unit = _arguments(cursor)
    parts += _words_after(cursor, " ".join(parts))
    if cursor.symbol() == "(" and length is None:
        length, scale, unit = _arguments(cursor)
    if cursor.accept("ARRAY"):  # SQL: INTEGER ARRAY[10]
        _brackets(cursor)
        parts.append("ARRAY")
    while _brackets(cursor):  # PostgreSQL: text[]
        parts.append("ARRAY")
    return _Type(name=" ".join(parts), length=length, scale=scale, unit=unit)


def _brackets(cursor: Cursor) -> bool:
    """Step over ``[…]``; False where there is none."""
    if not cursor.accept_symbol("["):
        return False
    while cursor.left and not cursor.accept_symbol("]"):
        cursor.position += 1
    return True


def _inside_angles(cursor: Cursor) -> str:
    """Step over ``<…>`` of ``ARRAY<INT>``, ``MAP<STRING, INT>``; its text."""
    begin = cursor.position
    depth = 0
    while cursor.left:
        depth += (cursor.symbol() == "<") - (cursor.symbol() == ">")
        cursor.position += 1
        if not depth:
            break
    return cursor.source(begin, cursor.position)


def _is_clause(cursor: Cursor) -> bool:
    """True where a clause follows where a type could: a column without a type."""
    return cursor.word() in ENDS - {"CHECK", "FOR"} or cursor.word() in ("AS", "GENERATED", "IDENTITY", "COMPUTED")


_CONSTRAINTS = ("PRIMARY", "UNIQUE", "REFERENCES", "CHECK", "NOT", "DEFAULT", "FOREIGN")
"""What may follow CONSTRAINT where the constraint has no name."""


class _Reader:
    """Takes the clauses behind the type, one after the other."""

    def __init__(self, cursor: Cursor, column: SourceColumn) -> None:
        self.cursor = cursor
        self.column = column
        self.primary: Index | None = None
        self.indexes: list[Index] = []
        self.references: list[Reference] = []
        self.computed = False
        self.stated_null = False
        self.named = ""
        """Name of the constraint that follows."""
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

    def key(self) -> bool:
        """PRIMARY KEY, UNIQUE, INDEX, REFERENCES; the constraint's name before it is theirs."""
        cursor = self.cursor
        name, columns, line = self.named, (self.column.name,), cursor.tokens[cursor.position].line
        if cursor.accept("PRIMARY", "KEY"):
            self.primary = Index(name=name, columns=columns, line=line)
            _ = cursor.accept("CLUSTERED") or cursor.accept("NONCLUSTERED") or cursor.accept("ASC")
        elif cursor.accept("UNIQUE"):
            self.indexes.append(Index(name=name, columns=columns, unique=True, constraint=True, line=line))
            _ = cursor.accept("KEY") or cursor.accept("CLUSTERED") or cursor.accept("NONCLUSTERED")
        elif cursor.word() == "INDEX" and cursor.clause("column_clauses"):
            self.indexes.append(self.own_index(columns, line))
        elif cursor.accept("REFERENCES") or cursor.accept("FOREIGN", "KEY", "REFERENCES"):
            self.references.append(read_reference(cursor, name, columns, line))
        else:
            return False
        self.named = ""
        return True

    def own_index(self, columns: tuple[str, ...], line: int) -> Index:
        """``INDEX name [UNIQUE]`` behind a column (SQL Server), whose words were stepped over."""
        words = self.cursor.tokens[: self.cursor.position]
        begin = max(n for n, token in enumerate(words) if token.word == "INDEX")
        unique = any(token.word == "UNIQUE" for token in words[begin + 2 :])
        return Index(name=words[begin + 1].value, columns=columns, unique=unique, line=line)

    def clause(self) -> bool:
        cursor = self.cursor
        if cursor.accept("CONSTRAINT"):
            self.named = "" if cursor.word() in _CONSTRAINTS and not cursor.quoted() else cursor.name()
        elif cursor.accept("NOT", "NULL"):
            self.change(nullable=False)
        elif cursor.accept("NULL"):
            self.stated_null = True
        elif self.key():
            pass
        elif cursor.accept("COMMENT"):
            self.change(comment=cursor.name())
        elif cursor.word() in ("DEFAULT", "WITH") and (cursor.accept("WITH", "DEFAULT") or cursor.accept("DEFAULT")):
            self.default()
        else:
            begin, word = cursor.position, cursor.word()
            if not cursor.clause("column_clauses"):
                return False
            words = [token.word for token in cursor.tokens[begin : cursor.position]]
            if "IDENTITY" in words:
                self.change(nullable=False)
            elif word in ("AS", "GENERATED", "COMPUTED"):
                self.computed = True
        return True

    def default(self) -> None:
        self.cursor.accept("ON", "NULL")
        ahead = self.cursor.word()
        if ahead not in ENDS - {"NULL"} and self.cursor.left:
            self.change(default=self.cursor.expression())

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
            references=tuple(self.references),
            indexes=tuple(self.indexes),
            computed=self.computed,
            stated_null=self.stated_null,
            unread=tuple(self.unread),
        )


_SERIAL = ("SERIAL", "BIGSERIAL", "SMALLSERIAL", "SERIAL2", "SERIAL4", "SERIAL8")


def read_column(cursor: Cursor) -> ColumnFacts | None:
    """The column whose definition the cursor holds; None where it does not begin with a name."""
    token = cursor.here
    if token is None or token.kind not in (Kind.WORD, Kind.QUOTED, Kind.STRING):
        return None
    if token.kind is Kind.STRING and not cursor.word(1):
        return None
    cursor.position += 1
    if cursor.accept("FOR", "COLUMN"):
        cursor.name()  # Db2 for i: a name for the system
    kind = read_type(cursor)
    column = SourceColumn(
        name=token.value,
        type=kind.name,
        length=kind.length,
        scale=kind.scale,
        length_unit=kind.unit,
        line=token.line,
    )
    if kind.name in _SERIAL:
        column = replace(column, nullable=False)
    return _Reader(cursor, column).run()
