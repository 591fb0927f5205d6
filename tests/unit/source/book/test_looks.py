"""Deleted and hidden parts of a definition book: left out or read, and said in either case."""

from __future__ import annotations

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from migrate.files import xlsx, xlsx_marks
from migrate.source.book.reader import Book, read_book

from .houses import bytes_of, row


def _book() -> Book:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("住民")
    row(sheet, 1, ["物理名", "T_JUMIN"])
    row(sheet, 3, ["No", "論理名", "物理名", "型", "桁数", "必須", "PK", "備考"])
    row(sheet, 4, [1, "宛名番号", "ATENA_NO", "CHAR", 10, "○", "○"])
    row(sheet, 5, [2, "旧住所", "OLD_JUSHO", "VARCHAR2", 100, "×"])
    row(sheet, 6, [3, "氏名", "SHIMEI", "VARCHAR2", None, "○"])
    row(sheet, 7, [4, "電話番号", "TEL", "VARCHAR2", 13, "×"])
    for cell in sheet[5]:
        cell.font = Font(strike=True)
    sheet["E6"] = CellRichText(TextBlock(InlineFont(strike=True), "50"), "100")
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["H"].hidden = True
    data = bytes_of(book)
    return read_book(xlsx.loads(data, "b.xlsx"), "b.xlsx", (), xlsx_marks.marks(data))


def test_what_is_struck_through_is_left_out() -> None:
    """A row with a line through it is no column, a cell holds what is left of it, and hidden rows count."""
    (table,) = _book().tables

    assert [(c.name, c.length) for c in table.columns] == [("ATENA_NO", 10), ("SHIMEI", 100), ("TEL", 13)]


def test_it_is_said() -> None:
    """Deleted and hidden parts are warnings with their place, and make the sheet less sure."""
    book = _book()

    assert [
        (f.code, f.place.cell, dict(f.params)) for f in book.findings if f.code in ("MIG-SRC-078", "MIG-SRC-079")
    ] == [
        ("MIG-SRC-078", "A5", {"count": 7, "rows": "5–6"}),
        ("MIG-SRC-079", "A7", {"hidden": "行 7、列 H"}),
    ]
    assert [sheet.sure for sheet in book.sheets] == [90]
