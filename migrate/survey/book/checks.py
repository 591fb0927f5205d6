"""Formulas of the check column: what is missing and what needs a look, while people type."""

from __future__ import annotations

from collections.abc import Callable

from migrate.survey.form import RESPONSIBLE, Kind, Question, SheetForm
from migrate.survey.records import State

Cell = Callable[[Question], str]
"""Address of the answer to a question."""


def list_name(choice_list: str) -> str:
    """Defined name of a list of choices."""
    return f"survey_{choice_list}"


def _empty(cell: str) -> str:
    return f'TRIM({cell})=""'


def _fine(question: Question, cell: str) -> str:
    """A condition: what is written is an answer for good."""
    if question.kind is Kind.NUMBER:
        return f"ISNUMBER({cell})"
    if question.kind is Kind.DATE:
        month = f'AND(LEN({cell})=7,MID({cell},5,1)="-",ISNUMBER(VALUE(LEFT({cell},4))))'
        return f'OR(ISNUMBER({cell}),{cell}="なし",{month})'
    settled = f'{cell}<>"不明",{cell}<>"未定"'
    if question.choices:
        return f"AND(COUNTIF({list_name(question.choice_list)},{cell})>0,{settled})"
    return f"AND({settled})"


def _asked(sheet: SheetForm, question: Question, cell: Cell) -> str:
    """A condition: the question concerns the record; empty where it always does (see `records.is_asked`)."""
    if question.when is None:
        return ""
    other, wanted = question.when
    condition = sheet.question(other)
    if condition is None:
        return "FALSE"
    if condition.choice_list == "presence" and not sheet.table:
        return f'{cell(condition)}<>"無"'
    own = f'{cell(condition)}="{wanted}"'
    outer = _asked(sheet, condition, cell)
    return f"AND({outer},{own})" if outer else own


def of_question(sheet: SheetForm, question: Question, cell: Cell) -> str:
    """The formula of one row of a form sheet."""
    at = cell(question)
    bare = State.MISSING if question.required else State.OPTIONAL
    text = f'IF({_empty(at)},"{bare}",IF({_fine(question, at)},"{State.ANSWERED}","{State.PENDING}"))'
    asked = _asked(sheet, question, cell)
    return f'=IF({asked},{text},"{State.NOT_ASKED}")' if asked else f"={text}"


def of_row(sheet: SheetForm, cell: Cell, first: str, last: str) -> str:
    """The formula of one row of a table sheet, whose answers go from cell ``first`` to ``last``."""
    missing, doubtful = [], []
    for question in sheet.questions:
        at, asked = cell(question), _asked(sheet, question, cell)
        factor = f"({asked})*" if asked else ""
        if question.required:
            missing.append(f"{factor}({_empty(at)})")
        doubtful.append(f"{factor}(NOT({_empty(at)}))*NOT({_fine(question, at)})")
    if sheet.parts:
        responsible = "+".join(f'({cell(question)}="{RESPONSIBLE}")' for question in sheet.parts)
        doubtful.append(f"(({responsible})<>1)")
    return (
        f'=IF(COUNTA({first}:{last})=0,"",IF({"+".join(missing)}>0,"{State.MISSING}",'
        f'IF({"+".join(doubtful)}>0,"{State.PENDING}","{State.ANSWERED}")))'
    )
