"""Both views of one comparison: every standard item, every column of the current system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from migrate.gap.evidence import candidate
from migrate.gap.judge import judge, missing, worst_fit
from migrate.gap.match import THRESHOLD, Matched, match
from migrate.gap.target import Target
from migrate.lexicon.vocabulary import Vocabulary
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.gap import Candidate, ColumnGap, Counterpart, Fit, GapReport, ItemGap
from migrate.model.source import SourceColumn, SourceSchema
from migrate.model.spec import Item, Spec

_OWN = Basis(document="本ツール独自", section="対応付けの評点")


def _feeding(
    matched: Iterable[Matched], spec: Spec, table: str, fed: Mapping[str, Mapping[int, object]]
) -> tuple[str, ...]:
    """The source tables that feed a target table, a primary key item of it among others."""
    keys = {n for n, item in enumerate(spec.items) if item.table == table and item.primary_key}
    return tuple(
        m.table.name
        for m in matched
        if (spec.business, table) in m.homes and (not keys or keys & set(fed[m.table.name]))
    )


def _item_gap(
    item: Item, spec: Spec, found: Sequence[tuple[SourceColumn, Candidate]], feeding: tuple[str, ...]
) -> ItemGap:
    states: list[Fit] = []
    findings: list[Finding] = []
    for column, one in found:
        state, said = judge(spec, item, column, one)
        states.append(state)
        findings += said
    fed = {one.table for _, one in found}
    without = tuple(t for t in feeding if t not in fed) if found else ()
    if not found or without:
        findings += missing(spec, item, without)
    return ItemGap(
        item_id=item.id,
        item=item.name,
        table=item.table,
        output_condition=item.output_condition,
        implementation=item.implementation,
        fit=worst_fit(states),
        candidates=tuple(sorted((c for _, c in found), key=lambda c: (-c.score, c.table, c.column))),
        findings=tuple(sorted(findings, key=sort_key)),
    )


def report(matched: Sequence[Matched], spec: Spec) -> GapReport:
    """Both views of the comparison with one spec, from a matching in which it took part."""
    by_item: dict[int, list[tuple[SourceColumn, Candidate]]] = defaultdict(list)
    fed: dict[str, dict[int, object]] = {m.table.name: {} for m in matched}
    of_column: dict[tuple[str, str], list[str]] = defaultdict(list)
    for m in matched:
        for place, one in sorted(m.fed(), key=lambda f: f[1].item.at):
            if one.item.business == spec.business:
                column = m.table.columns[place]
                by_item[one.item.at].append((column, candidate(m.table, column.name, one)))
                fed[m.table.name][one.item.at] = one
                of_column[m.table.name, column.name].append(one.item.item.name)
    feeding = {table: _feeding(matched, spec, table, fed) for table in spec.tables}
    items = tuple(_item_gap(item, spec, by_item[at], feeding[item.table]) for at, item in enumerate(spec.items))
    columns = tuple(
        ColumnGap(
            table=m.table.name,
            column=column.name,
            logical_name=column.logical_name,
            state=Counterpart.MAPPED if (m.table.name, column.name) in of_column else Counterpart.EXTRA,
            items=tuple(of_column.get((m.table.name, column.name), ())),
        )
        for m in matched
        for column in m.table.columns
    )
    return GapReport(spec=spec.id, items=items, columns=columns)


def compare(vocabulary: Vocabulary, schema: SourceSchema, spec: Spec, threshold: float = THRESHOLD) -> GapReport:
    """Compare the current system with one spec alone."""
    return report(match(Target(vocabulary, (spec,)), schema, threshold), spec)


def findings_of(report: GapReport) -> tuple[Finding, ...]:
    """Every finding of a comparison: those of its items, and MIG-GAP-001 for each column without a counterpart."""
    extra = (
        Finding(
            code="MIG-GAP-001",
            severity=Severity.INFO,
            place=Place(table=c.table, item=c.column),
            params={"column": c.column, "logical": c.logical_name or c.column},
            basis=_OWN,
        )
        for c in report.columns
        if c.state is Counterpart.EXTRA
    )
    return tuple(sorted((*(f for i in report.items for f in i.findings), *extra), key=sort_key))


def explain(vocabulary: Vocabulary, schema: SourceSchema, spec: Spec, item: str, top: int = 3) -> tuple[Candidate, ...]:
    """The best ``top`` candidates of one item (by name or データ項目ID) in each source table, chosen or not."""
    found: list[Candidate] = []
    for m in match(Target(vocabulary, (spec,)), schema):
        pool = (
            candidate(m.table, column.name, one)
            for column, ones in zip(m.table.columns, m.candidates, strict=True)
            for one in ones
            if item in {one.item.item.name, one.item.item.id}
        )
        found += sorted(pool, key=lambda c: (-c.score, c.column))[:top]
    return tuple(sorted(found, key=lambda c: (-c.score, c.table, c.column)))
