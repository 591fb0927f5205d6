"""Both views of one comparison: every standard item, every column of the current system."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from migrate.gap import editions
from migrate.gap.judge import judge, missing, worst_fit
from migrate.gap.match import THRESHOLD, Matching, choose, score
from migrate.lexicon.glossary import Glossary
from migrate.model.editions import EditionLinks
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.gap import Candidate, ColumnGap, Counterpart, Fit, GapReport, ItemGap
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Item, Spec

_FEEDS = 0.30
"""A source table feeds a target table where at least this share of its columns look like its items …"""
_OWN = Basis(document="本ツール独自", section="対応付けの評点")


def _feeding(matchings: tuple[Matching, ...], spec: Spec, table: str) -> tuple[str, ...]:
    """… and one of them is taken for a primary key item."""
    keys = {n for n, item in enumerate(spec.items) if item.table == table and item.primary_key}
    return tuple(
        m.scored.table.name
        for m in matchings
        if m.scored.affinity[table] >= _FEEDS and (not keys or keys & set(m.chosen))
    )


def _item_gap(matchings: tuple[Matching, ...], spec: Spec, place: int, item: Item) -> ItemGap:
    feeding = _feeding(matchings, spec, item.table)
    chosen: list[Candidate] = []
    states: list[Fit] = []
    found: list[Finding] = []
    for m in matchings:
        candidate = m.chosen.get(place)
        if candidate is None:
            continue
        column = next(c for c in m.scored.table.columns if c.name == candidate.column)
        state, findings = judge(spec, item, column, candidate)
        chosen.append(candidate)
        states.append(state)
        found += findings
    fed = {c.table for c in chosen}
    without = tuple(t for t in feeding if t not in fed) if chosen else ()
    if not chosen or without:
        found += missing(spec, item, without)
    return ItemGap(
        item_id=item.id,
        item=item.name,
        table=item.table,
        output_condition=item.output_condition,
        implementation=item.implementation,
        fit=worst_fit(states),
        candidates=tuple(sorted(chosen, key=lambda c: (-c.score, c.table, c.column))),
        findings=tuple(sorted(found, key=sort_key)),
    )


def _laid_out(
    glossary: Glossary, table: SourceTable, spec: Spec, links: EditionLinks, threshold: float = THRESHOLD
) -> Matching:
    """A table laid out after an edition of the standard: its items as the editions are paired, its other columns by
    their names among the items that are left.
    """
    found = editions.matching(table, spec, links)
    others = tuple(column for column in table.columns if not column.item)
    if not others:
        return found
    named = choose(score(glossary, replace(table, columns=others), spec), threshold)
    return replace(found, chosen=dict(sorted({**named.chosen, **found.chosen}.items())))


def match(
    glossary: Glossary,
    schema: SourceSchema,
    spec: Spec,
    links: Mapping[str, EditionLinks],
    threshold: float = THRESHOLD,
) -> Iterator[Matching]:
    """Match every table with ``spec``, in the schema's order; ``links`` as for ``compare``."""
    for table in schema.tables:
        if table.spec in links:
            yield _laid_out(glossary, table, spec, links[table.spec], threshold)
        else:
            yield choose(score(glossary, table, spec), threshold)


def compare(
    glossary: Glossary,
    schema: SourceSchema,
    spec: Spec,
    links: Mapping[str, EditionLinks] | None = None,
    threshold: float = THRESHOLD,
) -> GapReport:
    """Compare the current system with a spec (see the modules of this package for how).

    ``links`` gives for each ``ID@EDITION`` that tables of ``schema`` are laid out after what it has in common with it.
    """
    matchings = tuple(match(glossary, schema, spec, links or {}, threshold))
    items = tuple(_item_gap(matchings, spec, place, item) for place, item in enumerate(spec.items))
    fed: dict[tuple[str, str], list[str]] = {}
    for m in matchings:
        for place, candidate in m.chosen.items():
            fed.setdefault((candidate.table, candidate.column), []).append(spec.items[place].name)
    columns = tuple(
        ColumnGap(
            table=table.name,
            column=column.name,
            logical_name=column.logical_name,
            state=Counterpart.MAPPED if (table.name, column.name) in fed else Counterpart.EXTRA,
            items=tuple(fed.get((table.name, column.name), ())),
        )
        for table in schema.tables
        for column in table.columns
    )
    return GapReport(spec=spec.id, items=items, columns=columns)


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
    glossary: Glossary,
    schema: SourceSchema,
    spec: Spec,
    item: str,
    links: Mapping[str, EditionLinks] | None = None,
    top: int = 3,
) -> tuple[Candidate, ...]:
    """The best ``top`` candidates of one item (by name or データ項目ID) in each source table, chosen or not."""
    found: list[Candidate] = []
    for m in match(glossary, schema, spec, links or {}):
        for place, one in enumerate(spec.items):
            if item in {one.name, one.id}:
                pool = (*m.scored.direct[place], *(c for _, c in m.scored.derived[place]))
                found += sorted(pool, key=lambda c: -c.score)[:top]
    return tuple(sorted(found, key=lambda c: (-c.score, c.table, c.column)))
