"""Deformations that change nothing of what a sheet says, and mutations that do; both on the values of a workbook."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from migrate.files.bundled import bundled
from migrate.files.xlsx import Sheet, Workbook

from .houses import wide

Deformation = Callable[[Sheet, random.Random], Sheet]
Cells = list[list[Any]]
_FEW = 3


def _words(part: str) -> list[dict[str, str]]:
    path: Path = bundled("specs") / "layouts" / "table-definition" / "words.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["part"] == part]


HEADINGS = {row["word"]: row["meaning"] for row in _words("heading")}
LABELS = {row["word"]: row["meaning"] for row in _words("title")}


def cells_of(sheet: Sheet) -> Cells:
    """The cells as lists."""
    return [list(row) for row in sheet.rows]


def with_cells(sheet: Sheet, cells: Cells) -> Sheet:
    """The sheet with other cells of the same places."""
    return replace(sheet, rows=tuple(tuple(row) for row in cells))


def heading_rows(sheet: Sheet) -> list[int]:
    """Rows that hold headings of three meanings and no number: those of headings."""
    return [
        n
        for n, row in enumerate(sheet.rows)
        if len({HEADINGS[cell] for cell in row if cell in HEADINGS}) >= _FEW
        and not any(isinstance(cell, float) for cell in row)
    ]


def shift(sheet: Sheet, chance: random.Random) -> Sheet:
    """Blank rows above and blank columns to the left."""
    down, right = chance.randint(1, 9), chance.randint(1, 5)
    rows = ((),) * down + tuple((None,) * right + row for row in sheet.rows)
    merged = tuple(((a + down, b + right), (c + down, d + right)) for (a, b), (c, d) in sheet.merged)
    return replace(sheet, rows=rows, merged=merged)


def _each_heading(sheet: Sheet, change: Callable[[str], str]) -> Sheet:
    cells = cells_of(sheet)
    for row in heading_rows(sheet):
        for column, cell in enumerate(cells[row]):
            if cell in HEADINGS:
                cells[row][column] = change(cell)
    return with_cells(sheet, cells)


def broken_lines(sheet: Sheet, chance: random.Random) -> Sheet:
    """Line breaks and blanks inside headings."""

    def change(text: str) -> str:
        at = chance.randint(1, max(1, len(text) - 1))
        return f"{text[:at]}{chance.choice((chr(10), ' ', '　'))}{text[at:]}" if len(text) > 1 else f" {text}　"

    return _each_heading(sheet, change)


def full_width(sheet: Sheet, chance: random.Random) -> Sheet:
    """Headings in full-width, other texts of one width too: physical names, types and marks."""
    return with_cells(
        sheet,
        [[wide(c) if isinstance(c, str) and c.isascii() and "'" not in c else c for c in row] for row in sheet.rows],
    )


def renamed(sheet: Sheet, chance: random.Random) -> Sheet:
    """Other headings of the same meaning."""

    def change(text: str) -> str:
        if text not in HEADINGS:
            return text
        same = [word for word, meaning in HEADINGS.items() if meaning == HEADINGS[text] and word not in LABELS]
        return chance.choice(same) if same else text

    return _each_heading(sheet, change)


def remarks(sheet: Sheet, chance: random.Random) -> Sheet:
    """Remarks in brackets behind headings."""
    return _each_heading(
        sheet, lambda text: f"{text}{chance.choice(('（※）', '※1', '(注)', '【全角】'))}" if text else text
    )


def texts(sheet: Sheet, chance: random.Random) -> Sheet:
    """Numbers kept as text, in full-width."""
    as_text = (
        [wide(str(int(c))) if isinstance(c, float) and c.is_integer() else c for c in row] for row in cells_of(sheet)
    )
    return with_cells(sheet, list(as_text))


def trailing(sheet: Sheet, chance: random.Random) -> Sheet:
    """Blanks around every text."""
    rows = [[f" {c}　" if isinstance(c, str) and c else c for c in row] for row in sheet.rows]
    return with_cells(sheet, rows)


def merged_headings(sheet: Sheet, chance: random.Random) -> Sheet:
    """Each heading merged with an empty row below it (one-row headings only)."""
    rows = heading_rows(sheet)
    if len(rows) != 1 or any(a <= rows[0] <= c for (a, _), (c, _) in sheet.merged):
        return sheet
    at = rows[0]
    cells = cells_of(sheet)
    cells.insert(at + 1, [])
    down = [((a + (a > at), b), (c + (c > at), d)) for (a, b), (c, d) in sheet.merged]
    down += [((at, n), (at + 1, n)) for n, cell in enumerate(cells[at]) if cell]
    return replace(with_cells(sheet, cells), merged=tuple(down))


DEFORMATIONS: dict[str, Deformation] = {
    one.__name__: one for one in (shift, broken_lines, full_width, renamed, remarks, texts, trailing, merged_headings)
}


def deform(book: Workbook, one: Deformation, seed: str) -> Workbook:
    """All sheets of a workbook deformed."""
    chance = random.Random(seed)
    return Workbook(sheets=tuple(one(sheet, chance) for sheet in book.sheets))


# ── mutations ────────────────────────────────────────────────────────────────────────────────────────────────────────

_ODD = (
    "？",
    "別紙参照",
    "12桁位",
    "VARCHAR2(",
    "(10",
    "1,2,3",
    "×○",
    "PKPK",
    "\x07",
    "=A1",
    "9" * 400,
    "あ" * 3000,
    True,
    -1.0,
    1e300,
)


def _mutate(sheet: Sheet, chance: random.Random) -> Sheet:
    cells = cells_of(sheet)
    merged = list(sheet.merged)
    for _ in range(chance.randint(1, 12)):
        if not cells:
            break
        at = chance.randrange(len(cells))
        width = len(cells[at])
        match chance.randrange(9):
            case 0 if width:
                cells[at][chance.randrange(width)] = None
            case 1:
                cells.insert(at, [])
            case 2:
                where = chance.randrange(8)
                cells = [[*row[:where], None, *row[where:]] if len(row) >= where else row for row in cells]
            case 3 if width:
                cells[at][chance.randrange(width)] = chance.choice(_ODD)
            case 4:
                del cells[at]
            case 5:
                other = chance.randrange(len(cells))
                cells[at], cells[other] = cells[other], cells[at]
            case 6:
                cells.insert(at, list(cells[chance.randrange(len(cells))]))
            case 7:
                left = chance.randrange(8)
                merged.append(((at, left), (min(at + chance.randrange(3), len(cells) - 1), left + chance.randrange(3))))
            case _ if width:
                left, right = chance.randrange(width), chance.randrange(width)
                cells[at][left], cells[at][right] = cells[at][right], cells[at][left]
    return replace(with_cells(sheet, cells), merged=tuple(merged))


def mutate(book: Workbook, seed: int) -> Workbook:
    """A workbook with up to 12 mutations in each sheet."""
    chance = random.Random(seed)
    return Workbook(sheets=tuple(_mutate(sheet, chance) for sheet in book.sheets))
