"""Formulas of the check column: what is missing and what needs a look, while people type."""

from __future__ import annotations

from collections.abc import Callable

from migrate.forms.form import RESPONSIBLE, Condition, Kind, Question, SheetForm
from migrate.forms.records import State

Cell = Callable[[Question], str]
"""Address of the answer to a question."""


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
        return f"AND(COUNTIF({question.list_name},{cell})>0,{settled})"
    return f"AND({settled})"


def _asked(sheet: SheetForm, question: Question, cell: Cell) -> str:
    """A condition: the question concerns the record; empty where it always does (see `records.is_asked`)."""
    groups = [[_holds(sheet, one, cell) for one in group] for group in question.when]
    joined = [f"AND({','.join(group)})" if len(group) > 1 else group[0] for group in groups]
    return f"OR({','.join(joined)})" if len(joined) > 1 else "".join(joined)


def _holds(sheet: SheetForm, condition: Condition, cell: Cell) -> str:
    other = sheet.question(condition.question)
    if other is None:
        return "FALSE"
    at = cell(other)
    if other.choice_list == "presence" and not sheet.table:
        return f'{at}<>"無"'
    own = f'{at}="{condition.answer}"' if condition.same else f'{at}<>"",{at}<>"{condition.answer}"'
    outer = _asked(sheet, other, cell)
    parts = [part for part in (outer, own) if part]
    return f"AND({','.join(parts)})" if outer or not condition.same else own


def of_question(sheet: SheetForm, question: Question, cell: Cell) -> str:
    """The formula of one row of a form sheet."""
    at = cell(question)
    bare = State.MISSING if question.required else State.OPTIONAL
    text = f'IF({_empty(at)},"{bare}",IF({_fine(question, at)},"{State.ANSWERED}","{State.PENDING}"))'
    asked = _asked(sheet, question, cell)
    return f'=IF({asked},{text},"{State.NOT_ASKED}")' if asked else f"={text}"


def of_row(sheet: SheetForm, cell: Cell, first: str, last: str) -> str:
    """The formula of one row of a table sheet, whose cells go from ``first`` to ``last``."""
    missing, doubtful = [], []
    for question in sheet.questions:
        if question.printed:
            continue
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
