"""Profiles of small files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from migrate.model.profile import FileProfile
from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.source.profile.file import profile


@pytest.fixture
def profiled(tmp_path: Path) -> Callable[..., FileProfile]:
    """Profiles bytes."""

    def call(
        data: bytes, encoding: str = "utf-8", declared: SourceTable | None = None, fixed: bool = False
    ) -> FileProfile:
        path = tmp_path / "data.csv"
        path.write_bytes(data)
        kind = SourceKind.FIXED if fixed else SourceKind.CSV
        file = SourceFile(path="source/data.csv", kind=kind, sha256="", encoding=encoding, why="")
        return profile(path, file, declared)

    return call
