"""内訳の合計: an amount is the sum of others of the same row: ``足す`` less ``引く``, an empty one counts as 0.

``引いてもよい``: amounts that may have been taken off as well. ``端数``: the total may be lower by less than this many
yen (rounded off). A row whose 足す are all empty has no breakdown and is not judged; nor is one with a cell that is no
whole number. Where the type has no sign, 0 stands for a total below it.
"""

from __future__ import annotations

from functools import reduce
from operator import add

import polars as pl

from migrate.quality.kinds import CellTest, Kind, Use

_SIGNED = "S9"
_PLUS, _MINUS, _MAYBE, _ROUNDED = "足す", "引く", "引いてもよい", "端数"


def _named(use: Use, parameter: str) -> tuple[str, ...]:
    return tuple(name for name in use.rule.parameters.get(parameter, "").split("|") if name)


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for parameter in (_PLUS, _MINUS, _MAYBE) for name in _named(use, parameter))


def _applies(use: Use) -> bool:
    return set(_columns(use)) <= {item.name for item in use.spec.items_of(use.table)}


def _number(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Int64, strict=False)


def _sum(names: tuple[str, ...]) -> pl.Expr:
    return reduce(add, (_number(name).fill_null(0) for name in names), pl.lit(0, dtype=pl.Int64))


def _test(use: Use) -> CellTest:
    total, plus = _number(use.item.name), _named(use, _PLUS)
    highest = _sum(plus) - _sum(_named(use, _MINUS))
    lowest = highest - _sum(_named(use, _MAYBE)) - (int(use.rule.parameters.get(_ROUNDED, "1")) - 1)
    numbers = pl.all_horizontal(pl.col(name).is_null() | _number(name).is_not_null() for name in _columns(use))
    parts = pl.any_horizontal(pl.col(name).is_not_null() for name in plus)
    none_left = (total == 0) & (lowest < 0) & pl.lit(use.item.notation != _SIGNED)
    return CellTest(
        domain=total.is_not_null() & numbers & parts, passes=none_left | ((total <= highest) & (total >= lowest))
    )


def _words(use: Use) -> dict[str, str | int]:
    plus, minus = "＋".join(_named(use, _PLUS)), "".join(f"－{name}" for name in _named(use, _MINUS))
    return {"parts": plus + minus}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
