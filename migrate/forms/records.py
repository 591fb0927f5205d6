"""Answers in their records: one record a system, a row, or a sheet that exists once; and how complete a record is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from migrate.forms.answer import Answer, pending
from migrate.forms.form import Condition, Question, SheetForm, plain
from migrate.model.value import value


@value
class Record:
    """The answers of one record, question id → answer; a question without an answer is not in it."""

    sheet: str
    key: str
    answers: Mapping[str, Answer]

    def text(self, question: str) -> str:
        """An answer as text; empty where there is none."""
        return str(self.answers.get(question, ""))


@value
class Answers:
    """Everything that has been answered, sheet by sheet in the order of the form."""

    records: tuple[Record, ...] = ()

    def of(self, sheet: str) -> tuple[Record, ...]:
        """The records of one sheet."""
        return tuple(r for r in self.records if r.sheet == sheet)

    def get(self, sheet: str, key: str) -> Record | None:
        """One record, None where it is not there."""
        return next((r for r in self.records if (r.sheet, r.key) == (sheet, key)), None)


class State(StrEnum):
    """What the check column says of one question."""

    ANSWERED = "記入済"
    MISSING = "未記入"
    PENDING = "要確認"
    OPTIONAL = "任意"
    NOT_ASKED = "対象外"


@value
class Count:
    """Required questions of a record that are asked, and those of them that are answered for good."""

    asked: int = 0
    answered: int = 0
    pending: int = 0
    """Answered with 不明 or 未定."""

    @property
    def complete(self) -> bool:
        """True where nothing is missing and nothing is pending."""
        return self.answered == self.asked

    def plus(self, other: Count) -> Count:
        """Both together."""
        return Count(
            asked=self.asked + other.asked,
            answered=self.answered + other.answered,
            pending=self.pending + other.pending,
        )


def is_asked(sheet: SheetForm, question: Question, answers: Mapping[str, Answer]) -> bool:
    """True where a question concerns the record; ``answers`` hold what is printed too.

    A form whose 「有無」 is open asks everything; a row of a table asks for nothing else until it is known.
    """
    groups = question.when
    return not groups or any(all(_holds(sheet, one, answers) for one in group) for group in groups)


def _holds(sheet: SheetForm, condition: Condition, answers: Mapping[str, Answer]) -> bool:
    other = sheet.question(condition.question)
    if other is None or not is_asked(sheet, other, answers):
        return False
    given = answers.get(other.id)
    if given is None:
        return other.choice_list == "presence" and not sheet.table
    return (given == condition.answer) is condition.same


def state(sheet: SheetForm, question: Question, answers: Mapping[str, Answer]) -> State:
    """The state of one question in a record."""
    if question.printed or not is_asked(sheet, question, answers):
        return State.NOT_ASKED
    given = answers.get(question.id)
    if given is None:
        return State.MISSING if question.required else State.OPTIONAL
    return State.PENDING if pending(given) else State.ANSWERED


def count(sheet: SheetForm, answers: Mapping[str, Answer]) -> Count:
    """How complete a record is."""
    states = [state(sheet, q, answers) for q in sheet.questions if q.required]
    asked = [one for one in states if one is not State.NOT_ASKED]
    return Count(
        asked=len(asked),
        answered=sum(one is State.ANSWERED for one in asked),
        pending=sum(one is State.PENDING for one in asked),
    )


def missing(sheet: SheetForm, answers: Mapping[str, Answer]) -> tuple[Question, ...]:
    """The required questions without an answer."""
    return tuple(q for q in sheet.questions if q.required and state(sheet, q, answers) is State.MISSING)


def identity(sheet: SheetForm, answers: Mapping[str, Answer]) -> tuple[str, ...]:
    """What tells a row from the others where it has no key yet; empty where nothing of it is filled in."""
    parts = tuple(plain(str(answers.get(q.id, ""))) for q in sheet.questions if q.identity)
    return parts if any(parts) else ()


def next_key(prefix: str, taken: Iterable[str]) -> str:
    """The next free key such as ``r0007``.

    >>> next_key("r", ["r0001", "r0009", "eltax"])
    'r0010'
    """
    numbers = [int(k[len(prefix) :]) for k in taken if k.startswith(prefix) and k[len(prefix) :].isdecimal()]
    return f"{prefix}{max(numbers, default=0) + 1:04}"
