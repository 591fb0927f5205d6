"""A sheet as a grid of cells: headings looked up by their words, merged cells read in every row that they cover.

A merge over several columns stays in its first one: the next column is another question.
"""

from __future__ import annotations

from collections.abc import Mapping

from migrate.files.xlsx import CellValue, Sheet, cell_text
from migrate.forms.book.machine import ID_HEAD, read_stamp
from migrate.forms.book.sheets import head_of
from migrate.forms.form import Head, Question, SheetForm, plain

_TOP = 30
"""Rows from the top in which headings and the stamp are looked for."""
_MOST_MERGED = 2_000
"""A merge over more rows than this is no answer for all of them, and is not spread."""
_MUST = plain("必須")
_QUESTION, _ANSWER, _ID = plain("質問"), plain("回答"), plain(ID_HEAD)
CHECK = plain("確認")


class Grid:
    """Cells by row and column, both from 0."""

    def __init__(self, sheet: Sheet) -> None:
        self.name = sheet.name
        self._rows = sheet.rows
        self._merged = {
            (row, first[1]): first
            for first, last in sheet.merged
            if last[0] - first[0] < _MOST_MERGED
            for row in range(first[0] + 1, last[0] + 1)
        }

    @property
    def height(self) -> int:
        """Number of rows."""
        return len(self._rows)

    def cell(self, row: int, column: int) -> CellValue:
        """The value of a cell; of one that is merged with those above it, theirs."""
        row, column = self._merged.get((row, column), (row, column))
        if row >= len(self._rows) or column >= len(self._rows[row]):
            return None
        return self._rows[row][column]

    def is_covered(self, row: int, column: int) -> bool:
        """True for a cell that is merged with those above it, so that it shows theirs."""
        return (row, column) in self._merged

    def text(self, row: int, column: int) -> str:
        """A cell as text without outer blanks."""
        return cell_text(self.cell(row, column)).strip(" 　\n\t")

    def width(self, row: int) -> int:
        """Number of cells of a row."""
        return len(self._rows[row])

    def is_empty(self) -> bool:
        """True where no cell has a value."""
        return not any(cell not in (None, "") for row in self._rows for cell in row)

    def stamp(self, head: Head) -> tuple[int, str, str] | None:
        """Edition, sheet and key that the sheet's stamp names; None where there is no stamp."""
        for row in self._rows[:_TOP]:
            for cell in row:
                if isinstance(cell, str) and (found := read_stamp(head, cell)) is not None:
                    return found
        return None

    def _words(self, row: int) -> dict[str, int]:
        """Headings of a row → column; the first one counts."""
        found: dict[str, int] = {}
        for column in range(self.width(row)):
            word = plain(self.text(row, column))
            if word:
                found.setdefault(word, column)
        return found

    def form_head(self) -> tuple[int, Mapping[str, int]] | None:
        """Row of the headings of a form sheet, and its columns: ``answer``, ``question``, ``id`` where they are."""
        for row in range(min(_TOP, self.height)):
            words = self._words(row)
            if _ANSWER in words and (_QUESTION in words or _ID in words):
                known = {"answer": _ANSWER, "question": _QUESTION, "id": _ID}
                return row, {name: words[word] for name, word in known.items() if word in words}
        return None

    def table_head(self, form: SheetForm) -> tuple[int, Mapping[str, int]] | None:
        """Row of the headings of a table, and question id → column; None where fewer than half of them are there."""
        best: tuple[int, dict[str, int]] | None = None
        for row in range(min(_TOP, self.height)):
            words = self._words(row)
            columns = {}
            for question in form.questions:
                hit = next((words[name] for name in _names(question) if name in words), None)
                if hit is not None:
                    columns[question.id] = hit
            if 2 * len(columns) >= len(form.questions) and (best is None or len(columns) > len(best[1])):
                best = row, columns
        return best

    def id_column(self, row: int) -> int | None:
        """Column of the ids in a row of headings."""
        return self._words(row).get(_ID)


def _names(question: Question) -> tuple[str, ...]:
    """How a heading may be written: with and without unit and mark."""
    label, full = plain(question.label), plain(head_of(question))
    return (label, full, full.removesuffix(_MUST), label + _MUST)
