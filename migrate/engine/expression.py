"""The restricted SQL of a mapping: text to a sqlglot tree over an allow-list, or an error that a clerk can act on.

Allowed: columns, text in quotes, NULL, the functions of `engine/functions/`, CASE, ``=``, ``<>``, ``<``, ``<=``, ``>``,
``>=``, IN (texts), IS NULL, AND, OR, NOT, brackets. No value and the empty text are one and the same. Texts are ordered
by code point; a comparison of order with no value does not hold. In a tree from `parse` each call is an
``exp.Anonymous`` with the function's name in lower case, brackets are gone (the tree says what belongs together), and a
column ``A.B`` of a joined table is one column of the name ``A.B``.
"""

from __future__ import annotations

import difflib
import logging
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import sqlglot
from sqlglot import TokenType, exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import SqlglotError

from migrate.engine import functions
from migrate.engine.functions import Function
from migrate.engine.kinds import Kind
from migrate.errors import MigrateError
from migrate.model.finding import Place

logging.getLogger("sqlglot").addHandler(logging.NullHandler())

MAX_LENGTH = 4000
_FULL_WIDTH = frozenset("（），；＝＜＞’‘”“")
"""Marks that a Japanese keyboard gives for those of the language; a text in quotes may hold them."""
_FORMS = {
    "ALIAS": "名前が二つ並んでいる",
    "DPIPE": "||",
    "ADD": "+",
    "SUB": "-",
    "NEG": "-",
    "MUL": "*",
    "DIV": "/",
    "MOD": "%",
    "BRACKET": "[ ]",
    "DOT": "名前のあいだの .",
    "COLUMN": "名前のあいだの . が多い",
    "SUBQUERY": "SELECT",
    "WINDOW": "OVER",
    "PLACEHOLDER": "?",
    "ILIKE": "LIKE",
}
"""sqlglot's name of a form → as people write it, where the two differ."""
_ORDERS = (exp.LT, exp.LTE, exp.GT, exp.GTE)
_CONDITIONS = (exp.EQ, exp.NEQ, *_ORDERS, exp.And, exp.Or, exp.Not, exp.Is, exp.In)


class _RefusedError(Exception):
    def __init__(self, code: str, params: Mapping[str, str]) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def _only(node: exp.Expression, *allowed: str) -> None:
    """Refuse a node that carries an argument beside ``allowed``."""
    for name, argument in node.args.items():
        if argument not in (None, False, []) and name not in (*allowed, "safe", "coalesce", "is_left"):
            raise _RefusedError("MIG-CNV-012", {"form": type(node).__name__.upper()})


_BUILT_IN: dict[type[exp.Expression], tuple[str, tuple[str, ...]]] = {
    exp.Timestamp: ("timestamp", ("this",)),
    exp.Concat: ("concat", ("expressions",)),
    exp.Coalesce: ("coalesce", ("this", "expressions")),
    exp.Nullif: ("nullif", ("this", "expression")),
    exp.Substring: ("substr", ("this", "start", "length")),
}


_SIDES = {"LEADING": "ltrim", "TRAILING": "rtrim"}


def _built_in(node: exp.Expression) -> tuple[str, tuple[str, ...]]:
    """Name and slots of a call that the parser has a class for; ``""`` where it is none of ours."""
    if isinstance(node, exp.Trim):
        side = _SIDES.get(str(node.args.get("position") or ""))
        return side or "trim", ("this", "position") if side else ("this",)
    if isinstance(node, exp.Pad):
        return "lpad" if node.args.get("is_left") else "rpad", ("this", "expression", "fill_pattern")
    return _BUILT_IN.get(type(node), ("", ()))


def _call_parts(node: exp.Expression) -> tuple[str, list[exp.Expression]]:
    """Name and arguments of a call, however the parser spelt it."""
    if isinstance(node, exp.Anonymous):
        return str(node.this).lower(), list(node.expressions)
    name, slots = _built_in(node)
    if not name:
        return str(node.sql_name() if isinstance(node, exp.Func) else node.key).lower(), []
    _only(node, *slots)
    found: list[exp.Expression] = []
    for slot in slots:
        argument = node.args.get(slot)
        found += argument if isinstance(argument, list) else [argument] if isinstance(argument, exp.Expression) else []
    return name, found


def _argument(kind: Kind, node: exp.Expression) -> exp.Expression | None:
    """The argument made plain, None where it is not of that kind."""
    if kind in (Kind.VALUE, Kind.VALUES):
        return _value(node)
    if not isinstance(node, exp.Literal):
        return None
    if kind is Kind.NUMBER:
        text = str(node.this)
        fits = not node.is_string and text.isascii() and text.isdigit() and 1 <= int(text) <= 9999
        return node if fits else None
    return node if node.is_string and node.this else None


def _call(node: exp.Expression) -> exp.Expression:
    name, arguments = _call_parts(node)
    found = functions.function(name)
    if found is None:
        near = "、".join(difflib.get_close_matches(name, functions.names(), n=3, cutoff=0.5)) or "、".join(
            functions.names()
        )
        raise _RefusedError("MIG-CNV-011", {"name": name, "near": near})
    kinds = found.parameters if not found.variadic else (Kind.VALUES,) * len(arguments)
    wrong = _RefusedError("MIG-CNV-013", {"name": name, "expected": "、".join(found.parameters)})
    if not arguments or len(kinds) != len(arguments):
        raise wrong
    plain = [_argument(kind, argument) for kind, argument in zip(kinds, arguments, strict=True)]
    if any(argument is None for argument in plain):
        raise wrong
    if why := found.wrong(*_literals(found, plain)):
        raise _RefusedError("MIG-CNV-050", {"name": name, "why": why})
    return exp.Anonymous(this=name, expressions=plain)


def _literals(found: Function, arguments: list[exp.Expression | None]) -> list[str | int]:
    """The arguments after the value, as Python has them; none where all are values."""
    kinds = found.parameters if not found.variadic else ()
    return [
        int(node.this) if kind is Kind.NUMBER else str(node.this)
        for kind, node in zip(kinds, arguments, strict=False)
        if kind not in (Kind.VALUE, Kind.VALUES) and isinstance(node, exp.Literal)
    ]


def _column(node: exp.Expression) -> exp.Expression:
    _only(node, "this", "table")
    if not isinstance(node.this, exp.Identifier):
        raise _RefusedError("MIG-CNV-012", {"form": "*"})
    table = node.args.get("table")
    written = f"{table.name}.{node.this.name}" if table is not None else node.this.name
    return exp.column(exp.to_identifier(written, quoted=True))


def _case(node: exp.Expression) -> exp.Expression:
    _only(node, "this", "ifs", "default")
    subject = node.args.get("this")
    branches = []
    for branch in node.args["ifs"]:
        test = (
            _condition(branch.this) if subject is None else exp.EQ(this=_value(subject), expression=_value(branch.this))
        )
        branches.append(exp.If(this=test, true=_value(branch.args["true"])))
    default = node.args.get("default")
    return exp.Case(ifs=branches, default=_value(default) if default is not None else None)


def _value(node: exp.Expression) -> exp.Expression:
    """``node`` as a plain value tree."""
    match node:
        case exp.Paren():
            return _value(node.this)
        case exp.Column():
            return _column(node)
        case exp.Literal():
            if not node.is_string:
                raise _RefusedError("MIG-CNV-015", {"number": str(node.this)})
            return exp.Literal.string(node.this)
        case exp.Null():
            return exp.Null()
        case exp.Case():
            return _case(node)
        case exp.And() | exp.Or():  # sqlglot counts them among the functions
            raise _RefusedError("MIG-CNV-014", {"wanted": "値", "given": "条件"})
        case exp.Func():
            return _call(node)
    if isinstance(node, _CONDITIONS):
        raise _RefusedError("MIG-CNV-014", {"wanted": "値", "given": "条件"})
    raise _RefusedError("MIG-CNV-012", {"form": type(node).__name__.upper()})


def _condition(node: exp.Expression) -> exp.Expression:
    """``node`` as a plain condition tree."""
    match node:
        case exp.Paren():
            return _condition(node.this)
        case exp.EQ() | exp.NEQ() | exp.LT() | exp.LTE() | exp.GT() | exp.GTE():
            return type(node)(this=_value(node.this), expression=_value(node.expression))
        case exp.And() | exp.Or():
            return type(node)(this=_condition(node.this), expression=_condition(node.expression))
        case exp.Not():
            return exp.Not(this=_condition(node.this))
        case exp.Is() if isinstance(node.expression, exp.Null):
            return exp.Is(this=_value(node.this), expression=exp.Null())
        case exp.In():
            _only(node, "this", "expressions")
            listed = [_value(one) for one in node.expressions]
            if not all(isinstance(one, exp.Literal) for one in listed):
                raise _RefusedError("MIG-CNV-012", {"form": "IN"})
            return exp.In(this=_value(node.this), expressions=listed)
        case exp.Is():
            raise _RefusedError("MIG-CNV-012", {"form": "IS"})
    _value(node)  # a form that is not allowed at all is named as such
    raise _RefusedError("MIG-CNV-014", {"wanted": "条件", "given": "値"})


def _unreadable(text: str) -> str:
    """Why sqlglot cannot read a text, in words; ``""`` where brackets and quotes are in order."""
    try:
        kinds = [token.token_type for token in DuckDB().tokenize(text)]
    except SqlglotError:
        return "引用符が閉じていません"
    depth = 0
    for kind, following in pairwise((*kinds, None)):  # none where the text is but a comment
        depth += (kind is TokenType.L_PAREN) - (kind is TokenType.R_PAREN)
        if depth < 0:
            return "「)」が多すぎます"
        if kind is TokenType.COMMA and following in (TokenType.R_PAREN, TokenType.COMMA, None):
            return "「,」のあとに値がありません"
    return "「(」が閉じていません" if depth else ""


def _wrong(text: str, where: Place | None, why: str) -> MigrateError:
    strange = sorted(set(text) & _FULL_WIDTH)
    hint = f"全角の {' '.join(strange)} があります" if strange else "書き方が正しくありません"
    return MigrateError("MIG-CNV-010", where, {"why": why or hint})


def _read(text: str, plain: Callable[[exp.Expression], exp.Expression], where: Place | None) -> exp.Expression:
    if not text.strip():
        raise _wrong("", where, "空です")
    if len(text) > MAX_LENGTH:
        raise _wrong("", where, f"{MAX_LENGTH:,} 文字を超えています")
    if why := _unreadable(text):  # sqlglot forgives some of these
        raise _wrong(text, where, why)
    try:
        found = sqlglot.parse(text, read="duckdb")
        if len(found) != 1 or found[0] is None:
            raise _wrong(text, where, "式が二つ以上あります" if len(found) > 1 else "")
        tree: exp.Expression = found[0]  # type: ignore[assignment]  # sqlglot types it wider
        return plain(tree)
    except _RefusedError as refused:
        params = {name: _FORMS.get(word, word) if name == "form" else word for name, word in refused.params.items()}
        raise MigrateError(refused.code, where, params) from None
    except (SqlglotError, RecursionError, ValueError):
        raise _wrong(text, where, "") from None


def parse(text: str, where: Place | None = None) -> exp.Expression:
    """The tree of a value expression, such as ``lpad(ATENA_NO, 15, '0')``; ``where`` is put into the error.

    >>> sorted(columns(parse("concat('9', lpad(ATENA_CD, 14, '0'))")))
    ['ATENA_CD']

    Raises:
        MigrateError: MIG-CNV-010 (not an expression), -011 (no such function; nearest names), -012 (a form that is
            not allowed), -013 (wrong arguments), -014 (a condition where a value is wanted), -015 (a bare number).
    """
    return _read(text, _value, where)


def parse_condition(text: str, where: Place | None = None) -> exp.Expression:
    """The tree of a condition, such as ``SAKUJO_FLG = '1'``; errors as in `parse`.

    >>> columns(parse_condition("SAKUJO_FLG = '1' OR MASSHO IS NOT NULL"))
    ('SAKUJO_FLG', 'MASSHO')
    """
    return _read(text, _condition, where)


def columns(tree: exp.Expression) -> tuple[str, ...]:
    """Names of the source columns in a tree, in the order in which they are written, each once."""
    return tuple(dict.fromkeys(node.name for node in tree.find_all(exp.Column, bfs=False)))


def code_maps(tree: exp.Expression) -> tuple[str, ...]:
    """Names of the code maps that a tree uses, each once."""
    return tuple(dict.fromkeys(name for call in calls(tree) for name in _maps(call)))


def _maps(call: exp.Anonymous) -> Iterator[str]:
    found = functions.function(str(call.this))
    for kind, argument in zip(found.parameters if found else (), call.expressions, strict=False):
        if kind is Kind.CODE_MAP:
            yield str(argument.this)


def calls(tree: exp.Expression) -> Iterator[exp.Anonymous]:
    """The function calls of a tree, outer before inner."""
    yield from tree.find_all(exp.Anonymous, bfs=False)
