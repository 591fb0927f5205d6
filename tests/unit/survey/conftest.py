"""A desk for the survey: make a questionnaire, fill it in as a person would (openpyxl), read it back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.merge import Merged, merge
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled, of_book, read
from migrate.forms.records import Answers, Record
from migrate.model.catalogue import Catalogue
from migrate.spec import catalogue
from migrate.survey.book import INTERFACES, workbook
from migrate.survey.form import form
from migrate.survey.plan import Known, Wish, books

from ...clerk import Clerk, Spot

CATALOGUE = catalogue.load(bundled("specs") / "catalogue")
SMALL = Wish(businesses=frozenset({"031"}), blank=12)


class Desk(Clerk):
    """Everything that a test does with a questionnaire."""

    def __init__(self) -> None:
        super().__init__(form())

    catalogue: Catalogue = CATALOGUE

    def make(self, answers: Answers | None = None, wish: Wish = SMALL, code: str = "990019") -> bytes:
        """The bytes of one questionnaire."""
        known = Known(form=form(), catalogue=CATALOGUE, answers=answers or Answers(), offers={})
        plan = replace(books(known, wish)[0], municipality=code, made="2026-11-26")
        return workbook(plan, CATALOGUE.interfaces)

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


@pytest.fixture(scope="session")
def desk() -> Desk:
    """The desk."""
    return Desk()


@pytest.fixture(scope="session")
def blank(desk: Desk) -> bytes:
    """A small questionnaire without answers: one system and all tables."""
    return desk.make()
