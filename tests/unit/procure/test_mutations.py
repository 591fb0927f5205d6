"""200 workbooks, half of them of an RFI, half of an RFP, as no vendor should send them.

Each gives values, or errors by cell; none hangs, crashes or loses a row.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.forms.read.rows import Source
from migrate.procure import receiving
from migrate.procure.package import Package
from migrate.procure.receiving import Taken

from .rfi.town import Bidder, Town
from .rfp.town import Competition

NUMBER = 200
GARBAGE: tuple[Any, ...] = (
    "○",
    "Ｏ",
    "x",
    "#REF!",
    "=1/0",
    "=SUM(A1:A9)",
    "１２０万円（税抜）",
    "令和9年13月45日",
    "昭和64年1月8日",
    "無償",
    "未定",
    "\u3000",
    "あ" * 3_000,
    '=HYPERLINK("http://example.invalid")',
    -1,
    1e300,
    0.1,
    True,
    date(2028, 1, 4),
    datetime(1900, 1, 1, 12, 0),
    time(9, 30),
    "改行\nと\tタブ",
    "𠮟る𩸽",
    "\u202e逆",
    "12345678901" + "8",
)
Change = Callable[[Any, random.Random], None]


def _page(book: Any, dice: random.Random) -> Any:
    return dice.choice([page for page in book.worksheets if not page.title.startswith("_")])


def _cell(page: Any, dice: random.Random) -> Any:
    return page.cell(dice.randint(1, page.max_row + 3), dice.randint(1, page.max_column + 2))


def _garbage(book: Any, dice: random.Random) -> None:
    for _ in range(dice.randint(1, 25)):
        cell = _cell(_page(book, dice), dice)
        if type(cell).__name__ != "MergedCell":
            cell.value = dice.choice(GARBAGE)


def _insert_rows(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    page.insert_rows(dice.randint(1, page.max_row), dice.randint(1, 3))


def _delete_rows(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    page.delete_rows(dice.randint(1, page.max_row), dice.randint(1, 3))


def _insert_columns(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    page.insert_cols(dice.randint(1, page.max_column))
    page.cell(dice.randint(6, 12), 1).value = "メモ"


def _delete_columns(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    page.delete_cols(dice.randint(1, page.max_column))


def _sort_rows(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6)]
    dice.shuffle(rows)
    for at, row in enumerate(rows, start=6):
        for column, value in enumerate(row, start=1):
            if type(page.cell(at, column)).__name__ != "MergedCell":
                page.cell(at, column).value = value


def _merge(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    row, column = dice.randint(5, page.max_row), dice.randint(2, page.max_column)
    down, across = row + dice.randint(0, 3), column + dice.randint(0, 2)
    page.merge_cells(start_row=row, end_row=down, start_column=column, end_column=across)


def _rename(book: Any, dice: random.Random) -> None:
    _page(book, dice).title = f"控え{dice.randint(0, 999)}"


def _shuffle(book: Any, dice: random.Random) -> None:
    dice.shuffle(book._sheets)


def _copy(book: Any, dice: random.Random) -> None:
    book.copy_worksheet(_page(book, dice))


def _headings(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    for column in range(1, page.max_column + 1):
        cell = page.cell(4, column)
        if isinstance(cell.value, str) and dice.random() < 0.2:
            cell.value = dice.choice([cell.value.replace("\n", "　"), f" {cell.value}＊", "見出し", ""])


def _no_machine_sheets(book: Any, dice: random.Random) -> None:
    del dice
    for page in [page for page in book.worksheets if page.title.startswith("_")]:
        book.remove(page)


def _no_ids(book: Any, dice: random.Random) -> None:
    page = _page(book, dice)
    for row in range(4, page.max_row + 1):
        page.cell(row, 1).value = None


CHANGES: tuple[Change, ...] = (
    _garbage,
    _insert_rows,
    _delete_rows,
    _insert_columns,
    _delete_columns,
    _sort_rows,
    _merge,
    _rename,
    _shuffle,
    _copy,
    _headings,
    _no_machine_sheets,
    _no_ids,
)


Kind = tuple[tuple[Package, ...], tuple[Bidder, ...]]
"""The packages of a request, and some of their workbooks."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Kind, ...]:
    """The workbooks of a request of each kind, filled in: every typed cell holds a word that stands nowhere else."""
    town = Town(tmp_path_factory.mktemp("rfi"), functions_each=5)
    town.decide()
    town.answer_survey()
    town.build(issued="2026-12-01")
    asked = (
        Bidder(*town.book("03-")),
        Bidder(*town.book("04-機能・帳票回答票-010")),
        Bidder(*town.book("03-", "outside")),
    )
    competition = Competition(town)
    competition.issue()
    proposed = tuple(map(competition.bidder, ("06-", "07-", "08-機能・帳票対応表-010")))
    for number, bidder in enumerate((*asked, *proposed)):
        cells = {spot: f"語{number}-{at}。" for at, (spot, _) in enumerate(bidder.questions())}
        bidder.type(cells)
    return ((town.package(), town.package("outside")), asked), ((competition.package(),), proposed)


def _mutated(bidder: Bidder, dice: random.Random) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(bidder.data))
    for _ in range(dice.randint(1, 4)):
        dice.choice(CHANGES)(book, dice)
    stream = io.BytesIO()
    book.save(stream)
    data = bytearray(stream.getvalue())
    if dice.random() < 0.1:
        for _ in range(dice.randint(1, 20)):
            data[dice.randrange(len(data))] = dice.randrange(256)
    return bytes(data)


def _take(packages: tuple[Package, ...], data: bytes) -> Taken | None:
    """What is understood of a workbook, None where it is refused as a whole."""
    found = xlsx.loads(data, "回答.xlsx", any_form=True)
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    opened = receiving.open_file(packages, found, Source(file="回答.xlsx", unread=unread))
    return receiving.take((opened,)) if opened else None


def _unaccounted(data: bytes, taken: Taken) -> list[str]:
    """Words of the workbook that are in no answer, no refused cell, no stray row, and that no finding points at."""
    book = taken.answers
    kept = {one.text for one in (*book.given, *book.refused)} | {text for one in book.strays for text in one.texts}
    sheets = {one.place.sheet for one in taken.findings if one.code in ("MIG-RFI-006", "MIG-RFI-007", "MIG-RFI-011")}
    cells = {(one.place.sheet, one.place.cell) for one in taken.findings if one.place.cell}
    columns = {
        (one.place.sheet, "".join(c for c in str(one.place.cell) if c.isalpha()))
        for one in taken.findings
        if one.code == "MIG-RFI-009"
    }
    found = xlsx.loads(data, "x", any_form=True).sheets
    merged = {(sheet.name, spot) for sheet in found for spot in _covered(sheet)}
    left = []
    for sheet in found:
        for row, values in enumerate(sheet.rows):
            for column, cell in enumerate(values):
                name = xlsx.cell_name(row, column)
                told = sheet.name in sheets or (sheet.name, name) in cells
                told |= (sheet.name, get_column_letter(column + 1)) in columns or (sheet.name, (row, column)) in merged
                if isinstance(cell, str) and cell.startswith("語") and cell not in kept and not told:
                    left.append(f"{sheet.name}!{name} {cell}")
    return left


def _covered(sheet: xlsx.Sheet) -> set[tuple[int, int]]:
    return {
        (row, column)
        for first, last in sheet.merged
        for row in range(first[0], last[0] + 1)
        for column in range(first[1], last[1] + 1)
    }


@pytest.mark.parametrize("block", range(10))
def test_nothing_is_lost(filled: tuple[Kind, ...], block: int) -> None:
    """Whatever people do to a workbook, every word is an answer or named, every answer at a printed row."""
    packages, bidders = filled[block % 2]
    refused = 0
    for seed in range(block * NUMBER // 10, (block + 1) * NUMBER // 10):
        dice = random.Random(seed)
        bidder = dice.choice(bidders)
        data = _mutated(bidder, dice)
        try:
            taken = _take(packages, data)
        except UnreadableError:
            refused += 1
            continue
        if taken is None:
            refused += 1
            continue
        lines = {(page.sheet, line.key) for page in bidder.book.pages for line in page.lines}
        answered = {(one.sheet, one.key) for one in (*taken.answers.given, *taken.answers.refused)}
        assert answered <= lines, seed
        assert _unaccounted(data, taken) == [], seed
        told = {f"回答.xlsx {one.place.sheet} {one.place.cell}" for one in taken.findings if one.severity == "error"}
        assert {one.cell for one in taken.answers.refused} <= told, seed
    assert refused < NUMBER // 10
