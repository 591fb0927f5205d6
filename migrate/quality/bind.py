"""Which rules apply to which items of a table, and which cannot be applied and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from migrate.model.quality import State
from migrate.model.spec import OutputCondition, Spec
from migrate.model.value import value
from migrate.quality.catalogue import Rule
from migrate.quality.kinds import Around, Kind, Reach, Use, kind_of

Columns = Mapping[tuple[str, str], frozenset[str]]
"""(業務ID, table) → the columns that its file has; a table without file is not in it."""


@value
class Bound:
    """A rule at an item. ``state`` is None where it can be run, else why not (対象外 or 未実施)."""

    use: Use
    kind: Kind
    state: State | None


def _state(use: Use, kind: Kind, columns: Columns) -> State | None:
    here = columns.get((use.spec.business, use.table))
    if here is None or not kind.ready():
        return State.NOT_RUN
    if not {use.item.name, *kind.columns(use)} <= here:
        return State.NOT_APPLICABLE
    found = (_there(one, use.around, columns) for one in kind.tables(use))
    return next((state for state in found if state is not None), None)


def _there(target: Reach, around: Around, columns: Columns) -> State | None:
    """Why a column elsewhere cannot be read, None where it can."""
    spec = around.specs.get(target.business)
    if spec is not None and target.table not in spec.tables:
        return State.NOT_APPLICABLE
    there = columns.get((target.business, target.table))
    if there is None:
        return State.NOT_RUN
    return None if target.item in there else State.NOT_APPLICABLE


def bind(spec: Spec, table: str, columns: Columns, rules: tuple[Rule, ...], around: Around) -> tuple[Bound, ...]:
    """The rules that reach ``table``, one for each item and code, in the order of items and rules."""
    found = []
    for item in spec.items_of(table):
        taken: set[str] = set()
        for rule in rules:
            if rule.code in taken or not rule.reaches(spec.business, table, item.name):
                continue
            kind = kind_of(rule)
            use = Use(rule=rule, spec=spec, table=table, item=item, around=around)
            if not kind.applies(use):
                continue
            taken.add(rule.code)
            found.append(Bound(use=use, kind=kind, state=_state(use, kind, columns)))
    return tuple(found)


def bind_whole(spec: Spec, table: str, rules: tuple[Rule, ...], as_of: date = date.max) -> tuple[Bound, ...]:
    """The rules that reach ``table`` where every table of the spec is there with all columns, and nothing else."""
    columns = {(spec.business, name): frozenset(item.name for item in spec.items_of(name)) for name in spec.tables}
    return bind(spec, table, columns, rules, Around(specs={spec.business: spec}, as_of=as_of))


def unwritten(spec: Spec, table: str, rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """Items that are 条件付き必須 and whose condition no rule states: they are said to be 未実施."""
    names = {item.name for item in spec.items_of(table)}
    stated = [rule for rule in rules if rule.kind == "required_if" and set(rule.parameters) <= names]
    return tuple(
        item.name
        for item in spec.items_of(table)
        if item.output_condition == OutputCondition.CONDITIONAL
        and not any(rule.reaches(spec.business, table, item.name) for rule in stated)
    )
