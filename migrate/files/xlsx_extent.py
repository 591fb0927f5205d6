"""How far the cells of a sheet reach, found by streaming its XML; a cell too far out aborts readers."""

from __future__ import annotations

import re
from xml.parsers import expat

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_AREA = 10_000_000
"""Rows × columns: readers lay a sheet out in full, so one value in the far corner costs as much as all cells."""
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,4})\$?([0-9]{1,8})")
_LETTERS = 26
_LONGEST = 8
_SHOWN = 12
_STRANGE = re.compile(r"[^A-Za-z0-9$]")


class FarCellError(Exception):
    """A cell lies beyond the limits; ``cell`` is its address."""

    def __init__(self, cell: str) -> None:
        super().__init__(cell)
        self.cell = cell


def column_name(column: int) -> str:
    """Letters of a column, 0 is A."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Number of a column from its letters, A is 0."""
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + ord(letter) - ord("A") + 1
    return number - 1


def cell_name(row: int, column: int) -> str:
    """Address such as ``B7`` of a cell counted from 0."""
    return f"{column_name(column)}{row + 1}"


def address(reference: str) -> tuple[int, int] | None:
    """Row and column from 0 of an address such as ``$B$7``; None for what is none.

    >>> address("B7"), address("B"), address("")
    ((6, 1), None, None)
    """
    match = _REFERENCE.fullmatch(reference)
    return (int(match.group(2)) - 1, column_number(match.group(1))) if match else None


def _told(reference: str) -> str:
    """What may be said of an address that is none."""
    return _STRANGE.sub("?", reference[:_SHOWN])


class Extent:
    """A streaming reader of one XML part that knows only rows and cells; entities are never expanded.

    Cells and rows without an address follow the one before, as readers count them.
    """

    def __init__(self) -> None:
        self._row = 0
        self._column = 0
        self._rows = 0
        self._columns = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._any = False

    def feed(self, block: bytes) -> None:
        """Read on.

        Raises:
            FarCellError: a cell beyond 200,000 rows or 200 columns, an area beyond 10 million cells, or an address
                that is none (readers count such a row as the last of all).
            xml.parsers.expat.ExpatError: the part is not XML.
        """
        self._any = True
        self._parser.Parse(block, False)

    def close(self) -> None:
        """End of the part.

        Raises:
            xml.parsers.expat.ExpatError: the part is cut off.
        """
        if self._any:
            self._parser.Parse(b"", True)

    def _doctype(self, *_: object) -> None:
        raise ValueError("DTD")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        local = tag.rpartition(":")[2]
        if local == "row":
            given = attributes.get("r", "")
            self._row = self._number(given) if given else self._row + 1
            self._column = 0
            self._hold(self._row, 1)
        elif local == "c":
            reference = attributes.get("r", "")
            place = address(reference)
            if reference and place is None:
                raise FarCellError(_told(reference))
            self._column = self._column + 1 if place is None else place[1] + 1
            self._hold(max(self._row, 1) if place is None else place[0] + 1, self._column)

    @staticmethod
    def _number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST):
            raise FarCellError(_told(text))
        return int(text)

    def _hold(self, row: int, column: int) -> None:
        self._rows = max(self._rows, row)
        self._columns = max(self._columns, column)
        if row < 1 or row > MAX_ROWS or column > MAX_COLUMNS or self._rows * self._columns > MAX_AREA:
            raise FarCellError(f"{column_name(column - 1)}{row}")
