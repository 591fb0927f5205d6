"""The verdict in one sentence, and the key figures that carry it."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from migrate.model.document import Figure, Figures, Tone
from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.quality import State
from migrate.model.value import value
from migrate.report.results import Results, Stage

NOT_RUN = "未実施"
_UNRUN = frozenset({State.NOT_RUN, State.BROKEN})


@value
class Totals:
    """Sums over all businesses of a report; None where no business has the stage."""

    items: int | None
    fits: Counter[Fit]
    read: int | None
    written: int
    rejected: int
    merged: int
    excluded: int
    closed: bool
    severities: Counter[Severity]
    open_differences: int | None
    unrun: int
    """Checks that were not run or broke off."""
    settled: int
    """Failures of checks that people have decided about (免除・既知・許容)."""
    evidenced: int | None
    steps: int
    missing: tuple[Stage, ...]
    """Stages that at least one business lacks."""
    outdated: tuple[Stage, ...]
    """Stages whose result at least one business must renew."""


def findings(results: tuple[Results, ...]) -> tuple[Finding, ...]:
    """All findings: of the current system's structure once, then of each business."""
    schema = next((r.source for r in results if r.source is not None), None)
    return (*(schema.findings if schema else ()), *chain.from_iterable(r.findings for r in results))


def counts(results: tuple[Results, ...]) -> Counter[tuple[Severity, str]]:
    """`findings` by severity and code, and what no finding names."""
    schema = next((r.source for r in results if r.source is not None), None)
    found = Counter((f.severity, f.code) for f in (schema.findings if schema else ()))
    return sum((one.counts for one in results), found)


def _severities(results: tuple[Results, ...]) -> Counter[Severity]:
    found: Counter[Severity] = Counter()
    for (severity, _), number in counts(results).items():
        found[severity] += number
    return found


def totals(results: tuple[Results, ...]) -> Totals:
    """Add up what the stages say."""
    gaps = [r.gap for r in results if r.gap is not None]
    runs = [r.conversion for r in results if r.conversion is not None]
    lines = [line for run in runs for line in run.lines]
    compared = [r.reconciliation for r in results if r.reconciliation is not None]
    progress = [r.progress for r in results if r.progress is not None]
    return Totals(
        items=sum(len(g.items) for g in gaps) if gaps else None,
        fits=Counter(item.fit for g in gaps for item in g.items),
        read=sum(line.read for line in lines) if runs else None,
        written=sum(line.written for line in lines),
        rejected=sum(sum(line.rejected.values()) for line in lines),
        merged=sum(sum(line.merged.values()) for line in lines),
        excluded=sum(sum(line.excluded.values()) for line in lines),
        closed=all(run.closed for run in runs),
        severities=_severities(results),
        open_differences=sum(c.open for c in compared) if compared else None,
        unrun=sum(o.state in _UNRUN for r in results if r.check is not None for o in r.check.outcomes),
        settled=sum(o.settled for r in results if r.check is not None for o in r.check.outcomes),
        evidenced=sum(p.evidenced for p in progress) if progress else None,
        steps=TOTAL_STEPS * len(progress),
        missing=tuple(stage for stage in Stage if any(stage in r.missing for r in results)),
        outdated=tuple(stage for stage in Stage if any(stage in r.outdated for r in results)),
    )


def sentence(found: Totals) -> str:
    """The verdict for a reader with ten seconds."""
    errors, differences = found.severities[Severity.ERROR], found.open_differences or 0
    facts = []
    if found.read is not None:
        state = "収支は一致しています" if found.closed else "収支が一致していません"
        facts.append(f"{found.read:,} 行を読み、{state}。")
    others = max(0, errors - differences)
    left = [f"エラー {others:,} 件"] if others else []
    left += [f"現新比較の未解消の相違 {differences:,} 件"] if differences else []
    if left:
        facts.append(f"{'と'.join(left)}が残っています。")
    elif found.read is not None and not {Stage.CHECK, Stage.RECONCILE} & set(found.missing):
        facts.append("エラーも、現新比較の相違もありません。")
    if found.settled:
        facts.append(f"このほか、品質の不合格 {found.settled:,} 件を、免除・既知・許容としています。")
    if found.unrun:
        facts.append(f"品質の検査のうち {found.unrun:,} 件は未実施です。")
    for stages, words in ((found.missing, "未実施の段階"), (found.outdated, "やり直しが必要な段階")):
        if stages:
            names = "、".join(stage.heading for stage in stages)
            return f"判定はまだできません。{''.join(facts)}{words}: {names}。"
    if not found.closed:
        return f"不合格です。{''.join(facts)}"
    word = "要対応" if left else "要確認" if found.unrun else "合格"
    return f"{word}です。{''.join(facts)}"


def _not_run(label: str, stage: Stage) -> Figure:
    return Figure(label=label, value=NOT_RUN, note=stage.heading, tone=Tone.MUTED)


def _gap_figure(found: Totals) -> Figure:
    label = "現行の列が当たる標準の項目"
    if found.items is None:
        return _not_run(label, Stage.GAP)
    ready = found.fits[Fit.FIT] + found.fits[Fit.CONVERT]
    rest = "・".join(f"{fit.value} {found.fits[fit]}" for fit in (Fit.DECIDE, Fit.MISSING))
    tone = Tone.GOOD if ready == found.items else Tone.CAUTION
    return Figure(label=label, value=f"{ready} / {found.items} 項目", note=rest, tone=tone)


def _row_figures(found: Totals) -> tuple[Figure, ...]:
    if found.read is None:
        return (_not_run("読んだ行", Stage.CONVERT), _not_run("収支", Stage.CONVERT))
    fates = f"統合 {found.merged:,}・対象外 {found.excluded:,}"
    closed = "すべての行の行き先が分かっています" if found.closed else "行き先の分からない行があります"
    return (
        Figure(label="読んだ行", value=f"{found.read:,} 行", note="現行のすべてのファイル"),
        Figure(label="書き込んだ行", value=f"{found.written:,} 行", note=fates),
        Figure(
            label="拒否した行",
            value=f"{found.rejected:,} 行",
            note="元のバイト列は out/restricted/ にあります" if found.rejected else "",
            tone=Tone.BAD if found.rejected else Tone.GOOD,
        ),
        Figure(
            label="収支",
            value="一致" if found.closed else "不一致",
            note=closed,
            tone=Tone.GOOD if found.closed else Tone.BAD,
        ),
    )


def figures(found: Totals) -> Figures:
    """The key figures of the first screen; a stage that has not been run is said to be 未実施."""
    errors, warnings = found.severities[Severity.ERROR], found.severities[Severity.WARNING]
    tone = Tone.BAD if errors else Tone.CAUTION if warnings else Tone.GOOD
    unchecked = {Stage.CONVERT, Stage.CHECK, Stage.RECONCILE} & set(found.missing)
    if not errors and unchecked:
        tone = Tone.MUTED
    open_ = found.open_differences
    differences = (
        _not_run("未解消の相違", Stage.RECONCILE)
        if open_ is None
        else Figure(
            label="未解消の相違",
            value=f"{open_:,} 件",
            note="現新比較",
            tone=Tone.BAD if open_ else Tone.GOOD,
        )
    )
    evidenced = (
        _not_run("裏づけのあるステップ", Stage.PROGRESS)
        if found.evidenced is None
        else Figure(label="裏づけのあるステップ", value=f"{found.evidenced} / {found.steps}", note="台帳と成果物による")
    )
    said = f"警告 {warnings:,}・参考 {found.severities[Severity.INFO]:,}"
    if found.settled:
        said += f"。ほかに免除・既知・許容 {found.settled:,}"
    if unchecked:
        said += "（未実施の段階を除く）"
    findings_ = Figure(label="エラー", value=f"{errors:,} 件", note=said, tone=tone)
    return Figures(figures=(_gap_figure(found), *_row_figures(found), findings_, differences, evidenced))
