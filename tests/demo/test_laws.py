"""The laws that hold for the whole walk: no network, nothing personal outside its place."""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SEALED = Path(__file__).resolve().parents[1] / "sealed.py"


def _alone() -> list[str]:
    """The start of a command that runs where there is no network at all, if this machine can make such a place."""
    command = ["unshare", "--map-root-user", "--net"]
    made = shutil.which("unshare") and subprocess.run([*command, "true"], capture_output=True).returncode == 0
    return command if made else []


def test_no_network(tmp_path: Path) -> None:
    """The whole demo runs in a process that ends at the first try, children included, where nobody could be reached.

    The empty network shows that nothing from outside is needed, the seal that nothing is even asked for.
    """
    done = subprocess.run(
        [*_alone(), sys.executable, str(SEALED), "demo", "machi", "--as-of", "2026-11-23"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONUTF8": "1"},
        capture_output=True,
        timeout=300,
    )

    assert (done.returncode, b"network:" in done.stderr) == (0, False)


def _personal(town: Path) -> set[str]:
    """Full names, 個人番号 and telephone numbers of the tax extract."""
    text = (town / "source/zei_jutogai.csv").read_bytes().decode("cp932", "replace")
    values: set[str] = set()
    for row in csv.DictReader(io.StringIO(text)):
        if None in row.values() or None in row:
            continue
        values |= {row["SHIMEI_KJ"], row["KOJIN_NO"], row["DENWA"], row["SHIMEI_KN"]}
    return {value for value in values if len(value) >= 6}


def test_nothing_personal_outside_its_place(walked: Path) -> None:
    """No name, number or telephone number is in the ledger, the findings, the reports or any other text file."""
    allowed = ("source/", "out/converted/", "out/restricted/")
    values = _personal(walked)
    leaks = []
    for path in sorted(walked.rglob("*")):
        name = path.relative_to(walked).as_posix()
        if not path.is_file() or name.startswith(allowed):
            continue
        data = path.read_bytes()
        if path.suffix == ".xlsx":
            data = _unzipped(path)
        text = data.decode("utf-8", "replace")
        leaks += [(name, len(value)) for value in values if value in text]

    assert len(values) > 10_000
    assert leaks == []


def _unzipped(path: Path) -> bytes:
    import zipfile

    with zipfile.ZipFile(path) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def test_restricted_files_are_for_the_owner_only(walked: Path) -> None:
    """Raw values are in files that only their owner may read."""
    if os.name == "nt":
        pytest.skip("Windows には POSIX の権限がありません")
    modes = {oct(path.stat().st_mode & 0o777) for path in (walked / "out/restricted").rglob("*") if path.is_file()}

    assert modes == {"0o600"}


def test_no_machine_path(walked: Path) -> None:
    """No output names a folder of the machine it was made on."""
    outside = str(walked.parent).encode()
    named = [p.name for p in walked.rglob("*") if p.is_file() and outside in p.read_bytes()]

    assert named == []
