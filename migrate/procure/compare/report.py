"""RFI結果の分析表: differences first, then what nobody meets, costs, days, people. The layout is ours."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from migrate.model.document import Bar, BarChart, Block, Cell, Column, Document, Grid, Note, Section, Tone, Value
from migrate.model.value import value
from migrate.procure import days
from migrate.procure.answers import Level, Word
from migrate.procure.compare import costs
from migrate.procure.compare.changes import Change
from migrate.procure.compare.comparison import OFFERED, Comparison
from migrate.procure.compare.functions import Row
from migrate.procure.compare.proposals import Proposal

_TONES = {Word.YES: Tone.GOOD, Word.NO: Tone.BAD, Word.LATER: Tone.CAUTION, Word.SUBSTITUTE: Tone.CAUTION}
_NO_WORD = "未回答"
_THOUSAND = 1_000


@value
class View:
    """A comparison with what stands around it."""

    title: str
    municipality: str
    as_of: date
    wished: str
    """ISO day of the wished start of operation, empty where it is not stated."""
    comparison: Comparison
    changes: tuple[Change, ...]
    proposed: tuple[Proposal, ...] = ()


def document(view: View) -> Document:
    """The whole analysis."""
    return Document(
        title="RFI結果の分析表",
        subtitle=view.title,
        facts=(
            ("団体", view.municipality),
            ("時点", view.as_of.isoformat()),
            ("回答した事業者", "、".join(one.name for one in view.comparison.vendors)),
            ("様式", "本ツール独自（公表された様式ではありません）"),
        ),
        summary=sentence(view.comparison),
        sections=tuple(_sections(view)),
    )


def brief(view: View) -> Document:
    """What a terminal shows: who covers what, and the sums."""
    found = view.comparison
    sections = (*_coverage(view), *_tallies(found), *_costs(found))
    return Document(title="RFI結果の分析", subtitle=view.title, summary=sentence(found), sections=sections)


def sentence(found: Comparison) -> str:
    """What the answers come to, in a few figures."""
    nobody = sum(not one.offering for one in found.coverage)
    single = sum(len(one.offering) == 1 for one in found.coverage)
    parts = [f"{len(found.vendors)} 者の回答を比べました"]
    if found.rows:
        parts.append(f"要件 {len(found.rows):,} 件のうち、業者で回答の違うものが {len(found.differing):,} 件あります")
        parts.append(f"どの業者も満たさないものは {len(found.unfilled):,} 件です")
    if nobody:
        parts.append(f"提供する業者のない業務が {nobody} 件あります")
    if single:
        parts.append(f"提供する業者が 1 者だけの業務が {single} 件あります")
    return "。".join(parts) + "。"


def _sections(view: View) -> Iterator[Section]:
    found = view.comparison
    yield from _coverage(view)
    yield from _tallies(found)
    yield from _requirements("unfilled", "どの業者も満たさない要件", found.unfilled, found)
    differing = tuple(one for one in found.differing if not one.unfilled)
    yield from _requirements("differing", "業者で回答の違う要件", differing, found)
    yield from _costs(found)
    yield from _schedule(found)
    yield from _proposed(view)
    yield from _changes(view)


def _names(found: Comparison) -> tuple[Column, ...]:
    return tuple(Column(title=one.name, width=20) for one in found.vendors)


def _coverage(view: View) -> Iterator[Section]:
    found = view.comparison
    if not found.coverage:
        return
    rows: list[tuple[Value, ...]] = []
    for one in found.coverage:
        cells = []
        for vendor in found.vendors:
            word, start = one.offers.get(vendor.vendor, ""), one.starts.get(vendor.vendor, "")
            text = "、".join(
                filter(None, (word or _NO_WORD, f"{days.written(start)}から" if start[:4].isdecimal() else ""))
            )
            late = vendor.vendor in one.late
            tone = Tone.MUTED if not word else Tone.BAD if word not in OFFERED else Tone.CAUTION if late else Tone.GOOD
            cells.append(Cell(text=f"{text}（希望の後）" if late else text, tone=tone))
        number = len(one.offering)
        rows.append(
            (f"{one.business} {one.name}", *cells, Cell(text=number, tone=Tone.GOOD if number > 1 else Tone.BAD))
        )
    wished = f"希望の時期は {days.written(view.wished)} です。" if view.wished else ""
    note = f"{wished}提供できるとした業者が 1 者だけの業務は、競争にならないおそれがあります。"
    columns = (Column(title="業務", width=28), *_names(found), Column(title="提供できる業者", numeric=True, width=14))
    grid = Grid(title="業務ごとの提供の可否", columns=columns, rows=tuple(rows), note=note)
    yield Section(id="coverage", title="業務の範囲", blocks=(grid,))


def _tallies(found: Comparison) -> Iterator[Section]:
    if not found.rows:
        return
    columns = (
        Column(title="業者", width=24),
        Column(title="業務", width=8),
        Column(title="要件", numeric=True, width=8),
        *(Column(title=str(word), numeric=True, width=10) for word in Word),
        Column(title="未回答", numeric=True, width=8),
        Column(title="説明なし", numeric=True, width=9),
        Column(title="必須の対応不可", numeric=True, width=14),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            found.name(one.vendor),
            one.business,
            one.asked,
            *(one.words[word] for word in Word),
            Cell(text=one.unanswered, tone=Tone.CAUTION if one.unanswered else Tone.PLAIN),
            Cell(text=one.unexplained, tone=Tone.CAUTION if one.unexplained else Tone.PLAIN),
            Cell(text=one.required_missing, tone=Tone.BAD if one.required_missing else Tone.PLAIN),
        )
        for one in found.tallies
    )
    note = "「説明なし」は、対応のほかの答えなのに、説明も時期も書かれていないものです。"
    grid = Grid(title="回答の数", columns=columns, rows=rows, note=note)
    yield Section(id="tallies", title="回答のそろい方", blocks=(grid,))


def _requirements(id: str, title: str, rows: tuple[Row, ...], found: Comparison) -> Iterator[Section]:
    if not rows:
        return
    columns = (
        Column(title="ID", width=14),
        Column(title="区分", width=8),
        Column(title="要件", width=44),
        *_names(found),
    )
    listed: tuple[tuple[Value, ...], ...] = tuple(
        (
            one.requirement.id,
            Cell(
                text=str(one.requirement.level),
                tone=Tone.CAUTION if one.requirement.level is Level.REQUIRED else Tone.PLAIN,
            ),
            one.requirement.text,
            *(_said(one, vendor.vendor) for vendor in found.vendors),
        )
        for one in rows
    )
    yield Section(
        id=id, title=title, blocks=(Grid(title=f"{title}（{len(rows):,} 件）", columns=columns, rows=listed),)
    )


def _said(row: Row, vendor: str) -> Cell:
    word = row.word(vendor)
    if word is None:
        return Cell(text=_NO_WORD, tone=Tone.MUTED)
    answer = row.answers[vendor]
    more = "説明なし" if row.unexplained(vendor) else "。".join(filter(None, (days.written(answer.due), answer.note)))
    return Cell(text=f"{word}{f'（{more}）' if more else ''}", tone=_TONES.get(word, Tone.PLAIN))


def _costs(found: Comparison) -> Iterator[Section]:
    if not found.totals:
        return
    rule = costs.rules()
    blocks: list[Block] = [_chart(found), _sums(found)]
    blocks += (Note(text=text, tone=Tone.CAUTION) for text in _low(found))
    blocks.append(_lines(found, rule))
    yield Section(id="costs", title="費用", blocks=tuple(blocks))


def _low(found: Comparison) -> Iterator[str]:
    """Why a vendor's sum may be too low."""
    for one in found.totals:
        parts = [f"ほかの業者が書いた費目が空欄（{'、'.join(one.blank)}）"] if one.blank else []
        parts += [f"空欄の年がある費目が {len(one.short)} 件"] if one.short else []
        if parts:
            yield f"{found.name(one.vendor)} の合計は、少なく見えているかもしれません: {'、'.join(parts)}。"


def _chart(found: Comparison) -> BarChart:
    bars = tuple(
        Bar(label=found.name(one.vendor), values=(max(0, one.initial) // _THOUSAND, max(0, one.running) // _THOUSAND))
        for one in found.totals
    )
    least = min(found.totals, key=lambda one: one.all)
    return BarChart(
        title="初期費用と運用費用",
        parts=(("初期費用", Tone.PLAIN), (f"運用費用（{costs.rules().years} 年）", Tone.CAUTION)),
        bars=bars,
        unit="千円",
        summary=f"合計がいちばん少ないのは {found.name(least.vendor)} で、{least.all:,} 円です。",
    )


def _sums(found: Comparison) -> Grid:
    years = [str(year) for year in range(1, costs.rules().years + 1)]
    columns = (
        Column(title="業者", width=26),
        Column(title="初期費用", unit="円", numeric=True, width=16),
        *(Column(title=f"{year} 年目", unit="円", numeric=True, width=15) for year in years),
        Column(title="合計", unit="円", numeric=True, width=17),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (found.name(one.vendor), one.initial, *(one.years.get(year, 0) for year in years), one.all)
        for one in found.totals
    )
    return Grid(
        title="年ごとの費用（税込）", columns=columns, rows=rows, note="税抜の額は、業者の書いた税率で税込にしました。"
    )


def _lines(found: Comparison, rule: costs.Rules) -> Grid:
    vendors = [one.vendor for one in found.totals]
    rows: list[tuple[Value, ...]] = []
    for line in found.lines:
        cells: list[Value] = []
        for vendor in vendors:
            if vendor not in line.totals:
                cells.append(Cell(text="（空欄）", tone=Tone.MUTED))
                continue
            marks = [line.far[vendor]] if vendor in line.far else []
            marks += [f"{line.short[vendor]} 年分が空欄"] if vendor in line.short else []
            text = f"{line.totals[vendor]:,}"
            cells.append(
                Cell(text=f"{text}（{'、'.join(marks)}）", tone=Tone.CAUTION) if marks else line.totals[vendor]
            )
        rows.append(("初期" if line.initial else "運用", line.label, *cells))
    columns = (
        Column(title="区分", width=7),
        Column(title="費目", width=34),
        *(Column(title=found.name(vendor), unit="円", numeric=True, width=24) for vendor in vendors),
    )
    high, low = float(rule.high), float(rule.low)
    note = f"外れ値と差の印は、ほかの業者の中央値の {high:g} 倍以上か {low:g} 倍以下の額です（本ツール独自）。"
    return Grid(title="費目ごとの費用（税込。運用は年の合計）", columns=columns, rows=tuple(rows), note=note)


def _schedule(found: Comparison) -> Iterator[Section]:
    blocks: list[Block] = []
    if found.milestones:
        rows = tuple(
            (one.name, *(days.written(one.days.get(vendor.vendor, "")) or _NO_WORD for vendor in found.vendors))
            for one in found.milestones
        )
        columns = (Column(title="工程", width=32), *_names(found))
        blocks.append(Grid(title="工程の終わり", columns=columns, rows=rows))
    if found.capacity:
        listed = tuple(
            (label, *(said.get(vendor.vendor, _NO_WORD) for vendor in found.vendors))
            for label, said in found.capacity.items()
        )
        columns = (Column(title="役割", width=32), *_names(found))
        blocks.append(Grid(title="体制", columns=columns, rows=listed))
    if blocks:
        yield Section(id="schedule", title="工程と体制", blocks=tuple(blocks))


_CHANGE_COLUMNS = (
    Column(title="業務", width=12),
    Column(title="項目", width=18),
    Column(title="変更前", width=22),
    Column(title="変更後", width=22),
    Column(title="理由", width=36),
)
_PROPOSED = (
    "回答から見た案です（本ツール独自）。採る行だけを changes.csv に写し、「変更後」を直して、決めた日を書きます。"
)


def _proposed(view: View) -> Iterator[Section]:
    """What people may take over into the plan."""
    if view.proposed:
        rows = tuple(one.cells[: len(_CHANGE_COLUMNS)] for one in view.proposed)
        grid = Grid(title=f"案（{len(rows):,} 件）", columns=_CHANGE_COLUMNS, rows=rows, note=_PROPOSED)
        yield Section(id="proposed", title="移行計画への案", blocks=(grid,))


def _changes(view: View) -> Iterator[Section]:
    if not view.changes:
        return
    columns = (*_CHANGE_COLUMNS, Column(title="決めた日", width=12))
    rows = tuple(
        ("、".join(one.businesses) or "すべて", one.subject, one.before, one.after, one.reason, one.on.isoformat())
        for one in view.changes
    )
    grid = Grid(title="移行計画の変更", columns=columns, rows=rows)
    yield Section(id="changes", title="移行計画に反映したこと", blocks=(grid,))
