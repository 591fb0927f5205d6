"""⑧ 予算要求: the ground of the budget (initial costs, funding, running costs, rates), and its way to the vote."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.answer import Answer
from migrate.forms.form import ALL
from migrate.forms.records import Record
from migrate.model.document import Note, Section, Tone
from migrate.model.value import value
from migrate.phase import budget_pages as pages
from migrate.phase import budget_quoted, cost, form, register
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.cost import Cost, Line
from migrate.phase.facts import Facts, System

ITEM, GROUND, WAY = 8, 21, 22
"""The work item, ⑧-1 and ⑧-2."""
_YEARS = budget_quoted.YEARS
_COMPARED = 5
_REIWA = 2018
"""令和N年度 begins in the year 2018 + N."""


@cache
def _data(name: str) -> list[dict[str, str]]:
    return tables.read(bundled("reports") / "layouts" / "phase" / f"{ITEM:02}" / name)


def systems(facts: Facts) -> tuple[System, ...]:
    """The current systems, each once however many businesses it serves."""
    return tuple({one.key: one for business in facts.businesses for one in business.systems}.values())


def _row(question: str) -> str:
    return question.removeprefix("cost_").replace("_", "-")


def surveyed(facts: Facts) -> dict[str, int]:
    """Key of a running row → yen a year of all current systems by the survey."""
    found: dict[str, int] = {}
    for one in systems(facts):
        for question, yen in one.numbers.items():
            if question.startswith("cost_") and question != "cost_total":
                found[_row(question)] = found.get(_row(question), 0) + yen
    return found


def offers(facts: Facts) -> Offers:
    """Flags of the initial rows, the survey's costs a year as what it costs now, the RFI's as what it will cost.

    The first costs that vendors named stand in the first year: people split them.
    """
    flags: dict[str, dict[str, Answer]] = {row["row"]: {"subsidy": row["flag"]} for row in _data("eligible.csv")}
    basis: dict[str, Answer] = {"first": pages.fiscal(facts.as_of.year - (facts.as_of.month < 4))}
    once = budget_quoted.initial(facts)
    told = "概要調査（②）の 1 年分の合計"
    now: dict[str, dict[str, Answer]] = {key: {"year_one": yen, "source": told} for key, yen in surveyed(facts).items()}
    return {
        "basis": {ALL: basis},
        "initial": {key: {**flags.get(key, {}), **once.get(key, {})} for key in dict.fromkeys((*flags, *once))},
        "running-a": _new(facts, "running-a", now),
        "running-b": _new(facts, "running-b", budget_quoted.running(facts)),
    }


def _new(facts: Facts, sheet: str, rows: Mapping[str, Mapping[str, Answer]]) -> Mapping[str, Mapping[str, Answer]]:
    """The rows of which people have said nothing yet."""
    kept = {record.key for record in facts.of(ITEM).of(sheet)}
    return {key: row for key, row in rows.items() if key not in kept}


def _number(record: Record | None, question: str) -> int | None:
    found = record.answers.get(question) if record else None
    return found if isinstance(found, int) else None


def _year(record: Record | None, question: str) -> int | None:
    """The calendar year in which a chosen fiscal year begins."""
    found = re.search(r"\d+", record.text(question)) if record else None
    return _REIWA + int(found[0]) if found else None


def _name(sheet: str, record: Record) -> str:
    presets = form.form(ITEM).of(sheet).presets
    return next((one.name for one in presets if one.key == record.key), record.text("name"))


def _ordered(facts: Facts, sheet: str) -> list[Record]:
    order = {one.key: at for at, one in enumerate(form.form(ITEM).of(sheet).presets)}
    return sorted(facts.of(ITEM).of(sheet), key=lambda one: order.get(one.key, len(order)))


def initial(facts: Facts) -> tuple[Cost, ...]:
    """The initial costs; a row whose flag is open counts as 要確認."""
    return tuple(
        Cost(
            name=_name("initial", one),
            years=tuple(_number(one, year) or 0 for year in _YEARS[:3]),
            subsidy=one.text("subsidy") or cost.UNSURE,
            business=one.text(register.BUSINESS),
            source=one.text("source"),
        )
        for one in _ordered(facts, "initial")
    )


def running(facts: Facts, sheet: str) -> dict[str, tuple[int, ...]]:
    """Row → yen in each of five years; an empty year is like the one before it, a row without its first is left out."""
    found: dict[str, tuple[int, ...]] = {}
    for record in _ordered(facts, sheet):
        years: list[int] = []
        for question in _YEARS[:_COMPARED]:
            given = _number(record, question)
            if given is None and not years:
                break
            years.append(years[-1] if given is None else given)
        if years:
            name = _name(sheet, record)
            before = found.get(name, (0,) * _COMPARED)
            found[name] = tuple(x + y for x, y in zip(before, years, strict=True))
    return found


@value
class Budget:
    """What the registers of ⑧-1 come to. None and empty where something is not answered yet."""

    first: int | None
    running_first: int | None
    cap: int | None
    costs: tuple[Cost, ...]
    lines: tuple[Line, ...]
    """The comparison; empty until both sides are told."""
    rates: tuple[pages.Rated, ...]


def budget(facts: Facts) -> Budget:
    """The computed budget."""
    basis = facts.of(ITEM).get("basis", ALL)
    a, b = ({name: sum(y) for name, y in running(facts, sheet).items()} for sheet in ("running-a", "running-b"))
    lines = cost.compare(a, b) if a and b else ()
    return Budget(
        first=_year(basis, "first"),
        running_first=_year(basis, "running_first"),
        cap=_number(basis, "cap"),
        costs=initial(facts),
        lines=lines,
        rates=_rates(basis, lines),
    )


def _rates(basis: Record | None, lines: tuple[Line, ...]) -> tuple[pages.Rated, ...]:
    base = _number(basis, "rate_base")
    cloud = next((one for one in lines if one.name == pages.CLOUD), None)
    if not base or cloud is None:
        return ()
    fixed = {side: _number(basis, f"fixed_{side}") or 0 for side in ("a", "b")}
    rates = dict.fromkeys(r for r in (base, _number(basis, "rate_one"), _number(basis, "rate_two")) if r)
    return tuple(
        pages.Rated(
            rate=rate,
            line=Line(
                name=pages.CLOUD,
                a=cost.at_rate(cloud.a, fixed["a"], base, rate),
                b=cost.at_rate(cloud.b, fixed["b"], base, rate),
            ),
        )
        for rate in rates
    )


def wrong(facts: Facts) -> tuple[str, ...]:
    """What keeps the ground of the budget from being one."""
    found, told = [], budget(facts)
    if told.costs and not any(one.total for one in told.costs):
        found.append("初期費用が、すべて 0 円です。")
    for record in facts.of(ITEM).of("debt"):
        first, last, limit = _year(record, "first"), _year(record, "last"), _number(record, "cap")
        if first is None or last is None or not limit:
            found.append(f"債務負担行為「{record.text('name')}」の期間か限度額が書かれていません。")
        elif last < first:
            found.append(f"債務負担行為「{record.text('name')}」の期間の終わりが、初めより前です。")
    return tuple(found)


def _doubts(facts: Facts, told: Budget) -> tuple[str, ...]:
    """What somebody should look at again."""
    found = []
    if unsure := sum(one.total for one in told.costs if one.subsidy == cost.UNSURE):
        found.append(f"補助の対象か確かめていない費用が {unsure:,} 円あります。いまは一般財源に数えています。")
    if told.lines and not told.rates:
        found.append("クラウド利用経費かレートが書かれていないので、為替の試算はありません。")
    bare = [one.name or one.key for one in systems(facts) if _only_total(one.numbers)]
    if bare:
        yen = sum(one.numbers["cost_total"] for one in systems(facts) if _only_total(one.numbers))
        found.append(f"調査で費用の合計しか分からないシステムがあります（{'、'.join(bare)}、1 年に {yen:,} 円）。"
                     "費目に分けて、A に足してください。")  # fmt: skip
    found += [*_unlike(facts), *budget_quoted.doubts(facts)]
    names = {record.text("name") for record in facts.of(ITEM).of("debt")}
    for record in facts.of(11).of("contract"):
        if record.text("debt") in ("予定", "議決済み") and not names:
            found.append(f"契約「{record.text('name')}」は債務負担行為によりますが、表に 1 行もありません。")
    return tuple(found)


def _unlike(facts: Facts) -> list[str]:
    """Rows of A that say something else than the survey does now."""
    told = {record.key: _number(record, "year_one") for record in facts.of(ITEM).of("running-a")}
    names = {one.key: one.name for one in form.form(ITEM).of("running-a").presets}
    unlike = [
        names[key] for key, yen in surveyed(facts).items() if key in names and told.get(key, yen) not in (None, yen)
    ]
    return [f"A の 1 年目が、いまの概要調査の合計と違う費目があります（{'、'.join(unlike)}）。"] if unlike else []


def _rules() -> Section:
    rows = tuple((row["topic"], row["rule"]) for row in _data("rules.csv"))
    return pages.rules(rows)


def sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    """The document: ⑧-1 with its sums, ⑧-2 with its record."""
    found: list[Section] = []
    told = budget(facts)
    if GROUND in steps and any((told.lines, *(one.total for one in told.costs), facts.of(item).of("debt"))):
        names = {one.id: one.name for one in facts.businesses}
        shares = cost.funding(told.costs, told.cap) if told.cap is not None and told.costs else ()
        found += pages.overview(shares, told.lines)
        found += pages.initial(told.costs, told.first, names)
        found += pages.funding(shares, told.cap, told.first)
        if facts.of(item).of("debt"):
            found.append(register.section(form.form(item).of("debt"), facts.of(item)))
        found += pages.running(told.lines, told.running_first)
        found += pages.rates(told.rates, told.lines)
        told_wrong, doubts = wrong(facts), _doubts(facts, told)
        if told_wrong or doubts:
            notes = (*(Note(text=one, tone=Tone.BAD) for one in told_wrong),
                     *(Note(text=one, tone=Tone.CAUTION) for one in doubts))  # fmt: skip
            found.append(Section(id="doubts", title="気をつけるところ", blocks=notes))
        found.append(_rules())
    return (*found, *(register.sections(item, facts.of(item), steps & {WAY})))


def _only_total(numbers: Mapping[str, int]) -> bool:
    parts = sum(yen for name, yen in numbers.items() if name.startswith("cost_") and name != "cost_total")
    return bool(numbers.get("cost_total")) and not parts


def holds(facts: Facts, step: int, business: str) -> bool:
    """⑧-1 is no ground while something in it is wrong."""
    del business
    return step != GROUND or not wrong(facts)


ARTEFACT = Artefact(item=ITEM, offers=offers, sections=sections, holds=holds)
