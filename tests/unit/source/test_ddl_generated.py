"""Scripts of 300 tables per product, written from a random schema, give that schema back, column by column."""

from __future__ import annotations

import pytest

from migrate.model.source import SourceTable
from migrate.source.ddl.names import logical_name
from migrate.source.ddl.script import read_script

from .ddl_writer import DIALECTS, Table, script

_TABLES = 300


def _wanted(table: Table) -> tuple[object, ...]:
    columns = [
        (
            c.name,
            c.kind.name,
            c.kind.length,
            c.kind.scale,
            c.kind.unit,
            c.nullable and c.name not in table.primary,
            c.default,
            c.comment,
            logical_name(c.comment),
        )
        for c in table.columns
    ]
    foreign = list(table.foreign)
    indexes = sorted([*((names, True) for names in table.uniques), *((names, False) for names in table.indexes)])
    return table.name, logical_name(table.comment), columns, table.primary, foreign, indexes


def _found(table: SourceTable) -> tuple[object, ...]:
    columns = [
        (c.name, c.type, c.length, c.scale, c.length_unit, c.nullable, c.default, c.comment, c.logical_name)
        for c in table.columns
    ]
    return (
        table.name,
        table.logical_name,
        columns,
        table.primary_key,
        [(key.columns, key.table, key.target) for key in table.foreign_keys],
        sorted((index.columns, index.constraint) for index in table.indexes),
    )


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_column_comes_back(dialect: str) -> None:
    """Name, type, length, null, default, keys, references, indexes and comments of 300 tables are read as written."""
    text, tables = script(dialect, _TABLES)

    read = read_script(text, "t.sql")
    told = [f for f in read.findings if f.code != "MIG-SRC-006"]
    assert (told, read.unknown) == ([], 0)
    assert [_wanted(table) for table in tables] == [_found(table) for table in read.tables]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_lines_are_those_of_the_script(dialect: str) -> None:
    """The line of a table and of a column is where the script names it."""
    text, _ = script(dialect, 40, seed=2)
    lines = text.replace("]]", "]").split("\n")

    for table in read_script(text, "t.sql").tables:
        assert table.line is not None
        assert table.name in lines[table.line - 1]
        for column in table.columns:
            assert column.line is not None
            assert column.name in lines[column.line - 1]
