"""A date is not before ``下限`` or not after ``上限``: a day, or ``基準日``. Sentinels are not judged."""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use
from migrate.quality.rules.form import is_day
from migrate.quality.terms import Literal, col, every, lit

_FIRST, _LAST = "下限", "上限"
_AS_OF = "基準日"


def _applies(use: Use) -> bool:
    return use.item.notation == "DATE"


def _literals(use: Use, side: str) -> list[Literal]:
    """The bound of a side, none where the rule has none."""
    given = use.rule.parameters.get(side, "")
    if given == _AS_OF:
        return [lit(use.around.as_of.isoformat(), "AS_OF", "基準日（YYYY-MM-DD）")]
    return [lit(given)] if given else []


def _bound(use: Use, side: str) -> str:
    return next((str(one.plain) for one in _literals(use, side)), "")


def _test(use: Use) -> CellTest:
    name = use.item.name
    sides = [col(name) >= one for one in _literals(use, _FIRST)] + [col(name) <= one for one in _literals(use, _LAST)]
    return CellTest(domain=is_day(name).fill_null(False), passes=every(sides))


def _words(use: Use) -> dict[str, str | int]:
    return {"first": _bound(use, _FIRST), "last": _bound(use, _LAST)}


KIND = Kind(test=_test, applies=_applies, words=_words)
