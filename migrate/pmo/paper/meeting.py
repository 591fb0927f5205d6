"""The paper of one prefecture for its meeting: its bodies by band and business, who is in need, what they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import fmean, median

from migrate.model.document import Block, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone, Value
from migrate.model.procedure import Step
from migrate.model.value import value
from migrate.pmo import vendors
from migrate.pmo.paper import words
from migrate.pmo.paper.standing import CLOSED, BodyStanding, BusinessStanding
from migrate.pmo.slips import page as slips_page
from migrate.pmo.slips.rank import Ranked, Slips
from migrate.text.rates import NONE, percent

_BANDS = (("100 %", 1.0, Tone.GOOD), ("80 % 以上", 0.8, Tone.PLAIN), ("80 % 未満", 0.0, Tone.CAUTION))
"""Ours: word, lowest rate, tone; the same as those of the roll-up."""
_NEEDY, _SHARED, _NAMED = 8, 4, 5
_LATE_FROM = 2
"""Bodies from which on something is shared."""
_NOISE = 1e-9


@value
class Subject:
    """What the paper is made of; ``bodies`` are the municipalities that have reported."""

    prefecture: str
    period: str
    bodies: tuple[BodyStanding, ...]
    missing: tuple[str, ...]
    slips: Slips
    """Of the whole store."""
    steps: tuple[Step, ...]
    names: dict[str, str]
    """業務ID → name, in published order."""


def document(of: Subject) -> Document:
    """The paper."""
    days = sorted({one.as_of for one in of.bodies if one.as_of})
    return Document(
        title=f"{of.prefecture}　標準準拠システムへの移行の状況",
        subtitle=f"連絡会議の資料　{words.month(of.period)}",
        facts=(
            ("各団体の時点", "記載なし" if not days else days[0] if len(days) == 1 else f"{days[0]} から {days[-1]}"),
        ),
        summary=_summary(of),
        sections=tuple(
            Section(id=id, title=title, blocks=tuple(blocks))
            for id, title, blocks in (
                ("heat", "団体 × 業務の完了率", _heat(of)),
                ("now", f"{of.prefecture}の市区町村", _now(of)),
                ("need", "支援を先に申し出る団体（本ツールの案）", _need(of)),
                ("shared", "団体に共通すること", _shared(of)),
                ("words", "言葉の意味", (Note(text=words.DEFINITIONS, tone=Tone.MUTED),)),
            )
        ),
    )


def _rates(of: Subject) -> list[float]:
    return [one.completion for one in of.bodies if one.completion is not None]


def _summary(of: Subject) -> str:
    rates = _rates(of)
    if not rates:
        return "この月に完了率を報告した市区町村はありません。"
    text = (
        f"市区町村 {len(rates)} 団体の完了率は、平均 {percent(fmean(rates))} %、中央値 {percent(median(rates))} %です。"
    )
    low = sum(rate < _BANDS[1][1] for rate in rates)
    text += f"80 % に満たない団体が {low} あります。" if low else ""
    return text + (f"報告のない団体が {len(of.missing)} あります。" if of.missing else "")


def _now(of: Subject) -> Iterator[Block]:
    rates = _rates(of)
    support = [one for one in of.bodies if any(business.support for business in one.businesses)]
    yield Figures(
        figures=(
            Figure(label="完了率の平均", value=words.rate(fmean(rates) if rates else None), note=f"{len(rates)} 団体"),
            Figure(label="完了率の中央値", value=words.rate(median(rates) if rates else None)),
            Figure(
                label="特定移行支援システムのある団体",
                value=str(len(support)),
                note=words.some([one.name for one in support], _NAMED),
                tone=Tone.CAUTION if support else Tone.PLAIN,
            ),
            Figure(
                label="報告のない団体",
                value=str(len(of.missing)),
                note="、".join(of.missing),
                tone=Tone.BAD if of.missing else Tone.PLAIN,
            ),
        )
    )
    grouped = [(band, tone, [one.name for one in _ordered(of) if _band(one)[0] == band]) for band, _, tone in _BANDS]
    yield Grid(
        title="完了率の区分（本ツール独自）",
        columns=(
            Column(title="区分", width=14),
            Column(title="団体", numeric=True, width=8),
            Column(title="団体名（完了率の高い順）", width=110),
        ),
        rows=tuple((Cell(text=band, tone=tone), len(names), "、".join(names)) for band, tone, names in grouped),
    )


def _band(one: BodyStanding) -> tuple[str, Tone]:
    """Word and tone of the band of a body; none for one without a rate."""
    return _banded(one.completion) if one.completion is not None else ("", Tone.MUTED)


def _banded(rate: float) -> tuple[str, Tone]:
    return next((word, tone) for word, least, tone in _BANDS if round(rate, 9) >= least)


def _ordered(of: Subject) -> list[BodyStanding]:
    """The highest rate first; bodies without one last."""
    return sorted(of.bodies, key=lambda one: (-(-1 if one.completion is None else one.completion), one.key))


def _heat(of: Subject) -> Iterator[Block]:
    bodies = _ordered(of)
    yield Grid(
        title="",
        columns=(
            Column(title="順位", width=5),
            Column(title="団体", width=14),
            Column(title="完了率", numeric=True, width=7),
            *(Column(title=name, numeric=True, width=5) for name in of.names.values()),
        ),
        rows=tuple(_line(of, bodies, one) for one in bodies),
        note="単位は %（業務は小数点以下を切り捨て）。同じ完了率の団体は同じ順位です。－は報告がありません。",
        compact=True,
    )


def _line(of: Subject, bodies: Sequence[BodyStanding], one: BodyStanding) -> tuple[Value, ...]:
    mine = {business.business: business.completion for business in one.businesses}
    rate = one.completion
    ahead = sum(other.completion is not None and other.completion > (rate or 0) + _NOISE for other in bodies)
    rank = NONE if rate is None else str(1 + ahead)
    return (rank, one.name, Cell(text=percent(rate), tone=_band(one)[1]), *(_share(mine.get(id)) for id in of.names))


def _share(rate: float | None) -> Cell:
    if rate is None:
        return Cell(text=NONE, tone=Tone.MUTED)
    return Cell(text=str(int(round(rate * 100, 9))), tone=_banded(rate)[1])


def _mine(of: Subject) -> list[Ranked]:
    keys = {one.key for one in of.bodies}
    return [one for one in of.slips.ranked if one.body in keys and any(words.weighs(s.codes) for s in one.reasons)]


def _need(of: Subject) -> Iterator[Block]:
    mine = _mine(of)
    if not mine:
        yield Note(text="計画や似た団体より遅れている業務のある団体は、報告からは見当たりません。", tone=Tone.GOOD)
        return
    more = len(mine) - _NEEDY
    yield Grid(
        title="",
        columns=(
            Column(title="順", numeric=True, width=5),
            Column(title="団体", width=16),
            Column(title="完了率", unit="%", numeric=True, width=10),
            Column(title="理由（業務の数）", width=100),
        ),
        rows=tuple(
            (
                at,
                one.name,
                Cell(text=percent(one.completion)),
                slips_page.reasons(one, of.slips.rules.rules, wide=False),
            )
            for at, one in enumerate(mine[:_NEEDY], start=1)
        ),
        note="順は、遅れの理由の重さの平均で決めています。団体の評価ではありません。"
        + (f"ほかに {more} 団体あります（migrate pmo slips）。" if more > 0 else ""),
    )


def _shared(of: Subject) -> Iterator[Block]:
    late = {(one.body, system.business) for one in _mine(of) for system in one.reasons if words.weighs(system.codes)}
    cells = [(body, one) for body in of.bodies for one in body.businesses]
    sellers = tuple(_vendors(of, cells, late))
    steps = tuple(_steps(of, [(body, one) for body, one in cells if (body.key, one.business) in late]))
    if sellers:
        yield Grid(
            title="遅れている業務の多いベンダ",
            columns=(
                Column(title="ベンダ", width=40),
                Column(title="業務", numeric=True, width=10),
                Column(title="うち遅れている業務", numeric=True, width=16),
                Column(title="割合", unit="%", numeric=True, width=10),
                Column(title="団体", numeric=True, width=10),
                Column(title="保管庫のすべての団体でも", width=30),
            ),
            rows=sellers,
            note="遅れている業務: 計画の日、似た団体、状態の動き、稼働後の残りのどれかに理由のある業務です。",
        )
    if steps:
        yield Grid(
            title="遅れている業務が止まっているステップ",
            columns=(
                Column(title="ステップ", width=60),
                Column(title="業務", numeric=True, width=10),
                Column(title="団体", numeric=True, width=10),
            ),
            rows=steps,
        )
    if not sellers and not steps:
        yield Note(text=f"{_LATE_FROM} 団体以上に共通する遅れは、報告からは見当たりません。")


def _vendors(
    of: Subject, cells: Sequence[tuple[BodyStanding, BusinessStanding]], late: set[tuple[str, str]]
) -> Iterator[tuple[Value, ...]]:
    """Vendors with late businesses in several bodies, the most first."""
    wide = {vendors.plain(one.name): f"{one.lift:.2f} 倍の割合で遅れ" for one in of.slips.causes}
    names = vendors.shown(Counter(vendor for _, one in cells for vendor in one.vendors))
    sold = [(name, body.key, one.business) for body, one in cells for name in {names[each] for each in one.vendors}]
    every = Counter(vendor for vendor, *_ in sold)
    slow = Counter(vendor for vendor, body, business in sold if (body, business) in late)
    for vendor, count in sorted(slow.items(), key=lambda one: (-one[1], one[0]))[:_SHARED]:
        bodies = len({body for name, body, business in sold if name == vendor and (body, business) in late})
        if bodies >= _LATE_FROM:
            share = Cell(text=percent(count / every[vendor]))
            yield vendor, every[vendor], count, share, bodies, wide.get(vendors.plain(vendor), "目立ちません")


def _steps(of: Subject, late: Sequence[tuple[BodyStanding, BusinessStanding]]) -> Iterator[tuple[Value, ...]]:
    """The step that a late business stands at: the first that is open after its planned day, else the first open."""
    held: dict[int, list[str]] = {}
    for body, one in late:
        left = [number for number, mark in enumerate(one.statuses, start=1) if mark not in CLOSED]
        if at := next(iter((*one.overdue, *left)), 0):
            held.setdefault(at, []).append(body.key)
    names = {one.number: f"{one.code} {words.short(one.name)}" for one in of.steps}
    for number, bodies in sorted(held.items(), key=lambda one: (-len(one[1]), one[0]))[:_SHARED]:
        if len(set(bodies)) >= _LATE_FROM:
            yield names[number], len(bodies), len(set(bodies))
