"""What the rules look at: every column with what its name says and what its type holds."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from migrate.lexicon import glossary, names, spelling
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.value import value
from migrate.source.lint import families
from migrate.source.lint.families import Family, words

_NUMBERED = re.compile(r"[\d０-９]+$")
KANA = frozenset({"フリガナ", "カナ", "読み仮名"})
PERSON_KEYS = frozenset({"宛名番号", "住民番号"})
CODED = frozenset({"性別", "国籍", "在留資格", "異動事由", "続柄コード", "預金種別", "住民種別", "住民状態", "証区分"})
"""Terms that are codes though their ending does not say it."""
_GAIJI = words(
    "氏名 氏 名 旧氏 通称 世帯主名 住所 町字 番地号表記 方書 本籍 前住所 転入前住所 転居前住所 転出先住所 最終住所 "
    "居所 送付先 国外住所 口座名義人 所有者"
)
_COMMON = words("ローマ字 都道府県 市区町村 市区郡町村名 国名等 国名コード")
"""What makes a name or an address one of characters that every code page has."""
_NOT_TEXT = frozenset({"コード", "番号", "フラグ", "年月日", "日時", "時刻", "年度", "金額", "数量"})


@value
class Meaning:
    """What a name says."""

    terms: frozenset[str] = frozenset()
    """Terms of the glossary and unknown words that the name is made of."""
    whole: str = ""
    """The one term that the whole name stands for, ``""`` where it is made of several."""
    last: str = ""
    kind: str = ""
    """Kind of value by the name's ending: 年月日, コード, フラグ, 番号, 金額, 数量 …"""
    known: bool = False
    """True where the glossary knows every word."""


@value
class Field:
    """One column, read."""

    table: SourceTable
    column: SourceColumn
    label: str
    """The Japanese name, else the physical one."""
    meaning: Meaning
    family: Family
    size: int | None
    in_bytes: bool

    @property
    def text(self) -> bool:
        """True for character types; a column of a record layout without a type is one too."""
        return self.family in families.WHOLE or (not self.column.type and self.column.bytes is not None)

    @property
    def in_key(self) -> bool:
        """True for a column of the primary key."""
        return self.column.name.casefold() in {name.casefold() for name in self.table.primary_key}

    @property
    def kana(self) -> bool:
        """True for readings of names."""
        return bool(self.meaning.terms & KANA)

    @property
    def person_key(self) -> bool:
        """True for a number that names a person in this municipality, also one with a qualifier (世帯主宛名番号)."""
        return self.meaning.last in PERSON_KEYS

    @property
    def shape(self) -> str:
        """The type with its length, as people write it: ``NUMBER(8,2)``; in a record layout ``X（7 バイト）``."""
        if self.column.length is None and self.column.bytes is not None:
            return (
                f"{self.column.type}（{self.column.bytes} バイト）"
                if self.column.type
                else f"{self.column.bytes} バイト"
            )
        scale = f",{self.column.scale}" if self.column.scale else ""
        return self.column.type if self.size is None else f"{self.column.type}({self.size}{scale})"

    @property
    def sure(self) -> bool:
        """True where the name is Japanese, or made of known words only, and not ``name`` alone."""
        if spelling.is_latin(self.label):
            return self.meaning.known and self.label.casefold() != "name"
        return True

    @property
    def role(self) -> str:
        """See `role`."""
        return role(self.meaning) if self.sure and self.text else ""

    @property
    def kanji(self) -> bool:
        """True for names and addresses written in kanji, where characters of a vendor's or a user's own are likely."""
        m = self.meaning
        wide = self.size is None or self.size >= 4
        plain = not (self.kana or m.terms & _COMMON) and m.kind not in _NOT_TEXT
        return self.text and self.sure and wide and plain and bool(m.terms & _GAIJI)

    @property
    def least_capacity(self) -> int | None:
        """Full-width characters that fit for sure: up to four bytes each (UTF-8) where a database counts bytes."""
        unsure = self.in_bytes and self.column.bytes is None and not self.kana
        return self.size // 4 if unsure and self.size is not None else self.capacity

    @property
    def capacity(self) -> int | None:
        """Full-width characters that fit (half-width ones for readings); None where there is no limit."""
        if self.size is None:
            return None
        halved = self.in_bytes and not (self.kana and self.family is not Family.NATIONAL)
        return self.size // 2 if halved else self.size


@value
class Limit:
    """The length that an item of the standard has."""

    length: int
    """Characters."""
    item: str
    spec: str


@value
class Subject:
    """The schema as the rules see it."""

    tables: tuple[SourceTable, ...]
    fields: tuple[Field, ...]
    limits: Mapping[str, Limit]
    """Role of a column (see `role`) → the longest item of the standard in that role."""

    def by_table(self) -> Mapping[str, tuple[Field, ...]]:
        """Fields by the name of their table."""
        found: dict[str, list[Field]] = defaultdict(list)
        for field in self.fields:
            found[field.table.name].append(field)
        return {table.name: tuple(found[table.name]) for table in self.tables}


@lru_cache(maxsize=65536)
def meaning(name: str) -> Meaning:
    """What a name says; numbers at its end are left out."""
    known_words = glossary.load()
    readings = names.readings(known_words, _NUMBERED.sub("", name) or name)
    if not readings:
        return Meaning()
    first = readings[0]
    shortest = min(readings[:4], key=len)
    terms = frozenset(token.term for reading in (first, shortest) for token in reading)
    last = shortest[-1].term if shortest else ""
    kind = "日時" if name.endswith("日時") else names.value_class(last)
    if kind == "年月日" and name.endswith(("曜日", "休日", "祝日")):
        kind = ""
    known = bool(first) and all(token.senses for token in first)
    return Meaning(terms=terms, whole=last if len(shortest) == 1 else "", last=last, kind=kind, known=known)


def role(m: Meaning) -> str:
    """What part of a person's name or address a name stands for, ``""`` where it is none.

    >>> role(meaning("SHIMEI_KN")), role(meaning("住所_方書")), role(meaning("町字コード")), role(meaning("金額"))
    ('氏名カナ', '方書', '', '')
    """
    if m.kind in _NOT_TEXT:
        return ""
    parts = m.terms & {"氏名", "方書", "町字", "番地号表記", "都道府県", "市区郡町村名"}
    kana = bool(m.terms & KANA)
    if kana and not parts and m.whole == "フリガナ":
        parts = frozenset({"氏名"})
    if len(parts) != 1 or m.terms & {"世帯主", "名称"}:
        return ""
    if "ローマ字" in m.terms:
        return f"{min(parts)}ローマ字"
    return f"{min(parts)}カナ" if kana else min(parts)


def _label(column: SourceColumn) -> str:
    """The physical name where it is Japanese, else the one in the comment, else the physical one."""
    return column.name if not spelling.is_latin(column.name) else column.logical_name or column.name


def _meaning_of(column: SourceColumn) -> Meaning:
    """By the Japanese name; where the glossary knows no word of a Latin one, by the physical name."""
    label = _label(column)
    read_as = meaning(label)
    return read_as if read_as.known or not spelling.is_latin(label) else meaning(column.name)


def _field(table: SourceTable, column: SourceColumn, in_file: frozenset[str]) -> Field:
    return Field(
        table=table,
        column=column,
        label=_label(column),
        meaning=_meaning_of(column),
        family=families.family(column.type),
        size=families.size(column),
        in_bytes=families.counts_bytes(column, in_file),
    )


def limits(items: Iterable[tuple[str, int, str]]) -> Mapping[str, Limit]:
    """The longest item in each role; ``items`` are name, characters, spec."""
    found: dict[str, Limit] = {}
    for name, length, spec in items:
        what = role(meaning(name))
        if what and (what not in found or found[what].length < length):
            found[what] = Limit(length=length, item=name, spec=spec)
    return found


def read(schema: SourceSchema, standard: Mapping[str, Limit]) -> Subject:
    """The schema with every column's name and type read."""
    in_file: dict[str, set[str]] = defaultdict(set)
    for table in schema.tables:
        in_file[table.file].update(column.type for column in table.columns)
    fields = tuple(
        _field(table, column, frozenset(in_file[table.file])) for table in schema.tables for column in table.columns
    )
    return Subject(tables=schema.tables, fields=fields, limits=standard)


def plain(name: str) -> str:
    """A name for comparison: width and case do not count."""
    return unicodedata.normalize("NFKC", name).casefold()
