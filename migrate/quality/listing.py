"""The SQL that lists the rows which a rule fails, for people who want to look for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from migrate.model.quality import Listing
from migrate.model.spec import Spec
from migrate.quality import query
from migrate.quality.bind import bind
from migrate.quality.catalogue import Rule
from migrate.quality.kinds import Around, TableTest


def listed(rule: Rule, specs: Iterable[Spec]) -> Listing | None:
    """The SQL of a rule that looks at whole tables, at the first item of ``specs`` that it reaches; None where there is
    none: most rules judge one value by itself.
    """
    if rule.kind == "query":
        path = query.path_of(rule.code)
        return Listing(where=f"specs/rules/queries/{path.name}", sql=path.read_text("utf-8").strip())
    for spec in specs:
        around = Around(specs={spec.business: spec}, as_of=date.max)
        columns = {(spec.business, table): frozenset(i.name for i in spec.items_of(table)) for table in spec.tables}
        for table in spec.tables:
            for one in bind(spec, table, columns, (rule,), around):
                test = one.kind.test(one.use)
                if isinstance(test, TableTest):
                    return Listing(where=f"{spec.business} {table}「{one.use.item.name}」", sql=test.sql)
    return None
