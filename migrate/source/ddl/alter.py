"""ALTER TABLE and CREATE INDEX: keys and columns that a script adds to a table later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from migrate.source.ddl.column import read_column
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.table import Draft, NotUnderstoodError, read_key

Drafts = Mapping[str, Draft]


class MissingTableError(Exception):
    """The statement names a table or column that no script before it declares."""

    def __init__(self, table: str, column: str = "") -> None:
        super().__init__(table, column)
        self.table = table
        self.column = column


def find(drafts: Drafts, name: str) -> Draft:
    """The table of that name, without regard to case.

    Raises:
        MissingTableError: there is none.
    """
    draft = drafts.get(name.casefold())
    if draft is None:
        raise MissingTableError(name)
    return draft


def _add_columns(cursor: Cursor, draft: Draft) -> None:
    inside = cursor.group()
    pieces = split(inside) if inside is not None else (cursor.tokens[cursor.position :],)
    cursor.position = len(cursor.tokens)
    for piece in pieces:
        facts = read_column(Cursor(piece, cursor.text))
        if facts is None or draft.position(facts.column.name) is not None:
            raise NotUnderstoodError
        draft.take(facts)


def _change_column(cursor: Cursor, draft: Draft) -> None:
    """MODIFY: only what is said changes (NOT NULL, default, type)."""
    inside = cursor.group()
    pieces = split(inside) if inside is not None else (cursor.tokens[cursor.position :],)
    cursor.position = len(cursor.tokens)
    for piece in pieces:
        facts = read_column(Cursor(piece, cursor.text))
        at = draft.position(facts.column.name) if facts is not None else None
        if facts is None or at is None:
            raise NotUnderstoodError
        old, new = draft.columns[at], facts.column
        if new.type:
            old = replace(old, type=new.type, length=new.length, length_unit=new.length_unit, scale=new.scale)
        if not new.nullable:
            old = replace(old, nullable=False)
        draft.columns[at] = replace(old, default=new.default or old.default)


def _alter_column(cursor: Cursor, draft: Draft) -> None:
    """ALTER COLUMN name SET DEFAULT … | SET NOT NULL | DROP … | ADD GENERATED …"""
    at = draft.position(name := cursor.name())
    if at is None:
        raise MissingTableError(draft.name, name)
    column = draft.columns[at]
    if cursor.accept("SET", "NOT", "NULL"):
        draft.columns[at] = replace(column, nullable=False)
    elif cursor.accept("DROP", "NOT", "NULL"):
        draft.columns[at] = replace(column, nullable=True)
    elif cursor.accept("SET", "DEFAULT"):
        draft.columns[at] = replace(column, default=cursor.expression())
    elif cursor.accept("DROP", "DEFAULT"):
        draft.columns[at] = replace(column, default="")
    elif cursor.accept("SET", "STATISTICS") or cursor.accept("SET", "STORAGE") or cursor.accept("ADD", "GENERATED"):
        pass
    else:
        raise NotUnderstoodError


def _add(cursor: Cursor, draft: Draft) -> None:
    begin = cursor.position
    if (inside := cursor.group()) is not None and not cursor.left:  # Oracle: ADD (CONSTRAINT … | column …)
        for piece in split(inside):
            _add(Cursor(piece, cursor.text), draft)
        return
    cursor.position = begin
    if cursor.accept("CONSTRAINT"):
        cursor.name()
        if cursor.accept("CHECK"):
            return
        if cursor.accept("DEFAULT"):
            _default_for(cursor, draft)
            return
        if not read_key(cursor, draft):
            raise NotUnderstoodError
        return
    if cursor.accept("DEFAULT"):
        _default_for(cursor, draft)
        return
    if read_key(cursor, draft):
        return
    cursor.position = begin
    cursor.accept("COLUMN")
    cursor.accept("IF", "NOT", "EXISTS")
    _add_columns(cursor, draft)


def _default_for(cursor: Cursor, draft: Draft) -> None:
    """SQL Server: ``ADD CONSTRAINT d DEFAULT ((0)) FOR [column]``."""
    default = cursor.expression()
    if not cursor.accept("FOR"):
        raise NotUnderstoodError
    at = draft.position(name := cursor.name())
    if at is None:
        raise MissingTableError(draft.name, name)
    draft.columns[at] = replace(draft.columns[at], default=default)


def _action(piece: Tokens, text: str, draft: Draft, adding: bool) -> bool:
    """One action; returns True where it adds, so that ``ADD a int, b int`` goes on adding."""
    cursor = Cursor(piece, text)
    if cursor.accept("WITH", "CHECK") or cursor.accept("WITH", "NOCHECK"):
        pass
    if cursor.at_clause("alter_clauses"):
        return False
    if cursor.accept("ADD"):
        _add(cursor, draft)
        return True
    if cursor.accept("ALTER", "COLUMN") or cursor.accept("ALTER"):
        _alter_column(cursor, draft)
    elif cursor.accept("MODIFY", "COLUMN") or cursor.accept("MODIFY"):
        _change_column(cursor, draft)
    elif adding:
        _add(cursor, draft)
        return True
    else:
        raise NotUnderstoodError
    return False


def alter_table(statement: Statement, drafts: Drafts) -> None:
    """Apply ALTER TABLE to a table that was read before.

    Raises:
        NotUnderstoodError: an action that is not known (a dropped or renamed column too: it changes the structure).
        MissingTableError: the table or column was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    cursor.accept("ALTER", "TABLE")
    cursor.accept("IF", "EXISTS")
    cursor.accept("ONLY")
    name = cursor.name()
    actions = split(statement.tokens[cursor.position :])
    if not name or not actions:
        raise NotUnderstoodError
    storage = all(Cursor(action, statement.text).at_clause("alter_clauses") for action in actions)
    if storage and name.casefold() not in drafts:
        return  # it would change nothing that is read here
    draft = find(drafts, name)
    adding = False
    for action in actions:
        adding = _action(action, statement.text, draft, adding)


def create_index(statement: Statement, drafts: Drafts) -> None:
    """Note an index; one over expressions has no column names and is left out.

    Raises:
        NotUnderstoodError: it does not say ON table (columns).
        MissingTableError: the table was not declared.
    """
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("ON"):
        cursor.position += 1
    cursor.accept("ONLY")
    name = cursor.name()
    if cursor.accept("USING"):
        cursor.name()
    columns = cursor.names()
    if not name or columns is None:
        raise NotUnderstoodError
    draft = find(drafts, name)
    if columns and all(draft.position(column) is not None for column in columns):
        draft.indexes.append(columns)
