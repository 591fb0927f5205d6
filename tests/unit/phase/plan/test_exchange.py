"""The plan as CSV and as workbooks, and back; what cannot be read is named by cell."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings

from migrate.files import xlsx
from migrate.model.finding import Severity
from migrate.phase.plan import book, read, tasks
from migrate.phase.plan.book_look import Paper
from migrate.phase.plan.page import View
from migrate.phase.plan.read import Names, Read, Table
from migrate.phase.plan.schedule import schedule
from migrate.phase.plan.tasks import Task

from .towns import AS_OF, CALENDAR, plans, task

NAMES = Names(ids={"010": "010", "011": "011", "個人住民税": "010", "住民税": "010"})


def view(known: tuple[Task, ...]) -> View:
    shown = {"010": "個人住民税", "011": "法人住民税"}
    return View(municipality="七瀬野町", schedule=schedule(known, CALENDAR, AS_OF), calendar=CALENDAR, names=shown)


def table_of(data: bytes) -> Table:
    sheet = xlsx.loads(data, "工程表.xlsx").sheets[0]
    return Table(file="工程表.xlsx", rows=sheet.rows, sheet=sheet.name)


def got(table: Table) -> Read:
    found = read.read(table, NAMES)
    assert found is not None
    return found


@settings(max_examples=200, deadline=None)
@given(plans())
def test_csv_comes_back(known: tuple[Task, ...]) -> None:
    """The file of the workspace, written and read, is the same plan, where each task ends after its start."""
    found = got(read.of_csv(tasks.to_bytes(known), "plan/tasks.csv"))
    assert (found.tasks, found.findings) == (known, ())


@pytest.mark.parametrize("paper", Paper)
@settings(max_examples=6, deadline=None)
@given(known=plans())
def test_a_workbook_comes_back(paper: Paper, known: tuple[Task, ...]) -> None:
    """The workbook, written and read untouched, is the same plan in the order of the businesses it shows."""
    found = got(table_of(book.workbook(view(known), paper)))
    assert (found.tasks, found.findings) == (known, ())


def test_same_plan_same_bytes() -> None:
    """A workbook does not change with the clock."""
    known = (task("a", "2027-06-07"),)
    assert book.workbook(view(known), Paper.A3) == book.workbook(view(known), Paper.A3)


def edited(known: tuple[Task, ...], change: Any) -> Table:
    """The workbook after somebody has worked in it with a spreadsheet program."""
    opened = openpyxl.load_workbook(io.BytesIO(book.workbook(view(known), Paper.A3)))
    change(opened["工程表"])
    stream = io.BytesIO()
    opened.save(stream)
    return table_of(stream.getvalue())


HEAD, FIRST = 4, 6
"""Row of the headings, and of the first task under the heading of its business."""


def column(sheet: Any, title: str) -> int:
    return next(cell.column for cell in sheet[HEAD] if cell.value == title)


def test_what_people_type_is_read() -> None:
    """Era dates, slashes, a business by its name, full-width numbers of steps, a new row without a number."""
    known = (task("a", "2027-06-07", "2027-06-11", business="010"),)

    def change(sheet: Any) -> None:
        sheet.cell(FIRST, column(sheet, "開始")).value = "令和9年6月8日"
        sheet.cell(FIRST, column(sheet, "終了")).value = "R9/6/18"
        sheet.cell(FIRST, column(sheet, "実績開始")).value = date(2027, 6, 9)
        new = {
            "業務": "住民税",
            "作業": "新しい作業",
            "ステップ": "１３－１",
            "開始": "2027/7/1",
            "終了": "2027.7.2",
            "先行": "a+3",
        }
        for title, text in new.items():
            sheet.cell(FIRST + 1, column(sheet, title)).value = text

    one, two = got(edited(known, change)).tasks
    assert (one.start, one.end, one.actual_start) == (date(2027, 6, 8), date(2027, 6, 18), date(2027, 6, 9))
    assert (two.key, two.business, two.step, str(two.after[0]), two.end) == ("t001", "010", 31, "a+3", date(2027, 7, 2))


BAD = {
    "開始": ("来月", "日付になりません（日付として読めない）"),
    "終了": ("2027-06-01", "開始より前の日です"),
    "期限": ("2040-01-01", "暦の分からない年です"),
    "業務": ("水道", "この業務はありません"),
    "ステップ": ("⑲-1", "このステップはありません"),
    "種類": ("会議", "選べる言葉ではありません"),
    "先行": ("nothing", "「nothing」という番号の作業はありません"),
    "機会": ("国会", "選べる言葉ではありません"),
}


@pytest.mark.parametrize("title", BAD)
def test_a_cell_that_cannot_be_read_is_named(title: str) -> None:
    """The finding names sheet and cell, the reason, and what can be written; nothing of the file is used."""
    known = (task("a", "2027-06-07", "2027-06-11", business="010"),)
    text, reason = BAD[title]
    place = []

    def change(sheet: Any) -> None:
        cell = sheet.cell(FIRST, column(sheet, title))
        cell.value = text
        place.append(cell.coordinate)

    found = got(edited(known, change))
    assert [(one.place.sheet, one.place.cell, one.params["reason"]) for one in found.findings] == [
        ("工程表", place[0], reason)
    ]
    assert not found.usable


def test_a_number_twice() -> None:
    """A copied row that kept its number is named."""
    known = (task("a", "2027-06-07"), task("b", "2027-06-08"))

    def change(sheet: Any) -> None:
        sheet.cell(FIRST + 1, column(sheet, "番号")).value = "a"

    assert [one.place.cell for one in got(edited(known, change)).findings] == ["A7"]


VENDOR = """乙社 全体スケジュール,,,,
作成日,2027/4/1,,,
No,タスク名,主担当,開始予定日,完了予定日
1,■設計,,,
2,基本設計,乙社,2027/4/5,2027/4/30
3,詳細設計,乙社,R9.5.6,R9.6.15
"""


def test_a_plan_of_a_vendor() -> None:
    """Other words in the headings, lines above them, a heading over tasks (which is said), CP932."""
    found = got(read.of_csv(VENDOR.encode("cp932"), "乙社.csv"))
    assert [(one.key, one.name, one.owner, one.start) for one in found.tasks] == [
        ("2", "基本設計", "乙社", date(2027, 4, 5)),
        ("3", "詳細設計", "乙社", date(2027, 5, 6)),
    ]
    assert [(one.code, one.severity, one.place.line) for one in found.findings] == [("MIG-PHS-092", Severity.INFO, 4)]


def test_no_plan() -> None:
    """A table without the headings is none."""
    assert read.read(read.of_csv("品名,数量\nりんご,3\n".encode(), "x.csv"), NAMES) is None


def test_fields_without_a_column_are_kept() -> None:
    """A file that has no column for what a task waits for does not take it away."""
    before = (task("a", "2027-06-07"), task("b", "2027-06-08", "", "a", vendor="甲社"))
    found = got(read.of_csv("番号,作業,開始,終了\nb,新しい名,2027-06-09,2027-06-10\n".encode(), "x.csv"))
    (one,) = tasks.merged(before, found.tasks, found.fields)
    assert (one.name, one.vendor, one.after, one.end) == ("新しい名", "甲社", before[1].after, date(2027, 6, 10))
    assert tasks.missing(before, found.tasks) == (before[0],)


def test_the_bars_move_with_the_days() -> None:
    """The rules of the columns of time look at the columns of days; days and states are formulas of them."""
    known = (task("a", "2027-06-07", "2027-06-11", business="010"),)
    opened = openpyxl.load_workbook(io.BytesIO(book.workbook(view(known), Paper.A3)))
    sheet = opened["工程表"]
    start, end = (openpyxl.utils.get_column_letter(column(sheet, title)) for title in ("開始", "終了"))
    rules = [rule.formula[0] for rules in sheet.conditional_formatting for rule in rules.rules]
    assert any(f"${start}5" in one and f"${end}5" in one for one in rules)
    assert str(sheet.cell(FIRST, column(sheet, "日数")).value).startswith(f'=IF(OR(${start}6="",${end}6=""')
    assert sheet.page_setup.paperSize == 8 and sheet.page_setup.orientation == "landscape"


def test_a_formula_stays_a_text() -> None:
    """A name that looks like a formula is a text that stays one when it is edited."""
    known = (Task(key="a", name="=1+1", start=date(2027, 6, 7), end=date(2027, 6, 7)),)
    opened = openpyxl.load_workbook(io.BytesIO(book.workbook(view(known), Paper.A3)))
    cell = next(cell for row in opened["工程表"].iter_rows() for cell in row if cell.value == "=1+1")
    assert cell.quotePrefix and cell.data_type != "f"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1+2", "@a", "＝1", "'a", "'=1", "''", "=HYPERLINK(1)"])
def test_csv_starts_no_formula(name: str) -> None:
    """In the file that a spreadsheet program opens, such a name has an apostrophe, and comes back as it was."""
    known = (Task(key="a", name=name, start=date(2027, 6, 7), end=date(2027, 6, 7)),)
    data = tasks.to_bytes(known)

    assert f",'{name}," in data.decode().replace('"', "")
    assert got(read.of_csv(data, "plan/tasks.csv")).tasks == known
