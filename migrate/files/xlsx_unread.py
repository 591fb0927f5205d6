"""Cells of a workbook whose value readers do not get: a formula that was never calculated, and error values (#N/A).

Readers give such a cell as an empty one; whoever must not lose a value in silence asks here.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from xml.parsers import expat

from migrate.model.value import value

_BLOCK = 1 << 18
_MOST = 1_000
_BOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"


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
        local = tag.rpartition(":")[2]
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
        local = tag.rpartition(":")[2]
        if local in ("v", "is"):
            self._inside = False
        if local != "c" or not self._cell or len(self.found) >= _MOST:
            return
        if self._kind == "e":
            self.found.append((self._cell, Unread.ERROR))
        elif self._formula and not self._value and self._kind != "str":
            self.found.append((self._cell, Unread.FORMULA))


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Name of each sheet and the part of the archive that holds it."""
    targets: dict[str, str] = {}
    sheets: list[tuple[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            key = next((text for name, text in attributes.items() if name.rpartition(":")[2] == "id"), "")
            sheets.append((attributes.get("name", ""), key))

    for part, listener in ((_RELATIONS, relation), (_BOOK, sheet)):
        parser = expat.ParserCreate()
        parser.StartElementHandler = listener
        parser.Parse(archive.read(part), True)
    for name, key in sheets:
        if target := targets.get(key, ""):
            yield name, target.lstrip("/") if target.startswith("/") else posixpath.normpath(f"xl/{target}")


def _in_part(archive: zipfile.ZipFile, part: str) -> list[tuple[str, Unread]]:
    cells = _Cells()
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = cells.start, cells.end
    parser.CharacterDataHandler = cells.text
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block, False)
        parser.Parse(b"", True)
    return cells.found


def unread(data: bytes) -> tuple[UnreadCell, ...]:
    """The cells without a value (at most 1,000 a sheet) of a workbook that `xlsx.loads` has read and thus checked.

    A workbook whose parts are not named as usual has none that could be found.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held: Mapping[str, None] = dict.fromkeys(archive.namelist())
        if _BOOK not in held or _RELATIONS not in held:
            return ()
        return tuple(
            UnreadCell(sheet=sheet, cell=cell, reason=reason)
            for sheet, part in _parts(archive)
            if part in held
            for cell, reason in _in_part(archive, part)
        )
