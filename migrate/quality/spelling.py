"""A term as a Polars expression, as its Python source and as a DuckDB expression.

>>> fits = Column(name="氏名").length() <= 40
>>> code_of(fits, {}), sql_of(fits)
('pl.col("氏名").str.len_chars() <= 40', 'length("氏名") <= 40')
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from operator import attrgetter

import polars as pl

from migrate.quality import literals
from migrate.quality.literals import source_of
from migrate.quality.operations import ASSOCIATIVE, OPERATIONS
from migrate.quality.terms import Call, Column, Judged, Literal, Not, Term, When

Constants = dict[str, Literal]
"""Names of constants that a source uses → their values, in the order in which they are met."""
_OPERATORS: Mapping[str, Callable[..., pl.Expr]] = {
    "&": operator.and_,
    "|": operator.or_,
    "<=": operator.le,
    "<": operator.lt,
    ">=": operator.ge,
    ">": operator.gt,
    "==": operator.eq,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "%": operator.mod,
}


class UnwrittenError(Exception):
    """A step of the term is a Python function: it has neither source nor SQL."""


def polars_of(term: Term) -> pl.Expr:
    """The Polars expression."""
    match term:
        case Column():
            return pl.col(term.name)
        case Literal():
            return pl.lit(_plain(term))
        case Not():
            return ~polars_of(term.of)
        case Call():
            return _called(term)
        case When():
            return _chosen(term)
    if isinstance(term, Judged):
        return pl.col(term.name).map_batches(term.function, return_dtype=pl.Boolean)
    raise TypeError(type(term).__name__)


def _chosen(choice: When) -> pl.Expr:
    chosen = pl.when(polars_of(choice.condition)).then(polars_of(choice.then))
    return chosen.otherwise(polars_of(choice.otherwise)) if choice.otherwise else chosen


def _called(call: Call) -> pl.Expr:
    how, first = OPERATIONS[call.operation], polars_of(call.operands[0])
    rest = [_plain(one) if isinstance(one, Literal) else polars_of(one) for one in call.operands[1:]]
    if how.polars in _OPERATORS:
        return _OPERATORS[how.polars](first, *rest)
    made: pl.Expr = attrgetter(how.polars)(first)(*rest, *how.fixed, **dict(how.named))
    return made


def _plain(one: Literal) -> object:
    return list(one.plain) if isinstance(one.plain, tuple) else one.plain


def code_of(term: Term, constants: Constants) -> str:
    """The Python source of the Polars expression (``pl`` is Polars); the constants that it uses are added.

    Raises:
        UnwrittenError: there is none.
        ValueError: two constants have one name.
    """
    match term:
        case Column():
            return f"pl.col({source_of(term.name)})"
        case Literal():
            return f"pl.lit({_operand(term, constants)})"
        case Not():
            return f"~{_grouped(term.of, code_of(term.of, constants))}"
        case Call():
            return _call_code(term, constants)
        case When():
            chosen = f"pl.when({code_of(term.condition, constants)}).then({code_of(term.then, constants)})"
            return f"{chosen}.otherwise({code_of(term.otherwise, constants)})" if term.otherwise else chosen
    raise UnwrittenError(type(term).__name__)


def _operand(one: Term, constants: Constants) -> str:
    """A term as an operand: a literal by its value or its name."""
    if not isinstance(one, Literal):
        return code_of(one, constants)
    if not one.name:
        return source_of(one.plain)
    if constants.setdefault(one.name, one) != one:
        raise ValueError(one.name)
    return one.name


def _call_code(call: Call, constants: Constants) -> str:
    how, first = OPERATIONS[call.operation], code_of(call.operands[0], constants)
    rest = [_operand(one, constants) for one in call.operands[1:]]
    if how.polars in _OPERATORS:
        sides = zip(call.operands, (first, *rest), strict=True)
        return f" {how.polars} ".join(_grouped(one, text, call.operation) for one, text in sides)
    given = [*rest, *map(source_of, how.fixed), *(f"{name}={source_of(one)}" for name, one in how.named)]
    return f"{_grouped(call.operands[0], first)}.{how.polars}({', '.join(given)})"


def sql_of(term: Term) -> str:
    """The DuckDB expression over columns of the same names.

    Raises:
        UnwrittenError: there is none.
    """
    match term:
        case Column():
            return '"' + term.name.replace('"', '""') + '"'
        case Literal():
            return literals.sql_of(term.plain)
        case Not():
            return f"NOT {_grouped(term.of, sql_of(term.of))}"
        case Call():
            sides = (_grouped(one, sql_of(one), term.operation) for one in term.operands)
            return OPERATIONS[term.operation].sql.format(*sides)
        case When():
            other = f" ELSE {sql_of(term.otherwise)}" if term.otherwise else ""
            return f"CASE WHEN {sql_of(term.condition)} THEN {sql_of(term.then)}{other} END"
    raise UnwrittenError(type(term).__name__)


def _grouped(one: Term, text: str, within: str = "") -> str:
    """``text`` of an operand, in parentheses where operators would else tear it apart."""
    if not isinstance(one, Not) and not (isinstance(one, Call) and OPERATIONS[one.operation].polars in _OPERATORS):
        return text
    same = isinstance(one, Call) and one.operation == within and within in ASSOCIATIVE
    return text if same else f"({text})"
