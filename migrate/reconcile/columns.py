"""Each column as it must be and as it was delivered: empty cells, distinct values, lengths, sums; never a value."""

from __future__ import annotations

from typing import Any

from migrate.engine.duckdb import Engine, text
from migrate.model.reconcile import ColumnFigures, ColumnProfile

EXACT = 1_000_000
"""Rows up to which distinct values are counted one by one; beyond, their number is an estimate (HyperLogLog)."""
FEWEST = 5
"""Numbers below which a sum is not printed: it would be an amount of somebody."""
_WHOLE = "[+-]?[0-9]{1,18}"
_FIGURES = 6


def profiles(
    engine: Engine, items: tuple[str, ...], numbers: frozenset[str], *, same: bool = False
) -> tuple[ColumnProfile, ...]:
    """Of the relations ``expected`` and ``delivered`` that `compare` has made (column cN is item N of ``items``);
    ``numbers`` are the items whose whole numbers are added up. Where both are known to hold the ``same`` rows, what is
    told of one is true of the other, and it is read only once.
    """
    rows = max(engine.number(f"SELECT count(*) FROM {side}") for side in ("expected", "delivered"))
    distinct = "count(DISTINCT {0})" if rows <= EXACT else "approx_count_distinct({0})"
    listed = []
    for n, item in enumerate(items):
        column = f"c{n}"
        whole = f"regexp_full_match({column}, {text(_WHOLE)})"
        summed = (
            [f"count(*) FILTER ({whole})", f"sum(CASE WHEN {whole} THEN CAST({column} AS BIGINT) END)"]
            if item in numbers
            else ["0", "NULL"]
        )
        listed += [f"count(*) - count({column})", distinct.format(column)]
        listed += [f"min(length({column}))", f"max(length({column}))", *summed]
    sides = ("expected",) if same else ("expected", "delivered")
    source, *others = (engine.rows(f"SELECT {', '.join(listed)} FROM {side}")[0] for side in sides)
    target = others[0] if others else source
    return tuple(
        ColumnProfile(item=item, source=_figures(source, n), delivered=_figures(target, n))
        for n, item in enumerate(items)
    )


def _figures(row: tuple[Any, ...], n: int) -> ColumnFigures:
    empty, distinct, shortest, longest, numbers, total = row[n * _FIGURES : (n + 1) * _FIGURES]
    return ColumnFigures(
        empty=empty,
        distinct=distinct,
        shortest=shortest or 0,
        longest=longest or 0,
        total=int(total) if numbers >= FEWEST else None,
    )
