"""All businesses of one run on one page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from migrate.gap.decide import decisions, required
from migrate.model.document import Bar, BarChart, Column, Figure, Figures, Grid, Section, Tone
from migrate.model.gap import Counterpart, Fit, GapReport

TONES = {Fit.FIT: Tone.GOOD, Fit.CONVERT: Tone.PLAIN, Fit.DECIDE: Tone.CAUTION, Fit.MISSING: Tone.BAD}
"""Tone of each state."""
_COLUMNS = (
    Column(title="業務", width=28),
    Column(title="現行の表", numeric=True, width=10),
    Column(title="項目", numeric=True, width=8),
    Column(title="適合・変換で適合", numeric=True, width=12),
    Column(title="要判断", numeric=True, width=8),
    Column(title="現行になし", numeric=True, width=10),
    Column(title="うち必須", numeric=True, width=8),
    Column(title="決めること", unit="件", numeric=True, width=10),
    Column(title="見積り", unit="人日", numeric=True, width=8),
)


def bars(title: str, counts: Mapping[str, Counter[Fit]]) -> BarChart:
    """A stacked bar of the states per label."""
    whole = sum(counts.values(), Counter[Fit]())
    words = "、".join(f"{f.value} {whole[f]} 項目" for f in Fit)
    return BarChart(
        title=title,
        parts=tuple((f.value, TONES[f]) for f in Fit),
        bars=tuple(Bar(label=label, values=tuple(one[f] for f in Fit)) for label, one in counts.items()),
        unit="項目",
        summary=f"標準の {whole.total()} 項目の内訳: {words}。",
    )


def _row(name: str, report: GapReport) -> tuple[str | int | float | None, ...]:
    states = Counter(item.fit for item in report.items)
    tables = {column.table for column in report.columns if column.state is Counterpart.MAPPED}
    return (
        name,
        len(tables),
        len(report.items),
        states[Fit.FIT] + states[Fit.CONVERT],
        states[Fit.DECIDE],
        states[Fit.MISSING],
        sum(item.fit is Fit.MISSING for item in required(report)),
        len(decisions(report)),
        report.effort.days if report.effort else None,
    )


def homeless(reports: Sequence[GapReport]) -> dict[str, int]:
    """Tables of which no column feeds any of the businesses, with their columns."""
    homes: set[str] = set()
    columns: dict[str, set[str]] = {}
    for report in reports:
        for column in report.columns:
            columns.setdefault(column.table, set()).add(column.column)
            if column.state is not Counterpart.EXTRA:
                homes.add(column.table)
    return {table: len(names) for table, names in columns.items() if table not in homes}


def summary(reports: Sequence[GapReport]) -> str:
    """One sentence for a reader with ten seconds."""
    states = Counter(item.fit for report in reports for item in report.items)
    must = sum(item.fit is Fit.MISSING for report in reports for item in required(report))
    return (
        f"{len(reports)} 業務の標準の {states.total()} 項目のうち {states[Fit.FIT] + states[Fit.CONVERT]} 項目に"
        "現行の列が当たり、"
        f"要判断 {states[Fit.DECIDE]} 項目、現行になし {states[Fit.MISSING]} 項目（うち必須 {must} 項目）です。"
    )


def section(reports: Sequence[GapReport], names: Mapping[str, str]) -> Section:
    """The businesses side by side, and the tables that none of them takes.

    Args:
        reports: one for each business.
        names: ``ID@EDITION`` → how the business is called.
    """
    labels = [names[report.spec] for report in reports]
    days = sum(report.effort.days for report in reports if report.effort)
    left = homeless(reports)
    figures = Figures(
        figures=(
            Figure(label="業務", value=f"{len(reports)} 業務"),
            Figure(label="決めること", value=f"{sum(len(decisions(r)) for r in reports)} 件", tone=Tone.CAUTION),
            Figure(
                label="どの業務にも当たらない表",
                value=f"{len(left)} 表",
                note=f"{sum(left.values())} 列。独自施策か廃棄かを決めます",
                tone=Tone.CAUTION if left else Tone.GOOD,
            ),
            Figure(label="見積りの合計", value=f"{days:g} 人日", note="本ツール独自の目安"),
        )
    )
    counts = {name: Counter(i.fit for i in r.items) for name, r in zip(labels, reports, strict=True)}
    grid = Grid(
        title="業務ごとのまとめ",
        columns=_COLUMNS,
        rows=tuple(_row(name, report) for name, report in zip(labels, reports, strict=True)),
    )
    blocks = (figures, bars("業務ごとの判定", counts), grid)
    if not left:
        return Section(id="gap-all", title="全業務のまとめ", blocks=blocks)
    tables = Grid(
        title="どの業務にも当たらない現行の表",
        columns=(Column(title="現行の表", width=30), Column(title="列", numeric=True, width=8)),
        rows=tuple(left.items()),
        note="独自施策システムなどに移すか廃棄するかを決め、わけを記録します。",
    )
    return Section(id="gap-all", title="全業務のまとめ", blocks=(*blocks, tables))
