"""Which rules apply to which items of a table, and which cannot be applied and why."""

from __future__ import annotations

from migrate.model.quality import State
from migrate.model.spec import OutputCondition, Spec
from migrate.model.value import value
from migrate.quality.catalogue import Rule
from migrate.quality.kinds import Kind, Use, kind_of

Columns = dict[str, frozenset[str]]
"""Table → the columns that its file has."""


@value
class Bound:
    """A rule at an item. ``state`` is None where it can be run, else why not (対象外 or 未実施)."""

    use: Use
    kind: Kind
    state: State | None


def _state(use: Use, kind: Kind, columns: Columns) -> State | None:
    here = columns.get(use.table)
    if here is None:
        return State.NOT_RUN
    if not {use.item.name, *kind.columns(use)} <= here:
        return State.NOT_APPLICABLE
    for target in kind.tables(use):
        table, _, item = target.rpartition(".")
        if table not in columns:
            return State.NOT_RUN
        if item not in columns[table]:
            return State.NOT_APPLICABLE
    return None


def bind(spec: Spec, table: str, columns: Columns, rules: tuple[Rule, ...]) -> tuple[Bound, ...]:
    """The rules that reach ``table``, one for each item and code, in the order of items and rules."""
    found = []
    for item in spec.items_of(table):
        taken: set[str] = set()
        for rule in rules:
            if rule.code in taken or not rule.reaches(spec.business, table, item.name):
                continue
            kind = kind_of(rule)
            if not kind.applies(item, spec):
                continue
            taken.add(rule.code)
            use = Use(rule=rule, spec=spec, table=table, item=item)
            found.append(Bound(use=use, kind=kind, state=_state(use, kind, columns)))
    return tuple(found)


def unwritten(spec: Spec, table: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Items that are 条件付き必須 and whose condition no rule states: they are said to be 未実施."""
    stated = [rule for rule in rules if rule.kind == "required_if"]
    return tuple(
        item.name
        for item in spec.items_of(table)
        if item.output_condition == OutputCondition.CONDITIONAL
        and not any(rule.reaches(spec.business, table, item.name) for rule in stated)
    )
