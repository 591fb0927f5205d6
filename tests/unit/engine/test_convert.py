"""Conversion of staged rows: fates, lineage, rejects, balance, bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from migrate.engine.convert import convert
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.errors import MigrateError
from migrate.model.mapping import Fate, OnError
from migrate.model.staging import BadBytes, BadRow, Staged

COLUMNS = ("NO", "REV", "SEX", "BIRTH", "DEL")
Row = tuple[str | None, ...]


def staged(folder: Path, rows: Sequence[Row], name: str = "T", skip: Iterable[int] = ()) -> Staged:
    """Rows as the reader stages them; the record numbers in ``skip`` are bad rows."""
    skipped = sorted(skip)
    numbers = [n for n in range(1, len(rows) + len(skipped) + 1) if n not in skipped]
    columns = [pa.array([row[i] for row in rows], pa.string()) for i in range(len(COLUMNS))]
    table = pa.table([pa.array(numbers, pa.int64()), *columns], names=["_row", *COLUMNS])
    path = folder / f"{name}.parquet"
    pq.write_table(table, path)
    bad = tuple(BadRow(row=n, found=3, expected=5, raw=f"bad {n}".encode()) for n in skipped)
    return Staged(
        table=name, file=f"source/{name}.csv", rows=len(rows) + len(bad), parquet=path, bad_bytes=(), bad_rows=bad
    )


def records(table: str, rows: Sequence[int]) -> Iterable[tuple[int, bytes]]:
    """The records of an imagined file."""
    return [(row, f"{table} record {row}".encode()) for row in rows]


AROUND = Surroundings(digest="|".join, records=records)
ITEMS = {"番号": "lpad(NO, 4, '0')", "性別": "code(SEX, 'sex')", "生年月日": "wareki_date(BIRTH)", "空": "NULL"}
DELETED = PlanRowRule(name="削除済み", fate=Fate.EXCLUDED, condition=parse_condition("DEL = '1'"))
NEWEST = PlanRowRule(name="旧履歴", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV")


def block(
    source: str = "T", rows: tuple[PlanRowRule, ...] = (DELETED, NEWEST), strict: Sequence[str] = ()
) -> PlanBlock:
    """A block that fills 「表」 from one source table."""
    items = tuple(
        PlanItem(item=item, tree=parse(text), on_error=OnError.REJECT if item in strict else OnError.EMPTY)
        for item, text in ITEMS.items()
    )
    return PlanBlock(table="表", source=source, rows=rows, items=items)


def plan(*blocks: PlanBlock) -> Plan:
    """A plan with one target table."""
    return Plan(
        spec="031@x",
        business="031",
        blocks=blocks,
        code_maps={"sex": {"1": "1", "2": "2", "9": "0"}},
        keys={"表": ("番号",)},
        columns={"表": tuple(ITEMS)},
    )


def run(tmp_path: Path, rows: Sequence[Row], one: PlanBlock | None = None) -> Converted:
    """Convert rows of one source table."""
    return convert(plan(one or block()), {"T": staged(tmp_path, rows)}, tmp_path / "out", AROUND)


def delivered(result: Converted) -> list[tuple[str | None, ...]]:
    """Rows of the target table."""
    return [tuple(row.values()) for row in pq.read_table(result.tables[0].parquet).to_pylist()]


def lineage(result: Converted) -> list[tuple[object, ...]]:
    """Target row, source row, fate."""
    rows = pq.read_table(result.tables[0].lineage).to_pylist()
    return [(row["target_row"], row["source_row"], row["fate"]) for row in rows]


def told(result: Converted) -> list[tuple[str, int | None, str | None, str | None]]:
    """Code, row, item and key of each finding."""
    return [(f.code, f.place.row, f.place.item, f.place.key) for f in result.findings]


def test_each_fate(tmp_path: Path) -> None:
    """Written, excluded, merged and rejected rows are each told apart, and the balance closes."""
    rows = [
        ("1", "1", "1", "S450131", "0"),
        ("1", "2", "2", "R01.05.01", "0"),
        ("2", "1", "1", "", "1"),
        ("", "1", "9", None, "0"),
        ("3", "1", "9", "昭和45年頃", None),
    ]

    result = run(tmp_path, rows)

    line = result.lines[0]
    assert delivered(result) == [("0001", "2", "2019-05-01", None), ("0003", "0", None, None)]
    assert lineage(result) == [(1, 1, "統合"), (1, 2, "書込"), (2, 5, "書込")]
    assert (line.read, line.written, line.rejected, line.merged, line.excluded) == (
        5,
        2,
        {"MIG-CNV-005": 1},
        {"旧履歴": 1},
        {"削除済み": 1},
    )
    assert (line.closed, result.targets[0].closed) == (True, True)
    assert told(result) == [("MIG-CNV-005", 4, "番号", None)]


def test_rejected_rows_keep_the_bytes_of_their_record(tmp_path: Path) -> None:
    """out/restricted holds the original record of each rejected row, ragged records included."""
    source = staged(tmp_path, [("", "1", "1", "", "0"), ("2", "1", "1", "", "0")], skip=[2])

    result = convert(plan(block()), {"T": source}, tmp_path / "out", AROUND)

    rejects = [(r["source_row"], r["code"], r["raw"]) for r in pq.read_table(result.rejects).to_pylist()]
    assert rejects == [(1, "MIG-CNV-005", b"T record 1"), (2, "MIG-CNV-002", b"bad 2")]
    assert told(result) == [("MIG-CNV-002", 2, None, None), ("MIG-CNV-005", 1, "番号", None)]
    assert dict(result.findings[0].params) == {"expected": 5, "found": 3}


def test_a_failed_value_leaves_the_item_empty_and_keeps_its_text_apart(tmp_path: Path) -> None:
    """CNV-001 and -004 keep the row; the raw text goes to the file of values, never into the finding."""
    result = run(tmp_path, [("1", "1", "7", "昭和64年1月8日", "0")])

    kept = [(r["item"], r["source_column"], r["code"], r["raw"]) for r in pq.read_table(result.values).to_pylist()]
    assert delivered(result) == [("0001", None, None, None)]
    assert told(result) == [("MIG-CNV-001", 1, "生年月日", "0001"), ("MIG-CNV-004", 1, "性別", "0001")]
    assert dict(result.findings[1].params) == {"reason": "コード対応にない旧コード", "map": "sex"}
    assert sorted(kept) == [
        ("性別", "SEX", "MIG-CNV-004", "7"),
        ("生年月日", "BIRTH", "MIG-CNV-001", "昭和64年1月8日"),
    ]


def test_on_error_reject_takes_the_row_out(tmp_path: Path) -> None:
    """A failed value of an item with on_error 拒否 rejects the row with that value's code."""
    result = run(tmp_path, [("1", "1", "7", "", "0"), ("2", "1", "1", "", "0")], block(strict=["性別"]))

    assert delivered(result) == [("0002", "1", None, None)]
    assert result.lines[0].rejected == {"MIG-CNV-004": 1}
    assert told(result) == [("MIG-CNV-004", 1, "性別", "0001")]
    assert pq.read_table(result.values).num_rows == 0


def test_a_key_that_cannot_be_converted_rejects_the_row(tmp_path: Path) -> None:
    """lpad refuses to cut; the key stays empty and the row is rejected, not delivered under a cut key."""
    result = run(tmp_path, [("12345", "1", "1", "", "0")])

    assert delivered(result) == []
    assert told(result) == [("MIG-CNV-005", 1, "番号", None)]


def test_ties_for_the_newest_all_stay(tmp_path: Path) -> None:
    """Rows that tie are written; the older rows point to the first of them."""
    rows = [(n, rev, "1", "", "0") for n, rev in (("1", "9"), ("1", "10"), ("1", "010"), ("1", "2"))]

    result = run(tmp_path, [tuple(row) for row in rows])

    assert lineage(result) == [(1, 1, "統合"), (1, 2, "書込"), (2, 3, "書込"), (1, 4, "統合")]


def test_an_age_that_cannot_be_told_keeps_the_row(tmp_path: Path) -> None:
    """A history column that is no number and no date merges nothing and says so."""
    rows = [("1", "1", "1", "", "0"), ("1", "S45", "1", "", "0"), ("2", "x", "1", "", "0")]

    result = run(tmp_path, [tuple(row) for row in rows])

    assert lineage(result) == [(1, 1, "書込"), (2, 2, "書込"), (3, 3, "書込")]
    assert told(result) == [("MIG-CNV-007", 2, None, None)]


def test_a_merged_row_whose_survivor_is_rejected_has_no_target_row(tmp_path: Path) -> None:
    """The merged row keeps its fate; its line in the lineage names no target row."""
    rows = [("1", "1", "1", "", "0"), ("1", "2", "7", "", "0")]

    result = run(tmp_path, [tuple(row) for row in rows], block(strict=["性別"]))

    assert lineage(result) == [(None, 1, "統合")]
    assert result.lines[0].closed


def test_merged_rows_follow_their_survivor_through_a_second_rule(tmp_path: Path) -> None:
    """A survivor that a later rule merges takes its own rows along."""
    second = PlanRowRule(name="同一生年", fate=Fate.MERGED, condition=None, key=("BIRTH",), latest_by="NO")
    rows = [("1", "1", "1", "x", "0"), ("1", "2", "1", "x", "0"), ("2", "1", "1", "x", "0")]

    result = run(tmp_path, [tuple(row) for row in rows], block(rows=(NEWEST, second)))

    assert lineage(result) == [(1, 1, "統合"), (1, 2, "統合"), (1, 3, "書込")]
    assert result.lines[0].merged == {"同一生年": 1, "旧履歴": 1}


def test_undecodable_bytes_are_told_once_per_item_and_only_for_rows_that_count(tmp_path: Path) -> None:
    """CNV-003 names the first item that the column feeds; rows taken by a rule are counted, not reported."""
    rows = [("1", "1", "1", "", "0"), ("2", "1", "1", "", "1"), ("", "1", "1", "", "0")]
    bad = tuple(BadBytes(row=n, column=c, raw=b"\x80") for n, c in ((1, "NO"), (1, "DEL"), (2, "NO"), (3, "SEX")))
    source = replace(staged(tmp_path, [tuple(row) for row in rows]), bad_bytes=bad)

    result = convert(plan(block()), {"T": source}, tmp_path / "out", AROUND)

    assert [x for x in told(result) if x[0] == "MIG-CNV-003"] == [
        ("MIG-CNV-003", 1, "DEL", "0001"),
        ("MIG-CNV-003", 3, "性別", None),
        ("MIG-CNV-003", 1, "番号", "0001"),
    ]
    assert result.unreported == {"MIG-CNV-003": 1}
    assert pq.read_table(result.undecodable).num_rows == 4


def test_failures_of_excluded_rows_are_counted(tmp_path: Path) -> None:
    """A bad value in an excluded row is no finding, but not silent either."""
    result = run(tmp_path, [("1", "1", "7", "?", "1")])

    assert (told(result), result.unreported) == ([], {"MIG-CNV-001": 1, "MIG-CNV-004": 1})


def test_two_blocks_fill_one_table_in_order(tmp_path: Path) -> None:
    """Rows stand by block, then by source row; the lineage names file and row of both."""
    sources = {
        "T": staged(tmp_path, [("2", "1", "1", "", "0"), ("1", "1", "1", "", "0")]),
        "U": staged(tmp_path, [("0", "1", "1", "", "0")], name="U"),
    }

    result = convert(plan(block("T"), block("U")), sources, tmp_path / "out", AROUND)

    assert [row[0] for row in delivered(result)] == ["0002", "0001", "0000"]
    files = [r["source_file"] for r in pq.read_table(result.tables[0].lineage).to_pylist()]
    assert files == ["source/T.csv", "source/T.csv", "source/U.csv"]


@pytest.mark.parametrize("rows", [[], [("", "", "", "", "0")] * 3, [("1", "1", "1", "", "1")] * 2])
def test_nothing_to_write(tmp_path: Path, rows: list[Row]) -> None:
    """Empty source, all rejected, all excluded: an empty table with its columns, and a closed balance."""
    result = run(tmp_path, rows)

    assert pq.read_table(result.tables[0].parquet).column_names == list(ITEMS)
    assert (delivered(result), result.lines[0].closed, result.lines[0].read) == ([], True, len(rows))


def test_same_input_same_bytes(tmp_path: Path) -> None:
    """Two runs over 5,000 rows leave identical files."""
    rows = [(str(n % 4000), str(n % 7), str(n % 4), f"S{n % 60:02d}0101", str(int(n % 11 == 0))) for n in range(5000)]

    first = run(tmp_path, rows)
    second = convert(plan(block()), {"T": staged(tmp_path, rows)}, tmp_path / "again", AROUND)

    for a, b in (
        (first.tables[0].parquet, second.tables[0].parquet),
        (first.tables[0].lineage, second.tables[0].lineage),
    ):
        assert a.read_bytes() == b.read_bytes()
    assert (first.rejects.read_bytes(), first.values.read_bytes()) == (
        second.rejects.read_bytes(),
        second.values.read_bytes(),
    )
    assert (first.findings, first.lines) == (second.findings, second.lines)


def test_a_file_that_lost_a_column_is_refused(tmp_path: Path) -> None:
    """A column of the plan that was not staged is an error with its name, not a database message."""
    wrong = replace(block(), items=(PlanItem(item="番号", tree=parse("MISSING"), on_error=OnError.EMPTY),))

    with pytest.raises(MigrateError) as caught:
        run(tmp_path, [("1", "1", "1", "", "0")], wrong)

    assert (caught.value.code, caught.value.params["column"]) == ("MIG-CNV-017", "MISSING")


def test_a_missing_source_is_refused(tmp_path: Path) -> None:
    """One of two files absent is never a smaller conversion."""
    with pytest.raises(MigrateError) as caught:
        convert(plan(block("T"), block("U")), {"T": staged(tmp_path, [])}, tmp_path / "out", AROUND)

    assert caught.value.code == "MIG-CNV-019"


def test_column_names_that_look_like_ours_do_no_harm(tmp_path: Path) -> None:
    """Source columns named like the engine's own (rule, survivor, k, i0) are read as any other."""
    names = ("rule", "survivor", "k", "i0", "reject")
    table = pa.table([pa.array([1, 2]), *(pa.array(["1", "2"]) for _ in names)], names=["_row", *names])
    pq.write_table(table, tmp_path / "T.parquet")
    source = Staged(table="T", file="T.csv", rows=2, parquet=tmp_path / "T.parquet", bad_bytes=(), bad_rows=())
    texts = ("lpad(rule, 4, '0')", "code(survivor, 'sex')", "lpad(concat(k, i0), 4, '0')", "reject")
    items = tuple(PlanItem(item=i, tree=parse(t), on_error=OnError.EMPTY) for i, t in zip(ITEMS, texts, strict=True))
    newest = PlanRowRule(name="r", fate=Fate.MERGED, condition=None, key=("reject",), latest_by="rule")

    result = convert(plan(replace(block(), rows=(newest,), items=items)), {"T": source}, tmp_path / "out", AROUND)

    assert delivered(result) == [("0001", "1", "0011", "1"), ("0002", "2", "0022", "2")]


_cell = st.sampled_from([None, "", "1", "2", "3", "x", "S450131"])
_rows = st.lists(st.tuples(*[_cell] * len(COLUMNS)), max_size=25)
_conditions = st.sampled_from(
    ["DEL = '1'", "SEX IS NULL", "NOT (REV <> '2')", "code(SEX, 'sex') = '0' OR NO IN ('3', 'x')"]
)
_exclusion = st.builds(
    lambda n, c: PlanRowRule(name=f"除外{n}", fate=Fate.EXCLUDED, condition=parse_condition(c)),
    st.integers(0, 2),
    _conditions,
)
_merge = st.builds(
    lambda k, by: PlanRowRule(name=f"統合{k}{by}", fate=Fate.MERGED, condition=None, key=k, latest_by=by),
    st.sampled_from([("NO",), ("NO", "SEX"), ("BIRTH",)]),
    st.sampled_from(["REV", "NO"]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=_rows,
    rules=st.lists(st.one_of(_exclusion, _merge), max_size=4),
    skip=st.sets(st.integers(1, 5)),
    strict=st.sets(st.sampled_from(["性別", "生年月日"])),
)
def test_every_row_has_exactly_one_fate(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[Row],
    rules: list[PlanRowRule],
    skip: set[int],
    strict: set[str],
) -> None:
    """Whatever the rules and rows: both sums close, no finding says otherwise, rejects and lineage do not overlap."""
    folder = tmp_path_factory.mktemp("run")
    source = staged(folder, rows, skip={n for n in skip if n <= len(rows) + 1})

    result = convert(plan(block(rows=tuple(rules), strict=sorted(strict))), {"T": source}, folder / "out", AROUND)

    refused = {r["source_row"] for r in pq.read_table(result.rejects).to_pylist()}
    told_rows = [row for _, row, _ in lineage(result)]
    assert [line.closed for line in result.lines] == [True]
    assert [target.closed for target in result.targets] == [True]
    assert "MIG-CNV-006" not in {f.code for f in result.findings}
    assert refused.isdisjoint(told_rows)
    assert len(told_rows) == len(set(told_rows))
    assert result.targets[0].rows == result.lines[0].written


def test_of_one_code_and_item_the_first_thousand_are_listed(tmp_path: Path) -> None:
    """A mapping that fails everywhere does not fill a list: the rest is one finding, their values are all kept."""
    rows = [(str(n), "1", "7", "昭和64年1月8日", "0") for n in range(1500)] + [("", "1", "1", "", "0")] * 1200

    result = run(tmp_path, rows, block(rows=()))

    codes = Counter((f.code, f.place.item) for f in result.findings)
    rest = {(f.place.item, f.params["code"]): f.params["count"] for f in result.findings if f.code == "MIG-CNV-032"}
    assert codes["MIG-CNV-001", "生年月日"] == codes["MIG-CNV-004", "性別"] == codes["MIG-CNV-005", "番号"] == 1000
    assert rest == {
        ("生年月日", "MIG-CNV-001"): 500,
        ("性別", "MIG-CNV-004"): 500,
        ("番号", "MIG-CNV-005"): 200,
    }
    assert pq.read_metadata(result.values).num_rows == 3000
    assert pq.read_metadata(result.rejects).num_rows == 1200
