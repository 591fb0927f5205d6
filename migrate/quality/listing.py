"""The SQL that lists the rows which a rule fails, for people who want to look for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from migrate.model.quality import Listing
from migrate.model.spec import Spec
from migrate.quality import query
from migrate.quality.bind import Bound, bind
from migrate.quality.catalogue import Rule
from migrate.quality.kinds import Around, CellTest, relation
from migrate.quality.spelling import UnwrittenError, sql_of


def failing_rows(one: Bound) -> str:
    """DuckDB SQL with one column ``_row``: positions (from 1) of the rows that fail a rule at an item.

    Its tables are those of `migrate.quality.relations`. ``""`` where no SQL can say it.
    """
    test = one.kind.test(one.use)
    if not isinstance(test, CellTest):
        return test.sql
    try:
        failing = sql_of(test.domain & ~test.passes.fill_null(False))
    except UnwrittenError:
        return ""
    return f"SELECT _row FROM {relation(one.use)} WHERE {failing}"


def listed(rule: Rule, specs: Iterable[Spec]) -> Listing | None:
    """The SQL of a rule at the first item of ``specs`` that it reaches; None where it reaches none, or where no SQL
    can say it (a comparison with the lists of characters).
    """
    if rule.kind == "query":
        path = query.path_of(rule.code)
        return Listing(where=f"specs/rules/queries/{path.name}", sql=path.read_text("utf-8").strip())
    for spec in specs:
        around = Around(specs={spec.business: spec}, as_of=date.max)
        columns = {(spec.business, table): frozenset(i.name for i in spec.items_of(table)) for table in spec.tables}
        for table in spec.tables:
            for one in bind(spec, table, columns, (rule,), around):
                if sql := failing_rows(one):
                    return Listing(where=f"{spec.business} {table}「{one.use.item.name}」", sql=sql)
    return None
