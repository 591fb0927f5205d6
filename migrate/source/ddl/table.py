"""CREATE TABLE: columns, keys, references, indexes, logical names; storage is stepped over on purpose."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import ForeignKey, SourceColumn, SourceTable
from migrate.source.ddl import vocabulary
from migrate.source.ddl.column import ColumnFacts, read_column, skip_actions
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Token


class NotUnderstoodError(Exception):
    """The statement is none that this reader knows; it becomes a finding with its line."""


class Draft:
    """A table while its script is read: later statements add keys, comments and columns."""

    def __init__(self, name: str, line: int, file: str) -> None:
        self.name = name
        self.line = line
        self.file = file
        self.comment = ""
        self.columns: list[SourceColumn] = []
        self.primary: tuple[str, ...] = ()
        self.foreign: list[ForeignKey] = []
        self.indexes: list[tuple[str, ...]] = []
        self.unread: list[tuple[Token, str]] = []
        """Word that no dialect knows, and the column it stands at (empty: the table)."""

    def position(self, name: str) -> int | None:
        """Position of a column, by its name without regard to case."""
        wanted = name.casefold()
        return next((n for n, c in enumerate(self.columns) if c.name.casefold() == wanted), None)

    def own(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Column names as they were declared (a key may spell them in another case)."""
        found = [self.position(name) for name in names]
        return tuple(name if at is None else self.columns[at].name for name, at in zip(names, found, strict=True))

    def take(self, facts: ColumnFacts) -> None:
        """Add a column."""
        self.columns.append(facts.column)
        name = facts.column.name
        if facts.primary:
            self.primary = (*self.primary, name)
        if facts.index:
            self.indexes.append((name,))
        if facts.reference is not None:
            self.foreign.append(facts.reference)
        self.unread += [(token, name) for token in facts.unread]

    def freeze(self) -> SourceTable:
        """The table as a value; columns of the primary key are not nullable."""
        keys = {name.casefold() for name in self.primary}
        columns = [replace(c, nullable=False) if c.name.casefold() in keys else c for c in self.columns]
        return SourceTable(
            name=self.name,
            logical_name=logical_name(self.comment),
            columns=tuple(columns),
            primary_key=self.own(self.primary),
            foreign_keys=tuple(replace(f, columns=self.own(f.columns)) for f in self.foreign),
            indexes=tuple(self.own(index) for index in self.indexes),
            file=self.file,
            line=self.line,
        )


_TYPED = ("CHAR", "VARCHAR", "VARCHAR2", "NUMBER", "INT", "INTEGER", "DATE", "DECIMAL", "NUMERIC", "CHARACTER")


def _is_index(cursor: Cursor) -> bool:
    """KEY or INDEX as the head of an element, not as the name of a column: ``KEY ix (k)`` against ``KEY CHAR(1)``."""
    if cursor.word() not in ("KEY", "INDEX"):
        return False
    return cursor.symbol(1) == "(" or (cursor.word(1) not in _TYPED and cursor.symbol(2) == "(")


def _is_unique(cursor: Cursor, named: bool) -> bool:
    """UNIQUE as the head of an element: ``UNIQUE (a)``, ``UNIQUE KEY ix (a)``."""
    return named or cursor.symbol(1) == "(" or cursor.word(1) in ("KEY", "INDEX", "CLUSTERED", "NONCLUSTERED")


def read_key(cursor: Cursor, draft: Draft) -> bool:
    """Read a key, reference or index (the words behind CONSTRAINT name); False where it is none."""
    if cursor.accept("PRIMARY", "KEY") or cursor.accept("PRIMARY", "CLUSTER", "KEY"):
        _to_group(cursor)
        names = cursor.names()
        draft.primary = names or draft.primary
        return names is not None
    if cursor.accept("UNIQUE") or (_is_index(cursor) and cursor.accept(cursor.word())):
        _to_group(cursor)
        names = cursor.names()
        if names:
            draft.indexes.append(names)
        return names is not None
    if cursor.accept("FOREIGN", "KEY"):
        _to_group(cursor)
        columns = cursor.names()
        if columns is None or not cursor.accept("REFERENCES"):
            return False
        table = cursor.name()
        draft.foreign.append(ForeignKey(columns=columns, table=table, target=cursor.names() or ()))
        skip_actions(cursor)
        return True
    return False


def _to_group(cursor: Cursor) -> None:
    """Step over CLUSTERED, KEY, the name of an index."""
    while cursor.left and cursor.symbol() != "(":
        cursor.position += 1


def _element(piece: Tokens, text: str, draft: Draft) -> None:
    cursor = Cursor(piece, text)
    named = cursor.word() == "CONSTRAINT" and len(piece) > 2
    if named:
        cursor.position += 1
        cursor.name()
    key = cursor.word() in ("PRIMARY", "FOREIGN") and cursor.word(1) in ("KEY", "CLUSTER")
    if key or _is_index(cursor) or (cursor.word() == "UNIQUE" and _is_unique(cursor, named)):
        if not read_key(cursor, draft):
            raise NotUnderstoodError
        return
    if cursor.at_clause("element_heads") and (named or cursor.symbol(1) == "(" or cursor.word() != "CHECK"):
        return
    cursor.position = 0
    facts = None if cursor.word() == "LIKE" else read_column(cursor)
    if facts is None or named:
        raise NotUnderstoodError
    draft.take(facts)


def _tail(cursor: Cursor, draft: Draft) -> None:
    """The clauses behind the parenthesis: a comment is read, known clauses are stepped over, the rest is said."""
    token = cursor.here
    if token is not None and not cursor.at_clause("table_clauses") and token.value != ",":
        draft.unread.append((token, ""))
    depth = 0
    while cursor.left:
        depth += (cursor.symbol() == "(") - (cursor.symbol() == ")")
        if depth == 0 and cursor.accept("COMMENT"):
            cursor.accept_symbol("=")
            draft.comment = cursor.name()
        elif depth == 0 and cursor.word() == "AS" and cursor.word(1) in ("SELECT", "WITH"):
            raise NotUnderstoodError
        else:
            cursor.position += 1


def _trailing_comments(statement: Statement, draft: Draft, behind_name: int) -> None:
    """A comment behind a column on its line is the column's name; one behind ``CREATE TABLE x (`` the table's."""
    by_line = {column.line: n for n, column in enumerate(draft.columns)}
    ends = {token.line: token.end for token in statement.tokens}
    for comment in statement.comments:
        if comment.start < ends.get(comment.line, len(statement.text)):
            continue
        text = comment.value.strip()
        if comment.line == behind_name and not draft.comment:
            draft.comment = text
        elif (at := by_line.get(comment.line)) is not None and not draft.columns[at].comment and logical_name(text):
            draft.columns[at] = replace(draft.columns[at], comment=text, logical_name=logical_name(text))


def read_table(statement: Statement, file: str) -> Draft:
    """The table that a CREATE TABLE statement declares.

    Raises:
        NotUnderstoodError: it declares no columns of its own (AS SELECT, LIKE, …) or an element is strange.
    """
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("TABLE"):
        cursor.position += 1
    cursor.accept("IF", "NOT", "EXISTS")
    line = statement.tokens[0].line
    name = cursor.name()
    opening = cursor.here
    inside = cursor.group()
    if not name or not inside or opening is None:
        raise NotUnderstoodError
    draft = Draft(name, line, file)
    for piece in split(inside):
        _element(piece, statement.text, draft)
    if not draft.columns:
        raise NotUnderstoodError
    _tail(cursor, draft)
    on_one_line = opening.line == draft.columns[0].line
    _trailing_comments(statement, draft, -1 if on_one_line else opening.line)
    return draft


def known_table_words(head: tuple[str, ...]) -> bool:
    """True for the head of CREATE … TABLE with nothing but known words between."""
    if not head or head[0] != "CREATE" or "TABLE" not in head:
        return False
    between = head[1 : head.index("TABLE")]
    return all(word in vocabulary.words("table_words") or word in ("OR", "REPLACE") for word in between)
