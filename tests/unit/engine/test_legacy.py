"""A generated extract with planted defects: each is found where it stands, none is invented, all the rest arrives."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.engine import chunks, csvout
from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.model.delivery import DeliveryForm
from migrate.model.mapping import Fate, OnError
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.model.staging import Staged
from migrate.source.profile.file import table_of_header
from migrate.source.raw import raw_records
from migrate.source.stage import stage

from . import spark_parts

ROWS = 20_000
FILE = SourceFile(path="source/resident.csv", kind=SourceKind.CSV, sha256="", encoding="cp932", why="")
FIXED = SourceFile(path="source/resident.dat", kind=SourceKind.FIXED, sha256="", encoding="cp932", why="")
WIDTHS = {
    **{"atena_no": 10, "setai_no": 10, "kojin_no": 12, "shimei_kn": 30, "shimei": 40, "birth": 18, "sex": 1},
    **{"zip": 16, "town_cd": 6, "addr": 60, "tel": 13, "jumin_kbn": 1},
}
"""Fields of the generator's records, in bytes."""
NAMELESS = PlanRowRule(name="氏名のない行", fate=Fate.REJECTED, condition=parse_condition("trim(shimei) IS NULL"))
ITEMS = {
    "宛名番号": ("atena_no", OnError.REJECT),
    "氏名": ("trim(shimei)", OnError.EMPTY),
    "フリガナ": ("zenkaku_kana(shimei_kn)", OnError.EMPTY),
    "性別": ("code(sex, 'sex')", OnError.REJECT),
    "生年月日": ("wareki_date(birth)", OnError.REJECT),
    "方書": ("max_length(katagaki, 100)", OnError.EMPTY),
}


@pytest.fixture(scope="module")
def generated(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the generator, which needs numpy: it comes with pyspark."""
    folder = tmp_path_factory.mktemp("legacy")
    words = [sys.executable, str(shared / "bench" / "gen_legacy.py"), str(folder), str(ROWS), "--seed", "7", "--fixed"]
    with_numpy = spark_parts.environment(spark_parts.packages())
    subprocess.run(words, check=True, capture_output=True, timeout=300, env=with_numpy)
    return folder


@pytest.fixture(scope="module")
def truth(generated: Path) -> Mapping[str, frozenset[int]]:
    """Kind of defect → record numbers."""
    found: dict[str, set[int]] = {}
    for one in pq.read_table(generated / "truth.parquet").to_pylist():
        found.setdefault(one["kind"], set()).add(one["row"] + 1)
    return {kind: frozenset(rows) for kind, rows in found.items()}


@pytest.fixture(scope="module")
def staged(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The extract as it is read."""
    path = generated / "resident_cp932.csv"
    return stage(path, FILE, table_of_header(path, FILE, None), tmp_path_factory.mktemp("staged"))


def _plan(staged: Staged) -> Plan:
    """A mapping of six items."""
    items = tuple(PlanItem(item=item, tree=parse(tree), on_error=bad) for item, (tree, bad) in ITEMS.items())
    return Plan(
        spec="001@x",
        business="001",
        blocks=(PlanBlock(table="住民票", source=staged.table, rows=(NAMELESS,), items=items),),
        code_maps={"sex": {"1": "1", "2": "2", "0": "0"}},
        keys={"住民票": ("宛名番号",)},
        columns={"住民票": tuple(ITEMS)},
    )


@pytest.fixture(scope="module")
def converted(generated: Path, staged: Staged, tmp_path_factory: pytest.TempPathFactory) -> Converted:
    """The extract converted."""
    path = generated / "resident_cp932.csv"
    table = table_of_header(path, FILE, None)
    around = Surroundings(digest="|".join, records=lambda _, rows: raw_records(path, FILE, table, rows))
    return convert(_plan(staged), {staged.table: staged}, tmp_path_factory.mktemp("out"), around)


@pytest.fixture(scope="module")
def pieces(staged: Staged, tmp_path_factory: pytest.TempPathFactory) -> Staged:
    """The same rows in eight row groups: a chunk is whole row groups."""
    path = tmp_path_factory.mktemp("pieces") / "rows.parquet"
    pq.write_table(pq.read_table(staged.parquet), path, row_group_size=ROWS // 8)
    return replace(staged, parquet=path)


def _bytes(made: Converted) -> dict[str, bytes]:
    """The standard CSV in its default form, the Parquet file and the lineage."""
    table = made.tables[0]
    [text] = csvout.write(table.parquet, table.parquet.parent / "csv", DeliveryForm(), tuple(ITEMS))
    files = {"csv": text.path, "parquet": table.parquet, "lineage": table.lineage}
    return {kind: path.read_bytes() for kind, path in files.items()}


def _plain(generated: Path) -> list[dict[str, str]]:
    """The same rows in UTF-8, read by Python."""
    with (generated / "resident_utf8.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_undecodable_cell_is_told_with_its_bytes(staged: Staged, truth: Mapping[str, frozenset[int]]) -> None:
    """Row, column and raw bytes of every planted cell, and of no other."""
    found = [(one.row, one.column, one.raw) for one in staged.bad_bytes]

    whole = "山".encode("cp932") + b"\x85\x40" + "　花子".encode("cp932")
    assert found == [(row, "shimei", whole) for row in sorted(truth["bad_bytes"])]
    assert staged.bad_rows == ()


def test_so_it_is_in_records_of_fixed_length(
    generated: Path, truth: Mapping[str, frozenset[int]], tmp_path: Path
) -> None:
    """The same rows cut by bytes: the same cells are told, with all bytes of their fields, and no other."""
    starts = [1 + sum(list(WIDTHS.values())[:n]) for n in range(len(WIDTHS))]
    columns = (
        SourceColumn(name=name, start=start, bytes=width)
        for start, (name, width) in zip(starts, WIDTHS.items(), strict=True)
    )
    path = generated / "resident_fixed.dat"
    read = stage(path, FIXED, SourceTable(name="resident", columns=tuple(columns)), tmp_path)

    field = ("山".encode("cp932") + b"\x85\x40" + "　花子".encode("cp932")).ljust(WIDTHS["shimei"])
    assert [(one.row, one.column, one.raw) for one in read.bad_bytes] == [
        (row, "shimei", field) for row in sorted(truth["bad_bytes"])
    ]
    assert (read.rows, read.bad_rows) == (ROWS, ())


def test_every_other_cell_is_read_as_it_was_written(generated: Path, staged: Staged) -> None:
    """All cells but the damaged ones are those of the file in UTF-8."""
    damaged = {(one.row, one.column) for one in staged.bad_bytes}

    read = pq.read_table(staged.parquet).to_pylist()
    other = [
        (row["_row"], name)
        for row, plain in zip(read, _plain(generated), strict=True)
        for name in plain
        if row[name] != plain[name] and (row["_row"], name) not in damaged
    ]
    assert other == []


def test_rejected_are_the_planted_rows_and_no_other(
    generated: Path, converted: Converted, truth: Mapping[str, frozenset[int]]
) -> None:
    """Rows without a name, with a code of no list, with a day that does not exist; 不明 is a day that is not known."""
    rows = _plain(generated)
    unknown = {row for row in truth["bad_birth"] if rows[row - 1]["birth"] == "不明"}
    wanted = truth["no_name"] | truth["bad_sex_code"] | (truth["bad_birth"] - unknown)

    rejects = pq.read_table(converted.rejects).to_pylist()
    found = [one["source_row"] for one in rejects]
    line = converted.lines[0]
    assert found == sorted(wanted)
    assert (line.read, line.written, line.closed) == (ROWS, ROWS - len(wanted), True)
    lines = (generated / "resident_cp932.csv").read_bytes().splitlines()
    assert all(one["raw"] == lines[one["source_row"]] for one in rejects)


def test_a_value_too_long_stays_out_and_its_row_arrives(
    converted: Converted, truth: Mapping[str, frozenset[int]]
) -> None:
    """Each planted 方書 of more than 100 characters is kept apart, none is cut."""
    values = pq.read_table(converted.values).to_pylist()

    refused = {row["source_row"] for row in pq.read_table(converted.rejects).to_pylist()}
    assert {one["source_row"] for one in values if one["item"] == "方書"} == truth["too_long"] - refused
    assert {len(one["raw"]) > 100 for one in values if one["item"] == "方書"} == {True}


@pytest.mark.parametrize("count", [1, 2, 8])
def test_chunks_do_not_show_in_the_files(
    converted: Converted, pieces: Staged, generated: Path, tmp_path: Path, count: int
) -> None:
    """Standard CSV, Parquet and lineage have the same bytes for 1, 2 and 8 chunks."""
    path = generated / "resident_cp932.csv"
    table = table_of_header(path, FILE, None)
    around = Surroundings(
        digest="|".join,
        records=lambda _, rows: raw_records(path, FILE, table, rows),
        limits=Limits(chunk=ROWS // count),
    )

    made = convert(_plan(pieces), {pieces.table: pieces}, tmp_path, around)

    assert len(chunks.of(pieces.parquet, ROWS // count)) == count
    assert _bytes(made) == _bytes(converted)
    assert _bytes(made)["csv"].count(b"\r\n") == made.tables[0].rows + 1


@pytest.mark.parametrize("count", [1, 2, 8])
def test_spark_writes_the_same_bytes(
    converted: Converted, pieces: Staged, spark: spark_parts.Child, tmp_path: Path, count: int
) -> None:
    """So do they where Spark computes; equal files hold equal rows, so that EXCEPT ALL is empty both ways."""
    made = spark.convert(_plan(pieces), {pieces.table: pieces}, tmp_path, ROWS // count)

    assert _bytes(made) == _bytes(converted)
