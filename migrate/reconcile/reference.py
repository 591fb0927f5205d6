"""The trees of a plan walked in Python with each function's Python reference: a second opinion beside the engine's SQL.

Slow on purpose: it is used once per combination of distinct source values, for control totals.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping

from sqlglot import exp

from migrate.engine import functions
from migrate.engine.kinds import Kind
from migrate.text.refusal import UnconvertibleError

Row = Mapping[str, str | None]
"""Source columns, names in lower case."""
CodeMaps = Mapping[str, Mapping[str, str]]
_ORDERS: Mapping[type[exp.Expression], Callable[..., bool]] = {
    exp.LT: operator.lt,
    exp.LTE: operator.le,
    exp.GT: operator.gt,
    exp.GTE: operator.ge,
}


def item_value(tree: exp.Expression, row: Row, code_maps: CodeMaps) -> str | None:
    """What an item holds for a row that is written: a value that cannot be converted leaves it empty."""
    try:
        return _value(tree, row, code_maps)
    except UnconvertibleError:
        return None


def _value(node: exp.Expression, row: Row, code_maps: CodeMaps) -> str | None:
    match node:
        case exp.Column():
            return row[node.name.lower()] or None
        case exp.Literal():
            return str(node.this) or None
        case exp.Null():
            return None
        case exp.Case():
            tests = [_holds(branch.this, row, code_maps) for branch in node.args["ifs"]]
            for test, branch in zip(tests, node.args["ifs"], strict=True):
                if test:
                    return _value(branch.args["true"], row, code_maps)
            default = node.args.get("default")
            return _value(default, row, code_maps) if default is not None else None
    assert isinstance(node, exp.Anonymous), "trees come from expression.parse"
    return _call(node, row, code_maps)


def _call(node: exp.Anonymous, row: Row, code_maps: CodeMaps) -> str | None:
    arguments = node.expressions
    if node.this == "coalesce":
        return next((found for one in arguments if (found := _value(one, row, code_maps))), None)
    function = functions.function(str(node.this))
    assert function is not None, "trees come from expression.parse"
    kinds = function.parameters if not function.variadic else (Kind.VALUES,) * len(arguments)
    taken: list[object] = []
    for kind, argument in zip(kinds, arguments, strict=True):
        if kind in (Kind.VALUE, Kind.VALUES):
            taken.append(_value(argument, row, code_maps))
        elif kind is Kind.CODE_MAP:
            taken.append(code_maps[str(argument.this)])
        else:
            taken.append(int(argument.this) if kind is Kind.NUMBER else str(argument.this))
    moving = [found for found, one in zip(taken, arguments, strict=True) if not isinstance(one, exp.Literal)]
    if node.this == "concat" and moving and not any(moving):
        return None  # constants alone are no value
    return function.apply(*taken) or None


def _holds(node: exp.Expression, row: Row, code_maps: CodeMaps) -> bool:
    match node:
        case exp.And() | exp.Or():
            both = (_holds(node.this, row, code_maps), _holds(node.expression, row, code_maps))
            return all(both) if isinstance(node, exp.And) else any(both)
        case exp.Not():
            return not _holds(node.this, row, code_maps)
        case exp.EQ() | exp.NEQ():
            same = (_value(node.this, row, code_maps) or "") == (_value(node.expression, row, code_maps) or "")
            return same if isinstance(node, exp.EQ) else not same
        case exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            sides = (_value(node.this, row, code_maps), _value(node.expression, row, code_maps))
            return bool(sides[0]) and bool(sides[1]) and _ORDERS[type(node)](*sides)
        case exp.In():
            return (_value(node.this, row, code_maps) or "") in {str(one.this) for one in node.expressions}
    return _value(node.this, row, code_maps) is None
