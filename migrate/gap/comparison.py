"""Both views of one comparison: every standard item, every column of the current system."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from migrate.gap import codes, editions, feeds, joined
from migrate.gap.decided_feeds import enforced
from migrate.gap.decisions.honour import NOBODY, Honour
from migrate.gap.evidence import candidate
from migrate.gap.feeds import Fed, Feeds
from migrate.gap.judge import judge, missing, worst_fit
from migrate.gap.link import Link
from migrate.gap.match import THRESHOLD, Known, Matched, match
from migrate.gap.target import Target, TargetItem
from migrate.gap.values import Held
from migrate.lexicon.vocabulary import Vocabulary
from migrate.model.finding import Basis, Finding, Place, Severity, sort_key
from migrate.model.gap import Candidate, ColumnGap, Counterpart, Fit, GapReport, ItemGap
from migrate.model.source import SourceSchema, SourceTable
from migrate.model.spec import Item, Spec
from migrate.model.value import value

_OWN = Basis(document="本ツール独自", section="対応付けの評点")
Columns = Mapping[tuple[str, str], Held]
"""Table and column → what it holds."""


def _feeding(found: Iterable[Feeds], spec: Spec, table: str) -> tuple[str, ...]:
    """The source tables that feed a target table, a primary key item of it among others."""
    keys = {n for n, item in enumerate(spec.items) if item.table == table and item.primary_key}
    return tuple(
        one.table.name for one in found if table in one.groups and (not keys or keys & {f.at for f in one.fed})
    )


def _item_gap(item: Item, spec: Spec, found: Sequence[Link], feeding: tuple[str, ...]) -> ItemGap:
    states: list[Fit] = []
    findings: list[Finding] = []
    for one in found:
        state, said = judge(one)
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


def _column_gap(one: Feeds, place: int, items: Sequence[str]) -> ColumnGap:
    column, others = one.table.columns[place], one.of_others(place)
    return ColumnGap(
        table=one.table.name,
        column=column.name,
        logical_name=column.logical_name,
        state=Counterpart.MAPPED if items else Counterpart.ELSEWHERE if others else Counterpart.EXTRA,
        items=tuple(items),
        elsewhere=others,
    )


def _link(table: SourceTable, fed: Fed, spec: Spec, held: Columns) -> Link:
    return Link(
        spec=spec,
        item=spec.items[fed.at],
        column=fed.column,
        candidate=fed.candidate,
        key=fed.column.name in table.primary_key,
        held=held.get((table.name, fed.column.name)),
    )


def report(found: Sequence[Feeds], spec: Spec, held: Columns) -> GapReport:
    """Both views of the comparison with one spec."""
    by_item: dict[int, list[Link]] = defaultdict(list)
    of_column: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in found:
        for fed in one.fed:
            by_item[fed.at].append(_link(one.table, fed, spec, held))
            for name in dict.fromkeys((fed.column.name, *fed.candidate.joined)):
                of_column[one.table.name, name].append(spec.items[fed.at].name)
    feeding = {table: _feeding(found, spec, table) for table in spec.tables}
    items = tuple(_item_gap(item, spec, by_item[at], feeding[item.table]) for at, item in enumerate(spec.items))
    columns = tuple(
        _column_gap(one, place, of_column.get((one.table.name, column.name), ()))
        for one in found
        if one.fed or not any(one.elsewhere)  # a table of other businesses stands in their reports
        for place, column in enumerate(one.table.columns)
    )
    used = (codes.uses(link) for links in by_item.values() for link in links)
    gaps = sorted((one for one in used if one is not None), key=lambda g: (g.table, g.item, g.source, g.column))
    return GapReport(spec=spec.id, items=items, columns=columns, codes=tuple(gaps))


@value
class Case:
    """What is compared, and what is known of it.

    ``links`` gives for each ``ID@EDITION`` that tables of ``schema`` are laid out after what it has in common with the
    spec of the same business; ``held`` what the columns of a table hold, where a profile exists.
    """

    schema: SourceSchema
    specs: tuple[Spec, ...]
    links: editions.Links = field(default_factory=dict)
    held: Columns = field(default_factory=dict)
    decided: Honour = NOBODY
    """What people decided."""

    @property
    def laid_out(self) -> dict[str, str]:
        """Table → 業務ID of the spec whose edition it is laid out after."""
        return {t.name: t.spec.partition("@")[0] for t in self.schema.tables if t.spec in self.links}

    def named(self) -> SourceSchema:
        """The tables, of those that are laid out after a known edition only the columns that it does not have."""
        tables = (
            replace(t, columns=tuple(c for c in t.columns if not c.item)) if t.spec in self.links else t
            for t in self.schema.tables
        )
        return replace(self.schema, tables=tuple(tables))


def matches(vocabulary: Vocabulary, case: Case, threshold: float = THRESHOLD) -> tuple[Matched, ...]:
    """The matching of the whole system with all specs at once, so that a table goes to the business that it suits."""
    known = Known(laid_out=case.laid_out, held=case.held, decided=case.decided)
    return match(Target(vocabulary, case.specs), case.named(), threshold, known)


def _concerns(table: SourceTable, spec: Spec) -> bool:
    """A table of the system's own concerns every business, one that is laid out after a standard only its own."""
    return table.spec.partition("@")[0] in {"", spec.business}


def _linked(table: SourceTable, spec: Spec, links: editions.Links) -> bool:
    return table.spec in links and table.spec.partition("@")[0] == spec.business


def compare(vocabulary: Vocabulary, case: Case, threshold: float = THRESHOLD) -> tuple[GapReport, ...]:
    """Compare the current system with all specs at once: one report for each, in the order of ``case.specs``."""
    return reports_of(case, matches(vocabulary, case, threshold))


def reports_of(case: Case, matched: Sequence[Matched]) -> tuple[GapReport, ...]:
    """The reports that a matching gives, one for each spec."""
    reports = []
    for spec in case.specs:
        found = []
        for table, one in zip(case.schema.tables, matched, strict=True):
            if not _concerns(table, spec):
                continue
            named = feeds.of_names(one, spec)
            if _linked(table, spec, case.links):
                named = feeds.together(editions.feeds(table, spec, case.links[table.spec]), replace(named, table=table))
                named = enforced(case.decided, named, spec)
            found.append(named)
        reports.append(report(found, spec, case.held))
    return tuple(reports)


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
    return tuple(sorted((*(f for i in report.items for f in i.findings), *report.findings, *extra), key=sort_key))


def _is(one: TargetItem, spec: Spec, item: str) -> bool:
    return one.business == spec.business and item in {one.item.name, one.item.id}


def explain(vocabulary: Vocabulary, case: Case, spec: Spec, item: str, top: int = 3) -> tuple[Candidate, ...]:
    """The best ``top`` candidates of one item (by name or データ項目ID) in each source table, chosen or not."""
    found: list[Candidate] = []
    for table, m in zip(case.schema.tables, matches(vocabulary, case), strict=True):
        made = [one for one in m.joined if _is(one.item, spec, item)]
        parts = {(place, one.item.at) for one in made for place in one.places}
        pool = [
            candidate(m.table, column.name, one)
            for place, column in enumerate(m.table.columns)
            for one in m.offered(place)
            if _is(one.item, spec, item) and (place, one.item.at) not in parts
        ]
        pool += [joined.candidate(m.table, one) for one in made]
        if _linked(table, spec, case.links):
            linked = editions.feeds(table, spec, case.links[table.spec]).fed
            pool += [f.candidate for f in linked if item in {spec.items[f.at].name, spec.items[f.at].id}]
        found += sorted(pool, key=lambda c: (-c.score, c.column))[:top]
    return tuple(sorted(found, key=lambda c: (-c.score, c.table, c.column)))
