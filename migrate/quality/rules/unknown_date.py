"""不詳日: date, 不詳フラグ and 不詳表記 of one item say the same (``見る`` names the one that is judged).

表記: it is there where the flag is 1. フラグ: it is 1 where there is a 表記. 日: where it is unknown (0000-01-01, or 99
for month or day), the flag or the 表記 says so. 可否: month and day are 99 only where the item admits a 不詳日. The
values of the flag are those of 031 付番API仕様 (0, 1).
"""

from __future__ import annotations

from migrate.quality import unknown
from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use, has_text, has_value
from migrate.quality.terms import Term, col, lit

_UNKNOWN = "1"


def _flag(use: Use) -> str:
    return own_column(use, ("*_不詳フラグ",))


def _written(use: Use) -> str:
    return own_column(use, ("*_不詳表記",))


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for name in (_flag(use), _written(use)) if name and name != use.item.name)


def _applies(use: Use) -> bool:
    match use.rule.parameters["見る"]:
        case "日":
            return bool(_columns(use)) and use.item.notation == "DATE"
        case "可否":
            return use.item.notation == "DATE" and not unknown.admits(use)
        case _:
            return _flag(use) != "" and _written(use) != ""


def _flagged(use: Use) -> Term:
    return col(_flag(use)).eq(_UNKNOWN).fill_null(False) if _flag(use) else lit(False)


def _said(use: Use) -> Term:
    return has_text(_written(use)) if _written(use) else lit(False)


def _test(use: Use) -> CellTest:
    match use.rule.parameters["見る"]:
        case "表記":
            return CellTest(domain=_flagged(use), passes=_said(use))
        case "フラグ":
            return CellTest(domain=_said(use), passes=_flagged(use))
        case "可否":
            return CellTest(domain=has_value(use.item.name), passes=~unknown.partly(use.item.name))
        case _:
            return CellTest(domain=unknown.unknown(use.item.name), passes=_flagged(use) | _said(use))


KIND = Kind(test=_test, applies=_applies, columns=_columns)
