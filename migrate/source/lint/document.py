"""The result of the rules for people: findings by rule with their number and places, and what found nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from migrate.model.document import Cell, Column, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Severity
from migrate.model.source import SourceSchema
from migrate.source.lint.rule import Rule

_WORDS = {Severity.ERROR: "エラー", Severity.WARNING: "警告", Severity.INFO: "参考"}
_TONES = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.CAUTION, Severity.INFO: Tone.MUTED}
_SHOWN = 3
_COLUMNS = (
    Column(title="コード", width=12),
    Column(title="規則", width=28),
    Column(title="重さ", width=6),
    Column(title="件数", unit="件", numeric=True, width=8),
    Column(title="場所", width=62),
)


def _place(finding: Finding) -> str:
    place = finding.place
    return f"{place.table}.{place.item}" if place.item else str(place.table)


def _places(findings: Sequence[Finding], everything: bool) -> str:
    names = list(dict.fromkeys(_place(finding) for finding in findings))
    shown = names if everything else names[:_SHOWN]
    rest = len(names) - len(shown)
    return "、".join(shown) + (f" ほか {rest:,} か所" if rest else "")


def _row(rule: Rule, findings: Sequence[Finding], everything: bool) -> tuple[str | int | Cell, ...]:
    heaviest = max((f.severity for f in findings), key=lambda one: one.rank)
    weight = Cell(text=_WORDS[heaviest], tone=_TONES[heaviest])
    return rule.code, rule.title, weight, len(findings), _places(findings, everything)


def section(rules: Sequence[Rule], findings: Sequence[Finding], everything: bool) -> Section:
    """One row a rule that found something, heaviest first; ``everything`` lists every place."""
    held = {rule.code: [f for f in findings if f.code == rule.code] for rule in rules}
    hit = [rule for rule in rules if held[rule.code]]
    hit.sort(key=lambda rule: (-max(f.severity.rank for f in held[rule.code]), rule.code))
    grid = Grid(
        title="規則ごとの指摘",
        columns=_COLUMNS,
        rows=tuple(_row(rule, held[rule.code], everything) for rule in hit),
        note="意味と直し方は migrate explain コード で、指摘のすべては -v で表示します。",
    )
    none = [rule.title for rule in rules if not held[rule.code]]
    words = f": {'、'.join(none)}。" if everything else "（名前は -v で表示します）。"
    rest = (Note(text=f"指摘のなかった規則 {len(none)}{words}"),) if none else ()
    return Section(id="source-lint", title="結果", blocks=(*((grid,) if hit else ()), *rest))


def summary(schema: SourceSchema, rules: Sequence[Rule], findings: Sequence[Finding]) -> str:
    """One sentence for a reader with ten seconds."""
    columns = sum(len(table.columns) for table in schema.tables)
    counts = Counter(finding.severity for finding in findings)
    words = "、".join(f"{_WORDS[one]} {counts[one]:,}" for one in (Severity.ERROR, Severity.WARNING, Severity.INFO))
    return f"表 {len(schema.tables):,} 個、列 {columns:,} 個を {len(rules)} の規則で調べました。指摘: {words}。"
