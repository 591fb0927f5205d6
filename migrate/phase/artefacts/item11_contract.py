"""⑪ 契約・詳細スケジュール: the contracts' main points, the talks, and the milestones dated back from going live."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Figure, Figures, Grid, Section, Tone, Value
from migrate.phase import contracts, register
from migrate.phase.artefact import Artefact, Offers
from migrate.phase.contracts import CONTRACT, ITEM, SCHEDULE, Doubt
from migrate.phase.facts import Business, Facts
from migrate.phase.plan import calendar

_TIMES = 5
"""At most so many names of businesses in a cell."""
_ALL = 99


def offers(facts: Facts) -> Offers:
    """The days of going live that are known, and, for those, the milestones."""
    live: dict[str, dict[str, Answer]] = {}
    milestones: dict[str, dict[str, Answer]] = {}
    told = {one.business: one for one in facts.told if one.operation or one.until}
    for one in sorted(facts.businesses, key=lambda one: one.id):
        live[one.id] = {"business": one.id, "title": one.name}
        day, known = contracts.go_live(facts, one.id), told.get(one.id)
        if day:
            live[one.id]["day"] = day.isoformat()
        elif known:
            live[one.id]["day"] = known.operation or known.until
            live[one.id]["note"] = "稼働中" if known.operation else "特定移行支援システムの新しい期限"
        if day and not (known and known.operation):
            milestones |= _milestones(facts, one, day)
    return {"live": live, "milestone": milestones}


def _milestones(facts: Facts, business: Business, live: date) -> dict[str, dict[str, Answer]]:
    plan, known = facts.plan.get(business.id), calendar.of(facts.periods)
    return {
        f"{business.id}-{one.id}": {
            "business": business.id,
            "title": business.name,
            "point": one.name,
            "day": (contracts.planned(plan, one.id) or contracts.back(live, one.days, known)).isoformat(),
            "party": one.party,
        }
        for one in contracts.points()
    }


def _names(facts: Facts, ids: Sequence[str], most: int = _TIMES) -> str:
    names = {one.id: one.name for one in facts.businesses}
    if not ids or len(ids) == len(names):
        return "全業務"
    shown = "、".join(names.get(id, id) for id in ids[:most])
    return shown + (f" ほか {len(ids) - most} 業務" if len(ids) > most else "")


def _overview(facts: Facts) -> tuple[Section, ...]:
    records = facts.of(ITEM).of("contract")
    if not records:
        return ()
    amounts = [yen for one in records if isinstance(yen := one.answers.get("amount"), int)]
    vendors = {one.text("vendor") for one in records if one.text("vendor")}
    figures = (
        Figure(label="契約", value=f"{len(records)} 本", note=f"ベンダ {len(vendors)} 社"),
        Figure(label="契約金額の計", value=f"{sum(amounts):,} 円", note=_against_budget(facts)),
    )
    return (Section(id="overview", title="要点", blocks=(Figures(figures=figures),)),)


def _against_budget(facts: Facts) -> str:
    """The contracts that rest on 債務負担行為, against what ⑧ asks for."""
    limits = [yen for one in facts.of(8).of("debt") if isinstance(yen := one.answers.get("cap"), int)]
    bound = [
        yen
        for one in facts.of(ITEM).of("contract")
        if one.text("debt") in ("議決済み", "予定") and isinstance(yen := one.answers.get("amount"), int)
    ]
    if not limits or not bound:
        return ""
    return f"債務負担行為による契約 {sum(bound):,} 円、限度額（⑧）{sum(limits):,} 円"


def _current(facts: Facts) -> tuple[Section, ...]:
    """The current contracts beside the days of going live."""
    rows: list[tuple[Value, ...]] = []
    systems = {one.key: one for business in facts.businesses for one in business.systems}
    for key, system in systems.items():
        lives = [
            day
            for one in facts.businesses
            if key in {each.key for each in one.systems} and (day := contracts.go_live(facts, one.id))
        ]
        end = contracts.current_end(system)
        if lives:
            last = max(lives)
            short = end is not None and end < last
            verdict = "契約の終わりが分かりません" if end is None else "稼働の前に終わります" if short else "足ります"
            tone = Tone.CAUTION if end is None else Tone.BAD if short else Tone.GOOD
            rows.append(
                (
                    system.name,
                    system.vendor,
                    system.contract_end,
                    system.renewal,
                    last.isoformat(),
                    Cell(text=verdict, tone=tone),
                )
            )
    if not rows:
        return ()
    columns = (
        Column(title="現行システム", width=28),
        Column(title="ベンダ", width=24),
        Column(title="契約の終わり", width=14),
        Column(title="更新", width=14),
        Column(title="最後の稼働日", width=14),
        Column(title="判定", width=26),
    )
    grid = Grid(title="現行の契約と稼働日", columns=columns, rows=tuple(rows))
    return (Section(id="current", title="現行の契約の終わり", blocks=(grid,)),)


def _live(facts: Facts) -> tuple[Section, ...]:
    """The agreed days of going live, in their order."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for one in facts.of(ITEM).of("live"):
        if one.text("day"):
            key = tuple(one.text(name) for name in ("day", "agreed", "vendor", "note"))
            alike.setdefault(key, []).extend(one.text(register.BUSINESS).split() or [""])
    rows = tuple(
        (
            day,
            agreed or Cell(text="まだです", tone=Tone.CAUTION),
            _names(facts, () if "" in ids else sorted(set(ids)), _ALL),
            vendor,
            note,
        )
        for (day, agreed, vendor, note), ids in sorted(alike.items())
    )
    if not rows:
        return ()
    columns = (
        Column(title="稼働日", width=14),
        Column(title="合意した日", width=14),
        Column(title="業務", width=36),
        Column(title="ベンダ", width=24),
        Column(title="備考", width=40),
    )
    return (Section(id="live", title="業務ごとの稼働日", blocks=(Grid(title="日の順", columns=columns, rows=rows),)),)


def _dated(facts: Facts) -> tuple[Record, ...]:
    """The milestones: what people answered over what is suggested."""
    kept = {one.key: one.answers for one in facts.of(ITEM).of("milestone")}
    offered = offers(facts)["milestone"]
    rows = {**{key: {} for key in kept}, **offered}
    found = (Record(sheet="milestone", key=key, answers={**row, **kept.get(key, {})}) for key, row in rows.items())
    return tuple(one for one in found if one.text("day"))


def _schedule(facts: Facts) -> tuple[Section, ...]:
    """Milestones by day; businesses that share one stand in one row."""
    alike: dict[tuple[str, str, str, str], list[str]] = {}
    for one in _dated(facts):
        key = (one.text("day"), one.text("point"), one.text("party"), one.text("done"))
        alike.setdefault(key, []).extend(one.text(register.BUSINESS).split() or [""])
    if not alike:
        return ()
    order = {one.name: at for at, one in enumerate(contracts.points())}
    rows = tuple(
        (
            day,
            point,
            _names(facts, () if "" in ids else sorted(set(ids))),
            party,
            Cell(text=f"済（{done}）", tone=Tone.GOOD) if done else _late(day, facts.as_of),
        )
        for (day, point, party, done), ids in sorted(
            alike.items(), key=lambda one: (one[0][0], order.get(one[0][1], len(order)), one[0][2:])
        )
    )
    columns = (
        Column(title="日", width=12),
        Column(title="節目", width=36),
        Column(title="業務", width=40),
        Column(title="担当", width=20),
        Column(title="状態", width=18),
    )
    return (Section(id="schedule", title="節目の日", blocks=(Grid(title="日の順", columns=columns, rows=rows),)),)


def _late(day: str, as_of: date) -> Value:
    return Cell(text="日を過ぎています", tone=Tone.BAD) if day[:1].isdigit() and day < as_of.isoformat() else ""


def _doubts(facts: Facts, found: Sequence[Doubt]) -> tuple[Section, ...]:
    alike: dict[tuple[bool, str], list[str]] = {}
    for one in found:
        alike.setdefault((one.bad, one.text), []).extend(one.business.split())
    if not alike:
        return ()
    rows = tuple(
        (
            Cell(text="直す" if bad else "確かめる", tone=Tone.BAD if bad else Tone.CAUTION),
            text,
            _names(facts, sorted(set(ids))),
        )
        for (bad, text), ids in sorted(alike.items(), key=lambda one: (not one[0][0], one[0][1]))
    )
    columns = (Column(title="扱い", width=12), Column(title="こと", width=76), Column(title="業務", width=34))
    return (
        Section(
            id="doubts", title="気をつけるところ", blocks=(Grid(title="合わないところ", columns=columns, rows=rows),)
        ),
    )


def sections(facts: Facts, item: int, steps: frozenset[int]) -> tuple[Section, ...]:
    """⑪-1: contracts, talks, current contracts; ⑪-2: days of going live and milestones; what does not fit."""
    answers, found = facts.of(item), list[Section]()
    if CONTRACT in steps:
        found += _overview(facts)
        found += register.sections(item, answers, frozenset({CONTRACT}))
        found += _current(facts)
    if SCHEDULE in steps:
        found += (*_live(facts), *_schedule(facts))
    return (*found, *_doubts(facts, [one for one in contracts.doubts(facts) if one.step in steps]))


def holds(facts: Facts, step: int, business: str) -> bool:
    """Nothing about the business is wrong; a schedule has its day of going live and a milestone."""
    if any(one.bad and one.step == step and (business in one.business.split() or not one.business)
           for one in contracts.doubts(facts)):  # fmt: skip
        return False
    return step != SCHEDULE or contracts.go_live(facts, business) is not None


ARTEFACT = Artefact(item=ITEM, offers=offers, sections=sections, holds=holds)
