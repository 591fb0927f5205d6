"""Jobs: whole outputs or none, one ledger line each."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files.digest import sha256_of
from migrate.model.balance import BalanceSums, FateSum, TargetCount
from migrate.workspace import folder, job
from migrate.workspace.clock import frozen_session, session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result

SESSION = frozen_session(date(2026, 11, 23))


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return folder.create(tmp_path / "machi", b"municipality: {}\n", key=b"k" * 32)


def _write(workspace: Workspace, data: bytes, chained: bool = False) -> bool:
    at = SESSION if chained else session(date(2026, 11, 23))
    with job.run(workspace, at, "convert run") as run:
        run.write("out/a.txt", data)
        run.write("out/manifest.json", data, last=True)
    return run.changed


def test_outputs_and_ledger_line(workspace: Workspace) -> None:
    """A finished job leaves its files, one ledger line with their digests, and no temp file."""
    _write(workspace, b"1")

    entry = workspace.entries()[-1]
    assert [(f.path, len(f.sha256)) for f in entry.outputs] == [("out/a.txt", 64), ("out/manifest.json", 64)]
    assert entry.result is Result.DONE
    assert (workspace.path("out/a.txt").read_bytes(), workspace.temp.exists()) == (b"1", False)


def test_second_run_changes_nothing_but_one_line(workspace: Workspace) -> None:
    """The same job again touches no file and appends one line 「変更なし」."""
    _write(workspace, b"1")
    before = {p: p.stat().st_mtime_ns for p in workspace.path("out").iterdir()}
    _write(workspace, b"1")

    assert {p: p.stat().st_mtime_ns for p in workspace.path("out").iterdir()} == before
    assert [e.result for e in workspace.entries()] == [Result.DONE, Result.UNCHANGED]


def test_chained_job_without_change_appends_no_line(workspace: Workspace) -> None:
    """Inside a chain of commands an unchanged stage is silent; the chain's own command notes it."""
    _write(workspace, b"1", chained=True)
    _write(workspace, b"1", chained=True)

    assert [e.result for e in workspace.entries()] == [Result.DONE]


def test_failed_body_publishes_nothing(workspace: Workspace) -> None:
    """A body that raises leaves the earlier outputs as they were and is noted as 失敗 with its code."""
    _write(workspace, b"1")
    with pytest.raises(MigrateError), job.run(workspace, session(), "convert run") as run:
        run.write("out/a.txt", b"2")
        raise MigrateError("MIG-SYS-013")

    last = workspace.entries()[-1]
    assert workspace.path("out/a.txt").read_bytes() == b"1"
    assert (last.result, last.error, last.outputs) == (Result.FAILED, "MIG-SYS-013", ())


def test_manifest_is_gone_while_the_set_is_unfinished(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A crash between two renames leaves a set without its `last` file, never one that looks finished."""
    _write(workspace, b"1")

    def crash(temp: Path, target: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("migrate.files.atomic.publish", crash)
    with pytest.raises(KeyboardInterrupt):
        _write(workspace, b"2")

    assert [p.name for p in workspace.path("out").iterdir() if p.is_file()] == ["a.txt"]


def test_output_open_in_excel_is_refused_before_anything_moves(workspace: Workspace) -> None:
    """An output that Excel holds open stops the job; no other output is published either."""
    _write(workspace, b"1")
    workspace.path("out", "~$a.txt").write_bytes(b"")
    with pytest.raises(UnreadableError) as caught:
        _write(workspace, b"2")

    assert caught.value.code == "MIG-SYS-005"
    assert workspace.path("out/manifest.json").read_bytes() == b"1"


def test_missing_input(workspace: Workspace) -> None:
    """An input that is not there is an error with its name."""
    with pytest.raises(UnreadableError) as caught, job.run(workspace, session(), "x") as run:
        run.note(workspace.path("source/nope.csv"))

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-001", "source/nope.csv")


def test_ledger_is_chained_and_survives_a_half_line(workspace: Workspace) -> None:
    """Each line names the digest of the one before; a half line from a crash is cut off by the next append."""
    _write(workspace, b"1")
    with workspace.ledger.open("ab") as stream:
        stream.write(b'{"at": "2026')
    assert len(workspace.entries()) == 1
    _write(workspace, b"2")

    first, mend, second = workspace.entries()
    assert (mend.command, mend.error, mend.findings) == ("ledger mend", "MIG-SYS-074", 12)
    assert (first.previous, len(second.previous)) == ("", 64)


def test_sums_of_a_balance_are_in_the_line_and_lines_without_are_read(workspace: Workspace) -> None:
    """A body's sums come back from the ledger as they went in; lines from before there were sums are read beside it."""
    line = FateSum(target="表", source="T", file="T.csv", read=9, written=4, merged=3, excluded=2, rejected=0)
    sums = BalanceSums(lines=(line,), targets=(TargetCount(table="表", rows=5, with_source=5),))
    _write(workspace, b"1")
    with job.run(workspace, session(), "convert run") as run:
        run.sums = sums

    old, new = (json.loads(line) for line in workspace.ledger.read_bytes().splitlines())
    assert ("sums" in old, new["sums"]["targets"]) == (False, [{"table": "表", "rows": 5, "with_source": 5}])
    assert [entry.sums for entry in workspace.entries()] == [None, sums]


def test_a_run_that_fails_has_no_sums(workspace: Workspace) -> None:
    """What was not published is not told as if it were there."""
    with pytest.raises(MigrateError), job.run(workspace, session(), "convert run") as run:
        run.sums = BalanceSums(lines=(), targets=())
        raise MigrateError("MIG-SYS-013")

    assert b"sums" not in workspace.ledger.read_bytes()


@pytest.mark.parametrize("sums", ["null", "{}", '{"lines": [], "targets": [{"table": "a"}]}', "[1]"])
def test_damaged_sums_are_named(workspace: Workspace, sums: str) -> None:
    """Sums that are none make a line that is no entry."""
    _write(workspace, b"1")
    data = workspace.ledger.read_bytes()
    workspace.ledger.write_bytes(data.replace(b'"previous"', f'"sums": {sums}, "previous"'.encode()))

    with pytest.raises(UnreadableError) as caught:
        workspace.entries()
    assert (caught.value.code, caught.value.where.line) == ("MIG-SYS-011", 1)


def test_damaged_ledger_line_is_named(workspace: Workspace) -> None:
    """A finished line that is no entry is an error with its line number."""
    _write(workspace, b"1")
    workspace.ledger.write_bytes(workspace.ledger.read_bytes() + b"not json\n")
    with pytest.raises(UnreadableError) as caught:
        workspace.entries()

    assert (caught.value.code, caught.value.where.line) == ("MIG-SYS-011", 2)


def test_full_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk while staging is an error that says so; nothing is left behind."""

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device", str(self))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UnreadableError) as caught, job.run(workspace, session(), "x") as run:
        run.write("out/a.txt", b"1")
    monkeypatch.undo()

    assert caught.value.code == "MIG-SYS-004"
    assert (workspace.path("out/a.txt").exists(), workspace.temp.exists()) == (False, False)


def test_duration_is_noted_where_the_clock_runs(workspace: Workspace) -> None:
    """A run on the running clock notes its seconds; on a clock that stands still the line has none, as in old lines."""
    with job.run(workspace, session(), "convert run"):
        pass
    with job.run(workspace, SESSION, "convert run") as run:
        run.write("out/a.txt", b"a")
    timed, still = workspace.entries()
    assert timed.seconds is not None and 0 <= timed.seconds < 60
    assert still.seconds is None
    assert ["seconds" in json.loads(line) for line in workspace.ledger.read_bytes().splitlines()] == [True, False]


def test_a_file_that_is_handed_over_is_noted_by_its_bytes(workspace: Workspace) -> None:
    """A finished file is moved to its name; the ledger has the sha256 of what lies there."""
    with job.run(workspace, SESSION, "convert run") as run:
        made = run.scratch() / "rows"
        made.write_bytes(b"rows")
        noted = run.keep(made, "out/rows.parquet", restricted=True)

    path = workspace.path("out/rows.parquet")
    assert (path.read_bytes(), made.exists()) == (b"rows", False)
    assert (noted.sha256, run.outputs["out/rows.parquet"]) == (sha256_of(path), noted)


@pytest.mark.skipif(os.name == "nt", reason="Windows には POSIX の権限がありません")
def test_temp_files_are_for_the_owner_only(workspace: Workspace) -> None:
    """A killed run leaves rows in its temp files: other users do not get to them."""
    with job.run(workspace, SESSION, "convert run") as run:
        run.write("out/a.txt", b"1")
        mode = workspace.temp.stat().st_mode & 0o777

    assert mode == 0o700
