"""DDL of every vendor is read to the same values."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import sqlglot

from migrate.model.source import ForeignKey, Index, SourceTable
from migrate.source.ddl.script import Script, read_script

SHAPES = Path(__file__).resolve().parents[4] / "shared" / "bench" / "ddl_shapes"


def _only(text: str) -> SourceTable:
    script = read_script(text, "t.sql")
    assert [(f.code, f.place.line, dict(f.params)) for f in script.findings] == []
    assert len(script.tables) == 1
    return script.tables[0]


def _counts(script: Script) -> tuple[int, int, int]:
    return script.read, script.skipped, script.unknown


def _shapes() -> list[tuple[str, int]]:
    if not SHAPES.is_dir():
        return []
    rows = re.findall(r"^\| (\w+\.sql) \| .+ \| (\d+) \|$", (SHAPES / "README.md").read_text(encoding="utf-8"), re.M)
    return [(name, int(columns)) for name, columns in rows]


@pytest.mark.skipif(not SHAPES.is_dir(), reason="../shared is not on this machine")
def test_ten_shapes_are_there() -> None:
    """The table of shapes names ten files."""
    assert len(_shapes()) == 10


@pytest.mark.parametrize(("name", "columns"), _shapes())
def test_shape_is_read_completely(name: str, columns: int) -> None:
    """Each form that database products emit gives all its columns, typed, without a finding."""
    script = read_script((SHAPES / name).read_text(encoding="utf-8"), name)

    found = [column for table in script.tables for column in table.columns]
    assert (columns, 0, ()) == (len(found), script.unknown, script.findings)
    assert all(column.type and column.line for column in found)


VENDORS = {
    "oracle": """CREATE TABLE "Z"."T" ("A" CHAR(4) DEFAULT '0' NOT NULL ENABLE, "B" VARCHAR2(10 CHAR), "C" NUMBER(8,2),
        CONSTRAINT "PK" PRIMARY KEY ("A") USING INDEX PCTFREE 10 STORAGE(INITIAL 1 NEXT 2) TABLESPACE "U" ENABLE)
        SEGMENT CREATION IMMEDIATE PCTFREE 10 STORAGE(INITIAL 65536) TABLESPACE "U"
        PARTITION BY RANGE ("A") (PARTITION P1 VALUES LESS THAN ('5'));
        COMMENT ON COLUMN Z.T.B IS '氏名';""",
    "sqlserver": """SET ANSI_NULLS ON
GO
CREATE TABLE [dbo].[T]([A] [char](4) COLLATE Japanese_CI_AS NOT NULL CONSTRAINT [DF] DEFAULT ('0'),
 [B] [varchar](10) NULL, [C] [decimal](8, 2) NULL,
 CONSTRAINT [PK] PRIMARY KEY CLUSTERED ([A] ASC) WITH (PAD_INDEX = OFF, IGNORE_DUP_KEY = OFF) ON [PRIMARY]
) ON [PRIMARY]
GO
EXEC sys.sp_addextendedproperty @name=N'MS_Description', @value=N'氏名' , @level0type=N'SCHEMA',@level0name=N'dbo',
 @level1type=N'TABLE',@level1name=N'T', @level2type=N'COLUMN',@level2name=N'B'
GO""",
    "db2": """CREATE TABLE S.T (A CHARACTER(4) FOR SBCS DATA NOT NULL WITH DEFAULT '0', B VARCHAR(10) CCSID UNICODE,
        C DECIMAL(8,2), PRIMARY KEY (A)) IN TS1 INDEX IN TS2 ORGANIZE BY ROW;
        COMMENT ON S.T (B IS '氏名');""",
    "symfoware": """CREATE TABLE S.T (A CHARACTER(4) DEFAULT '0' NOT NULL, B CHARACTER VARYING(10), C DECIMAL(8,2),
        PRIMARY KEY(A)) ON DBSP1;
        COMMENT ON COLUMN S.T.B IS '氏名';""",
    "hirdb": """CREATE FIX TABLE T (A CHAR(4) DEFAULT '0' NOT NULL, B MCHAR(10), C DECIMAL(8,2),
        PRIMARY KEY (A)) IN (RDAREA1) LOCK ROW;
        COMMENT ON COLUMN T.B IS '氏名';""",
    "postgres": """SET statement_timeout = 0;
CREATE TABLE public.t (a character(4) DEFAULT '0'::bpchar NOT NULL, b character varying(10) COLLATE pg_catalog."C",
 c numeric(8,2));
ALTER TABLE public.t OWNER TO postgres;
COMMENT ON COLUMN public.t.b IS '氏名';
ALTER TABLE ONLY public.t ADD CONSTRAINT pk PRIMARY KEY (a);""",
    "mysql": """/*!40101 SET NAMES utf8mb4 */;
CREATE TABLE `T` (`A` char(4) CHARACTER SET cp932 NOT NULL DEFAULT '0', `B` varchar(10) DEFAULT NULL COMMENT '氏名',
 `C` decimal(8,2) unsigned, PRIMARY KEY (`A`) USING BTREE) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4;""",
}


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_vendors_agree(vendor: str) -> None:
    """The same table written for each vendor gives the same names, lengths, keys and Japanese name."""
    table = _only(VENDORS[vendor])

    shape = [(c.name.upper(), c.length, c.scale, c.nullable, c.logical_name) for c in table.columns]
    assert shape == [("A", 4, None, False, ""), ("B", 10, None, True, "氏名"), ("C", 8, 2, True, "")]
    assert (table.name.upper(), [k.upper() for k in table.primary_key]) == ("T", ["A"])
    assert "0" in table.columns[0].default


TYPES = [
    ("VARCHAR2(10 CHAR)", "VARCHAR2", 10, None, "CHAR"),
    ("VARCHAR2(10 BYTE)", "VARCHAR2", 10, None, "BYTE"),
    ("NUMBER(*,0)", "NUMBER", None, 0, ""),
    ("NUMBER", "NUMBER", None, None, ""),
    ("NCHAR VARYING(20)", "NCHAR VARYING", 20, None, ""),
    ("CHARACTER VARYING(20)", "CHARACTER VARYING", 20, None, ""),
    ("NATIONAL CHARACTER VARYING (20)", "NATIONAL CHARACTER VARYING", 20, None, ""),
    ("TIMESTAMP(6) WITH LOCAL TIME ZONE", "TIMESTAMP WITH LOCAL TIME ZONE", 6, None, ""),
    ("DOUBLE PRECISION", "DOUBLE PRECISION", None, None, ""),
    ("LONG RAW", "LONG RAW", None, None, ""),
    ("[nvarchar](max)", "NVARCHAR", None, None, ""),
    ("text[]", "TEXT ARRAY", None, None, ""),
    ("enum('a','b')", "ENUM", None, None, ""),
    ("MVARCHAR(30)", "MVARCHAR", 30, None, ""),
]


@pytest.mark.parametrize(("text", "name", "length", "scale", "unit"), TYPES)
def test_types(text: str, name: str, length: int | None, scale: int | None, unit: str) -> None:
    """A type is the vendor's words without length; length, scale and unit stand beside it."""
    column = _only(f"CREATE TABLE t (a {text} NOT NULL, b INT);").columns[0]

    actual = (column.type, column.length, column.scale, column.length_unit, column.nullable)
    assert (name, length, scale, unit, False) == actual


def test_keys_and_references() -> None:
    """Keys, references and indexes are read inline, at the table's end, and from later statements."""
    table = _only(
        """CREATE TABLE t (a CHAR(1) PRIMARY KEY, b CHAR(2) UNIQUE, c CHAR(3) REFERENCES u(x) ON DELETE CASCADE,
             d CHAR(4), FOREIGN KEY (d) REFERENCES v (y), UNIQUE KEY ix (c, d), CHECK (a > '0'));
           ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a, B) REFERENCES w;
           CREATE UNIQUE INDEX i ON t (d DESC);"""
    )

    assert table.primary_key == ("a",)
    assert table.foreign_keys == (
        ForeignKey(columns=("c",), table="u", target=("x",), on_delete="CASCADE", line=1),
        ForeignKey(columns=("d",), table="v", target=("y",), line=2),
        ForeignKey(name="f", columns=("a", "b"), table="w", target=(), line=3),
    )
    assert table.indexes == (
        Index(columns=("b",), unique=True, constraint=True, line=1),
        Index(name="ix", columns=("c", "d"), unique=True, constraint=True, line=2),
        Index(name="i", columns=("d",), unique=True, line=4),
    )
    assert (table.primary_key_name, table.primary_key_line) == ("", 1)


def test_columns_that_look_like_clauses() -> None:
    """Words that head a clause elsewhere are good names for columns."""
    table = _only(
        'CREATE TABLE t (KEY CHAR(1), "PRIMARY" CHAR(1), COMMENT VARCHAR(9), ON_DATE DATE, CHECK_FLG CHAR(1));'
    )

    assert [c.name for c in table.columns] == ["KEY", "PRIMARY", "COMMENT", "ON_DATE", "CHECK_FLG"]


def test_alter_table_adds_and_changes() -> None:
    """Columns added later are there, NOT NULL and defaults set later count; storage actions are stepped over."""
    table = _only(
        """CREATE TABLE t (a CHAR(1));
           ALTER TABLE t ADD (b NUMBER(3), c DATE);
           ALTER TABLE t ADD COLUMN d INT NOT NULL;
           ALTER TABLE t MODIFY (a NOT NULL ENABLE);
           ALTER TABLE t ADD CONSTRAINT df DEFAULT ((0)) FOR b;
           ALTER TABLE t MOVE TABLESPACE x;
           ALTER TABLE t ADD PRIMARY KEY (a), ADD KEY ix (b);"""
    )

    shape = [(c.name, c.type, c.nullable, c.default) for c in table.columns]
    assert shape == [
        ("a", "CHAR", False, ""),
        ("b", "NUMBER", True, "((0))"),
        ("c", "DATE", True, ""),
        ("d", "INT", False, ""),
    ]
    assert (table.primary_key, [(i.name, i.columns) for i in table.indexes]) == (("a",), [("ix", ("b",))])


def test_trailing_comments_name_columns() -> None:
    """A comment at the end of a column's line is its Japanese name; one behind the parenthesis the table's."""
    table = _only(
        "CREATE TABLE t ( -- 宛名\n  a CHAR(10) NOT NULL, -- 宛名番号\n  b CHAR(1) /* 性別　1:男 2:女 */\n  -- 廃止\n);"
    )

    assert (table.logical_name, [c.logical_name for c in table.columns]) == ("宛名", ["宛名番号", "性別"])


def test_lines_are_true() -> None:
    """Lines count from 1 in the file, with any line end and behind comments, strings and shell lines."""
    for newline in ("\n", "\r\n", "\r"):
        text = newline.join(
            ["PROMPT It's", "/* a", "b */", "CREATE TABLE t (", "a CHAR(1) DEFAULT 'x", "y',", "b INT)", "/"]
        )
        table = _only(text)

        assert (table.line, [c.line for c in table.columns]) == (4, [5, 7])


def test_shell_and_procedures_are_skipped() -> None:
    """SQL*Plus lines, grants, sequences and the bodies of procedures are left out on purpose and counted."""
    script = read_script(
        """REM It's a "comment
SET DEFINE OFF
PROMPT CREATE TABLE not_a_table (a INT);
SPOOL x.log
GRANT SELECT ON t TO u;
CREATE SEQUENCE s START WITH 1;
CREATE OR REPLACE PROCEDURE p (x IN NUMBER) IS
  y NUMBER;
BEGIN
  IF x > 1 THEN y := CASE WHEN x = 2 THEN 1 ELSE 2 END; END IF;
  INSERT INTO t VALUES (y);
END p;
/
CREATE OR REPLACE PACKAGE q AS
  PROCEDURE r;
END q;
/
CREATE FUNCTION f() RETURNS int AS $$ BEGIN RETURN 1; END; $$ LANGUAGE plpgsql;
CREATE TABLE t (a INT);
""",
        "t.sql",
    )

    assert (_counts(script), [t.name for t in script.tables], script.findings) == ((1, 9, 0), ["t"], ())


def test_mysql_delimiter() -> None:
    """DELIMITER of the mysql shell is followed."""
    script = read_script(
        "DELIMITER ;;\nCREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET a = 1; END ;;\nDELIMITER ;\n"
        "CREATE TABLE t (a INT);",
        "t.sql",
    )

    assert (_counts(script), [t.name for t in script.tables]) == ((1, 3, 0), ["t"])


def test_statement_without_end() -> None:
    """CREATE TABLE at the start of a line begins anew although nothing ended the statement before."""
    script = read_script("CREATE TABLE a (x INT)\nCREATE TABLE b (y INT)\nCOMMENT ON TABLE b IS '乙'\n", "t.sql")

    assert ([(t.name, t.logical_name) for t in script.tables], script.unknown) == ([("a", ""), ("b", "乙")], 0)


def test_copy_data_of_pg_dump_is_stepped_over() -> None:
    """Rows inside a script are no statements; that they are there is said, without a value."""
    script = read_script(
        "CREATE TABLE t (a int);\nCOPY public.t (a) FROM stdin;\n1\tCREATE TABLE x (\n\\.\nCREATE TABLE u (b int);",
        "t.sql",
    )

    assert [t.name for t in script.tables] == ["t", "u"]
    assert [(f.code, f.place.line, dict(f.params)) for f in script.findings] == [
        ("MIG-SRC-006", 2, {"head": "COPY", "count": 1})
    ]


def _sqlglot_shape(text: str) -> list[tuple[str, int | None]]:
    tree = sqlglot.parse_one(text, read="postgres")
    shape = []
    for column in tree.find_all(sqlglot.exp.ColumnDef):
        lengths = [int(p.name) for p in column.kind.expressions if p.name.isdigit()]
        shape.append((column.name, lengths[0] if lengths else None))
    return shape


def test_plain_statements_agree_with_sqlglot() -> None:
    """On plain SQL another parser finds the same columns and lengths (real schemas of the matching benchmark)."""
    folder = SHAPES.parent / "match"
    texts = [p.read_text(encoding="utf-8") for p in sorted(folder.glob("*.sql"))] if folder.is_dir() else []
    texts.append("CREATE TABLE t (a varchar(10) NOT NULL, b numeric(8, 2), c date, PRIMARY KEY (a))")
    for text in texts:
        script = read_script(text, "t.sql")
        ours = [(c.name, c.length) for table in script.tables for c in table.columns]

        theirs = [
            pair for one in sqlglot.parse(text, read="postgres") if one for pair in _sqlglot_shape(one.sql("postgres"))
        ]
        assert (theirs, 0) == (ours, script.unknown)


def test_gold_columns_keep_their_types() -> None:
    """Types of two real applications (names and types only) go through the reader unchanged."""
    gold = SHAPES.parent / "gold_dev.csv"
    if not gold.is_file():
        pytest.skip("../shared is not on this machine")
    rows = list(csv.DictReader(gold.open(encoding="utf-8-sig")))
    kinds = sorted({v for row in rows for k, v in row.items() if k and "type" in k.casefold() and v})

    for kind in kinds:
        column = _only(f"CREATE TABLE t (a {kind});").columns[0]
        assert kind.split("(")[0].strip().upper().split()[0] == column.type.split()[0]


BRACKETS = [
    ("[]]x]", "]x"),
    ("[x]]]", "x]"),
    ("[a]]b]", "a]b"),
    ("[]]]]]", "]]"),
    ("[]]]", "]"),
    ("[金額[円]]]", "金額[円]"),
    ("[金額 [円]]]", "金額 [円]"),
    ("[a[b]", "a[b"),
    ("[[x]", "[x"),
    ("[2026]", "2026"),
    ("[a (b), c]", "a (b), c"),
]


@pytest.mark.parametrize(("written", "name"), BRACKETS)
def test_brackets_inside_names_of_sql_server(written: str, name: str) -> None:
    """A name in brackets may hold brackets: in tables, columns, keys, indexes, defaults, renames and their checks."""
    table = _only(
        f"""IF OBJECT_ID(N'[dbo].{written}') IS NULL
CREATE TABLE [dbo].{written}([k] [int] NOT NULL, {written} [decimal](10, 2) NOT NULL, [old] [int] NULL,
 CONSTRAINT {written} PRIMARY KEY CLUSTERED ({written} ASC, [k] ASC) ON [PRIMARY]) ON [PRIMARY]
ALTER TABLE [dbo].{written} ADD CONSTRAINT [d] DEFAULT ((0)) FOR {written}
CREATE INDEX {written} ON [dbo].{written}({written} DESC)
ALTER TABLE [dbo].{written} ADD CONSTRAINT [f] FOREIGN KEY({written}) REFERENCES [dbo].{written} ({written})
GO
EXEC sp_rename N'[dbo].{written}.[old]', N'new', N'COLUMN'
EXEC sys.sp_addextendedproperty N'MS_Description', N'金額', N'SCHEMA', N'dbo', N'TABLE', N'{name}', N'COLUMN', N'{name}'
"""
    )

    shape = [(c.name, c.type, c.length, c.default, c.comment) for c in table.columns]
    assert shape == [("k", "INT", None, "", ""), (name, "DECIMAL", 10, "((0))", "金額"), ("new", "INT", None, "", "")]
    assert (table.name, table.primary_key_name, table.primary_key) == (name, name, (name, "k"))
    assert [(i.name, i.columns) for i in table.indexes] == [(name, (name,))]
    assert [(key.columns, key.table, key.target) for key in table.foreign_keys] == [((name,), name, (name,))]


ARRAYS = [
    ("int[3][3]", "ARRAY[ARRAY[1,2],ARRAY[3,4]]"),
    ("int[]", "ARRAY[ARRAY[ARRAY[]]]::int[]"),
    ("int [3]", "ARRAY [[1, 2], [3]]"),
    ("int", "(ARRAY[1,2])[1]"),
    ("text[]", "'{}'::text[]"),
]


@pytest.mark.parametrize(("kind", "default"), ARRAYS)
def test_brackets_of_arrays_are_no_names(kind: str, default: str) -> None:
    """Arrays inside arrays are taken whole, and what is behind them is read."""
    columns = _only(f"CREATE TABLE t (a {kind} DEFAULT {default} NOT NULL, b int[]);").columns

    assert [(c.name, c.type.split()[0], c.nullable, c.default) for c in columns] == [
        ("a", kind.split("[", maxsplit=1)[0].strip().upper(), False, default),
        ("b", "INT", True, ""),
    ]


@pytest.mark.parametrize("broken", ["[A [char](4) NULL", "A] [char](4) NULL, [B [int", "[] [int] NULL"])
def test_a_lost_bracket_is_told(broken: str) -> None:
    """Where a bracket was lost, something is said: no column is made up of two in silence."""
    script = read_script(f"CREATE TABLE [dbo].[T]([K] [int] NOT NULL,\n{broken},\n[Z] [int] NULL)\nGO\n", "t.sql")

    assert script.findings
    assert {c.name for table in script.tables for c in table.columns} <= {"K", "A", "B", "Z"}
