"""doctor: says what works and what to do about the rest; changes and contacts nothing."""

from __future__ import annotations

import importlib.util
import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from migrate.flow import doctor
from migrate.model.finding import Severity

Usage = namedtuple("Usage", "total used free")


def test_every_part_is_named(tmp_path: Path) -> None:
    """The examination names Python, the parts, the data, encodings, disk, fonts, optional parts and the network."""
    names = [check.name for check in doctor.examine(tmp_path)]

    assert names == [
        "migrate",
        "Python",
        "必要な部品",
        "同梱データ",
        "文字コード",
        "ディスクの空き",
        "書込み",
        "日本語フォント",
        "表計算ソフト",
        "Spark",
        "データベース",
        "暗号化",
        "ネットワーク",
    ]


def test_little_disk_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Less than 2 GB free is 注意 with a cure, and a warning finding."""
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Usage(10, 9, 1))
    found = [f for f in doctor.doctor(tmp_path).findings if f.params["name"] == "ディスクの空き"]

    assert [f.severity for f in found] == [Severity.WARNING]


def test_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    """A folder without room for a file is 不良 and an error finding."""
    found = [f for f in doctor.doctor(Path("/proc")).findings if f.params["name"] == "書込み"]

    assert [f.severity for f in found] == [Severity.ERROR]


def test_missing_part_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A library that is not installed is named with what to do."""
    monkeypatch.setattr(doctor, "_PARTS", ("typer", "no-such-library"))
    found = [f for f in doctor.doctor(tmp_path).findings if f.params["name"] == "必要な部品"]

    assert [f.severity for f in found] == [Severity.ERROR]


def test_drivers_of_databases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The products that can be read are named, the others with what to type; without the extra that is said."""
    installed = {"sqlalchemy", "pg8000"}
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name in installed else None)
    found = [(c.health, c.found, "oracledb" in c.cure) for c in doctor.examine(tmp_path) if c.name == "データベース"]
    installed.clear()
    without = [(c.health, "[db]" in c.cure) for c in doctor.examine(tmp_path) if c.name == "データベース"]

    assert found == [(doctor.Health.GOOD, "読める製品: SQLite、PostgreSQL", True)]
    assert without == [(doctor.Health.ABSENT, True)]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """The examination leaves no file."""
    doctor.doctor(tmp_path)

    assert list(tmp_path.iterdir()) == []
