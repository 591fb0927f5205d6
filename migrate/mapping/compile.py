"""A mapping compiled: trees for every item of every target table, in spec order."""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanRowRule
from migrate.mapping.check import check
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.finding import Finding
from migrate.model.mapping import Mapping, OnError
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec


def _block(parsed: BlockTrees, spec: Spec) -> PlanBlock:
    block = parsed.block
    on_error = {rule.item: rule.on_error for rule in block.items}
    items = tuple(
        PlanItem(
            item=item.name,
            tree=parsed.items.get(item.name, exp.Null()),
            on_error=on_error.get(item.name, OnError.EMPTY),
        )
        for item in spec.items_of(block.table)
    )
    rows = tuple(
        PlanRowRule(name=rule.name, fate=rule.fate, condition=condition, key=rule.key, latest_by=rule.latest_by)
        for rule, condition in zip(block.rows, parsed.conditions, strict=True)
        if condition is not None or rule.latest_by
    )
    return PlanBlock(table=block.table, source=block.source, rows=rows, items=items)


def compile(mapping: Mapping, spec: Spec, schema: SourceSchema) -> tuple[Plan, tuple[Finding, ...]]:
    """The plan of a mapping and everything that `check` finds.

    A plan with an error among the findings must not be run: what was refused or unknown is missing from it.
    """
    parsed, _ = trees(mapping)
    known = [one for one in parsed if one.block.table in spec.tables]
    tables = tuple(dict.fromkeys(one.block.table for one in known))
    plan = Plan(
        spec=spec.id,
        business=spec.business,
        blocks=tuple(_block(one, spec) for one in known),
        code_maps={one.name: dict(one.values) for one in mapping.code_maps},
        keys={table: tuple(i.name for i in spec.items_of(table) if i.primary_key) for table in tables},
        columns={table: tuple(i.name for i in spec.items_of(table)) for table in tables},
    )
    return plan, check(mapping, spec, schema)
