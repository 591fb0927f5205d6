"""What happens on a bad day: full disk, Ctrl-C, two people at once, a file open in Excel."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

DIARY = ("ledger.jsonl", "head")
"""What tells of every run, also of one that failed."""


def _outputs(town: Path) -> dict[str, str]:
    return {
        path.relative_to(town).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(town.rglob("*"))
        if path.is_file() and path.name not in DIARY
    }


def _spoil(town: Path) -> None:
    """Change the source, so that a conversion has something new to write."""
    path = town / "source/zei_jutogai.csv"
    lines = path.read_bytes().split(b"\r\n")
    path.write_bytes(b"\r\n".join([lines[0], *lines[200:]]))


def _start(town: Path, *words: str) -> subprocess.Popen[bytes]:
    environment = os.environ | {"PYTHONUTF8": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "migrate", *words, "-C", str(town)],
        cwd=town,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def _until_locked(town: Path, process: subprocess.Popen[bytes]) -> None:
    while not (town / ".migrate/lock").exists() and process.poll() is None:
        time.sleep(0.005)


def test_ctrl_c_keeps_only_what_the_next_run_takes_up(town: Path, migrate) -> None:
    """Ctrl-C ends with 130, a sentence, the outputs as they were, no temp file; the next run leaves nothing at all."""
    if os.name == "nt":
        pytest.skip("Windows では SIGINT を子プロセスへ送れません")
    _spoil(town)
    before = _outputs(town)
    process = _start(town, "convert", "run")
    _until_locked(town, process)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    kept = {name: one for name, one in _outputs(town).items() if Path(name).parts[:2] != (".migrate", "work")}
    assert (process.returncode, said.decode().startswith("中断しました")) == (130, True)
    assert kept == before
    migrate("convert", "run", "-C", str(town), cwd=town)
    assert [path.name for path in sorted((town / ".migrate").iterdir())] == ["head", "key"]


def test_two_people_at_once(town: Path, migrate) -> None:
    """While one command works, a second one is refused, told who is at work, and changes nothing."""
    _spoil(town)
    first = _start(town, "convert", "run")
    _until_locked(town, first)
    second = migrate("check", "run", "-C", str(town), cwd=town)
    first.communicate(timeout=120)

    assert (second.returncode, "MIG-SYS-010" in second.stderr.decode()) == (2, True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 40 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    made = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=40m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if not made or made.returncode:
        pytest.skip("小さなディスク（tmpfs）を作る権限がありません")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_full_disk_is_said_and_nothing_is_half_written(walked: Path, small_disk: Path, migrate) -> None:
    """On a disk without room a command says so, exits 3, and leaves the outputs as they were."""
    town = small_disk / "machi"
    shutil.copytree(walked, town)
    _spoil(town)
    before = _outputs(town)
    room = shutil.disk_usage(small_disk).free
    (small_disk / "filler").write_bytes(b"x" * (room - 600_000))
    done = migrate("convert", "run", "-C", str(town), cwd=small_disk)

    assert (done.returncode, "空き" in done.stderr.decode()) == (3, True)
    assert _outputs(town) == before


def test_report_open_in_excel(town: Path, migrate) -> None:
    """A report that Excel holds open is not overwritten; the message says to close it."""
    _spoil(town)
    for stage in ("convert", "check"):
        migrate(stage, "run", "-C", str(town), cwd=town)
    before = _outputs(town)
    (town / "out/report/~$report.xlsx").write_bytes(b"")
    done = migrate("report", "build", "-C", str(town), cwd=town)
    (town / "out/report/~$report.xlsx").unlink()

    assert (done.returncode, "Excel" in done.stderr.decode()) == (3, True)
    assert _outputs(town) == before
