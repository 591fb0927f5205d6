"""blank_to_null(値)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.functions import trim
from migrate.engine.kinds import Kind
from migrate.text import blanks

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """No value where there are only blanks, else the value as it is.

    >>> apply("　  ") is None
    True
    >>> apply(" 1 ")
    ' 1 '
    """
    return value if value and blanks.strip(value) else None


def lower(value: exp.Expression) -> exp.Expression:
    """The same in SQL."""
    empty = exp.Is(this=trim.lower(value.copy()), expression=exp.Null())
    return exp.Case(ifs=[exp.If(this=exp.Not(this=exp.paren(empty)), true=value)])
