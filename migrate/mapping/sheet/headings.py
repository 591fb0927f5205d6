"""Headings of mapping sheets by their meaning; the words are data (`specs/layouts/mapping-sheet/words.csv`)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.xlsx import Sheet, cell_text
from migrate.model.value import value

FOLDER = ("layouts", "mapping-sheet")
_SIDES, _PARTS = ("source", "target"), ("table", "item")
_NOISE = re.compile(r"[\W_]")
_ASIDE = re.compile(r"[（(\[［【].*?[）)\]］】]", re.DOTALL)
_PHYSICAL = re.compile("物理|id|カラム|列|column|field")
_FIRST_ROWS, _LONGEST = 60, 40


def plain(text: str) -> str:
    r"""A text without what carries no meaning: width, case, blanks, line breaks, signs.

    >>> plain("標準\nデータ項目　名")
    '標準データ項目名'
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


@cache
def _words() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in tables.read(bundled("specs").joinpath(*FOLDER, "words.csv")):
        found.setdefault(plain(row["word"]), set()).add(row["meaning"])
    return {word: frozenset(meanings) for word, meanings in found.items()}


def _known(text: str) -> frozenset[str]:
    if not text or len(text) > _LONGEST:
        return frozenset()
    return _words().get(plain(text)) or _words().get(plain(_ASIDE.sub("", text))) or frozenset()


def _meaning(text: str, side: str) -> str:
    """What a heading means below a heading of that side (``""``: none); ``""`` where that is not known."""
    known = _known(text)
    part = next((one for one in _PARTS if one in known), "")
    if side and part == "table":
        return f"{side}_table"
    if side and part == "item":
        physical = bool(_PHYSICAL.search(plain(text)))
        return {"source": ("source_logical", "source_column"), "target": ("target_item", "target_id")}[side][
            physical and (side == "source" or "id" in plain(text))
        ]
    return next(iter(sorted(known - {*_SIDES, *_PARTS})), "")


@value
class Header:
    """The heading row of a sheet (from 0), and the column (from 0) of each meaning."""

    row: int
    columns: Mapping[str, int]

    @property
    def whole(self) -> bool:
        """True where both sides are there."""
        source = {"source_column", "source_logical"} & set(self.columns)
        return bool(source) and bool({"target_item", "target_id"} & set(self.columns))


def _spans(sheet: Sheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cell of a merged range → its first cell."""
    return {
        (row, column): first
        for first, last in sheet.merged
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    }


def text_at(sheet: Sheet, row: int, column: int) -> str:
    """Text of a cell, ``""`` outside the sheet."""
    cells = sheet.rows[row] if row < len(sheet.rows) else ()
    return cell_text(cells[column]).strip() if column < len(cells) else ""


def _sides(sheet: Sheet, row: int, width: int, spans: Mapping[tuple[int, int], tuple[int, int]]) -> Sequence[str]:
    """Side of each column by the row above: a heading reaches over its merged cells, else up to the next one."""
    sides, side = [], ""
    for column in range(width):
        above = spans.get((row - 1, column), (row - 1, column))
        text = text_at(sheet, *above) if row else ""
        if text:
            side = next((one for one in _SIDES if one in _known(text)), "")
        sides.append(side)
    return sides


def header(sheet: Sheet) -> Header | None:
    """The heading row of a sheet that has both sides, None where there is none."""
    best: Header | None = None
    spans = _spans(sheet)
    for row in range(min(len(sheet.rows), _FIRST_ROWS)):
        width = max(len(sheet.rows[row]), len(sheet.rows[row - 1]) if row else 0)  # headings merged from above
        sides = _sides(sheet, row, width, spans)
        columns: dict[str, int] = {}
        for column in range(width):
            first = spans.get((row, column), (row, column))
            if meaning := _meaning(text_at(sheet, *first), sides[column]):
                columns.setdefault(meaning, column)
        found = Header(row=row, columns=columns)
        if found.whole and (best is None or len(columns) > len(best.columns)):
            best = found
    return best
