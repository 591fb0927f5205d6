"""The same value twice in one column: every row of a set but the first.

``単位``: the value may come back in rows of the same unit (a person's history); of each further unit the first row is
said. ``除く``: rows with a value in this item do not count (a number that was merged into another).
"""

from __future__ import annotations

from migrate.quality.columns import own_column
from migrate.quality.kinds import Kind, TableTest, Use, has_value, quoted, relation


def later_rows(use: Use, columns: tuple[str, ...]) -> str:
    """SQL for the rows whose ``columns`` an earlier row of the table has too; rows without a value are left out."""
    names = ", ".join(quoted(name) for name in columns)
    filled = " AND ".join(f"{quoted(name)} IS NOT NULL" for name in columns)
    rows = relation(use)
    # The sets are found first, so that only rows of a set are numbered.
    return (
        f"WITH sets AS (SELECT {names}, min(_row) AS first FROM {rows} WHERE {filled} "
        f"GROUP BY {names} HAVING count(*) > 1) "
        f"SELECT _row FROM {rows} JOIN sets USING ({names}) WHERE _row > first"
    )


def _unit(use: Use) -> str:
    return own_column(use, tuple(use.rule.parameters.get("単位", "").split("|")))


def _merged(use: Use) -> str:
    return own_column(use, tuple(use.rule.parameters.get("除く", "").split("|")))


def _applies(use: Use) -> bool:
    return "単位" not in use.rule.parameters or _unit(use) not in ("", use.item.name)


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for name in (_unit(use), _merged(use)) if name)


def _further_units(use: Use, unit: str) -> str:
    """SQL for the first row of every unit but the first that has a value of another unit."""
    item, one, rows = quoted(use.item.name), quoted(unit), relation(use)
    counts = f"{item} IS NOT NULL AND {one} IS NOT NULL"
    if _merged(use):
        counts += f" AND {quoted(_merged(use))} IS NULL"
    return (
        f"WITH sets AS (SELECT {item} FROM {rows} WHERE {counts} GROUP BY {item} HAVING min({one}) <> max({one})), "
        f"units AS (SELECT {item}, {one}, min(_row) AS _row FROM {rows} SEMI JOIN sets USING ({item}) "
        f"WHERE {counts} GROUP BY {item}, {one}) "
        f"SELECT _row FROM units QUALIFY row_number() OVER (PARTITION BY {item} ORDER BY _row) > 1"
    )


def _test(use: Use) -> TableTest:
    unit = _unit(use)
    sql = _further_units(use, unit) if unit else later_rows(use, (use.item.name,))
    return TableTest(domain=has_value(use.item.name), sql=sql)


KIND = Kind(test=_test, applies=_applies, columns=_columns)
