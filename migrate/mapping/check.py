"""What is wrong with a mapping before any row is read: findings MIG-MAP-010 and up, each with its line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from migrate.mapping import (
    check_decided,
    check_items,
    check_parents,
    check_rows,
    check_tolerances,
    check_traps,
    check_values,
)
from migrate.mapping.context import Context, context, near
from migrate.mapping.measured import measured
from migrate.model.decision import Decisions
from migrate.model.finding import Finding, Severity, sort_key
from migrate.model.mapping import Mapping
from migrate.model.profile import FileProfile
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec


def _edition(c: Context) -> Iterator[Finding]:
    if c.mapping.spec != c.spec.id:
        params = {"given": c.mapping.spec, "wanted": c.spec.id}
        yield c.finding("MIG-MAP-010", Severity.ERROR, params, line=c.mapping.spec_line)


def _tables(c: Context) -> Iterator[Finding]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for trees in c.trees:
        block = trees.block
        place = (block.table, block.source, block.part)
        counts[place] += 1
        if block.table not in c.spec.tables:
            params = {"table": block.table, "spec": c.spec.id, "near": near(block.table, c.spec.tables)}
            yield c.finding("MIG-MAP-011", Severity.ERROR, params, line=block.line)
        if c.schema.table(block.source) is None:
            yield c.unknown_table(block.source, block.line)
        if counts[place] == 2:
            params = {"table": block.table, "source": block.source}
            yield c.finding("MIG-MAP-015", Severity.ERROR, params, line=block.line)
    mapped = set(c.mapping.tables)
    for table in c.spec.tables:
        if table not in mapped:
            yield c.finding("MIG-MAP-030", Severity.WARNING, {"table": table}, table=table)


def _columns(c: Context) -> Iterator[Finding]:
    asked: list[tuple[tuple[str, str], int | None]] = []
    for trees in c.trees:
        block = trees.block
        named = [(name, rule.line) for rule in block.items for name in c.columns(trees, rule.item)]
        for row, tree in zip(block.rows, trees.conditions, strict=True):
            names = (*row.key, *((row.latest_by,) if row.latest_by else ()), *c.columns_of(tree))
            named += [(name, row.line) for name in names]
        for scope, tree in zip(block.scope, trees.scope, strict=True):
            named += [(name, scope.line) for name in c.columns_of(tree)]
        asked += [(c.origin(block, name), line) for name, line in named]
    asked += [((one.source, one.column), one.line) for one in c.mapping.dropped]
    for (source, column), line in asked:
        if (found := c.unknown_column(source, column, line)) is not None:
            yield found
    for source in dict.fromkeys(one.source for one in c.mapping.dropped):
        if c.schema.table(source) is None:
            line = next(one.line for one in c.mapping.dropped if one.source == source)
            yield c.unknown_table(source, line)


def _coverage(c: Context) -> Iterator[Finding]:
    """Every column of every table is used, judged or dropped with a reason."""
    filled = {c.origin(t.block, name) for t in c.trees for name in t.used}
    used = filled | {c.origin(t.block, name) for t in c.trees for name in t.judged}
    used |= {place for t in c.trees for place in t.beyond}
    dropped = {(d.source, d.column): d for d in c.mapping.dropped}
    used_tables = {t.block.source for t in c.trees} | {d.source for d in c.mapping.dropped}
    used_tables |= {join.table for t in c.trees for join in t.block.joins}
    for table in c.schema.tables:
        if table.spec and table.spec.partition("@")[0] != c.spec.business and table.name not in used_tables:
            continue  # a file of another business's standard: the mapping of that business accounts for it
        if table.name not in used_tables:
            params: dict[str, str | int] = {"source": table.name, "logical": table.logical_name or table.name}
            yield c.finding("MIG-MAP-029", Severity.WARNING, params)
            continue
        for column in table.columns:
            place = (table.name, column.name)
            params = {"source": table.name, "column": column.name, "logical": column.logical_name or column.name}
            if place not in used and place not in dropped:
                yield c.finding("MIG-MAP-018", Severity.ERROR, params, table=table.name, item=column.name)
            if place in filled and place in dropped:
                line = dropped[place].line
                yield c.finding("MIG-MAP-019", Severity.ERROR, params, table=table.name, item=column.name, line=line)


_CHECKS = (
    *(_edition, _tables, _columns, _coverage),
    *(check_items.targets, check_items.codes, check_items.forms),
    *(check_values.codes, check_values.types, check_traps.dates, check_traps.names),
    *(check_rows.parts, check_rows.joins, check_rows.scopes, check_rows.files, check_decided.decided),
    *(check_parents.named, check_parents.rings, check_parents.parts),
    *(check_tolerances.fitting, check_tolerances.agreeing),
)


def check(
    mapping: Mapping,
    spec: Spec,
    schema: SourceSchema,
    profiles: Iterable[FileProfile] = (),
    decisions: Decisions | None = None,
) -> tuple[Finding, ...]:
    """Everything wrong with ``mapping`` for this spec and this current system, sorted; empty where all is well.

    ``profiles`` (of the same data as the schema's) tell how many rows a gap concerns, and how long values really are.
    ``decisions`` are those of people on the spec's business.

    Refused expressions come with the codes of the restricted SQL (MIG-CNV-010 to -015).
    """
    c = context(mapping, spec, schema, measured(profiles), decisions)
    found = [*c.refused, *(finding for one in _CHECKS for finding in one(c))]
    unique = {(f.code, f.place.line, *sort_key(f), tuple(sorted(f.params.items()))): f for f in found}
    return tuple(sorted(unique.values(), key=lambda f: (f.place.line or 0, *sort_key(f))))
