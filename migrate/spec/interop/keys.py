"""Foreign keys of a spec: the references of its items, joined to whole keys, and what keeps one from being enforced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.spec.foreign import joined
from migrate.spec.interop.domain import is_number

OTHER_BUSINESS = "別の業務の表"
NO_TARGET = "この仕様にない表または項目"
NOT_THE_KEY = "参照先の主キーの全部ではない"
OTHER_TYPE = "データ型または桁数が参照先と違う"


@value
class ForeignKey:
    """One foreign key. ``columns`` and ``target`` go together, in the order of the target, which DuckDB insists on."""

    name: str
    """``fk_`` and the データ項目ID of the first column; a second key that begins with it ends in ``_2``."""
    table: str
    columns: tuple[Item, ...]
    business: str
    target_table: str
    target_names: tuple[str, ...]
    """Names of the items that are pointed at, in the order of ``columns``."""
    target: tuple[Item, ...]
    """The items themselves; empty where ``obstacle`` says that they are not in this spec."""
    obstacle: str = ""
    """Why the key cannot be enforced within this spec, in words for people; ``""`` where it can."""


def _alike(item: Item, spec: Spec) -> tuple[str, tuple[int, ...], bool]:
    return (item.notation, item.digits, is_number(item, spec))


def _obstacle(spec: Spec, columns: tuple[Item, ...], target: tuple[Item | None, ...]) -> str:
    found = [one for one in target if one is not None]
    if len(found) < len(target):
        return NO_TARGET
    whole = {one.id for one in spec.items_of(found[0].table) if one.primary_key}
    if {one.id for one in found} != whole or len(found) != len(whole):
        return NOT_THE_KEY
    same = all(_alike(a, spec) == _alike(b, spec) for a, b in zip(columns, found, strict=True))
    return "" if same else OTHER_TYPE


def foreign_keys(spec: Spec) -> tuple[ForeignKey, ...]:
    """The foreign keys in the order of their first column."""
    return tuple(_keys(spec))


def _keys(spec: Spec) -> Iterator[ForeignKey]:
    begun: Counter[str] = Counter()
    index = {(item.table, item.name): item for item in spec.items}
    order = {(item.table, item.name): place for place, item in enumerate(spec.items)}
    for one in joined(spec):
        target_table = one.target_table
        pairs = sorted(one.columns, key=lambda pair: order.get((target_table, pair[1]), len(order)))
        columns = tuple(item for item, _ in pairs)
        names = tuple(name for _, name in pairs)
        target = tuple(index.get((target_table, name)) for name in names)
        own = one.business == spec.business
        obstacle = _obstacle(spec, columns, target) if own else OTHER_BUSINESS
        there = own and None not in target
        first = columns[0].id
        begun[first] += 1
        yield ForeignKey(
            name=f"fk_{first}" if begun[first] == 1 else f"fk_{first}_{begun[first]}",
            table=one.table,
            columns=columns,
            business=one.business,
            target_table=target_table,
            target_names=names,
            target=tuple(item for item in target if item is not None) if there else (),
            obstacle=obstacle,
        )
