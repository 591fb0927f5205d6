"""A board of many narrow columns: its cells say themselves what the tone shows, in every format."""

from __future__ import annotations

import io
import zipfile

import openpyxl
import pytest
from rich.cells import cell_len

from migrate.model.document import Cell, Column, Document, Grid, Section, Tone
from migrate.report.formats import docx, html, text, xlsx

COLUMNS = (
    Column(title="業務", width=24),
    Column(title="完了率", width=7, numeric=True),
    *(Column(title=f"①-{n}", width=2) for n in range(1, 41)),
)
ROW = ("028 子ども・子育て支援", "100.0%", *(Cell(text="済\n証", tone=Tone.GOOD) for _ in range(40)))
BOARD = Grid(title="板", columns=COLUMNS, rows=(ROW,) * 20, compact=True)
PAGE = Document(title="進捗", sections=(Section(id="board", title="板", blocks=(BOARD,)),))


def test_a_terminal_of_120_columns_holds_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One line a status, one a proof, and no line is wider than the terminal."""
    monkeypatch.setenv("COLUMNS", "120")
    lines = text.render(PAGE).decode().splitlines()
    assert [line.split()[-1] for line in lines if line.startswith("028")] == ["済" * 40] * 20
    assert max(cell_len(line.rstrip()) for line in lines) <= 120


def test_a_page_has_no_marks_filter_or_sort_buttons_in_it() -> None:
    """Twenty rows would else get tools; the cell is coloured whole."""
    page = html.render(PAGE).decode()
    assert '<table class="wide small compact">' in page
    assert page.count('<td class="t-good">済\n証</td>') == 800
    assert '<span class="mark"' not in page


def test_a_workbook_prints_it_on_a3() -> None:
    """The other sheets stay on A4; the text of a cell is the text given."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(PAGE)))
    assert [(sheet.title, str(sheet.page_setup.paperSize)) for sheet in book.worksheets] == [
        ("概要", "9"),
        ("板", "8"),
        ("データ", "9"),
    ]
    assert book["板"]["D2"].value == "済\n証"


def test_a_word_document_holds_it_without_marks() -> None:
    """Heads stand in two lines, cells have no mark before their word."""
    with zipfile.ZipFile(io.BytesIO(docx.render(PAGE))) as parts:
        body = parts.read("word/document.xml").decode()
    assert "●" not in body
    assert body.count("済") == 800
