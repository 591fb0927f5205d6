"""Control totals are counted from the source by a second way, and never print a value that is not listed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine import functions
from migrate.engine.convert import convert
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.engine.result import ConvertedTable, Surroundings
from migrate.errors import MigrateError
from migrate.files.bundled import bundled
from migrate.flow.spec.at_hand import resolve
from migrate.model.mapping import Fate, OnError
from migrate.model.reconcile import ControlTotal, TableComparison
from migrate.model.staging import Staged
from migrate.reconcile import totals
from migrate.reconcile.reference import item_value
from migrate.reconcile.totals import EMPTY, FEW, UNLISTED, Case, SourceRows, Tallies, Total, control_total

ITEMS = ("番号", "性別", "生年月日", "表記")
CODES = {"sex": {"1": "1", "2": "2", "9": "0"}}
EXPRESSIONS = {
    "番号": "lpad(NO, 5, '0')",
    "性別": "code(SEX, 'sex')",
    "生年月日": "wareki_date(BIRTH)",
    "表記": "fusho_hyoki(BIRTH)",
}
ROWS = [
    ("1", "1", "S450131", "0"),
    ("2", "2 ", "昭和45年頃", "0"),
    ("3", "9", "", "0"),
    ("4", "7", "S640199", "0"),
    ("5", "1", "H010108", "1"),
    ("6", "", "R01.05.01", "0"),
]
SEX = Total(
    table="表", name="性別", formula="f", by=("性別",), values={"性別": {"1": "男", "2": "女", "0": "不明"}}, cases=()
)
BIRTH = Total(
    table="表",
    name="生年月日",
    formula="f",
    values={},
    cases=(
        Case(name="あり", filled=("生年月日",)),
        Case(name="不詳", empty=("生年月日",), filled=("表記",)),
        Case(name="なし", empty=("生年月日", "表記")),
    ),
)
COUNT = Total(table="表", name="件数", formula="f", values={}, cases=())


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    with opened(tmp_path_factory.mktemp("engine"), Limits(memory="512MB")) as ready:
        yield ready


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Plan, Staged, ConvertedTable]:
    """A small conversion, and what it was made from."""
    folder = tmp_path_factory.mktemp("made")
    names = ("NO", "SEX", "BIRTH", "GONE")
    columns = {"_row": pa.array(range(1, len(ROWS) + 1), pa.int64())}
    columns |= {name: pa.array([row[n] for row in ROWS], pa.string()) for n, name in enumerate(names)}
    pq.write_table(pa.table(columns), folder / "t.parquet")
    staged = Staged(table="T", file="t.csv", rows=len(ROWS), parquet=folder / "t.parquet", bad_bytes=(), bad_rows=())
    gone = PlanRowRule(name="消", fate=Fate.EXCLUDED, condition=parse_condition("GONE = '1'"))
    items = tuple(PlanItem(item=i, tree=parse(e), on_error=OnError.EMPTY) for i, e in EXPRESSIONS.items())
    plan = Plan(
        spec="031@x",
        business="031",
        blocks=(PlanBlock(table="表", source="T", rows=(gone,), items=items),),
        code_maps=CODES,
        keys={"表": ("番号",)},
        columns={"表": ITEMS},
    )
    around = Surroundings(digest="/".join, records=lambda source, rows: ((row, b"") for row in rows))
    converted = convert(plan, {"T": staged}, folder / "out", around)
    return plan, staged, converted.tables[0]


def both(
    engine: Engine, made: tuple[Plan, Staged, ConvertedTable], total: Total
) -> tuple[totals.Counts, totals.Counts]:
    plan, staged, table = made
    source = SourceRows(blocks=plan.blocks, staged={"T": staged}, lineage=table.lineage, code_maps=plan.code_maps)
    listed = ", ".join(f'"{item}" AS c{n}' for n, item in enumerate(ITEMS))
    engine.run(f"CREATE OR REPLACE TEMP VIEW delivered AS SELECT {listed} FROM read_parquet('{table.parquet}')")
    return totals.source_tallies(engine, total, source).rows, totals.delivered_tallies(engine, total, ITEMS).rows


@pytest.mark.parametrize(
    ("total", "counts"),
    [
        (COUNT, {"": 5}),
        (SEX, {"1 男": 1, "2 女": 1, "0 不明": 1, EMPTY: 2}),
        (BIRTH, {"あり": 2, "不詳": 1, "なし": 2}),
    ],
    ids=["件数", "性別", "生年月日"],
)
def test_both_sides_count_the_same(
    engine: Engine, made: tuple[Plan, Staged, ConvertedTable], total: Total, counts: totals.Counts
) -> None:
    """Excluded rows do not count; a value that cannot be converted counts as empty."""
    assert both(engine, made, total) == (counts, counts)


def test_an_unlisted_value_is_counted_and_never_printed(
    engine: Engine, made: tuple[Plan, Staged, ConvertedTable]
) -> None:
    """Whatever stands in an item by mistake does not reach a report."""
    odd = Total(table="表", name="番号", formula="f", by=("番号",), values={"番号": {"00001": ""}}, cases=())
    assert both(engine, made, odd) == ({"00001": 1, UNLISTED: 4}, {"00001": 1, UNLISTED: 4})


def test_a_disagreement_is_a_finding_with_counts() -> None:
    """One finding for each total that differs, none for the others."""
    lines = control_total(SEX, (Tallies(rows={"1 男": 2, "2 女": 3}), Tallies(rows={"1 男": 2, "2 女": 2, EMPTY: 1})))
    assert [(one.name, one.source, one.target) for one in lines] == [
        ("性別: 1 男", 2, 2),
        ("性別: 2 女", 3, 2),
        ("性別: 空欄", 0, 1),
    ]
    comparison = TableComparison(
        table="表", file="out/x.csv", expected=5, delivered=5, equal=5, differences={}, totals=lines
    )
    found = totals.findings("031", comparison)
    assert [(f.code, f.place.item, f.params["source"], f.params["target"]) for f in found] == [
        ("MIG-REC-007", "性別: 2 女", 3, 2),
        ("MIG-REC-007", "性別: 空欄", 0, 1),
    ]
    assert len({f.fingerprint for f in found}) == 2


def test_the_bundled_definitions_load() -> None:
    """Every definition names items, and 47 prefectures are listed."""
    found = {total.name: total for total in totals.load(bundled("specs") / "totals" / "031.yaml")}
    assert set(found) == {"件数", "性別", "代表宛名フラグ", "生年月日", "業務ID", "都道府県"}
    assert (len(found["都道府県"].values["住所_都道府県"]), found["件数"].items) == (47, ())


TOTALS = sorted((bundled("specs") / "totals").glob("[0-9]*.yaml"))


@pytest.mark.parametrize("path", TOTALS, ids=lambda path: path.stem)
def test_definitions_bind_to_their_spec(path: Path) -> None:
    """Every table and item is in the spec; what is added up is a number; what is printed is declared somewhere."""
    spec = resolve(path.stem, None).spec
    for total in totals.load(path):
        items = {item.name: item for item in spec.items_of(total.table)}
        assert (total.table, [one for one in total.items if one not in items]) == (total.table, [])
        assert not total.sum or items[total.sum].notation == "9", (total.table, total.sum)
        own = totals.bound(total, spec)
        assert [item for item in own.by if not own.values.get(item) and item not in own.ranges] == []
        assert all(f"「{item}」" in total.formula for item in total.items), total.formula
    names = [(total.table, total.name) for total in totals.load(path)]
    assert len(names) == len(set(names))


AMOUNT = Total(
    table="表",
    name="番号の計",
    formula="f",
    by=("性別",),
    values={"性別": {"1": "男", "2": "女", "0": "不明"}},
    sum="番号",
)


def test_sums_are_the_same_on_both_sides(engine: Engine, made: tuple[Plan, Staged, ConvertedTable]) -> None:
    """What is added up from the source by the reference is what is added up from the delivered rows."""
    plan, staged, table = made
    source = SourceRows(blocks=plan.blocks, staged={"T": staged}, lineage=table.lineage, code_maps=plan.code_maps)
    both(engine, made, AMOUNT)
    old = totals.source_tallies(engine, AMOUNT, source)
    new = totals.delivered_tallies(engine, AMOUNT, ITEMS)
    rows = pq.read_table(table.parquet).to_pylist()

    assert (old, sum(old.sums.values())) == (new, sum(int(row["番号"]) for row in rows))
    assert old.sums["1 男"] == sum(int(row["番号"]) for row in rows if row["性別"] == "1")


def test_what_is_no_whole_number_is_said(engine: Engine) -> None:
    """12.5, １２ and 「約10」 are counted, not added up; a difference in their number is a disagreement."""
    engine.run(
        "CREATE OR REPLACE TEMP VIEW delivered AS SELECT * FROM (VALUES "
        "('1', '1'), ('2', '1'), ('3', '1'), ('-4', '1'), (NULL, '1'), ('', '1'), "
        "('12.5', '1'), ('１２', '1'), ('約10', '1')) t(c0, c1)"
    )
    found = totals.delivered_tallies(engine, AMOUNT, ("番号", "性別"))

    assert (found.rows, found.sums, found.faulty) == ({"1 男": 9}, {"1 男": 2}, 3)
    lines = control_total(AMOUNT, (replace(found, faulty=0), found))
    assert [(one.name, one.source, one.target) for one in lines] == [
        ("番号の計: 1 男", 2, 2),
        ("番号の計: 整数でない値の行", 0, 3),
    ]


@pytest.mark.parametrize(
    ("rows", "sums", "shown"),
    [
        ({"1 男": 9, "2 女": 5}, {"1 男": 90, "2 女": 50}, {"1 男": 90, "2 女": 50}),
        ({"1 男": 9, "2 女": 4, "0 不明": 1}, {"1 男": 90, "2 女": 40, "0 不明": 7}, {"1 男": 90, FEW: 47}),
        ({"1 男": 9, "2 女": 6, "0 不明": 1}, {"1 男": 90, "2 女": 60, "0 不明": 7}, {"1 男": 90, FEW: 67}),
        ({"1 男": 2, "2 女": 1}, {"1 男": 20, "2 女": 10}, {}),
    ],
    ids=["enough", "two small", "one small takes the next", "too few at all"],
)
def test_an_amount_of_few_rows_is_not_printed(
    rows: dict[str, int], sums: dict[str, int], shown: dict[str, int]
) -> None:
    """Neither alone nor as what is missing in the rest."""
    side = Tallies(rows=rows, sums=sums)
    lines = control_total(AMOUNT, (side, side))

    assert {one.name.removeprefix("番号の計: "): one.source for one in lines} == shown


def test_years_and_periods_are_printed_within_their_range(engine: Engine) -> None:
    """Two items at once; what is out of range is not printed."""
    engine.run(
        "CREATE OR REPLACE TEMP VIEW delivered AS SELECT * FROM (VALUES "
        "('2026', '1'), ('2026', '02'), ('2026', '99'), ('20261', '1'), ('7777', NULL)) t(c0, c1)"
    )
    total = Total(
        table="表",
        name="年度",
        formula="f",
        by=("年度", "期別"),
        values={},
        ranges={"年度": (1950, 2100), "期別": (1, 12)},
    )
    tallies = totals.delivered_tallies(engine, total, ("年度", "期別"))

    assert [(one.name, one.source) for one in control_total(total, (tallies, tallies))] == [
        ("年度: 2026・1", 1),
        ("年度: 2026・02", 1),
        (f"年度: 2026・{UNLISTED}", 1),
        (f"年度: {UNLISTED}・1", 1),
        (f"年度: {UNLISTED}・{EMPTY}", 1),
    ]


@pytest.mark.parametrize("text", ["totals:\n  - {name: a}\n", "totals: 3\n", "other: []\n", "- 1\n", "totals: [3]\n"])
def test_a_damaged_definition_is_refused(tmp_path: Path, text: str) -> None:
    """A definition without its parts is said, not skipped."""
    (tmp_path / "031.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        totals.load(tmp_path / "031.yaml")
    assert caught.value.code == "MIG-REC-013"


@pytest.mark.parametrize(
    ("expression", "row", "value"),
    [
        ("A", {"a": ""}, None),
        ("'x'", {}, "x"),
        ("NULL", {}, None),
        ("concat('9', A)", {"a": None}, None),
        ("concat('9', A)", {"a": "1"}, "91"),
        ("coalesce(A, code(B, 'sex'))", {"a": "x", "b": "?"}, "x"),
        ("coalesce(code(B, 'sex'), 'x')", {"b": "?"}, None),
        ("CASE WHEN A = '' THEN '0' ELSE A END", {"a": None}, "0"),
        ("CASE WHEN A <> '1' THEN '0' END", {"a": "1"}, None),
        ("CASE WHEN A IN ('1', '2') AND NOT B IS NULL THEN 'y' ELSE 'n' END", {"a": "2", "b": "x"}, "y"),
        ("CASE WHEN A = '1' OR B = '1' THEN 'y' ELSE 'n' END", {"a": "0", "b": "1"}, "y"),
        ("CASE WHEN A = '1' THEN 'y' ELSE lpad(A, 1, '0') END", {"a": "22"}, None),
        ("substr(trim(A), 2, 2)", {"a": " 1234 "}, "23"),
    ],
)
def test_the_reference_follows_the_rules_of_the_mapping(
    engine: Engine, expression: str, row: dict[str, str | None], value: str | None
) -> None:
    """No value and '' are one; constants alone are no value; branches that are not taken cannot fail."""
    assert item_value(parse(expression), row, CODES) == value


def test_the_reference_knows_every_function() -> None:
    """Each function of the closed list has a Python reference."""
    assert [name for name in functions.names() if not callable(getattr(functions.function(name), "apply", None))] == []


def test_a_total_agrees_only_when_equal() -> None:
    """The verdict is the plain comparison of two numbers."""
    assert [ControlTotal(name="a", formula="f", source=1, target=n).agrees for n in (1, 2)] == [True, False]
