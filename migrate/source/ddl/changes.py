"""Statements of their own that add to tables, rename them or take them away: indexes, RENAME, DROP TABLE, sp_rename."""

from __future__ import annotations

from collections.abc import Callable

from migrate.model.source import Index
from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.cursor import Cursor, split
from migrate.source.ddl.draft import Draft, NotUnderstoodError
from migrate.source.ddl.reference import condition, index_columns
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Kind, Scanner, Token

_KINDS = ("BITMAP", "COLUMNSTORE", "FULLTEXT", "SPATIAL", "MULTIVALUE", "VECTOR")
_PLAIN = ("", "BTREE")


def create_index(statement: Statement, catalog: Catalog) -> None:
    """Note an index; an expression in it is kept as text.

    Raises:
        NotUnderstoodError: it does not say ON table (columns).
        MissingTableError: the table was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("INDEX"):
        cursor.position += 1
    cursor.accept("CONCURRENTLY")
    cursor.accept("IF", "NOT", "EXISTS")
    name = cursor.name() if cursor.word() != "ON" else ""
    while cursor.left and not cursor.accept("ON"):
        cursor.position += 1
    cursor.accept("ONLY")
    if cursor.accept("CLUSTER"):
        return
    path = cursor.path()
    if path and path[-1].casefold() in catalog.others and catalog.look(path) is None:
        return
    method = cursor.name().upper() if cursor.accept("USING") else ""
    words = [token.word for token in statement.tokens[: _words_before(statement)]]
    columns = index_columns(cursor)
    if columns is None and ("COLUMNSTORE" in words or "FULLTEXT" in words):
        columns = ()  # of all columns
    elif not columns:
        raise NotUnderstoodError
    if not path:
        raise NotUnderstoodError
    draft = catalog.find(path)
    kind = next((word for word in words if word in _KINDS), "" if method in _PLAIN else method)
    index = Index(
        name=name,
        columns=columns,
        unique="UNIQUE" in words,
        kind=kind,
        where=condition(cursor),
        line=statement.line,
    )
    draft.add_index(index)


def _words_before(statement: Statement) -> int:
    """Position of the word INDEX."""
    return next(n for n, token in enumerate(statement.tokens) if token.word == "INDEX")


def drop_index(statement: Statement, catalog: Catalog) -> None:
    """DROP INDEX: of the table that is named (``ON t``), else of the table that has an index of that name."""
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("INDEX"):
        cursor.position += 1
    cursor.accept("CONCURRENTLY")
    cursor.accept("IF", "EXISTS")
    name = cursor.name()
    table = catalog.look(cursor.path()) if cursor.accept("ON") else None
    for draft in [table] if table is not None else catalog.order:
        kept = [index for index in draft.indexes if index.name.casefold() != name.casefold()]
        draft.indexes = kept if name else draft.indexes


def dropped(statement: Statement, catalog: Catalog, builds_on: Callable[[str], bool]) -> tuple[Draft, ...]:
    """Take the tables of DROP TABLE away.

    Args:
        statement: the DROP TABLE.
        catalog: the tables so far.
        builds_on: says of a file whether its tables are this script's to drop.

    Returns:
        The tables that are gone.
    """
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("TABLE"):
        cursor.position += 1
    cursor.accept("IF", "EXISTS")
    gone = []
    for piece in split(cursor.tokens[cursor.position :]):
        draft = catalog.look(Cursor(piece, statement.text).path())
        if draft is not None and builds_on(draft.file):
            catalog.drop(draft)
            gone.append(draft)
    return tuple(gone)


def rename(statement: Statement, catalog: Catalog) -> None:
    """``RENAME [TABLE] a TO b [, c TO d]`` (MySQL, Oracle, Db2).

    Raises:
        NotUnderstoodError: another form.
        MissingTableError: the table was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    cursor.accept("RENAME")
    cursor.accept("TABLE")
    for piece in split(cursor.tokens[cursor.position :]):
        part = Cursor(piece, statement.text)
        path = part.path()
        if not path or not part.accept("TO"):
            raise NotUnderstoodError
        catalog.rename(catalog.find(path), part.name())


def _parts(text: str) -> tuple[str, ...]:
    """The parts of a dotted name in a string of SQL Server."""
    scanner = Scanner(text)
    scanner.brackets = True
    tokens: list[Token] = []
    while (token := scanner.next()) is not None:
        tokens.append(token)
    return Cursor(tuple(tokens), text).path()


def renamed_by_procedure(statement: Statement, catalog: Catalog) -> bool:
    """SQL Server: ``EXEC sp_rename 't.old', 'new', 'COLUMN'``; False where the statement calls something else.

    Raises:
        MissingTableError: the table or column was not declared.
    """
    if not any(t.value.casefold() == "sp_rename" for t in statement.tokens[:6]):
        return False
    words = [t.value for t in statement.tokens if t.kind is Kind.STRING]
    if len(words) < 2:
        raise NotUnderstoodError
    path, new, kind = _parts(words[0]), words[1], words[2].upper() if len(words) > 2 else ""
    if kind == "COLUMN" and len(path) > 1:
        draft = catalog.find(path[:-1])
        draft.at(path[-1])
        catalog.rename_column(draft, path[-1], new)
    elif kind in ("", "OBJECT") and catalog.look(path) is not None:
        catalog.rename(catalog.find(path), new)
    return True
