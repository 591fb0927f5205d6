"""The DDL of a spec: real databases take it and every legal value; parsers of the others find the same columns."""

from __future__ import annotations

import base64
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import sqlglot
from sqlglot import exp

from migrate.errors import MigrateError
from migrate.model.spec import Item, Reference, Spec
from migrate.spec import store
from migrate.spec.interop import layouts
from migrate.spec.interop.domain import is_number
from migrate.spec.interop.options import Names, Options
from migrate.spec.interop.sql import capacity, statements
from migrate.spec.interop.sql.capacity import DIALECTS

from ..postgres import Server
from . import interop_rows as filled
from .interop_specs import FOLDERS, item, name_of, spec_031, with_items

DDL = layouts.layout("ddl")
BOTH = pytest.mark.parametrize("names", list(Names))
EVERY_SPEC = pytest.mark.parametrize("folder", FOLDERS, ids=name_of)


def _ddl(spec: Spec, dialect: str, names: Names = Names.JAPANESE, checks: bool = False) -> str:
    return str(DDL.write(spec, Options(dialect=dialect, names=names, checks=checks)).decode())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _binary(item_: Item, text: str) -> str:
    return base64.b64decode(text).hex() if item_.notation == "BLOB" else text


def _literal(item_: Item, spec: Spec, text: str, blob: str) -> str:
    if item_.notation == "BLOB":
        return blob.format(_binary(item_, text))
    return text if is_number(item_, spec) else "'" + text.replace("'", "''") + "'"


def _inserts(spec: Spec, called: statements.Naming, blob: str) -> Iterator[str]:
    rows = filled.rows(spec)
    for table in filled.in_order(spec):
        items = spec.items_of(table)
        columns = ", ".join(_quoted(called.column[one.id]) for one in items)
        for row in rows[table]:
            values = ", ".join(_literal(one, spec, row[one.id], blob) for one in items)
            yield f"INSERT INTO {_quoted(called.table[table])} ({columns}) VALUES ({values});"


def _wanted(spec: Spec) -> dict[str, list[tuple[object, ...]]]:
    """Table → rows as values; numbers are compared as numbers."""
    return {
        table: [tuple(_value(one, spec, _binary(one, row[one.id])) for one in spec.items_of(table)) for row in rows]
        for table, rows in filled.rows(spec).items()
    }


def _value(item_: Item, spec: Spec, text: str) -> object:
    return Decimal(text) if is_number(item_, spec) else text


def _in_postgres(server: Server, spec: Spec, names: Names) -> dict[str, list[tuple[object, ...]]]:
    called = statements.naming(spec, DIALECTS["postgres"], names)
    schema = re.sub(r"[^a-z0-9]", "_", f"s{spec.id}_{names}".lower())
    reads = [
        f"\\echo ==={number}\nCOPY (SELECT {', '.join(_select(one, called) for one in spec.items_of(table))} "
        f"FROM {_quoted(called.table[table])}) TO STDOUT (FORMAT csv, FORCE_QUOTE *);"
        for number, table in enumerate(spec.tables)
    ]
    script = [f"CREATE SCHEMA {schema}; SET search_path = {schema};", _ddl(spec, "postgres", names, checks=True)]
    out = server.output("\n".join([*script, *_inserts(spec, called, "'\\x{}'::bytea"), *reads]))
    parts = [part.partition("\n")[2] for part in out.split("===")[1:]]
    return {
        table: [
            tuple(_value(one, spec, cell) for one, cell in zip(spec.items_of(table), row, strict=True))
            for row in csv.reader(io.StringIO(part, newline=""))
        ]
        for table, part in zip(spec.tables, parts, strict=True)
    }


def _select(item_: Item, called: statements.Naming) -> str:
    column = _quoted(called.column[item_.id])
    return f"encode({column}, 'hex')" if item_.notation == "BLOB" else column


@BOTH
@EVERY_SPEC
def test_postgres_holds_every_legal_value(postgres: Server, folder: Path, names: Names) -> None:
    """PostgreSQL runs the DDL with keys and checks, takes two generations of full rows and gives them back equal."""
    spec = store.read(folder)

    assert _wanted(spec) == _in_postgres(postgres, spec, names)


@EVERY_SPEC
def test_duckdb_holds_every_legal_value(folder: Path) -> None:
    """DuckDB runs the DDL with keys and checks, takes two generations of full rows and gives them back equal."""
    spec = store.read(folder)
    called = statements.naming(spec, DIALECTS["duckdb"], Names.JAPANESE)
    with duckdb.connect() as connection:
        connection.execute(_ddl(spec, "duckdb", checks=True))
        for insert in _inserts(spec, called, "from_hex('{}')"):
            connection.execute(insert)
        found = {
            table: [
                tuple(one.hex() if isinstance(one, bytes) else one for one in row)
                for row in connection.execute(f"FROM {_quoted(called.table[table])}").fetchall()
            ]
            for table in spec.tables
        }

    assert _wanted(spec) == found


def test_postgres_refuses_a_broken_reference(postgres: Server) -> None:
    """The foreign keys are real: a row that points at nothing is refused."""
    parent = replace(item(1, "親番号"), table="親", primary_key=True, output_condition="必須")
    points = (Reference(business="031", table="親", item="親番号"),)
    spec = with_items(parent, replace(item(2, "親番号"), references=points))
    script = ["CREATE SCHEMA broken; SET search_path = broken;", _ddl(spec, "postgres")]
    done = postgres.run("\n".join([*script, """INSERT INTO "表" VALUES ('x');"""]))

    assert (done.returncode, "fk_03100002" in done.stderr.decode()) == (3, True)


def test_postgres_keeps_long_names_apart(postgres: Server) -> None:
    """Names over 63 bytes, which PostgreSQL would cut to the same 21 kanji, end in their ID; comments have all."""
    long = "子ども子育て支援納付金賦課額世帯別平等割額"
    spec = with_items(item(1, f"{long}の一"), item(2, f"{long}の二"), item(3, long))
    script = ["CREATE SCHEMA long; SET search_path = long;", _ddl(spec, "postgres")]
    ask = """SELECT attname, split_part(col_description(attrelid, attnum), '（', 1) FROM pg_attribute
        WHERE attrelid = '"表"'::regclass AND attnum > 0 ORDER BY attnum"""
    out = postgres.output("\n".join([*script, f"COPY ({ask}) TO STDOUT (FORMAT csv);"]))

    assert [
        [f"{long[:18]}_03100001", f"{long}の一"],
        [f"{long[:18]}_03100002", f"{long}の二"],
        [long, long],
    ] == list(csv.reader(io.StringIO(out)))


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
@EVERY_SPEC
def test_columns_read_back(folder: Path, dialect: str) -> None:
    """A parser of the dialect reads every statement, and finds the columns with type and NOT NULL that were meant."""
    spec = store.read(folder)
    one = DIALECTS[dialect]
    called = statements.naming(spec, one, Names.JAPANESE)
    trees = [tree for tree in sqlglot.parse(_ddl(spec, dialect), dialect=one.sqlglot) if tree is not None]
    found = {
        tree.this.this.name: [_column(column, one.sqlglot) for column in tree.find_all(exp.ColumnDef)]
        for tree in trees
        if isinstance(tree, exp.Create)
    }
    wanted = {
        called.table[table]: [
            (
                called.column[i.id],
                capacity.column_type(one, i, spec, i.primary_key or bool(i.references)).sql(one.sqlglot),
                i.required or i.primary_key,
            )
            for i in spec.items_of(table)
        ]
        for table in spec.tables
    }

    assert (wanted, []) == (found, [tree for tree in trees if isinstance(tree, exp.Command)])


def _column(column: exp.ColumnDef, dialect: str) -> tuple[str, str, bool]:
    return column.name, column.args["kind"].sql(dialect), column.find(exp.NotNullColumnConstraint) is not None


UNITS = {
    "postgres": len,
    "oracle": len,
    "spark": len,
    "sqlserver": lambda text: len(text.encode("utf-16-le")) // 2,
}
"""What the length of a text counts."""


@pytest.mark.parametrize("dialect", sorted(UNITS))
@EVERY_SPEC
def test_texts_fit(folder: Path, dialect: str) -> None:
    """No legal text is wider than its column, in the units that the database counts, nor than Oracle's 4,000 bytes."""
    spec = store.read(folder)
    one = DIALECTS[dialect]
    rows = filled.rows(spec)
    refused = []
    for i in spec.items:
        sizes = capacity.column_type(one, i, spec).expressions
        if is_number(i, spec) or not sizes or not sizes[0].name.isdigit():
            continue
        for row in rows[i.table]:
            too_wide = dialect == "oracle" and len(row[i.id].encode()) > 4000
            if UNITS[dialect](row[i.id]) > int(sizes[0].name) or too_wide:
                refused.append(i.id)

    assert refused == []


@pytest.mark.parametrize(
    ("dialect", "type_", "length", "wanted"),
    [
        ("postgres", "X", "15", "VARCHAR(15)"),
        ("postgres", "Ｎ", "100", "VARCHAR(200)"),
        ("postgres", "9", "12", "DECIMAL(12)"),
        ("postgres", "9V", "5,2", "DECIMAL(7, 2)"),
        ("postgres", "S9", "9", "DECIMAL(9)"),
        ("postgres", "DATE", "10", "VARCHAR(10)"),
        ("postgres", "BLOB", "", "BYTEA"),
        ("postgres", "文字列", "", "TEXT"),
        ("oracle", "X", "15", "VARCHAR2(15 CHAR)"),
        ("oracle", "Ｎ", "500", "VARCHAR2(1000 CHAR)"),
        ("oracle", "Ｎ", "501", "CLOB"),
        ("oracle", "9V", "5,2", "NUMBER(7, 2)"),
        ("sqlserver", "X", "15", "NVARCHAR(15)"),
        ("sqlserver", "Ｎ", "1000", "NVARCHAR(4000)"),
        ("sqlserver", "Ｎ", "1001", "NVARCHAR(MAX)"),
        ("sqlserver", "BLOB", "", "VARBINARY(MAX)"),
        ("duckdb", "Ｎ", "100", "TEXT"),
        ("spark", "Ｎ", "100", "VARCHAR(200)"),
        ("spark", "9", "39", "VARCHAR(41)"),
    ],
)
def test_types(dialect: str, type_: str, length: str, wanted: str) -> None:
    """Each notation has a type that holds all of its values."""
    one = DIALECTS[dialect]
    found = capacity.column_type(one, item(1, "項目", type_, length), spec_031())

    assert wanted == found.sql(one.sqlglot)


def test_coded_number_with_leading_zero_is_text() -> None:
    """A code of type 9 is a number only where its list is closed and no value begins with 0."""
    closed = replace(item(1, "コード", "9", "1"), code="2")
    opened = replace(item(2, "コード", "9", "3"), code="999")
    types = [capacity.column_type(DIALECTS["postgres"], i, spec_031()).sql("postgres") for i in (closed, opened)]

    assert types == ["DECIMAL(1)", "VARCHAR(3)"]


@pytest.mark.parametrize("dialect", ["oracle", "sqlserver"])
def test_key_of_unlimited_text(dialect: str) -> None:
    """A text without length that is part of a key gets a length where the database asks for one."""
    found = capacity.column_type(DIALECTS[dialect], item(1, "鍵", "文字列", ""), spec_031(), in_key=True)

    assert {"oracle": "VARCHAR2(500 CHAR)", "sqlserver": "NVARCHAR(450)"}[dialect] == found.sql(
        DIALECTS[dialect].sqlglot
    )


def test_other_business_is_a_comment() -> None:
    """A foreign key into another business is a comment with its reason."""
    points = (Reference(business="032", table="宛名", item="宛名番号"),)
    text = _ddl(with_items(replace(item(1, "宛名番号"), references=points)), "postgres")

    assert (
        "-- 外部キー（書かない。理由: 別の業務の表）: 宛名番号 → 032 宛名（宛名番号）" in text,
        "FOREIGN KEY" in text,
    ) == (True, False)


def test_rings_in_duckdb_are_comments() -> None:
    """DuckDB cannot add a key later: of two tables that point at each other, one key becomes a comment."""
    one = replace(item(1, "甲番号"), table="甲", primary_key=True)
    other = replace(item(2, "乙番号"), table="乙", primary_key=True)
    at_other = replace(
        item(3, "乙番号"), table="甲", references=(Reference(business="031", table="乙", item="乙番号"),)
    )
    at_one = replace(item(4, "甲番号"), table="乙", references=(Reference(business="031", table="甲", item="甲番号"),))
    text = _ddl(with_items(one, at_other, other, at_one), "duckdb")
    with duckdb.connect() as connection:
        connection.execute(text)
        keys = connection.execute("SELECT count(*) FROM duckdb_constraints() WHERE constraint_type = 'FOREIGN KEY'")

        assert (keys.fetchone(), statements.RING in text) == ((1,), True)


def test_rows_that_point_at_themselves_in_duckdb() -> None:
    """DuckDB refuses a row that points at itself, which is legal (代表は本人): such a key becomes a comment."""
    own = replace(item(1, "番号"), primary_key=True)
    head = replace(item(2, "代表番号"), references=(Reference(business="031", table="表", item="番号"),))
    with duckdb.connect() as connection:
        connection.execute(_ddl(with_items(own, head), "duckdb"))
        connection.execute("""INSERT INTO "表" VALUES ('1', '1')""")

        assert connection.execute('FROM "表"').fetchall() == [("1", "1")]


def test_checks_are_asked_for() -> None:
    """Closed code lists become CHECK constraints only with --checks."""
    assert (
        _ddl(spec_031(), "postgres").count("CHECK ("),
        _ddl(spec_031(), "postgres", checks=True).count("CHECK ("),
    ) == (0, 2)


def test_unknown_dialect() -> None:
    """A database that there is no DDL for is refused."""
    with pytest.raises(MigrateError) as caught:
        _ddl(spec_031(), "mysql")

    assert caught.value.code == "MIG-SPEC-060"
