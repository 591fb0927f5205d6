"""What people see in a workbook and readers of values do not: text struck through, hidden rows and columns."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from migrate.files.xlsx_extent import address
from migrate.files.xlsx_parts import listen, local, sheets
from migrate.model.value import value

_STYLES = "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_OFF = frozenset({"0", "false"})
_MOST_COLUMNS = 16_384


@value
class SheetMarks:
    """Marks of one sheet. Rows and columns from 0."""

    struck: Mapping[tuple[int, int], str]
    """Cells that are struck through, with what is left of their text (``""`` where all of it is)."""
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]


NONE = SheetMarks(struck={}, hidden_rows=frozenset(), hidden_columns=frozenset())


def _on(attributes: Mapping[str, str], key: str) -> bool:
    return attributes.get(key, "0" if key != "val" else "1").casefold() not in _OFF


class _Styles:
    """Finds the cell formats whose font is struck through."""

    def __init__(self) -> None:
        self.struck: set[int] = set()
        self._fonts: list[bool] = []
        self._formats = 0
        self._inside: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "font" and self._inside[-1:] == ["fonts"]:
            self._fonts.append(False)
        elif name == "strike" and self._inside[-2:] == ["fonts", "font"]:
            self._fonts[-1] = _on(attributes, "val")
        elif name == "xf" and self._inside[-1:] == ["cellXfs"]:
            font = attributes.get("fontId", "")
            if font.isdecimal() and int(font) < len(self._fonts) and self._fonts[int(font)]:
                self.struck.add(self._formats)
            self._formats += 1
        self._inside.append(name)

    def text(self, data: str) -> None:
        """Nothing: styles hold no text."""

    def end(self, tag: str) -> None:
        self._inside.pop()


class _Runs:
    """Collects a text made of runs: what is left of it without those that are struck through."""

    def __init__(self) -> None:
        self._inside: list[str] = []
        self._struck = False
        self.any = False
        self.left: list[str] = []

    def begin(self) -> None:
        """A new text begins."""
        self.any = False
        self._struck = False
        self.left = []

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "r":
            self._struck = False
        elif name == "strike" and self._inside[-1:] == ["rPr"]:
            self._struck = _on(attributes, "val")
        self._inside.append(name)

    def text(self, data: str) -> None:
        if self._inside[-1:] != ["t"] or "rPh" in self._inside:
            return
        if self._struck:
            self.any = self.any or bool(data.strip())
        else:
            self.left.append(data)

    def end(self, name: str) -> None:
        self._inside.pop()
        if name == "r":
            self._struck = False


class _Strings:
    """Finds the shared strings with runs that are struck through, by their number."""

    def __init__(self) -> None:
        self.left: dict[int, str] = {}
        self._number = -1
        self._runs = _Runs()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            self._number += 1
            self._runs.begin()
        self._runs.start(name, attributes)

    def text(self, data: str) -> None:
        self._runs.text(data)

    def end(self, tag: str) -> None:
        name = local(tag)
        self._runs.end(name)
        if name == "si" and self._runs.any:
            self.left[self._number] = "".join(self._runs.left)


class _Cells:
    """Listens to one sheet; cells and rows without an address follow the one before, as readers count them."""

    def __init__(self, styles: set[int], strings: Mapping[int, str]) -> None:
        self.struck: dict[tuple[int, int], str] = {}
        self.rows: set[int] = set()
        self.columns: set[int] = set()
        self._styles, self._strings = styles, strings
        self._row = self._column = -1
        self._kind = ""
        self._all = False
        self._value: list[str] = []
        self._in_value = False
        self._runs = _Runs()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        self._runs.start(name, attributes)
        if name == "row":
            given = attributes.get("r", "")
            self._row = int(given) - 1 if given.isdecimal() else self._row + 1
            self._column = -1
            if _on(attributes, "hidden"):
                self.rows.add(self._row)
        elif name == "col" and _on(attributes, "hidden"):
            ends = [attributes.get(key, "") for key in ("min", "max")]
            if all(end.isdecimal() for end in ends):
                self.columns |= set(range(int(ends[0]) - 1, min(int(ends[1]), _MOST_COLUMNS)))
        elif name == "c":
            self._begin(attributes)
        elif name == "v":
            self._in_value = True

    def _begin(self, attributes: Mapping[str, str]) -> None:
        place = address(attributes.get("r", ""))
        self._row, self._column = place or (self._row, self._column + 1)
        self._kind = attributes.get("t", "")
        style = attributes.get("s", "")
        self._all = style.isdecimal() and int(style) in self._styles
        self._value = []
        self._runs.begin()

    def text(self, data: str) -> None:
        self._runs.text(data)
        if self._in_value:
            self._value.append(data)

    def end(self, tag: str) -> None:
        name = local(tag)
        self._runs.end(name)
        if name == "v":
            self._in_value = False
        elif name == "c":
            self._finish()

    def _finish(self) -> None:
        written = "".join(self._value).strip()
        place = (self._row, self._column)
        if self._all and (written or self._runs.left or self._runs.any):
            self.struck[place] = ""
        elif self._kind == "s" and written.isdecimal() and int(written) in self._strings:
            self.struck[place] = self._strings[int(written)]
        elif self._runs.any:
            self.struck[place] = "".join(self._runs.left)


def can_tell(data: bytes) -> bool:
    """True for a workbook in the XML form (.xlsx, .xlsm), the only one of which marks are read."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return any(part.endswith(".xml") for _, part in sheets(archive))


def marks(data: bytes) -> Mapping[str, SheetMarks]:
    """The marks by the sheets' names, of a workbook that `xlsx.loads` has read and thus checked.

    Sheets without any are left out; for another form than the XML one (`can_tell`) there are none.
    """
    found: dict[str, SheetMarks] = {}
    if not can_tell(data):
        return found
    styles, strings = _Styles(), _Strings()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        held = set(archive.namelist())
        if _STYLES in held:
            listen(archive, _STYLES, styles)
        if _STRINGS in held:
            listen(archive, _STRINGS, strings)
        for name, part in sheets(archive):
            cells = _Cells(styles.struck, strings.left)
            listen(archive, part, cells)
            if cells.struck or cells.rows or cells.columns:
                found[name] = SheetMarks(
                    struck=cells.struck,
                    hidden_rows=frozenset(cells.rows),
                    hidden_columns=frozenset(cells.columns),
                )
    return found
