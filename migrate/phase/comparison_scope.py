"""③-1: which current systems cover which business, what spans several, and what stays outside the standard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.forms.answer import Answer
from migrate.forms.records import Record
from migrate.model.document import Block, Cell, Column, Grid, Note, Section, Tone, Value
from migrate.phase import chapters, register
from migrate.phase import form as forms
from migrate.phase.facts import Business, Facts, System

ITEM = 3
MOVES, LIVE, NONE = "移行する", "稼働中", "事務がない"
_NAMED = 3
"""Names of a list in a cell; the rest is a number."""
_OWN = "個別開発"
"""What the survey asks to write in place of a product that is none."""
_WHOLE, _PART = "表のすべて", "一部の項目"


def beside(facts: Facts) -> dict[str, dict[str, Answer]]:
    """A row a peripheral system of the survey."""
    around = (one for one in facts.survey.around if not one.external) if facts.survey else ()
    found: dict[str, dict[str, Answer]] = {}
    for one in around:
        row = {"name": one.name, "business": " ".join(one.businesses), "department": one.department}
        found[f"p-{one.key}"[:31]] = {key: text for key, text in row.items() if text}
    return found


def _some(names: tuple[str, ...]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - _NAMED
    return "、".join(names[:_NAMED]) + (f" ほか {rest}" if rest > 0 else "")


def difference(business: Business) -> str:
    """What differs between the current system and the standard, as far as survey and comparison tell."""
    said = []
    for one in business.systems:
        others = tuple(id for id in one.businesses if id != business.id)
        if others:
            said.append(f"{one.name}は {' '.join(others)} も扱う")
    if len(business.systems) > 1:
        said.append(f"{len(business.systems)} つのシステムに分かれる")
    if found := business.data.comparison:
        if found.missing:
            said.append(f"現行にない標準の表 {len(found.missing)}（{_some(found.missing)}）")
        if whole := tuple(one.table for one in found.left if one.whole):
            said.append(f"標準にない現行の表 {len(whole)}（{_some(whole)}）")
    return "。".join(said)


def decision(facts: Facts, business: str) -> Record | None:
    """What was decided on a business."""
    return next((one for one in facts.of(ITEM).of("scope") if business in one.text("business").split()), None)


def handled(record: Record | None) -> bool:
    """True where it is decided what becomes of a system beside the standard, and how it is procured."""
    return record is not None and bool(record.text("handling")) and bool(record.text("procure"))


def _scope(facts: Facts) -> Iterator[Section]:
    if not any(one.systems or one.data.comparison or decision(facts, one.id) for one in facts.businesses):
        return
    said = Counter(
        (found.text("standard") if (found := decision(facts, one.id)) else "") or "未確認" for one in facts.businesses
    )
    counts = "、".join(f"{word} {said[word]}" for word in (MOVES, LIVE, NONE, "未確認") if said[word])
    compared = sum(one.data.comparison is not None for one in facts.businesses)
    text = f"{len(facts.businesses)} 業務の扱いは、{counts}です。項目を標準と比べたものは {compared} 業務です。"
    columns = (
        Column(title="業務", width=26),
        Column(title="現行システム", width=26),
        *(Column(title=title, width=10, numeric=True) for title in ("標準の表", "現行にない表", "必須の項目")),
        Column(title="うち対応あり", width=11, numeric=True),
        Column(title="扱い", width=12),
        Column(title="調達の単位", width=18),
        Column(title="差異", width=44),
    )
    rows = tuple(_scope_row(facts, one) for one in facts.businesses)
    yield chapters.of_item(ITEM)["scope"].section(
        Note(text=text), chapters.used(Grid(title="業務と現行システム", columns=columns, rows=rows))
    )


def _scope_row(facts: Facts, one: Business) -> tuple[Value, ...]:
    found, told = one.data.comparison, decision(facts, one.id)
    numbers = (
        (
            len(found.covered),
            len(found.missing),
            sum(each.required for each in found.covered),
            sum(each.have for each in found.covered),
        )
        if found
        else (None,) * 4
    )
    return (
        f"{one.id} {one.name}",
        "、".join(system.name for system in one.systems)
        or Cell(text="なし" if facts.survey else "未調査", tone=Tone.CAUTION),
        *numbers,
        told.text("standard") if told else Cell(text="未確認", tone=Tone.CAUTION),
        told.text("unit") if told else "",
        told.text("difference") if told and told.text("difference") else difference(one),
    )


def _packages(facts: Facts) -> Iterator[Section]:
    names = {one.id: one.name for one in facts.businesses}
    by_package: dict[tuple[str, str], list[System]] = {}
    for one in facts.systems:
        alone = one.package in ("", _OWN)
        by_package.setdefault((one.vendor, one.name if alone else one.package), []).append(one)
    rows = []
    for (vendor, package), systems in by_package.items():
        served = tuple(dict.fromkeys(id for one in systems for id in one.businesses))
        if len(served) > 1:
            said = "、".join(names.get(id, id) for id in served)
            ends = "、".join(dict.fromkeys(one.contract_end for one in systems if one.contract_end))
            rows.append((package, "、".join(one.name for one in systems), vendor, len(served), said, ends))
    if rows:
        columns = (
            *(Column(title=title, width=width) for title, width in (("製品", 24), ("システム", 26), ("ベンダ", 20))),
            Column(title="業務", numeric=True, width=7),
            Column(title="業務の名", width=46),
            Column(title="契約の終わり", width=26),
        )
        rows.sort(key=lambda one: -one[3])
        most = rows[0]
        text = f"複数の業務を扱う製品は {len(rows)} です。最も多いのは {most[0]} の {most[3]} 業務です。"
        yield chapters.of_item(ITEM)["packages"].section(
            Note(text=text), Grid(title="製品と業務", columns=columns, rows=tuple(rows))
        )


def _alone(facts: Facts) -> Iterator[Section]:
    none = [f"{one.id} {one.name}" for one in facts.businesses if not one.systems]
    several = [(one, "、".join(each.name for each in one.systems)) for one in facts.businesses if len(one.systems) > 1]
    blocks: list[Block] = []
    if none and facts.survey:
        text = f"調査でシステムの見つからない業務 {len(none)}: {'、'.join(none)}。手作業か、事務がないかを確かめます。"
        blocks.append(Note(text=text, tone=Tone.CAUTION))
    if several:
        columns = (Column(title="業務", width=28), Column(title="システム", width=76))
        rows = tuple((f"{one.id} {one.name}", said) for one, said in several)
        blocks.append(Grid(title="2 つ以上のシステムに分かれる業務", columns=columns, rows=rows))
    if blocks:
        yield chapters.of_item(ITEM)["alone"].section(*blocks)


def _left(facts: Facts) -> Iterator[Section]:
    rows = [
        (f"{one.id} {one.name}", left.table, left.columns, _WHOLE if left.whole else _PART)
        for one in facts.businesses
        if one.data.comparison
        for left in one.data.comparison.left
    ]
    if rows:
        whole = sum(one[3] == _WHOLE for one in rows)
        text = f"標準に対応のない項目は {sum(one[2] for one in rows):,}、表のすべてが対応しないものは {whole} です。"
        columns = (
            Column(title="業務", width=28),
            Column(title="現行の表", width=36),
            Column(title="対応のない項目", numeric=True, width=16),
            Column(title="範囲", width=16),
        )
        yield chapters.of_item(ITEM)["left"].section(
            Note(text=text), Grid(title="標準に対応のない表と項目", columns=columns, rows=tuple(rows))
        )


def _beside(facts: Facts) -> Iterator[Section]:
    answers = facts.of(ITEM)
    open_ = [
        str(row.get("name", key)) for key, row in beside(facts).items() if not handled(answers.get("outside", key))
    ]
    rows = answers.of("outside")
    if not rows and not open_:
        return
    ways = Counter(one.text("handling") for one in rows if one.text("handling"))
    said = "、".join(f"{word} {number}" for word, number in ways.most_common())
    blocks: list[Block] = [Note(text=f"標準化対象外のシステムの扱いは、{said} です。")] if said else []
    if open_:
        blocks.append(Note(text=f"扱いと調達の決まっていないもの {len(open_)}: {'、'.join(open_)}", tone=Tone.CAUTION))
    if rows:
        blocks.append(register.grid(forms.form(ITEM).of("outside"), answers))
    yield chapters.of_item(ITEM)["outside"].section(*blocks)


def sections(facts: Facts) -> tuple[Section, ...]:
    """The parts of the document that hold something."""
    return tuple(one for part in (_scope, _packages, _alone, _left, _beside) for one in part(facts))
