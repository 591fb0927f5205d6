"""The same plan on DuckDB and on Spark: every file, sum and finding is the same."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from migrate.engine.convert import convert
from migrate.engine.duckdb import Limits, opened, text
from migrate.engine.expression import parse, parse_condition
from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanJoin, PlanRowRule
from migrate.engine.result import Converted, Surroundings
from migrate.engine.state import differing
from migrate.model.mapping import Fate, OnError, Unmet, Yields
from migrate.model.staging import BadBytes, BadRow, Staged

from .spark_child import records
from .spark_parts import Child

COLUMNS = ("NO", "REV", "SEX", "BIRTH", "DEL", "氏 名", "MEMO", "SETAI")
POOLS: Mapping[str, Sequence[str | None]] = {
    "NO": (*map(str, range(1, 400)), "", " ", "　7 ", None, "123456"),
    "REV": ("1", "2", "10", "010", "2026-11-01", "2026/11/02", "2026-1-1", "", None, "1\n", "x", "9" * 61),
    "SEX": ("1", "2", "9", "9 ", "", None, "7", "　", "\\", "'"),
    "BIRTH": ("S450131", "昭和45年1月31日", "R01.05.01", "H310430", "昭和45年頃", "", None, "99999999", "20240229"),
    "DEL": ("0", "0", "0", "1", "", None),
    "氏 名": (
        "山田　太郎",
        "髙﨑",
        "𠮷野 家",
        "",
        None,
        "ｶﾅ",
        "a\\b",
        "it's",
        'say "x"',
        "改\n行",
        "\tタブ",
        "％",
        "%",
        "_",
    ),
    "MEMO": ("", None, " ", "　", " 前後 ", "\u00a0", "e\u0301", "\U000f0081", "ﾊﾞ", "1,234", "a" * 300, "\x7f"),
    "SETAI": ("a", "b", " b　", "c", "d", "", None, "zz", "B"),
}
ITEMS = {
    "番号": "lpad(NO, 4, '0')",
    "性別": "code(SEX, 'sex')",
    "生年月日": "wareki_date(BIRTH)",
    "氏名": 'trim("氏 名")',
    "つなぎ": "concat('\\', \"氏 名\", '''', MEMO, '％')",
    "先": "coalesce(nullif(MEMO, ' '), \"氏 名\", 'なし')",
    "切り": 'substr("氏 名", 2, 2)',
    "深い": "lpad(substr(code(SEX, 'sex'), 1, 1), 3, '*')",
    "もっと深い": "zenkaku(lpad(wareki_date(BIRTH), 10, '0'))",
    "場合": "CASE WHEN code(SEX, 'sex') = '1' AND NOT DEL = '1' THEN '男' WHEN MEMO IS NULL OR NO < '5' THEN NO END",
    "単純": "CASE SEX WHEN '1' THEN wareki_date(BIRTH) WHEN '\\' THEN '斜' ELSE hankaku(MEMO) END",
    "列挙": "CASE WHEN \"氏 名\" IN ('it''s', 'a\\b', '%') THEN 'ある' END",
    "空": "NULL",
    "定数": "'固定'",
}
SEX = {"1": "1", "2": "2", "9": "0"}
DELETED = PlanRowRule(name="削除済み", fate=Fate.EXCLUDED, condition=parse_condition("DEL = '1'"))
UNJUDGED = PlanRowRule(name="未来", fate=Fate.REJECTED, condition=parse_condition("wareki_date(BIRTH) >= '2024-01-01'"))
NEWEST = PlanRowRule(name="旧履歴", fate=Fate.MERGED, condition=None, key=("NO",), latest_by="REV")
SEVERAL = PlanRowRule(name="複数", fate=Fate.REJECTED, condition=parse_condition("\"§S\" = '2'"))


def rows(count: int, seed: int = 6) -> list[tuple[str | None, ...]]:
    """Rows in which all kinds of values meet."""
    pick = random.Random(seed)
    return [tuple(pick.choice(POOLS[column]) for column in COLUMNS) for _ in range(count)]


def staged(folder: Path, name: str, columns: Sequence[str], lines: Sequence[tuple[str | None, ...]]) -> Staged:
    """Rows as the reader stages them, in several row groups, with two bad records and an undecodable cell."""
    numbers = [n for n in range(1, len(lines) + 3) if n not in (2, 5)][: len(lines)]
    arrays = [pa.array([line[n] for line in lines], pa.string()) for n in range(len(columns))]
    path = folder / f"{name}.parquet"
    table = pa.table([pa.array(numbers, pa.int64()), *arrays], names=["_row", *columns])
    pq.write_table(table, path, row_group_size=500)
    bad = tuple(BadRow(row=n, found=3, expected=8, raw=b"bad") for n in (2, 5)) if lines else ()
    cells = (BadBytes(row=1, column="MEMO", raw=b"\x81"),) if "MEMO" in columns and lines else ()
    total = len(lines) + len(bad)
    return Staged(table=name, file=f"source/{name}.csv", rows=total, parquet=path, bad_bytes=cells, bad_rows=bad)


def block(
    items: Mapping[str, str] = ITEMS,
    rules: tuple[PlanRowRule, ...] = (),
    joins: tuple[PlanJoin, ...] = (),
    part: str = "",
    strict: str = "",
) -> PlanBlock:
    """A block from T into 「表」."""
    made = tuple(
        PlanItem(item=item, tree=parse(text), on_error=OnError.REJECT if item == strict else OnError.EMPTY)
        for item, text in items.items()
    )
    yields = Yields.ONE if part else None
    return PlanBlock(table="表", source="T", rows=rules, items=made, joins=joins, part=part, yields=yields)


def join(**more: object) -> PlanJoin:
    """A look-up of households by their number."""
    given: dict[str, object] = {"table": "U", "alias": "S", "keys": (("SETAI", "世帯.番号"),)}
    return PlanJoin(**(given | more))  # type: ignore[arg-type]


LOOKED = ITEMS | {"主": "S.NUSHI", "主かな": "zenkaku(S.NUSHI)", "人数": '"§S"'}
PLANS: dict[str, tuple[PlanBlock, ...]] = {
    "values": (block(),),
    "rules": (block(rules=(DELETED, UNJUDGED), strict="生年月日"),),
    "history": (block(rules=(DELETED, UNJUDGED, NEWEST), strict="性別"),),
    "joins": (block(LOOKED, (SEVERAL,), (join(), join(alias="N", latest_by="REV", unmet=Unmet.EXCLUDE))),),
    "joins and history": (
        block(LOOKED, (NEWEST,), (join(condition=parse_condition("REV = '1' AND trim(NUSHI) <> '乙'")),)),
    ),
    "parts": (
        block(rules=(PlanRowRule(name="男", fate=Fate.EXCLUDED, condition=parse_condition("SEX = '2'")),), part="甲"),
        block(rules=(PlanRowRule(name="女", fate=Fate.EXCLUDED, condition=parse_condition("SEX = '1'")),), part="乙"),
    ),
}
HOUSES: Sequence[tuple[str | None, ...]] = [
    *(("a", "1", "甲"), ("b　", "1", "乙"), ("c", "1", "丙"), ("c", "2026-11-01", "丁"), ("d", "x", "戊")),
    *(("d", "2", "己"), ("", "1", "庚"), (None, "1", "辛"), ("e", "1", "壬")),
]


def outputs(result: Converted) -> dict[str, object]:
    """All that a conversion gives, without the names of its files."""
    files = {
        f"{table.table} {kind}": pq.read_table(path).to_pylist()
        for table in result.tables
        for kind, path in (("rows", table.parquet), ("lineage", table.lineage))
    }
    kept = {n: pq.read_table(getattr(result, n)).to_pylist() for n in ("rejects", "values", "undecodable")}
    told = (result.lines, result.targets, result.findings, result.unreported)
    return files | kept | dict(zip(("lines", "targets", "findings", "unreported"), told, strict=True))


def plan(*blocks: PlanBlock) -> Plan:
    """A plan of one target table."""
    items = tuple(one.item for one in blocks[0].items)
    return Plan(
        spec="031@x",
        business="031",
        blocks=blocks,
        code_maps={"sex": SEX},
        keys={"表": ("番号",)},
        columns={"表": items},
    )


def both(spark: Child, folder: Path, one: Plan, count: int) -> tuple[Converted, Converted]:
    """The plan on DuckDB and on Spark, in chunks of one row group."""
    sources = {"T": staged(folder, "T", COLUMNS, rows(count))}
    sources["U"] = staged(folder, "U", ("世帯.番号", "REV", "NUSHI"), HOUSES)
    around = Surroundings(digest="|".join, records=records, limits=Limits(chunk=500))
    return convert(one, sources, folder / "duckdb", around), spark.convert(one, sources, folder / "spark", 500)


def _unlike(folder: Path, one: Path, other: Path) -> int:
    """Rows of one file that the other does not have, or not as often, and the other way round."""
    with opened(folder, Limits()) as engine:
        return differing(engine, *(f"SELECT * FROM read_parquet({text(str(path))})" for path in (one, other)))


@pytest.mark.parametrize("name", PLANS)
def test_spark_gives_what_duckdb_gives(spark: Child, tmp_path: Path, name: str) -> None:
    """Rows in their order, lineage, rejects, findings and sums are equal; the file of the target to the byte.

    Equal rows, each as often, are EXCEPT ALL = 0 both ways; DuckDB is asked all the same.
    """
    ours, theirs = both(spark, tmp_path, plan(*PLANS[name]), 3000)

    assert outputs(theirs) == outputs(ours)
    assert ours.tables[0].rows > 200
    assert theirs.tables[0].parquet.read_bytes() == ours.tables[0].parquet.read_bytes()
    assert _unlike(tmp_path / "compared", ours.tables[0].parquet, theirs.tables[0].parquet) == 0


@pytest.mark.parametrize("name", ["history", "joins"])
def test_a_table_without_rows(spark: Child, tmp_path: Path, name: str) -> None:
    """No row in, no row out, on both."""
    ours, theirs = both(spark, tmp_path, plan(*PLANS[name]), 0)

    assert outputs(theirs) == outputs(ours)
    assert (ours.tables[0].rows, ours.read) == (0, 0)
