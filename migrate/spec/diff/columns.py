"""What differs between two items that are the same one, column by column."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from migrate.model.spec import Item, OutputCondition, Reference, Spec
from migrate.model.spec_diff import Change, NotCompared
from migrate.model.value import value
from migrate.spec.diff.rules import length_rule, ranked, type_rule
from migrate.spec.diff.telling import About, plain, text_rule
from migrate.spec.parts import MARK

_TEXTS = ("definition", "description", "function", "sample", "remarks")
COLUMNS = {
    "id": "データ項目ID",
    "romaji": "ローマ字名",
    "classes": "クラス分類",
    "type": "データ型",
    "length": "桁数",
    "repeat": "繰り返し",
    "output_condition": "データ出力条件",
    "implementation": "実装類型",
    "primary_key": "主キー",
    "foreign_key": "外部キー",
    "references": "参照先",
    "code": "コード",
    "definition": "項目定義",
    "description": "項目説明",
    "function": "標準仕様書関連箇所",
    "sample": "記載例",
    "remarks": "備考",
    "basis": "根拠",
}
"""Columns of an item that are compared, with the heading under which they are published."""
_CONDITIONS = {
    "": 0,
    OutputCondition.OPTIONAL.value: 0,
    OutputCondition.CONDITIONAL.value: 1,
    OutputCondition.REQUIRED.value: 2,
}
_MARKS = {"": 0, MARK: 1}


def text_of(item: Item, column: str) -> str:
    """A column as text."""
    if column == "classes":
        return " > ".join(text for text in item.classes if text)
    if column in ("primary_key", "foreign_key"):
        return MARK if getattr(item, column) else ""
    if column == "references":
        return "、".join(map(_reference, item.references))
    if column == "basis":
        return f"{item.basis.kind.value}: {item.basis.text}" if item.basis else ""
    return str(getattr(item, column))


def _reference(one: Reference) -> str:
    return f"{one.business} {one.table}.{one.item}" + (f"（{one.group}）" if one.group else "")


def not_compared(before: Spec, after: Spec) -> tuple[NotCompared, ...]:
    """Columns that one of two specs of different kinds does not publish at all, and ids that are no official ones."""
    if before.kind is after.kind or not before.items or not after.items:
        return ()
    ids = "公式のデータ項目IDをもつのは片方だけなので、番号では比べず、名称などで対応付けました。"
    found = [NotCompared(name="id", reason=ids)]
    for column in list(COLUMNS)[1:]:
        empty = [spec.id for spec in (before, after) if not any(text_of(item, column) for item in spec.items)]
        if len(empty) == 1:
            reason = f"{empty[0]} には「{COLUMNS[column]}」の記載が一つもないので、比べていません。"
            found.append(NotCompared(name=column, reason=reason))
    return tuple(found)


@value
class Pair:
    """Two items that are the same one, and what is known about their tables and code lists."""

    before: Item
    after: Item
    lists: tuple[str, str] = ("", "")
    """Key of the code list on either side, one key for two lists that are the same; ``""`` without one."""
    open: tuple[bool, bool] = (False, False)
    """Whether the list leaves its values to the municipality."""
    keyed: tuple[bool, bool] = (True, True)
    """Whether the table has another item in its primary key."""


def changes(about: About, pair: Pair, skipped: frozenset[str]) -> Iterator[Change]:
    """The differences, without the columns ``skipped``."""
    for column in COLUMNS:
        one, other = text_of(pair.before, column), text_of(pair.after, column)
        if column not in skipped and one != other and (rule := _rule(column, pair, one, other)):
            yield about.change(rule, column, one, other)


def _rule(column: str, pair: Pair, one: str, other: str) -> str:
    """The rule for two different texts of a column, ``""`` where another column tells it already."""
    if column in _COMPARED:
        return _COMPARED[column](one, other)
    return _OF_PAIR[column](pair) if column in _OF_PAIR else _text(column, pair, one, other)


def _type(one: str, other: str) -> str:
    return type_rule(plain(one), plain(other))


def _length(one: str, other: str) -> str:
    return length_rule(_numbers(one), _numbers(other))


def _repeat(one: str, other: str) -> str:
    return ranked(_times(one), _times(other), ("repeat-more", "repeat-fewer", "repeat-other"))


def _condition(one: str, other: str) -> str:
    ranks = _CONDITIONS.get(plain(one)), _CONDITIONS.get(plain(other))
    return ranked(*ranks, ("condition-stricter", "condition-looser", "condition-other"))


def _implementation(one: str, other: str) -> str:
    ranks = _MARKS.get(plain(one).replace("〇", MARK)), _MARKS.get(plain(other).replace("〇", MARK))
    return ranked(*ranks, ("output-demanded", "output-freed", "output-other"))


def _primary_key(pair: Pair) -> str:
    if pair.before.primary_key:
        return "key-left" if pair.keyed[1] else "key-last"
    return "key-joined" if pair.keyed[0] else "key-first"


def _foreign_key(pair: Pair) -> str:
    return "reference-dropped" if pair.before.foreign_key else "reference-set"


def _text(column: str, pair: Pair, one: str, other: str) -> str:
    if column == "romaji" and pair.before.name != pair.after.name:
        return ""  # follows the name
    conditional = all(item.output_condition == OutputCondition.CONDITIONAL for item in (pair.before, pair.after))
    rule = text_rule(one, other)
    return "condition-text" if rule == "text" and column in _TEXTS and conditional and "※※" in one + other else rule


def _target(pair: Pair) -> str:
    if pair.before.foreign_key != pair.after.foreign_key:
        return ""  # told by the mark of the foreign key
    if pair.before.references and pair.after.references:
        return "target-changed"
    return "target-unknown" if pair.before.references else "target-known"


def _code(pair: Pair) -> str:
    if pair.lists[0] == pair.lists[1]:
        return "list-renumbered"
    was, now = pair.open
    if not pair.lists[0] or not pair.lists[1]:
        present = was or now
        return "list-free" if present else "list-dropped" if pair.lists[0] else "list-set"
    if was and now:
        return "list-free"
    return "list-closed" if was else "list-opened" if now else "list-switched"


def _numbers(length: str) -> tuple[int, ...]:
    pieces = plain(length).split(",")
    return tuple(int(piece) for piece in pieces) if all(piece.isdecimal() for piece in pieces) else ()


def _times(text: str) -> int | None:
    bare = plain(text)
    return 1 if not bare else int(bare) if bare.isdecimal() else None


_COMPARED: Mapping[str, Callable[[str, str], str]] = {
    "type": _type,
    "length": _length,
    "repeat": _repeat,
    "output_condition": _condition,
    "implementation": _implementation,
}
_OF_PAIR: Mapping[str, Callable[[Pair], str]] = {
    "id": lambda _: "item-id",
    "primary_key": _primary_key,
    "foreign_key": _foreign_key,
    "references": _target,
    "code": _code,
}
