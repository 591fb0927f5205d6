"""Definition books in a scan, and the command that writes them back clean."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import Exit, MigrateError, UnreadableError
from migrate.files.digest import sha256_of
from migrate.flow import source, source_book
from migrate.model.source import SourceKind
from migrate.source.detect import Input
from migrate.source.scan import scan
from migrate.workspace.project import DeclaredSource

from .houses import LAYOUTS, bytes_of, expected, row
from .test_clean import bare

DDL = b"CREATE TABLE T_ZEI (A CHAR(1));\n"


def given(folder: Path, name: str, data: bytes, kind: str = "") -> Input:
    """A file as an input of the scan."""
    path = folder / name
    path.write_bytes(data)
    declared = DeclaredSource(file=name, kind=kind) if kind else None
    return Input(path=path, name=name, sha256=sha256_of(path), declared=declared)


def empty_book() -> bytes:
    """A workbook without a table's definition."""
    import openpyxl

    book = openpyxl.Workbook()
    row(book.create_sheet("記録"), 1, ["宛名番号", "氏名"])
    row(book["記録"], 2, ["0001", "架空太郎"])
    return bytes_of(book)


def test_book_beside_ddl(tmp_path: Path) -> None:
    """A book's tables stand beside those of a DDL, with sheet and cell, and the file says why and how sure."""
    sources = [given(tmp_path, "a.xlsx", LAYOUTS["plain_sheets"][0]()), given(tmp_path, "z.sql", DDL)]
    schema = scan(sources)

    assert [(t.name, t.sheet, t.cell) for t in schema.tables] == [
        ("T_JUMIN", "住民基本", "D3"),
        ("T_SETAI", "世帯", "D3"),
        ("T_ZEI", "", ""),
    ]
    book = schema.files[0]
    assert (book.kind, book.sha256, "確かさ 100 %" in book.why) == (SourceKind.BOOK, sources[0].sha256, True)


def test_book_and_ddl_of_one_table(tmp_path: Path) -> None:
    """A table that a book and a DDL declare is told, as for two DDL files."""
    ddl = b"CREATE TABLE T_SETAI (SETAI_NO CHAR(1));\n"
    schema = scan([given(tmp_path, "a.xlsx", LAYOUTS["plain_sheets"][0]()), given(tmp_path, "z.sql", ddl)])

    assert [(f.code, f.place.file) for f in schema.findings if f.severity.value == "error"] == [
        ("MIG-SRC-010", "z.sql")
    ]


def test_book_without_table_alone(tmp_path: Path) -> None:
    """A book without a table, and nothing else, is unreadable (exit 3)."""
    with pytest.raises(UnreadableError) as caught:
        scan([given(tmp_path, "a.xlsx", empty_book())])

    assert (caught.value.code, caught.value.where.file, caught.value.exit) == ("MIG-SRC-060", "a.xlsx", Exit.UNREADABLE)


def test_book_without_table_beside_others(tmp_path: Path) -> None:
    """A book without a table beside a DDL is an error of its own."""
    schema = scan([given(tmp_path, "a.xlsx", empty_book()), given(tmp_path, "z.sql", DDL)])

    errors = [(f.code, f.place.file) for f in schema.findings if f.severity.value == "error"]
    assert errors == [("MIG-SRC-060", "a.xlsx")]


def test_stated_kind(tmp_path: Path) -> None:
    """project.yaml may call a file of any name 定義書, and leaves a workbook out with 対象外."""
    book = LAYOUTS["plain_sheets"][0]()
    sources = [given(tmp_path, "a.dat", book, "定義書"), given(tmp_path, "b.xlsx", empty_book(), "対象外")]

    assert [(f.path, f.kind) for f in scan(sources).files] == [("a.dat", SourceKind.BOOK)]


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [("a.xlsx", b"PK\x03\x04", "MIG-FORM-004"), ("a.xls", bytes.fromhex("D0CF11E0A1B11AE1"), "MIG-FORM-002")],
)
def test_refused_workbooks(tmp_path: Path, name: str, data: bytes, code: str) -> None:
    """A workbook goes through the guarded door, under the name that it has for people."""
    with pytest.raises(UnreadableError) as caught:
        scan([given(tmp_path, name, data)])

    assert (caught.value.code, caught.value.where.file) == (code, name)


def test_scan_files(tmp_path: Path) -> None:
    """`source scan FILE.xlsx` gives the tables of the book without a workspace."""
    given(tmp_path, "a.xlsx", LAYOUTS["english"][0]())
    outcome = source.scan_files((tmp_path / "a.xlsx",))

    assert [table["name"] for table in expected(LAYOUTS["english"][1])] == [t.name for t in outcome.data.tables]  # type: ignore[attr-defined]


def test_written_clean(tmp_path: Path) -> None:
    """`source book` writes a clean book that is scanned to the same tables; a second run changes nothing."""
    file, to = tmp_path / "a.xlsx", tmp_path / "clean.xlsx"
    file.write_bytes(LAYOUTS["er_tool"][0]())
    first, second = source_book.run(file, to).data, source_book.run(file, to).data
    assert isinstance(first, source_book.SourceBook)
    assert isinstance(second, source_book.SourceBook)

    assert (first.written, second.written, first.sha256) == (True, False, sha256_of(to))
    again = scan([Input(path=to, name="clean.xlsx", sha256=first.sha256)])
    assert bare(again.tables) == tuple(sorted(bare(first.tables), key=lambda t: t.name))


def test_original_is_never_replaced(tmp_path: Path) -> None:
    """The clean book cannot take the place of the original."""
    file = tmp_path / "a.xlsx"
    file.write_bytes(LAYOUTS["er_tool"][0]())
    for to in (file, tmp_path / "b.csv"):
        with pytest.raises(MigrateError) as caught:
            source_book.run(file, to)
        assert caught.value.code == "MIG-SRC-075"


def test_no_clean_book_without_tables(tmp_path: Path) -> None:
    """Nothing is written where nothing was found."""
    file, to = tmp_path / "a.xlsx", tmp_path / "clean.xlsx"
    file.write_bytes(empty_book())
    with pytest.raises(UnreadableError) as caught:
        source_book.run(file, to)

    assert (caught.value.code, to.exists()) == ("MIG-SRC-060", False)
