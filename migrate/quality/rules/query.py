"""A rule written as SQL, in a file of its own (see `migrate.quality.query`)."""

from __future__ import annotations

from migrate.quality import query
from migrate.quality.kinds import Kind, TableTest, Use, has_value


def _test(use: Use) -> TableTest:
    return TableTest(domain=has_value(use.item.name), sql=query.sql(use))


KIND = Kind(test=_test, applies=query.applies, columns=query.columns, tables=query.tables)
