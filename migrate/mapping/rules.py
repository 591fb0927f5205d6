"""The row rules of a plan: what the mapping's rules, limits of scope and joins say about whole rows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlglot import exp

from migrate.engine.plan import PlanJoin, PlanRowRule
from migrate.mapping.trees import BlockTrees
from migrate.model.mapping import Fate, Join, Scope, Unmet


def since(scope: Scope) -> str:
    """The smallest value that moves: as it is written, or ``years`` before ``as_of``.

    >>> since(Scope(name="除票", expression="A", basis="…", years=150, as_of="2024-02-29"))
    '1874-02-28'

    Raises:
        ValueError: ``as_of`` is no date, or too early.
    """
    if scope.years is None:
        return scope.first
    day = date.fromisoformat(scope.as_of)
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - scope.years, day=28 if leap else day.day).isoformat()


def _outside(scope: Scope, tree: exp.Expression) -> exp.Expression:
    """The condition of rows that stay behind."""
    empty = exp.Is(this=tree.copy(), expression=exp.Null())
    beyond: list[exp.Expression] = []
    if scope.within:
        listed = exp.In(this=tree.copy(), expressions=[exp.Literal.string(one) for one in scope.within])
        beyond.append(exp.Not(this=exp.Or(this=listed, expression=empty.copy())))
    if first := since(scope):
        beyond.append(exp.LT(this=tree.copy(), expression=exp.Literal.string(first)))
    if scope.last:
        beyond.append(exp.GT(this=tree.copy(), expression=exp.Literal.string(scope.last)))
    if not scope.moves_empty:
        beyond.append(empty)
    whole = beyond[0]
    for one in beyond[1:]:
        whole = exp.Or(this=whole, expression=one)
    return whole


def _partners(join: PlanJoin, number: str) -> exp.Expression:
    column = exp.column(exp.to_identifier(join.partners, quoted=True))
    return exp.EQ(this=column, expression=exp.Literal.string(number))


def _met(join: PlanJoin) -> Iterator[PlanRowRule]:
    """A row with several partners is rejected, one without any where the mapping says so."""
    several = f"{join.alias} に当たる行が複数"
    reason = f"{join.table} に当たる行が二つ以上あり、どれか決まりません"
    yield PlanRowRule(name=several, fate=Fate.REJECTED, condition=_partners(join, "2"), reason=reason)
    if join.unmet is not Unmet.EMPTY:
        fate = Fate.REJECTED if join.unmet is Unmet.REJECT else Fate.EXCLUDED
        name, reason = f"{join.alias} に当たる行がない", f"{join.table} に当たる行がありません"
        yield PlanRowRule(name=name, fate=fate, condition=_partners(join, "0"), reason=reason)


def join(one: Join, condition: exp.Expression | None) -> PlanJoin:
    """A join of the mapping, compiled."""
    return PlanJoin(
        table=one.table,
        alias=one.alias,
        keys=one.keys,
        condition=condition,
        latest_by=one.latest_by,
        unmet=one.unmet,
    )


def rules(parsed: BlockTrees, joins: tuple[PlanJoin, ...]) -> tuple[PlanRowRule, ...]:
    """All row rules of a block, in the order in which they take rows: scope, 対象外, 拒否, joins; then 統合."""
    block = parsed.block
    own = [
        PlanRowRule(
            name=rule.name,
            fate=rule.fate,
            condition=condition,
            key=rule.key,
            latest_by=rule.latest_by,
            reason=rule.reason,
        )
        for rule, condition in zip(block.rows, parsed.conditions, strict=True)
        if condition is not None or rule.latest_by
    ]
    scope = [
        PlanRowRule(name=one.name, fate=Fate.EXCLUDED, condition=_outside(one, tree), reason=one.basis)
        for one, tree in zip(block.scope, parsed.scope, strict=True)
        if tree is not None
    ]
    met = [rule for join in joins for rule in _met(join)]
    by_fate = {fate: [rule for rule in own if rule.fate is fate] for fate in Fate}
    return (*scope, *by_fate[Fate.EXCLUDED], *by_fate[Fate.REJECTED], *met, *by_fate[Fate.MERGED])
