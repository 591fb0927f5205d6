"""trim(値)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.kinds import Kind
from migrate.text import blanks

PARAMETERS = (Kind.VALUE,)


def apply(value: str | None) -> str | None:
    """Take blanks (half-width and U+3000) away at both ends; no value where nothing is left.

    >>> apply("　山田　太郎　 ")
    '山田　太郎'
    >>> apply("　 ") is None
    True
    """
    return blanks.strip(value) or None if value else None


def lower(value: exp.Expression) -> exp.Expression:
    """The same in SQL; the characters are named because engines differ in what they trim."""
    stripped = exp.Anonymous(this="trim", expressions=[value, exp.Literal.string(blanks.BLANKS)])
    return exp.Anonymous(this="nullif", expressions=[stripped, exp.Literal.string("")])
