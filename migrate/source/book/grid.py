"""A sheet as people see it: texts by row and column from 0; a merged range shows its value in every cell."""

from __future__ import annotations

import re

from migrate.files.xlsx import Sheet, cell_name, cell_text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\ufffe\uffff]")
_BLANKS = " \t\n\u3000\u00a0"


def clean(text: str) -> str:
    r"""A cell's text without control characters, line ends as LF, without blanks at both ends.

    >>> clean(" 氏名\r\n\u3000")
    '氏名'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n")).strip(_BLANKS)


class Grid:
    """Texts of one sheet."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self._rows = tuple(tuple(clean(cell_text(cell)) for cell in row) for row in sheet.rows)
        self.height = len(self._rows)
        self.width = max((len(row) for row in self._rows), default=0)
        self._held = tuple(tuple(n for n, text in enumerate(row) if text) for row in self._rows)
        self._origin = {
            (row, column): first
            for first, last in sheet.merged
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }

    def own(self, row: int, column: int) -> str:
        """Text that is stored in the cell itself, ``""`` outside the sheet."""
        if 0 <= row < self.height and 0 <= column < len(self._rows[row]):
            return self._rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """Text that the cell shows."""
        return self.own(*self._origin.get((row, column), (row, column)))

    def joined(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """True where two cells belong to the same merged range."""
        return one in self._origin and self._origin[one] == self._origin.get(other)

    def held(self, row: int) -> tuple[int, ...]:
        """Columns of a row whose own cell is not blank."""
        return self._held[row] if 0 <= row < self.height else ()

    def after(self, row: int, column: int) -> int:
        """The first column right of a cell and of what is merged with it."""
        right = column + 1
        while right < self.width and self.joined((row, column), (row, right)):
            right += 1
        return right

    def cell(self, row: int, column: int) -> str:
        """Address such as ``B7``."""
        return cell_name(row, column)
