"""参照: the value is found in an item of a table (``参照先`` = ``table.item``), the same table included."""

from __future__ import annotations

from migrate.quality.kinds import Kind, Reach, TableTest, Use, has_value, quoted, relation


def _target(use: Use) -> tuple[str, str]:
    table, _, item = use.rule.parameters["参照先"].rpartition(".")
    return table, item


def _tables(use: Use) -> tuple[Reach, ...]:
    table, item = _target(use)
    return (Reach(business=use.spec.business, table=table, item=item),)


def _test(use: Use) -> TableTest:
    table, item = _target(use)
    mine, theirs = quoted(use.item.name), quoted(item)
    sql = (
        f"SELECT a._row FROM {relation(use)} a ANTI JOIN {relation(use, table)} b ON a.{mine} = b.{theirs} "
        f"WHERE a.{mine} IS NOT NULL"
    )
    return TableTest(domain=has_value(use.item.name), sql=sql)


def _words(use: Use) -> dict[str, str | int]:
    table, item = _target(use)
    return {"target": f"{table}「{item}」"}


KIND = Kind(test=_test, tables=_tables, words=_words)
