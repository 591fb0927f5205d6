"""Staged files are told apart, and taken up again only where they are whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.model.staging import BadBytes, BadRow, Staged
from migrate.source.stage import stage, staged_before

from .conftest import table

AB = table("A", "B")
DATA = "A,B\r\n1,山\r\n2,\x00\r\n3\r\n".encode("cp932").replace(b"\0", b"\xff")


def _file(name: str) -> SourceFile:
    return SourceFile(path=name, kind=SourceKind.CSV, sha256="", encoding="cp932", why="", table="T")


def _staged(folder: Path, name: str, data: bytes, of: SourceTable = AB) -> Staged:
    (folder / "data").write_bytes(data)
    return stage(folder / "data", _file(name), of, folder)


def _texts(staged: Staged) -> list[tuple[object, ...]]:
    return [tuple(row.values())[1:] for row in pq.read_table(staged.parquet).to_pylist()]


def test_paths_that_are_alike(tmp_path: Path) -> None:
    """Files whose paths differ only in where a folder ends keep their own rows."""
    names = ("source/a/b.csv", "source/a_b.csv", "source_a/b.csv")
    staged = [_staged(tmp_path, name, f"A,B\n{at},x\n".encode()) for at, name in enumerate(names)]

    assert [_texts(one) for one in staged] == [[("0", "x")], [("1", "x")], [("2", "x")]]


def test_tables_of_one_file(tmp_path: Path) -> None:
    """Two tables that lie in one file do not replace each other."""
    first = _staged(tmp_path, "source/a.csv", b"A,B\n1,x\n")
    second = _staged(tmp_path, "source/a.csv", b"A,B\n2,y\n", replace(AB, name="U"))

    assert (_texts(first), _texts(second)) == ([("1", "x")], [("2", "y")])


def test_deep_folders(tmp_path: Path) -> None:
    """A path may be longer than a file's name."""
    name = "source/" + "令和８年度納品一式/" * 9 + "住民.csv"

    assert _texts(_staged(tmp_path, name, b"A,B\n1,x\n")) == [("1", "x")]


def test_what_is_whole_is_taken_up_again(tmp_path: Path) -> None:
    """Rows, undecodable bytes and bad records are those of the first reading."""
    staged = _staged(tmp_path, "source/a.csv", DATA)

    assert staged_before(_file("source/a.csv"), AB, tmp_path) == staged
    assert (staged.rows, staged.bad_bytes, staged.bad_rows) == (
        3,
        (BadBytes(row=2, column="B", raw=b"\xff"),),
        (BadRow(row=3, found=1, expected=2, raw=b"3"),),
    )


def test_what_was_broken_off_is_not(tmp_path: Path) -> None:
    """A reading that did not end leaves nothing to be taken up."""
    (tmp_path / "data").write_bytes(DATA)

    def stop(label: str, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stage(tmp_path / "data", _file("source/a.csv"), AB, tmp_path, stop)

    assert staged_before(_file("source/a.csv"), AB, tmp_path) is None
