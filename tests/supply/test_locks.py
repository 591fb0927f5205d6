"""Locks: hashes on every line, and nothing that differs from another lock or from `pyproject.toml`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .conftest import ROOT, TOOLS  # isort: skip (puts the tools on the path)

import locks

LINE = "invented==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n"


def test_the_locks_of_this_checkout_hold() -> None:
    """Every line has hashes; run time, development, extras and `pyproject.toml` agree."""
    assert (locks.faults(), TOOLS.is_dir()) == ([], True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of what the check reads."""
    for name in ("pyproject.toml", *locks.all_of()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


CHANGES = {
    "a line without a hash": ("tests/tools/bagit.txt", "add", "invented==1.0\n", "not every line has sha256 hashes"),
    "a hash of another kind": (
        "tests/tools/bagit.txt",
        "add",
        "invented==1.0 --hash=md5:00\n",
        "not every line has sha256 hashes",
    ),
    "not one version": ("tests/tools/bagit.txt", "add", LINE.replace("==", ">="), "not pinned to one version"),
    "an option": ("tests/tools/spark.txt", "add", "--find-links wheels\n", "not every line has sha256 hashes"),
    "missing at run time": ("requirements.lock", "drop", "duckdb==", "duckdb<3,>=2.0 is not met (not in it)"),
    "another version for tests": ("requirements-dev.lock", "version", "rich==", "rich 99, but"),
    "another version in an extra": (".ci/bundle/locks/db.lock", "version", "attrs==", "attrs 99, but"),
    "an extra without a lock": (".ci/bundle/locks/db.lock", "remove", "", "there is no lock of the extra db"),
    "too old": ("pyproject.toml", "replace", "typer>=0.29,<0.30", "typer<0.31,>=0.30 is not met"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_does_not_hold_is_told(checkout: Path, change: tuple[str, str, str, str]) -> None:
    """Each way in which a lock can be wrong is told, with the name of the lock."""
    name, way, what, wanted = change
    path = checkout / name
    text = path.read_text(encoding="utf-8")
    entries = text.split("\n")
    if way == "add":
        path.write_text(text + what, encoding="utf-8")
    elif way == "replace":
        path.write_text(text.replace(what, "typer>=0.30,<0.31"), encoding="utf-8")
    elif way == "remove":
        path.unlink()
    else:
        at = next(n for n, line in enumerate(entries) if line.startswith(what))
        end = next(n for n in range(at + 1, len(entries)) if not entries[n].startswith(" "))
        entries[at : at + 1 if way == "version" else end] = [f"{what}99 \\"] if way == "version" else []
        path.write_text("\n".join(entries), encoding="utf-8")

    told = locks.faults(checkout)

    assert [line for line in told if wanted in line and (Path(name).name in line or "typer" in line)] != []
