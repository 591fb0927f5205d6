"""One walked demo town for all tests of this folder; each test that changes it works on a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

AS_OF = "2026-11-23"
Command = Callable[..., "subprocess.CompletedProcess[bytes]"]


def _migrate(*words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")}
    return subprocess.run(
        [sys.executable, "-m", "migrate", *words],
        cwd=cwd,
        env=environment | {"PYTHONUTF8": "1", "COLUMNS": "120"},
        capture_output=True,
        timeout=300,
    )


@pytest.fixture(scope="session")
def migrate() -> Command:
    """Run ``migrate`` with words in a folder."""
    return _migrate


@pytest.fixture(scope="session")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo town after `migrate demo`; do not change it."""
    folder = tmp_path_factory.mktemp("walked")
    done = _migrate("demo", "machi", "--as-of", AS_OF, cwd=folder)

    assert (done.returncode, done.stderr.decode()[-2000:] if done.returncode else "") == (0, "")
    return folder / "machi"


@pytest.fixture
def town(walked: Path, tmp_path: Path) -> Path:
    """A copy of the walked town to change."""
    copy = tmp_path / "machi"
    shutil.copytree(walked, copy)
    return copy
