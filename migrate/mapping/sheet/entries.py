"""The lines of a mapping sheet: what fills what, each with its cells."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from migrate.files.xlsx import Sheet, Workbook, cell_name
from migrate.files.xlsx_marks import NONE, SheetMarks
from migrate.mapping.sheet.codelists import CodeLists, codelists
from migrate.mapping.sheet.headings import Header, header, plain, text_at
from migrate.mapping.sheet.struck import Struck, shown, told
from migrate.model.value import value

_CARRIED = ("source_table", "target_table")
"""A blank cell below one of these means the same again."""
_DITTO = frozenset({"〃", "〻", "々", '"', "同上", "上に同じ", "ditto"})
_NOTHING = re.compile(r"[-‐−―—–ー─/]+|なし|無し|無|該当なし|該当無し|対応なし|対応無し|N/?A", re.IGNORECASE)
"""What people write into a cell where there is nothing to write."""
_NAMES = (
    "source_table",
    "source_column",
    "source_logical",
    "target_table",
    "target_item",
    "target_id",
    "codes",
    "fixed",
)
_MERGED = ("target_item", "target_id", "rule", "source_column", "source_logical")
"""These are repeated only where cells are merged."""


@value
class Entry:
    """One line. ``texts`` are its cells by meaning; ``cells`` their names (``C7``)."""

    sheet: str
    row: int
    """From 1."""
    texts: Mapping[str, str]
    cells: Mapping[str, str]
    nothing: frozenset[str] = frozenset()
    """Meanings of which the cell says that there is nothing (－, なし); their text is ``""``."""

    def text(self, *meanings: str) -> str:
        """The first of these cells that has a text."""
        return next((self.texts[one] for one in meanings if self.texts.get(one)), "")

    def cell(self, *meanings: str) -> str:
        """Name of the first of these cells that has a text, else of the first that there is."""
        filled = next((self.cells[one] for one in meanings if self.texts.get(one)), "")
        return filled or next((self.cells[one] for one in meanings if one in self.cells), "")


@value
class Skipped:
    """A sheet without headings of both sides."""

    sheet: str


def _above(sheet: Sheet) -> dict[tuple[int, int], int]:
    """Cell of a range that is merged downwards → its first row."""
    return {
        (row, column): first[0]
        for first, last in sheet.merged
        if last[0] > first[0]
        for row in range(first[0] + 1, last[0] + 1)
        for column in range(first[1], last[1] + 1)
    }


def _says_nothing(meaning: str, text: str) -> bool:
    """True for －, and for なし in the cell of a name."""
    plain_text = unicodedata.normalize("NFKC", text).strip()
    return bool(_NOTHING.fullmatch(plain_text)) and (
        meaning in _NAMES or (meaning == "rule" and not plain_text.isalnum())
    )


def _texts(
    sheet: Sheet, row: int, head: Header, above: Mapping[tuple[int, int], int], last: Mapping[str, str]
) -> dict[str, str]:
    """Texts of a row by meaning; 〃 is what stands above it (``last``)."""
    texts: dict[str, str] = {}
    for meaning, column in head.columns.items():
        text = text_at(sheet, row, column)
        if not text and meaning in _MERGED and (row, column) in above:
            text = text_at(sheet, above[row, column], column)
        texts[meaning] = last.get(meaning, "") if text.lower() in _DITTO and meaning != "note" else text
    return texts


def _lines(sheet: Sheet, head: Header, seen: Sheet) -> Iterator[Entry]:
    """The lines of a sheet; ``seen`` is the same with what is struck through.

    A line that is struck through as a whole is none, but what stands below it still means what is seen above.
    """
    above = _above(sheet)
    carried: dict[str, str] = {}
    last: dict[str, str] = {}
    for row in range(head.row + 1, len(sheet.rows)):
        texts, all_texts = (_texts(one, row, head, above, last) for one in (sheet, seen))
        if not any(texts.values()):
            last |= {meaning: text for meaning, text in all_texts.items() if text}
            carried |= {meaning: all_texts[meaning] for meaning in _CARRIED if all_texts.get(meaning)}
            continue
        last |= {meaning: text for meaning, text in texts.items() if text}
        if all(plain(texts[m]) == plain(text_at(sheet, head.row, c)) for m, c in head.columns.items() if texts[m]):
            continue  # the heading again, as on every printed page
        nothing = frozenset(meaning for meaning, text in texts.items() if _says_nothing(meaning, text))
        nothing |= {meaning for meaning in _CARRIED if all_texts.get(meaning) and not texts[meaning]}
        texts |= dict.fromkeys(nothing, "")
        for meaning in set(_CARRIED) - nothing:
            carried[meaning] = texts.get(meaning) or carried.get(meaning, "")
            if meaning in head.columns:
                texts[meaning] = carried[meaning]
        cells = {meaning: cell_name(row, column) for meaning, column in head.columns.items()}
        yield Entry(sheet=sheet.name, row=row + 1, texts=texts, cells=cells, nothing=nothing)


@value
class Read:
    """What a workbook holds: lines of its mapping sheets, its pairs of codes, sheets that are neither, and what of it
    has a line through it.
    """

    entries: tuple[Entry, ...]
    lists: CodeLists
    skipped: tuple[Skipped, ...]
    struck: tuple[Struck, ...] = ()


def read(book: Workbook, marks: Mapping[str, SheetMarks] | None = None) -> Read:
    """The lines of all visible sheets, the pairs of codes beside them, and the sheets that hold neither.

    ``marks`` (`xlsx_marks.marks`) tell by sheet what is struck through: that is left out, and where it stood is told.
    """
    found: list[Entry] = []
    skipped: list[Skipped] = []
    left: list[Struck] = []
    looks = marks or {}
    meant = Workbook(sheets=tuple(shown(sheet, looks.get(sheet.name, NONE)) for sheet in book.sheets))
    lists, listed = codelists(meant)
    for sheet, seen in zip(meant.sheets, book.sheets, strict=True):
        head = header(sheet) if sheet.visible else None
        if head is not None or sheet.name in listed:
            left += told(sheet, looks.get(sheet.name, NONE).struck)
        if head is not None:
            found += _lines(sheet, head, seen)
        elif sheet.name not in listed:
            skipped.append(Skipped(sheet=sheet.name))
    return Read(entries=tuple(found), lists=lists, skipped=tuple(skipped), struck=tuple(left))
