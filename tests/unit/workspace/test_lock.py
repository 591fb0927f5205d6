"""The lock: one writer at a time; a dead or expired owner is taken over."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.workspace import lock


def _owner(path: Path, **changes: object) -> None:
    owner = {"who": "相手", "host": "other", "pid": 1, "token": "t", "expires": time.time() + 60}
    path.write_text(json.dumps(owner | changes), encoding="utf-8")


def test_second_writer_is_told_who_holds_it(tmp_path: Path) -> None:
    """A live lock of another PC is respected, and its owner is named."""
    _owner(tmp_path / "lock")
    with pytest.raises(MigrateError) as caught, lock.hold(tmp_path / "lock", "私"):
        pass

    assert (caught.value.code, dict(caught.value.params)) == ("MIG-SYS-010", {"who": "相手", "host": "other"})


def test_two_processes_at_once(tmp_path: Path) -> None:
    """While one process holds the lock a second one on the same PC is refused."""
    program = (
        "import sys, pathlib\nfrom migrate.workspace import lock\n"
        "with lock.hold(pathlib.Path(sys.argv[1]), 'a'):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    other = subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path / "lock")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert other.stdout is not None
    other.stdout.readline()
    with pytest.raises(MigrateError), lock.hold(tmp_path / "lock", "b"):
        pass
    other.communicate(b"")

    with lock.hold(tmp_path / "lock", "b"):
        assert json.loads((tmp_path / "lock").read_bytes())["who"] == "b"


@pytest.mark.parametrize(
    "changes",
    [{"expires": 0}, {"host": socket.gethostname(), "pid": 2**22 + 12345}],
    ids=["expired", "process gone"],
)
def test_stale_lock_is_taken_over(tmp_path: Path, changes: dict[str, object]) -> None:
    """An expired lock, or one whose process is gone, does not block."""
    _owner(tmp_path / "lock", **changes)
    with lock.hold(tmp_path / "lock", "私"):
        assert json.loads((tmp_path / "lock").read_bytes())["pid"] == os.getpid()

    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc")
def test_a_killed_owner_that_nobody_waited_for_is_gone(tmp_path: Path) -> None:
    """After kill −9 the next run starts at once, though the system still lists the process (a zombie)."""
    words = [sys.executable, "-c", "import time; print(flush=True); time.sleep(60)"]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None and owner.stdout.readline()
        _owner(tmp_path / "lock", host=socket.gethostname(), pid=owner.pid)
        with pytest.raises(MigrateError), lock.hold(tmp_path / "lock", "当方"):
            pass
        owner.kill()
        os.waitid(os.P_PID, owner.pid, os.WEXITED | os.WNOWAIT)
        with lock.hold(tmp_path / "lock", "当方"):
            assert json.loads((tmp_path / "lock").read_bytes())["pid"] == os.getpid()


def test_a_lock_without_an_owner_is_waited_for_and_then_taken_over(tmp_path: Path) -> None:
    """It is being written, and its owner is named then; or its process was killed before it could say who it is."""
    path = tmp_path / "lock"
    path.write_bytes(b"")
    writing = threading.Timer(0.5, lambda: _owner(path))
    writing.start()
    with pytest.raises(MigrateError) as caught, lock.hold(path, "私"):
        pass
    writing.join()
    assert caught.value.params["who"] == "相手"

    path.write_bytes(b"")
    with lock.hold(path, "私"):
        assert json.loads(path.read_bytes())["who"] == "私"
    assert list(tmp_path.iterdir()) == []
