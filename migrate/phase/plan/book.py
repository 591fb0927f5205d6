"""The plan as a workbook to work in: its bars are conditional formats over columns of time, so that they move with the
days that people type. It is read back by its headings (`read`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from migrate.files.xlsx import column_name
from migrate.files.xlsx_write import Properties, new_sheet, new_workbook
from migrate.forms.book import look
from migrate.phase.plan import book_look
from migrate.phase.plan.book_look import FORMATS, INPUTS, Paper
from migrate.phase.plan.calendar import CLOSED, OCCASIONS
from migrate.phase.plan.holidays import holidays, years
from migrate.phase.plan.judge import NOT_ENDED, lateness
from migrate.phase.plan.lanes import label
from migrate.phase.plan.page import View
from migrate.phase.plan.schedule import Timed
from migrate.phase.plan.tasks import DATES, MILESTONE, WORK, Task, procedure, text_of
from migrate.text import formulas

SHEET, DAYS_OFF, CHOICES = "工程表", "休日", "選択肢"
_TITLE, _INTRO, _MONTHS, _HEAD, _FIRST = range(5)
_BLANK = 20
_DAY = timedelta(days=1)
_SPARE = timedelta(days=56)
_ROW = 17.0
_LEGEND = "帯: 青＝予定、赤い網＝遅れ・期限超過、緑＝実績、黒＝節目、下線＝当初、灰＝繁忙期、赤い縦線＝時点"


def _when(day: date) -> datetime:
    return datetime.combine(day, time())


class _Plan:
    """The sheet of the tasks."""

    def __init__(self, book: Any, view: View, paper: Paper) -> None:
        self._view, self._paper = view, paper
        self._formats = {name: book.add_format(one) for name, one in FORMATS.items()}
        self._formats |= {f"={name}": book.add_format(one) for name, one in book_look.rules().items()}
        self._columns = book_look.columns()
        self._at = {one.field: number for number, one in enumerate(self._columns)}
        self._time = len(self._columns)
        tasks = [one.task for one in view.shown]
        days = [day for one in tasks for day in (one.start, one.end, one.actual_start, one.actual_end) if day]
        days += [one.end for one in view.shown] or [view.schedule.as_of]
        self._scale = book_look.scale(min(days), max(days) + _SPARE, paper)
        self._today = f"${column_name(self._at['start'])}${_MONTHS + 1}"
        self.sheet = new_sheet(book, SHEET)

    def _cell(self, field: str, row: int) -> str:
        """A cell as a formula of its row names it."""
        return f"${column_name(self._at[field])}{row + 1}"

    def write(self, off: int) -> None:
        """Everything; ``off`` are the days on the sheet of days off."""
        self._top()
        row, business = _FIRST, None
        for timed in self._view.shown:
            if timed.task.business != business:
                business = timed.task.business
                self._group(row, business)
                row += 1
            self._task(row, timed, off)
            row += 1
        for blank in range(row, row + _BLANK):
            self._task(blank, None, off)
        self._bars(row + _BLANK - 1)
        self._choices(row + _BLANK - 1)
        look.paper(self.sheet, self._paper.value, (_INTRO, _HEAD), self._view.municipality.replace("&", "&&"))
        self.sheet.print_area(0, 0, max(row - 1, _FIRST), self._time + len(self._scale.starts) - 1)
        self.sheet.freeze_panes(_FIRST, self._at["name"] + 1)
        self.sheet.outline_settings(True, False, False, False)

    def _top(self) -> None:
        sheet, formats = self.sheet, self._formats
        shown = next(n for n, one in enumerate(self._columns) if not book_look.folded(one.field, self._paper))
        sheet.write_string(_TITLE, shown, f"{self._view.municipality}　移行の工程表", formats["title"])
        told = (
            f"黄色の列（開始・終了・実績）を直すと、帯が動きます（{self._scale.words}）。"
            "先行・備考などの列は、列の上の [+] で開きます。直したら migrate plan import で読みこみます。"
        )
        sheet.write_string(_INTRO, shown, told, formats["intro"])
        sheet.write_string(_TITLE, self._at["start"], _LEGEND, formats["intro"])
        sheet.write_string(_MONTHS, self._at["start"] - 1 - (self._paper is Paper.A4), "時点", formats["right"])
        sheet.write_datetime(_MONTHS, self._at["start"], _when(self._view.schedule.as_of), formats["day"])
        for number, one in enumerate(self._columns):
            sheet.write_string(_HEAD, number, one.title, formats["ask" if one.field in INPUTS else "head"])
            fold = {"level": 1, "hidden": True} if book_look.folded(one.field, self._paper) else {}
            sheet.set_column(number, number, one.width, None, fold)
        narrow = 3.2 if self._paper is Paper.A4 else 2.0
        sheet.set_column(self._time, self._time + len(self._scale.starts) - 1, narrow)
        self._time_heads()

    def _time_heads(self) -> None:
        """Years over months over the columns of time."""
        sheet, formats = self.sheet, self._formats
        year, month = 0, 0
        for number, start in enumerate(self._scale.starts, start=self._time):
            if start.year != year:
                sheet.write_string(_INTRO, number, f"{start.year}年", formats["month"])
            if self._paper is Paper.A3 and start.month != month:
                sheet.write_string(_MONTHS, number, f"{start.month}月", formats["month"])
            year, month = start.year, start.month
            sheet.write_datetime(_HEAD, number, _when(start), formats[self._paper.value])

    def _group(self, row: int, business: str) -> None:
        named = {self._at["business"]} | ({self._at["name"]} if self._paper is Paper.A4 else set())
        for column in range(self._time + len(self._scale.starts)):
            if column in named:
                self.sheet.write_string(row, column, label(business, self._view.names), self._formats["group"])
            else:
                self.sheet.write_blank(row, column, None, self._formats["group"])
        self.sheet.set_row(row, _ROW)

    def _text(self, row: int, column: int, text: str) -> None:
        if text:
            self.sheet.write_string(row, column, text, self._formats["risky" if formulas.risky(text) else "text"])
        else:
            self.sheet.write_blank(row, column, None, self._formats["text"])

    def _day(self, row: int, field: str, day: date | None) -> None:
        shape = self._formats["input" if field in INPUTS else "date"]
        if day is None:
            self.sheet.write_blank(row, self._at[field], None, shape)
        else:
            self.sheet.write_datetime(row, self._at[field], _when(day), shape)

    def _task(self, row: int, timed: Timed | None, off: int) -> None:
        """A task, or an empty row for one more."""
        task = timed.task if timed else None
        self._count(row, task, off)
        self._state(row, timed)
        for number, one in enumerate(self._columns):
            if one.field in DATES:
                self._day(row, one.field, getattr(task, one.field) if task else None)
            elif one.field == "business":
                self._text(row, number, task.business if task else "")
            elif one not in (book_look.DAYS, book_look.STATE):
                self._text(row, number, text_of(task, one.field) if task else "")
        self._ground(row, task.business if task else "")
        if task is None:
            self.sheet.set_row(row, _ROW)
            return
        wrapped = [(text_of(task, name), self._columns[self._at[name]].width) for name in ("name", "owner", "vendor")]
        self.sheet.set_row(row, max(_ROW, look.height(wrapped)), None, {"level": 1})

    def _ground(self, row: int, business: str) -> None:
        """What lies under the bars of a row: lines of months, busy periods of the business."""
        columns = zip(self._scale.starts, self._scale.ends, self._scale.begins, strict=True)
        for number, (start, end, begins) in enumerate(columns, start=self._time):
            busy = bool(business) and bool(self._view.calendar.peaks(business, start, end))
            shape = " ".join(filter(None, ("peak" if busy else "", "begins" if begins else "")))
            self.sheet.write_blank(row, number, None, self._formats[shape])

    def _count(self, row: int, task: Task | None, off: int) -> None:
        """Working days as a formula of the days that people type."""
        start, end = self._cell("start", row), self._cell("end", row)
        none = f'OR({start}="",{end}="",{self._cell("kind", row)}="{MILESTONE}")'
        formula = f"=IF({none},\"\",NETWORKDAYS({start},{end},'{DAYS_OFF}'!$A$2:$A${off + 1}))"
        shown = "" if task is None or task.milestone else self._view.calendar.count(task.start, task.end)
        self.sheet.write_formula(row, self._at["days"], formula, self._formats["figure"], shown)

    def _state(self, row: int, timed: Timed | None) -> None:
        """The state as a formula, and as it is now."""
        cell: Callable[[str], str] = lambda field: self._cell(field, row)  # noqa: E731
        over = f'AND({cell("deadline")}<>"",{cell("end")}>{cell("deadline")})'
        unbegun = f'AND({cell("start")}<{self._today},{cell("kind")}<>"{MILESTONE}")'
        formula = (
            f'=IF({cell("end")}="","",IF({cell("actual_end")}<>"","終了",IF({cell("end")}<{self._today},"遅れ",'
            f'IF({over},"期限超過",IF({cell("actual_start")}<>"","作業中",IF({unbegun},"開始遅れ","予定"))))))'
        )
        self.sheet.write_formula(
            row, self._at["state"], formula, self._formats["state"], self._word(timed) if timed else ""
        )

    def _word(self, timed: Timed) -> str:
        task, late = timed.task, lateness(timed, self._view.schedule)
        if task.finished:
            return "終了"
        if late == NOT_ENDED:
            return "遅れ"
        if task.deadline is not None and task.end > task.deadline:
            return "期限超過"
        return "作業中" if task.started else "開始遅れ" if late else "予定"

    def _bars(self, last: int) -> None:
        """Conditional formats over all rows and columns of time."""
        area = (_FIRST, self._time, last, self._time + len(self._scale.starts) - 1)
        first = f"{column_name(self._time)}${_HEAD + 1}"
        after = self._scale.after.format(first)
        cell: Callable[[str], str] = lambda field: self._cell(field, _FIRST)  # noqa: E731

        def covers(start: str, end: str) -> str:
            return f'{start}<>"",{end}<>"",{start}<{after},{end}>={first}'

        until = f'IF({cell("actual_end")}="",{self._today},{cell("actual_end")})'
        open_ = f'{cell("actual_end")}=""'
        late = f'OR({cell("end")}<{self._today},AND({cell("deadline")}<>"",{cell("end")}>{cell("deadline")}))'
        planned = covers(cell("start"), cell("end"))
        bars = {
            "milestone": f'{cell("kind")}="{MILESTONE}",{covers(cell("end"), cell("end"))}',
            "done": covers(cell("actual_start"), until),
            "late": f"{open_},{late},{planned}",
            "planned": planned,
        }
        based = covers(cell("base_start"), cell("base_end"))
        rules = [(f"={name} base", f"=AND({based},{formula})") for name, formula in bars.items()]
        rules += [(f"={name}", f"=AND({formula})") for name, formula in bars.items()]
        rules += [("=base", f"=AND({based})"), ("=today", f"=AND({self._today}>={first},{self._today}<{after})")]
        for name, formula in rules:
            rule = {"type": "formula", "criteria": formula, "format": self._formats[name], "stop_if_true": True}
            self.sheet.conditional_format(*area, rule)

    def _choices(self, last: int) -> None:
        """Drop-downs and checks of what is typed."""
        for field, words in (("kind", (WORK, MILESTONE)), ("occasion", OCCASIONS)):
            column = self._at[field]
            self.sheet.data_validation(_FIRST, column, last, column, {"validate": "list", "source": list(words)})
        listed = {"business": ("A", len(self._view.names) + 1), "step": ("B", len(procedure().steps))}
        for field, (letter, number) in listed.items():
            column = self._at[field]
            source = f"='{CHOICES}'!${letter}$2:${letter}${number + 1}"
            rule = {"validate": "list", "source": source, "error_type": "warning"}
            self.sheet.data_validation(_FIRST, column, last, column, rule)
        between: dict[str, Any] = {"minimum": date(years().start, 1, 1), "maximum": date(years().stop - 1, 12, 31)}
        for field in DATES:
            rule = {
                "validate": "date",
                "criteria": "between",
                **between,
                "error_type": "warning",
                "error_title": "日付ではありません",
                "error_message": "2027-03-31 のように書きます。",
            }
            self.sheet.data_validation(_FIRST, self._at[field], last, self._at[field], rule)


def _listed(book: Any, name: str, columns: Sequence[tuple[str, int, Sequence[str | date]]]) -> None:
    """A sheet of lists: heading, width, values."""
    sheet = new_sheet(book, name)
    head, text = book.add_format(FORMATS["head"]), book.add_format(FORMATS["text"])
    day = book.add_format(FORMATS["date"])
    for number, (title, width, values) in enumerate(columns):
        sheet.set_column(number, number, width)
        sheet.write_string(0, number, title, head)
        for row, one in enumerate(values, start=1):
            if isinstance(one, date):
                sheet.write_datetime(row, number, _when(one), day)
            else:
                sheet.write_string(row, number, one, text)
    look.paper(sheet, Paper.A4.value, (0, 0), name)
    sheet.freeze_panes(1, 0)


def _days_off(view: View) -> dict[date, str]:
    """Holidays, and weekdays on which the office is closed, in the years of the plan."""
    days = [one.start for one in view.schedule.timed] + [view.schedule.as_of]
    wanted = range(min(days).year, view.schedule.end.year + 2)
    found = {day: one.name for day, one in holidays().items() if day.year in wanted}
    for period in view.calendar.periods:
        day = period.start
        while period.kind == CLOSED and day <= period.end:
            if day.year in wanted and not view.calendar.works(day):
                found.setdefault(day, period.name)
            day += _DAY
    return dict(sorted(found.items()))


def workbook(view: View, paper: Paper) -> bytes:
    """The tasks in view: on A3 by weeks to work in, or on A4 by months to hand out; same plan same bytes."""
    stream = io.BytesIO()
    title = f"移行の工程表（{paper.value}）"
    book = new_workbook(
        stream, Properties(title=title, comments="本ツール独自の形", created=_when(view.schedule.as_of))
    )
    book.set_calc_mode("auto")
    off = _days_off(view)
    _Plan(book, view, paper).write(len(off))
    _listed(book, DAYS_OFF, (("日", 14, list(off)), ("名", 24, list(off.values()))))
    businesses = ["共通", *(label(id, view.names) for id in view.names)]
    _listed(book, CHOICES, (("業務", 30, businesses), ("ステップ", 10, [one.code for one in procedure().steps])))
    book.close()
    return stream.getvalue()
