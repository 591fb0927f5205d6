"""All failures of 119 checks of generated residents are those that one query written by hand finds, and the planted."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

from ..engine import spark_parts

ROWS = 20_000
EXPECTED = {
    "gaiji": {("氏名", "MIG-CHR-001"), ("氏", "MIG-CHR-001")},
    "bad_bytes": {("氏名", "MIG-DQ-003"), ("氏", "MIG-DQ-003")},
    "dup_key": {("宛名番号", "MIG-DQ-007")},
    "no_name": {("氏名", "MIG-DQ-001")},
    "mynum_cd": {("個人番号", "MIG-DQ-010")},
    "mynum_len": {("個人番号", "MIG-DQ-010")},
    "bad_sex_code": {("性別", "MIG-DQ-001")},
    "date_order": {("生年月日", "MIG-DQ-126")},
    "too_long": {("住所", "MIG-DQ-004"), ("住所_方書", "MIG-DQ-004")},
    "bad_kana": {("氏名_フリガナ", "MIG-DQ-015")},
}
"""Kind of planted defect → item and rule in its row, after a conversion that leaves out what it cannot read."""


@pytest.fixture(scope="module")
def parts(root: Path) -> ModuleType:
    """What the benches of checks share."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "tests" / "bench"))
        import check_parts

        return check_parts


@pytest.fixture(scope="module")
def generated(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the generator, which needs numpy: it comes with pyspark."""
    folder = tmp_path_factory.mktemp("legacy")
    words = [sys.executable, str(shared / "bench" / "gen_legacy.py"), str(folder), str(ROWS), "--seed", "11"]
    with_numpy = spark_parts.environment(spark_parts.packages())
    subprocess.run(words, check=True, capture_output=True, timeout=300, env=with_numpy)
    return folder


@pytest.fixture(scope="module")
def file(parts: ModuleType, generated: Path) -> Path:
    """The rows, converted."""
    path = generated / "住民.parquet"
    assert parts.prepare(generated, path) == ROWS
    return path


@pytest.fixture(scope="module")
def found(parts: ModuleType, file: Path, tmp_path_factory: pytest.TempPathFactory) -> set[tuple[int, str, str]]:
    """Row, item and rule of every failure."""
    folder = tmp_path_factory.mktemp("found")
    parts.check(file, folder)
    return set(pl.read_parquet(folder / "failures.parquet").select("row", "item", "code").rows())


def test_a_query_by_hand_finds_the_same(
    parts: ModuleType, file: Path, found: set[tuple[int, str, str]], tmp_path: Path
) -> None:
    """The same rows fail the same rules at the same items."""
    with duckdb.connect() as con:
        con.execute(parts.query(file, tmp_path / "query.parquet"))
    by_hand = pl.read_parquet(tmp_path / "query.parquet").explode("rules").select("row", "rules").rows()

    assert {(row, *rule.split(" ")) for row, rule in by_hand} == found


def test_every_planted_defect_is_found_and_nothing_else(generated: Path, found: set[tuple[int, str, str]]) -> None:
    """Each planted row fails as its kind says; of the later of two equal keys only; no other row fails.

    A household that is not there is another file's matter; a day that cannot be leaves an empty 生年月日, and
    「不明」 alone is a day that is said to be unknown.
    """
    planted = pl.read_parquet(generated / "truth.parquet").with_columns(pl.col("row") + 1).rows()
    rows: dict[int, set[tuple[str, str]]] = {}
    for row, item, code in found:
        rows.setdefault(row, set()).add((item, code))
    expected = {row: EXPECTED[kind] for row, kind in planted if kind in EXPECTED}
    births = {row for row, kind in planted if kind == "bad_birth"}
    keys = {row for row, kind in planted if kind == "dup_key"}

    assert {row: of for row, of in rows.items() if row not in births | keys} == {
        row: of for row, of in expected.items() if row not in keys
    }
    assert {row for row in births if ("生年月日", "MIG-DQ-001") in rows.get(row, set())} == births
    later = {row for row in rows if ("宛名番号", "MIG-DQ-007") in rows[row]}
    assert all(row in keys or row - 1 in keys for row in later)
    assert len(later) == len(keys)
