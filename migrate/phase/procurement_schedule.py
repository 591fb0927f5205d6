"""調達スケジュール (④-3): the days of each procurement, and what does not fit together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import cache

from migrate.forms import answer
from migrate.forms.answer import Answer
from migrate.model.value import value
from migrate.phase import contracts, market, procurement
from migrate.phase import form as forms
from migrate.phase.contracts import Doubt
from migrate.phase.facts import Facts, Planned
from migrate.phase.plan import calendar
from migrate.phase.plan.calendar import ASSEMBLY, Calendar
from migrate.phase.procurement import ITEM, SCHEDULE, Unit

SHEET = "schedule"
DAYS: Mapping[str, tuple[int, str]] = {
    "rfi": (17, "start"),
    "budget": (22, "start"),
    "vote": (22, "end"),
    "rfp": (24, "start"),
    "chosen": (27, "end"),
    "contract": (28, "end"),
    "live": (40, ""),
}
"""Question → the step of the plan (1–40) that tells its day, and which edge of it; 運用開始 is a day of its own."""
_ORDER = (("rfi", "rfp"), ("rfp", "chosen"), ("chosen", "contract"), ("budget", "vote"), ("vote", "contract"),
          ("contract", "live"))  # fmt: skip
"""Pairs of which the first comes before the second, or on the same day."""


@cache
def names() -> Mapping[str, str]:
    """Question → what the day is called."""
    sheet = forms.form(ITEM).of(SHEET)
    return {one.id: one.label for one in sheet.questions if one.id in DAYS}


@value
class Dated:
    """The days of one procurement; a day that nobody wrote is that of the plan."""

    unit: Unit
    days: Mapping[str, date]
    """Question → day."""
    written: frozenset[str]
    """Questions that people have answered with a day."""
    said: Mapping[str, str]
    """Question → what people answered instead of a day, such as なし."""


def _planned(facts: Facts, unit: Unit, question: str) -> date | None:
    """The day of the plan: the first of the unit's businesses to begin, the last to end."""
    step, edge = DAYS[question]
    mine = [facts.plan[id] for id in unit.businesses if id in facts.plan]
    if not edge:
        return max((one.go_live for one in mine if one.go_live), default=None)
    found: list[Planned] = [one.steps[step] for one in mine if step in one.steps]
    days = [one.start if edge == "start" else one.end for one in found]
    return (min if edge == "start" else max)(days, default=None)


def dated(facts: Facts) -> tuple[Dated, ...]:
    """The days of all procurements."""
    found = []
    for unit in procurement.units(facts):
        record = procurement.row(facts, SHEET, unit)
        given = {id: record.answers.get(id) for id in DAYS} if record else {}
        told = {id: day for id, one in given.items() if (day := answer.day(one))}
        planned = {id: day for id in DAYS if given.get(id) is None and (day := _planned(facts, unit, id))}
        days = {id: day for id in DAYS if (day := told.get(id) or planned.get(id))}
        said = {id: str(one) for id, one in given.items() if one is not None and id not in told}
        found.append(Dated(unit=unit, days=days, written=frozenset(told), said=said))
    return tuple(found)


def offers(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """Rows of the register: the units with the days of the plan."""
    found: dict[str, dict[str, Answer]] = {}
    for unit in procurement.units(facts):
        record = procurement.row(facts, SHEET, unit)
        told = procurement.heading(unit)
        told |= {id: day.isoformat() for id in DAYS if (day := _planned(facts, unit, id))}
        if end := procurement.ends(facts, unit):
            told["end"] = end
        told |= _market(facts, unit, "live" in told)
        found[record.key if record else unit.key] = told
    return found


def _market(facts: Facts, unit: Unit, planned: bool) -> Mapping[str, Answer]:
    """What vendors say of their days; where nothing is planned, the day from which all of them can operate."""
    found: dict[str, Answer] = {}
    if said := market.days(facts.markets, unit.businesses):
        found["market"] = said
        if not planned and (start := market.common(market.bidders(facts.markets, unit.businesses))):
            found["live"] = start
    return found


def doubts(facts: Facts) -> tuple[Doubt, ...]:
    """All that does not fit, procurement by procurement."""
    known = calendar.of(facts.periods)
    return tuple(one for each in dated(facts) for one in _of_unit(facts, each, known))


def _of_unit(facts: Facts, one: Dated, known: Calendar) -> Iterator[Doubt]:
    name, business = f"「{one.unit.name}」", " ".join(one.unit.businesses)

    def doubt(text: str, bad: bool) -> Doubt:
        return Doubt(business=business, step=SCHEDULE, text=f"{name}{text}", bad=bad)

    labels, days = names(), one.days
    for first, second in _ORDER:
        if first in days and second in days and days[second] < days[first]:
            early = f"{labels[second]}（{days[second]}）"
            yield doubt(f"は、{early}が{labels[first]}（{days[first]}）より前です。", True)
    yield from _assembly(one, known, doubt)
    if live := one.days.get("live"):
        yield from _against_live(facts, one, live, known)


def _assembly(one: Dated, known: Calendar, doubt: Callable[[str, bool], Doubt]) -> Iterator[Doubt]:
    """The budget is voted by an assembly before the contract; nothing is said of years that the calendar lacks.

    Where people answered that there is no vote (a budget that stands already), its absence is only recalled.
    """
    vote, budget, contract = (one.days.get(id) for id in ("vote", "budget", "contract"))
    sessions = [each for each in known.periods if each.kind == ASSEMBLY]
    between = (budget, contract) if budget and contract and budget <= contract <= known.last else None
    if between and not any(between[0] <= each.end <= between[1] for each in sessions):
        text = f"は、予算の要求（{budget}）から契約（{contract}）までに終わる議会がありません。"
        yield doubt(text, one.said.get("vote") != answer.NONE)
    if vote and not any(each.start <= vote <= each.end for each in sessions):
        yield doubt(f"は、予算の議決（{vote}）が議会の会期の外です。会期は plan/calendar.csv で直せます。", False)


def _against_live(facts: Facts, one: Dated, live: date, known: Calendar) -> Iterator[Doubt]:
    """The day of going live against the current contracts, deadlines, busy months and the plan."""
    every = " ".join(one.unit.businesses)

    def doubt(business: str, text: str, bad: bool) -> Doubt:
        return Doubt(business=business, step=SCHEDULE, text=text, bad=bad)

    for system in procurement.systems(facts, one.unit.businesses):
        end = contracts.current_end(system)
        if end and end < live:
            mine = [by.id for by in facts.businesses if by.id in one.unit.businesses and system in by.systems]
            text = f"現行の「{system.name}」の契約が、移行（{live}）より前に終わります"
            ends = f"（{end}、更新は{system.renewal or '不明'}）。"
            yield doubt(" ".join(mine), text + ends, system.renewal == "更新なし")
    for each in facts.told:
        until = answer.day(each.until)
        if each.business in one.unit.businesses and until and live > until and not each.operation:
            text = f"移行（{live}）が、特定移行支援システムの新しい期限（{each.until}）より後です。"
            yield doubt(each.business, text, True)
    if (target := _target(facts)) and live > target:
        yield doubt(every, f"「{one.unit.name}」の移行（{live}）が、移行の目標の日（{target}）より後です。", False)
    for id in one.unit.businesses:
        for period in known.peaks(id, live, live):
            text = f"移行（{live}）が、繁忙期「{period.name}」（{period.start}〜{period.end}）に当たります。"
            yield doubt(id, text, False)
    if text := _too_early(facts, one.unit, live):
        yield doubt(every, text, False)
    planned = _planned(facts, one.unit, "live")
    if "live" in one.written and planned and planned != live:
        yield doubt(every, f"「{one.unit.name}」の移行（{live}）と、工程表の運用開始（{planned}）が違います。", False)


def _too_early(facts: Facts, unit: Unit, live: date) -> str:
    """Vendors that cannot operate on the day of going live, by their answers to the RFI."""
    found = market.bidders(facts.markets, unit.businesses)
    late = [one for one in found if one.late_for(live)]
    if not late:
        return ""
    who = "どの業者も" if len(late) == len(found) else f"{len(found)} 者のうち {len(late)} 者は"
    told = f"いちばん早い業者は {market.earliest(found)} から"
    return f"「{unit.name}」の移行（{live}）には、RFI の回答では{who}間に合いません（{told}）。"


def _target(facts: Facts) -> date | None:
    """The day by which all businesses are to have moved (④-1)."""
    records = facts.of(ITEM).of("policy")
    return answer.day(records[0].answers.get("target")) if records else None
