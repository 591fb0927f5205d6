"""How lowered trees are written for other databases: what their SQL means differently is kept in here.

A lowered tree (`lowering`) uses five calls (``trim``, ``nullif``, ``coalesce``, ``concat``, ``substring``) that mean
this in DuckDB only. `portable` says them in another dialect with the same meaning.
Sources: the manuals of the databases on TRIM and on empty strings (Oracle: an empty string is NULL).
"""

from __future__ import annotations

import sqlglot
from sqlglot import exp

from migrate.engine.functions import Function
from migrate.model.value import value


@value
class Dialect:
    """One way to write SQL."""

    name: str
    """Name that sqlglot knows it by."""
    words: str
    tables: bool = False
    """True where functions without SQL of their own are joined as conversion tables (distinct input → output)."""


DIALECTS = {
    one.name: one
    for one in (
        Dialect(name="duckdb", words="DuckDB（本ツールの変換）", tables=True),
        Dialect(name="spark", words="Spark SQL", tables=True),
        Dialect(name="postgres", words="PostgreSQL"),
        Dialect(name="oracle", words="Oracle Database"),
        Dialect(name="tsql", words="SQL Server"),
        Dialect(name="mysql", words="MySQL"),
    )
}
_PAIRS = 2000
"""More pairs than that are no readable CASE."""


def _empty(node: exp.Expression) -> bool:
    return isinstance(node, exp.Literal) and node.is_string and not node.this


def _anonymous(name: str, *arguments: exp.Expression) -> exp.Expression:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _trim(text: exp.Expression, blanks: exp.Expression, dialect: str) -> exp.Expression:
    match dialect:
        case "oracle":  # its TRIM takes one character
            return _anonymous("LTRIM", _anonymous("RTRIM", text, blanks), blanks.copy())
        case "mysql":  # its TRIM takes a string, not a set
            pattern = exp.Literal.string(f"^[{blanks.this}]+|[{blanks.this}]+$")
            return _anonymous("REGEXP_REPLACE", text, pattern, exp.Literal.string(""))
        case "tsql":
            return exp.Trim(this=text, expression=blanks)
    return exp.Trim(this=text, expression=blanks, position="BOTH")


def _coalesce(node: exp.Anonymous, dialect: str) -> exp.Expression:
    first: exp.Expression = node.expressions[0]
    rest: list[exp.Expression] = node.expressions[1:]
    if isinstance(first, exp.Literal) and first.this and all(map(_empty, rest)):
        return first
    if dialect == "oracle" and len(rest) == 1 and _empty(rest[0]):
        if not isinstance(node.parent, exp.EQ | exp.NEQ | exp.In):
            return first  # || takes no value as an empty text
        rest = [_marker()]  # no value must equal no value
    if isinstance(first, exp.Null) and len(rest) == 1:
        return rest[0]
    return exp.Coalesce(this=first, expressions=rest)


def _marker() -> exp.Expression:
    """A text that no value has."""
    return _anonymous("CHR", exp.Literal.number(0))


def _concat(parts: list[exp.Expression], dialect: str) -> exp.Expression:
    if dialect != "oracle":
        return exp.Concat(expressions=parts, safe=False, coalesce=False)
    whole = parts[0]
    for part in parts[1:]:
        whole = exp.DPipe(this=whole, expression=part)
    return exp.paren(whole)


def _call(node: exp.Anonymous, dialect: str) -> exp.Expression:
    arguments: list[exp.Expression] = node.expressions
    found: exp.Expression = node
    match str(node.this).lower():
        case "trim":
            found = _trim(arguments[0], arguments[1], dialect)
        case "nullif" if dialect == "oracle" and _empty(arguments[1]):
            found = arguments[0]
        case "nullif":
            found = exp.Nullif(this=arguments[0], expression=arguments[1])
        case "coalesce":
            found = _coalesce(node, dialect)
        case "concat":
            found = _concat(arguments, dialect)
        case "substring":
            found = exp.Substring(this=arguments[0], start=arguments[1], length=arguments[2])
    return found


def _ordered(order: exp.Expression) -> exp.Expression:
    """A comparison of order that is false, not NULL, where a side has no value."""
    whole = order
    for side in (order.this, order.expression):
        if not isinstance(side, exp.Literal):
            present = exp.Not(this=exp.Is(this=side.copy(), expression=exp.Null()))
            whole = exp.And(this=whole, expression=present)
    return exp.paren(whole)


def _node(node: exp.Expression, dialect: str) -> exp.Expression:
    if isinstance(node, exp.Anonymous):
        first = node.expressions[0] if node.expressions else None
        return _ordered(first) if isinstance(first, exp.LT | exp.LTE | exp.GT | exp.GTE) else _call(node, dialect)
    if dialect == "oracle" and isinstance(node, exp.NEQ) and _empty(node.expression):
        return exp.Not(this=exp.Is(this=node.this, expression=exp.Null()))
    if dialect == "tsql" and isinstance(node, exp.Literal) and node.is_string and not str(node.this).isascii():
        return exp.National(this=node.this)
    return node


def portable(tree: exp.Expression, dialect: str) -> exp.Expression:
    """A lowered tree in another dialect's terms; for DuckDB the tree itself."""
    if dialect == "duckdb":
        return tree.copy()
    return _inner_first(tree.copy(), dialect)


def translated(select: str, dialect: str) -> str:
    """A query of ours, in DuckDB's SQL, as the same query of another dialect; Japanese names are quoted for it."""
    return str(sqlglot.parse_one(select, read="duckdb").sql(dialect, identify=True))


def _inner_first(node: exp.Expression, dialect: str) -> exp.Expression:
    for key, argument in list(node.args.items()):
        if isinstance(argument, exp.Expression):
            node.set(key, _inner_first(argument, dialect))
        elif isinstance(argument, list):
            node.set(key, [_inner_first(one, dialect) if isinstance(one, exp.Expression) else one for one in argument])
    return _node(node, dialect)


def sayable(function: Function, dialect: Dialect) -> str:
    """How a function is written: ``SQL``, ``変換表`` (a joined table), ``一部`` (with a loss), ``なし``."""
    if function.lower is not None:
        return "SQL"
    if dialect.tables:
        return "変換表"
    return {"code": "SQL", "lpad": "SQL", "digits": "一部"}.get(function.name, "なし")


def _replaced(text: exp.Expression, characters: str) -> exp.Expression:
    for character in characters:
        text = _anonymous("REPLACE", text, exp.Literal.string(character), exp.Literal.string(""))
    return text


def said(
    function: Function, given: exp.Expression, literals: tuple[str | int, ...], pairs: dict[str, str], dialect: str
) -> exp.Expression | None:
    """A function without SQL of its own, in a vendor's SQL; None where that cannot be said.

    A value that the function refuses becomes NULL, without a reason.
    """
    if function.name == "code" and len(pairs) <= _PAIRS:
        subject = _trim(given, exp.Literal.string(" \u3000"), dialect)
        arms = [exp.If(this=exp.Literal.string(old), true=exp.Literal.string(new)) for old, new in pairs.items()]
        return exp.Case(this=subject, ifs=arms) if arms else exp.Null()
    if function.name == "lpad":
        width, fill = exp.Literal.number(int(literals[0])), exp.Literal.string(str(literals[1]))
        size = _anonymous({"tsql": "LEN", "mysql": "CHAR_LENGTH"}.get(dialect, "LENGTH"), given.copy())
        padded = _anonymous("LPAD", given.copy(), width.copy(), fill)
        if dialect == "tsql":
            filler = _anonymous("REPLICATE", fill, width.copy())
            padded = _anonymous("RIGHT", _anonymous("CONCAT", filler, given.copy()), width.copy())
        return exp.Case(ifs=[exp.If(this=exp.LTE(this=size, expression=width), true=padded)])
    if function.name == "digits":
        return _replaced(given, "-() ./〒")
    return None
