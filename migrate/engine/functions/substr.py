"""substr(値, 始め, 長さ)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.kinds import Kind

PARAMETERS = (Kind.VALUE, Kind.NUMBER, Kind.NUMBER)


def apply(value: str | None, start: int, length: int) -> str | None:
    """``length`` characters (code points) from character ``start``, counted from 1; no value where there are none.

    >>> apply("1000014", 1, 3)
    '100'
    >>> apply("12", 3, 2) is None
    True
    """
    return (value or "")[start - 1 : start - 1 + length] or None


def lower(value: exp.Expression, start: exp.Expression, length: exp.Expression) -> exp.Expression:
    """The same in SQL (`parse` sees to it that start and length are 1 or more)."""
    part = exp.Anonymous(this="substring", expressions=[value, start, length])
    return exp.Anonymous(this="nullif", expressions=[part, exp.Literal.string("")])
