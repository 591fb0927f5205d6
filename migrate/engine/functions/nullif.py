"""nullif(値, 値)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.kinds import Kind

PARAMETERS = (Kind.VALUE, Kind.VALUE)


def apply(value: str | None, empty: str | None) -> str | None:
    """No value where both are equal, else the first.

    >>> apply("000000", "000000") is None
    True
    >>> apply("1", "0")
    '1'
    """
    return None if not value or value == empty else value


def lower(value: exp.Expression, empty: exp.Expression) -> exp.Expression:
    """The same in SQL."""
    return exp.Anonymous(this="nullif", expressions=[value, empty])
