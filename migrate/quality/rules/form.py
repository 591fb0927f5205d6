"""The form of DATE, TIME and YEAR: a day that exists in the calendar, or a published sentinel.

Where the item admits a 不詳日, its month and day may be 99 (see `migrate.quality.unknown`).
"""

from __future__ import annotations

import polars as pl

from migrate.quality import notation, unknown
from migrate.quality.kinds import CellTest, Kind, Use, has_value


def _applies(use: Use) -> bool:
    return notation.form_pattern(use.item.type) is not None


def is_day(name: str) -> pl.Expr:
    """True where the cell is ``YYYY-MM-DD`` of a day that exists (year 0001 or later); a sentinel is not a day."""
    column = pl.col(name)
    shaped = column.str.contains(notation.form_pattern("DATE") or "")
    real = column.str.to_date("%Y-%m-%d", strict=False).is_not_null()
    return shaped & real & ~column.str.starts_with("0000") & ~column.is_in(list(notation.SENTINELS))


def _test(use: Use) -> CellTest:
    name = use.item.name
    if use.item.notation == "DATE":
        passes = is_day(name) | pl.col(name).is_in(list(notation.SENTINELS))
        passes = passes | unknown.partly(name) if unknown.admits(use) else passes
    else:
        passes = pl.col(name).str.contains(notation.form_pattern(use.item.type) or "")
    return CellTest(domain=has_value(name), passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"type": use.item.type}


KIND = Kind(test=_test, applies=_applies, words=_words)
