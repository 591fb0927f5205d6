"""Small hand-overs with the shape of the real ones."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.files.digest import sha256_of
from migrate.model.source import SourceColumn, SourceFile, SourceKind, SourceTable
from migrate.model.staging import Staged
from migrate.source.detect import Input
from migrate.source.stage import stage
from migrate.workspace.project import DeclaredSource


def table(*names: str, widths: tuple[int, ...] = ()) -> SourceTable:
    """A table of text columns; with widths, a record layout."""
    columns = []
    start = 1
    for position, name in enumerate(names):
        width = widths[position] if widths else None
        columns.append(SourceColumn(name=name, start=start if width else None, bytes=width))
        start += width or 0
    return SourceTable(name="T", columns=tuple(columns))


class Staging:
    """Stages bytes and reads the Parquet back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(
        self, data: bytes, of: SourceTable, encoding: str = "cp932", kind: SourceKind = SourceKind.CSV
    ) -> tuple[Staged, list[dict[str, object]]]:
        path = self.folder / "data"
        path.write_bytes(data)
        file = SourceFile(path="source/data", kind=kind, sha256="", encoding=encoding, why="", table=of.name)
        staged = stage(path, file, of, self.folder)
        rows = pq.read_table(staged.parquet).to_pylist()
        assert staged.rows == len(rows) + len(staged.bad_rows)
        return staged, rows


@pytest.fixture
def staging(tmp_path: Path) -> Staging:
    return Staging(tmp_path)


@pytest.fixture
def given_file(tmp_path: Path) -> Callable[..., Input]:
    """Writes a file and gives it as an input of the scan."""

    def write(name: str, data: bytes, kind: str = "", encoding: str = "", table: str = "") -> Input:
        path = tmp_path / name
        path.write_bytes(data)
        stated = DeclaredSource(file=name, kind=kind, encoding=encoding, table=table)
        declared = stated if kind or encoding or table else None
        return Input(path=path, name=name, sha256=sha256_of(path), declared=declared)

    return write
