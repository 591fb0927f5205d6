"""⑰ and ⑱ with registers filled in strangely: documents, suggestions and proofs come out, whatever stands in a row."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace

import pytest

from migrate.forms.answer import MAX_NUMBER, Answer
from migrate.forms.form import ALL, Kind, Question, SheetForm
from migrate.forms.records import Answers, Record
from migrate.model.document import Document
from migrate.phase import artefact
from migrate.phase import form as forms
from migrate.phase.facts import Facts
from migrate.report.formats import docx

from . import test_golive, test_ordinance

TEXTS = (
    "不明",
    "T-999:59",
    "T+0:00",
    "朝",
    "8:30",
    "=1+1",
    "\u200b",
    "ＭＩＧ－ＤＱ－００１",
    "賦課",
    "町税条例施行規則",
)
DAYS = ("不明", "未定", "なし", "1900-01", "2027-09-10", "2028-01-04", "2036-12-31", "2199-12-31")
OTHERS: Mapping[Kind, tuple[Answer, ...]] = {
    Kind.NUMBER: (0, 5, MAX_NUMBER - 1, "不明", "未定"),
    Kind.DATE: DAYS,
    Kind.BUSINESSES: ("010", "020", "999", "010 020"),
}


def answer(question: Question, dice: random.Random) -> Answer:
    if question.choices:
        return dice.choice(question.choices).text
    return dice.choice(OTHERS.get(question.kind, TEXTS))


def rows(sheet: SheetForm, dice: random.Random) -> Iterator[Record]:
    """Up to three records of a sheet, some of them printed ones, each with gaps."""
    printed = [one.key for one in sheet.presets]
    keys = {dice.choice([*printed, f"r{n}"]) for n in range(dice.randint(0, 3))} if sheet.table else {ALL}
    for key in sorted(keys):
        given = {one.id: answer(one, dice) for one in sheet.questions if dice.random() > 0.3}
        yield Record(sheet=sheet.id, key=key, answers=given)


@pytest.mark.parametrize(("item", "step", "facts"), [(17, 39, test_ordinance.FACTS), (18, 40, test_golive.FACTS)])
def test_strange_registers(item: int, step: int, facts: Facts) -> None:
    """No mixture of valid answers breaks anything; a document never has a section without a block."""
    made, steps = artefact.of_item(item), frozenset({step})
    for seed in range(150):
        dice = random.Random(seed)
        records = tuple(one for sheet in forms.form(item).sheets for one in rows(sheet, dice))
        told = replace(facts, answers={item: Answers(records=records)})
        sections = made.sections(told, item, steps)
        papers = made.papers(told, steps)

        assert all(section.blocks for section in sections)
        assert len({section.id for section in sections}) == len(sections)
        assert all(docx.render(one) for one in (Document(title="⑱", sections=sections), *papers.values()))
        assert made.offers(told)
        assert {made.holds(told, step, business) for business in ("010", "020", "999")} <= {True, False}
