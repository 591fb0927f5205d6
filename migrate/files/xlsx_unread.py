"""Cells of a workbook whose value readers do not get: a formula that was never calculated, and error values (#N/A).

Readers give such a cell as an empty one; whoever must not lose a value in silence asks here.
"""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from migrate.files import xlsx_parts
from migrate.files.xlsx_parts import local as local_name
from migrate.model.value import value


class Unread(StrEnum):
    """Why a cell has no value."""

    FORMULA = "formula"
    """A formula without a stored result (a program wrote the workbook, and no Excel has opened it since)."""
    ERROR = "error"
    """An error value such as #REF! or #N/A."""


@value
class UnreadCell:
    """One cell without a value, by the sheet's name and the cell's address."""

    sheet: str
    cell: str
    reason: Unread


class _Cells:
    """Listens to one sheet's XML and keeps the cells without a value."""

    def __init__(self) -> None:
        self.found: list[tuple[str, Unread]] = []
        self._cell = ""
        self._kind = ""
        self._formula = False
        self._value = False
        self._inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        local = local_name(tag)
        if local == "c":
            self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "")
            self._formula = self._value = False
        elif local == "f":
            self._formula = True
        elif local in ("v", "is"):
            self._inside = True

    def text(self, data: str) -> None:
        """Text of an element."""
        self._value = self._value or (self._inside and bool(data))

    def end(self, tag: str) -> None:
        """An element ends."""
        local = local_name(tag)
        if local in ("v", "is"):
            self._inside = False
        if local != "c" or not self._cell:
            return
        if self._kind == "e":
            self.found.append((self._cell, Unread.ERROR))
        elif self._formula and not self._value and self._kind != "str":
            self.found.append((self._cell, Unread.FORMULA))


def unread(data: bytes) -> tuple[UnreadCell, ...]:
    """The cells without a value of a workbook that `xlsx.loads` has read and thus checked: all of them.

    A form may hold thousands in its check columns, and the one that matters behind them. A workbook whose parts are
    not named as usual has none that could be found.
    """
    found: list[UnreadCell] = []
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return ()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for sheet, part in xlsx_parts.sheets(archive):
            cells = _Cells()
            if part.endswith(".xml"):
                xlsx_parts.listen(archive, part, cells)
            found += (UnreadCell(sheet=sheet, cell=cell, reason=reason) for cell, reason in cells.found)
    return tuple(found)
