"""Periods of one person do not overlap: the item is the first day, ``終`` the day on which the period is over.

``人``: whose periods they are. ``順``: the number of the record, if it has one, ``最新``: the flag of the newest; of
the records with the same first day the last one counts, and one without end that is not the newest was replaced. The
day in ``終`` is the next period's (喪失日), or this one's where ``終の日=含む`` (有効期間). ``|`` parts alternatives:
the first counts.
"""

from __future__ import annotations

from migrate.quality.columns import own_column
from migrate.quality.kinds import Kind, TableTest, Use, has_value, quoted, relation
from migrate.quality.rules.form import is_day

_OPEN = "'9999-12-31'"
_DAY = "LIKE '____-__-__'"


def _named(use: Use, parameter: str) -> str:
    return own_column(use, tuple(use.rule.parameters.get(parameter, "").split("|")))


def _applies(use: Use) -> bool:
    needed = ("終", "人", "順") if "順" in use.rule.parameters else ("終", "人")
    return all(_named(use, one) for one in needed)


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for name in (_named(use, one) for one in ("終", "人", "順", "最新")) if name)


def _test(use: Use) -> TableTest:
    first, last, person = quoted(use.item.name), quoted(_named(use, "終")), quoted(_named(use, "人"))
    order, newest = _named(use, "順"), _named(use, "最新")
    last_first = f"TRY_CAST({quoted(order)} AS BIGINT) DESC, _row DESC" if order else "_row DESC"
    replaced = f"{last} IS NULL AND {quoted(newest)} = '0'" if newest else "false"
    within = "<=" if use.rule.parameters.get("終の日") == "含む" else "<"
    sql = (
        f"WITH periods AS (SELECT {person} AS person, {first} AS first, coalesce({last}, {_OPEN}) AS last, _row "
        f"FROM {relation(use)} WHERE {person} IS NOT NULL AND {first} {_DAY} AND {first} >= '0001' "
        f"AND coalesce({last} {_DAY}, true) AND NOT coalesce({replaced}, false) "
        f"QUALIFY row_number() OVER (PARTITION BY {person}, {first} ORDER BY {last_first}) = 1), "
        "before AS (SELECT first, _row, max(last) OVER (PARTITION BY person ORDER BY first "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until FROM periods WHERE first < last) "
        f"SELECT _row FROM before WHERE first {within} until"
    )
    return TableTest(domain=(is_day(use.item.name) & has_value(_named(use, "人"))).fill_null(False), sql=sql)


def _words(use: Use) -> dict[str, str | int]:
    return {"last": _named(use, "終")}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
