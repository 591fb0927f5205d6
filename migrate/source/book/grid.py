"""A sheet as people see it: texts by row and column from 0; a merged range shows its value in every cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from migrate.files.xlsx import Sheet, cell_name, cell_text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\u200b-\u200f\u2028-\u202e\ufffe\uffff]")
_BLANKS = " \t\n\u3000\u00a0"

Cell = tuple[int, int]
"""Row and column from 0."""


def clean(text: str) -> str:
    r"""A cell's text without control characters, line ends as LF, without blanks at both ends.

    >>> clean(" 氏名\r\n\u3000")
    '氏名'
    """
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("_x000D_", "").replace("\r", "\n")).strip(_BLANKS)


class Grid:
    """Texts of one sheet. Where its rows were rearranged, addresses and lines are still those of the sheet."""

    def __init__(self, sheet: Sheet, struck: Mapping[Cell, str] | None = None) -> None:
        """``struck``: cells with a line through them, and what is left of their text."""
        self.name = sheet.name
        rows = [[clean(cell_text(cell)) for cell in row] for row in sheet.rows]
        for (row, column), left in (struck or {}).items():
            if row < len(rows) and column < len(rows[row]):
                rows[row][column] = clean(left)
        self._fill(rows)
        self._origin = {
            (row, column): first
            for first, last in sheet.merged
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }
        self._places: Sequence[Sequence[Cell | None]] | None = None

    def _fill(self, rows: Sequence[Sequence[str]]) -> None:
        self._rows = tuple(tuple(row) for row in rows)
        self.height = len(self._rows)
        self.width = max((len(row) for row in self._rows), default=0)
        self._held = tuple(tuple(n for n, text in enumerate(row) if text) for row in self._rows)

    def rearranged(self, places: Sequence[Sequence[Cell | None]]) -> Grid:
        """The same sheet with its cells in other places (None for a blank one); nothing in it is merged."""
        other = Grid.__new__(Grid)
        other.name = self.name
        other._fill([[self.own(*place) if place else "" for place in row] for row in places])
        other._origin = {}
        other._places = [[self.place(*place) if place else None for place in row] for row in places]
        return other

    def own(self, row: int, column: int) -> str:
        """Text that is stored in the cell itself, ``""`` outside the sheet."""
        if 0 <= row < self.height and 0 <= column < len(self._rows[row]):
            return self._rows[row][column]
        return ""

    def text(self, row: int, column: int) -> str:
        """Text that the cell shows."""
        return self.own(*self._origin.get((row, column), (row, column)))

    def joined(self, one: Cell, other: Cell) -> bool:
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

    def place(self, row: int, column: int) -> Cell:
        """Where a cell stands in the sheet itself."""
        if self._places is None or not 0 <= row < len(self._places):
            return row, column
        places = self._places[row]
        own = places[column] if 0 <= column < len(places) else None
        return own or next((one for one in places if one), (row, column))

    def cell(self, row: int, column: int) -> str:
        """Address such as ``B7``."""
        return cell_name(*self.place(row, column))

    def line(self, row: int) -> int:
        """Number of a row, from 1, in the sheet itself."""
        held = self.held(row)
        return self.place(row, held[0] if held else 0)[0] + 1
