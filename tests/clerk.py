"""Fills in forms as a person would, in a workbook opened with openpyxl."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from typing import Any

import openpyxl

from migrate.forms.answer import Answer
from migrate.forms.form import Form, Kind, Question

Spot = tuple[str, str, str]
"""Sheet, key, question."""


class Clerk:
    """Somebody at a desk with the workbooks of one form."""

    def __init__(self, form: Form, scope: str = "") -> None:
        self.form = form
        self.scope = scope
        """What the stamps of its tables name, such as the 業務ID of a Fit&Gap."""

    def open(self, data: bytes) -> Any:
        """The workbook in openpyxl."""
        return openpyxl.load_workbook(io.BytesIO(data))

    def save(self, book: Any) -> bytes:
        """Its bytes."""
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def edit(self, data: bytes, change: Callable[[Any], None]) -> bytes:
        """The bytes after ``change(workbook)``."""
        book = self.open(data)
        change(book)
        return self.save(book)

    def fill(self, data: bytes, answers: Mapping[Spot, Any]) -> bytes:
        """Write answers into their cells; a table's key ``+n`` is the n-th blank row (from 0)."""

        def change(book: Any) -> None:
            for (sheet, key, question), given in answers.items():
                self.cell(book, sheet, key, question).value = given

        return self.edit(data, change)

    def sheet(self, book: Any, sheet: str, key: str = "") -> Any:
        """The sheet with that stamp."""
        wanted = f"：{sheet}：{key or self.scope}（"
        return next(one for one in book.worksheets if wanted in str(one["B3"].value or ""))

    def cell(self, book: Any, sheet: str, key: str, question: str) -> Any:
        """The cell of an answer, found by the hidden ids."""
        found = self.form.of(sheet)
        if not found.table:
            page = self.sheet(book, sheet, key)
            row = next(r for r in range(5, page.max_row + 1) if page.cell(r, 1).value == question)
            return page.cell(row, 5)
        page = self.sheet(book, sheet)
        column = 2 + [q.id for q in found.questions].index(question)
        keys = [page.cell(r, 1).value or "" for r in range(6, page.max_row + 1)]
        row = [n for n, one in enumerate(keys) if not one][int(key[1:])] if key.startswith("+") else keys.index(key)
        return page.cell(6 + row, column)


def answer_to(question: Question, dice: random.Random) -> tuple[Any, Answer]:
    """A valid answer as a person writes it, and as it is kept."""
    match question.kind:
        case Kind.NUMBER:
            number = dice.randint(0, 5_000_000)
            full = str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))
            unit = question.unit.partition("/")[0]
            written = dice.choice([number, f"{number:,}", f" {number}{unit} ", full, "不明"])
            return written, "不明" if written == "不明" else number
        case Kind.CHOICE:
            choice = dice.choice(question.choices)
            return dice.choice([choice.text, f" {choice.text}　"]), choice.text
        case Kind.BUSINESSES:
            return dice.choice([("010 011", "010 011"), ("０１０、０１１", "010 011"), (12, "012")])
        case Kind.DATE | Kind.INTERFACE | Kind.CONFORMANCE:
            return dice.choice(_WRITTEN[question.kind])
        case _:
            text = f"{question.label}{dice.randint(0, 999)}"
            return dice.choice([text, f"　{text}\n"]), text


_DATES: list[tuple[Any, Answer]] = [
    ("令和9年3月31日", "2027-03-31"),
    ("R9.3.31", "2027-03-31"),
    ("2027/3/31", "2027-03-31"),
    ("令和9年3月末", "2027-03-31"),
    ("2027-03", "2027-03"),
    ("未定", "未定"),
    ("なし", "なし"),
]
_WRITTEN: dict[Kind, list[tuple[Any, Answer]]] = {
    Kind.DATE: _DATES,
    Kind.INTERFACE: [("001o006", "001o006"), ("００１O００６", "001o006")],
    Kind.CONFORMANCE: [("023-0_1234567890123_2", "023-0_1234567890123_2")],
}
