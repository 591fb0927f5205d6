"""Cells that readers give as empty although they hold something."""

from __future__ import annotations

import io

import openpyxl

from migrate.files import xlsx
from migrate.files.xlsx_unread import Unread, UnreadCell, unread


def test_formulas_without_result_and_error_values() -> None:
    """Both are named with sheet and cell, texts and numbers are not; the reader gives neither a value."""
    book = openpyxl.Workbook()
    first, second = book.active, book.create_sheet("二")
    first.title = "一"
    for row in ((1, "=A1+1"), ("#N/A", "文")):
        first.append(row)
    second["C3"] = "=TODAY()"
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()

    assert unread(data) == (
        UnreadCell(sheet="一", cell="B1", reason=Unread.FORMULA),
        UnreadCell(sheet="一", cell="A2", reason=Unread.ERROR),
        UnreadCell(sheet="二", cell="C3", reason=Unread.FORMULA),
    )
    assert xlsx.loads(data, "a.xlsx").sheets[0].rows == ((1.0,), (None, "文"))


def test_all_of_them_are_named() -> None:
    """The last formula of a form with thousands of them is found as well."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("確認")
    for _ in range(3_000):
        sheet.append(["=1"])
    sheet.append([None, "=2"])
    stream = io.BytesIO()
    book.save(stream)

    assert [one.cell for one in unread(stream.getvalue())[2_999:]] == ["A3000", "B3001"]
