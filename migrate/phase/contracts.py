"""Contracts and the day of going live: which milestones follow from it, and what does not fit together.

The distances of the milestones are ours (`reports/layouts/phase/11/points.csv`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms import answer
from migrate.forms.records import Record
from migrate.model.value import value
from migrate.phase import register
from migrate.phase.facts import Business, Facts, Milestones, System
from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import Calendar

ITEM, CONTRACT, SCHEDULE = 11, 28, 29
"""The work item, ⑪-1 and ⑪-2."""
BUILDS, USES = ("構築", "構築と利用"), ("利用", "構築と利用")
YEAR_ONLY = "単年度"
_APRIL = 4
PIA, BUILD, LIVE = "pia", "build", "live"


@value
class Point:
    """A milestone of the template: days from going live (negative: before), who, and which step of the plan has it."""

    id: str
    name: str
    days: int
    party: str
    step: int
    edge: str


@value
class Doubt:
    """Something that does not fit. ``bad``: the step is not done while it stands."""

    business: str
    """業務ID; empty: all."""
    step: int
    text: str
    bad: bool


@cache
def points() -> tuple[Point, ...]:
    """The milestones in their order."""
    rows = tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / "points.csv")
    return tuple(
        Point(
            id=row["id"],
            name=row["name"],
            days=int(row["days"]),
            party=row["party"],
            step=int(row["step"] or 0),
            edge=row["edge"],
        )
        for row in rows
    )


def back(live: date, days: int, known: Calendar) -> date:
    """The last working day of a calendar up to ``days`` from ``live``; 0 is ``live`` itself.

    >>> back(date(2027, 1, 4), 0, calendar.of(())), back(date(2027, 1, 4), -2, calendar.of(()))
    (datetime.date(2027, 1, 4), datetime.date(2026, 12, 28))
    """
    found = live + timedelta(days=days)
    return found if not days else known.ending(known.after(found))


def of_business(facts: Facts, sheet: str, business: str) -> tuple[Record, ...]:
    """The rows of a register of ⑪ that concern a business."""
    return tuple(one for one in facts.of(ITEM).of(sheet) if register.concerns(one, business))


def day_of(record: Record, question: str) -> date | None:
    """The day of an answer, None where there is none."""
    return answer.day(record.answers.get(question))


def go_live(facts: Facts, business: str) -> date | None:
    """The agreed day of going live; else that of the plan."""
    told = [day for one in of_business(facts, "live", business) if (day := day_of(one, "day"))]
    plan = facts.plan.get(business)
    return max(told) if told else plan.go_live if plan else None


def milestone(facts: Facts, business: str, point: str) -> date | None:
    """The agreed day of a milestone; else that of the plan."""
    name = next(one.name for one in points() if one.id == point)
    told = [
        day
        for one in of_business(facts, "milestone", business)
        if one.text("point") == name and (day := day_of(one, "day"))
    ]
    return max(told) if told else planned(facts.plan.get(business), point)


def planned(plan: Milestones | None, point: str) -> date | None:
    """The day of a milestone by the plan of the business."""
    found = next(one for one in points() if one.id == point)
    step = plan.steps.get(found.step) if plan else None
    if step is None:
        return plan.go_live if plan and point == LIVE else None
    return step.start if found.edge == "start" else step.end


def construction(facts: Facts, business: str) -> date | None:
    """The day on which building starts: of the milestone, the plan, our template, or the contract to build."""
    if found := milestone(facts, business, BUILD):
        return found
    if live := go_live(facts, business):
        return back(live, next(one.days for one in points() if one.id == BUILD), calendar.of(facts.periods))
    begins = [
        day
        for one in of_business(facts, "contract", business)
        if one.text("kind") in BUILDS and (day := day_of(one, "begin"))
    ]
    return min(begins, default=None)


def doubts(facts: Facts) -> tuple[Doubt, ...]:
    """Everything that does not fit: contracts of their own, and business by business."""
    found = [one for record in facts.of(ITEM).of("contract") for one in _of_contract(record)]
    for business in facts.businesses:
        if live := go_live(facts, business.id):
            found += _against(facts, business, live)
        found += _order(facts, business.id)
    return tuple(found)


def _fiscal(day: date) -> int:
    return day.year - (day.month < _APRIL)


def _of_contract(record: Record) -> Iterator[Doubt]:
    name, business = f"契約「{record.text('name')}」", record.text(register.BUSINESS)

    def doubt(text: str, bad: bool) -> Doubt:
        return Doubt(business=business, step=CONTRACT, text=f"{name}{text}", bad=bad)

    begin, end = day_of(record, "begin"), day_of(record, "end")
    if begin and end and end < begin:
        yield doubt(f"の期間の終わり（{end}）が、初め（{begin}）より前です。", True)
    elif begin and end and _fiscal(begin) != _fiscal(end) and record.text("debt") == YEAR_ONLY:
        yield doubt("は年度をまたぎますが、予算の裏づけが「単年度」です。", True)
    for question, what in (("data_clause", "データの返還"), ("disposal", "廃棄証明")):
        if record.text(question) in ("なし", "協議中"):
            yield doubt(f"に、{what}の条項がありません（{record.text(question)}）。", False)


def _against(facts: Facts, business: Business, live: date) -> Iterator[Doubt]:
    """Contracts, old and new, against the day of going live."""

    def doubt(text: str, bad: bool) -> Doubt:
        return Doubt(business=business.id, step=CONTRACT, text=text, bad=bad)

    for one in of_business(facts, "contract", business.id):
        name, begin, end = one.text("name"), day_of(one, "begin"), day_of(one, "end")
        if one.text("kind") in USES and begin and begin > live:
            yield doubt(f"利用の契約「{name}」が始まる（{begin}）前に、稼働します（{live}）。", True)
        if one.text("kind") in BUILDS and end and end < live:
            yield doubt(f"構築の契約「{name}」が、稼働日（{live}）より前に終わります（{end}）。", True)
        if one.text("kind") == BUILDS[0] and end and end > live:
            yield doubt(f"構築の契約「{name}」は、稼働日（{live}）の後まで続きます（{end}）。"
                        "稼働の後に残る作業が何かを確かめてください。", False)  # fmt: skip
    for system in business.systems:
        end = current_end(system)
        if end and end < live:
            renewal = system.renewal or "不明"
            text = f"現行の「{system.name}」の契約が、稼働日（{live}）より前に終わります（{end}、更新は{renewal}）。"
            yield doubt(text, system.renewal == "更新なし")


def current_end(system: System) -> date | None:
    """The day on which the contract of a current system ends."""
    return answer.day(system.contract_end)


def _order(facts: Facts, business: str) -> Iterator[Doubt]:
    """Milestones on the wrong side of one another."""
    live = go_live(facts, business)
    names = {one.name: one for one in points()}
    for record in of_business(facts, "milestone", business):
        point, day = names.get(record.text("point")), day_of(record, "day")
        if live and point and day and (point.days < 0 < (day - live).days or point.days > 0 > (day - live).days):
            side = "後" if point.days < 0 else "前"
            text = f"「{point.name}」（{day}）が、稼働日（{live}）より{side}です。"
            yield Doubt(business=business, step=SCHEDULE, text=text, bad=True)
        if live and point and point.id == LIVE and day and day != live:
            text = f"節目の「稼働」（{day}）と、シート「稼働日」（{live}）が違います。"
            yield Doubt(business=business, step=SCHEDULE, text=text, bad=True)
    done, begin = milestone(facts, business, PIA), milestone(facts, business, BUILD)
    if done and begin and done >= begin:
        text = f"特定個人情報保護評価（{done}）が、構築の開始（{begin}）までに終わりません。"
        yield Doubt(business=business, step=SCHEDULE, text=text, bad=True)
