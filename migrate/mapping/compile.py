"""A mapping compiled: trees for every item of every target table, in spec order."""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.plan import Plan, PlanBlock, PlanItem, PlanParent
from migrate.mapping import rules
from migrate.mapping.check import check
from migrate.mapping.trees import BlockTrees, trees
from migrate.model.finding import Finding
from migrate.model.mapping import Block, Mapping, OnError
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec


def _parent(block: Block) -> PlanParent | None:
    one = block.parent
    return PlanParent(table=one.table, source=one.source, keys=one.keys) if one is not None else None


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
    joins = tuple(rules.join(one, tree) for one, tree in zip(block.joins, parsed.joins, strict=True))
    return PlanBlock(
        table=block.table,
        source=block.source,
        rows=rules.rules(parsed, joins),
        items=items,
        joins=joins,
        part=block.part,
        yields=block.yields,
        parent=_parent(block),
    )


def compile(mapping: Mapping, spec: Spec, schema: SourceSchema) -> tuple[Plan, tuple[Finding, ...]]:
    """The plan of a mapping and everything that `check` finds.

    A plan with an error among the findings must not be run: what was refused or unknown is missing from it.
    """
    return plan_of(mapping, spec), check(mapping, spec, schema)


def plan_of(mapping: Mapping, spec: Spec) -> Plan:
    """The plan of a mapping that is known to be in order."""
    parsed, _ = trees(mapping)
    known = [one for one in parsed if one.block.table in spec.tables]
    tables = tuple(dict.fromkeys(one.block.table for one in known))
    return Plan(
        spec=spec.id,
        business=spec.business,
        blocks=tuple(_block(one, spec) for one in known),
        code_maps={one.name: dict(one.values) for one in mapping.code_maps},
        keys={table: tuple(i.name for i in spec.items_of(table) if i.primary_key) for table in tables},
        columns={table: tuple(i.name for i in spec.items_of(table)) for table in tables},
    )
