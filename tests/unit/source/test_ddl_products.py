"""What real scripts of each product hold, one construct a case: tables, columns, keys and lines come out right.

The constructs (ddl_products.txt) are those of published scripts; names and wording are our own. A shape is written as
``table: column TYPE(length,scale)!=default``: ``!`` stands for NOT NULL, ``PK``, ``FK``, ``UQ`` and ``IX`` for keys.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.source import SourceColumn, SourceTable
from migrate.source.ddl.script import Script, read_script, read_scripts


def _column(column: SourceColumn) -> str:
    size = "" if column.length is None and column.scale is None else f"({column.length},{column.scale})"
    size = size.replace(",None", "").replace("None,", "*,")
    end = ("" if column.nullable else "!") + (f"={column.default}" if column.default else "")
    return f"{column.name} {column.type}{size}{end}".strip()


def _keys(table: SourceTable) -> list[str]:
    keys = [f"PK {table.primary_key_name}({','.join(table.primary_key)})"] if table.primary_key else []
    for key in table.foreign_keys:
        end = f" {key.on_delete}" if key.on_delete else ""
        target = f"({','.join(key.target)})" if key.target else ""
        keys.append(f"FK {key.name}({','.join(key.columns)})>{key.table}{target}{end}")
    for index in table.indexes:
        mark = ("UQ" if index.unique else "IX") + (f"[{index.kind}]" if index.kind else "")
        keys.append(f"{mark} {index.name}({','.join(index.columns)}){' ? ' + index.where if index.where else ''}")
    return keys


def _shape(table: SourceTable) -> str:
    return f"{table.name}: " + ", ".join([*map(_column, table.columns), *_keys(table)])


def _told(script: Script) -> list[str]:
    return [f"{f.code} {f.place.line}" for f in script.findings]


def _cases() -> list[tuple[str, str, list[str]]]:
    """Name, script and shapes of each case in ddl_products.txt."""
    text = (Path(__file__).parent / "ddl_products.txt").read_text(encoding="utf-8")
    cases = []
    for part in text.split("=== ")[1:]:
        name, _, body = part.partition("\n")
        lines = body.rstrip("\n").split("\n")
        shapes = [line[4:] for line in lines if line.startswith("==> ")]
        cases.append((name, "\n".join(line for line in lines if not line.startswith("==> ")), shapes))
    return cases


CASES = _cases()


@pytest.mark.parametrize(("text", "shapes"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_construct_is_read(text: str, shapes: list[str]) -> None:
    """Every table and column of the construct is there, and nothing is left to be told."""
    script = read_script(text, "t.sql")

    assert (shapes, []) == ([_shape(table) for table in script.tables], _told(script))


LISTED = [
    ("computed without a cast", "CREATE TABLE t (a INT);\nCREATE TABLE q AS\nSELECT a + 1 b FROM t;", "MIG-SRC-004 3"),
    ("star of what is not declared", "\nCREATE TABLE q AS SELECT * FROM u;", "MIG-SRC-001 2"),
    ("a column without a name", "CREATE TABLE q AS SELECT COUNT(*) FROM u;", "MIG-SRC-001 1"),
    ("select into from what is not declared", "\n\nSELECT * INTO x FROM u;", "MIG-SRC-001 3"),
    ("a natural join", "CREATE TABLE t (a INT);\nCREATE TABLE q AS SELECT * FROM t NATURAL JOIN t u;", "MIG-SRC-001 2"),
    ("a table of files", "CREATE TABLE d AS FILETABLE;", "MIG-SRC-001 1"),
    ("a table of a type that is not declared", "CREATE TABLE d OF t_t;", "MIG-SRC-001 1"),
    ("a temporary table", "SELECT 1 a INTO #t;", "MIG-SRC-080 1"),
    ("a key on a column that is not there", "CREATE TABLE t (a INT,\nPRIMARY KEY (b));", "MIG-SRC-082 2"),
    ("a reference from a column that is not there", "CREATE TABLE t (a INT);\nALTER TABLE t ADD FOREIGN KEY (b)"
     " REFERENCES u;", "MIG-SRC-082 2"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), [case[1:] for case in LISTED], ids=[case[0] for case in LISTED])
def test_what_is_missing_is_listed(text: str, told: str) -> None:
    """What cannot be known from the script is told with its line, never left out."""
    assert told in _told(read_script(text, "t.sql"))


def test_lines_of_what_stands_elsewhere() -> None:
    """Keys, indexes and derived columns keep the line where they stand."""
    table, made = read_script(
        "CREATE TABLE t (\na INT\n);\nCREATE INDEX i ON t (a);\nALTER TABLE t\n ADD CONSTRAINT k PRIMARY KEY (a);\n"
        "CREATE TABLE q AS SELECT\n a AS b\n FROM t;",
        "t.sql",
    ).tables

    lines = (table.indexes[0].line, table.primary_key_line, made.line, made.columns[0].line)
    assert lines == (4, 6, 7, 8)


def test_files_of_what_later_scripts_add() -> None:
    """A column, key or index of a later migration names its own file beside its line."""
    first = "CREATE TABLE t (a INT NOT NULL);"
    later = "\nALTER TABLE t ADD b INT;\nALTER TABLE t ADD PRIMARY KEY (a);\nCREATE INDEX i ON t (b);"
    (table,), () = (s.tables for s in read_scripts([(first, "V1__a.sql"), (later, "V2__b.sql")]))

    assert [(c.file, c.line) for c in table.columns] == [("", 1), ("V2__b.sql", 2)]
    assert (table.primary_key_file, table.primary_key_line) == ("V2__b.sql", 3)
    assert [(i.file, i.line) for i in table.indexes] == [("V2__b.sql", 4)]
