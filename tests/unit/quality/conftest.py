"""Spec 031 as bundled, a clean row, and a way to check a few rows."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from migrate.files.bundled import bundled
from migrate.model.quality import CheckResult
from migrate.model.spec import Spec
from migrate.quality import run as checks
from migrate.quality.catalogue import Rule
from migrate.spec import library

TABLE = "住登外者宛名基本情報"
Rows = list[dict[str, str]]
Check = Callable[..., CheckResult]


@pytest.fixture(scope="session")
def spec() -> Spec:
    """031@2023-09-29."""
    return library.resolve("031@2023-09-29", library.entries(bundled("specs")), {}).spec


@pytest.fixture
def row(spec: Spec) -> Callable[..., dict[str, str]]:
    """A clean row; keywords replace values."""

    def make(**changes: str) -> dict[str, str]:
        clean = {
            "宛名番号": "000000000000001",
            "氏名": "架空　太郎",
            "性別": "1",
            "生年月日": "1970-01-31",
            "業務ID": "010",
            "代表宛名フラグ": "0",
            "操作者ID": "USER01",
            "操作年月日": "2023-05-01",
            "操作時刻": "12:34:56",
        }
        return {**dict.fromkeys((item.name for item in spec.items), ""), **clean, **changes}

    return make


def write_csv(path: Path, rows: Rows, header: list[str] | None = None) -> Path:
    """A standard CSV."""
    names = header or list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def check(spec: Spec, tmp_path: Path) -> Check:
    """Check rows of 031's table."""

    def run(rows: Rows, catalogue: tuple[Rule, ...] | None = None, spec: Spec = spec) -> CheckResult:
        given = checks.Given(data=write_csv(tmp_path / "rows.csv", rows), name="rows.csv")
        scratch = Path(tempfile.mkdtemp(dir=tmp_path))
        setting = checks.Setting(
            scratch=scratch, failures=scratch / "f.parquet", as_of=date(2026, 11, 23), catalogue=catalogue
        )
        return checks.run(checks.Subject(spec=spec, given={TABLE: given}), setting)

    return run
