"""Registers: the answers of a work item's form as rows of a workbook, as tables of a document, and as proof."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.forms.answer import Answer
from migrate.forms.form import ALL, Form, Question, SheetForm
from migrate.forms.plan import RowPlan, SheetPlan
from migrate.forms.records import Answers, Record, count
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import form as forms

BUSINESS = "business"
"""The question of a register that says which businesses a row concerns; an empty answer means all."""
_BLANK = 10
_COLUMNS = 30


def wanted(form: Form, steps: frozenset[int]) -> tuple[SheetForm, ...]:
    """The sheets of a form that serve one of the steps."""
    return tuple(sheet for sheet in form.sheets if sheet.step in steps)


def plan(sheet: SheetForm, answers: Answers, offers: Mapping[str, Mapping[str, Answer]]) -> SheetPlan:
    """A sheet of the workbook: what people answered, what is suggested, and rows left blank."""
    kept = {record.key: record.answers for record in answers.of(sheet.id)}
    if not sheet.table:
        only = RowPlan(key=ALL, answers=kept.get(ALL, {}), offers=offers.get(ALL, {}))
        return SheetPlan(form=sheet, name=sheet.name, rows=(only,))
    presets = {one.key: {sheet.first.id: one.name} for one in sheet.presets}
    fixed = frozenset(presets)
    keys = dict.fromkeys((*presets, *kept, *offers))
    rows = tuple(
        RowPlan(
            key=key,
            answers=kept.get(key, {}),
            offers={**presets.get(key, {}), **offers.get(key, {})},
            fixed=key in fixed,
        )
        for key in keys
    )
    blank = tuple(RowPlan(key="", answers={}, offers={}) for _ in range(_BLANK))
    return SheetPlan(form=sheet, name=sheet.name, rows=(*rows, *blank))


def concerns(record: Record, business: str) -> bool:
    """True where a row is about the business, or about all of them."""
    named = record.text(BUSINESS).split()
    return not named or business in named


def complete(sheet: SheetForm, answers: Answers, business: str) -> bool:
    """True where a sheet says all it must about a business: at least one row, nothing required missing or pending.

    A sheet without a required question can never stand in the way, a list (`SheetForm.optional`) only by its rows.
    """
    if not any(question.required for question in sheet.questions):
        return True
    rows = [record for record in answers.of(sheet.id) if concerns(record, business)]
    return (bool(rows) or sheet.optional) and all(count(sheet, with_name(sheet, record)).complete for record in rows)


def all_printed(sheet: SheetForm, answers: Answers) -> bool:
    """True where somebody has answered each row that the form prints beforehand."""
    return all(answers.get(sheet.id, one.key) is not None for one in sheet.presets)


def with_name(sheet: SheetForm, record: Record) -> Mapping[str, Answer]:
    """The answers of a row; one that the form prints has the name of its preset."""
    name = next((one.name for one in sheet.presets if one.key == record.key), None)
    return record.answers if name is None else {sheet.first.id: name, **record.answers}


def sections(item: int, answers: Answers, steps: frozenset[int]) -> tuple[Section, ...]:
    """The registers of a work item that hold something, a section each."""
    sheets = wanted(forms.form(item), steps) if item in forms.items() else ()
    return tuple(section(sheet, answers) for sheet in sheets if answers.of(sheet.id))


def section(sheet: SheetForm, answers: Answers) -> Section:
    """One register as a section of its own."""
    return Section(id=f"sheet-{sheet.id}", title=sheet.title, blocks=(grid(sheet, answers),))


def grid(sheet: SheetForm, answers: Answers) -> Grid:
    """One register as a table: a row a record, or, where it exists once, a row a question."""
    records = answers.of(sheet.id)
    if not sheet.table:
        given = records[0].answers if records else {}
        rows = tuple((one.label, _with_unit(one, given[one.id])) for one in sheet.questions if one.id in given)
        return Grid(
            title=sheet.name, columns=(Column(title="項目", width=28), Column(title="内容", width=72)), rows=rows
        )
    used = [one for one in sheet.questions if any(one.id in with_name(sheet, record) for record in records)]
    columns = tuple(
        Column(title=one.label, unit=one.unit, width=min(one.width, _COLUMNS), numeric=one.kind == "number")
        for one in used
    )
    listed = tuple(
        tuple(_cell(with_name(sheet, record).get(one.id)) for one in used) for record in _ordered(sheet, records)
    )
    return Grid(title=sheet.name, columns=columns, rows=listed)


def _ordered(sheet: SheetForm, records: tuple[Record, ...]) -> list[Record]:
    order = {one.key: number for number, one in enumerate(sheet.presets)}
    return sorted(records, key=lambda one: order.get(one.key, len(order)))


def _with_unit(question: Question, answer: Answer) -> Value:
    """An answer among others that are no numbers."""
    return f"{answer:,} {question.unit}".strip() if isinstance(answer, int) else _cell(answer)


def _cell(answer: Answer | None) -> Value:
    if isinstance(answer, str) and answer in ("不明", "未定"):
        return Cell(text=answer, tone=Tone.CAUTION)
    return answer if isinstance(answer, str | int) else ("" if answer is None else str(answer))


def left(item: int, answers: Answers, steps: frozenset[int]) -> Section | None:
    """What is still to be filled in; None where nothing is."""
    rows: list[tuple[Value, ...]] = []
    for sheet in wanted(forms.form(item), steps) if item in forms.items() else ():
        records = answers.of(sheet.id)
        asked = [count(sheet, with_name(sheet, record)) for record in records]
        open_ = sum(one.asked - one.answered for one in asked)
        needed = any(question.required for question in sheet.questions)
        if needed and (open_ or not (records or sheet.optional)):
            rows.append((sheet.name, len(records), open_ if records else "まだ 1 行もありません"))
    if not rows:
        return None
    columns = (
        Column(title="シート", width=40),
        Column(title="行", numeric=True, width=8),
        Column(title="空いている必須の欄", width=24),
    )
    note = Note(text="様式に書き足して migrate phase read で読み取ると、この節は消えます。", tone=Tone.CAUTION)
    return Section(
        id="left",
        title="まだ書かれていないところ",
        blocks=(note, Grid(title="残り", columns=columns, rows=tuple(rows))),
    )
