"""All failures of 119 checks of generated residents are those that one query written by hand finds."""

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
