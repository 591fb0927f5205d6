"""The sheets that people fill in: a form (one record, a question a row) and a table (a record a row)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from datetime import date
from typing import Any

from migrate.files.xlsx import cell_name
from migrate.forms.answer import MAX_NUMBER, Answer
from migrate.forms.book import checks, look, machine
from migrate.forms.book.look import Looks
from migrate.forms.form import RESPONSIBLE, Head, Kind, Question, SheetForm
from migrate.forms.plan import RowPlan, SheetPlan
from migrate.forms.records import State, state
from migrate.model.value import value
from migrate.text import formulas

HEAD_ROW = 3
"""Row (from 0) of the headings; title, introduction and stamp are above."""
FORM_HEADS = (machine.ID_HEAD, "区分", "質問", "必須", "回答", "単位", "確認", "説明")
_FORM_WIDTHS = (4, 14, 32, 7, 42, 17, 10, 66)
ANSWER, CHECK = FORM_HEADS.index("回答"), FORM_HEADS.index("確認")
CHECK_HEAD = "確認"
_CHECK_WIDTH = 10
_LONG = 255
_STAMP_WIDTH = 45


@value
class Spot:
    """Where an answer is written, and whether its cell is locked."""

    sheet: Any
    looks: Looks
    row: int
    column: int
    fixed: bool = False


@value
class Page:
    """A sheet that is being written, and the form that it belongs to."""

    sheet: Any
    looks: Looks
    head: Head
    scope: str = ""


def put(spot: Spot, answer: Answer | None, question: Question) -> str:
    """Write an answer as what it is: a number, a day, a text; returns the text that it takes up."""
    sheet, at = spot.sheet, (spot.row, spot.column)
    risky = isinstance(answer, str) and formulas.risky(answer)
    look = spot.looks.input(question.kind, spot.fixed, risky)
    if answer is None:
        sheet.write_blank(*at, None, look)
        return ""
    if isinstance(answer, int):
        sheet.write_number(*at, answer, look)
        return f"{answer:,}"
    if question.kind is Kind.DATE and len(answer) == 10 and answer[:4].isdecimal():
        sheet.write_datetime(*at, date.fromisoformat(answer), look)
        return "2027年12月31日"
    sheet.write_string(*at, answer, look)
    return answer


def _validate(sheet: Any, area: tuple[int, int, int, int], question: Question) -> None:
    """What may be typed: closed answers are closed, numbers and dates only warn (不明 and 未定 are answers)."""
    if question.choices:
        rule: dict[str, Any] = {"validate": "list", "source": f"={question.list_name}"}
        rule |= {"error_title": "選べる答え", "error_message": "一覧から選んでください。"}
    elif question.kind in (Kind.PARTY, Kind.INTERFACE):
        name = machine.PARTIES if question.kind is Kind.PARTY else machine.INTERFACES
        rule = {"validate": "list", "source": f"={question.prefix}_{name}", "show_error": False}
    elif question.kind is Kind.NUMBER:
        rule = {"validate": "integer", "criteria": ">=", "value": 0, "error_type": "warning"}
        rule |= {"error_title": "数", "error_message": "0 以上の整数、または 不明・未定 を書いてください。"}
    elif question.kind is Kind.MONEY:
        rule = {"validate": "integer", "criteria": ">", "value": -MAX_NUMBER, "error_type": "warning"}
        rule |= {"error_title": "金額", "error_message": "金額の整数、または 無償・含む・未定 を書いてください。"}
    elif question.kind is Kind.DATE:
        rule = {"validate": "date", "criteria": ">=", "value": date(1950, 1, 1), "error_type": "warning"}
        rule |= {"error_title": "日付", "error_message": "年月日か年月、または 不明・未定・なし を書いてください。"}
    else:
        return
    if question.help:
        rule |= {"input_title": question.label[:32], "input_message": question.help[:_LONG]}
    sheet.data_validation(*area, rule)


def _top(spot: Page, plan: SheetPlan, key: str) -> None:
    sheet, looks = spot.sheet, spot.looks
    named = f"　{plan.name}" if not plan.form.table and plan.name != plan.form.name else ""
    sheet.write_string(0, 1, f"{plan.form.title}{named}", looks.role("title"))
    sheet.write_string(1, 1, plan.form.intro, looks.role("intro"))
    sheet.write_string(2, 1, machine.stamp(spot.head, plan.form, key), looks.role("stamp"))
    for at, points in enumerate((24.0, 18.0, 15.0)):
        sheet.set_row(at, points)


def _tally(sheet: Any, looks: Looks, column: int, area: str, words: tuple[int, int]) -> None:
    """The line that counts what is missing."""
    formula = f'="未記入 "&COUNTIF({area},"{State.MISSING}")&" 件、要確認 "&COUNTIF({area},"{State.PENDING}")&" 件"'
    sheet.write_formula(2, column, formula, looks.role("tally"), f"未記入 {words[0]} 件、要確認 {words[1]} 件")


def write_form(page: Page, plan: SheetPlan) -> None:
    """A sheet of one record: a question a row."""
    sheet, looks = page.sheet, page.looks
    row, shown = plan.rows[0], plan.rows[0].shown
    _top(page, plan, row.key)
    for column, (title, width) in enumerate(zip(FORM_HEADS, _FORM_WIDTHS, strict=True)):
        sheet.set_column(column, column, width, None, {"hidden": True} if column == 0 else None)
        sheet.write_string(HEAD_ROW, column, title, looks.role("ask" if column == ANSWER else "head"))
    first = HEAD_ROW + 1
    rows = {question.id: first + n for n, question in enumerate(plan.form.questions)}
    states = []
    for question in plan.form.questions:
        at = rows[question.id]
        texts = ("", question.section, question.label, "必須" if question.required else "", "", question.unit)
        sheet.write_string(at, 0, question.id, looks.role("text"))
        for column, text in enumerate(texts[1:4], start=1):
            sheet.write_string(at, column, text, looks.role("must" if column == 3 else "text"))
        sheet.write_string(at, 5, question.unit, looks.role("text"))
        said = put(Spot(sheet=sheet, looks=looks, row=at, column=ANSWER), shown.get(question.id), question)
        sheet.write_string(at, 7, question.help, looks.role("help"))
        formula = checks.of_question(plan.form, question, lambda q: cell_name(rows[q.id], ANSWER))
        now = state(plan.form, question, shown)
        states.append(now)
        sheet.write_formula(at, CHECK, formula, looks.role("check"), str(now))
        _validate(sheet, (at, ANSWER, at, ANSWER), question)
        sheet.set_row(at, _form_height(question, said))
    area = f"{cell_name(first, CHECK)}:{cell_name(first + len(states) - 1, CHECK)}"
    _tally(sheet, looks, ANSWER, area, (states.count(State.MISSING), states.count(State.PENDING)))
    looks.states(sheet, area)
    sheet.freeze_panes(first, 0)


def _form_height(question: Question, said: str) -> float:
    least = 45.0 if question.kind is Kind.TEXT and not question.unit and question.sheet == "summary" else 0.0
    texts = [(question.label, _FORM_WIDTHS[2]), (said, _FORM_WIDTHS[ANSWER]), (question.help, _FORM_WIDTHS[7] + 6)]
    return max(least, look.height([*texts, (question.unit, _FORM_WIDTHS[5])]))


def row_state(form: SheetForm, row: RowPlan) -> str:
    """What the check column of a table says of a row (see `checks.of_row`)."""
    shown: Mapping[str, Answer] = row.shown
    if not shown:
        return ""
    states = [state(form, q, shown) for q in form.questions]
    if State.MISSING in states:
        return State.MISSING
    parts = form.parts
    if State.PENDING in states or (parts and sum(shown.get(q.id) == RESPONSIBLE for q in parts) != 1):
        return State.PENDING
    blank = checks.may_stay_blank(form) and not any(q.id in shown for q in form.questions if not q.printed)
    return State.OPTIONAL if blank else State.ANSWERED


def write_table(page: Page, plan: SheetPlan) -> None:
    """A sheet of many records: headings, a line of explanations, then a record a row."""
    sheet, looks = page.sheet, page.looks
    form, last = plan.form, len(plan.form.questions)
    _top(page, plan, page.scope)
    _table_head(sheet, looks, form)
    first = HEAD_ROW + 2
    states = []
    for at, row in enumerate(plan.rows, start=first):
        sheet.write_string(at, 0, row.key, looks.role("text"))
        texts = []
        for column, question in enumerate(form.questions, start=1):
            fixed = question.printed or (row.fixed and question is form.first)
            spot = Spot(sheet=sheet, looks=looks, row=at, column=column, fixed=fixed)
            said = put(spot, row.shown.get(question.id), question)
            texts.append((said, question.width))
        formula = checks.of_row(form, _in_row(form, at), cell_name(at, 1), cell_name(at, last))
        states.append(row_state(form, row))
        sheet.write_formula(at, last + 1, formula, looks.role("check"), states[-1])
        sheet.set_row(at, look.height(texts))
    end = first + max(1, len(plan.rows)) - 1
    for column, question in enumerate(form.questions, start=1):
        _validate(sheet, (first, column, end, column), question)
    area = f"{cell_name(first, last + 1)}:{cell_name(end, last + 1)}"
    _tally(sheet, looks, _beside_stamp(form), area, (states.count(State.MISSING), states.count(State.PENDING)))
    looks.states(sheet, area)
    sheet.autofilter(HEAD_ROW, 1, end, last + 1)
    sheet.freeze_panes(first, 2)


def _beside_stamp(form: SheetForm) -> int:
    """The first column from the fifth on that the stamp does not reach into."""
    taken = itertools.accumulate(question.width for question in form.questions)
    free = (column for column, width in enumerate(taken, start=2) if width >= _STAMP_WIDTH)
    return max(4, next(free, 4))


def _in_row(form: SheetForm, row: int) -> checks.Cell:
    """Addresses of the answers in a row of a table."""
    columns = {question.id: column for column, question in enumerate(form.questions, start=1)}
    return lambda question: cell_name(row, columns[question.id])


def _table_head(sheet: Any, looks: Looks, form: SheetForm) -> None:
    """Headings (required ones are marked in words) and the explanations under them."""
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.write_string(HEAD_ROW, 0, machine.ID_HEAD, looks.role("head"))
    sheet.write_string(HEAD_ROW + 1, 0, machine.HELP_ROW, looks.role("help"))
    heads, helps = [], []
    for column, question in enumerate(form.questions, start=1):
        sheet.set_column(column, column, question.width)
        title = head_of(question)
        sheet.write_string(HEAD_ROW, column, title, looks.role("head" if question.printed else "ask"))
        sheet.write_string(HEAD_ROW + 1, column, question.help, looks.role("help"))
        heads.append((title, question.width - 3))
        helps.append((question.help, question.width))
    last = len(form.questions) + 1
    sheet.set_column(last, last, _CHECK_WIDTH)
    sheet.write_string(HEAD_ROW, last, CHECK_HEAD, looks.role("head"))
    sheet.write_string(HEAD_ROW + 1, last, "自動で表示", looks.role("help"))
    sheet.set_row(HEAD_ROW, look.height(heads))
    sheet.set_row(HEAD_ROW + 1, look.height(helps))


def head_of(question: Question) -> str:
    """The heading of a table's column, with unit and mark."""
    unit = f"（{question.unit}）" if question.unit else ""
    return f"{question.label}{unit}{chr(10) + '必須' if question.required else ''}"
