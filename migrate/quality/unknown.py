"""不詳日: a date of which the month or the day is not known, and the items that admit it.

凡例「データ型」DATE: only where 項目説明 says so; here also where the item has a 不詳フラグ or 不詳表記 of its own.
What is then written into the DATE is not published; 99 for an unknown month or day is GIF 441「日付及び時刻」
(2026-03-17).
"""

from __future__ import annotations

from migrate.quality.kinds import Use
from migrate.quality.notation import SENTINELS
from migrate.quality.terms import Term, col, lit

PARTLY = r"\A[1-9][0-9]{3}-(0[1-9]|1[0-2]|99)-99\z"
_PATTERN = lit(PARTLY, "PARTLY_UNKNOWN", "不詳日: 日、または月と日が 99")
_SIGNS = ("_不詳フラグ", "_不詳表記")
_SAID = "不詳日を許容"


def admits(use: Use) -> bool:
    """True where the item may hold a 不詳日."""
    names = {item.name for item in use.spec.items_of(use.table)}
    return _SAID in use.item.description or any(use.item.name + sign in names for sign in _SIGNS)


def partly(name: str) -> Term:
    """True where month or day is written as unknown."""
    return col(name).contains(_PATTERN).fill_null(False)


def unknown(name: str) -> Term:
    """True where the date is the sentinel of an unknown beginning, or month or day is written as unknown."""
    return partly(name) | col(name).eq(SENTINELS[0]).fill_null(False)
