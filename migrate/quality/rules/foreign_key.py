"""外部キー: the columns of a key together are found in the table that the spec names, in this business or another.

A row that has none of the parts that may be empty refers to nothing and is left out. Each key is judged at one of its
items: the first that no earlier key of the table has taken.
"""

from __future__ import annotations

from migrate.model.spec import Item, Spec
from migrate.model.value import value
from migrate.quality.kinds import Kind, Reach, TableTest, Use, has_value, quoted, relation, relation_name
from migrate.quality.terms import either


@value
class Key:
    """A foreign key: own items and, in the same order, what they refer to."""

    items: tuple[Item, ...]
    targets: tuple[Reach, ...]

    @property
    def optional(self) -> tuple[str, ...]:
        """Items that say whether the row refers to anything."""
        free = tuple(item.name for item in self.items if not (item.required or item.primary_key))
        return free or tuple(item.name for item in self.items)


def keys_of(spec: Spec, table: str) -> dict[str, Key]:
    """The foreign keys of a table by the item at which they are judged."""
    parts: dict[tuple[str, ...], list[tuple[Item, Reach]]] = {}
    for item in spec.items_of(table):
        for to in item.references:
            apart = (to.business, to.table, to.group, "" if to.group else item.name)
            there = Reach(business=to.business, table=to.table, item=to.item)
            parts.setdefault(apart, []).append((item, there))
    found: dict[str, Key] = {}
    for pairs in parts.values():
        names = [item.name for item, _ in pairs]
        anchor = next((name for name in names if name not in found), names[0])
        found[anchor] = Key(items=tuple(item for item, _ in pairs), targets=tuple(there for _, there in pairs))
    return found


def _key(use: Use) -> Key:
    return keys_of(use.spec, use.table)[use.item.name]


def _applies(use: Use) -> bool:
    return use.item.name in keys_of(use.spec, use.table)


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(item.name for item in _key(use).items)


def _test(use: Use) -> TableTest:
    key = _key(use)
    there = quoted(relation_name(key.targets[0].business, key.targets[0].table))
    pairs = zip(key.items, key.targets, strict=True)
    same = " AND ".join(f"a.{quoted(item.name)} = b.{quoted(to.item)}" for item, to in pairs)
    refers = " OR ".join(f"a.{quoted(name)} IS NOT NULL" for name in key.optional)
    return TableTest(
        domain=either(has_value(name) for name in key.optional),
        sql=f"SELECT a._row FROM {relation(use)} a ANTI JOIN {there} b ON {same} WHERE {refers}",
    )


def _words(use: Use) -> dict[str, str | int]:
    targets = _key(use).targets
    return {"target": f"{targets[0].business} {targets[0].table}「{'・'.join(one.item for one in targets)}」"}


def _tables(use: Use) -> tuple[Reach, ...]:
    return _key(use).targets


KIND = Kind(test=_test, applies=_applies, columns=_columns, tables=_tables, words=_words)
