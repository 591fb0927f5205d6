"""Amounts as people write them: each comes back as whole yen or as a word, or is refused with what can be written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from migrate.forms import answer
from migrate.forms.answer import INCLUDED, OPEN, UNKNOWN, RefusedError
from migrate.forms.form import Kind, Question
from migrate.survey.form import form

QUESTION: Question = replace(form().sheets[0].questions[0], kind=Kind.MONEY, choices=())


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (1_200_000.0, 1_200_000),
        (-5.0, -5),
        ("1,200,000", 1_200_000),
        ("１２０万円", 1_200_000),
        ("1.5億円", 150_000_000),
        ("1,200千円", 1_200_000),
        ("¥1,200,000-", 1_200_000),
        ("金1,200,000円也", 1_200_000),
        ("1,200,000円（税抜）", 1_200_000),
        ("▲50,000", -50_000),
        ("△５０", -50),
        ("−5,000円", -5_000),
        ("(50,000)", -50_000),
        ("無償", 0),
        ("－", 0),
        ("別途お見積り", OPEN),
        ("未定", OPEN),
        ("不明", UNKNOWN),
        ("上記に含む", INCLUDED),
        ("　", None),
        (None, None),
    ],
)
def test_amounts_are_read(written: Any, expected: Any) -> None:
    """Scales, marks of loss, full-width figures and the words of price lists are understood."""
    assert answer.read(written, QUESTION).answer == expected


@pytest.mark.parametrize(
    "written", ["100〜120万円", "月額10万円", "一式 100万円", "百万円", True, 0.5, float("nan"), "=A1"]
)
def test_what_is_no_amount_is_refused(written: Any) -> None:
    """A range, a monthly amount, a sentence: nobody guesses a number from them."""
    with pytest.raises(RefusedError):
        answer.read(written, QUESTION)


@pytest.mark.parametrize("written", ["1,200,000円（税抜）", "約120万円", "－"])
def test_what_was_bent_is_said(written: str) -> None:
    """Words that the number does not carry are told to a person."""
    assert answer.read(written, QUESTION).bent
