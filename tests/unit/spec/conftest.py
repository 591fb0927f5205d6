"""What the tests of specs share: a real PostgreSQL, and outside tools in environments of their own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import postgres as pg

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="session")
def postgres() -> Iterator[pg.Server]:
    """A running PostgreSQL."""
    folder = pg.binaries()
    if folder is None:
        pytest.skip("PostgreSQL のサーバーがありません（apt-get install postgresql）")
    with pg.server(folder) as running:
        yield running


@pytest.fixture(scope="session")
def tool() -> Callable[[str, str], Path]:
    """Finds the program of an outside tool: `tests/tools/<tool>.txt`, installed below `.nox/tools` or MIGRATE_TOOLS."""

    def find(name: str, program: str) -> Path:
        folder = Path(os.environ.get("MIGRATE_TOOLS") or ROOT / ".nox" / "tools")
        found = folder / name / "bin" / program
        if not found.exists():
            pytest.skip(f"{program} がありません（python -m venv .nox/tools/{name} と tests/tools/{name}.txt）")
        return found

    return find
