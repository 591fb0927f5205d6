"""How sure a reading is separates right from wrong: measured on every house with one heading made unknown or blank."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from migrate.files.xlsx import Workbook
from migrate.source.book.reader import SURE, Book, read_book

from .deform import HEADINGS, cells_of, heading_rows, with_cells
from .houses import expected, facts
from .test_layouts import LAYOUTS, book

_OTHER_SENSE = {("two_row_heading", "整数"), ("two_row_heading", "小数")}
"""Without one of them the heading above both, 桁数, is read for the other one: the book then says something else."""


def _without(workbook: Workbook, heading: str, other: str | None) -> Workbook:
    """The workbook with another text in place of a heading."""
    sheets = []
    for sheet in workbook.sheets:
        cells = cells_of(sheet)
        for row in heading_rows(sheet):
            cells[row] = [other if cell == heading else cell for cell in cells[row]]
        sheets.append(with_cells(sheet, cells))
    return Workbook(sheets=tuple(sheets))


def _damaged(name: str) -> Iterator[tuple[str, Book]]:
    workbook = book(name)
    found = {cell for sheet in workbook.sheets for row in heading_rows(sheet) for cell in sheet.rows[row]}
    for heading in sorted(cell for cell in found if cell in HEADINGS and (name, cell) not in _OTHER_SENSE):
        for other in ("ロハ欄", None):
            yield f"{heading} → {other}", read_book(_without(workbook, heading, other), name)


def _least(found: Book) -> int:
    return min((sheet.sure for sheet in found.sheets if sheet.sure is not None), default=0)


@pytest.mark.parametrize("name", LAYOUTS)
def test_nothing_wrong_is_sure(name: str) -> None:
    """Where a heading is not understood and its column has values, the sheet is not sure and a warning says why."""
    wrong = [
        (how, _least(found))
        for how, found in _damaged(name)
        if facts(found) != expected(LAYOUTS[name][1])
        and (_least(found) >= SURE or all(f.severity.value == "info" for f in found.findings))
    ]

    assert wrong == []


@pytest.mark.parametrize("name", LAYOUTS)
def test_what_is_right_is_mostly_sure(name: str) -> None:
    """A house's own book, read rightly, is at least as sure as the doubts that it gives: no mark below 80."""
    assert _least(read_book(book(name), name)) >= SURE - 10
