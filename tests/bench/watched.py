"""What a command and the processes that it starts take from the machine (Linux: from /proc)."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
_PAUSE = 0.05


class Taken(NamedTuple):
    """Seconds by the clock, seconds of processor, MB at most; children included."""

    wall: float
    cpu: float
    memory: float


def _parents() -> dict[int, int]:
    """Process → its parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                found[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    return found


def _resident(process: int) -> float:
    """MB of a process, pages that it shares counted by their share."""
    with suppress(OSError):
        for line in (Path("/proc") / str(process) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def _family(process: int) -> set[int]:
    parents = _parents()
    found = {process}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def watched(command: list[str], environment: Mapping[str, str] | None = None) -> Taken:
    """Run a command to its end.

    Raises:
        CalledProcessError: it failed.
    """
    begin, most = time.perf_counter(), 0.0
    given = {**os.environ, "PYTHONPATH": str(HERE), **(environment or {})}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=given)
    while True:
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        if ended:
            break
        most = max(most, sum(map(_resident, _family(process.pid))))
        time.sleep(_PAUSE)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command[:1])
    return Taken(wall=time.perf_counter() - begin, cpu=usage.ru_utime + usage.ru_stime, memory=most)
