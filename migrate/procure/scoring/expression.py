"""Formulas of points, as people write them: ``配点 × 切捨て(最低(見積額) ÷ 見積額, 3)``.

They are parsed by sqlglot and computed over a closed list of operations, with fractions: no rounding but where the
formula says so. A condition, such as ``必須不可 = 0``, gives true or false.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache

import sqlglot
from sqlglot import exp

from migrate.model.value import value
from migrate.procure.scoring import exact
from migrate.procure.scoring.exact import Rounding, Way

OWN_POINTS = "配点"
"""The name that stands for the criterion's own points."""
MAX_LENGTH = 300
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "≦": "≤", "≧": "≥"})
_COMPARED: dict[type[exp.Expr], tuple[str, Callable[[Fraction, Fraction], bool]]] = {
    exp.EQ: ("=", lambda a, b: a == b),
    exp.NEQ: ("≠", lambda a, b: a != b),
    exp.LT: ("<", lambda a, b: a < b),
    exp.LTE: ("≤", lambda a, b: a <= b),
    exp.GT: (">", lambda a, b: a > b),
    exp.GTE: ("≥", lambda a, b: a >= b),
}
_SUMS: dict[type[exp.Expr], tuple[str, Callable[[Fraction, Fraction], Fraction]]] = {
    exp.Add: ("+", lambda a, b: a + b),
    exp.Sub: ("−", lambda a, b: a - b),
    exp.Mul: ("×", lambda a, b: a * b),
    exp.Div: ("÷", lambda a, b: a / b),
}
_JOINED: dict[type[exp.Expr], str] = {exp.And: "かつ", exp.Or: "または"}
_OF_ALL: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {"最低": min, "最高": max}
"""Functions over what every vendor in the competition says."""
_OF_TWO: dict[str, Callable[[Sequence[Fraction]], Fraction]] = {"小さいほう": min, "大きいほう": max}
FUNCTIONS = (*_OF_ALL, *_OF_TWO, *(str(way) for way in Way))
Facts = Mapping[str, Fraction]


class FormulaError(Exception):
    """A formula that cannot be read or computed; its text is a Japanese sentence."""


class MissingError(FormulaError):
    """A fact that the formula names is not there."""

    def __init__(self, name: str) -> None:
        super().__init__(f"「{name}」の値がありません。")
        self.name = name


@value
class Around:
    """What a formula is computed on: the facts of one vendor, and those of every vendor in the competition."""

    own: Facts
    all: Sequence[Facts]


def _plain(text: str) -> str:
    """``text`` in the signs of SQL; 「かつ」 and 「または」 are words between conditions."""
    half = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS)
    half = half.replace("≤", "<=").replace("≥", ">=").replace("≠", "<>")
    return half.replace("かつ", " AND ").replace("または", " OR ")


@cache
def _tree(text: str) -> exp.Expr:
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"式が長すぎます（{MAX_LENGTH} 文字まで）。")
    try:
        tree = sqlglot.parse_one(_plain(text), dialect="duckdb")
    except (sqlglot.errors.SqlglotError, RecursionError):
        raise FormulaError("式として読めません。") from None
    _check(tree)
    return tree


def _check(node: exp.Expr) -> None:
    """Refuse every node that is not in the closed list."""
    match node:
        case exp.Paren() | exp.Neg():
            _check(node.this)
        case exp.Literal():
            if node.is_string or exact.number(node.name) is None:
                raise FormulaError("式の数は、15 桁までの整数か小数で書いてください。")
        case exp.Column() if not node.table:
            return
        case exp.Anonymous():
            _check_call(node.name, node.expressions)
        case _ if type(node) in {*_SUMS, *_COMPARED, *_JOINED}:
            for side in _sides(node):
                _check(side)
        case _:
            raise FormulaError("式に使えるのは、四則、比べる記号、かつ・または、決まった関数だけです。")


def _sides(node: exp.Expr) -> tuple[exp.Expr, exp.Expr]:
    """What stands left and right of an operator."""
    return node.args["this"], node.args["expression"]


def _check_call(name: str, given: Sequence[exp.Expr]) -> None:
    if name not in FUNCTIONS:
        raise FormulaError(f"式に「{name}」という関数は使えません。使えるもの: {'、'.join(FUNCTIONS)}。")
    if len(given) != (1 if name in _OF_ALL else 2):
        raise FormulaError(f"関数「{name}」の、かっこの中の数が違います。")
    for one in given:
        _check(one)
    if name in {str(way) for way in Way} and not (isinstance(given[1], exp.Literal) and given[1].name in "0123456"):
        raise FormulaError(f"関数「{name}」の 2 つ目は、残す小数の桁（0〜6）です。")


def is_condition(text: str) -> bool:
    """True where the formula gives true or false.

    Raises:
        FormulaError: it cannot be read, or mixes numbers and conditions.
    """
    return _judges(_tree(text))


def _judges(node: exp.Expr) -> bool:
    if isinstance(node, exp.Paren):
        return _judges(node.this)
    if type(node) in _JOINED:
        if not all(_judges(side) for side in _sides(node)):
            raise FormulaError("「かつ」「または」の両側は、条件です。")
        return True
    if any(_judges(one) for one in _parts(node)):
        raise FormulaError("条件を、数として計算することはできません。")
    return type(node) in _COMPARED


def _parts(node: exp.Expr) -> Sequence[exp.Expr]:
    """What a number or a comparison is made of."""
    if isinstance(node, exp.Column | exp.Literal):
        return ()
    if isinstance(node, exp.Anonymous):
        return node.expressions
    return (node.this,) if isinstance(node, exp.Neg) else _sides(node)


def names(text: str) -> tuple[str, ...]:
    """The facts that a formula names, each once, in order.

    >>> names("配点 × 最低(見積額) ÷ 見積額")
    ('配点', '見積額')
    """
    return tuple(dict.fromkeys(column.name for column in _tree(text).find_all(exp.Column, bfs=False)))


def value_of(text: str, around: Around) -> Fraction:
    """What the formula gives.

    Raises:
        MissingError: a fact is not there. FormulaError: it divides by zero, or gives no number.
    """
    return _number(_tree(text), around)


def holds(text: str, around: Around) -> bool:
    """Whether the condition is met. Raises: as `value_of`."""
    return _truth(_tree(text), around)


def _truth(node: exp.Expr, around: Around) -> bool:
    match node:
        case exp.Paren():
            return _truth(node.this, around)
        case exp.And():
            return all(_truth(side, around) for side in _sides(node))
        case exp.Or():
            return any(_truth(side, around) for side in _sides(node))
    left, right = _sides(node)
    return _COMPARED[type(node)][1](_number(left, around), _number(right, around))


def _number(node: exp.Expr, around: Around) -> Fraction:
    match node:
        case exp.Paren():
            return _number(node.this, around)
        case exp.Neg():
            return -_number(node.this, around)
        case exp.Literal():
            return Fraction(node.name)
        case exp.Column():
            if node.name not in around.own:
                raise MissingError(node.name)
            return around.own[node.name]
        case exp.Anonymous():
            return _called(node, around)
    left, right = _sides(node)
    try:
        return _SUMS[type(node)][1](_number(left, around), _number(right, around))
    except ZeroDivisionError:
        raise FormulaError("0 で割る計算になります。") from None


def _called(node: exp.Anonymous, around: Around) -> Fraction:
    name, given = node.name, node.expressions
    if name in _OF_ALL:
        everyone = around.all or (around.own,)
        return _OF_ALL[name]([_number(given[0], Around(own=one, all=around.all)) for one in everyone])
    if name in _OF_TWO:
        return _OF_TWO[name]([_number(one, around) for one in given])
    return Rounding(way=Way(name), places=int(given[1].name)).apply(_number(given[0], around))


def filled(text: str, around: Around) -> str:
    """The formula with the values in it, for the audit trail.

    Raises: as `value_of`.
    """
    return _said(_tree(text), around)


def _said(node: exp.Expr, around: Around) -> str:
    match node:
        case exp.Paren():
            return f"({_said(node.this, around)})"
        case exp.Neg():
            return f"−{_said(node.this, around)}"
        case exp.Literal() | exp.Column():
            return exact.written(_number(node, around))
        case exp.Anonymous() if node.name in _OF_ALL:
            return exact.written(_called(node, around))
        case exp.Anonymous():
            return f"{node.name}({', '.join(_said(one, around) for one in node.expressions)})"
    sign = _JOINED.get(type(node)) or (_SUMS.get(type(node)) or _COMPARED[type(node)])[0]
    left, right = _sides(node)
    return f"{_said(left, around)} {sign} {_said(right, around)}"
