"""Checks of a mapping on the side of the rows: parts, joins, limits of scope, files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from migrate.engine import expression, functions
from migrate.mapping import rules
from migrate.mapping.context import Context
from migrate.model.finding import Finding, Severity
from migrate.model.kinds import Kind, kind_of
from migrate.model.mapping import Block, Join, Scope
from migrate.model.source import SourceKind

_YEAR, _DATE = re.compile(r"[0-9]{4}"), re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def parts(c: Context) -> Iterator[Finding]:
    """MIG-MAP-066: several blocks from one source into one target without names or with contradicting ``yields``;
    MIG-MAP-067: an item that is filled twice in one block.
    """
    groups: dict[tuple[str, str], list[Block]] = {}
    for block in c.mapping.blocks:
        groups.setdefault((block.table, block.source), []).append(block)
        for item, count in Counter(rule.item for rule in block.items).items():
            if count > 1:
                line = [rule.line for rule in block.items if rule.item == item][-1]
                yield c.finding("MIG-MAP-067", Severity.ERROR, {"item": item}, block.table, item, line)
    for (table, source), blocks in groups.items():
        said = {block.yields for block in blocks}
        if len({block.part for block in blocks}) > 1 and (
            len(said) > 1 or None in said or not all(block.part for block in blocks)
        ):
            params = {"table": table, "source": source}
            yield c.finding("MIG-MAP-066", Severity.ERROR, params, table, None, blocks[1].line)


def _failing(tree: exp.Expression) -> str:
    """Name of a function in ``tree`` that may refuse a value, ``""`` where there is none."""
    names = (str(call.this) for call in expression.calls(tree))
    return next((n for n in names if (found := functions.function(n)) is not None and found.lower is None), "")


def _join(c: Context, block: Block, join: Join, tree: exp.Expression | None) -> Iterator[Finding]:
    if c.schema.table(join.table) is None:
        yield c.unknown_table(join.table, join.line)
    for ours, theirs in join.keys:
        yield from filter(None, (c.unknown_column(*c.origin(block, ours), join.line),))
        yield from filter(None, (c.unknown_column(join.table, theirs, join.line),))
    judged = (*c.columns_of(tree), *((join.latest_by,) if join.latest_by else ()))
    yield from filter(None, (c.unknown_column(join.table, column, join.line) for column in judged))
    if tree is not None and (name := _failing(tree)):
        params = {"alias": join.alias, "function": name}
        yield c.finding("MIG-MAP-069", Severity.ERROR, params, block.table, None, join.line)


def joins(c: Context) -> Iterator[Finding]:
    """MIG-MAP-012, -013 unknown names; -068 an alias that is used twice or names a later join; -069 a condition that
    may fail.
    """
    for trees in c.trees:
        block = trees.block
        earlier: set[str] = set()
        for join, tree in zip(block.joins, trees.joins, strict=True):
            later = {one.alias for one in block.joins} - earlier
            early = any(ours.startswith(f"{alias}.") for ours, _ in join.keys for alias in later)
            if join.alias in earlier or early or "." in join.alias:
                params = {"alias": join.alias}
                yield c.finding("MIG-MAP-068", Severity.ERROR, params, block.table, None, join.line)
            earlier.add(join.alias)
            yield from _join(c, block, join, tree)


def _limits(scope: Scope) -> str:
    """What is wrong with the limits of a scope, in words; ``""`` where nothing is."""
    if scope.within and (scope.first or scope.last or scope.years is not None):
        return "in と、from・until・years は、いっしょに書けません"
    if scope.first and scope.years is not None:
        return "from と years は、いっしょに書けません"
    try:
        first = rules.since(scope)
        for limit in (first, scope.last):
            if _DATE.fullmatch(limit):
                date.fromisoformat(limit)
    except ValueError:
        return "日付が正しくありません"
    if first and scope.last and (len(first) != len(scope.last) or first > scope.last):
        return "from と until の桁数が違うか、from が until より後です"
    return ""


def scopes(c: Context) -> Iterator[Finding]:
    """MIG-MAP-070 limits that make no sense, -071 a date that is compared as it stands."""
    for trees in c.trees:
        table = c.table_of(trees.block)
        for scope, tree in zip(trees.block.scope, trees.scope, strict=True):
            if why := _limits(scope):
                params = {"rule": scope.name, "why": why}
                yield c.finding("MIG-MAP-070", Severity.ERROR, params, trees.block.table, None, scope.line)
            if table is None or scope.within or not isinstance(tree, exp.Column):
                continue
            column = next((one for one in table.columns if one.name == tree.name), None)
            dated = column is not None and (kind_of(column) is Kind.DATE or "年月日" in column.logical_name)
            if column is not None and dated and not column.item:
                params = {"rule": scope.name, "column": column.name}
                yield c.finding("MIG-MAP-071", Severity.WARNING, params, trees.block.table, None, scope.line)


def files(c: Context) -> Iterator[Finding]:
    """MIG-MAP-072: several data files of one table that are not listed (the run is refused, MIG-CNV-022), or a list
    that is not theirs.
    """
    kinds = (SourceKind.CSV, SourceKind.FIXED)
    asked = {table for block in c.mapping.blocks for table in (block.source, *(join.table for join in block.joins))}
    for source in sorted(asked | set(c.mapping.files)):
        held = [file.path for file in c.schema.files if file.kind in kinds and file.table == source]
        listed = c.mapping.files.get(source, ())
        if (listed and sorted(listed) != sorted(held)) or (not listed and len(held) > 1):
            params = {"source": source, "held": "、".join(held) or "なし", "listed": "、".join(listed) or "なし"}
            yield c.finding("MIG-MAP-072", Severity.ERROR if listed else Severity.WARNING, params)
