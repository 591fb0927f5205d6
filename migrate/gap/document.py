"""The comparison for people: key figures, a stacked bar per table, a row per item and a row per column."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Bar, BarChart, Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.gap import Candidate, Counterpart, Fit, GapReport, ItemGap

TONES = {Fit.FIT: Tone.GOOD, Fit.CONVERT: Tone.PLAIN, Fit.DECIDE: Tone.CAUTION, Fit.MISSING: Tone.BAD}
_ITEMS = (
    Column(title="データ項目ID", width=12),
    Column(title="項目", width=28),
    Column(title="データ出力条件", width=14),
    Column(title="実装類型", width=8),
    Column(title="判定", width=12),
    Column(title="現行の列", width=44),
    Column(title="評点", unit="点", numeric=True, width=8),
)
_COLUMNS = (
    Column(title="現行の表", width=20),
    Column(title="列", width=20),
    Column(title="日本語名", width=24),
    Column(title="判定", width=12),
    Column(title="標準の項目", width=50),
)
_EVIDENCE = (
    Column(title="現行の列", width=28),
    Column(title="評点", unit="点", numeric=True, width=8),
    Column(title="証拠", width=12),
    Column(title="点", numeric=True, width=6),
    Column(title="重み", numeric=True, width=6),
    Column(title="わけ", width=70),
)
_NOTE = (
    "評点は、証拠ごとの「1 − 重み × (1 − 点)」の積（100 点満点）で、本ツール独自のものです。"
    "証拠が欠けるほど下がります。最後は人が決めます。"
)


def _points(score: float) -> int:
    return round(score * 100)


def _item_row(item: ItemGap) -> tuple[str | int | Cell | None, ...]:
    fed = "、".join(f"{c.table}.{c.column}" for c in item.candidates)
    score = _points(item.candidates[0].score) if item.candidates else None
    implementation = item.implementation or "－"
    fit = Cell(text=item.fit.value, tone=TONES[item.fit])
    return (item.item_id, item.item, item.output_condition, implementation, fit, fed, score)


def _bars(report: GapReport) -> BarChart:
    tables = tuple(dict.fromkeys(i.table for i in report.items))
    bars = []
    for table in tables:
        counts = Counter(i.fit for i in report.items if i.table == table)
        bars.append(Bar(label=table, values=tuple(counts[f] for f in Fit)))
    counts = Counter(i.fit for i in report.items)
    words = "、".join(f"{f.value} {counts[f]} 項目" for f in Fit)
    return BarChart(
        title="標準の項目の判定",
        parts=tuple((f.value, TONES[f]) for f in Fit),
        bars=tuple(bars),
        unit="項目",
        summary=f"標準の {len(report.items)} 項目の内訳: {words}。",
    )


def summary(report: GapReport) -> str:
    """One sentence for a reader with ten seconds."""
    counts = Counter(i.fit for i in report.items)
    extra = sum(c.state is Counterpart.EXTRA for c in report.columns)
    ready = counts[Fit.FIT] + counts[Fit.CONVERT]
    return (
        f"標準の {len(report.items)} 項目のうち {ready} 項目に現行の列が当たり、"
        f"要判断 {counts[Fit.DECIDE]} 項目、現行になし {counts[Fit.MISSING]} 項目です。"
        f"現行の {len(report.columns)} 列のうち標準にない列は {extra} 列です。"
    )


def sections(report: GapReport) -> tuple[Section, ...]:
    """Sections of the comparison of one spec; ids start with ``gap-<業務ID>``."""
    business = report.spec.partition("@")[0]
    counts = Counter(i.fit for i in report.items)
    extra = sum(c.state is Counterpart.EXTRA for c in report.columns)
    figures = Figures(
        figures=(
            *(
                Figure(label=f.value, value=f"{counts[f]} 項目", tone=TONES[f] if counts[f] else Tone.PLAIN)
                for f in Fit
            ),
            Figure(label="標準にない現行の列", value=f"{extra} 列", note=f"全 {len(report.columns)} 列"),
        )
    )
    items = tuple(
        Grid(
            title=f"標準の項目ごと（グループ: {table}）",
            columns=_ITEMS,
            rows=tuple(_item_row(i) for i in report.items if i.table == table),
            note=_NOTE,
        )
        for table in dict.fromkeys(i.table for i in report.items)
    )
    rows = tuple(
        (
            c.table,
            c.column,
            c.logical_name,
            Cell(text=c.state.value, tone=Tone.GOOD if c.state is Counterpart.MAPPED else Tone.MUTED),
            "、".join((*c.items, *c.elsewhere)),
        )
        for c in report.columns
    )
    columns = Grid(title="現行の列ごと", columns=_COLUMNS, rows=rows)
    return (
        Section(
            id=f"gap-{business}-items",
            title=f"標準仕様との比較（{report.spec}）",
            blocks=(figures, _bars(report), *items),
        ),
        Section(id=f"gap-{business}-columns", title=f"現行の列の行き先（{report.spec}）", blocks=(columns,)),
    )


def evidence_section(item: str, candidates: tuple[Candidate, ...]) -> Section:
    """The evidence for the candidates of one item, a row per part."""
    rows = tuple(
        (
            f"{c.table}.{c.column}" if not number else "",
            _points(c.score) if not number else None,
            e.name,
            _points(e.score),
            _points(e.weight),
            e.sentence,
        )
        for c in candidates
        for number, e in enumerate(c.evidence)
    )
    blocks = (Grid(title=f"「{item}」の候補と証拠", columns=_EVIDENCE, rows=rows, note=_NOTE),)
    if not rows:
        blocks_none = (Note(text=f"「{item}」に近い名前の列は、現行システムにありません。"),)
        return Section(id="gap-evidence", title="証拠", blocks=blocks_none)
    return Section(id="gap-evidence", title="証拠", blocks=blocks)
