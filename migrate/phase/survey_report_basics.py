"""②-1: the current systems, their contracts beside the days of operation, where they stand, what stands around."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

from migrate.forms.answer import day
from migrate.model.document import Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import chapters
from migrate.phase.facts import Facts, System

ITEM, BASICS = 2, 4
"""The work item, and ②-1."""
YES = "はい"


def _go_live(facts: Facts, system: System) -> date | None:
    """The last day on which a business of the system is expected to start on the new one."""
    days = (facts.plan[id].go_live for id in system.businesses if id in facts.plan)
    return max((one for one in days if one is not None), default=None)


def sections(facts: Facts) -> Iterator[Section]:
    """The parts of the document; none before the survey is answered."""
    used = facts.systems
    if facts.survey is None or not used:
        return
    costs = [one.numbers["cost_total"] for one in used if "cost_total" in one.numbers]
    numbers = sum(one.my_number == YES for one in used)
    unsure = sum(one.my_number in ("", "不明") for one in used)
    vendors = {one.vendor for one in used if one.vendor}
    said = (
        f"使っているシステムは {len(used)}、ベンダは {len(vendors)} 社です。"
        f"1 年の費用は、分かっている {len(costs)} システムで {sum(costs):,} 円です。"
        f"個人番号を扱うものは {numbers}、扱うか分からないものは {unsure} です。"
    )
    yield chapters.of_item(ITEM)["basics"].section(Note(text=said), *facts.survey.blocks.get(BASICS, ()))
    yield _contracts(facts)
    yield _places(used)
    if facts.survey.around:
        yield _around(facts)


def _contracts(facts: Facts) -> Section:
    rows: list[tuple[Value, ...]] = []
    short = 0
    for one in sorted(facts.systems, key=lambda one: (day(one.contract_end) or date.max, one.key)):
        end, live = day(one.contract_end), _go_live(facts, one)
        gap: Value = ""
        if end and live and end < live:
            short += 1
            gap = Cell(text=f"{(live - end).days} 日足りない", tone=Tone.BAD)
        elif end and live:
            gap = "足りる"
        told: Value = one.contract_end or Cell(text="未記入", tone=Tone.CAUTION)
        rows.append((one.name, one.vendor, told, one.renewal, live.isoformat() if live else "", gap))
    ends = [found for one in facts.systems if (found := day(one.contract_end))]
    said = f"契約の終わりが分かるものは {len(ends)} システムで、最も早いものは {min(ends)} です。" if ends else ""
    said += (
        f"運用開始の見込みの前に契約が終わるものは {short} です。"
        if facts.plan
        else "工程表がまだないので、運用開始とは比べていません。"
    )
    heads = (("システム", 28), ("ベンダ", 22), ("契約の終わり", 13), ("更新", 16), ("運用開始の見込み", 16), ("差", 16))
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return chapters.of_item(ITEM)["contracts"].section(
        Note(text=said), chapters.used(Grid(title="契約の終わり（早い順）", columns=columns, rows=tuple(rows)))
    )


def _places(used: tuple[System, ...]) -> Section:
    places = Counter(one.hosting or "未記入" for one in used)
    rows = tuple(
        (
            place,
            number,
            sum(one.my_number == YES for one in used if (one.hosting or "未記入") == place),
            "、".join(one.name for one in used if (one.hosting or "未記入") == place),
        )
        for place, number in sorted(places.items(), key=lambda one: (-one[1], one[0]))
    )
    columns = (
        Column(title="置く所", width=20),
        Column(title="システム", numeric=True, width=10),
        Column(title="うち個人番号を扱う", numeric=True, width=18),
        Column(title="名称", width=60),
    )
    return chapters.of_item(ITEM)["places"].section(Grid(title="置く所ごと", columns=columns, rows=rows))


def _around(facts: Facts) -> Section:
    around = facts.survey.around if facts.survey else ()
    names = {one.id: one.name for one in facts.businesses}
    rows = tuple(
        (
            one.name,
            "外部の相手" if one.external else "周辺システム",
            one.department,
            one.vendor,
            one.contract_end,
            one.my_number,
            "、".join(names.get(id, id) for id in one.businesses),
        )
        for one in around
    )
    outside = sum(one.external for one in around)
    said = f"周辺システムは {len(around) - outside}、外部の相手は {outside} です。"
    heads = (
        ("名称", 28),
        ("種類", 13),
        ("課", 16),
        ("ベンダ", 18),
        ("契約の終わり", 13),
        ("個人番号", 10),
        ("関係する業務", 30),
    )
    columns = tuple(Column(title=title, width=width) for title, width in heads)
    return chapters.of_item(ITEM)["around"].section(
        Note(text=said), chapters.used(Grid(title="周りのシステムと相手", columns=columns, rows=rows))
    )
