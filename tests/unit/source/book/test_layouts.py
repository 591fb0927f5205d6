"""Definition books of two dozen invented houses say the same tables, whatever is done to their looks."""

from __future__ import annotations

import functools

import pytest

from migrate.files import xlsx
from migrate.files.xlsx import Workbook
from migrate.source.book.reader import read_book

from . import houses
from .deform import DEFORMATIONS, deform
from .houses import expected, facts
from .houses_more import MORE

LAYOUTS = {**houses.LAYOUTS, **MORE}

_LEVELS = ("two_row_heading", "three_rows")
"""Layouts whose headings are only understood together: their parts have no other names."""


@functools.cache
def book(name: str) -> Workbook:
    """The values of a layout's workbook, through the guarded door."""
    return xlsx.loads(LAYOUTS[name][0](), f"{name}.xlsx")


@pytest.mark.parametrize("name", LAYOUTS)
def test_layout(name: str) -> None:
    """Tables, columns, types, digits, 必須, keys, references, indexes, defaults and remarks are those of the house."""
    assert facts(read_book(book(name), name)) == expected(LAYOUTS[name][1])


@pytest.mark.parametrize("how", DEFORMATIONS)
@pytest.mark.parametrize("name", LAYOUTS)
def test_deformed(name: str, how: str) -> None:
    """What changes only the looks of a book changes nothing of what is read."""
    if how == "renamed" and name in _LEVELS:
        return
    changed = deform(book(name), DEFORMATIONS[how], f"{name} {how}")

    assert facts(read_book(changed, name)) == expected(LAYOUTS[name][1])


@pytest.mark.parametrize("name", LAYOUTS)
def test_cells(name: str) -> None:
    """The cell of each column holds its name; its line is the row of that cell."""
    found = read_book(book(name), name)
    sheets = {sheet.name: sheet for sheet in book(name).sheets}

    wrong = []
    for table in found.tables:
        for column in table.columns:
            sheet, _, cell = column.cell.rpartition("!")
            letters = cell.rstrip("0123456789")
            row = int(cell.removeprefix(letters))
            text = sheets[sheet or table.sheet].rows[row - 1][xlsx.column_number(letters)]
            if column.line != row or column.name.casefold() not in xlsx_text(text).casefold():
                wrong.append((table.name, column.name, column.cell))
    assert wrong == []


def xlsx_text(cell: xlsx.CellValue) -> str:
    """A cell's text in half-width."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in xlsx.cell_text(cell))
