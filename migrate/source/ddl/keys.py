"""Keys, references and indexes of a table, inside its parenthesis or added later."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import Index
from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.draft import Draft
from migrate.source.ddl.reference import condition, index_columns, read_reference

TYPED = frozenset(
    [
        "CHAR",
        "VARCHAR",
        "VARCHAR2",
        "NCHAR",
        "NVARCHAR",
        "NVARCHAR2",
        "NUMBER",
        "INT",
        "INTEGER",
        "SMALLINT",
        "BIGINT",
        "TINYINT",
        "DATE",
        "TIME",
        "TIMESTAMP",
        "DATETIME",
        "DECIMAL",
        "DEC",
        "NUMERIC",
        "CHARACTER",
        "NATIONAL",
        "TEXT",
        "CLOB",
        "BLOB",
        "FLOAT",
        "DOUBLE",
        "REAL",
        "BIT",
        "BOOLEAN",
        "MONEY",
    ]
)
"""Types that may stand behind a column which is called KEY, INDEX, UNIQUE …"""
_BEFORE_COLUMNS = ("USING", "UNIQUE", "CLUSTERED", "NONCLUSTERED", "COLUMNSTORE", "HASH", "NULLS")
_KINDS = ("FULLTEXT", "SPATIAL", "VECTOR")


def is_index(cursor: Cursor) -> bool:
    """KEY or INDEX as the head of an element, not as the name of a column: ``KEY ix (k)`` against ``KEY CHAR(1)``."""
    if cursor.word() in ("FULLTEXT", "SPATIAL", "VECTOR") and cursor.word(1) in ("KEY", "INDEX"):
        return True
    if cursor.word() not in ("KEY", "INDEX"):
        return False
    if cursor.word(1) in TYPED:
        return False
    named = cursor.symbol(2) == "(" and not cursor.sized(2)
    return cursor.symbol(1) == "(" or named or cursor.word(2) in _BEFORE_COLUMNS


def is_unique(cursor: Cursor) -> bool:
    """UNIQUE as the head of an element (``UNIQUE (a)``, ``UNIQUE KEY ix (a)``), not as the name of a column."""
    return cursor.word() == "UNIQUE" and cursor.word(1) not in TYPED and len(cursor.tokens) > cursor.position + 1


def read_key(cursor: Cursor, draft: Draft, name: str, line: int) -> bool:
    """Read a key, reference or index (the words behind CONSTRAINT name); False where it is none.

    Args:
        cursor: at its first word.
        draft: the table that gets it.
        name: the constraint's name, empty where it has none.
        line: where its definition begins.
    """
    if cursor.accept("PRIMARY", "KEY") or cursor.accept("PRIMARY", "CLUSTER", "KEY"):
        return _primary(cursor, draft, name, line)
    if is_unique(cursor) or is_index(cursor):
        return _index(cursor, draft, name, line)
    return cursor.accept("FOREIGN", "KEY") and _foreign(cursor, draft, name, line)


def _primary(cursor: Cursor, draft: Draft, name: str, line: int) -> bool:
    if cursor.accept("USING", "INDEX"):
        found = _by_index(cursor, draft)
        if found is not None:
            draft.indexes.remove(found)
            draft.set_primary(replace(found, name=name or found.name, line=line))
        return found is not None
    _to_group(cursor)
    names = cursor.names()
    if names:
        draft.set_primary(Index(name=name, columns=names, line=line))
    return names is not None


def _index(cursor: Cursor, draft: Draft, name: str, line: int) -> bool:
    kind = next((word for word in _KINDS if cursor.accept(word)), "")
    constraint = cursor.accept("UNIQUE")
    if constraint and cursor.accept("USING", "INDEX"):
        found = _by_index(cursor, draft)
        if found is not None:
            named = replace(found, name=name or found.name, constraint=True, line=line)
            draft.indexes[draft.indexes.index(found)] = named
        return found is not None
    _ = cursor.accept("KEY") or cursor.accept("INDEX")
    own = cursor.name() if cursor.symbol() != "(" and cursor.word() not in _BEFORE_COLUMNS else ""
    begin = cursor.position
    columnstore = _to_group(cursor)
    unique = constraint or any(token.word == "UNIQUE" for token in cursor.tokens[begin : cursor.position])
    columns = index_columns(cursor)
    if columns or columnstore:
        index = Index(
            name=name or own,
            columns=columns or (),
            unique=unique,
            constraint=constraint,
            kind="COLUMNSTORE" if columnstore else kind,
            where=condition(cursor),
            line=line,
        )
        draft.add_index(index)
    return bool(columns) or columnstore


def _foreign(cursor: Cursor, draft: Draft, name: str, line: int) -> bool:
    own = cursor.name() if cursor.symbol() != "(" else ""
    columns = cursor.names()
    if columns is None or not cursor.accept("REFERENCES"):
        return False
    key = read_reference(cursor, name or own, columns, line)
    draft.add_reference(key)
    return bool(key.path)


def _by_index(cursor: Cursor, draft: Draft) -> Index | None:
    """PostgreSQL: ``PRIMARY KEY USING INDEX i`` takes an index that was declared before; None where there is none."""
    wanted = cursor.name().casefold()
    return next((index for index in draft.indexes if index.name.casefold() == wanted), None)


def _to_group(cursor: Cursor) -> bool:
    """Step over CLUSTERED, KEY, the name of an index; True where it is an index of whole columns (columnstore)."""
    columnstore = False
    while cursor.left and cursor.symbol() != "(":
        columnstore = columnstore or cursor.word() == "COLUMNSTORE"
        cursor.position += 1
    return columnstore
