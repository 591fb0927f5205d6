"""A sheet or CSV file of such lists: what it lists, told by its headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from enum import StrEnum

from migrate.model.value import value

_SEARCHED = 20
_DITTO = ("〃", "″", "同上", '"', "''")
_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "file_id": ("移行ファイルid", "移行ファイル番号", "移行ファイルコード", "ファイルid", "ファイル番号"),
    "file": ("移行ファイル名", "移行ファイル名称", "移行ファイル", "ファイル名", "ファイル名称"),
    "item": ("項目名", "項目名称", "データ項目名", "データ項目名称"),
    "item_id": ("項目id", "データ項目id", "物理名", "英字名", "英字項目名"),
    "type": ("データ型", "型", "属性", "データ属性", "データタイプ"),
    "length": ("桁数", "桁", "最大桁数", "データ長"),
    "start": ("開始位置", "開始", "開始バイト", "開始桁"),
    "gaiji": ("外字使用", "外字使用有無", "外字"),
    "key": ("主キー", "キー", "pk"),
    "required": ("必須", "必須項目", "必須区分", "必須有無"),
    "note": ("備考", "説明", "補足"),
    "code_id": ("コード番号", "コードid", "コード", "使用コード", "コード種別", "コード種類"),
    "code": ("コード名", "コード名称"),
    "value": ("コード値", "値"),
    "meaning": ("コード内容", "コード値内容", "コード値の意味", "コード値名称", "意味", "内容", "名称"),
}
_MEANINGS = {word: meaning for meaning, words in _HEADINGS.items() for word in words}
_LONGEST = 40
"""Characters of a heading with its blanks and remarks; longer texts are none."""


class Listed(StrEnum):
    """What a sheet lists."""

    ITEMS = "items"
    CODES = "codes"
    FILES = "files"


@value
class Row:
    """One row; ``line`` counts from 1 (of the file, or of the sheet)."""

    line: int
    cells: tuple[str, ...]


@value
class Sheet:
    """All rows of a CSV file or of a workbook's sheet."""

    file: str
    name: str = ""
    """Of the sheet; ``""`` for a CSV file."""
    rows: tuple[Row, ...]


@value
class Table:
    """A sheet with its headings found. ``rows`` are those below the header that hold anything."""

    sheet: Sheet
    listed: Listed
    header: int
    """Line of the header row."""
    heads: Mapping[str, int]
    rows: tuple[Row, ...]

    def cell(self, row: Row, meaning: str) -> str:
        """Text of a row under the heading of that meaning, ``""`` without one."""
        at = self.heads.get(meaning)
        return row.cells[at].strip(" \u3000\r\n\t") if at is not None and at < len(row.cells) else ""

    def filled(self, meaning: str) -> Iterator[str]:
        """The texts under a heading, row by row; a blank or ditto mark stands for the text above it."""
        last = ""
        for row in self.rows:
            text = self.cell(row, meaning)
            last = last if not text or text in _DITTO else text
            yield last


def plain(text: str) -> str:
    """A heading for comparison: NFKC, no blanks, brackets and marks, small letters."""
    folded = unicodedata.normalize("NFKC", text)
    return re.sub(r"\(.*?\)|[\s_・※*]", "", folded).casefold()


def _heads(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for at, cell in enumerate(row.cells):
        meaning = _MEANINGS.get(plain(cell)) if cell and len(cell) <= _LONGEST else None
        if meaning:
            found.setdefault(meaning, at)
    return found


def _listed(heads: Mapping[str, int]) -> Listed | None:
    """A list of one file's fields, or one with positions in a record, is no list of transfer files."""
    of_file = "file" in heads or "file_id" in heads
    if of_file and {"item", "type", "length"} <= heads.keys() and "start" not in heads:
        return Listed.ITEMS
    if {"value", "meaning"} <= heads.keys() and ("code" in heads or "code_id" in heads) and "item" not in heads:
        return Listed.CODES
    return Listed.FILES if {"file", "file_id"} <= heads.keys() and "item" not in heads else None


def table(sheet: Sheet) -> Table | None:
    """The list that a sheet holds, None where its first rows have no such headings."""
    for number, row in enumerate(sheet.rows[:_SEARCHED]):
        heads = _heads(row)
        listed = _listed(heads)
        if listed is not None:
            held = tuple(r for r in sheet.rows[number + 1 :] if any(cell.strip(" \u3000\x1a") for cell in r.cells))
            return Table(sheet=sheet, listed=listed, header=row.line, heads=heads, rows=held)
    return None
