"""Tables whose key ends in a history number: the numbers of one thing, and its newest row.

``検査=連番``: the numbers run from 1 without a gap; the row after a gap is named. ``検査=最新``: exactly the row with
the largest number bears the flag (``最新``, the values that mean yes); a flagged row that is not the last one is named,
else the last one where no row is flagged.
"""

from __future__ import annotations

from migrate.quality.kinds import Kind, TableTest, Use, has_value, quoted, relation
from migrate.quality.rules.primary_key import key_of

_NUMBER = "履歴番号"


def _number(use: Use) -> str:
    """The history number: the last key item of that name, ``""`` where the table keeps no history."""
    return next((name for name in reversed(key_of(use.spec, use.table)) if name.endswith(_NUMBER)), "")


def _applies(use: Use) -> bool:
    number = _number(use)
    return number != "" and (use.rule.parameters["検査"] == "最新" or use.item.name == number)


def _columns(use: Use) -> tuple[str, ...]:
    return key_of(use.spec, use.table)


def _test(use: Use) -> TableTest:
    number = _number(use)
    thing = [quoted(name) for name in key_of(use.spec, use.table) if name != number]
    numbers = (
        f"SELECT _row, {', '.join([*thing, quoted(use.item.name)])}, TRY_CAST({quoted(number)} AS BIGINT) AS n "
        f"FROM {relation(use)} WHERE {' AND '.join(f'{name} IS NOT NULL' for name in thing)}"
    )
    find = _flagged if use.rule.parameters["検査"] == "最新" else _gaps
    return TableTest(domain=has_value(use.item.name), sql=find(use, ", ".join(thing), numbers))


def _gaps(use: Use, thing: str, numbers: str) -> str:
    # Things with a gap are found first, so that only their rows are put in order.
    return (
        f"WITH numbers AS ({numbers}), broken AS (SELECT {thing} FROM numbers WHERE n IS NOT NULL GROUP BY {thing} "
        f"HAVING min(n) <> 1 OR max(n) <> count(DISTINCT n)) "
        f"SELECT _row FROM (SELECT _row, n, lag(n, 1, 0) OVER (PARTITION BY {thing} ORDER BY n, _row) AS before "
        f"FROM numbers JOIN broken USING ({thing}) WHERE n IS NOT NULL) AS ordered WHERE n - before > 1 OR n < 1"
    )


def _flagged(use: Use, thing: str, numbers: str) -> str:
    values = ", ".join(f"'{value}'" for value in use.rule.parameters["最新"].split("|"))
    mark = f"coalesce({quoted(use.item.name)} IN ({values}), FALSE)"
    return (
        f"WITH numbers AS ({numbers}), things AS (SELECT {thing}, max(n) AS last, "
        f"sum(CASE WHEN {mark} THEN 1 ELSE 0 END) AS marks, max(CASE WHEN {mark} THEN n END) AS marked "
        f"FROM numbers GROUP BY {thing}) "
        f"SELECT _row FROM numbers JOIN things USING ({thing}) "
        f"WHERE ({mark} AND n < last) OR (marks = 0 AND n = last)"
    )


KIND = Kind(test=_test, applies=_applies, columns=_columns)
