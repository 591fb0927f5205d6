"""Deformed copies of the real API workbook give the same items."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.finding import Severity
from migrate.model.spec import Item, SpecImport
from migrate.spec.workbook import importer

LAYOUTS = bundled("specs") / importer.LAYOUTS
FILE = "031_numbering_api_20230929.xlsx"
SHEETS = {"リクエスト_API仕様": (21, 23), "レスポンス_API仕様": (7, 9)}
"""Sheet → first heading row, first row below the headings."""
Change = Callable[[Worksheet, int, int], None]


def _read(book: xlsx.Workbook) -> SpecImport:
    return importer.understand(book, importer.Request(file=FILE, sha256=""), LAYOUTS)


def _unmerged(sheet: Worksheet, head: int, first: int) -> None:
    for one in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(one))


def _moved(sheet: Worksheet, head: int, first: int) -> None:
    spans = [one.bounds for one in sheet.merged_cells.ranges]
    _unmerged(sheet, head, first)
    sheet.insert_rows(1, 7)
    sheet.insert_cols(1, 2)
    for left, top, right, bottom in spans:
        sheet.merge_cells(start_row=top + 7, end_row=bottom + 7, start_column=left + 2, end_column=right + 2)


def _headings(sheet: Worksheet, rows: range, change: Callable[[str], str]) -> None:
    for row in rows:
        for cell in sheet[row]:
            if isinstance(cell.value, str):
                cell.value = change(cell.value)


def _spaced(sheet: Worksheet, head: int, first: int) -> None:
    _headings(sheet, range(head, first), lambda text: "\n".join(text) + "\u3000")


def _renamed(sheet: Worksheet, head: int, first: int) -> None:
    names = {
        "パラメータ名": "パラメーター名",
        "項目名": "項目名称",
        "記述例": "サンプル値",
        "桁数": "桁　数",
        "備考": "補足",
    }
    _headings(sheet, range(head, first), lambda text: names.get(text, text))


def _noted(sheet: Worksheet, head: int, first: int) -> None:
    sheet.cell(sheet.max_row + 2, 1).value = "※ 本資料の一部を改めることがある。"


def _repeated(sheet: Worksheet, head: int, first: int) -> None:
    """The headings once more in the middle, as where pages were joined."""
    for number, row in enumerate(range(head, first)):
        texts = [(cell.column, cell.value) for cell in sheet[row] if cell.value is not None]
        at = first + 4 + number
        sheet.insert_rows(at)
        for column, text in texts:
            sheet.cell(at, column).value = text


@pytest.fixture(scope="module")
def published(shared: Path) -> tuple[Item, ...]:
    """The items of the workbook as it was published."""
    return _read(xlsx.load(shared / "official" / FILE)).spec.items


@pytest.mark.parametrize("change", [_unmerged, _moved, _spaced, _renamed, _noted])
def test_deformed_api_workbook(change: Change, shared: Path, published: tuple[Item, ...]) -> None:
    """Dissolved cells, moved tables, blanks in and other words for headings, a note below: the items stay the same."""
    book = openpyxl.load_workbook(shared / "official" / FILE, data_only=True)
    for name, rows in SHEETS.items():
        change(book[name], *rows)
    stream = io.BytesIO()
    book.save(stream)
    actual = _read(xlsx.loads(stream.getvalue(), FILE))

    assert published == actual.spec.items
    assert [one.code for one in actual.findings if one.severity is Severity.ERROR] == []


def test_repeated_headings_in_an_api_sheet(shared: Path, published: tuple[Item, ...]) -> None:
    """Headings that come again in the middle of the request are no rows."""
    book = openpyxl.load_workbook(shared / "official" / FILE, data_only=True)
    sheet = book["リクエスト_API仕様"]
    _unmerged(sheet, 21, 23)
    _repeated(sheet, 21, 23)
    stream = io.BytesIO()
    book.save(stream)

    assert published == _read(xlsx.loads(stream.getvalue(), FILE)).spec.items


def test_missing_heading_in_an_api_sheet(shared: Path) -> None:
    """A request sheet without 必須 is an error with its cell, although the response was read."""
    book = openpyxl.load_workbook(shared / "official" / FILE)
    book["リクエスト_API仕様"]["CV21"] = "？"
    stream = io.BytesIO()
    book.save(stream)
    result = _read(xlsx.loads(stream.getvalue(), FILE))
    found = [(one.place.sheet, one.params["missing"]) for one in result.findings if one.code == "MIG-SPEC-021"]

    assert (found, len(result.spec.items)) == ([("リクエスト_API仕様", "必須")], 9)
