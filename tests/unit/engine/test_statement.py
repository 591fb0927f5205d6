"""The SQL text of a mapping: DuckDB's gives the engine's own rows, every dialect's is SQL, what is lost is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import sqlglot
from sqlglot import exp

from migrate.engine import functions
from migrate.engine.convert import convert
from migrate.engine.dialects import DIALECTS, portable, sayable
from migrate.engine.expression import parse, parse_condition
from migrate.engine.kinds import Kind
from migrate.engine.lowering import Lowering
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanJoin, PlanRowRule
from migrate.engine.result import Surroundings
from migrate.engine.statement import Statement, statement
from migrate.model.mapping import Fate, OnError
from migrate.model.staging import Staged
from migrate.reconcile.reference import _value
from migrate.text.refusal import UnconvertibleError
from tests.unit.engine import samples

ITEMS = {
    "番号": "lpad(trim(NO), 4, '0')",
    "性別": "code(SEX, 's')",
    "日": "wareki_date(BIRTH)",
    "名": "CASE WHEN S.NUSHI <> 'x' AND NO > '1' THEN zenkaku(trim(S.NUSHI)) ELSE concat('a', NO, '''') END",
    "電話": "digits(coalesce(TEL, nullif(NO, '9')))",
    "頭": "substr(blank_to_null(TEL), 1, 2)",
    "読み": "zenkaku_kana(name_part(KANA, 1))",
}
COLUMNS = ("NO", "REV", "SEX", "BIRTH", "SETAI", "TEL", "KANA", "DEL")
PEOPLE = [
    ("1", "1", "1", "S450131", "a", "03-1", "ﾔﾏ ﾀ", ""),
    ("1", "2", "2", "S640199", "a", "03(1", "ﾔﾏ", "0"),
    ("2", "1", "9", "", "b　", " ", None, ""),
    ("3", "x", "1 ", "R010501", "c", None, "ｱ ｲ", ""),
    ("4", "1", "", None, "zz", "９", "", "1"),
    (None, "1", "1", "昭和45年頃", "", "1a", "", ""),
    ("12345", "1", "1", "", "a", "", "", None),
    ("6", "2", "2", "S640107", "d", "1", "ﾔ ﾏ", ""),
    ("7", "1", "1", "H010108", "b", "03-1234", "ﾔ ﾏ", ""),
    ("8", "2026-01-01", "7", "", "", "", "", ""),
    ("8", "2025/12/31", "1", "", "", "", "", ""),
]
HOUSES = [
    *(("a", "1", "旧"), ("a", "10", "x"), ("b", "2020-01-01", "ﾈｺ"), ("b", "2019/12/31", "犬")),
    *(("c", "1", "甲"), ("c", "1", "乙")),
]


def staged(folder: Path, name: str, columns: Sequence[str], rows: Sequence[tuple[str | None, ...]]) -> Staged:
    arrays = [pa.array([row[n] for row in rows], pa.string()) for n in range(len(columns))]
    path = folder / f"{name}.parquet"
    pq.write_table(pa.table([pa.array(range(1, len(rows) + 1), pa.int64()), *arrays], names=["_row", *columns]), path)
    return Staged(table=name, file=name, rows=len(rows), parquet=path, bad_bytes=(), bad_rows=())


def plan() -> Plan:
    rules = (
        PlanRowRule(
            name="消", fate=Fate.EXCLUDED, condition=parse_condition("DEL = '1' OR wareki_date(BIRTH) < '1960'")
        ),
        PlanRowRule(name="複数", fate=Fate.REJECTED, condition=parse_condition("\"§S\" = '2'")),
        PlanRowRule(name="旧", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV"),
    )
    items = tuple(
        PlanItem(item=i, tree=parse(t), on_error=OnError.REJECT if i == "電話" else OnError.EMPTY)
        for i, t in ITEMS.items()
    )
    join = PlanJoin(table="U", alias="S", keys=(("SETAI", "SETAI"),), latest_by="REV")
    block = PlanBlock(table="表", source="T", rows=rules, items=items, joins=(join,))
    return Plan(
        spec="031@x", business="031", blocks=(block,), code_maps={"s": {"1": "1", "2": "2", "9": "0"}},
        keys={"表": ("番号",)}, columns={"表": tuple(ITEMS)},
    )  # fmt: skip


def fill(connection: duckdb.DuckDBPyConnection, made: Statement, one: Plan) -> None:
    """Make the conversion tables with the Python reference of each function, from the base of the statement."""
    base = made.sql[: made.sql.index("\n),\n") + 3] + " SELECT * FROM base"
    rows = connection.execute(base)
    names = [column[0].lower() for column in rows.description or []]
    values = [dict(zip(names, row, strict=True)) for row in rows.fetchall()]
    for need in made.needs:
        found: dict[str, tuple[str | None, str | None]] = {}
        for row in values:
            try:
                given = _value(need.call.input, row, one.code_maps)
            except UnconvertibleError:
                continue
            if given is None:
                continue
            literals = [
                one.code_maps[str(x)] if kind is Kind.CODE_MAP else x
                for kind, x in zip(need.call.function.parameters[1:], need.call.literals, strict=True)
            ]
            try:
                found[given] = (need.call.function.apply(given, *literals) or None, None)
            except UnconvertibleError as error:
                found[given] = (None, error.reason)
        connection.execute(f'CREATE TABLE "{need.name}" (input VARCHAR, output VARCHAR, reason VARCHAR)')
        for given, (output, reason) in found.items():
            connection.execute(f'INSERT INTO "{need.name}" VALUES (?, ?, ?)', [given, output, reason])


def test_the_text_for_duckdb_gives_the_rows_of_the_engine(tmp_path: Path) -> None:
    """Look-ups, rules, merging, failures and items: the statement that people read is what runs."""
    sources = {
        "T": staged(tmp_path, "T", COLUMNS, PEOPLE),
        "U": staged(tmp_path, "U", ("SETAI", "REV", "NUSHI"), HOUSES),
    }
    around = Surroundings(digest="|".join, records=lambda table, rows: [(row, b"") for row in rows])
    one = plan()
    engine = convert(one, sources, tmp_path / "out", around)
    expected = sorted(map(str, (tuple(r.values()) for r in pq.read_table(engine.tables[0].parquet).to_pylist())))
    made = statement(one, one.blocks[0], DIALECTS["duckdb"])
    with duckdb.connect() as connection:
        for name, source in sources.items():
            connection.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{source.parquet}')")
        fill(connection, made, one)
        found = sorted(map(str, connection.execute(made.sql).fetchall()))

    assert found == expected
    assert len(found) == 5


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_text_is_sql_of_its_dialect(dialect: str) -> None:
    """sqlglot reads each statement back in its own dialect, with every item."""
    one = plan()
    made = statement(one, one.blocks[0], DIALECTS[dialect])

    tree = sqlglot.parse_one(made.sql, read=dialect)
    assert isinstance(tree, exp.Select)
    assert [column.alias for column in tree.expressions] == list(ITEMS)


def test_what_a_vendor_cannot_say_is_named(tmp_path: Path) -> None:
    """Spark loses nothing; Oracle loses the functions without SQL, each with its item."""
    one = plan()

    assert statement(one, one.blocks[0], DIALECTS["spark"]).losses == ()
    lost = {(x.item, x.what, x.lost) for x in statement(one, one.blocks[0], DIALECTS["oracle"]).losses}
    assert lost == {
        ("S", "latest_by REV", False),
        ("旧", "latest_by REV", False),
        ("消", "wareki_date", True),
        ("日", "wareki_date", True),
        ("名", "zenkaku", True),
        ("電話", "digits", False),
        ("読み", "name_part", True),
        ("読み", "zenkaku_kana", True),
    }


@pytest.mark.parametrize("name", functions.names())
def test_every_function_has_a_spark_lowering(name: str) -> None:
    """SQL of its own that parses as Spark's, or a conversion table."""
    function = functions.function(name)
    assert function is not None
    kind = sayable(function, DIALECTS["spark"])
    assert kind == ("SQL" if function.lower is not None else "変換表")
    if function.lower is None:
        return
    text = samples.call(name, ("A", "B"), samples.literals(name)[0])
    lowered = portable(Lowering([]).value(parse(text)), "spark").sql("spark")
    again = sqlglot.parse_one(lowered, read="spark")

    assert not list(again.find_all(exp.Anonymous))
    assert again.sql("spark") == lowered


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        ("A = '1'", "(COALESCE(\"A\", CHR(0)) = '1')"),
        ("A <> '1'", "(COALESCE(\"A\", CHR(0)) <> '1')"),
        ("A = ''", '(COALESCE("A", CHR(0)) = CHR(0))'),
        ("A IS NULL", '("A" IS NULL)'),
        ("A < '2'", '("A" < \'2\' AND NOT "A" IS NULL)'),
    ],
)
def test_oracle_where_an_empty_text_is_null(condition: str, text: str) -> None:
    """A comparison with no value is true or false there too, never unknown."""
    assert portable(Lowering([]).condition(parse_condition(condition)), "oracle").sql("oracle") == text


def test_a_comment_in_the_text_cannot_be_left(tmp_path: Path) -> None:
    """A column with ``*/`` in its name ends no comment."""
    one = plan()
    item = PlanItem(item="日", tree=parse('wareki_date("*/ DROP")'), on_error=OnError.EMPTY)
    block = PlanBlock(table="表", source="T", rows=(), items=(item,))
    made = statement(one, block, DIALECTS["oracle"])

    assert len(sqlglot.parse(made.sql, read="oracle")) == 1
