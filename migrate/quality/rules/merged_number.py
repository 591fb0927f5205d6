"""A number that was merged into another is not referred to: the row that the foreign key finds has no ``統合先``.

``除く``: businesses that keep the merged numbers themselves (``|`` between them).
"""

from __future__ import annotations

from migrate.quality.kinds import Kind, Reach, TableTest, Use, has_value, quoted, relation, relation_name
from migrate.quality.rules.foreign_key import Key, keys_of


def _key(use: Use) -> Key | None:
    """The key of one item that is judged here, to a table that says into what a number was merged."""
    key = keys_of(use.spec, use.table).get(use.item.name)
    if key is None or len(key.items) != 1 or use.spec.business in use.rule.parameters["除く"].split("|"):
        return None
    to = key.targets[0]
    spec = use.around.specs.get(to.business)
    known = spec is None or use.rule.parameters["統合先"] in {item.name for item in spec.items_of(to.table)}
    return key if known and to.item == use.rule.parameters["番号"] else None


def _into(use: Use) -> Reach:
    key = _key(use)
    if key is None:
        raise LookupError(use.item.name)
    to = key.targets[0]
    return Reach(business=to.business, table=to.table, item=use.rule.parameters["統合先"])


def _tables(use: Use) -> tuple[Reach, ...]:
    into = _into(use)
    return (into, Reach(business=into.business, table=into.table, item=use.rule.parameters["番号"]))


def _test(use: Use) -> TableTest:
    into = _into(use)
    there = quoted(relation_name(into.business, into.table))
    sql = (
        f"SELECT a._row FROM {relation(use)} a SEMI JOIN {there} b "
        f"ON a.{quoted(use.item.name)} = b.{quoted(use.rule.parameters['番号'])} AND b.{quoted(into.item)} IS NOT NULL"
    )
    return TableTest(domain=has_value(use.item.name), sql=sql)


def _applies(use: Use) -> bool:
    return _key(use) is not None


KIND = Kind(test=_test, applies=_applies, tables=_tables)
