"""A check result, and the list of rules, for people."""

from __future__ import annotations

from collections import Counter

from migrate.model.document import Bar, BarChart, Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.finding import Severity
from migrate.model.quality import CheckResult, Outcome, State
from migrate.quality.catalogue import ANY, Rule, rules
from migrate.quality.score import by_category, by_rule, percent

_TONES = {
    State.PASSED: Tone.GOOD,
    State.FAILED: Tone.BAD,
    State.NOT_APPLICABLE: Tone.MUTED,
    State.NOT_RUN: Tone.CAUTION,
    State.BROKEN: Tone.BAD,
}
_WORDS = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "参考"}
_WEIGHTS = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
_ORDER = (State.PASSED, State.FAILED, State.NOT_APPLICABLE, State.NOT_RUN, State.BROKEN)
_HOW = (
    "判定した値のうち、規則に合った値の割合です。値がない、項目がない、条件に当てはまらない、"
    "より基本的な規則で不合格になった、のどれかに当たる値は判定していないので、分母に入れていません。"
    "割合は切り捨てで、不合格が 1 件でもあれば 100.00 % にはなりません。"
)


def _titles() -> dict[str, str]:
    return {rule.code: rule.title for rule in rules()}


def _figures(result: CheckResult) -> Figures:
    scores = tuple(
        Figure(
            label=s.category,
            value=percent(s.judged, s.failed),
            note=f"不合格 {s.failed:,} ／ 判定 {s.judged:,}",
            tone=Tone.MUTED if s.judged == 0 else Tone.BAD if s.failed else Tone.GOOD,
        )
        for s in by_category(result.outcomes)
    )
    return Figures(figures=scores)


def _states(outcomes: tuple[Outcome, ...]) -> BarChart:
    categories = tuple(dict.fromkeys(s.category for s in by_category(outcomes)))
    bars = []
    for category in categories:
        counts = Counter(o.state for o in outcomes if o.category == category)
        bars.append(Bar(label=category, values=tuple(counts[state] for state in _ORDER)))
    total = Counter(o.state for o in outcomes)
    said = "、".join(f"{state.value} {total[state]:,}" for state in _ORDER)
    return BarChart(
        title="検査の状態（規則 × 項目の数）",
        parts=tuple((state.value, _TONES[state]) for state in _ORDER),
        bars=tuple(bars),
        unit="検査",
        summary=f"検査は {len(outcomes):,} 件あり、{said} です。",
    )


def _rules(result: CheckResult) -> Grid:
    titles = _titles()
    columns = (
        Column(title="コード", width=12),
        Column(title="規則", width=30),
        Column(title="重さ", width=8),
        Column(title="分類", width=8),
        Column(title="状態", width=10),
        Column(title="判定", unit="値", numeric=True, width=12),
        Column(title="不合格", unit="値", numeric=True, width=10),
        Column(title="合格率", width=10),
    )
    rows = tuple(
        (
            s.code,
            titles.get(s.code, ""),
            Cell(text=_WORDS[s.severity], tone=_WEIGHTS[s.severity]),
            s.category,
            Cell(text=s.state.value, tone=_TONES[s.state]),
            s.judged,
            s.failed,
            percent(s.judged, s.failed),
        )
        for s in by_rule(result.outcomes)
    )
    return Grid(title="規則ごとの結果（悪い順）", columns=columns, rows=rows)


def _items(result: CheckResult) -> Grid:
    titles = _titles()
    columns = (
        Column(title="グループ", width=24),
        Column(title="項目", width=24),
        Column(title="コード", width=12),
        Column(title="規則", width=30),
        Column(title="判定", unit="値", numeric=True, width=12),
        Column(title="不合格", unit="値", numeric=True, width=10),
        Column(title="合格率", width=10),
    )
    bad = [o for o in result.outcomes if o.state in (State.FAILED, State.BROKEN)]
    bad.sort(key=lambda o: (-o.severity.rank, -o.failed, o.table, o.item, o.code))
    rows = tuple(
        (o.table, o.item, o.code, titles.get(o.code, ""), o.rows, o.failed, percent(o.rows, o.failed)) for o in bad
    )
    return Grid(title="不合格の項目（悪い順）", columns=columns, rows=rows)


def _open(result: CheckResult) -> tuple[Note, ...]:
    waiting = [o for o in result.outcomes if o.state is State.NOT_RUN]
    notes = []
    if waiting:
        names = "、".join(dict.fromkeys(o.item or o.table for o in waiting))
        notes.append(
            Note(text=f"未実施の検査が {len(waiting):,} 件あります（合格ではありません）: {names}", tone=Tone.CAUTION)
        )
    if result.rows == 0:
        notes.append(
            Note(text="検査する行がありませんでした。すべて「対象外」で、合格ではありません。", tone=Tone.CAUTION)
        )
    return tuple(notes)


def sentence(result: CheckResult) -> str:
    """One sentence for a reader with ten seconds."""
    counts = Counter(o.state for o in result.outcomes)
    said = "、".join(f"{state.value} {counts[state]:,}" for state in _ORDER)
    return f"{result.spec} の {result.rows:,} 行を検査しました。検査 {len(result.outcomes):,} 件: {said}。"


def sections(result: CheckResult, key: str = "quality") -> tuple[Section, ...]:
    """The quality part of a report; ``key`` begins the sections' ids."""
    first: tuple[Block, ...] = (Note(text=sentence(result)), _figures(result), Note(text=_HOW), *_open(result))
    bad: tuple[Grid, ...] = (
        (_items(result),) if any(o.state in (State.FAILED, State.BROKEN) for o in result.outcomes) else ()
    )
    return (
        Section(id=key, title=f"データの品質（{result.spec}）", blocks=(*first, _rules(result), *bad)),
        Section(id=f"{key}-states", title="検査の状態", blocks=(_states(result.outcomes),)),
    )


def _all(text: str) -> str:
    return "すべて" if text == ANY else text


def rule_list(found: tuple[Rule, ...]) -> Section:
    """The rules as a table."""
    columns = (
        Column(title="コード", width=12),
        Column(title="規則", width=30),
        Column(title="重さ", width=8),
        Column(title="分類", width=8),
        Column(title="業務", width=8),
        Column(title="項目", width=40),
        Column(title="根拠", width=50),
    )
    rows = tuple(
        (
            r.code,
            r.title,
            Cell(text=_WORDS[r.severity], tone=_WEIGHTS[r.severity]),
            r.category,
            _all(r.business),
            "、".join(_all(item) for item in r.items),
            "　".join(part for part in (r.basis.document, r.basis.section, r.basis.date) if part),
        )
        for r in found
    )
    note = "1 つの値には、いちばん基本的な規則の指摘を 1 つだけ出します。「*」は任意の並びです。"
    return Section(id="rules", title="検査の規則", blocks=(Grid(title="規則", columns=columns, rows=rows, note=note),))
