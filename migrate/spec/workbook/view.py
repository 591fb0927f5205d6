"""A sheet as people see it: a merged range shows its value in every cell."""

from __future__ import annotations

from migrate.files.xlsx import Sheet, cell_name, cell_text

SENTINEL = "e"
"""Letter that the official workbooks put into the row below and the column right of a table."""


class View:
    """Texts of a sheet by row and column, counted from 0; outside there is ``""``."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self.visible = sheet.visible
        self.height = len(sheet.rows)
        self.width = max((len(row) for row in sheet.rows), default=0)
        self._rows = sheet.rows
        self._origin = {
            (row, column): first
            for first, last in sheet.merged
            for row in range(first[0], last[0] + 1)
            for column in range(first[1], last[1] + 1)
        }

    def own(self, row: int, column: int) -> str:
        """Text that is stored in the cell itself."""
        if 0 <= row < self.height and 0 <= column < len(self._rows[row]):
            return cell_text(self._rows[row][column])
        return ""

    def text(self, row: int, column: int) -> str:
        """Text that the cell shows."""
        return self.own(*self._origin.get((row, column), (row, column)))

    def joined(self, one: tuple[int, int], other: tuple[int, int]) -> bool:
        """True where two cells belong to the same merged range."""
        return one in self._origin and self._origin[one] == self._origin.get(other)

    def held(self, row: int) -> tuple[int, ...]:
        """Columns of a row whose own cell is not blank."""
        return tuple(column for column in range(self.width) if self.own(row, column).strip())

    def marks(self, first_row: int, titled: frozenset[int]) -> frozenset[int]:
        """Columns without heading that hold nothing but the sentinel letter from ``first_row`` on."""
        untitled = [column for column in range(self.width) if column not in titled]
        return frozenset(
            column
            for column in untitled
            if all(self.own(row, column) in ("", SENTINEL) for row in range(first_row, self.height))
        )

    def cell(self, row: int, column: int) -> str:
        """Address of a cell."""
        return cell_name(row, column)

    def beside(self, label: str, before: int) -> str:
        """Text below (else right of) the cell that shows ``label``, in the rows before ``before``; ``""`` without."""
        for row in range(min(self.height, before)):
            for column in range(self.width):
                if "".join(self.own(row, column).split()) == label:
                    right = column + 1
                    while right < self.width and self.joined((row, column), (row, right)):
                        right += 1
                    below = self.text(row + 1, column) if row + 1 < before else ""
                    return below or self.text(row, right)
        return ""
