"""Both views of one comparison: every standard item, every column of the current system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from migrate.gap import editions, feeds
from migrate.gap.evidence import candidate
from migrate.gap.feeds import Fed, Feeds
from migrate.gap.judge import judge, missing, worst_fit
from migrate.gap.match import THRESHOLD, match
from migrate.gap.target import Target
from migrate.lexicon.vocabulary import Vocabulary
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.gap import Candidate, ColumnGap, Counterpart, Fit, GapReport, ItemGap
from migrate.model.source import SourceSchema
from migrate.model.spec import Item, Spec

_OWN = Basis(document="本ツール独自", section="対応付けの評点")


def _feeding(found: Iterable[Feeds], spec: Spec, table: str) -> tuple[str, ...]:
    """The source tables that feed a target table, a primary key item of it among others."""
    keys = {n for n, item in enumerate(spec.items) if item.table == table and item.primary_key}
    return tuple(
        one.table.name for one in found if table in one.groups and (not keys or keys & {f.at for f in one.fed})
    )


def _item_gap(item: Item, spec: Spec, found: Sequence[Fed], feeding: tuple[str, ...]) -> ItemGap:
    states: list[Fit] = []
    findings: list[Finding] = []
    for one in found:
        state, said = judge(spec, item, one.column, one.candidate)
        states.append(state)
        findings += said
    fed = {one.candidate.table for one in found}
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
        candidates=tuple(sorted((f.candidate for f in found), key=lambda c: (-c.score, c.table, c.column))),
        findings=tuple(sorted(findings, key=sort_key)),
    )


def report(found: Sequence[Feeds], spec: Spec) -> GapReport:
    """Both views of the comparison with one spec."""
    by_item: dict[int, list[Fed]] = defaultdict(list)
    of_column: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        for fed in one.fed:
            by_item[fed.at].append(fed)
            of_column[one.table.name, fed.column.name].append(spec.items[fed.at].name)
    feeding = {table: _feeding(found, spec, table) for table in spec.tables}
    items = tuple(_item_gap(item, spec, by_item[at], feeding[item.table]) for at, item in enumerate(spec.items))
    columns = tuple(
        ColumnGap(
            table=one.table.name,
            column=column.name,
            logical_name=column.logical_name,
            state=Counterpart.MAPPED if (one.table.name, column.name) in of_column else Counterpart.EXTRA,
            items=tuple(of_column.get((one.table.name, column.name), ())),
        )
        for one in found
        for column in one.table.columns
    )
    return GapReport(spec=spec.id, items=items, columns=columns)


def _by_name(schema: SourceSchema, links: editions.Links) -> SourceSchema:
    """The tables, and of those that are laid out after a known edition the columns that it does not have."""
    tables = (
        replace(t, columns=tuple(c for c in t.columns if not c.item)) if t.spec in links else t for t in schema.tables
    )
    return replace(schema, tables=tuple(tables))


def compare(
    vocabulary: Vocabulary,
    schema: SourceSchema,
    spec: Spec,
    links: editions.Links | None = None,
    threshold: float = THRESHOLD,
) -> GapReport:
    """Compare the current system with one spec alone.

    ``links`` gives for each ``ID@EDITION`` that tables of ``schema`` are laid out after what it has in common with it.
    """
    links = links or {}
    found = []
    for table, m in zip(
        schema.tables, match(Target(vocabulary, (spec,)), _by_name(schema, links), threshold), strict=True
    ):
        named = feeds.of_names(m, spec)
        if table.spec in links:
            named = feeds.together(editions.feeds(table, spec, links[table.spec]), named)
        found.append(named)
    return report(found, spec)


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


def explain(
    vocabulary: Vocabulary,
    schema: SourceSchema,
    spec: Spec,
    item: str,
    links: editions.Links | None = None,
    top: int = 3,
) -> tuple[Candidate, ...]:
    """The best ``top`` candidates of one item (by name or データ項目ID) in each source table, chosen or not."""
    links = links or {}
    found: list[Candidate] = []
    for table, m in zip(schema.tables, match(Target(vocabulary, (spec,)), _by_name(schema, links)), strict=True):
        pool = [
            candidate(m.table, column.name, one)
            for column, ones in zip(m.table.columns, m.candidates, strict=True)
            for one in ones
            if item in {one.item.item.name, one.item.item.id}
        ]
        if table.spec in links:
            linked = editions.feeds(table, spec, links[table.spec]).fed
            pool += [f.candidate for f in linked if item in {spec.items[f.at].name, spec.items[f.at].id}]
        found += sorted(pool, key=lambda c: (-c.score, c.column))[:top]
    return tuple(sorted(found, key=lambda c: (-c.score, c.table, c.column)))
