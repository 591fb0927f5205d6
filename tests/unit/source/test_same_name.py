"""Tables of one name: told twice, or two tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.source import ForeignKey, SourceColumn, SourceTable
from migrate.source.detect import Input, look_at
from migrate.source.match import match
from migrate.source.same_name import told_apart


def _table(name: str, columns: str, file: str, refers: str = "") -> SourceTable:
    keys = (ForeignKey(name="", columns=("A",), table=refers, target=("A",)),) if refers else ()
    made = tuple(SourceColumn(name=one, type="CHAR") for one in columns)
    return SourceTable(name=name, columns=made, foreign_keys=keys, file=file, line=1)


def _said(*tables: SourceTable, databases: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    kept, findings = told_apart(tables, databases)
    return [table.name for table in kept], [f"{one.code} {one.place.file} {one.severity}" for one in findings]


def test_one_table_told_twice() -> None:
    """A script and a book with the same columns, or most of them, tell one table; the first telling counts."""
    same = _said(_table("T", "ABC", "a.sql"), _table("t", "ABC", "b.xlsx"))
    grown = _said(_table("T", "ABC", "a.sql"), _table("T", "ABD", "b.sql"))
    one_file = _said(_table("T", "ABC", "a.sql"), _table("T", "XYZ", "a.sql"))

    assert same == (["T"], ["MIG-SRC-010 b.xlsx warning"])
    assert grown == (["T"], ["MIG-SRC-010 b.sql error"])
    assert one_file == (["T"], ["MIG-SRC-010 a.sql error"])


def test_two_tables_of_one_name_are_both_kept() -> None:
    """Tables of two files with few columns in common, and those of two databases in any case."""
    files = _said(_table("T", "ABC", "juki.sql"), _table("T", "AXY", "d/zei.sql"), _table("T", "PQ", "e/zei.sql"))
    both = ("database:juki", "database:zei")
    databases = _said(*(_table("T", "ABC", one) for one in both), databases=both)
    beside = _said(_table("T", "ABC", "juki.sql"), _table("T", "ABC", both[1]), databases=both)

    assert files == (["T", "zei.T", "zei_2.T"], ["MIG-SRC-254 d/zei.sql warning", "MIG-SRC-254 e/zei.sql warning"])
    assert databases == (["T", "zei.T"], ["MIG-SRC-254 database:zei warning"])
    assert beside == (["T"], ["MIG-SRC-010 database:zei warning"])


def test_references_go_with_the_table_of_their_file() -> None:
    """A reference means the table of its own file, under the name that it got."""
    kept, _ = told_apart(
        [
            _table("T", "ABC", "juki.sql"),
            _table("T", "AXY", "zei.sql"),
            _table("U", "A", "juki.sql", "T"),
            _table("V", "A", "zei.sql", "t"),
        ]
    )

    assert {table.name: table.foreign_keys[0].table for table in kept if table.foreign_keys} == {"U": "T", "V": "zei.T"}


@pytest.mark.parametrize("header", ["A,B\n", ""])
def test_files_go_to_the_table_of_their_folder(tmp_path: Path, header: str) -> None:
    """Of two tables of one name and form, a file takes the one of its folder or full name."""
    columns = tuple(SourceColumn(name=one, type="DECIMAL", length=3) for one in "AB")
    tables = [SourceTable(name=name, columns=columns) for name in ("T", "zei.T")]
    path = tmp_path / "t.csv"
    path.write_text(header + "111,222\n333,444\n" * 5, encoding="utf-8")
    names = ("source/juki/T.csv", "source/zei/T.csv", "source/zei.T.csv")
    taken = [match(look_at(Input(path=path, name=name, sha256="")), tables).table for name in names]

    assert taken == ["T", "zei.T", "zei.T"]


def test_order_is_all_that_matters() -> None:
    """The same tables in the same order give the same names; a third telling is told of the table that it tells."""
    tables = (_table("T", "ABC", "a.sql"), _table("T", "XYZ", "b.sql"), _table("T", "XYZ", "c.xlsx"))

    assert _said(*tables) == _said(*tables)
    assert _said(*tables) == (["T", "b.T"], ["MIG-SRC-254 b.sql warning", "MIG-SRC-010 c.xlsx warning"])
