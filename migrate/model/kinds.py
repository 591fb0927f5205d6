"""Types: what a declared type of a current system can hold, beside the データ型 of the standard."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

from migrate.model import notation
from migrate.model.source import SourceColumn
from migrate.model.spec import CodeList, Item
from migrate.model.value import value


class Kind(StrEnum):
    """Family of a declared type; the words are the ones that reports print."""

    TEXT = "文字列"
    WIDE = "全角文字列"
    NUMBER = "数値"
    DATE = "日付"
    TIME = "時刻"
    MOMENT = "日時"
    FLAG = "真偽"
    BINARY = "バイナリ"
    UNKNOWN = "不明"


_NAMES = {
    Kind.MOMENT: ("TIMESTAMP", "DATETIME", "SMALLDATETIME", "DATE-TIME"),
    Kind.DATE: ("DATE", "YEAR"),
    Kind.TIME: ("TIME",),
    Kind.WIDE: (
        "NCHAR", "NVARCHAR", "NCLOB", "NTEXT", "GRAPHIC", "VARGRAPHIC", "MCHAR", "MVARCHAR", "NATIONAL", "N", "Ｎ",
        "NX",
    ),
    Kind.NUMBER: (
        "NUMBER", "NUMERIC", "DECIMAL", "DEC", "INT", "SMALLINT", "BIGINT", "TINYINT", "MEDIUMINT", "UNSIGNEDINTEGER",
        "UNSIGNEDBIGINTEGER", "BIGINTEGER", "SMALLINTEGER", "TINYINTEGER", "FOREIGNID", "REFERENCES", "BELONGS_TO",
        "AUTOFIELD", "BIGAUTOFIELD", "LONG", "SERIAL", "BIGSERIAL", "MONEY", "FLOAT", "DOUBLE", "REAL", "9", "9V", "S9",
        "COMP", "PACKED",
    ),
    Kind.FLAG: ("BOOLEAN", "BOOL", "BIT", "LOGICAL"),
    Kind.BINARY: ("BLOB", "BYTEA", "RAW", "BINARY", "VARBINARY", "IMAGE", "LONG RAW", "LONGBLOB", "MEDIUMBLOB"),
    Kind.TEXT: (
        "CHAR", "VARCHAR", "CHARACTER", "TEXT", "LONGTEXT", "MEDIUMTEXT", "TINYTEXT", "CLOB", "STRING", "ENUM", "UUID",
        "X", "C", "文字",
    ),
}  # fmt: skip
"""Names of types of databases, host layouts, frameworks and JSON."""
_ITEM = {
    "X": Kind.TEXT,
    "Ｎ": Kind.WIDE,
    "9": Kind.NUMBER,
    "9V": Kind.NUMBER,
    "S9": Kind.NUMBER,
    "YEAR": Kind.NUMBER,
    "DATE": Kind.DATE,
    "TIME": Kind.TIME,
    "BLOB": Kind.BINARY,
}
_SCORES = {
    (Kind.WIDE, Kind.TEXT): 0.9,
    (Kind.TEXT, Kind.WIDE): 0.6,
    (Kind.TEXT, Kind.NUMBER): 0.8,
    (Kind.NUMBER, Kind.TEXT): 0.9,
    (Kind.NUMBER, Kind.WIDE): 0.3,
    (Kind.DATE, Kind.TEXT): 0.8,
    (Kind.DATE, Kind.NUMBER): 0.7,
    (Kind.DATE, Kind.MOMENT): 0.8,
    (Kind.TIME, Kind.TEXT): 0.8,
    (Kind.TIME, Kind.NUMBER): 0.7,
    (Kind.TIME, Kind.MOMENT): 0.8,
    (Kind.TEXT, Kind.FLAG): 0.7,
    (Kind.NUMBER, Kind.FLAG): 0.7,
}
_SAME_TEXT = frozenset({Kind.TEXT, Kind.NUMBER})
"""Digits are delivered as text either way."""


@value
class TypeFit:
    """How a declared type suits an item: score 0–1, whether values need converting, and why in one sentence."""

    score: float
    convert: bool
    sentence: str


def kind_of(column: SourceColumn) -> Kind:
    """Family of a column's declared type; 不明 where it is not known."""
    return _kind_of_type(column.type)


@lru_cache(maxsize=1024)
def _kind_of_type(declared_type: str) -> Kind:
    name = declared_type.upper().strip()
    for kind, names in _NAMES.items():
        if name in names:
            return kind
    for kind, names in _NAMES.items():
        if any(name.startswith(n) for n in names if len(n) > 2):
            return kind
    return Kind.UNKNOWN


def item_kind(item: Item) -> Kind:
    """Family of an item's データ型."""
    return _ITEM.get(item.type, Kind.UNKNOWN)


def characters(column: SourceColumn, item: Item) -> int | None:
    """Most characters that a column can hold, as far as declared.

    n bytes hold n // 2 full-width characters; a length that does not say what it counts is taken as characters, which
    is an upper bound where the database counts bytes.
    """
    size = column.bytes if column.bytes is not None else column.length
    counts_bytes = column.bytes is not None or column.length_unit == "BYTE"
    return size // 2 if size is not None and counts_bytes and item_kind(item) is Kind.WIDE else size


def declared(column: SourceColumn) -> str:
    """The declared type with its length, as people write it."""
    if column.length is None:
        return column.type or "型の記載なし"
    scale = f",{column.scale}" if column.scale else ""
    return f"{column.type}({column.length}{scale})"


def _length_score(have: int | None, want: int | None) -> float:
    if have is None or want is None:
        return 0.7
    if have == want:
        return 1.0
    return max(0.3, min(have, want) / max(have, want)) * 0.9


def type_fit(column: SourceColumn, item: Item) -> TypeFit:
    """Compare type and length of a column with those of an item."""
    have, want = kind_of(column), item_kind(item)
    target = f"{item.type} {item.length}桁".strip() if item.length else item.type
    words = f"現行は {declared(column)}（{have}）、標準は {target}（{want}）です"
    if not item.type:
        return TypeFit(score=1.0, convert=False, sentence="相手の型は分からないので、評点を変えません。")
    if have is Kind.UNKNOWN or want is Kind.UNKNOWN:
        return TypeFit(score=0.5, convert=False, sentence=f"{words}。型の比較はできません。")
    if want in {Kind.DATE, Kind.TIME}:
        score = 1.0 if have is want else _SCORES.get((want, have), 0.1)
        short = have is Kind.TEXT and (column.bytes or column.length or 9) < (6 if want is Kind.DATE else 4)
        score = 0.1 if short else score
        return TypeFit(score=score, convert=have is not want, sentence=f"{words}。")
    base = 1.0 if have is want else _SCORES.get((want, have), 0.1)
    if base <= 0.1:
        return TypeFit(score=base, convert=True, sentence=f"{words}。型の種類が合いません。")
    long_or_short = _length_score(characters(column, item), item.max_length)
    convert = have is not want and frozenset({have, want}) != _SAME_TEXT
    return TypeFit(score=base * (0.5 + 0.5 * long_or_short), convert=convert, sentence=f"{words}。")


def same_form(column: SourceColumn, item: Item) -> bool:
    """True where a column is an item of some edition of the standard, and of the same データ型 as ``item``.

    Its values are then written as the standard writes them; how long they may be is another question.
    """
    return bool(column.item) and notation.key(column.type) == item.notation


def same_codes(column: SourceColumn, codes: CodeList) -> bool:
    """True where every value that a column's declaration admits has the same meaning in ``codes``."""
    meanings = {value.value: value.meaning for value in codes.values}
    return bool(column.codes) and all(meanings.get(value.value) == value.meaning for value in column.codes)


def as_is(column: SourceColumn, item: Item, codes: CodeList | None) -> bool:
    """True where a column's values are right for ``item`` as they stand, as far as declared; ``codes``: its list."""
    if codes is not None and not codes.open:
        return bool(column.item) and same_codes(column, codes)
    return same_form(column, item)
