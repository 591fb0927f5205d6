"""Killed at every change of a file, a command that is run again ends as if nothing had happened.

The shortest command is killed at each of its changes, the others at some of them; `tests/bench/bench_kills.py` kills
them all at random moments, a thousand times.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from . import killing
from .killing import KILLED, WORKS, Work

_POINTS = {"phase set": 50, "spec import": 14, "pmo collect": 8, "convert": 6, "check": 4, "reconcile": 4}
"""How many crash points are tried."""


def _killed(work: Work, template: Path, folder: Path, at: int) -> bool:
    _fresh(template, folder)
    return killing.run(work.words, folder, at=at) == KILLED


def _fresh(template: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(template, folder)


def _points(last: int, wanted: int) -> list[int]:
    """All of them, or the last ones, which publish and write the ledger, and as many evenly before."""
    late = min(last, wanted - wanted // 2)
    early = {1 + n * (last - late) // (wanted // 2) for n in range(wanted // 2)}
    return sorted({*range(last - late + 1, last + 1), *(one for one in early if one <= last)})


@pytest.mark.parametrize("name", WORKS)
def test_run_again_after_a_kill(name: str, tmp_path: Path) -> None:
    """The same exit code, the same files, a whole ledger, nothing left behind."""
    work, template, folder = WORKS[name], tmp_path / "template", tmp_path / "town"
    template.mkdir()
    work.prepare(template)
    _fresh(template, folder)
    code, last = killing.counted(work.words, folder)
    wanted = killing.state(folder, work)
    assert (code in (0, 1), list(killing.faults(folder, work))) == (True, []), killing.said(folder)

    assert last > 5
    for at in _points(last, _POINTS[name]):
        assert _killed(work, template, folder, at)
        assert killing.run(work.words, folder) == code, (at, killing.said(folder))
        assert killing.state(folder, work) == wanted, at
        assert list(killing.faults(folder, work)) == [], at
