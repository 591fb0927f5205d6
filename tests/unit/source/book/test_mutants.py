"""Damaged definition books: nothing crashes or hangs, nothing is empty in silence, what is lost is listed."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from migrate.errors import UnreadableError
from migrate.files import xlsx
from migrate.files.xlsx import Workbook
from migrate.model.finding import Severity
from migrate.source.book import clean
from migrate.source.book.reader import Book, read_book

from .deform import mutate
from .houses import LAYOUTS, TOWN
from .test_clean import again, bare
from .test_layouts import book, xlsx_text

MUTANTS = 520
PARTS = 13
_LIMIT = 10.0
TYPES = ("CHAR", "VARCHAR2", "NUMBER")
NAMES = {item.physical for home in TOWN for item in home.items}


def _mutants(part: int) -> Iterator[tuple[str, Workbook]]:
    names = list(LAYOUTS)
    for seed in range(part, MUTANTS, PARTS):
        name = names[seed // PARTS % len(names)]
        yield f"{name} {seed}", mutate(book(name), seed)


def _read(workbook: Workbook) -> tuple[Book, float]:
    began = time.monotonic()
    found = read_book(workbook, "m.xlsx")
    return found, time.monotonic() - began


def _names_in(workbook: Workbook) -> list[str]:
    """The columns' physical names that still stand in a visible row together with a type."""
    found = []
    for row in (row for sheet in workbook.sheets if sheet.visible for row in sheet.rows):
        texts = [xlsx_text(cell).strip().upper() for cell in row]
        if any(text.startswith(TYPES) for text in texts):
            found += [text for text in texts if text in NAMES]
    return sorted(found)


@pytest.mark.parametrize("part", range(PARTS))
def test_mutants(part: int) -> None:
    """A mutant is read within 10 s: it gives tables with columns, or the error that there is none."""
    wrong = []
    for label, workbook in _mutants(part):
        found, seconds = _read(workbook)
        empty = not found.tables or any(not table.columns for table in found.tables)
        said = any(one.code == "MIG-SRC-060" and one.severity is Severity.ERROR for one in found.findings)
        if seconds > _LIMIT or (empty and not said) or len(found.sheets) != len(workbook.sheets):
            wrong.append(label)
    assert wrong == []


@pytest.mark.parametrize("part", range(PARTS))
def test_nothing_is_lost_in_silence(part: int) -> None:
    """Where a mutant holds a column's name that is not read as a column, something about the book is said."""
    silent = []
    for label, workbook in _mutants(part):
        found, _ = _read(workbook)
        read = sorted(column.name for table in found.tables for column in table.columns)
        missing = [name for name in _names_in(workbook) if name not in read]
        if missing and all(one.severity is Severity.INFO for one in found.findings):
            silent.append((label, missing))
    assert silent == []


@pytest.mark.parametrize("seed", range(0, MUTANTS, 20))
def test_clean_book_of_a_mutant(seed: int) -> None:
    """What was understood of a mutant is written and read again as it is, odd names included."""
    workbook = mutate(book(list(LAYOUTS)[seed // 20 % len(LAYOUTS)]), 7 * seed)
    found, _ = _read(workbook)

    assert not found.tables or bare(again(clean.workbook(found)).tables) == bare(found.tables)


def _damaged(data: bytes, seed: int) -> bytes:
    chance = random.Random(seed)
    changed = bytearray(data)
    for _ in range(chance.randint(1, 40)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randint(1, len(changed))] if chance.random() < 0.3 else changed)


def test_damaged_files() -> None:
    """A file with damaged bytes is read, or refused with an error of our own."""
    data = LAYOUTS["plain_sheets"][0]()
    fates = set()
    for seed in range(20):
        try:
            found = read_book(xlsx.loads(_damaged(data, seed), "d.xlsx"), "d.xlsx")
            fates.add("read" if found.tables else "no table")
        except UnreadableError as error:
            fates.add(error.code[:8])

    assert fates <= {"read", "no table", "MIG-FORM"}
