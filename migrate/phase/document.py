"""Progress and the list of steps as documents for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from migrate.model.document import Bar, BarChart, Cell, Column, Document, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.procedure import TOTAL_STEPS, Progress, Status, Step, StepEvidence, StepState, SystemFacts
from migrate.model.value import value
from migrate.phase import systems_page

TONES = {
    Status.DONE: Tone.GOOD,
    Status.WORKING: Tone.CAUTION,
    Status.OPEN: Tone.MUTED,
    Status.NOT_APPLICABLE: Tone.PLAIN,
}
_ORDER = (Status.DONE, Status.NOT_APPLICABLE, Status.WORKING, Status.OPEN)
_TWO_MEASURES = (
    "完了率は、総務省の定義（「完了済み」と「対象外」のステップ数 ÷ 40）です。"
    "ステップの作業量は同じではないので、移行作業そのものの進み具合ではありません。"
    "裏づけのあるステップは、台帳と成果物から数えた本ツール独自の数で、完了率には入れません。"
    "成果物があり、その後に入力が変わっておらず、検査を通ったものだけを数え、ほかは「痕跡」と記します。"
)


@value
class View:
    """One business: its steps, what is told of its systems, and the 事由 by number."""

    progress: Progress
    systems: tuple[SystemFacts, ...] = ()
    reasons: Mapping[str, str]
    as_of: date | None = None
    """The day that is printed; None: none is."""


def day(as_of: date | None) -> tuple[tuple[str, str], ...]:
    """The day of a report among its facts."""
    return (("時点", as_of.isoformat()),) if as_of else ()


def _figures(progress: Progress) -> Figures:
    counts = Counter(state.status for state in progress.steps)
    statuses = tuple(
        Figure(label=s.value, value=f"{counts[s]} ステップ", tone=TONES[s] if counts[s] else Tone.PLAIN) for s in _ORDER
    )
    rate = Figure(label="完了率", value=f"{progress.completion:.1%}", note="（完了済み＋対象外）÷ 40")
    backed = Figure(
        label="裏づけのあるステップ", value=f"{progress.evidenced}／{TOTAL_STEPS}", note="台帳と成果物による"
    )
    return Figures(figures=(rate, *statuses, backed))


def _chart(progress: Progress) -> BarChart:
    phases = dict.fromkeys(state.step.phase for state in progress.steps)
    bars = []
    for phase in phases:
        counts = Counter(state.status for state in progress.steps if state.step.phase == phase)
        bars.append(Bar(label=phase, values=tuple(counts[s] for s in _ORDER)))
    done = sum(s.status in (Status.DONE, Status.NOT_APPLICABLE) for s in progress.steps)
    return BarChart(
        title="フェーズごとの状態",
        parts=tuple((s.value, TONES[s]) for s in _ORDER),
        bars=tuple(bars),
        unit="ステップ",
        summary=f"{len(phases)} フェーズ {TOTAL_STEPS} ステップのうち、完了済みまたは対象外は {done} ステップです。",
    )


def evidence_text(one: StepEvidence) -> str:
    """What speaks for a step, and why it does not prove it where it does not."""
    said = f"migrate {one.command}（{one.result}、{one.at[:10]}{f'、{one.origin}' if one.origin else ''}）"
    if one.proves:
        count = len(one.untold)
        return f"{said}（変わったか分からない入力 {count} 個）" if count else said
    if one.changed:
        return f"痕跡: {said}。その後 {one.changed} が変わりました"
    return f"痕跡: {said}。" + (
        f"指摘が {one.findings:,} 件残っています" if one.findings else "最終の確認ではありません"
    )


def _steps_text(states: list[StepState]) -> str:
    return "、".join(one.step.code for one in states)


def _notes(progress: Progress) -> tuple[Note, ...]:
    """Where status and evidence tell different things: only people change the status."""
    ready = [one for one in progress.steps if one.proven and not one.closed]
    bare = [one for one in progress.steps if one.status is Status.DONE and not one.proven]
    found = []
    if ready:
        text = f"台帳は完了済みを示しています: {_steps_text(ready)}。確かめたら migrate phase set で設定します。"
        found.append(Note(text=text))
    if bare:
        found.append(Note(text=f"完了済みで、裏づけのないもの: {_steps_text(bare)}。"))
    return tuple(found)


def _board(progress: Progress, brief: bool) -> Grid | Note:
    columns = (
        Column(title="番号", width=6, numeric=True),
        Column(title="記号", width=6),
        Column(title="ステップ", width=48),
        Column(title="作業項目", width=24),
        Column(title="状態", width=10),
        Column(title="台帳による裏づけ", width=40),
    )
    rows = tuple(
        (
            state.step.number,
            state.step.code,
            state.step.name,
            state.step.item,
            Cell(text=state.status.value, tone=TONES[state.status]),
            "\n".join(evidence_text(one) for one in state.evidence),
        )
        for state in progress.steps
        if not brief or state.evidence or state.status is not Status.OPEN
    )
    if not brief:
        return Grid(title="40 ステップ", columns=columns, rows=rows)
    left = len(progress.steps) - len(rows)
    note = f"ほかの {left} ステップは未着手で、裏づけもありません（-v ですべて表示）。" if left else ""
    if not rows:
        return Note(text=f"{left} ステップのすべてが未着手で、裏づけもありません（-v ですべて表示）。")
    return Grid(title="動きのあるステップ", columns=columns, rows=rows, note=note)


def sections(progress: Progress, brief: bool = False) -> tuple[Section, ...]:
    """Key figures, a bar per phase, and the 40 steps (``brief``: those that are set or have evidence)."""
    blocks = (
        _figures(progress),
        Note(text=_TWO_MEASURES),
        *_notes(progress),
        _chart(progress),
        _board(progress, brief),
    )
    return (Section(id="progress", title="進捗（手順書の 40 ステップ）", blocks=blocks),)


def document(view: View, brief: bool = False) -> Document:
    """The progress of one business as a document of its own."""
    progress = view.progress
    names = {progress.business: progress.business_name}
    name = f"{progress.business} {progress.business_name}".strip() or "業務の指定なし"
    return Document(
        title="標準化の進捗",
        subtitle=name,
        facts=day(view.as_of),
        summary=f"完了率は {progress.completion:.1%}、裏づけのあるステップは {progress.evidenced} です。",
        sections=(*sections(progress, brief), *systems_page.sections(view.systems, names, view.reasons)),
    )


def steps_document(steps: tuple[Step, ...]) -> Document:
    """The three phases with their work items and steps."""
    columns = (
        Column(title="番号", width=6, numeric=True),
        Column(title="記号", width=6),
        Column(title="ステップ", width=60),
        Column(title="作業項目", width=30),
    )
    parts = []
    for number, phase in enumerate(dict.fromkeys(step.phase for step in steps), start=1):
        mine = [step for step in steps if step.phase == phase]
        rows = tuple((step.number, step.code, step.name, step.item) for step in mine)
        items = len({step.item_number for step in mine})
        grid = Grid(title=f"{items} 作業項目、{len(mine)} ステップ", columns=columns, rows=rows)
        parts.append(Section(id=f"phase-{number}", title=phase, blocks=(grid,)))
    return Document(
        title="手順書の 3 フェーズ、18 作業項目、40 ステップ",
        subtitle="ステップの名は、総務省の進捗公表（令和8年1月時点）によります。",
        sections=tuple(parts),
    )
