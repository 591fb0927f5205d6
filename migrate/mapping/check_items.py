"""Checks of a mapping on the side of the standard: items, code lists, forms and lengths."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from sqlglot import exp

from migrate.engine import expression
from migrate.mapping.context import Context
from migrate.mapping.trees import BlockTrees
from migrate.mapping.width import widest
from migrate.model.finding import Finding, Severity
from migrate.model.kinds import Kind, item_kind, same_codes, same_form
from migrate.model.mapping import CodeMap, ItemRule
from migrate.model.source import SourceColumn
from migrate.model.spec import CodeList, Item, OutputCondition

_FORMS = {Kind.DATE: ("wareki_date", "YYYY-MM-DD"), Kind.TIME: ("hms_time", "HH:MM:SS")}


def _rules(c: Context) -> Iterator[tuple[BlockTrees, ItemRule, Item, exp.Expression]]:
    """Each rule whose item exists and whose expression was understood."""
    for trees in c.trees:
        items = {item.name: item for item in c.spec.items_of(trees.block.table)}
        for rule in trees.block.items:
            if rule.item in items and rule.item in trees.items:
                yield trees, rule, items[rule.item], trees.items[rule.item]


def targets(c: Context) -> Iterator[Finding]:
    """MIG-MAP-014 unknown item; -016, -017, -028 item without an expression (a written NULL decides -028)."""
    for trees in c.trees:
        block = trees.block
        items = c.spec.items_of(block.table)
        if not items:
            continue
        names = [item.name for item in items]
        for rule in block.items:
            if rule.item not in names:
                close = "、".join(difflib.get_close_matches(rule.item, names, n=3, cutoff=0.3)) or "なし"
                params = {"item": rule.item, "spec": c.spec.id, "table": block.table, "near": close}
                yield c.finding("MIG-MAP-014", Severity.ERROR, params, block.table, rule.item, rule.line)
        named = {rule.item for rule in block.items}
        given = {name for name in named if not isinstance(trees.items.get(name), exp.Null)}
        for item in items:
            if item.name in given:
                continue
            params = {"item": item.name, "source": block.source}
            if item.primary_key:
                yield c.finding("MIG-MAP-016", Severity.ERROR, params, block.table, item.name, block.line)
            elif item.required:
                yield c.finding("MIG-MAP-017", Severity.ERROR, params, block.table, item.name, block.line)
            elif item.name not in named and item.output_condition == OutputCondition.CONDITIONAL:
                yield c.finding("MIG-MAP-028", Severity.INFO, params, block.table, item.name, block.line)


def _results(tree: exp.Expression) -> Iterator[exp.Expression]:
    """The parts of a tree that can be its value (branches of CASE, alternatives of coalesce)."""
    if isinstance(tree, exp.Case):
        for branch in (*(one.args["true"] for one in tree.args["ifs"]), tree.args.get("default")):
            if branch is not None:
                yield from _results(branch)
    elif isinstance(tree, exp.Anonymous) and tree.this == "coalesce":
        for one in tree.expressions:
            yield from _results(one)
    else:
        yield tree


def _source_column(c: Context, trees: BlockTrees, tree: exp.Expression) -> SourceColumn | None:
    """The column of the source that an expression copies, None where it does anything else."""
    table = c.table_of(trees.block)
    if table is None or not isinstance(tree, exp.Column):
        return None
    return next((column for column in table.columns if column.name == tree.name), None)


def _admitted(c: Context, trees: BlockTrees, tree: exp.Expression, codes: CodeList) -> bool:
    """True where a column is copied whose declared values are the list's own."""
    column = _source_column(c, trees, tree)
    return column is not None and bool(column.item) and same_codes(column, codes)


def _item_codes(
    c: Context, trees: BlockTrees, rule: ItemRule, tree: exp.Expression, codes: CodeList
) -> Iterator[Finding]:
    admitted = {v.value for v in codes.values} | {""}
    maps = {one.name: one for one in c.mapping.code_maps}
    table = trees.block.table
    for result in _results(tree):
        params: dict[str, str | int] = {"item": rule.item, "list": codes.name}
        if isinstance(result, exp.Literal) and str(result.this) not in admitted:
            params |= {"value": str(result.this), "where": "固定の値"}
            yield c.finding("MIG-MAP-021", Severity.ERROR, params, table, rule.item, rule.line)
        elif isinstance(result, exp.Anonymous) and result.this in ("code", "code_or"):
            used = maps.get(str(result.expressions[1].this))
            for wrong in sorted({str(other.this) for other in result.expressions[2:]} - admitted):
                params_other = params | {"value": wrong, "where": "code_or のほかの値"}
                yield c.finding("MIG-MAP-021", Severity.ERROR, params_other, table, rule.item, rule.line)
            for wrong in sorted(set(used.values.values()) - admitted) if used else ():
                params_map = params | {"value": wrong, "where": f"codes の {used.name if used else ''}"}
                line = used.line if used else rule.line
                yield c.finding("MIG-MAP-021", Severity.ERROR, params_map, table, rule.item, line)
        elif not isinstance(result, exp.Literal | exp.Null) and not _admitted(c, trees, result, codes):
            yield c.finding("MIG-MAP-024", Severity.WARNING, params, table, rule.item, rule.line)


def codes(c: Context) -> Iterator[Finding]:
    """MIG-MAP-020 unknown code map, -021 value outside the list, -024 no code map, -025 unused, -026 empty."""
    known: dict[str, CodeMap] = {one.name: one for one in c.mapping.code_maps}
    used: set[str] = set()
    for trees in c.trees:
        for rule in trees.block.items:
            tree = trees.items.get(rule.item)
            for name in expression.code_maps(tree) if tree is not None else ():
                used.add(name)
                if name not in known:
                    near = "、".join(known) or "なし"
                    params = {"name": name, "near": near}
                    yield c.finding("MIG-MAP-020", Severity.ERROR, params, trees.block.table, rule.item, rule.line)
    for trees, rule, item, tree in _rules(c):
        code_list = c.spec.codes.get(item.code_list_id) if item.code_list_id else None
        if code_list is not None and not code_list.open:
            yield from _item_codes(c, trees, rule, tree, code_list)
    for name, one in known.items():
        if name not in used:
            yield c.finding("MIG-MAP-025", Severity.INFO, {"name": name}, line=one.line)
        elif not one.values:
            yield c.finding("MIG-MAP-026", Severity.WARNING, {"name": name}, line=one.line)


def forms(c: Context) -> Iterator[Finding]:
    """MIG-MAP-022, -075, -076 a value may be longer than 桁数, -027 a date or time without its function."""
    for trees, rule, item, tree in _rules(c):
        table = c.table_of(trees.block)
        if table is None:
            continue
        kind = item_kind(item)
        if kind in _FORMS:
            name, form = _FORMS[kind]
            column = _source_column(c, trees, tree)
            if column is not None and same_form(column, item):
                continue
            if isinstance(tree, exp.Column):
                params: dict[str, str | int] = {"item": rule.item, "column": tree.name, "function": name, "form": form}
                yield c.finding("MIG-MAP-027", Severity.WARNING, params, trees.block.table, rule.item, rule.line)
            continue
        yield from _too_long(c, trees, rule, item, tree)


def _too_long(c: Context, trees: BlockTrees, rule: ItemRule, item: Item, tree: exp.Expression) -> Iterator[Finding]:
    """MIG-MAP-022 by the declared length; -075 where the data fits all the same, -076 where it does not."""
    table = c.table_of(trees.block)
    have, want = widest(tree, table, item) if table is not None else None, item.max_length
    if want is None:
        return
    measured = c.measured_table(trees.block, trees.columns[rule.item])
    longest = widest(tree, measured, item) if measured is not None else None
    params: dict[str, str | int] = {"item": rule.item, "have": have or 0, "want": want, "longest": longest or 0}
    if longest is not None and longest > want:
        yield c.finding("MIG-MAP-076", Severity.WARNING, params, trees.block.table, rule.item, rule.line)
    elif longest is not None and have is not None and have > want:
        yield c.finding("MIG-MAP-075", Severity.INFO, params, trees.block.table, rule.item, rule.line)
    elif have is not None and have > want:
        params = {"item": rule.item, "have": have, "want": want}
        yield c.finding("MIG-MAP-022", Severity.WARNING, params, trees.block.table, rule.item, rule.line)
