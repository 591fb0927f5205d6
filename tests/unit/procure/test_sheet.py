"""Score sheets: what a judge sees, and what is read back whatever happened to the workbook."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from migrate.errors import UnreadableError
from migrate.files import xlsx
from migrate.forms.book import make
from migrate.forms.read.rows import Source
from migrate.procure.scoring import offers, sheet
from migrate.procure.scoring.offers import Judge
from tests.unit.procure.rfp_town import offer_rows, tree
from tests.unit.procure.rfp_town import sheet as csv

LOCK = "0123456789abcdef" * 4
TREE = tree()
OFFERS = offers.load(csv(offers.COLUMNS, offer_rows({"v-1": 100, "v2": 80})), "offers.csv")
JUDGE = Judge(id="j-1", name="委員A", present=True, recused=frozenset())
FIRST = 6
"""Row of the first item."""


def workbook(judge: Judge = JUDGE) -> bytes:
    return make.workbook(sheet.plan("税務", TREE, OFFERS, judge, LOCK))


def read(change: Callable[[Any], None]) -> sheet.Read:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return sheet.read(xlsx.loads(stream.getvalue(), "f"), Source(file="f", unread=frozenset()), TREE, OFFERS)


def cells(book: Any, vendor: str) -> dict[str, Any]:
    """Heading → column of a vendor's sheet."""
    page = book[vendor]
    return {str(page.cell(4, c).value or "").split("\n", maxsplit=1)[0]: c for c in range(1, page.max_column + 1)}


def put(book: Any, vendor: str, row: int, heading: str, given: object) -> None:
    book[vendor].cell(row, cells(book, vendor)[heading]).value = given


def test_each_scale_has_its_column() -> None:
    """Items of two scales: whole points up to the item's points, and grades from the list."""

    def fill(book: Any) -> None:
        put(book, "v-1社", FIRST, "評価（点）", 110)
        put(book, "v-1社", FIRST + 1, "評価（5段階）", "優れている")
        put(book, "v2社", FIRST, "評価（点）", "２２０")
        put(book, "v2社", FIRST + 1, "理由・気づいたこと", "説明が足りない")

    found = read(fill)
    assert (found.judge, found.lock, found.findings) == ("j-1", LOCK[:12], ())
    assert found.marks == {
        ("j-1", "v-1", "A-1"): Fraction(1, 2),
        ("j-1", "v-1", "A-2"): Fraction("0.8"),
        ("j-1", "v2", "A-1"): 1,
    }
    assert found.reasons == (("v2", "A-2", "説明が足りない"),)


def test_blank_sheet_marks_nothing() -> None:
    """A sheet as it was made holds no mark at all."""
    assert read(lambda book: None).marks == {}


def test_more_than_the_points_is_refused() -> None:
    """221 of 220 is no mark; the cell is named."""
    found = read(lambda book: put(book, "v2社", FIRST, "評価（点）", 221))

    assert (found.marks, [(one.code, one.place.cell) for one in found.findings]) == ({}, [("MIG-RFP-022", "G6")])


@pytest.mark.parametrize("given", [-1, 1.5, "多め", True])
def test_what_is_no_mark_is_refused(given: object) -> None:
    """A negative, a half, a word: refused, never rounded."""
    found = read(lambda book: put(book, "v2社", FIRST, "評価（点）", given))

    assert (found.marks, [one.code for one in found.findings]) == ({}, ["MIG-RFP-022"])


def test_sheet_without_its_machine_parts() -> None:
    """File sanitising takes the hidden sheets: the stamp that everybody sees still says whose it is."""

    def strip(book: Any) -> None:
        put(book, "v2社", FIRST, "評価（点）", 44)
        for name in ("_meta", "_codes"):
            del book[name]
        for page in book.worksheets:
            page.delete_cols(1)

    found = read(strip)
    assert (found.judge, found.lock, found.marks) == ("j-1", LOCK[:12], {("j-1", "v2", "A-1"): Fraction(1, 5)})


def test_item_written_twice_counts_once() -> None:
    """A row that was copied is named, and the first one counts."""

    def copy(book: Any) -> None:
        put(book, "v2社", FIRST, "評価（点）", 44)
        put(book, "v2社", FIRST + 1, "番号", "A-1")
        put(book, "v2社", FIRST + 1, "評価（点）", 220)

    found = read(copy)
    assert (found.marks, [one.code for one in found.findings]) == (
        {("j-1", "v2", "A-1"): Fraction(1, 5)},
        ["MIG-RFP-030"],
    )


def test_recused_judge_sees_no_sheet_of_the_vendor() -> None:
    """The workbook holds the other vendors only."""
    data = workbook(Judge(id="j2", name="委員B", present=True, recused=frozenset({"v2"})))
    names = openpyxl.load_workbook(io.BytesIO(data)).sheetnames

    assert ("v-1社" in names, "v2社" in names) == (True, False)


def test_vendors_of_one_name_have_sheets_of_their_own() -> None:
    """Two vendors whose names read alike do not fall into one sheet."""
    rows = [("a", "同じ社名", "見積額", 1), ("b", "同じ社名", "見積額", 2)]
    twins = offers.load(csv(offers.COLUMNS, rows), "offers.csv")
    plan = sheet.plan("", TREE, twins, JUDGE, LOCK)

    assert len({one.name.casefold() for one in plan.sheets}) == 2


def test_same_plan_same_bytes() -> None:
    """A sheet made twice is the same file."""
    assert workbook() == workbook()


def test_other_workbook_is_refused() -> None:
    """A workbook without the stamp is none of these sheets."""
    book = openpyxl.Workbook()
    stream = io.BytesIO()
    book.save(stream)
    with pytest.raises(UnreadableError) as caught:
        sheet.read(xlsx.loads(stream.getvalue(), "f"), Source(file="f", unread=frozenset()), TREE, OFFERS)

    assert caught.value.code == "MIG-RFP-021"
