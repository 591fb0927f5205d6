"""The whole workbook: how to fill it in, how far it is, the sheets, and what the reader needs to know it again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from typing import Any

import migrate
from migrate.files.xlsx import cell_name
from migrate.files.xlsx_write import Properties, new_sheet, new_workbook
from migrate.forms.book import look, machine, sheets
from migrate.forms.book.look import Looks
from migrate.forms.book.sheets import Page
from migrate.forms.plan import BookPlan, SheetPlan
from migrate.forms.records import State, state

GUIDE, PROGRESS = "記入要領", "記入状況"
_CREATED = datetime(2000, 1, 1)
"""Fixed, so that the same content gives the same bytes; the date of the form is printed on its first sheet."""


def _guide(book: Any, looks: Looks, plan: BookPlan) -> None:
    sheet = new_sheet(book, GUIDE)
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 96)
    sheet.write_string(0, 0, f"{plan.title} {plan.form.head.noun}", looks.role("title"))
    sheet.set_row(0, 26)
    facts = (
        ("様式", f"{plan.form.head.id} 第{plan.form.head.version}版（本ツール独自）"),
        ("作成日", plan.made),
        ("団体コード", plan.municipality or "（project.yaml に書かれていません）"),
        ("作成", f"migrate {migrate.__version__}"),
    )
    for at, (label, text) in enumerate((*facts, *plan.form.guide), start=2):
        sheet.write_string(at, 0, label, looks.role("head"))
        sheet.write_string(at, 1, text, looks.role("text"))
        sheet.set_row(at, look.height([(text, 92), (label, 15)]))
    look.paper(sheet, "A4", (0, 0), footer(plan))
    look.protect(sheet)


def footer(plan: BookPlan) -> str:
    """The line at the foot of every page."""
    return f"様式 {plan.form.head.id} 第{plan.form.head.version}版（本ツール独自）"


def _area(plan: SheetPlan) -> str:
    """The check column of a sheet, as a formula names it."""
    if plan.form.table:
        first, column = sheets.HEAD_ROW + 2, len(plan.form.questions) + 1
        last = first + max(1, len(plan.rows)) - 1
    else:
        first, column = sheets.HEAD_ROW + 1, sheets.CHECK
        last = first + len(plan.form.questions) - 1
    top, bottom = cell_name(first, column), cell_name(last, column)
    return f"'{plan.name}'!{top}:{bottom}"


def _states(plan: SheetPlan) -> list[str]:
    if plan.form.table:
        return [sheets.row_state(plan.form, row) for row in plan.rows]
    return [state(plan.form, q, plan.rows[0].shown) for q in plan.form.questions]


_HEADS = (("シート", 40), ("内容", 34), ("記入済", 10), ("未記入", 10), ("要確認", 10), ("状況", 14))


def _progress(book: Any, looks: Looks, plan: BookPlan) -> None:
    """A line for each sheet, with live counts."""
    sheet = new_sheet(book, PROGRESS)
    sheet.write_string(0, 0, f"{plan.title}　記入状況", looks.role("title"))
    sheet.set_row(0, 26)
    for column, (title, width) in enumerate(_HEADS):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, title, looks.role("head"))
    for at, one in enumerate(plan.sheets, start=3):
        sheet.write_url(at, 0, f"internal:'{one.name}'!A1", looks.role("link"), string=one.name)
        sheet.write_string(at, 1, one.form.title, looks.role("text"))
        area, now = _area(one), _states(one)
        for column, word in enumerate((State.ANSWERED, State.MISSING, State.PENDING), start=2):
            sheet.write_formula(at, column, f'=COUNTIF({area},"{word}")', looks.role("figure"), now.count(word))
        done, left, doubt = (cell_name(at, column) for column in (2, 3, 4))
        formula = f'=IF({left}>0,"未記入",IF({doubt}>0,"要確認",IF({done}>0,"記入済","－")))'
        words = (State.MISSING, State.PENDING, State.ANSWERED)
        sheet.write_formula(at, 5, formula, looks.role("check"), next((str(w) for w in words if w in now), "－"))
    looks.states(sheet, f"F4:F{len(plan.sheets) + 3}")
    sheet.freeze_panes(3, 0)
    look.paper(sheet, "A4", (2, 2), footer(plan))
    look.protect(sheet)


Extra = Callable[[Any, Looks], None]
"""Writes further sheets, for looking up only."""


def workbook(plan: BookPlan, extra: Extra | None = None) -> bytes:
    """The bytes of the form; the same plan gives the same bytes."""
    stream = io.BytesIO()
    head = plan.form.head
    comments = f"様式 {head.id} 第{head.version}版 / migrate {migrate.__version__}"
    book = new_workbook(stream, Properties(title=f"{plan.title} {head.noun}", comments=comments, created=_CREATED))
    looks = Looks(book)
    _guide(book, looks, plan)
    _progress(book, looks, plan)
    for one in plan.sheets:
        page = Page(sheet=new_sheet(book, one.name), looks=looks, head=head, scope=plan.scope)
        (sheets.write_table if one.form.table else sheets.write_form)(page, one)
        look.paper(page.sheet, one.form.paper, (sheets.HEAD_ROW, sheets.HEAD_ROW), footer(plan))
        look.protect(page.sheet)
    if extra is not None:
        extra(book, looks)
    machine.write_meta(book, plan)
    machine.write_codes(book, plan)
    book.close()
    return stream.getvalue()
