"""④ 移行計画作成: policy and units of procurement, ways of procuring, schedule, and the register of issues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.forms.answer import Answer
from migrate.forms.form import SheetForm, plain
from migrate.forms.records import Answers
from migrate.model.document import Section
from migrate.phase import form as forms
from migrate.phase import (
    procurement,
    procurement_issues,
    procurement_method,
    procurement_pages,
    procurement_schedule,
    register,
)
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.contracts import Doubt
from migrate.phase.facts import Facts
from migrate.phase.procurement import ISSUES, ITEM, METHOD, SCHEDULE, SCOPE, Unit

_AROUND, _INCLUDED = "around", "調達に含める"


def _sheet(id: str) -> SheetForm:
    return forms.form(ITEM).of(id)


def _around(facts: Facts) -> Mapping[str, Mapping[str, Answer]]:
    """The peripheral systems of the survey: in the printed row that means the same, else a row of their own."""
    presets = {plain(word): one.key for one in _sheet(_AROUND).presets for word in (one.name, *one.words)}
    found: dict[str, dict[str, Answer]] = {}
    for one in facts.survey.around if facts.survey else ():
        if one.external:
            continue
        end = f"契約 {one.contract_end} まで" if one.contract_end[:1].isdigit() else ""
        told: dict[str, Answer] = {
            "current": "、".join(filter(None, (one.vendor, end))),
            "owner": one.department,
            "business": " ".join(one.businesses),
        }
        key = presets.get(plain(one.name), "")
        if not key:
            key, told["name"] = f"ext-{one.key}"[:31].rstrip("-"), one.name
        found[key] = {name: said for name, said in told.items() if said}
    if terminals := sum(one.numbers.get("terminals", 0) for one in facts.systems):
        found.setdefault("terminal", {})["current"] = f"調査では延べ {terminals:,} 台"
    return found


def _offers(facts: Facts) -> Offers:
    return {
        procurement.SHEET: procurement.offers(facts),
        _AROUND: _around(facts),
        procurement_method.AID: procurement_method.offers(facts, procurement_method.AID),
        procurement_method.SHEET: procurement_method.offers(facts, procurement_method.SHEET),
        procurement_schedule.SHEET: procurement_schedule.offers(facts),
        procurement_issues.SHEET: procurement_issues.offers(facts),
    }


def _doubts(facts: Facts) -> Iterator[Doubt]:
    """Everything in the plan that does not fit."""
    written = [one for one in procurement.units(facts) if one.kept]
    for one in facts.businesses:
        mine = procurement.of_business(facts, one.id)
        if written and not mine and not procurement.in_operation(facts, one.id):
            yield Doubt(business=one.id, step=SCOPE, text="どの調達の単位にも入っていません。", bad=True)
        if len(mine) > 1:
            told = "、".join(f"「{each.name}」" for each in mine)
            yield Doubt(business=one.id, step=SCOPE, text=f"{told}のどちらにも入っています。", bad=True)
    known = {plain(one.name) for one in written}
    for row in facts.of(ITEM).of(_AROUND):
        if row.text("treat") == _INCLUDED and row.text("unit") and plain(row.text("unit")) not in known:
            named = next((one.name for one in _sheet(_AROUND).presets if one.key == row.key), row.text("name"))
            text = f"「{named}」を含める調達の単位「{row.text('unit')}」が、一覧にありません。"
            yield Doubt(business=row.text(register.BUSINESS), step=SCOPE, text=text, bad=True)
    for unit in written:
        if unknown := [id for id in unit.businesses if facts.business(id) is None]:
            text = f"「{unit.name}」に、扱わない業務ID があります（{' '.join(unknown)}）。"
            yield Doubt(business=" ".join(unit.businesses), step=SCOPE, text=text, bad=True)
        yield from _about_others(facts, unit)
        record = procurement.row(facts, procurement_method.SHEET, unit)
        if record and (text := procurement_method.contradiction(facts, unit, record)):
            yield Doubt(business=" ".join(unit.businesses), step=METHOD, text=f"「{unit.name}」の{text}", bad=True)
    yield from procurement_schedule.doubts(facts)


def _about_others(facts: Facts, unit: Unit) -> Iterator[Doubt]:
    """Rows about a unit that name other businesses than the unit does."""
    for id in (procurement_method.AID, procurement_method.SHEET, procurement_schedule.SHEET):
        record = procurement.row(facts, id, unit)
        named = set(record.text(register.BUSINESS).split()) if record else set()
        if named and (unlike := sorted(named ^ set(unit.businesses))):
            text = f"シート「{_sheet(id).name}」の「{unit.name}」の業務が、調達の単位と違います（{' '.join(unlike)}）。"
            yield Doubt(business=" ".join(unlike), step=_sheet(id).step, text=text, bad=True)


def _registers(facts: Facts, *ids: str) -> Iterator[Section]:
    """Registers that hold something; rows about a unit have its name as it is now."""
    now = {one.key: one.name for one in procurement.units(facts)}
    for id in ids:
        rows = facts.of(ITEM).of(id)
        named = (replace(one, answers={**one.answers, "unit": now[one.key]}) if one.key in now else one for one in rows)
        if rows:
            yield register.section(_sheet(id), Answers(records=tuple(named)))


def _sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    del item
    pages = procurement_pages
    found: list[Section] = []
    if SCOPE in steps:
        found += (*_registers(facts, "policy"), *pages.current(facts), *pages.units(facts), *pages.nothing(facts))
        found += pages.market_answers(facts)
        found += pages.scope(facts)
    if METHOD in steps:
        found += (*pages.methods(facts), *_registers(facts, procurement_method.AID))
    if SCHEDULE in steps:
        found += pages.schedule(facts)
    found += pages.doubts(facts, [one for one in _doubts(facts) if one.step in steps])
    if ISSUES in steps:
        found += procurement_issues.sections(facts)
    return tuple(found)


def _holds(facts: Facts, step: int, business: str) -> bool:
    """Nothing about the business is wrong, and all that the workspace knows of it has been answered."""
    if step == ISSUES:
        return procurement_issues.listed(facts, business) and procurement_issues.dated(facts, business)
    if any(one.bad and one.step == step and business in (one.business.split() or [business])
           for one in _doubts(facts)):  # fmt: skip
        return False
    mine = procurement.of_business(facts, business)
    if step == SCOPE:
        return bool(mine) and _all_around(facts, business)
    sheets = (procurement_method.AID, procurement_method.SHEET) if step == METHOD else (procurement_schedule.SHEET,)
    return bool(mine) and all(procurement.row(facts, sheet, unit) for sheet in sheets for unit in mine)


def _all_around(facts: Facts, business: str) -> bool:
    """True where each printed thing, and each peripheral system of the business, has been answered."""
    kept = {row.key for row in facts.of(ITEM).of(_AROUND)}
    offered = {key for key, row in _around(facts).items()
               if business in (str(row.get(register.BUSINESS, "")).split() or [business])}  # fmt: skip
    return register.all_printed(_sheet(_AROUND), facts.of(ITEM)) and offered <= kept


ARTEFACT = Artefact(item=ITEM, offers=_offers, sections=_sections, holds=_holds)
