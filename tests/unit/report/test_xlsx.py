"""The workbook: text stays text, rows are high enough, the same document gives the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from datetime import datetime

import openpyxl
import pytest

from migrate.model.document import Cell, Column, Document, Grid, Note, Section
from migrate.report import outline
from migrate.report.formats import xlsx
from migrate.report.workbook import MAX_TEXT, risky, safe

from_bytes = openpyxl.load_workbook


def _book(document: Document) -> openpyxl.Workbook:
    return from_bytes(io.BytesIO(xlsx.render(document)))


def _one(*rows: tuple[str | int | float | Cell | None, ...], width: int = 20) -> Document:
    columns = tuple(Column(title=f"列{n}", width=width) for n in range(len(rows[0])))
    grid = Grid(title="表", columns=columns, rows=rows)
    return Document(title="題", sections=(Section(id="a", title="節", blocks=(grid,)),))


def test_sheets(sample: Document) -> None:
    """概要 first, a sheet for each chart and grid with a legal name, データ last."""
    expected = [
        "概要",
        "標準の項目の判定",
        "標準の項目ごと",
        "収支",
        "空の表",
        "< title><script>x< script>",
        "リンク",
        "指摘一覧",
        "データ",
    ]
    assert _book(sample).sheetnames == expected


def test_same_document_same_bytes(sample: Document) -> None:
    """No clock, no machine: properties and zip times are fixed."""
    assert xlsx.render(sample) == xlsx.render(sample)


def test_created_is_the_date_of_the_report(sample: Document) -> None:
    """The file's own date is the 時点 that the document states."""
    assert _book(sample).properties.created == datetime(2026, 11, 23)


def test_no_formulas_and_no_outside_links(sample: Document) -> None:
    """Nothing in the file is calculated or fetched."""
    with zipfile.ZipFile(io.BytesIO(xlsx.render(sample))) as parts:
        sheets = [parts.read(n).decode() for n in parts.namelist() if n.startswith("xl/worksheets/")]
        external = [n for n in parts.namelist() if "externalLink" in n or "vba" in n.lower()]

    assert (external, [s for s in sheets if re.search(r"<f[ >]|r:id=\"rId\d+\" .*Target=\"http", s)]) == ([], [])


@pytest.mark.parametrize("text", ["=1+1", "+81", "-5", "@SUM(A1)", '=HYPERLINK("http://example.invalid")', "＝1"])
def test_risky_text_stays_text_when_edited(text: str) -> None:
    """Text that a spreadsheet would take for a formula is a text cell, in text format, with the quote prefix."""
    cell = _book(_one((text,)))["表"]["A2"]

    assert (cell.value, cell.data_type, cell.number_format, cell.quotePrefix) == (text, "s", "@", True)


@pytest.mark.parametrize("text", ["0012", "1E5", "990019", "http://example.invalid/", "2026-11-23"])
def test_codes_stay_text(text: str) -> None:
    """Codes, exponents, dates and addresses given as text stay text, zeros included."""
    cell = _book(_one((text,)))["表"]["A2"]

    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_numbers_are_numbers() -> None:
    """A number is a number cell with a format; no value is an empty cell; not-a-number is not written."""
    sheet = _book(_one((1234567, 0.5, None, float("nan"))))["表"]

    assert [sheet.cell(2, n).value for n in (1, 2, 3, 4)] == [1234567, 0.5, None, None]
    assert (sheet["A2"].data_type, sheet["A2"].number_format) == ("n", "#,##0")


def test_text_is_cleaned() -> None:
    """Control characters and lone surrogates are left out, line ends are one kind, an over-long text says so."""
    assert (safe("a\x00b\x1fc\ud800d"), safe("一\r\n二\r三")) == ("abcd", "一\n二\n三")
    assert (len(safe("字" * 40_000)), safe("字" * 40_000)[-7:]) == (MAX_TEXT, "…（以下省略）")


def test_escape_like_text_survives() -> None:
    """A text that looks like the format's own escape comes back as it was."""
    assert _book(_one(("_x0041_",)))["表"]["A2"].value.replace("_x005F", "") == "_x0041_"


def test_risky() -> None:
    """Signs at the start are risky in both widths; inside a text they are not."""
    assert [risky(t) for t in ("=", "+", "-", "@", "＋", "a=1", "")] == [True] * 5 + [False] * 2


def test_row_height_follows_the_text() -> None:
    """60 full-width characters in a column of 20 need more lines than one; heights grow with the lines."""
    sheet = _book(_one(("字" * 60,), ("字",), ("一\n二\n三",)))["表"]
    long, short, three = (sheet.row_dimensions[n].height for n in (2, 3, 4))

    assert (long, short, three) == (7 * 13.5 + 5.25, 13.5 + 5.25, 3 * 13.5 + 5.25)


def test_page_set_up(sample: Document) -> None:
    """Every sheet: A4 landscape, one page wide, head rows repeated, dates in header and footer are text."""
    book = _book(sample)
    bad = [
        sheet.title
        for sheet in book
        if (sheet.page_setup.paperSize, sheet.page_setup.orientation, sheet.page_setup.fitToWidth or 1)
        != (9, "landscape", 1)
        or sheet.page_setup.fitToHeight != 0
        or "&D" in f"{sheet.oddHeader.left.text}{sheet.oddHeader.right.text}{sheet.oddFooter.left.text}"
        or "令和8年11月23日（2026-11-23）" not in sheet.oddHeader.right.text
    ]

    assert bad == []
    assert (book["指摘一覧"].freeze_panes, book["指摘一覧"].auto_filter.ref) == ("A2", "A1:D89")
    assert book["指摘一覧"].print_title_rows == "$1:$1"


def test_state_is_a_word_and_a_mark(sample: Document) -> None:
    """A state cell holds mark and word."""
    assert [row[6].value for row in _book(sample)["収支"].iter_rows(min_row=2)] == ["● 一致", "× 不一致"]


def test_data_sheet_is_a_plain_table(sample: Document) -> None:
    """「データ」: unique heads in row 1, no merged cells, no empty rows, numbers and texts in columns of their own."""
    sheet = _book(sample)["データ"]
    rows = list(sheet.iter_rows(values_only=True))

    assert len(set(rows[0])) == len(rows[0]) == 10
    assert (list(sheet.merged_cells.ranges), [r for r in rows if not any(r)]) == ([], [])
    assert {type(r[8]) for r in rows[1:]} <= {int, float, type(None)}
    assert ("収支", 1, "読込", "行", None, 14_000) in {(r[3], r[4], r[5], r[6], r[7], r[8]) for r in rows}


def test_all_rows_are_there(sized: Callable[[int], Document]) -> None:
    """5,000 findings are 5,000 rows."""
    assert _book(sized(5000))["指摘一覧"].max_row == 5001


def test_cap_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows beyond the cap of a sheet are not written, and 概要 says so."""
    monkeypatch.setattr(xlsx, "MAX_ROWS", 10)
    book = _book(_one(*((n,) for n in range(25))))
    said = " ".join(str(c) for row in book["概要"].iter_rows(values_only=True) for c in row if c)

    assert (book["表"].max_row, book["データ"].max_row) == (11, 11)
    assert "表・25 行（このうち、はじめの 10 行だけを載せています。" in said
    assert "1 シートの上限 10 行を超えた分は載せていません。" in said


def test_empty_document() -> None:
    """A document without sections is a workbook with 概要 and データ."""
    assert _book(Document(title="題")).sheetnames == ["概要", "データ"]


def test_sheet_names_are_unique_and_short() -> None:
    """Grids of the same long title get different names of at most 31 characters."""
    grid = Grid(title="と" * 40, columns=(Column(title="列"),), rows=(("値",),))
    blocks = (grid, grid, Grid(title="概要", columns=grid.columns, rows=()), Note(text="文"))
    names = [
        s.name for s in outline.sheets(Document(title="題", sections=(Section(id="a", title="節", blocks=blocks),)))
    ]

    assert names == ["と" * 31, "と" * 27 + " (2)", "概要 (2)"]
