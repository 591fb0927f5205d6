"""A check result for people: the score, what to mend first, what was decided, and everything in detail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import field

from migrate.model.document import Bar, BarChart, Block, Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.value import value
from migrate.quality import document_decisions, document_trend, document_worst
from migrate.quality.catalogue import rules
from migrate.quality.document_worst import Advice
from migrate.quality.history import Past
from migrate.quality.score import RuleScore, by_category, by_rule, by_table, percent
from migrate.quality.words import SEVERITY, STATES, WEIGHTS

_ORDER = (State.PASSED, State.FAILED, State.NOT_APPLICABLE, State.NOT_RUN, State.BROKEN)
_NAMED = 5
"""Unchecked items that a terminal names."""
_HOW = (
    "判定した値のうち、規則に合った値の割合です。値がない、項目がない、条件に当てはまらない、"
    "より基本的な規則で不合格になった、のどれかに当たる値は判定していないので、分母に入れていません。"
    "割合は切り捨てで、不合格が 1 件でもあれば 100.00 % にはなりません。"
    "免除・既知・許容とした不合格も、割合では不合格のままです。"
)


@value
class View:
    """What is shown beside a result."""

    command: str = ""
    """Command that checks the same again; empty: of the workspace's business."""
    past: tuple[Past, ...] = ()
    """The runs on the same business up to this one, oldest first."""
    advice: Mapping[str, Advice] = field(default_factory=dict)
    """Code of a rule → what to do about its failures."""


def _titles() -> dict[str, str]:
    return {rule.code: rule.title for rule in rules()}


def _figures(result: CheckResult) -> Figures:
    scores = tuple(
        Figure(
            label=s.category,
            value=percent(s.judged, s.failed),
            note=_note(s.judged, s.failed, s.open),
            tone=_tone(s.judged, s.failed, s.open),
        )
        for s in by_category(result.outcomes)
    )
    return Figures(figures=scores)


def _note(judged: int, failed: int, left: int) -> str:
    decided = f"（うち決定済み {failed - left:,}）" if failed > left else ""
    return f"不合格 {failed:,}{decided} ／ 判定 {judged:,}"


def _tone(judged: int, failed: int, left: int) -> Tone:
    if judged == 0:
        return Tone.MUTED
    return Tone.BAD if left else Tone.CAUTION if failed else Tone.GOOD


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
        parts=tuple((state.value, STATES[state]) for state in _ORDER),
        bars=tuple(bars),
        unit="検査",
        summary=f"検査は {len(outcomes):,} 件あり、{said} です。",
    )


def _state(score: RuleScore) -> Cell:
    """A rule that passes only because its failures were decided about is not shown like one without a failure."""
    if score.state is State.PASSED and score.failed:
        return Cell(text=f"{score.state.value}（決定済み）", tone=Tone.CAUTION)
    return Cell(text=score.state.value, tone=STATES[score.state])


def _rules(result: CheckResult) -> Grid:
    titles = _titles()
    columns = (
        Column(title="コード", width=12),
        Column(title="規則", width=30),
        Column(title="重さ", width=8),
        Column(title="分類", width=8),
        Column(title="状態", width=14),
        Column(title="判定", unit="値", numeric=True, width=12),
        Column(title="不合格", unit="値", numeric=True, width=10),
        Column(title="未解決", unit="値", numeric=True, width=10),
        Column(title="合格率", width=10),
    )
    rows = tuple(
        (
            s.code,
            titles.get(s.code, ""),
            Cell(text=SEVERITY[s.severity], tone=WEIGHTS[s.severity]),
            s.category,
            _state(s),
            s.judged,
            s.failed,
            s.open,
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
        Column(title="未解決", unit="値", numeric=True, width=10),
        Column(title="合格率", width=10),
    )
    bad = [o for o in result.outcomes if o.failed or o.state is State.BROKEN]
    bad.sort(key=lambda o: (-o.severity.rank, -o.open, -o.failed, o.table, o.item, o.code))
    rows = tuple(
        (o.table, o.item, o.code, titles.get(o.code, ""), o.rows, o.failed, o.open, percent(o.rows, o.failed))
        for o in bad
    )
    return Grid(title="不合格の項目（悪い順）", columns=columns, rows=rows)


def _open(result: CheckResult, most: int | None) -> tuple[Note, ...]:
    """What was not checked; ``most``: items that are named."""
    waiting = [o for o in result.outcomes if o.state is State.NOT_RUN]
    notes = []
    if waiting:
        every = tuple(dict.fromkeys(o.item or o.table for o in waiting))
        names = "、".join(every[:most]) + ("　ほか" if len(every[:most]) < len(every) else "")
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
    decided = sum(one.state is State.PASSED and one.failed > 0 for one in result.outcomes)
    aside = f"合格のうち {decided:,} 件は、不合格をすべて免除・既知・許容としたものです。" if decided else ""
    return f"{result.spec} の {result.rows:,} 行を検査しました。検査 {len(result.outcomes):,} 件: {said}。{aside}"


def _tables(result: CheckResult) -> Grid:
    columns = (
        Column(title="グループ", width=30),
        Column(title="判定", unit="値", numeric=True, width=12),
        Column(title="不合格", unit="値", numeric=True, width=10),
        Column(title="未解決", unit="値", numeric=True, width=10),
        Column(title="合格率", width=10),
    )
    rows = tuple(
        (
            s.table,
            s.judged,
            s.failed,
            s.open,
            Cell(text=percent(s.judged, s.failed), tone=_tone(s.judged, s.failed, s.open)),
        )
        for s in by_table(result.outcomes)
    )
    return Grid(title="グループごとの結果（悪い順）", columns=columns, rows=rows)


def sections(
    result: CheckResult, key: str = "quality", view: View | None = None, brief: bool = False
) -> tuple[Section, ...]:
    """The quality part of a report, the worst first; ``key`` begins the sections' ids.

    ``brief``: what a terminal shows, without the rules that found nothing.
    """
    shown = view or View()
    command = shown.command or f"migrate check run --business {result.spec[:3]}"
    first: tuple[Block, ...] = (
        Note(text=sentence(result)),
        _figures(result),
        Note(text=_HOW),
        *_open(result, _NAMED if brief else None),
        *document_decisions.notices(result),
    )
    return (
        Section(id=key, title=f"データの品質（{result.spec}）", blocks=first),
        *document_worst.sections(result, f"{key}-worst", command, shown.advice),
        *document_decisions.sections(result, f"{key}-decisions"),
        *(() if brief else document_trend.sections(shown.past, f"{key}-trend")),
        Section(id=f"{key}-detail", title="検査の明細", blocks=_detail(result, brief)),
        *(() if brief else (Section(id=f"{key}-states", title="検査の状態", blocks=(_states(result.outcomes),)),)),
    )


def _detail(result: CheckResult, brief: bool) -> tuple[Block, ...]:
    tables: tuple[Block, ...] = (_tables(result),) if result.rows else ()
    bad: tuple[Block, ...] = (
        (_items(result),) if any(o.failed or o.state is State.BROKEN for o in result.outcomes) else ()
    )
    rest = "規則ごとの結果（合格・対象外・未実施も）は、-v か --format html で見られます。"
    return (*tables, *bad, Note(text=rest)) if brief else (*tables, _rules(result), *bad)
