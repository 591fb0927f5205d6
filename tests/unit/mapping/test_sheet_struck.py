"""What is struck through in a mapping sheet is not read, and where it stood is said."""

from __future__ import annotations

import io

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from migrate.files import xlsx, xlsx_marks
from migrate.mapping import load
from migrate.mapping.sheet.draft import Imported, draft
from migrate.mapping.sheet.entries import read
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

SCHEMA = SourceSchema(
    tables=tuple(
        SourceTable(name=name, columns=tuple(SourceColumn(name=c, type="VARCHAR2") for c in ("NO", "NAME", "KANA")))
        for name in ("T_ATENA", "T_KAN")
    ),
    files=(),
)
ROWS = (
    ("現行テーブル", "現行カラム", "標準項目", "変換内容"),
    ("T_ATENA", "NO", "宛名番号", ""),
    ("T_KAN", "NAME", "住所_方書", "半角→全角"),
    (None, "NO", "操作者ID", "空白除去"),
    ("T_ATENA", "NAME", "氏名", "半角→全角"),
    (None, "KANA", "氏名_読み仮名", "〃"),
)


def _sheet(book: openpyxl.Workbook) -> Worksheet:
    sheet: Worksheet = book.active
    for row in ROWS:
        sheet.append(row)
    return sheet


def _line_through(sheet: Worksheet, *names: str) -> None:
    for name in names:
        sheet[name].font = Font(strike=True)


def imported(book: openpyxl.Workbook, spec: Spec) -> Imported:
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    return draft(read(xlsx.loads(data, "t.xlsx"), xlsx_marks.marks(data)), spec, SCHEMA, "t.xlsx")


def rules(made: Imported) -> list[tuple[str, str, str]]:
    """Source table, item and expression of what went in."""
    return [(b.source, r.item, r.expression) for b in load.load(made.text, "d.yaml").blocks for r in b.items]


def said(made: Imported) -> list[tuple[str, str | None, dict[str, str | int]]]:
    return [(f.code, f.place.cell, dict(f.params)) for f in made.findings]


def test_a_row_that_is_struck_through_is_no_line(spec: Spec) -> None:
    """MIG-MAP-102 with its row; what stands below it without a table still means the table that is seen above."""
    book = openpyxl.Workbook()
    _line_through(_sheet(book), "A3", "B3", "C3", "D3")
    made = imported(book, spec)

    assert rules(made) == [
        ("T_ATENA", "宛名番号", "NO"),
        ("T_ATENA", "氏名", "zenkaku(NAME)"),
        ("T_ATENA", "氏名_読み仮名", "zenkaku(KANA)"),
        ("T_KAN", "操作者ID", "trim(NO)"),
    ]
    assert (made.lines, said(made)) == (4, [("MIG-MAP-102", "A3", {"count": 4, "rows": "3"})])


def test_of_a_cell_what_is_left_is_read(spec: Spec) -> None:
    """A rule that was rewritten in its cell is the new one."""
    book = openpyxl.Workbook()
    sheet = _sheet(book)
    sheet["D5"] = CellRichText(TextBlock(InlineFont(strike=True), "空白除去"), "半角→全角")
    made = imported(book, spec)

    assert ("T_ATENA", "氏名", "zenkaku(NAME)") in rules(made)
    assert said(made) == [("MIG-MAP-102", "D5", {"count": 1, "rows": "5"})]


def test_a_column_that_is_struck_through_fills_nothing(spec: Spec) -> None:
    """Its item is open, and no value is put in its place in silence; neighbouring rows are told as one."""
    book = openpyxl.Workbook()
    _line_through(_sheet(book), "B5", "B6")
    made = imported(book, spec)

    assert [item for _, item, _ in rules(made)] == ["宛名番号", "住所_方書", "操作者ID"]
    assert [one[0] for one in said(made)] == ["MIG-MAP-134", "MIG-MAP-134", "MIG-MAP-102"]
    assert said(made)[-1] == ("MIG-MAP-102", "B5", {"count": 2, "rows": "5–6"})


def test_a_table_that_is_struck_through_is_not_the_one_above(spec: Spec) -> None:
    """The line has no table then, and is not put to the table of the line before."""
    book = openpyxl.Workbook()
    _line_through(_sheet(book), "A3")
    made = imported(book, spec)

    assert "住所_方書" not in [item for _, item, _ in rules(made)]
    assert said(made)[0][:2] == ("MIG-MAP-133", "B3")


def test_pairs_of_codes_that_are_struck_through_are_none(spec: Spec) -> None:
    """The sheets of code pairs are read the same way."""
    book = openpyxl.Workbook()
    sheet = _sheet(book)
    sheet.append(("T_ATENA", "KANA", "性別", "コード変換（性別）"))
    codes = book.create_sheet("コード変換（性別）")
    for row in (("現行コード", "標準コード"), ("1", "1"), ("2", "2"), ("8", "0")):
        codes.append(row)
    _line_through(codes, "A4", "B4")
    made = imported(book, spec)
    (pairs,) = load.load(made.text, "d.yaml").code_maps

    assert dict(pairs.values) == {"1": "1", "2": "2"}
    assert said(made) == [("MIG-MAP-102", "A4", {"count": 2, "rows": "4"})]
    assert made.findings[0].place.sheet == "コード変換（性別）"
