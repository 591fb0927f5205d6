"""doctor: says what works and what to do about the rest; changes and contacts nothing."""

from __future__ import annotations

import importlib.util
import os
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


def _java(folder: Path, says: str) -> None:
    """A program that says its version as a Java does: to the error stream."""
    program = folder / "bin" / "java"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n", encoding="utf-8")
    program.chmod(0o755)


@pytest.mark.skipif(os.name == "nt", reason="sh の要る試験です")
@pytest.mark.parametrize(
    ("says", "health", "found"),
    [
        ('openjdk version "17.0.9" 2023-10-17', doctor.Health.GOOD, "使えます（1 台で足りないとき、Java 17）"),
        ('openjdk version "21" 2023-09-19', doctor.Health.GOOD, "使えます（1 台で足りないとき、Java 21）"),
        ('openjdk version "11.0.2"', doctor.Health.CAUTION, "Spark はありますが、Java は 11 です"),
        ('java version "1.8.0_392"', doctor.Health.CAUTION, "Spark はありますが、Java は 8 です"),
        ("Unable to locate a Java Runtime.", doctor.Health.CAUTION, "Spark はありますが、Java は 不明 です"),
        ("", doctor.Health.CAUTION, "Spark はありますが、Java は なし です"),
    ],
)
def test_java_of_spark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, health: doctor.Health, found: str
) -> None:
    """Where Spark is installed, a Java that is not there or too old is named with what to do."""
    known = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: name if name == "pyspark" else known(name))
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "java"))
    if says:
        _java(tmp_path / "java", says)
    [spark] = [one for one in doctor.examine(tmp_path) if one.name == "Spark"]

    assert (spark.health, spark.found, "JAVA_HOME" in spark.cure) == (health, found, health is doctor.Health.CAUTION)


def test_spark_is_an_extra(tmp_path: Path) -> None:
    """Without it nothing is wrong, and what to type is said; no Java is asked for."""
    [spark] = [one for one in doctor.examine(tmp_path) if one.name == "Spark"]

    assert (spark.health, "[spark]" in spark.cure) == (doctor.Health.ABSENT, True)


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """The examination leaves no file."""
    doctor.doctor(tmp_path)

    assert list(tmp_path.iterdir()) == []
