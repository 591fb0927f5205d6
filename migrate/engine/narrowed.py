"""A plan cut down to one target table, and to those that must be converted with it."""

from __future__ import annotations

import difflib
from dataclasses import replace

from migrate.engine.plan import Plan
from migrate.errors import MigrateError
from migrate.model.finding import Place


def family(plan: Plan, table: str) -> tuple[str, ...]:
    """``table`` and all tables whose rows go with its rows as one case, in the order of the plan.

    A child is rejected with its parent: neither can be converted anew without the other.
    """
    pairs = [(block.table, block.parent.table) for block in plan.blocks if block.parent is not None]
    known, size = {table}, 0
    while len(known) > size:
        size = len(known)
        known |= {one for pair in pairs if known & set(pair) for one in pair}
    return tuple(one for one in plan.tables if one in known)


def to(plan: Plan, table: str) -> Plan:
    """The part of ``plan`` that converts ``table`` and its `family`.

    Raises:
        MigrateError: MIG-CNV-047, the plan has no such table.
    """
    if table not in plan.tables:
        near = difflib.get_close_matches(table, plan.tables, n=3, cutoff=0.3) or plan.tables[:5]
        raise MigrateError("MIG-CNV-047", Place(business=plan.business), {"table": table, "near": "、".join(near)})
    wanted = family(plan, table)
    return replace(plan, blocks=tuple(block for block in plan.blocks if block.table in wanted))
