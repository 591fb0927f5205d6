"""How long the value of an expression can become, as far as the declared types say."""

from __future__ import annotations

from sqlglot import exp

from migrate.model.kinds import characters
from migrate.model.source import SourceTable
from migrate.model.spec import Item

_KEEPS = {"trim", "blank_to_null", "zenkaku", "zenkaku_kana", "hankaku", "nullif"}


def _call(name: str, arguments: list[exp.Expression], widths: list[int | None]) -> int | None:
    known = [w for w in widths if w is not None]
    match name:
        case "substr":
            return int(arguments[2].this)
        case "lpad":
            return max(widths[0] or 0, int(arguments[1].this))
        case "concat" | "coalesce" if len(known) == len(widths):
            return sum(known) if name == "concat" else max(known)
    return widths[0] if name in _KEEPS else None


def widest(tree: exp.Expression, table: SourceTable, item: Item) -> int | None:
    """Most characters that ``tree`` can give for ``item`` from rows of ``table``; None where that is not known."""
    match tree:
        case exp.Column():
            column = next((c for c in table.columns if c.name == tree.name), None)
            return characters(column, item) if column is not None else None
        case exp.Literal():
            return len(str(tree.this))
        case exp.Anonymous():
            arguments = list(tree.expressions)
            return _call(str(tree.this), arguments, [widest(one, table, item) for one in arguments])
    return None
