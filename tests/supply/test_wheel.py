"""The wheel: the same bytes wherever it is built, and whole without the character tables."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from .conftest import ROOT  # isort: skip (puts the tools on the path)

import reproducible

CASES = ROOT / "tests" / "cases"
REPERTOIRE = "MIG-CHR-051"
"""The rule that asks the tables."""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("built")


@pytest.fixture(scope="module")
def builds(place: Path) -> tuple[dict[str, str], dict[str, str]]:
    """The wheel of this checkout, built twice in surroundings that differ."""
    return reproducible.twice(ROOT, place, ["wheel"])


@pytest.fixture(scope="module")
def lean(place: Path, builds: tuple[dict[str, str], dict[str, str]]) -> Path:
    """What the wheel installs, without the tables that stand under CC BY-SA."""
    folder = place / "lean"
    with zipfile.ZipFile(place / "out0" / next(iter(builds[0]))) as archive:
        archive.extractall(folder)
    shutil.rmtree(folder / "migrate" / "_bundled" / "specs" / "characters")
    return folder


def test_two_builds_give_the_same_bytes(builds: tuple[dict[str, str], dict[str, str]]) -> None:
    """Folder, file times and order, umask, time zone, locale and hash seed are not in the wheel."""
    first, second = builds

    assert (first, len(first)) == (second, 1)


def test_the_surroundings_differ(place: Path, builds: tuple[dict[str, str], dict[str, str]]) -> None:
    """The copies that were built differ in the modes and times of their files, or the test above would say nothing."""
    one, other = (
        (place / where.folder / "migrate" / "__init__.py").stat() for where in (reproducible.ONE, reproducible.OTHER)
    )

    assert (one.st_mode & 0o777, other.st_mode & 0o777, one.st_mtime == other.st_mtime) == (0o644, 0o600, False)


def _run(lean: Path, folder: Path, line: str) -> tuple[int, str, str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")}
    environment |= {"PYTHONPATH": str(lean), "PYTHONUTF8": "1", "COLUMNS": "120", "MIGRATE_USER": "golden"}
    done = subprocess.run(
        [sys.executable, "-m", *shlex.split(line)], cwd=folder, env=environment, capture_output=True, timeout=300
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_without_the_tables_conversion_is_the_same(lean: Path, tmp_path: Path) -> None:
    """A golden case of `convert run` prints what it prints with the tables."""
    case = CASES / "convert-run" / "fates"
    shutil.copytree(case / "in", tmp_path, dirs_exist_ok=True)

    printed = "".join(_run(lean, tmp_path, line)[1] for line in (case / "command.txt").read_text("utf-8").splitlines())

    assert printed == (case / "expected" / "stdout.txt").read_text(encoding="utf-8")


def test_without_the_tables_their_rule_is_not_run(lean: Path, tmp_path: Path) -> None:
    """The one rule that needs them is 未実施, neither passed nor failed; every other says what it says with them."""
    case = CASES / "check-run" / "file-json"
    shutil.copytree(case / "in", tmp_path, dirs_exist_ok=True)

    code, printed, _ = _run(lean, tmp_path, (case / "command.txt").read_text("utf-8").strip())

    whole = _states((case / "expected" / "stdout.txt").read_text(encoding="utf-8"))
    found = _states(printed)
    others = {key: state for key, state in found.items() if key[0] != REPERTOIRE}
    assert {state for key, state in found.items() if key[0] == REPERTOIRE} == {"未実施"}
    assert others == {key: state for key, state in whole.items() if key[0] != REPERTOIRE}
    assert (code, len(others) < len(whole)) == (int((case / "expected" / "exit.txt").read_text("utf-8")), True)


def _states(text: str) -> dict[tuple[str, str, str], str]:
    """(rule, table, item) → state."""
    outcomes = [one for result in json.loads(text)["results"] for one in result["outcomes"]]
    return {(one["code"], one["table"], one["item"]): one["state"] for one in outcomes}


def test_without_the_tables_doctor_is_well(lean: Path, tmp_path: Path) -> None:
    """The installation is sound, and the doctor says which tables it is without."""
    code, printed, _ = _run(lean, tmp_path, "migrate doctor")

    assert (code, "文字の表を除いて配布された" in printed) == (0, True)
