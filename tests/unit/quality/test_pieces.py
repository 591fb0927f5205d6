"""A table judged in pieces, by one process or by several, gives the same failures."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest

from migrate.model.quality import SHOWN, CheckResult
from migrate.model.spec import Spec
from migrate.quality import catalogue, pieces
from migrate.quality import rows as row_files
from migrate.quality import run as checks
from migrate.quality.kinds import kind_of

TABLE = "住登外者宛名基本情報"
Make = Callable[..., dict[str, str]]


@pytest.fixture
def file(row: Make, tmp_path: Path) -> Path:
    """600 rows in row groups of 100: every seventh has a bad 性別, every hundredth repeats the key of the first."""
    made = [
        row(宛名番号=f"{1 if n and n % 100 == 0 else n + 1:015d}", 性別="Ｘ" if n % 7 == 0 else "1") for n in range(600)
    ]
    path = tmp_path / "rows.parquet"
    pl.DataFrame(made).write_parquet(path, row_group_size=100)
    return path


def checked(spec: Spec, file: Path, folder: Path) -> tuple[CheckResult, pl.DataFrame]:
    folder.mkdir()
    setting = checks.Setting(
        scratch=folder,
        failures=folder / "all.parquet",
        as_of=date(2026, 11, 23),
        digest=lambda *parts: "-".join(parts)[-4:],
    )
    subject = checks.Subject(spec=spec, given={TABLE: checks.Given(data=file, name="rows.parquet")})
    result = checks.run(subject, setting)
    return result, pl.read_parquet(setting.failures)


def test_pieces_and_processes_do_not_show(
    spec: Spec, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same result and the same bytes of failures, whole, in six pieces, and in six pieces by several processes."""
    whole = checked(spec, file, tmp_path / "whole")
    monkeypatch.setattr(row_files, "BATCH", 100)
    in_pieces = checked(spec, file, tmp_path / "pieces")
    monkeypatch.setattr(pieces, "LARGE", 1)
    by_processes = checked(spec, file, tmp_path / "processes")

    assert len(row_files.pieces_of(row_files.open_rows(file, "rows.parquet"))) == 6
    assert whole[0] == in_pieces[0] == by_processes[0]
    bytes_of = [(tmp_path / name / "all.parquet").read_bytes() for name in ("whole", "pieces", "processes")]
    assert bytes_of[0] == bytes_of[1] == bytes_of[2]


@pytest.mark.parametrize("name", sorted({rule.kind for rule in catalogue.rules()}))
def test_every_kind_goes_over_to_another_process(name: str) -> None:
    """A kind of rule that could not would stop the check of a large table."""
    kind = kind_of(next(rule for rule in catalogue.rules() if rule.kind == name))

    assert pickle.loads(pickle.dumps(kind)) == kind


def test_every_failing_row_is_kept_and_the_first_ones_are_shown(spec: Spec, file: Path, tmp_path: Path) -> None:
    """86 bad cells and 5 repeated keys in the file; 20 of the former among the findings; no value of a row."""
    result, failures = checked(spec, file, tmp_path / "whole")
    bad = failures.filter(pl.col("code") == "MIG-DQ-003")

    assert (result.failed, failures.height) == (91, 91)
    assert bad["row"].to_list() == [n + 1 for n in range(600) if n % 7 == 0]
    assert [f.place.row for f in result.findings if f.code == "MIG-DQ-003"] == bad["row"].to_list()[:SHOWN]
    assert set(bad["shape"]) == {"Ａ"}
    assert bad["key"].to_list()[1] == "0008"
    assert pq.read_schema(tmp_path / "whole" / "all.parquet").names == [
        "code", "severity", "business", "table", "item", "row", "source_file", "source_row", "key", "shape", "settled"
    ]  # fmt: skip
