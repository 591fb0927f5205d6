"""Expressions and conditions in words, for people who approve a mapping and do not read SQL."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sqlglot import exp

from migrate.files import tables
from migrate.files.bundled import bundled

Names = Mapping[str, str]
"""Column as expressions name it → its Japanese name, ``""`` where it has none."""
_NOTHING = "入れない（空欄）"
_DATES, _WIDTH = frozenset({"wareki_date", "nengo_date"}), frozenset({"trim", "lpad"})
_COMPARED: Mapping[type[exp.Expression], str] = {
    exp.EQ: "{0}が{1}",
    exp.NEQ: "{0}が{1}でない",
    exp.LT: "{0}が{1}より前",
    exp.LTE: "{0}が{1}以前",
    exp.GT: "{0}が{1}より後",
    exp.GTE: "{0}が{1}以後",
}


@cache
def _phrases() -> Mapping[str, str]:
    rows = tables.read(bundled("specs") / "mapping" / "function-words.csv")
    return {row["function"]: row["phrase"] for row in rows}


def _column(name: str, names: Names) -> str:
    logical = names.get(name, "")
    return f"{name}（{logical}）" if logical and logical != name else name


def _bare(node: exp.Expression) -> exp.Expression:
    """A part of a date without the blanks and zeros that only bring it to its width."""
    while isinstance(node, exp.Anonymous) and node.this in _WIDTH:
        node = node.expressions[0]
    return node


def _date_of_parts(node: exp.Expression, names: Names) -> str:
    """``SEI_GENGO・SEI_YYをつないだ値`` for the parts of a date, ``""`` for anything else."""
    if not (isinstance(node, exp.Anonymous) and node.this == "concat"):
        return ""
    parts = [_bare(one) for one in node.expressions if not isinstance(one, exp.Literal)]
    if not all(isinstance(one, exp.Column) for one in parts):
        return ""
    return _phrases()["concat"].format(all="・".join(_column(one.name, names) for one in parts))


def _value(node: exp.Expression, names: Names) -> str:
    match node:
        case exp.Column():
            return _column(node.name, names)
        case exp.Literal():
            return f"「{node.this}」" if node.is_string else str(node.this)
        case exp.Null():
            return "空欄"
        case exp.Case():
            arms = [f"{condition(one.this, names)}なら {_value(one.args['true'], names)}" for one in node.args["ifs"]]
            default = node.args.get("default")
            rest = f"、それ以外は {_value(default, names)}" if default is not None else "、それ以外は空欄"
            return "、".join(arms) + rest
    texts = [
        str(one.this)
        if isinstance(one, exp.Literal) and not one.is_string
        else (node.this in _DATES and _date_of_parts(one, names)) or _value(one, names)
        for one in node.expressions
    ]
    bare = [text[1:-1] if text.startswith("「") and node.this in ("code", "lpad") else text for text in texts]
    phrase = _phrases().get(str(node.this), f"{node.this}({{all}})")
    return phrase.format(*bare, all="・".join(bare))


def condition(node: exp.Expression, names: Names) -> str:
    """A condition in words.

    >>> from migrate.engine.expression import parse_condition
    >>> condition(parse_condition("A = '1' AND NOT (B IS NULL OR C IN ('2', '3'))"), {"A": "削除"})
    'A（削除）が「1」、かつ、次のことがない: （Bが空欄、または、Cが「2」「3」のどれか）'
    """
    match node:
        case exp.And() | exp.Or():
            word = "、かつ、" if isinstance(node, exp.And) else "、または、"
            sides = (
                f"（{condition(one, names)}）"
                if isinstance(one, exp.And | exp.Or) and type(one) is not type(node)
                else condition(one, names)
                for one in (node.this, node.expression)
            )
            return word.join(sides)
        case exp.Not():
            inner = condition(node.this, names)
            return f"次のことがない: （{inner}）"
        case exp.In():
            listed = "".join(f"「{one.this}」" for one in node.expressions)
            return f"{_value(node.this, names)}が{listed}のどれか"
        case exp.Is():
            return f"{_value(node.this, names)}が空欄"
    return _COMPARED[type(node)].format(_value(node.this, names), _value(node.expression, names))


def rule(node: exp.Expression, names: Names) -> str:
    """An item's expression in words.

    >>> from migrate.engine.expression import parse
    >>> rule(parse("zenkaku(trim(NAME))"), {"NAME": "氏名"})
    'NAME（氏名）の前後の空白を除いた値を全角にした値'
    >>> rule(parse("wareki_date(concat(trim(Y), '.', lpad(trim(M), 2, '0')))"), {"Y": "生年"})
    'Y（生年）・Mをつないだ値を西暦の日付にした値'
    >>> rule(parse("NO"), {}), rule(parse("NULL"), {}), rule(parse("'010'"), {})
    ('NO をそのまま', '入れない（空欄）', 'いつも「010」')
    >>> rule(parse("CASE WHEN A = '1' THEN lpad(B, 5, '0') END"), {})
    'Aが「1」なら Bの左を「0」で埋めて 5 桁にした値、それ以外は空欄'
    """
    match node:
        case exp.Null():
            return _NOTHING
        case exp.Column():
            return f"{_column(node.name, names)} をそのまま"
        case exp.Literal():
            return f"いつも{_value(node, names)}"
    return _value(node, names)
