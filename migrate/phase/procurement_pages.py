"""The pages of 移行計画書 (④-1 to ④-3): units and their links, ways of procuring, schedule, what does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migrate.forms.records import Record
from migrate.model.document import Cell, Column, Grid, Lane, Note, Point, Section, Stretch, Timeline, Tone, Value
from migrate.phase import chapters, contracts, market, procurement, procurement_method, procurement_schedule, register
from migrate.phase import form as forms
from migrate.phase.contracts import Doubt
from migrate.phase.facts import Facts
from migrate.phase.procurement import ITEM, Unit
from migrate.phase.procurement_method import NEGOTIATED, Scored
from migrate.phase.procurement_schedule import DAYS, Dated

_STRETCHES = (
    ("RFI・予算", Tone.CAUTION, "R", "rfi", ("rfp", "contract")),
    ("RFP・選定", Tone.PLAIN, "P", "rfp", ("contract",)),
    ("構築・移行", Tone.GOOD, "構", "contract", ("live",)),
)
"""Word, tone, mark, the day from which a procurement is drawn, and the one to which: the first that there is."""


def _section(
    chapter: str, title: str, columns: Sequence[Column], rows: Sequence[tuple[Value, ...]]
) -> Iterator[Section]:
    if rows:
        grid = Grid(title=title, columns=tuple(columns), rows=tuple(rows))
        yield chapters.of_item(ITEM)[chapter].section(grid)


def _columns(*heads: tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(title=title, width=width) for title, width in heads)


def current(facts: Facts) -> Iterator[Section]:
    """The current systems with the ends of their contracts."""
    rows = []
    for one in procurement.systems(facts, [each.id for each in facts.businesses]):
        ids = " ".join(sorted(each.id for each in facts.businesses if one in each.systems))
        end = contracts.current_end(one)
        over = end is not None and end < facts.as_of
        until = Cell(text=one.contract_end, tone=Tone.BAD) if over else one.contract_end
        rows.append((one.name, ids, one.vendor, one.package, until, one.renewal))
    heads = (("現行システム", 26), ("業務", 18), ("ベンダ", 22), ("パッケージ", 22), ("契約の終わり", 14), ("更新", 14))
    yield from _section("current", "現行システム", _columns(*heads), rows)


def units(facts: Facts) -> Iterator[Section]:
    """What is procured together, and how many interfaces stay inside."""
    found = procurement.units(facts)
    rows = [
        (
            one.name,
            f"{' '.join(one.businesses)}\n{procurement.names(facts, one.businesses)}",
            "、".join(system.name for system in procurement.systems(facts, one.businesses)),
            procurement.ends(facts, one),
            one.reason or Cell(text=procurement.hint(facts, one), tone=Tone.MUTED),
            "決定" if one.kept else Cell(text="案", tone=Tone.CAUTION),
        )
        for one in found
    ]
    heads = (("調達の単位", 22), ("業務", 30), ("現行システム", 24), ("契約の終わり", 14), ("理由", 36), ("状態", 8))
    yield from _section("units", "調達の単位", _columns(*heads), rows)
    crossed = [
        (
            one.unit.name,
            one.inside,
            sum(one.across.values()),
            "、".join(f"{name} {number} 本" for name, number in one.across.items()),
            one.beyond,
        )
        for one in procurement.links(facts)
    ]
    columns = (
        Column(title="調達の単位", width=28),
        Column(title="単位の中", unit="本", numeric=True, width=12),
        Column(title="ほかの単位と", unit="本", numeric=True, width=14),
        Column(title="相手の単位", width=36),
        Column(title="対象外・庁外と", unit="本", numeric=True, width=16),
    )
    yield from _section("links", "連携の数", columns, crossed)


def market_answers(facts: Facts) -> Iterator[Section]:
    """How many offer what from when, by the answers to the RFI, and what nobody meets.

    No vendor is named: the document may go to other vendors, the form and the analysis (⑦) do not.
    """
    rows: list[tuple[Value, ...]] = []
    for unit in procurement.units(facts):
        wanted = market.asked(facts.markets, unit.businesses)
        found = market.bidders(facts.markets, unit.businesses)
        unmet = sum(one.business in unit.businesses for each in facts.markets for one in each.unmet)
        number = Cell(text=len(found), tone=Tone.GOOD if len(found) > 1 else Tone.BAD)
        conditional = sum(one.conditional for one in found)
        if wanted:
            days = (market.earliest(found), market.common(found)) if found else ("", "")
            rows.append((unit.name, " ".join(wanted), number, conditional, *days, unmet))
    columns = (
        Column(title="調達の単位", width=24),
        Column(title="尋ねた業務", width=16),
        Column(title="すべてを提供できるとした業者", numeric=True, width=14),
        Column(title="うち条件付き", numeric=True, width=12),
        Column(title="いちばん早い稼働", width=16),
        Column(title="どの業者も稼働できる日", width=16),
        Column(title="満たす業者のない要件", numeric=True, width=14),
    )
    yield from _section("market", "調達の単位ごとの回答", columns, rows)


def scope(facts: Facts) -> Iterator[Section]:
    """What goes with the procurements, by how it is dealt with."""
    form = forms.form(ITEM).of("around")
    preset = {one.key: one.name for one in form.presets}
    order = [one.text for one in (form.question("treat") or form.first).choices]
    rows = sorted(
        facts.of(ITEM).of("around"),
        key=lambda one: order.index(one.text("treat")) if one.text("treat") in order else len(order),
    )
    found = [
        (
            one.text("treat") or Cell(text="未定", tone=Tone.CAUTION),
            one.text("name") or preset.get(one.key, ""),
            one.text(register.BUSINESS) or "全業務",
            one.text("unit"),
            one.text("current"),
            one.text("owner"),
            one.text("note"),
        )
        for one in rows
    ]
    heads = (
        ("扱い", 16),
        ("もの", 26),
        ("業務", 10),
        ("調達の単位", 20),
        ("現況", 24),
        ("担当", 14),
        ("理由・備考", 22),
    )
    yield from _section("scope", "周辺機器・外部委託・周辺システム", _columns(*heads), found)


def methods(facts: Facts) -> Iterator[Section]:
    """The decision of each procurement beside the suggestion, what each way needs, and the steps that fall away."""
    rows: list[tuple[Value, ...]] = []
    decided: dict[str, list[tuple[Unit, Record]]] = {}
    for unit in procurement.units(facts):
        record = procurement.row(facts, procurement_method.SHEET, unit)
        best = procurement_method.suggested(facts, unit)
        said = "\n".join(f"{one.method}（{one.total} 点）" for one in best) or "材料の答えが足りません"
        chosen = record.text("method") if record else ""
        if record and chosen:
            decided.setdefault(chosen, []).append((unit, record))
        ground = record.text("ground") if record and chosen == NEGOTIATED else ""
        rows.append(
            (
                unit.name,
                f"{chosen}\n{ground}".strip() or Cell(text="未定", tone=Tone.CAUTION),
                record.text("reason") if record else "",
                record.text("decided") if record else "",
                said,
                "\n".join(_why(one, len(best)) for one in best),
            )
        )
    heads = (("調達の単位", 22), ("決めた方式", 22), ("理由", 26), ("決めた日", 12), ("案（点）", 24), ("案の理由", 36))
    yield from _section("methods", "調達の単位ごと", _columns(*heads), rows)
    yield from _needs(list(decided))
    yield from _skipped(decided)


def _why(one: Scored, alike: int) -> str:
    return (f"{one.method}: " if alike > 1 else "") + procurement_method.reasons(one)


def _needs(decided: Sequence[str]) -> Iterator[Section]:
    rows = []
    for one in procurement_method.ways().values():
        if one.name in decided:
            rows.append((one.name, one.chooses, one.needs, f"{one.certainty}: {one.basis}"))
    heads = (("調達方式", 22), ("選び方", 36), ("要ること", 34), ("確かさと根拠", 40))
    yield from _section("needs", "決めた方式", _columns(*heads), rows)


def _skipped(decided: dict[str, list[tuple[Unit, Record]]]) -> Iterator[Section]:
    """The steps that a way leaves out, as commands that people may type."""
    rows = []
    for name, found in decided.items():
        for unit, record in found:
            note = f"{name} {record.text('ground')}".strip()
            rows += [
                (
                    unit.name,
                    code,
                    f'migrate phase set {code} 対象外 --business {",".join(unit.businesses)} --note "{note}"',
                )
                for code in procurement_method.ways()[name].skips
            ]
    yield from _section(
        "skipped", "打つコマンド", _columns(("調達の単位", 24), ("ステップ", 10), ("コマンド", 76)), rows
    )


def _bars(one: Dated) -> Iterator[Stretch]:
    for kind, (word, _, _, first, ends) in enumerate(_STRETCHES):
        start = one.days.get(first)
        end = next((one.days[id] for id in ends if id in one.days), None)
        if start and end and start <= end:
            yield Stretch(start=start, end=end, kind=kind, text=f"{word} {start}〜{end}")


def _timeline(facts: Facts, found: Sequence[Dated]) -> Timeline | None:
    lanes = []
    for one in found:
        bars = tuple(_bars(one))
        points = [Point(day=one.days["live"], text="移行（稼働）", tone=Tone.GOOD)] if "live" in one.days else []
        for system in procurement.systems(facts, one.unit.businesses):
            if end := contracts.current_end(system):
                points.append(Point(day=end, text=f"契約の終わり（{system.name}）", tone=Tone.BAD))
        if bars:
            lanes.append(Lane(label=one.unit.name, bars=bars, points=tuple(points)))
    if not lanes:
        return None
    return Timeline(
        title="調達の日程",
        lanes=tuple(lanes),
        kinds=(*((word, tone, mark) for word, tone, mark, _, _ in _STRETCHES), ("", Tone.MUTED, "")),
        point="移行（稼働）・現行の契約の終わり",
        today=facts.as_of,
        summary=f"調達 {len(lanes)} 本の、RFI から移行（稼働）までの日程です。",
    )


def schedule(facts: Facts) -> Iterator[Section]:
    """The days of each procurement; those of the plan are marked."""
    found = procurement_schedule.dated(facts)
    rows = [
        (one.unit.name, *(_day(one, id) for id in DAYS), procurement.ends(facts, one.unit)) for one in found if one.days
    ]
    labels = ((label, 13) for label in procurement_schedule.names().values())
    columns = _columns(("調達の単位", 26), *labels, ("現行契約の終わり", 13))
    if not rows:
        return
    blocks: list[Grid | Timeline] = [
        Grid(title="日程", columns=columns, rows=tuple(rows), note="（案）は工程表の見込みです。")
    ]
    if drawn := _timeline(facts, found):
        blocks.insert(0, drawn)
    yield chapters.of_item(ITEM)["schedule"].section(*blocks)


def _day(one: Dated, question: str) -> Value:
    if question not in one.days:
        return one.said.get(question, "")
    day = one.days[question].isoformat()
    return day if question in one.written else Cell(text=f"{day}（案）", tone=Tone.MUTED)


def doubts(facts: Facts, found: Sequence[Doubt]) -> Iterator[Section]:
    """What does not fit: what is to be mended first, then what is to be looked at."""
    alike: dict[tuple[bool, str], dict[str, None]] = {}
    for one in found:
        alike.setdefault((not one.bad, one.text), {}).update(dict.fromkeys(one.business.split()))
    rows = [
        (
            Cell(text="確かめる", tone=Tone.CAUTION) if mild else Cell(text="直す", tone=Tone.BAD),
            text,
            procurement.names(facts, tuple(ids)),
        )
        for (mild, text), ids in sorted(alike.items(), key=lambda one: one[0])
    ]
    yield from _section("doubts", "合わないところ", _columns(("扱い", 12), ("こと", 76), ("業務", 34)), rows)


def nothing(facts: Facts) -> Iterator[Section]:
    """Says what to do where no procurement can be told."""
    if not procurement.units(facts):
        text = (
            "現行システムの調査（②）がまだないので、調達の単位の案を作れません。"
            "migrate survey make で調査するか、様式に書いてください。"
        )
        yield chapters.of_item(ITEM)["units"].section(Note(text=text, tone=Tone.CAUTION))
