"""CREATE TABLE: columns, keys, references, indexes; storage is stepped over on purpose."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import SourceColumn
from migrate.source.ddl import vocabulary
from migrate.source.ddl.beside import name_columns
from migrate.source.ddl.catalog import Catalog
from migrate.source.ddl.column import read_column
from migrate.source.ddl.cursor import Cursor, Tokens, split
from migrate.source.ddl.draft import Draft, NotUnderstoodError, NotYetError, Place
from migrate.source.ddl.keys import TYPED, is_index, is_unique, read_key
from migrate.source.ddl.query import columns_of, query_at
from migrate.source.ddl.statements import Statement

_UNNAMED = ("PRIMARY", "UNIQUE", "FOREIGN", "CHECK", "NOT")


def _like(cursor: Cursor, draft: Draft, catalog: Catalog) -> bool:
    """``LIKE other INCLUDING ALL`` as an element: the columns of another table; False where that is not known."""
    other = catalog.look(cursor.path())
    if other is None:
        return False
    words = [token.word for token in cursor.tokens[cursor.position :]]
    draft.copy_from(other, keys="ALL" in words or "INDEXES" in words)
    return True


def element(piece: Tokens, text: str, draft: Draft, catalog: Catalog) -> None:
    """Read one element of a table's parenthesis.

    Raises:
        NotUnderstoodError: it is neither a column nor a key, nor known to be harmless.
    """
    cursor = Cursor(piece, text)
    named = cursor.word() == "CONSTRAINT" and len(piece) > 2
    name = ""
    if named:
        cursor.position += 1
        name = "" if cursor.word() in _UNNAMED and not cursor.quoted() else cursor.name()
    key = cursor.word() in ("PRIMARY", "FOREIGN") and cursor.word(1) in ("KEY", "CLUSTER")
    if key or is_index(cursor) or is_unique(cursor):
        if not read_key(cursor, draft, name, piece[0].line):
            raise NotUnderstoodError
        return
    if named and cursor.accept("NOT", "NULL"):  # PostgreSQL 18
        at = draft.position(cursor.name())
        if at is None:
            raise NotUnderstoodError
        draft.columns[at] = replace(draft.columns[at], nullable=False)
        return
    if cursor.word() == "PERIOD" and cursor.word(1) not in TYPED:
        draft.periods.add(cursor.word(2 if cursor.word(1) == "FOR" else 1).casefold())
    if cursor.at_clause("element_heads") and (named or cursor.symbol(1) == "(" or cursor.word() != "CHECK"):
        return
    cursor.position = 0
    if cursor.word() == "LIKE" and len(piece) > 1 and cursor.word(1) not in TYPED:
        cursor.position = 1
        if not _like(cursor, draft, catalog):
            raise catalog.lacks()
        return
    facts = read_column(cursor)
    if facts is None or named:
        raise NotUnderstoodError
    at_type = draft.position(facts.column.name) if draft.columns and not facts.column.type else None
    if at_type is not None and draft.columns[at_type].type:
        _refine(draft, at_type, facts.column.nullable, facts.column.default)  # a table OF a type
        draft.note(facts)
    else:
        draft.take(facts)
        draft.places.append(Place(start=piece[0].start, last_line=piece[-1].line))


def _refine(draft: Draft, at: int, nullable: bool, default: str) -> None:
    old = draft.columns[at]
    draft.columns[at] = replace(old, nullable=nullable and old.nullable, default=default or old.default)


def _tail(cursor: Cursor, draft: Draft, catalog: Catalog) -> None:
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
        elif depth == 0 and cursor.accept("INHERITS"):
            _inherit(cursor, draft, catalog)
        else:
            cursor.position += 1


def _inherit(cursor: Cursor, draft: Draft, catalog: Catalog) -> None:
    """PostgreSQL: the columns of the parents stand before the table's own."""
    begin = cursor.position
    parents = [catalog.look(Cursor(piece, cursor.text).path()) for piece in split(cursor.group() or ())]
    known = [parent for parent in parents if parent is not None]
    if len(known) == len(parents):
        draft.put_first(known)
    elif catalog.final:
        draft.unread.append((cursor.tokens[begin - 1], ""))
    else:
        raise NotYetError


def _begin(cursor: Cursor) -> tuple[str, ...]:
    """Step to behind the table's name."""
    while cursor.left and not cursor.accept("TABLE"):
        cursor.position += 1
    _ = cursor.accept("IF", "NOT", "EXISTS")
    path = cursor.path()
    if cursor.accept("FOR", "SYSTEM", "NAME"):  # Db2 for i
        cursor.name()
    if cursor.symbol() == ",":  # Teradata: options before the columns
        while cursor.left and cursor.symbol() != "(":
            cursor.position += 1
    return path


def _queried(cursor: Cursor, draft: Draft, catalog: Catalog) -> None:
    """The columns that a query makes: named by the list before it, or behind the columns declared there (MySQL)."""
    found = columns_of(cursor.tokens[cursor.position :], cursor.text, catalog)
    if draft.columns and not any(column.type for column in draft.columns):
        if len(draft.columns) != len(found):
            raise NotUnderstoodError
        listed = zip(found, draft.columns, strict=True)
        draft.columns = [
            replace(column, name=own.name, nullable=column.nullable and own.nullable, line=own.line)
            for column, own in listed
        ]
        return
    draft.columns += [column for column in found if draft.position(column.name) is None]


def table_path(statement: Statement) -> tuple[str, ...]:
    """The dotted name that CREATE TABLE gives."""
    return _begin(Cursor(statement.tokens, statement.text))


def is_partition(statement: Statement) -> bool:
    """PostgreSQL: ``CREATE TABLE p PARTITION OF t …`` is storage of another table."""
    cursor = Cursor(statement.tokens, statement.text)
    _begin(cursor)
    return cursor.accept("PARTITION", "OF")


def read_table(statement: Statement, catalog: Catalog) -> Draft:
    """The table that a CREATE TABLE statement declares.

    Raises:
        NotUnderstoodError: its columns are not known (AS SELECT, LIKE what is not known …) or an element is strange.
    """
    cursor = Cursor(statement.tokens, statement.text)
    path = _begin(cursor)
    if not path:
        raise NotUnderstoodError
    draft = Draft(path, statement.line, catalog.file)
    query = query_at(cursor.tokens[cursor.position :])
    if query is not None:
        made = Cursor(cursor.tokens[cursor.position + query :], statement.text)
        cursor = Cursor(cursor.tokens[: cursor.position + query], statement.text)
        _begin(cursor)
    if _copied(cursor, draft, catalog):
        return draft
    opening = cursor.here
    inside = cursor.group()
    if query is None and not inside and not draft.columns:
        raise NotUnderstoodError
    for piece in split(inside or ()):
        element(piece, statement.text, draft, catalog)
    if query is not None:
        _queried(made, draft, catalog)
    elif inside is not None or cursor.left:
        _tail(cursor, draft, catalog)
    if not draft.columns:
        raise NotUnderstoodError
    if opening is not None and opening.value == "(" and query is None:
        name_columns(statement, draft, opening.line)
    return draft


def _copied(cursor: Cursor, draft: Draft, catalog: Catalog) -> bool:
    """Columns from another table (LIKE) or an object type (OF) before the parenthesis; True where that is all.

    Raises:
        NotUnderstoodError: the table or type is not declared.
    """
    if cursor.accept("LIKE"):
        other = catalog.look(cursor.path())
        if other is None:
            raise catalog.lacks()
        draft.copy_from(other, keys=True)
        return True
    if cursor.accept("OF"):
        name = cursor.name()
        kind = catalog.types.get(name.casefold())
        if name.upper() == "XMLTYPE":
            draft.columns.append(SourceColumn(name="OBJECT_VALUE", type="XMLTYPE", line=draft.line))
        elif kind is None:
            raise catalog.lacks()
        else:
            draft.copy_from(kind, keys=False)
    return False


def read_type(statement: Statement, catalog: Catalog) -> None:
    """Note the attributes of ``CREATE TYPE t AS OBJECT (…)`` (Oracle) and ``AS (…)``: tables may be of that type."""
    cursor = Cursor(statement.tokens, statement.text)
    while cursor.left and not cursor.accept("TYPE"):
        cursor.position += 1
    path = cursor.path()
    cursor.accept("FORCE")
    if cursor.accept("OID"):
        cursor.name()
    draft = Draft(path or ("",), statement.line, catalog.file)
    if cursor.accept("UNDER"):
        parent = catalog.types.get(cursor.name().casefold())
        if parent is None:
            return
        draft.copy_from(parent, keys=False)
    elif not ((cursor.accept("AS") or cursor.accept("IS")) and (cursor.accept("OBJECT") or cursor.symbol() == "(")):
        return
    for piece in split(cursor.group() or ()):
        head = piece[0].word
        if head in ("MEMBER", "STATIC", "CONSTRUCTOR", "MAP", "ORDER", "OVERRIDING", "FINAL", "NOT"):
            continue
        facts = read_column(Cursor(piece, statement.text))
        if facts is not None:
            draft.columns.append(facts.column)
    catalog.types[draft.name.casefold()] = draft


def known_table_words(head: tuple[str, ...]) -> bool:
    """True for the head of CREATE … TABLE with nothing but known words between."""
    if not head or head[0] not in ("CREATE", "RECREATE") or "TABLE" not in head:
        return False
    between = head[1 : head.index("TABLE")]
    return all(word in vocabulary.words("table_words") or word in ("OR", "REPLACE") for word in between)
