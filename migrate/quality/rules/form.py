"""The form of DATE, TIME and YEAR: a day that exists in the calendar, or a published sentinel.

Where the item admits a 不詳日, its month and day may be 99 (see `migrate.quality.unknown`).
"""

from __future__ import annotations

from migrate.quality import notation, unknown
from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import Term, col, lit

_SENTINELS = lit(notation.SENTINELS, "SENTINELS", "不明な開始年月日、無期限の終了年月日")


def _applies(use: Use) -> bool:
    return notation.form_pattern(use.item.type) is not None


def is_day(name: str) -> Term:
    """True where the cell is ``YYYY-MM-DD`` of a day that exists (year 0001 or later); a sentinel is not a day."""
    column = col(name)
    shaped = column.contains(notation.form_literal("DATE"))
    return shaped & column.day().is_not_null() & ~column.starts_with("0000") & ~column.is_in(_SENTINELS)


def _test(use: Use) -> CellTest:
    name = use.item.name
    if use.item.notation == "DATE":
        passes = is_day(name) | col(name).is_in(_SENTINELS)
        passes = passes | unknown.partly(name) if unknown.admits(use) else passes
    else:
        passes = col(name).contains(notation.form_literal(use.item.type))
    return CellTest(domain=has_value(name), passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"type": use.item.type}


KIND = Kind(test=_test, applies=_applies, words=_words)
