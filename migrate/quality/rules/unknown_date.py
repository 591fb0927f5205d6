"""不詳日: date, 不詳フラグ and 不詳表記 of one item say the same (``見る`` names the one that is judged).

表記: it is there where the flag is 1. フラグ: it is 1 where there is a 表記. 日: where it is the sentinel 0000-01-01,
the flag or the 表記 says so. The values of the flag are those of 031 付番API仕様 (0, 1).
"""

from __future__ import annotations

import polars as pl

from migrate.quality.columns import own_column
from migrate.quality.kinds import CellTest, Kind, Use, has_text
from migrate.quality.notation import SENTINELS

_DAY = "日"
_UNKNOWN = "1"


def _flag(use: Use) -> str:
    return own_column(use, ("*_不詳フラグ",))


def _written(use: Use) -> str:
    return own_column(use, ("*_不詳表記",))


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for name in (_flag(use), _written(use)) if name and name != use.item.name)


def _applies(use: Use) -> bool:
    both = _flag(use) != "" and _written(use) != ""
    return both if use.rule.parameters["見る"] != _DAY else bool(_columns(use)) and use.item.notation == "DATE"


def _flagged(use: Use) -> pl.Expr:
    return pl.col(_flag(use)).eq(_UNKNOWN).fill_null(False) if _flag(use) else pl.lit(False)


def _said(use: Use) -> pl.Expr:
    return has_text(_written(use)) if _written(use) else pl.lit(False)


def _test(use: Use) -> CellTest:
    match use.rule.parameters["見る"]:
        case "表記":
            return CellTest(domain=_flagged(use), passes=_said(use))
        case "フラグ":
            return CellTest(domain=_said(use), passes=_flagged(use))
        case _:
            unknown = pl.col(use.item.name).eq(SENTINELS[0]).fill_null(False)
            return CellTest(domain=unknown, passes=_flagged(use) | _said(use))


KIND = Kind(test=_test, applies=_applies, columns=_columns)
