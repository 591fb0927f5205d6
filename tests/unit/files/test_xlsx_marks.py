"""Struck-through texts and hidden rows and columns, of workbooks as office programs write them."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from migrate.files import xlsx
from migrate.files.xlsx_marks import SheetMarks, marks


def _openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "甲"
    sheet["A1"] = "残る"
    sheet["B2"], sheet["C2"] = "消す", 12
    sheet["B2"].font = sheet["C2"].font = sheet["D2"].font = Font(strike=True)
    sheet["A3"] = CellRichText("新", TextBlock(InlineFont(strike=True), "旧"), "名")
    sheet["A4"] = CellRichText(TextBlock(InlineFont(strike=True), "全部"))
    sheet["A5"] = CellRichText(TextBlock(InlineFont(strike=False), "何も"))
    sheet.row_dimensions[7].hidden = True
    sheet.column_dimensions["F"].hidden = True
    book.create_sheet("乙")["A1"] = "何もない"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _xlsxwriter() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("甲")
    strike = book.add_format({"font_strikeout": True})
    sheet.write("A1", "残る")
    sheet.write("B2", "消す", strike)
    sheet.write("C2", 12, strike)
    sheet.write_blank("D2", None, strike)
    sheet.write_rich_string("A3", "新", strike, "旧", "名")
    sheet.write("A4", "全部", strike)
    sheet.set_row(6, None, None, {"hidden": True})
    sheet.set_column("F:F", None, None, {"hidden": True})
    book.add_worksheet("乙").write("A1", "何もない")
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("make", [_openpyxl, _xlsxwriter])
def test_marks(make: object) -> None:
    """Cells by format and by runs of text, what is left of them, hidden rows and columns; blank cells do not count."""
    assert callable(make)
    assert marks(make()) == {
        "甲": SheetMarks(
            struck={(1, 1): "", (1, 2): "", (2, 0): "新名", (3, 0): ""},
            hidden_rows=frozenset({6}),
            hidden_columns=frozenset({5}),
        )
    }


def test_marks_lie_where_the_values_lie() -> None:
    """Rows and columns are those of the values."""
    sheet = xlsx.loads(_openpyxl(), "m.xlsx").sheets[0]

    assert (sheet.rows[1][1], sheet.rows[2][0]) == ("消す", "新旧名")


def test_no_workbook() -> None:
    """What is no zip file has no marks."""
    assert marks(b"nothing") == {}
