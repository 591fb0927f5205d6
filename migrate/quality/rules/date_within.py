"""A date is not before ``下限`` or not after ``上限``: a day, or ``基準日``. Sentinels are not judged."""

from __future__ import annotations

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day

_FIRST, _LAST = "下限", "上限"


def _applies(use: Use) -> bool:
    return use.item.notation == "DATE"


def _bound(use: Use, side: str) -> str:
    given = use.rule.parameters.get(side, "")
    return use.around.as_of.isoformat() if given == "基準日" else given


def _test(use: Use) -> CellTest:
    name, first, last = use.item.name, _bound(use, _FIRST), _bound(use, _LAST)
    passes = pl.col(name) >= (first or "0000")
    return CellTest(domain=is_day(name).fill_null(False), passes=passes & (pl.col(name) <= last) if last else passes)


def _words(use: Use) -> dict[str, str | int]:
    return {"first": _bound(use, _FIRST), "last": _bound(use, _LAST)}


KIND = Kind(test=_test, applies=_applies, words=_words)
