"""A desk for the survey: make a questionnaire, fill it in as a person would (openpyxl), read it back."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.form import Kind, Question
from migrate.forms.merge import Merged, merge
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled, of_book, read
from migrate.forms.records import Answers, Record
from migrate.model.catalogue import Catalogue
from migrate.spec import catalogue
from migrate.survey.book import INTERFACES, workbook
from migrate.survey.form import form
from migrate.survey.plan import Known, Wish, books

CATALOGUE = catalogue.load(bundled("specs") / "catalogue")
SMALL = Wish(businesses=frozenset({"031"}), blank=12)
Spot = tuple[str, str, str]
"""Sheet, key, question."""


class Desk:
    """Everything that a test does with a questionnaire."""

    catalogue: Catalogue = CATALOGUE

    def make(self, answers: Answers | None = None, wish: Wish = SMALL, code: str = "990019") -> bytes:
        """The bytes of one questionnaire."""
        known = Known(form=form(), catalogue=CATALOGUE, answers=answers or Answers(), offers={})
        plan = replace(books(known, wish)[0], municipality=code, made="2026-11-26")
        return workbook(plan, CATALOGUE.interfaces)

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
        wanted = f"：{sheet}：{key}（"
        return next(one for one in book.worksheets if wanted in str(one["B3"].value or ""))

    def cell(self, book: Any, sheet: str, key: str, question: str) -> Any:
        """The cell of an answer, found by the hidden ids."""
        found = form().of(sheet)
        if not found.table:
            page = self.sheet(book, sheet, key)
            row = next(r for r in range(5, page.max_row + 1) if page.cell(r, 1).value == question)
            return page.cell(row, 5)
        page = self.sheet(book, sheet)
        column = 2 + [q.id for q in found.questions].index(question)
        keys = [page.cell(r, 1).value or "" for r in range(6, page.max_row + 1)]
        row = [n for n, one in enumerate(keys) if not one][int(key[1:])] if key.startswith("+") else keys.index(key)
        return page.cell(6 + row, column)

    def read(self, data: bytes, file: str = "form.xlsx", names: Mapping[str, str] | None = None) -> Filled:
        """What the bytes say."""
        return read(data, file, self.around(names))

    def around(self, names: Mapping[str, str] | None = None) -> Around:
        """What files are read against."""
        return Around(form=form(), names=names or {}, municipality="990019", others=frozenset({INTERFACES}))

    def of_book(self, book: xlsx.Workbook, file: str = "form.xlsx") -> Filled:
        """What a workbook says."""
        return of_book(book, Source(file=file, unread=frozenset()), self.around())

    def merge(self, *files: Filled, kept: Answers | None = None, overwrite: bool = False) -> Merged:
        """What files add to what is kept."""
        return merge(form(), kept or Answers(), files, overwrite)

    def gain(self, data: bytes, kept: Answers | None = None) -> dict[Spot, Answer]:
        """The answers that a questionnaire adds, by spot."""
        return flat(self.merge(self.read(data), kept=kept).changes)


def flat(records: tuple[Record, ...]) -> dict[Spot, Answer]:
    """Records as one mapping."""
    return {(r.sheet, r.key, q): answer for r in records for q, answer in r.answers.items()}


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


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk."""
    return Desk()


@pytest.fixture(scope="session")
def blank(desk: Desk) -> bytes:
    """A small questionnaire without answers: one system and all tables."""
    return desk.make()
