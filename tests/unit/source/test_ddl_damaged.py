"""Damaged and hostile scripts: each statement that is not understood is named with its line, and nothing raises."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.source.ddl.script import Script, read_script


def _said(script: Script) -> list[tuple[str, int | None]]:
    return [(f.code, f.place.line) for f in script.findings]


@pytest.mark.parametrize("text", ["", "   \n\n", "\ufeff", "-- only\n/* comments */\n", ";;;\n;", "/\n/\nGO\n", "　　"])
def test_nothing_in_it(text: str) -> None:
    """A script without statements gives nothing, and no finding."""
    script = read_script(text, "t.sql")

    assert (script.tables, script.findings, script.read, script.skipped, script.unknown) == ((), (), 0, 0, 0)


UNKNOWN = [
    ("FROBNICATE THE TABLE;", 1),
    ("\n\nCREATE TABLE t AS SELECT * FROM u;", 3),
    ("CREATE TABLE t (LIKE u);\n", 1),
    ("CREATE TABLE t;", 1),
    ("CREATE TABLE t ();", 1),
    ("CREATE TABLE t (a INT);\nALTER TABLE t FROBNICATE a;", 2),
    ("CREATE TABLE t (a INT);\nALTER TABLE t RENAME a u;", 2),
    ("RENAME TABLE t u;", 1),
    ("COMMENT ON TABLE t IS unquoted;", 1),
    ("IF NOT EXISTS (SELECT 1) CREATE TABLE t (a CHAR(1), 5);", 1),
    ("BEGIN EXECUTE IMMEDIATE 'CREATE TABLE ' || name || ' (a INT)'; END;", 1),
    ("CREATE TABLE t OF no_such_type;", 1),
    ("住民 テーブル;", 1),
    ("12345;", 1),
    ("\n'lone string';", 2),
]


@pytest.mark.parametrize(("text", "line"), UNKNOWN)
def test_unknown_statement_is_named(text: str, line: int) -> None:
    """A statement that is neither read nor known to be harmless is MIG-SRC-001 with its line."""
    script = read_script(text, "t.sql")

    assert ([("MIG-SRC-001", line)], 1) == (_said(script), script.unknown)


DAMAGED = [
    ("CREATE TABLE t (a CHAR(1) DEFAULT 'x);\nCREATE TABLE u (b INT);\n", 1, ["u"]),
    ("CREATE TABLE t (\na CHAR(1) DEFAULT 'x\n);\n", 1, []),
    ("GRANT x TO\n'y;\n", 2, []),
    ('CREATE TABLE t ("a CHAR(1));\nCREATE TABLE u (b INT);', 1, ["u"]),
    ("CREATE TABLE u (b INT);\n/* never closed\nCREATE TABLE t (a INT);", 2, ["u", "t"]),
    ("CREATE TABLE t (a CHAR(1) DEFAULT 'x)\nGO\nCREATE TABLE u (b CHAR(1) DEFAULT '0')\nGO\n", 1, ["u"]),
    ("CREATE TABLE t (a INT\nCREATE TABLE u (b INT)\n", 1, ["u"]),
    ("CREATE TABLE t (a INT;\nCREATE TABLE u (b INT);", 1, ["u"]),
    ("CREATE PROCEDURE p AS\nBEGIN\nx();\nCREATE TABLE u (b INT);", 1, ["u"]),
    ("CREATE TABLE t (" + "a INT," * 340_000 + "b INT);\nCREATE TABLE u (b INT);", 1, ["u"]),
]


@pytest.mark.parametrize(("text", "line", "tables"), DAMAGED)
def test_what_never_closes(text: str, line: int, tables: list[str]) -> None:
    """What never closes is MIG-SRC-002 at its line (of a table: where that begins), and what follows is read again."""
    script = read_script(text, "t.sql")

    assert ("MIG-SRC-002", line) in _said(script)
    assert (tables, True) == ([t.name for t in script.tables], script.unknown >= 1)


def test_findings_hold_no_values() -> None:
    """An INSERT or a strange statement is said without the values in it."""
    script = read_script("INSERT INTO t VALUES ('山田　太郎', '123456789012');\n山田 '太郎' 123;\nFOO 'x';", "t.sql")

    assert [(f.code, dict(f.params)) for f in script.findings] == [
        ("MIG-SRC-001", {"head": "（語ではない文字で始まる文）"}),
        ("MIG-SRC-001", {"head": "FOO"}),
        ("MIG-SRC-006", {"head": "INSERT", "count": 1}),
    ]
    assert "山田" not in repr(script.findings)


def test_unread_words_are_said() -> None:
    """A column is read although a word behind its type is not known; the word is told with its line."""
    script = read_script("CREATE TABLE t (\na CHAR(1) FROBNICATE (1,2) NOT NULL,\nb) WIBBLE 3;", "t.sql")

    assert [(c.name, c.type, c.nullable) for c in script.tables[0].columns] == [("a", "CHAR", False), ("b", "", True)]
    assert sorted(_said(script), key=lambda f: (f[0], -(f[1] or 0))) == [
        ("MIG-SRC-003", 3),
        ("MIG-SRC-003", 2),
        ("MIG-SRC-004", 3),
    ]


def test_statement_about_a_missing_table() -> None:
    """Comments, keys and indexes on what is not declared are warnings with table and column."""
    script = read_script(
        "CREATE TABLE t (a INT);\nCOMMENT ON COLUMN t.z IS 'x';\nCREATE INDEX i ON u (a);\nALTER TABLE u ADD b INT;",
        "t.sql",
    )

    assert [(f.place.line, f.place.table, f.place.item) for f in script.findings if f.code == "MIG-SRC-005"] == [
        (2, "t", "z"),
        (3, "u", None),
        (4, "u", None),
    ]
    assert [c.name for c in script.tables[0].columns] == ["a"]


HUGE = {
    "one long line": "CREATE TABLE t (a INT);" + " SELECT 1;" * 110_000,
    "deep parentheses": "CREATE TABLE t (a INT DEFAULT " + "(" * 200_000 + "1" + ")" * 200_000 + ");",
    "open parentheses": "CREATE TABLE t " + "(" * 300_000,
    "quotes": "'" * 300_001,
    "double quotes": '"' * 300_001,
    "comment openers": "/*" * 200_000,
    "dollars": "$a$ $b$ " * 60_000,
    "q quotes": "q'[ " * 100_000,
    "nul": "CREATE TABLE t (a INT);" + "\0" * 500_000,
    "brackets": "[" * 300_000,
    "open rows": "INSERT INTO t VALUES ('x\n" * 50_000,
    "rows on one line": "INSERT INTO t VALUES " + "(1,'abc')," * 500_000 + "(1,'x');",
    "open string": "CREATE TABLE t (a CHAR(1) DEFAULT '" + "x \n" * 1_000_000,
    "marks in the middle": "CREATE TABLE a (x INT);\n\ufeffCREATE TABLE b (y INT);" * 5_000,
    "deep queries": "CREATE TABLE t AS " + "SELECT * FROM (" * 10_000 + "x" + ")" * 10_000,
    "doubling queries": "CREATE TABLE t0 (a INT);"
    + "".join(f"CREATE TABLE t{n} AS SELECT x.*, y.* FROM t{n - 1} x, t{n - 1} y;" for n in range(1, 40)),
    "many alterations": "CREATE TABLE t (a INT);" + "".join(f"ALTER TABLE t ADD c{n} INT;" for n in range(5_000)),
    "calls": "CREATE PROCEDURE p AS BEGIN " + "ALTER TABLE t ADD a INT; " * 500 + " END;\n/\n" + "CALL p();\n" * 300,
    "nested comments": "/*" * 200_000 + "*/" * 200_000,
    "many columns": "CREATE TABLE t (" + ",".join(f"c{n} CHAR(1) NOT NULL" for n in range(20_000)) + ");",
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_hostile_scripts_end(name: str) -> None:
    """A megabyte of anything is read in linear time: well under a minute on a slow machine, and nothing raises."""
    began = time.monotonic()
    script = read_script(HUGE[name], "t.sql")

    assert script.read + script.skipped + script.unknown > 0
    assert time.monotonic() - began < 40


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(
    ["CREATE", "TABLE", "t", "(", ")", "a INT", ",", ";", "'", '"', "--", "/*", "*/", "\n", " ", "[", "]", "`", "GO",
     "/", "BEGIN", "END", "AS", "COMMENT ON", "IS", "$$", "q'[", "CONSTRAINT", "PRIMARY KEY", "DEFAULT",
     "ALTER TABLE t",
     "ADD", "MODIFY", "住民", "　", "SET", "COPY", "FROM STDIN", "DELIMITER //", "//", ".", "NULL", "NOT", "REFERENCES",
     "UNIQUE", "EXEC sp_addextendedproperty", "@name=N'x'", "CREATE INDEX i ON t", "LABEL ON", "COLUMN", "CHECK", "\0"]
), max_size=40))  # fmt: skip
def test_any_words_are_taken(words: list[str]) -> None:
    """Whatever the words, the reader returns, and every unknown statement is a finding."""
    script = read_script(" ".join(words), "t.sql")

    assert script.unknown == sum(f.code in ("MIG-SRC-001", "MIG-SRC-002") for f in script.findings)
