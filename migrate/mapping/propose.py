"""Which expression to propose for an item and the column that was found for it; a person decides."""

from __future__ import annotations

import re
from collections import Counter

from migrate.engine.identifier import column_text
from migrate.model.gap import Candidate
from migrate.model.kinds import Kind, as_is, characters, item_kind, kind_of, same_form
from migrate.model.source import SourceColumn
from migrate.model.spec import CodeList, Item, Spec
from migrate.model.value import value

_READINGS = ("読み仮名", "フリガナ")
_FUNCTIONS = {Kind.DATE: "wareki_date", Kind.TIME: "hms_time"}
_SURE = 0.72
_ERA_CODES = "年号のコードを、式の終わりの 5 文字（明治・大正・昭和・平成・令和の順）とみました。違えば直してください"


@value
class Proposal:
    """An expression and what a person should look at; ``expression`` is empty where only a person can say."""

    expression: str
    doubts: tuple[str, ...] = ()


def code_name(item: Item, source: str) -> str:
    """Name of the code map proposed for an item that ``source`` feeds."""
    return re.sub(r"\W", "_", f"{item.romaji or item.id}_{source.lower()}")


def closed_list(spec: Spec, item: Item) -> CodeList | None:
    """The code list of the standard from which the item's values must come, None where there is none."""
    code_list = spec.codes.get(item.code_list_id) if item.code_list_id else None
    return code_list if code_list is not None and not code_list.open else None


def code_pairs(column: SourceColumn, codes: CodeList) -> dict[str, str]:
    """Declared values of a column with the standard's value of the same meaning, where exactly one has it."""
    meanings = Counter(value.meaning for value in codes.values)
    by_meaning = {value.meaning: value.value for value in codes.values if meanings[value.meaning] == 1}
    declared = Counter(value.meaning for value in column.codes)
    return {
        value.value: by_meaning[value.meaning]
        for value in column.codes
        if value.meaning in by_meaning and declared[value.meaning] == 1
    }


def _coded(item: Item, column: SourceColumn, name: str, codes: CodeList) -> Proposal:
    """The expression for an item with a closed list whose values are not those of the column."""
    expression = f"code({column_text(column.name)}, '{name}')"
    pairs = code_pairs(column, codes)
    if not column.codes:
        return Proposal(expression=expression, doubts=("codes に、現行の値と標準の値の組を書いてください",))
    rest = len(column.codes) - len(pairs)
    doubt = f"意味が同じ {len(pairs)} 組を codes に書きました"
    doubt += f"。残る {rest} 個の値の行き先を決めてください" if rest else "。正しいか確かめてください"
    return Proposal(expression=expression, doubts=(doubt,))


def _plain(item: Item, column: SourceColumn, text: str) -> str:
    """The expression for an item that is neither coded nor derived, by its type."""
    kind = item_kind(item)
    if same_form(column, item):
        return text
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
    if column.item:
        return False
    return item.primary_key and item_kind(item) is Kind.TEXT and have is not None and want is not None and have < want


def propose(spec: Spec, item: Item, column: SourceColumn, candidate: Candidate) -> Proposal:
    """The expression for ``item`` from ``column``: by type, code list, key and naming grammar."""
    doubts: tuple[str, ...] = ()
    codes = closed_list(spec, item)
    if codes is not None and as_is(column, item, codes):
        expression = column_text(column.name)
    elif codes is not None:
        proposal = _coded(item, column, code_name(item, candidate.table), codes)
        expression, doubts = proposal.expression, proposal.doubts
    elif candidate.derived:
        expression = candidate.expression
        if item.name.split("_")[-1] in _READINGS and expression:
            expression = f"zenkaku_kana({expression})"
        doubts = () if expression else ("一つの列を分ける決まりが要ります",)
        if "nengo_date(" in expression:
            doubts = (_ERA_CODES,)
    else:
        expression = _plain(item, column, column_text(column.name))
        if _padded(item, column):
            expression = f"lpad({expression}, {item.max_length}, '0')"
            doubts = (f"{item.max_length} 桁に 0 で埋める案です。番号の決まりを確かめてください",)
    have, want = characters(column, item), item.max_length
    coded = item_kind(item) in {Kind.DATE, Kind.TIME} or item.code_list_id
    if have is not None and want is not None and have > want and not candidate.derived and not coded:
        doubts = (*doubts, f"現行は {have} 文字まで、標準は {want} 桁です")
    if column.item and not candidate.derived and column.logical_name != item.name:
        doubts = (*doubts, "版の間で名前が変わった項目です。同じ項目かを確かめてください")
    if candidate.score < _SURE:
        doubts = (*doubts, "証拠が足りません。別の列ではないか確かめてください")
    return Proposal(expression=expression, doubts=doubts)
