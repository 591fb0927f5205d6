"""The same value twice in one column: every row of a set but the first."""

from __future__ import annotations

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


def _test(use: Use) -> TableTest:
    return TableTest(domain=has_value(use.item.name), sql=later_rows(use, (use.item.name,)))


KIND = Kind(test=_test)
