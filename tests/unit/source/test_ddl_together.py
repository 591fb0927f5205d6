"""Scripts that belong together: Flyway folders by version, keys and comments in other files, changed tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model.source import SourceTable
from migrate.source.ddl.script import read_script, read_scripts

SHAPES = ("oracle_get_ddl", "oracle_partition", "oracle_japanese_names", "sqlserver_ssms", "db2", "mysql", "symfoware",
          "hirdb", "pg_dump", "fullwidth_space")  # fmt: skip


def _one(text: str) -> SourceTable:
    script = read_script(text, "t.sql")
    assert ([f.code for f in script.findings], script.unknown, len(script.tables)) == ([], 0, 1)
    return script.tables[0]


def _shape(table: SourceTable) -> list[tuple[str, str, int | None, bool, str]]:
    return [(c.name, c.type, c.length, c.nullable, c.default) for c in table.columns]


def test_ten_given_shapes_give_nothing_unknown(shared: Path) -> None:
    """The ten shapes that sites hand over are read without an unknown statement or word."""
    folder = shared / "bench" / "ddl_shapes"
    scripts = read_scripts([((folder / f"{name}.sql").read_text(encoding="utf-8"), f"{name}.sql") for name in SHAPES])

    assert [(s.unknown, s.findings, len(s.tables)) for s in scripts] == [(0, (), 1)] * 10


def test_flyway_folder_is_applied_by_version() -> None:
    """V1, V1.1, V2, V10, then R: columns added, renamed, retyped and dropped, tables renamed and dropped."""
    files = {
        "R__comments.sql": "COMMENT ON COLUMN person.full_name IS '氏名';",
        "V10__last.sql": "ALTER TABLE resident RENAME TO person; DROP TABLE old_list;",
        "V2__change.sql": "ALTER TABLE resident ALTER COLUMN name TYPE varchar(80), DROP COLUMN memo;\n"
        "ALTER TABLE resident RENAME COLUMN name TO full_name;",
        "V1__a.sql": "CREATE TABLE resident (id int PRIMARY KEY, name varchar(40), memo text);\n"
        "CREATE TABLE old_list (a int);\nCREATE TABLE card (id int, owner int REFERENCES resident (id));",
        "V1.1__b.sql": "ALTER TABLE resident ADD COLUMN birth date NOT NULL;\nCREATE TABLE IF NOT EXISTS card (x int);",
        "U10__back.sql": "DROP TABLE person;",
    }
    scripts = read_scripts([(text, name) for name, text in files.items()])
    tables = {table.name: table for script in scripts for table in script.tables}

    assert sorted(tables) == ["card", "person"]
    assert [(c.name, c.type, c.length, c.logical_name) for c in tables["person"].columns] == [
        ("id", "INT", None, ""),
        ("full_name", "VARCHAR", 80, "氏名"),
        ("birth", "DATE", None, ""),
    ]
    assert [(k.columns, k.table, k.target) for k in tables["card"].foreign_keys] == [(("owner",), "person", ("id",))]
    assert [(f.code, f.place.file, f.place.table) for s in scripts for f in s.findings] == [
        ("MIG-SRC-081", "V10__last.sql", "old_list")
    ]


def test_keys_and_comments_in_files_of_their_own() -> None:
    """A statement about a table of another file is applied, wherever that file comes in the order."""
    scripts = read_scripts([
        ("COMMENT ON TABLE t IS '宛名';\nALTER TABLE t ADD PRIMARY KEY (a);", "a_comments.sql"),
        ("CREATE TABLE t (a CHAR(1), b CHAR(2));", "tables.sql"),
        ("DROP TABLE t;", "z_drop.sql"),
    ])  # fmt: skip

    (table,) = scripts[1].tables
    assert (table.logical_name, table.primary_key) == ("宛名", ("a",))
    assert [f.code for script in scripts for f in script.findings] == []


def test_two_files_of_one_name() -> None:
    """Files of the same name in two folders stay two files."""
    scripts = read_scripts([("CREATE TABLE t (a INT);", "x.sql"), ("CREATE TABLE u (b INT);\nFOO;", "x.sql")])

    assert [[(t.name, t.file) for t in s.tables] for s in scripts] == [[("t", "x.sql")], [("u", "x.sql")]]
    assert [[(f.code, f.place.file) for f in s.findings] for s in scripts] == [[], [("MIG-SRC-001", "x.sql")]]


def test_tables_of_two_schemas_with_one_name() -> None:
    """Tables of one name in two schemas stand side by side; comments and keys go to the one that is meant."""
    script = read_script(
        "CREATE TABLE [dbo].[T]([a] [int] NULL)\nGO\nCREATE TABLE [Zei].[T]([b] [int] NULL)\nGO\n"
        "CREATE TABLE [dbo].[U]([c] [int] REFERENCES [Zei].[T]([b]))\nGO\n"
        "EXEC sp_addextendedproperty N'MS_Description', N'税', 'SCHEMA', N'Zei', 'TABLE', N'T', NULL, NULL\nGO\n",
        "t.sql",
    )

    assert [(t.name, t.logical_name, t.columns[0].name) for t in script.tables] == [
        ("T", "", "a"),
        ("Zei.T", "税", "b"),
        ("U", "", "c"),
    ]
    assert script.tables[2].foreign_keys[0].table == "Zei.T"


CHANGED: list[tuple[str, list[tuple[str, str, int | None, bool, str]]]] = [
    ("ALTER TABLE t DROP COLUMN b;", [("a", "INT", None, True, "")]),
    ("ALTER TABLE t DROP (b);", [("a", "INT", None, True, "")]),
    ("ALTER TABLE t SET UNUSED (a, b) ; ALTER TABLE t ADD (c DATE);", [("c", "DATE", None, True, "")]),
    ("ALTER TABLE t ALTER COLUMN b nvarchar(9) NOT NULL",
     [("a", "INT", None, True, ""), ("b", "NVARCHAR", 9, False, "'x'")]),
    ("ALTER TABLE t ALTER COLUMN b SET DATA TYPE CHAR(9) ALTER COLUMN a SET NOT NULL;",
     [("a", "INT", None, False, ""), ("b", "CHAR", 9, True, "'x'")]),
    ("ALTER TABLE t MODIFY (b CHAR(9) NOT NULL);", [("a", "INT", None, True, ""), ("b", "CHAR", 9, False, "'x'")]),
    ("ALTER TABLE t MODIFY COLUMN b CHAR(9) FIRST;", [("b", "CHAR", 9, True, ""), ("a", "INT", None, True, "")]),
    ("ALTER TABLE t CHANGE b c CHAR(9) DEFAULT 'y' AFTER a;",
     [("a", "INT", None, True, ""), ("c", "CHAR", 9, True, "'y'")]),
    ("EXEC sp_rename 'dbo.t.b', 'c', 'COLUMN'", [("a", "INT", None, True, ""), ("c", "VARCHAR", 5, True, "'x'")]),
    ("ALTER TABLE t ADD c int NULL, d date NOT NULL;",
     [("a", "INT", None, True, ""), ("b", "VARCHAR", 5, True, "'x'"), ("c", "INT", None, True, ""),
      ("d", "DATE", None, False, "")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "columns"), CHANGED)
def test_columns_changed_later(text: str, columns: list[tuple[str, str, int | None, bool, str]]) -> None:
    """Each product's way to drop, retype, rename and place columns gives the columns that are there in the end."""
    table = _one(f"CREATE TABLE dbo.t (a INT, b VARCHAR(5) DEFAULT 'x');\n{text}\n")

    assert columns == _shape(table)


def test_keys_dropped_by_name() -> None:
    """Keys, references and indexes go with their names, given or made by PostgreSQL."""
    table = _one(
        "CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE, c int CONSTRAINT f REFERENCES u (x), KEY k (c));\n"
        "ALTER TABLE t DROP CONSTRAINT t_pkey, DROP CONSTRAINT f;\nALTER TABLE t DROP CONSTRAINT t_b_key;\n"
        "DROP INDEX k ON t;"
    )

    assert (table.primary_key, table.foreign_keys, table.indexes) == ((), (), ())


INSIDE = [
    "IF OBJECT_ID('dbo.t') IS NULL CREATE TABLE dbo.t (a INT NOT NULL)",
    "IF NOT EXISTS (SELECT 1)\nBEGIN\nCREATE TABLE t (a INT NOT NULL)\nEND\nGO",
    "BEGIN TRY\nCREATE TABLE t (a INT NOT NULL);\nEND TRY\nBEGIN CATCH\nEND CATCH\nGO",
    "BEGIN\n  EXECUTE IMMEDIATE 'CREATE TABLE t (a INT NOT NULL)';\nEXCEPTION WHEN OTHERS THEN NULL;\nEND;\n/",
    "DO $$ BEGIN IF true THEN CREATE TABLE t (a INT NOT NULL); END IF; END $$;",
    "EXEC dbo.sp_executesql @statement = N'CREATE TABLE t (a INT NOT NULL)'\nGO",
    "CREATE TYPE o AS OBJECT (a INT, MEMBER FUNCTION f RETURN NUMBER);\n/\nCREATE TABLE t OF o (a NOT NULL);",
    "/*!50001 CREATE TABLE `t` (`a` int NOT NULL) ENGINE=InnoDB */;",
    "CREATE TABLE t\n(a INT NOT NULL)@\n",
    "--#SET TERMINATOR @\nCREATE TRIGGER x BEGIN SET a = 1; END@\nCREATE TABLE t (a INT NOT NULL)@",
    "SET FOREIGN_KEY_CHECKS=0;CREATE TABLE t (a INT NOT NULL);",
    "-- +goose Up\nCREATE TABLE t (a INT NOT NULL);\n-- +goose Down\nDROP TABLE t;\n",
]


@pytest.mark.parametrize("text", INSIDE)
def test_tables_inside_other_statements(text: str) -> None:
    """Behind IF, in blocks, in strings that are executed, of object types, in MySQL's comments: the table is read."""
    assert _shape(_one(text)) == [("a", "INT", None, False, "")]


def test_what_is_no_table_of_the_system_is_said() -> None:
    """Partitions and tables of one session are named with their line, and are no tables."""
    script = read_script(
        "CREATE TABLE t (a int) PARTITION BY RANGE (a);\nCREATE TABLE p PARTITION OF t DEFAULT;\n"
        "CREATE TEMPORARY TABLE w (a int);\nCREATE TABLE #x (a int);\nCREATE GLOBAL TEMPORARY TABLE g (a int);",
        "t.sql",
    )

    assert [t.name for t in script.tables] == ["t", "g"]
    assert [(f.code, f.place.line) for f in script.findings] == [("MIG-SRC-080", n) for n in (2, 3, 4)]


def test_comments_above_and_behind_columns() -> None:
    """Names stand behind the column, before its comma too, or on the line above where most columns have one there."""
    behind = _one("CREATE TABLE t (\na CHAR(1) /* 番号 */,\nb CHAR(2), -- 氏名\n-- 見出し\nc NUMBER(9, -- 額\n2));")
    above = _one("-- テーブル名：宛名\nCREATE TABLE t (\n-- 番号\na CHAR(1),\n/* 氏名 */\nb CHAR(2)\n);")

    assert [c.logical_name for c in behind.columns] == ["番号", "氏名", "額"]
    assert (above.logical_name, [c.logical_name for c in above.columns]) == ("宛名", ["番号", "氏名"])


def test_names_with_a_backslash_as_second_byte() -> None:
    """表, ソ, 能, 予, 申 end in 5C in CP932: as text they are letters like others, also before a closing quote."""
    text = "CREATE TABLE 申請表 (ソート CHAR(1) DEFAULT '能', 予備 CHAR(2) DEFAULT '表');"
    table = _one(text.encode("cp932").decode("cp932"))

    assert [(c.name, c.default) for c in table.columns] == [("ソート", "'能'"), ("予備", "'表'")]
