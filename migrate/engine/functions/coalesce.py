"""coalesce(値, …)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.kinds import Kind

PARAMETERS = (Kind.VALUES,)


def apply(*values: str | None) -> str | None:
    """The first value that has text.

    >>> apply(None, "", "0")
    '0'
    >>> apply("") is None
    True
    """
    return next((value for value in values if value), None)


def lower(*values: exp.Expression) -> exp.Expression:
    """The same in SQL (an empty text is no value)."""
    present = [exp.Anonymous(this="nullif", expressions=[value, exp.Literal.string("")]) for value in values]
    return exp.Anonymous(this="coalesce", expressions=present)
