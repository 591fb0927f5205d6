"""A table of cells as tasks: of `plan/tasks.csv`, of our workbook, or of a vendor's; what cannot be read is named."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

from migrate.errors import MigrateError
from migrate.files.xlsx import CellValue, cell_name, cell_text
from migrate.forms import answer
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.phase import steps
from migrate.phase.plan import calendar
from migrate.phase.plan.holidays import years
from migrate.phase.plan.tasks import DATES, MILESTONE, WORK, After, Task, headings, links, procedure
from migrate.text import formulas

_HEAD_ROWS = 30
_NEEDED = ("name", "end")
_KEY = re.compile(r"[\w.\-]{1,40}")
_MORE = re.compile(r"[(（【\[].*$")


@value
class Table:
    """Cells with the place of the first one."""

    file: str
    rows: Sequence[Sequence[CellValue]]
    sheet: str = ""
    """Empty for a CSV file, of which lines are named, not cells."""
    lines: Sequence[int] = ()
    """The lines of a CSV file at which its rows end."""
    unread: frozenset[str] = frozenset()
    """Cells of a workbook whose value is not known: formulas without a stored result, error values."""

    def place(self, row: int, column: int | None = None) -> Place:
        """Where a cell is; ``row`` and ``column`` count from 0."""
        if not self.sheet:
            return Place(file=self.file, line=self.lines[row] if self.lines else row + 1)
        cell = cell_name(row, column) if column is not None else None
        return Place(file=self.file, sheet=self.sheet, row=row + 1 if cell is None else None, cell=cell)


@value
class Names:
    """How a business may be written: its 業務ID, or one of its names."""

    ids: Mapping[str, str]


@value
class Read:
    """The tasks of a table, and what was wrong with it: with an error nothing of it is used."""

    tasks: tuple[Task, ...]
    findings: tuple[Finding, ...]
    fields: frozenset[str]
    """The fields that have a column."""

    @property
    def usable(self) -> bool:
        """True where nothing was wrong."""
        return not any(one.severity is Severity.ERROR for one in self.findings)


def _plain(text: str) -> str:
    half = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s・]", "", _MORE.sub("", half))


@cache
def _titles() -> dict[str, str]:
    """Plain word of a heading → field; the titles go before the other words."""
    found = {_plain(word): one.field for one in headings() for word in one.words}
    return found | {_plain(one.title): one.field for one in headings()}


def head_of(table: Table) -> tuple[int, dict[str, int]] | None:
    """The row of the headings and the column of each field; None where the table is no plan."""
    best: tuple[int, dict[str, int]] | None = None
    for number, row in enumerate(table.rows[:_HEAD_ROWS]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            field = _titles().get(_plain(cell_text(cell))) if isinstance(cell, str) else None
            if field is not None and field not in found:
                found[field] = column
        if all(one in found for one in _NEEDED) and (best is None or len(found) > len(best[1])):
            best = (number, found)
    return best


def of_csv(data: bytes, file: str) -> Table:
    """The table of a CSV file as spreadsheet programs write it: UTF-8, or CP932."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp932", errors="replace")
    reader = csv.reader(io.StringIO(text, newline=""))
    rows, lines = [], []
    for row in reader:
        rows.append([formulas.bare(cell) or None for cell in row])
        lines.append(reader.line_num)
    return Table(file=file, rows=rows, lines=lines)


class _Row:
    """One row on its way to a task; what cannot be read is said and left out."""

    def __init__(self, table: Table, number: int, columns: Mapping[str, int], names: Names) -> None:
        self._table, self.number, self._columns, self._names = table, number, columns, names
        self.findings: list[Finding] = []

    def cell(self, field: str) -> CellValue:
        """The cell of a field; None where there is no such column."""
        row, column = self._table.rows[self.number], self._columns.get(field)
        return row[column] if column is not None and column < len(row) else None

    def text(self, field: str) -> str:
        """A field as text in one line."""
        return " ".join(cell_text(self.cell(field)).split())

    def wrong(self, field: str, reason: str, wanted: str) -> None:
        """Say that a cell cannot be read."""
        title = next(one.title for one in headings() if one.field == field)
        place = self._table.place(self.number, self._columns.get(field))
        params = {"title": title, "reason": reason, "wanted": wanted}
        self.findings.append(Finding(code="MIG-PHS-091", severity=Severity.ERROR, place=place, params=params))

    def day(self, field: str) -> date | None:
        """A field as a day."""
        wanted = "年月日（例 2027-03-31、令和9年3月31日）"
        try:
            found = answer.day(answer.day_of(self.cell(field)).answer)
        except answer.RefusedError as error:
            self.wrong(field, error.reason, wanted)
            return None
        known = years()
        if found is not None and found.year not in known and (found.year >= known.stop or field in ("start", "end")):
            self.wrong(field, "暦の分からない年です", f"{known.start} 年から {known.stop - 1} 年までの日")
            return None
        return found

    def no_values(self) -> None:
        """Say which cells have no value to read."""
        for field, column in self._columns.items():
            if cell_name(self.number, column) in self._table.unread:
                self.wrong(field, "計算の結果のない式か、エラー値です", "式でない値")

    def business(self) -> str:
        """The 業務ID."""
        text = unicodedata.normalize("NFKC", self.text("business"))
        if text in ("", "共通", "全業務", "全体"):
            return ""
        if found := re.match(r"\d{1,3}(?!\d)", text):
            id = found[0].zfill(3)
            if id in self._names.ids.values():
                return id
        elif id := self._names.ids.get(text.partition(" ")[0], ""):
            return id
        self.wrong("business", "この業務はありません", "3 桁の業務ID か業務の名、または空（共通）")
        return ""

    def step(self) -> int:
        """The number of the step."""
        text = self.text("step")
        if not text:
            return 0
        try:
            return steps.find_step(procedure().steps, text).number
        except MigrateError:
            self.wrong("step", "このステップはありません", "①-1〜⑱-1、または空")
            return 0

    def chosen(self, field: str, choices: Sequence[str]) -> str:
        """A field that has one of a few words."""
        text = self.text(field)
        if text and text not in choices:
            self.wrong(field, "選べる言葉ではありません", "、".join(choices))
            return ""
        return text

    def _holds(self, *fields: str) -> bool:
        return any(self.text(field) for field in fields)

    def is_empty(self) -> bool:
        """True for a row that says nothing, or only which business follows."""
        if any(cell_name(self.number, column) in self._table.unread for column in self._columns.values()):
            return False
        repeats = self.text("name") == self.text("business") and not self._holds("key", *DATES)
        return repeats or not self._holds("name", *DATES)

    def is_heading(self) -> bool:
        """True for a row that names something without days, anybody, or order: a heading in a vendor's plan."""
        return not self._holds("owner", "vendor", "after", *DATES) and not self.is_empty()

    def undated(self) -> Finding:
        """Say that a row was taken for a heading."""
        place = self._table.place(self.number, self._columns.get("name"))
        return Finding(code="MIG-PHS-092", severity=Severity.INFO, place=place, params={"name": self.text("name")})


def _task(row: _Row, key: str, after: tuple[After, ...]) -> Task | None:
    if not row.text("name"):
        row.wrong("name", "空です", "作業の名")
    days = {field: row.day(field) for field in DATES}
    start, end = days["start"] or days["end"], days["end"] or days["start"]
    kind = row.chosen("kind", (WORK, MILESTONE)) or (WORK if days["start"] else MILESTONE)
    for first, last in (("start", "end"), ("actual_start", "actual_end"), ("base_start", "base_end")):
        one, other = days[first], days[last]
        if one is not None and other is not None and other < one:
            row.wrong(last, "開始より前の日です", "開始の日か、その後の日")
    if start is None or end is None:
        if not row.findings:
            row.wrong("end", "空です", "年月日")
        return None
    return Task(
        key=key,
        name=row.text("name"),
        start=end if kind == MILESTONE else start,
        end=end,
        business=row.business(),
        step=row.step(),
        kind=kind,
        owner=row.text("owner"),
        vendor=row.text("vendor"),
        after=after,
        deadline=days["deadline"],
        occasion=row.chosen("occasion", calendar.OCCASIONS),
        actual_start=days["actual_start"],
        actual_end=days["actual_end"],
        base_start=days["base_start"],
        base_end=days["base_end"],
        note=cell_text(row.cell("note")).strip(),
    )


def _keys(rows: Sequence[_Row]) -> dict[int, str]:
    """Row → key; a row without one gets the next free number."""
    given = {row.number: unicodedata.normalize("NFKC", row.text("key")) for row in rows}
    taken, at = {key for key in given.values() if key}, 0
    found: dict[int, str] = {}
    for row in rows:
        key = given[row.number]
        if key and not _KEY.fullmatch(key):
            row.wrong("key", "番号に使えない文字があります", "文字・数字・ハイフン・点で 40 字まで")
        if key and key in found.values():
            row.wrong("key", "同じ番号が上の行にもあります", "ほかと違う番号、または空（番号を付けます）")
        while not key:
            at += 1
            key = "" if f"t{at:03}" in taken else f"t{at:03}"
        found[row.number] = key
    return found


def read(table: Table, names: Names) -> Read | None:
    """The tasks of a table; None where it has no headings of a plan (作業 and 終了 at least)."""
    head = head_of(table)
    if head is None:
        return None
    rows = [_Row(table, number, head[1], names) for number in range(head[0] + 1, len(table.rows))]
    rows = [row for row in rows if not row.is_empty()]
    undated = [row for row in rows if row.is_heading()]
    rows = [row for row in rows if not row.is_heading()]
    keys = _keys(rows)
    known = frozenset(keys.values())
    tasks, said = [], [one.undated() for one in undated]
    for row in rows:
        row.no_values()
        try:
            after = links(unicodedata.normalize("NFKC", row.text("after")), known)
        except KeyError as error:
            row.wrong("after", f"「{error.args[0]}」という番号の作業はありません", "番号（例 010-14-2、010-14-2+5）")
            after = ()
        if (task := _task(row, keys[row.number], after)) is not None:
            tasks.append(task)
        said += row.findings
    return Read(tasks=tuple(tasks), findings=tuple(said), fields=frozenset(head[1]))
