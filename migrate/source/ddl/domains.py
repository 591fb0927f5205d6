"""Types that a script declares over another type: domains, alias types, distinct types."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.source import SourceColumn
from migrate.source.ddl.column import read_column
from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.statements import Statement
from migrate.source.ddl.tokens import Kind, Scanner, Token

_HEADS = (("CREATE", "DOMAIN"), ("CREATE", "TYPE"), ("CREATE", "DISTINCT", "TYPE"))
_OTHER_KINDS = ("OBJECT", "TABLE", "VARRAY", "VARYING", "ENUM", "RANGE", "REF", "EXTERNAL", "OPAQUE")


def read_domain(statement: Statement) -> tuple[str, SourceColumn] | None:
    """Name and base of a type declared over another one, None where the statement declares none.

    ``CREATE DOMAIN d AS VARCHAR(9) NOT NULL``, ``CREATE TYPE t FROM VARCHAR(9)``, ``EXEC sp_addtype 't', 'char(3)'``.
    """
    cursor = Cursor(statement.tokens, statement.text)
    if not any(cursor.accept(*head) for head in _HEADS):
        return _added(statement)
    path = cursor.path()
    if not path or not (cursor.accept("AS") or cursor.accept("FROM") or statement.head[1] == "DOMAIN"):
        return None
    here = cursor.here
    if here is None or here.kind not in (Kind.WORD, Kind.QUOTED) or here.word in _OTHER_KINDS:
        return None
    return _base(path[-1], cursor.tokens[cursor.position :], statement.text)


def _base(name: str, tokens: tuple[Token, ...], text: str) -> tuple[str, SourceColumn] | None:
    """The base as a column of that name."""
    column = tokens[0]._replace(kind=Kind.WORD, value=name, word=name.upper())
    facts = read_column(Cursor((column, *tokens), text))
    return (name.casefold(), facts.column) if facts is not None and facts.column.type else None


def _added(statement: Statement) -> tuple[str, SourceColumn] | None:
    """SQL Server: ``EXEC sp_addtype name, 'type', 'NOT NULL'``."""
    at = next((n for n, t in enumerate(statement.tokens[:6]) if t.value.casefold() == "sp_addtype"), None)
    if at is None:
        return None
    words = [t.value for t in statement.tokens[at + 1 :] if t.kind in (Kind.STRING, Kind.WORD, Kind.QUOTED)]
    if len(words) < 2:
        return None
    text = " ".join(words[1:3])
    scanner = Scanner(text)
    tokens: list[Token] = []
    while (token := scanner.next()) is not None:
        tokens.append(token)
    return _base(words[0], tuple(tokens), text) if tokens else None


def filled(column: SourceColumn, base: SourceColumn, stated_null: bool) -> SourceColumn:
    """The column with what its type says: length, NOT NULL and default, where the column says nothing itself."""
    if column.length is None and column.scale is None:
        column = replace(column, length=base.length, scale=base.scale, length_unit=base.length_unit)
    return replace(
        column,
        nullable=column.nullable and (base.nullable or stated_null),
        default=column.default or base.default,
    )
