"""How the score changed from rehearsal to rehearsal, for people."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from migrate.model.document import Bar, BarChart, Column, Grid, Section, Tone, Value
from migrate.quality import catalogue_past
from migrate.quality.history import Past
from migrate.quality.score import CATEGORIES, percent

SHOWN = 12
"""Runs that are shown, the last ones."""
_NAMED = 12
"""Codes that are named in a cell."""


def _labels(past: tuple[Past, ...]) -> tuple[str, ...]:
    """The day of each run; of several on one day, with a number."""
    total, seen = Counter(one.date for one in past), Counter[str]()
    labels = []
    for one in past:
        seen[one.date] += 1
        labels.append(f"{one.date}（{seen[one.date]} 回目）" if total[one.date] > 1 else one.date)
    return tuple(labels)


def sections(past: tuple[Past, ...], key: str) -> tuple[Section, ...]:
    """The section, none before the second run."""
    if len(past) < 2:
        return ()
    shown, labels = past[-SHOWN:], _labels(past)[-SHOWN:]
    sums = [(sum(s.open for s in one.scores), sum(s.failed - s.open for s in one.scores)) for one in shown]
    (before, _), (after, _) = sums[-2:]
    change = (
        f" {abs(after - before):,} 件{'減り' if after < before else '増え'}ました"
        if after != before
        else "変わりません"
    )
    chart = BarChart(
        title="不合格の推移（古い順）",
        parts=(("未解決", Tone.BAD), ("免除・既知・許容", Tone.MUTED)),
        bars=tuple(Bar(label=label, values=pair) for label, pair in zip(labels, sums, strict=True)),
        unit="値",
        summary=f"未解決の不合格は {after:,} 件で、前回から{change}。{_caution(past[-2], past[-1])}",
    )
    columns = (
        Column(title="時点", width=22),
        Column(title="標準仕様", width=20),
        Column(title="行", unit="行", numeric=True, width=12),
        *(Column(title=category, unit="合格率", width=12) for category in CATEGORIES),
        Column(title="未解決", unit="値", numeric=True, width=10),
    )
    rows: list[tuple[Value, ...]] = []
    for label, one, (left, _) in zip(labels, shown, sums, strict=True):
        scores = {s.category: percent(s.judged, s.failed) for s in one.scores}
        rows.append((label, one.spec, one.rows, *(scores.get(c, "―") for c in CATEGORIES), left))
    note = "変換し直すか、結果が変わったときに 1 行増えます（out/check/history.csv）。"
    grid = Grid(title="分類ごとの合格率の推移", columns=columns, rows=tuple(rows), note=note)
    changes = _changes(shown, labels)
    return (Section(id=key, title="リハーサルごとの推移", blocks=(chart, grid, *((changes,) if changes else ()))),)


def _caution(before: Past, after: Past) -> str:
    """What must be known before two runs are compared."""
    if not (before.rules and after.rules) or not catalogue_past.change(before.rules, after.rules).any:
        return ""
    return "前回とは規則が違うので、そのままでは比べられません。"


def _changes(shown: tuple[Past, ...], labels: tuple[str, ...]) -> Grid | None:
    """Which rules were not the same as in the run before, None where all were."""
    rows: list[tuple[Value, ...]] = []
    for (before, after), label in zip(pairwise(shown), labels[1:], strict=True):
        if before.rules and after.rules and (found := catalogue_past.change(before.rules, after.rules)).any:
            rows.append((label, *map(_named, (found.came, found.went, found.altered))))
    columns = (
        Column(title="時点", width=22),
        Column(title="加わった規則", width=36),
        Column(title="なくなった規則", width=36),
        Column(title="中身や重さが変わった規則", width=36),
    )
    note = "直前の回と比べています。規則の意味: migrate explain コード。全部のコード: out/check/catalogues.csv"
    return Grid(title="規則の変更", columns=columns, rows=tuple(rows), note=note) if rows else None


def _named(codes: tuple[str, ...]) -> str:
    left = len(codes) - _NAMED
    return "、".join(codes[:_NAMED]) + (f"　ほか {left} 個" if left > 0 else "") if codes else "なし"
