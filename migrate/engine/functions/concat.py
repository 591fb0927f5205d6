"""concat(値, …)"""

from __future__ import annotations

from sqlglot import exp

from migrate.engine.kinds import Kind

PARAMETERS = (Kind.VALUES,)


def apply(*values: str | None) -> str | None:
    """Join values; those without text are left out.

    Inside a mapping the result is no value where only constants would be left (``concat('9', NO)`` without NO).

    >>> apply("七瀬野町", None, "１－２")
    '七瀬野町１－２'
    >>> apply(None, "") is None
    True
    """
    return "".join(value for value in values if value) or None


def lower(*values: exp.Expression) -> exp.Expression:
    """The same in SQL, with the rule on constants."""
    empty = exp.Literal.string("")
    parts = [exp.Anonymous(this="coalesce", expressions=[value, empty.copy()]) for value in values]
    joined = exp.Anonymous(this="nullif", expressions=[exp.Anonymous(this="concat", expressions=parts), empty.copy()])
    moving = [part.copy() for value, part in zip(values, parts, strict=True) if not isinstance(value, exp.Literal)]
    if not moving:
        return joined
    anything = exp.NEQ(this=exp.Anonymous(this="concat", expressions=moving), expression=empty.copy())
    return exp.Case(ifs=[exp.If(this=anything, true=joined)])
