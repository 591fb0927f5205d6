"""Text with a line through it: people have taken it back, so that it is not read; where it stood is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.files.xlsx import CellValue, Sheet, cell_name
from migrate.files.xlsx_marks import SheetMarks
from migrate.model.value import value


@value
class Struck:
    """Neighbouring rows of a sheet with cells that were not read, or not as a whole."""

    sheet: str
    first: int
    """From 1."""
    last: int
    cells: int
    cell: str
    """The first one."""

    @property
    def rows(self) -> str:
        """The rows in words."""
        return str(self.first) if self.first == self.last else f"{self.first}–{self.last}"


def shown(sheet: Sheet, marks: SheetMarks) -> Sheet:
    """The sheet as it is meant: of cells with a line through their text what is left of it."""
    if not marks.struck:
        return sheet
    rows: list[tuple[CellValue, ...]] = []
    for number, row in enumerate(sheet.rows):
        rows.append(tuple(marks.struck.get((number, column), cell) or None for column, cell in enumerate(row)))
    return replace(sheet, rows=tuple(rows))


def told(sheet: Sheet, struck: Mapping[tuple[int, int], str]) -> Iterator[Struck]:
    """The places of a sheet where something was left out, neighbouring rows as one."""
    by_row: dict[int, list[int]] = defaultdict(list)
    for row, column in struck:
        by_row[row].append(column)
    for first in (row for row in sorted(by_row) if row - 1 not in by_row):
        last = next(row for row in range(first, first + len(by_row) + 1) if row + 1 not in by_row)
        yield Struck(
            sheet=sheet.name,
            first=first + 1,
            last=last + 1,
            cells=sum(len(by_row[row]) for row in range(first, last + 1)),
            cell=cell_name(first, min(by_row[first])),
        )
