"""The generator of the bench data through conversion and check by all rules: each planted defect, nothing else."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import duckdb
import polars as pl
import pytest

from migrate.model.spec import Reference, Spec
from migrate.quality import run as checks

from ..unit.engine import spark_parts

ROWS, HOUSEHOLD = 20_000, "世帯"
APART = {("市区町村コード", "MIG-DQ-012"), ("生年月日_不詳", "MIG-DQ-001")}
"""The generator's municipality, 139999, is none: its check digit is wrong in every row. Whether 生年月日 is unknown is
made from the same cell as 生年月日, so that a day that cannot be would be said twice."""
EXPECTED = {
    "gaiji": {("氏名", "MIG-CHR-001"), ("氏", "MIG-CHR-001")},
    "bad_bytes": {("氏名", "MIG-DQ-003"), ("氏", "MIG-DQ-003")},
    "bad_birth": {("生年月日", "MIG-DQ-001")},
    "dup_key": {("宛名番号", "MIG-DQ-007")},
    "no_name": {("氏名", "MIG-DQ-001")},
    "mynum_cd": {("個人番号", "MIG-DQ-010")},
    "mynum_len": {("個人番号", "MIG-DQ-010")},
    "bad_sex_code": {("性別", "MIG-DQ-001")},
    "fk_household": {("世帯番号", "MIG-DQ-140")},
    "date_order": {("生年月日", "MIG-DQ-126")},
    "too_long": {("住所", "MIG-DQ-004"), ("住所_方書", "MIG-DQ-004")},
    "bad_kana": {("氏名_フリガナ", "MIG-DQ-015")},
}
"""Kind of planted defect → item and rule in its row, after a conversion that leaves empty what it cannot read."""
Failures = dict[int, set[tuple[str, str]]]


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
    with_numpy = spark_parts.environment(spark_parts.packages())
    words = [with_numpy["PYSPARK_PYTHON"], str(shared / "bench" / "gen_legacy.py"), str(folder), str(ROWS)]
    subprocess.run(words, check=True, capture_output=True, timeout=300, env=with_numpy)
    return folder


@pytest.fixture(scope="module")
def planted(generated: Path) -> dict[int, str]:
    """Row, from 1 → kind of defect."""
    return dict(pl.read_parquet(generated / "truth.parquet").select(pl.col("row") + 1, "kind").rows())


def _with_households(spec: Spec) -> Spec:
    """The spec with a table of households, to which residents refer."""
    to = (Reference(business=spec.business, table=HOUSEHOLD, item="世帯番号"),)
    items = tuple(replace(item, references=to) if item.name == "世帯番号" else item for item in spec.items)
    own = next(item for item in items if item.name == "世帯番号")
    return replace(spec, items=(*items, replace(own, table=HOUSEHOLD, primary_key=True, references=())))


@pytest.fixture(scope="module")
def check(
    parts: ModuleType, generated: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], tuple[int, Failures]]:
    """Converts and checks the residents of a folder, beside the generated households: rows, and what fails in which."""

    def run(data: Path) -> tuple[int, Failures]:
        folder = tmp_path_factory.mktemp("checked")
        residents, households = folder / "residents.parquet", folder / "households.parquet"
        rows = parts.prepare(data, residents)
        with duckdb.connect() as con:
            source = f"read_parquet('{generated / 'household.parquet'}')"
            con.execute(f"COPY (SELECT lpad(setai_no, 15, '0') AS 世帯番号 FROM {source}) TO '{households}'")
        given = {
            parts.TABLE: checks.Given(data=residents, name="residents"),
            HOUSEHOLD: checks.Given(data=households, name="households"),
        }
        setting = checks.Setting(scratch=folder, failures=folder / "failures.parquet", as_of=parts.AS_OF)
        checks.run(checks.Subject(spec=_with_households(parts.spec()), given=given), setting)
        found: Failures = {}
        for row, item, code in pl.read_parquet(setting.failures).select("row", "item", "code").iter_rows():
            if (item, code) not in APART:
                found.setdefault(row, set()).add((item, code))
        return rows, found

    return run


def test_every_planted_defect_is_found_and_nothing_else(
    check: Callable[[Path], tuple[int, Failures]], generated: Path, planted: dict[int, str]
) -> None:
    """Recall 100 %: each row fails as the kind planted in it says, no other row fails.

    The number that was planted twice is said at the later of its two rows, which may be the clean one.
    """
    _, found = check(generated)

    twice = {row for row, kind in planted.items() if kind == "dup_key"}
    later = {row for row, failing in found.items() if failing & EXPECTED["dup_key"]}
    assert {row if row in twice else row - 1 for row in later} == twice
    assert {row: failing for row, failing in found.items() if row not in later} == {
        row: EXPECTED[kind] for row, kind in planted.items() if row not in twice
    }
    assert set(planted.values()) == EXPECTED.keys()


def test_no_false_alarm_on_the_clean_twin(
    check: Callable[[Path], tuple[int, Failures]], generated: Path, planted: dict[int, str], tmp_path: Path
) -> None:
    """The same extract without the planted records: no rule of any kind finds anything."""
    shutil.copy(generated / "town.parquet", tmp_path)
    lines = (generated / "resident_cp932.csv").read_bytes().split(b"\n")
    clean = [line for number, line in enumerate(lines) if number not in planted]
    (tmp_path / "resident_cp932.csv").write_bytes(b"\n".join(clean))

    assert check(tmp_path) == (ROWS - len(planted), {})
