"""Expressions over the cells of a row, kept as they were written.

A term is a record of calls (`migrate.quality.operations`). From the one record come the Polars expression (the calls
are made), its Python source (the calls are spelled) and the DuckDB expression (`migrate.quality.spelling`), so that the
three cannot part.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from functools import reduce

import polars as pl

from migrate.model.value import value
from migrate.quality.literals import Plain


class Term:
    """An expression over the columns of a table; the methods are `OPERATIONS`."""

    __slots__ = ()

    def _call(self, operation: str, *operands: Operand) -> Term:
        return Call(operation=operation, operands=(self, *(term(one) for one in operands)))

    def __and__(self, other: Term) -> Term:
        return self._call("and", other)

    def __or__(self, other: Term) -> Term:
        return self._call("or", other)

    def __invert__(self) -> Term:
        return Not(of=self)

    def __le__(self, other: Operand) -> Term:
        return self._call("le", other)

    def __lt__(self, other: Operand) -> Term:
        return self._call("lt", other)

    def __ge__(self, other: Operand) -> Term:
        return self._call("ge", other)

    def __gt__(self, other: Operand) -> Term:
        return self._call("gt", other)

    def __add__(self, other: Operand) -> Term:
        return self._call("add", other)

    def __sub__(self, other: Operand) -> Term:
        return self._call("sub", other)

    def __mul__(self, other: Operand) -> Term:
        return self._call("mul", other)

    def __floordiv__(self, other: Operand) -> Term:
        return self._call("floordiv", other)

    def __mod__(self, other: Operand) -> Term:
        return self._call("mod", other)

    def eq(self, other: Operand) -> Term:
        """Equal; ``==`` compares terms."""
        return self._call("eq", other)

    def is_in(self, values: Operand) -> Term:
        """One of the values of a literal."""
        return self._call("is_in", values)

    def is_null(self) -> Term:
        """True for null."""
        return self._call("is_null")

    def is_not_null(self) -> Term:
        """True for a value."""
        return self._call("is_not_null")

    def fill_null(self, other: Operand) -> Term:
        """``other`` for null."""
        return self._call("fill_null", other)

    def contains(self, pattern: Operand) -> Term:
        """True where a regular expression finds something."""
        return self._call("contains", pattern)

    def starts_with(self, prefix: str) -> Term:
        """True where the text begins so."""
        return self._call("starts_with", prefix)

    def length(self) -> Term:
        """Number of code points."""
        return self._call("length")

    def bytes(self) -> Term:
        """Number of bytes in UTF-8."""
        return self._call("bytes")

    def head(self, count: int) -> Term:
        """The first characters."""
        return self._call("head", count)

    def strip(self, characters: Operand) -> Term:
        """The text without these characters at either end."""
        return self._call("strip", characters)

    def replaced(self, pattern: Operand, by: str) -> Term:
        """Everything that a regular expression finds, replaced."""
        return self._call("replaced", pattern, by)

    def whole(self) -> Term:
        """The whole number of 64 bits that a text is, else null."""
        return self._call("whole")

    def day(self) -> Term:
        """The day of the calendar that a text ``YYYY-MM-DD`` is, else null; texts of another form: undefined."""
        return self._call("day")

    def looked_up(self, table: Operand) -> Term:
        """The text that a literal of pairs gives for the text, null where it has none."""
        return self._call("looked_up", table)


Operand = Term | Plain


@value
class Column(Term):
    """The cells of a column."""

    name: str


@value
class Literal(Term):
    """A value. One with a ``name`` is a constant of that name in a source, explained by ``note``."""

    plain: Plain
    name: str = ""
    note: str = ""


@value
class Not(Term):
    """Negation; null stays null."""

    of: Term


@value
class Call(Term):
    """A call of `OPERATIONS`; the first operand is what is called."""

    operation: str
    operands: tuple[Term, ...]


@value
class When(Term):
    """One term where the condition is true, else the other; null without another."""

    condition: Term
    then: Term
    otherwise: Term | None = None


@value
class Judged(Term):
    """What a Python function says of a whole column; neither source nor SQL can say it."""

    name: str
    function: Callable[[pl.Series], pl.Series]


def lit(plain: Plain, name: str = "", note: str = "") -> Literal:
    """A value; one with a ``name`` is a constant of that name in a source, explained by ``note``."""
    return Literal(plain=plain, name=name, note=note)


def term(one: Operand) -> Term:
    """A plain value as a term."""
    return one if isinstance(one, Term) else Literal(plain=one)


def col(name: str) -> Term:
    """The cells of a column."""
    return Column(name=name)


def every(terms: Iterable[Term]) -> Term:
    """True where all are; at least one term."""
    return reduce(operator.and_, terms)


def either(terms: Iterable[Term]) -> Term:
    """True where one is; at least one term."""
    return reduce(operator.or_, terms)


def total(terms: Iterable[Term]) -> Term:
    """The sum; at least one term."""
    return reduce(operator.add, terms)
