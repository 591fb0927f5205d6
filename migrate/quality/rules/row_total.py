"""内訳の合計: an amount is the sum of others of the same row: ``足す`` less ``引く``, an empty one counts as 0.

``引いてもよい``: amounts that may have been taken off as well. ``端数``: the total may be lower by less than this many
yen (rounded off). A row whose 足す are all empty has no breakdown and is not judged; nor is one with a cell that is no
whole number. Where the type has no sign, 0 stands for a total below it.
"""

from __future__ import annotations

from migrate.quality.kinds import CellTest, Kind, Use, has_value
from migrate.quality.terms import Term, col, either, every
from migrate.quality.terms import total as sum_of

_SIGNED = "S9"
_PLUS, _MINUS, _MAYBE, _ROUNDED = "足す", "引く", "引いてもよい", "端数"


def _named(use: Use, parameter: str) -> tuple[str, ...]:
    return tuple(name for name in use.rule.parameters.get(parameter, "").split("|") if name)


def _columns(use: Use) -> tuple[str, ...]:
    return tuple(name for parameter in (_PLUS, _MINUS, _MAYBE) for name in _named(use, parameter))


def _applies(use: Use) -> bool:
    return set(_columns(use)) <= {item.name for item in use.spec.items_of(use.table)}


def _number(name: str) -> Term:
    return col(name).whole()


def _sum(names: tuple[str, ...]) -> Term:
    return sum_of(_number(name).fill_null(0) for name in names)


def _test(use: Use) -> CellTest:
    total, plus = _number(use.item.name), _named(use, _PLUS)
    minus, maybe, rounded = _named(use, _MINUS), _named(use, _MAYBE), int(use.rule.parameters.get(_ROUNDED, "1"))
    highest = _sum(plus) - _sum(minus) if minus else _sum(plus)
    lowest = highest - _sum(maybe) if maybe else highest
    lowest = lowest - (rounded - 1) if rounded > 1 else lowest
    within = (total <= highest) & (total >= lowest) if lowest is not highest else total.eq(highest)
    passes = within if use.item.notation == _SIGNED else within | (total.eq(0) & (lowest < 0))
    numbers = every(col(name).is_null() | _number(name).is_not_null() for name in _columns(use))
    parts = either(has_value(name) for name in plus)
    return CellTest(domain=total.is_not_null() & numbers & parts, passes=passes)


def _words(use: Use) -> dict[str, str | int]:
    plus, minus = "＋".join(_named(use, _PLUS)), "".join(f"－{name}" for name in _named(use, _MINUS))
    return {"parts": plus + minus}


KIND = Kind(test=_test, applies=_applies, columns=_columns, words=_words)
