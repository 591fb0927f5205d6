"""One sheet of a clean book as it is shown and printed: widths and heights by its texts, title, page number."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from migrate.files.xlsx_write import new_sheet

FONT = "BIZ UDPゴシック"
_SIZE = 10
_LINE, _PAD, _HIGHEST = 13.5, 5.0, 400.0
_NARROWEST, _WIDEST = 6, 36
_MARGINS = {"left": 0.5, "right": 0.5, "top": 0.75, "bottom": 0.7}
_INK, _PAPER, _RULE = "#FFFFFF", "#0017C1", "#949494"
Row = Sequence[str | int | None]


def columns_of(text: str) -> int:
    r"""Half-width columns of the longest line of a text.

    >>> columns_of("氏名"), columns_of("A\n氏名B")
    (4, 5)
    """
    lines = text.split("\n")
    return max(sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in line) for line in lines)


def _text(cell: str | int | None) -> str:
    return "" if cell is None else str(cell)


def _lines(text: str, width: int) -> int:
    return sum(max(1, -(-columns_of(line) // width)) for line in text.split("\n"))


def _widths(heads: Sequence[str], rows: Sequence[Row]) -> list[int]:
    columns = list(zip(*rows, strict=True)) or [() for _ in heads]
    held = [max((columns_of(_text(cell)) for cell in column), default=0) for column in columns]
    heading = [columns_of(head) for head in heads]
    return [min(_WIDEST, max(_NARROWEST, *pair)) for pair in zip(heading, held, strict=True)]


def _escaped(text: str) -> str:
    """A text in the head of a page: an ampersand is doubled, and nothing longer than Excel takes."""
    return text[:80].replace("&", "&&")


class Looks:
    """The formats of a workbook: made once each."""

    def __init__(self, book: Any) -> None:
        plain = {"font_name": FONT, "font_size": _SIZE, "border": 1, "border_color": _RULE, "text_wrap": True}
        head = {"bold": True, "bg_color": _PAPER, "font_color": _INK, "valign": "vcenter", "align": "center"}
        self.head = book.add_format(plain | head)
        self._kinds: Mapping[tuple[str, bool], Any] = {
            (kind, first): book.add_format(
                plain | {"valign": "vcenter", "indent": 1} | look | ({"top": 2} if first else {})
            )
            for kind, look in (("text", {"num_format": "@"}), ("number", {"num_format": "0"}))
            for first in (False, True)
        }

    def of(self, cell: str | int | None, first: bool) -> Any:
        """The format of a cell; the first row of a table has a thicker line above it."""
        return self._kinds["number" if isinstance(cell, int) else "text", first]


def write(book: Any, looks: Looks, name: str, heads: Sequence[str], rows: Sequence[Row], title: str) -> None:
    """Write a sheet of ``rows`` below ``heads``; where the first cell changes, another table begins.

    Texts are written as texts and whole numbers as numbers: nothing becomes a formula.
    """
    sheet = new_sheet(book, name)
    widths = _widths(heads, rows)
    sheet.hide_gridlines(2)
    sheet.set_row(0, _LINE + 2 * _PAD)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width + 3)
        sheet.write_string(0, column, head, looks.head)
    for at, row in enumerate(rows, 1):
        first = at > 1 and isinstance(row[0], str) and row[0] != rows[at - 2][0]
        lines = max(_lines(_text(cell), width) for cell, width in zip(row, widths, strict=True))
        sheet.set_row(at, min(_HIGHEST, lines * _LINE + _PAD))
        for column, cell in enumerate(row):
            look = looks.of(cell, first)
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, look)
            elif cell:
                sheet.write_string(at, column, cell, look)
            else:
                sheet.write_blank(at, column, None, look)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(len(rows), 1), len(heads) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _page(sheet, title)


def _page(sheet: Any, title: str) -> None:
    small = f'&9&"{FONT},Regular"'
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(**_MARGINS)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{small}{_escaped(title)}&R{small}&A")
    sheet.set_footer(f"&R{small}&P / &N")
