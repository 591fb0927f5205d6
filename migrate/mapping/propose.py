"""Which expression to propose for an item and the column that was found for it; a person decides."""

from __future__ import annotations

import re

from migrate.engine.identifier import column_text
from migrate.model.gap import Candidate
from migrate.model.kinds import Kind, characters, item_kind, kind_of
from migrate.model.source import SourceColumn
from migrate.model.spec import Item, Spec
from migrate.model.value import value

_READINGS = ("読み仮名", "フリガナ")
_FUNCTIONS = {Kind.DATE: "wareki_date", Kind.TIME: "hms_time"}
_SURE = 0.72


@value
class Proposal:
    """An expression and what a person should look at; ``expression`` is empty where only a person can say."""

    expression: str
    doubts: tuple[str, ...] = ()


def code_name(item: Item, source: str) -> str:
    """Name of the code map proposed for an item that ``source`` feeds."""
    return re.sub(r"\W", "_", f"{item.romaji or item.id}_{source.lower()}")


def has_closed_list(spec: Spec, item: Item) -> bool:
    """True where the item's values must come from a code list of the standard."""
    code_list = spec.codes.get(item.code_list_id) if item.code_list_id else None
    return code_list is not None and not code_list.open


def _plain(item: Item, column: SourceColumn, text: str) -> str:
    """The expression for an item that is neither coded nor derived, by its type."""
    kind = item_kind(item)
    if kind in _FUNCTIONS:
        return f"{_FUNCTIONS[kind]}({text})"
    if item.name.split("_")[-1] in _READINGS:
        return f"zenkaku_kana({text})"
    if kind is Kind.WIDE and kind_of(column) is not Kind.WIDE:
        return f"zenkaku(trim({text}))"
    return f"digits({text})" if item.name.endswith("郵便番号") else f"trim({text})"


def _padded(item: Item, column: SourceColumn) -> bool:
    """True where a key of the current system is shorter than the standard's."""
    have, want = characters(column, item), item.max_length
    return item.primary_key and item_kind(item) is Kind.TEXT and have is not None and want is not None and have < want


def propose(spec: Spec, item: Item, column: SourceColumn, candidate: Candidate) -> Proposal:
    """The expression for ``item`` from ``column``: by type, code list, key and naming grammar."""
    doubts: tuple[str, ...] = ()
    if has_closed_list(spec, item):
        expression = f"code({column_text(column.name)}, '{code_name(item, candidate.table)}')"
        doubts = ("codes に、現行の値と標準の値の組を書いてください",)
    elif candidate.derived:
        expression = candidate.expression
        if item.name.split("_")[-1] in _READINGS and expression:
            expression = f"zenkaku_kana({expression})"
        doubts = () if expression else ("一つの列を分ける決まりが要ります",)
    else:
        expression = _plain(item, column, column_text(column.name))
        if _padded(item, column):
            expression = f"lpad({expression}, {item.max_length}, '0')"
            doubts = (f"{item.max_length} 桁に 0 で埋める案です。番号の決まりを確かめてください",)
    have, want = characters(column, item), item.max_length
    coded = item_kind(item) in {Kind.DATE, Kind.TIME} or item.code_list_id
    if have is not None and want is not None and have > want and not candidate.derived and not coded:
        doubts = (*doubts, f"現行は {have} 文字まで、標準は {want} 桁です")
    if candidate.score < _SURE:
        doubts = (*doubts, "証拠が足りません。別の列ではないか確かめてください")
    return Proposal(expression=expression, doubts=doubts)
