"""参照: the value is found in an item of a table (``参照先`` = ``table.item``), the same table included.

``鍵``: items of that row, named alike in both tables, that must fit too (``|`` between them). For references that the
standard names in words only, as their target's key has a history number, and for what must have details.
"""

from __future__ import annotations

from migrate.quality.kinds import Kind, Reach, TableTest, Use, has_value, quoted, relation


def _target(use: Use) -> tuple[str, str]:
    table, _, item = use.rule.parameters["参照先"].rpartition(".")
    return table, item


def _key(use: Use) -> tuple[str, ...]:
    return tuple(name for name in use.rule.parameters.get("鍵", "").split("|") if name)


def _applies(use: Use) -> bool:
    return set(_key(use)) <= {item.name for item in use.spec.items_of(use.table)}


def _tables(use: Use) -> tuple[Reach, ...]:
    table, item = _target(use)
    return tuple(Reach(business=use.spec.business, table=table, item=name) for name in (item, *_key(use)))


def _test(use: Use) -> TableTest:
    table, item = _target(use)
    pairs = ((use.item.name, item), *((name, name) for name in _key(use)))
    same = " AND ".join(f"a.{quoted(mine)} = b.{quoted(theirs)}" for mine, theirs in pairs)
    sql = (
        f"SELECT a._row FROM {relation(use)} a ANTI JOIN {relation(use, table)} b ON {same} "
        f"WHERE a.{quoted(use.item.name)} IS NOT NULL"
    )
    return TableTest(domain=has_value(use.item.name), sql=sql)


def _words(use: Use) -> dict[str, str | int]:
    table, item = _target(use)
    return {"target": f"{table}「{'・'.join((*_key(use), item))}」"}


KIND = Kind(test=_test, applies=_applies, columns=_key, tables=_tables, words=_words)
