"""Where each requirement stands: what was answered, what follows from it, and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from enum import StrEnum

from migrate.forms.answer import OPEN, UNKNOWN, Answer, day
from migrate.forms.form import SheetForm
from migrate.forms.records import Answers, State, state
from migrate.gap.functions.requirement import FORM, FUNCTION, OUTSIDE, Business, Duty, Requirement
from migrate.model.value import value

ADOPTED, REFUSED = "採用", "不採用"
TRANSITION, PACKAGED = "経過措置", "パッケージ標準"


class Verdict(StrEnum):
    """What the answers to one requirement come to."""

    FITS = "適合"
    GAP = "不適合"
    """The work does not fit what the system will do."""
    FORBIDDEN = "実装不可を使用中"
    """A function that may not be built is used today."""
    GIVEN_UP = "不採用だが使用中"
    """An optional function that is used today will not be asked for."""
    NOT_WANTED = "不採用"
    NOT_CONCERNED = "該当なし"
    """A function that may not be built and is not used."""
    OPEN = "未決"


ISSUES = frozenset({Verdict.GAP, Verdict.FORBIDDEN, Verdict.GIVEN_UP})
"""Verdicts that are 課題: something has to be done about them (③-2)."""


@value
class Standing:
    """One requirement, or one function outside the standard, with its answers."""

    business: str
    sheet: str
    key: str
    name: str
    duty: str
    """Class; empty outside the standard."""
    conformity_date: str
    current: str
    adopt: str
    priority: str
    policy: str
    department: str
    deadline: str
    note: str
    verdict: Verdict
    state: State
    """記入済, 未記入 or 要確認 (不明, 未定)."""

    @property
    def issue(self) -> bool:
        """True where it is a 課題."""
        return self.verdict in ISSUES

    @property
    def settled(self) -> bool:
        """True where nothing is left to be answered."""
        return self.state is State.ANSWERED


@value
class BusinessStanding:
    """One business with all of its requirements."""

    business: str
    name: str
    edition: str
    rows: tuple[Standing, ...]
    outside: tuple[Standing, ...]
    orphans: tuple[str, ...]
    """IDs that are answered and that the standard does not have."""
    unclear: int
    """Requirements whose class cannot be read."""
    unusable: int
    """Requirements without an ID that answers could be kept under."""

    def of_department(self, name: str) -> BusinessStanding:
        """The same business with the rows of one department only."""
        rows = tuple(one for one in self.rows if one.department == name)
        outside = tuple(one for one in self.outside if one.department == name)
        return replace(self, rows=rows, outside=outside)


def lacking(one: Standing) -> str:
    """What an issue still needs, as labels joined by 「・」; empty where it has all and for what is no issue."""
    if not one.issue:
        return ""
    parts = {
        "対応方針": one.policy in ("", OPEN),
        "担当課": one.department in ("", OPEN, UNKNOWN),
        "期限": day(one.deadline) is None,
    }
    return "・".join(name for name, lacks in parts.items() if lacks)


def row_state(sheet: SheetForm, answers: Mapping[str, Answer]) -> State:
    """The state of a row: what the check column of its form says."""
    states = {state(sheet, question, answers) for question in sheet.questions}
    if State.MISSING in states:
        return State.MISSING
    return State.PENDING if State.PENDING in states else State.ANSWERED


def _verdict(duty: Duty, given: Mapping[str, Answer]) -> Verdict:
    used, adopt = given.get("current"), given.get("adopt")
    if duty is Duty.NEVER:
        return {"有": Verdict.FORBIDDEN, "無": Verdict.NOT_CONCERNED}.get(str(used), Verdict.OPEN)
    if duty is Duty.OPTION and adopt != ADOPTED:
        if adopt != REFUSED:
            return Verdict.OPEN
        return {"有": Verdict.GIVEN_UP, "無": Verdict.NOT_WANTED}.get(str(used), Verdict.OPEN)
    return {"適合": Verdict.FITS, "不適合": Verdict.GAP}.get(str(given.get("fit")), Verdict.OPEN)


def _standing(sheet: SheetForm, business: str, one: Requirement, given: Mapping[str, Answer]) -> Standing:
    def text(id: str) -> str:
        return str(given.get(id, ""))

    return Standing(
        business=business,
        sheet=one.sheet,
        key=one.key,
        name=one.name,
        duty=one.duty.value,
        conformity_date=one.date,
        current=text("current"),
        adopt=text("adopt") if one.duty is Duty.OPTION else "",
        priority=text("priority") if text("adopt") == ADOPTED else "",
        policy=text("policy"),
        department=text("department"),
        deadline=text("deadline"),
        note=text("note"),
        verdict=_verdict(one.duty, given),
        state=row_state(sheet, {**one.printed, **given}),
    )


def _outside(sheet: SheetForm, business: str, answers: Answers) -> Iterable[Standing]:
    for one in answers.of(OUTSIDE):
        given = one.answers
        used = {"有": Verdict.GAP, "無": Verdict.NOT_CONCERNED}.get(one.text("current"), Verdict.OPEN)
        yield Standing(
            business=business,
            sheet=OUTSIDE,
            key=one.key,
            name=one.text("name"),
            duty="",
            conformity_date="",
            current=one.text("current"),
            adopt="",
            priority="",
            policy=one.text("policy"),
            department=one.text("department"),
            deadline=one.text("deadline"),
            note=one.text("note"),
            verdict=used,
            state=row_state(sheet, given),
        )


def standing(form_sheets: Mapping[str, SheetForm], business: Business, answers: Answers) -> BusinessStanding:
    """Where a business stands; ``form_sheets`` are the sheets of the departments' form by id."""
    kept = {(one.sheet, one.key): one.answers for one in answers.records}
    rows = tuple(
        _standing(form_sheets[one.sheet], business.id, one, kept.pop((one.sheet, one.key), {}))
        for one in business.requirements
    )
    outside = tuple(_outside(form_sheets[OUTSIDE], business.id, answers))
    return BusinessStanding(
        business=business.id,
        name=business.name,
        edition=business.edition,
        rows=rows,
        outside=outside,
        orphans=tuple(sorted(key for sheet, key in kept if sheet in (FUNCTION, FORM))),
        unclear=sum(one.duty is Duty.UNKNOWN for one in business.requirements),
        unusable=business.unusable,
    )
