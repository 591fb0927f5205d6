"""Which tables must be converted together."""

from __future__ import annotations

from migrate.engine import narrowed
from migrate.engine.plan import Plan, PlanBlock, PlanParent


def _block(table: str, parent: str = "") -> PlanBlock:
    belongs = PlanParent(table=parent, source=f"{parent}元", keys=(("NO", "NO"),)) if parent else None
    return PlanBlock(table=table, source=f"{table}元", rows=(), items=(), parent=belongs)


def test_parents_and_children_are_converted_together() -> None:
    """Where a rejected row takes rows of other tables along, none of them is converted alone."""
    blocks = (_block("世帯"), _block("孫", "子"), _block("人", "世帯"), _block("子", "人"), _block("ほか"))
    plan = Plan(spec="001@x", business="001", blocks=blocks, code_maps={}, keys={}, columns={})

    assert {one: narrowed.to(plan, one).tables for one in ("人", "ほか")} == {
        "人": ("世帯", "孫", "人", "子"),
        "ほか": ("ほか",),
    }
