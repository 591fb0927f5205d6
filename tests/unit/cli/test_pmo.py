"""`migrate pmo rollup` and `pmo slips` as they are typed: without a workspace, each format into its own file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrate.cli.frame.app import main

CASES = Path(__file__).resolve().parents[2] / "cases"
STORE = CASES / "pmo-rollup" / "store" / "in" / "保管庫"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path) -> Iterator[None]:
    """In an empty folder."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)


def test_json_goes_to_the_screen(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """``--json`` alone prints; ``national`` is there whatever ``--by``."""
    assert main(["pmo", "rollup", "--store", str(STORE), "--by", "業務", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)

    assert (found["by"], len(found["groups"])) == ("業務", 20)
    assert {"n", "mean", "median", "at_100"} <= found["national"].keys()


def test_files_have_options_of_their_own(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """``--html FILE`` and ``--xlsx FILE`` write these files, whatever else is asked for beside them."""
    words = ["--json", "--xlsx", "表.xlsx", "--html", "頁.html", "--format", "text", "--output", "文.txt"]
    assert main(["pmo", "rollup", "--store", str(STORE), *words]) == 0

    assert (tmp_path / "表.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "頁.html").read_bytes().lower().startswith(b"<!doctype html>")
    assert "標準化移行の進捗の集約" in (tmp_path / "文.txt").read_text("utf-8")
    assert json.loads(capfdbinary.readouterr().out)["kind"] == "pmo-rollup"


def test_a_file_alone_prints_nothing(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """As with --output."""
    assert main(["pmo", "slips", "--store", str(STORE), "--xlsx", "候補.xlsx"]) == 0

    assert [one.name for one in tmp_path.iterdir()] == ["候補.xlsx"]
    assert capfdbinary.readouterr().out == b""


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    """JSON, workbook and page of two runs are equal to the byte."""
    names = ("a.json", "a.xlsx", "a.html", "b.json", "b.xlsx", "b.html")
    for name in names:
        assert main(["pmo", "rollup", "--store", str(STORE), "--as-of", "2026-03-01", "--output", name]) == 0
    made = [(tmp_path / name).read_bytes() for name in names]

    assert made[:3] == made[3:]


def test_a_damaged_store_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """A Parquet file that is none ends with exit 3 and a sentence."""
    folder = tmp_path / "保管庫" / "2026-01"
    folder.mkdir(parents=True)
    for name in ("0001-bodies.parquet", "0001-businesses.parquet"):
        (folder / name).write_bytes(b"PAR1 not")

    assert main(["pmo", "rollup", "--store", "保管庫"]) == 3
    assert "MIG-SYS-" in capfd.readouterr().err
