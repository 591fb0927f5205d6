"""Checks of a mapping against what the columns hold: codes without a counterpart, types that lose something."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping import measured
from migrate.mapping.context import Context
from migrate.mapping.trees import BlockTrees
from migrate.model.finding import Finding, Severity
from migrate.model.kinds import Kind, item_kind, kind_of, type_fit
from migrate.model.mapping import CodeMap
from migrate.model.source import SourceColumn
from migrate.model.spec import Item

_SHOWN = 10
_MISFIT = 0.1
_PLAIN = {"trim", "blank_to_null", "hankaku"}
"""Functions that give a column's own value."""


def _column(tree: exp.Expression) -> str:
    """Name of the column whose own value a tree is, ``""`` where it is anything else."""
    while isinstance(tree, exp.Anonymous) and str(tree.this) in _PLAIN:
        tree = tree.expressions[0]
    return tree.name if isinstance(tree, exp.Column) else ""


def _declared(c: Context, table: str, column: str) -> tuple[str, ...]:
    found = c.schema.table(table)
    columns = found.columns if found is not None else ()
    return next((tuple(code.value for code in one.codes) for one in columns if one.name == column), ())


def _missing(c: Context, place: tuple[str, str], used: CodeMap) -> tuple[tuple[str, str], ...]:
    """Values without a counterpart and their rows: of the data where it was measured, else of the declaration."""
    if place in c.measured:
        return measured.uncovered(c.measured[place], used.values)
    return tuple((value, "") for value in _declared(c, *place) if value not in used.values)


def _calls(c: Context) -> Iterator[tuple[BlockTrees, str, int | None, exp.Anonymous]]:
    for trees in c.trees:
        for rule in trees.block.items:
            if (tree := trees.items.get(rule.item)) is not None:
                yield from ((trees, rule.item, rule.line, call) for call in expression.calls(tree))


def codes(c: Context) -> Iterator[Finding]:
    """MIG-MAP-073: values of a column that its code map does not know, the most frequent first."""
    maps = {one.name: one for one in c.mapping.code_maps}
    for trees, item, line, call in _calls(c):
        used = maps.get(str(call.expressions[1].this)) if call.this == "code" else None
        name = _column(call.expressions[0]) if used is not None else ""
        if used is None or not name or not used.values:
            continue
        table, column = c.origin(trees.block, name)
        missing = _missing(c, (table, column), used)
        if not missing:
            continue
        ordered = sorted(missing, key=lambda one: (-measured.at_least(one[1]) if one[1] else 0, one[0]))
        told = [f"{value}（{count} 行）" if count else value for value, count in ordered[:_SHOWN]]
        rest = f" ほか {len(ordered) - _SHOWN} 個" if len(ordered) > _SHOWN else ""
        params: dict[str, str | int] = {
            "name": used.name,
            "source": table,
            "column": column,
            "values": "、".join(told) + rest,
            "count": len(missing),
            "rows": sum(measured.at_least(count) for _, count in missing if count),
        }
        yield c.finding("MIG-MAP-073", Severity.WARNING, params, trees.block.table, item, line)


def _lost(column: SourceColumn, item: Item, through: exp.Expression) -> str:
    """What a column of this type loses in this item, in words; ``""`` where nothing is known to be lost."""
    have, want = kind_of(column), item_kind(item)
    if have is Kind.MOMENT and want is Kind.DATE:
        return "時刻の部分は入りません"
    if have is Kind.NUMBER and column.scale and item.type in {"9", "YEAR"}:
        return f"小数点以下 {column.scale} 桁は入りません"
    if have is Kind.BINARY and want is not Kind.BINARY:
        return "バイナリは文字になりません"
    plain = bool(_column(through)) and not item.code_list_id
    if plain and Kind.UNKNOWN not in (have, want) and want not in (Kind.DATE, Kind.TIME):
        return "型の種類が合いません" if type_fit(column, item).score <= _MISFIT else ""
    return ""


def types(c: Context) -> Iterator[Finding]:
    """MIG-MAP-074: a type that cannot hold what the column holds."""
    for trees in c.trees:
        table = c.table_of(trees.block)
        items = {item.name: item for item in c.spec.items_of(trees.block.table)}
        columns = {one.name: one for one in table.columns} if table is not None else {}
        for rule in trees.block.items:
            tree, item = trees.items.get(rule.item), items.get(rule.item)
            if tree is None or item is None:
                continue
            for name in trees.columns[rule.item]:
                if name in columns and (why := _lost(columns[name], item, tree)):
                    params = {"item": rule.item, "column": name, "have": columns[name].type, "why": why}
                    yield c.finding("MIG-MAP-074", Severity.WARNING, params, trees.block.table, rule.item, rule.line)
