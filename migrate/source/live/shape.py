"""From what the inspector gives to a table of the current system, as the DDL reader would have read it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from migrate.model.source import ForeignKey, Index, SourceColumn, SourceTable
from migrate.model.value import value
from migrate.source.ddl.column import read_column
from migrate.source.ddl.cursor import Cursor
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.tokens import Scanner, Token

Shown = Callable[[str, str], str]
"""Name and schema of a table → its name for the user."""


@value
class Reflected:
    """What the inspector says of one table, in its own words."""

    schema: str
    name: str
    columns: tuple[Any, ...]
    types: tuple[str, ...]
    """The product's text of each column's type, empty where it is not known."""
    bases: tuple[str, ...]
    """The type under each column's domain, empty where its type is none."""
    defaults: tuple[str | None, ...]
    """The product's text of each column's default; None where only the inspector says it."""
    primary: Mapping[str, Any]
    foreign: tuple[Any, ...]
    indexes: tuple[Any, ...]
    uniques: tuple[Any, ...]
    comment: str


def _typed(text: str) -> SourceColumn:
    """A column without a name of that type, read as in a script: ``character varying(10)``, ``int(10) unsigned``."""
    script = f"c {text}"
    scanner = Scanner(script)
    tokens: list[Token] = []
    while (token := scanner.next()) is not None:
        tokens.append(token)
    facts = read_column(Cursor(tuple(tokens), script))
    return replace(facts.column, line=None) if facts is not None else SourceColumn(name="c")


def _column(reflected: Reflected, at: int, is_key: bool) -> SourceColumn:
    column, default = reflected.columns[at], reflected.defaults[at]
    comment = column.get("comment") or ""
    made = column.get("computed") is not None or column.get("identity") is not None
    said = str(column.get("default") or "") if default is None else default
    typed = _typed(reflected.types[at])
    size = _typed(reflected.bases[at]) if reflected.bases[at] else typed
    return replace(
        typed,
        length=size.length,
        scale=size.scale,
        name=str(column["name"]),
        nullable=bool(column["nullable"]) and not is_key,
        default="" if made else said,
        comment=comment,
        logical_name=logical_name(comment),
    )


def _option(index: Mapping[str, Any], end: str) -> str:
    options = index.get("dialect_options") or {}
    return str(next((text for key, text in options.items() if key.endswith(end) and text), "") or "")


def _index(index: Mapping[str, Any]) -> Index:
    names = index["column_names"]
    expressions = index.get("expressions") or names
    columns = [name if name is not None else str(text) for name, text in zip(names, expressions, strict=False)]
    return Index(
        name=index["name"] or "",
        columns=tuple(columns),
        unique=bool(index.get("unique")),
        kind=str(index.get("type") or _option(index, "_prefix")).upper().replace("UNIQUE", ""),
        where=_option(index, "_where"),
    )


def _indexes(reflected: Reflected) -> tuple[Index, ...]:
    """Unique constraints, then the indexes that belong to none of them."""
    names = {one["name"] for one in reflected.uniques}
    found = [
        Index(name=one["name"] or "", columns=tuple(one["column_names"]), unique=True, constraint=True)
        for one in reflected.uniques
    ]
    own = [one for one in reflected.indexes if not one.get("duplicates_constraint") and one["name"] not in names]
    return tuple(sorted((*found, *map(_index, own)), key=lambda one: (one.name, one.columns)))


def _foreign(key: Mapping[str, Any], schema: str, shown: Shown) -> ForeignKey:
    options = key.get("options") or {}
    return ForeignKey(
        name=key.get("name") or "",
        columns=tuple(key["constrained_columns"]),
        table=shown(key["referred_table"], key.get("referred_schema") or schema),
        target=tuple(key["referred_columns"]),
        on_delete=str(options.get("ondelete") or "").upper(),
        on_update=str(options.get("onupdate") or "").upper(),
    )


def table_of(reflected: Reflected, file: str, shown: Shown) -> SourceTable:
    """The table as a value.

    Args:
        reflected: what the inspector says.
        file: what stands for the file in which it is declared: the database.
        shown: names of tables for the user.
    """
    primary = tuple(reflected.primary.get("constrained_columns") or ())
    return SourceTable(
        name=shown(reflected.name, reflected.schema),
        logical_name=logical_name(reflected.comment),
        comment=reflected.comment,
        columns=tuple(_column(reflected, at, column["name"] in primary) for at, column in enumerate(reflected.columns)),
        primary_key=primary,
        primary_key_name=str(reflected.primary.get("name") or "") if primary else "",
        foreign_keys=tuple(
            sorted((_foreign(key, reflected.schema, shown) for key in reflected.foreign), key=lambda key: key.name)
        ),
        indexes=_indexes(reflected),
        file=file,
    )
