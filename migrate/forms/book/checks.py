"""Formulas of the check column: what is missing and what needs a look, while people type."""

from __future__ import annotations

from collections.abc import Callable

from migrate.forms.answer import INCLUDED
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
    if question.kind is Kind.MONEY:
        return f'OR(ISNUMBER({cell}),{cell}="無償",{cell}="{INCLUDED}")'
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
    parts = [f'{at}{"=" if condition.same else "<>"}"{condition.answer}"']
    if not condition.same and not other.printed:
        parts.insert(0, f'{at}<>""')
    if outer := _asked(sheet, other, cell):
        parts.insert(0, outer)
    return f"AND({','.join(parts)})" if len(parts) > 1 else parts[0]


def of_question(sheet: SheetForm, question: Question, cell: Cell) -> str:
    """The formula of one row of a form sheet."""
    at = cell(question)
    bare = State.MISSING if question.required else State.OPTIONAL
    text = f'IF({_empty(at)},"{bare}",IF({_fine(question, at)},"{State.ANSWERED}","{State.PENDING}"))'
    asked = _asked(sheet, question, cell)
    return f'=IF({asked},{text},"{State.NOT_ASKED}")' if asked else f"={text}"


class _Terms:
    """A sum of conditions; those that depend on the same one are bracketed, since formulas grow long."""

    def __init__(self) -> None:
        self._by_factor: dict[str, list[str]] = {}

    def add(self, factor: str, term: str) -> None:
        """Add a term that counts only where ``factor`` holds (empty: always)."""
        self._by_factor.setdefault(factor, []).append(term)

    def sum(self) -> str:
        """The sum as part of a formula."""
        found = []
        for factor, terms in self._by_factor.items():
            joined = "+".join(terms)
            found.append(f"({factor})*({joined})" if factor else joined)
        return "+".join(found) or "0"


def of_row(sheet: SheetForm, cell: Cell, first: str, last: str) -> str:
    """The formula of one row of a table sheet, whose cells go from ``first`` to ``last``."""
    missing, doubtful = _Terms(), _Terms()
    for question in sheet.questions:
        if question.printed:
            continue
        at, asked = cell(question), _asked(sheet, question, cell)
        if question.required:
            missing.add(asked, f"({_empty(at)})")
        doubtful.add(asked, f"(NOT({_empty(at)}))*NOT({_fine(question, at)})")
    if sheet.parts:
        responsible = "+".join(f'({cell(question)}="{RESPONSIBLE}")' for question in sheet.parts)
        doubtful.add("", f"(({responsible})<>1)")
    answered = f'"{State.ANSWERED}"'
    if may_stay_blank(sheet):
        given = ",".join(cell(question) for question in sheet.questions if not question.printed)
        answered = f'IF(COUNTA({given})=0,"{State.OPTIONAL}",{answered})'
    return (
        f'=IF(COUNTA({first}:{last})=0,"",IF({missing.sum()}>0,"{State.MISSING}",'
        f'IF({doubtful.sum()}>0,"{State.PENDING}",{answered})))'
    )


def may_stay_blank(sheet: SheetForm) -> bool:
    """True for a table that prints its rows and asks for nothing in some of them."""
    return sheet.first.printed and not any(one.required and not one.when for one in sheet.questions)
