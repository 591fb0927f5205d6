"""Rules about types and lengths: what a value loses or does not fit on its way."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model.finding import Severity
from migrate.source.lint import families
from migrate.source.lint.families import Family, words
from migrate.source.lint.rule import Group, Hit, at, rules
from migrate.source.lint.subject import Field, Limit, Subject

_AMOUNT = frozenset({"金額", "数量"})
_ZEROS = words(
    "市区町村コード 町字コード 郵便番号 電話番号 携帯電話番号 金融機関コード 店舗コード 口座番号 個人番号 住民票コード "
    "基礎年金番号 保険者番号 被保険者番号 宛名番号 住民番号 世帯番号"
)
_OPEN = frozenset({"NUMBER", "NUMERIC", "DECIMAL", "DEC"})
_BLANK = frozenset({"", "　"})
_NUMBERED = frozenset({"年月日", "番号", "年度"})


def inexact_amount(subject: Subject) -> Iterator[Hit]:
    """An amount of money in a floating-point type."""
    for field in subject.fields:
        if field.family is Family.FLOAT and field.meaning.kind == "金額":
            yield at(field, {"type": field.column.type})


def number_as_text(subject: Subject) -> Iterator[Hit]:
    """An amount or a count in a text type: blanks, signs and commas stand in it."""
    for field in subject.fields:
        short = field.size is None or field.size <= 20
        if field.text and short and field.meaning.kind in _AMOUNT:
            yield at(field, {"shape": field.shape})


def leading_zeros(subject: Subject) -> Iterator[Hit]:
    """A number that may begin with 0 in a numeric type."""
    for field in subject.fields:
        whole = field.family in {Family.EXACT, Family.FLOAT} and not field.column.scale
        if whole and field.meaning.last in _ZEROS:
            yield at(field, {"label": field.label})


def padded_text(subject: Subject) -> Iterator[Hit]:
    """A name, an address or free text in a type of fixed length."""
    for field in subject.fields:
        free = field.kanji or bool(field.role) or "備考" in field.meaning.terms
        if field.text and families.fixed(field.column.type) and free and (field.size or 0) >= 10:
            yield at(field, {"shape": field.shape})


def byte_lengths(subject: Subject) -> Iterator[Hit]:
    """A table with names and addresses whose length counts bytes, one hit a table."""
    for fields in subject.by_table().values():
        held = [f.column.name for f in fields if f.kanji and f.in_bytes and f.family is Family.TEXT]
        if held:
            yield Hit(table=fields[0].table, params={"count": len(held), "columns": "、".join(held[:3])})


def national_mix(subject: Subject) -> Iterator[Hit]:
    """A table whose names and addresses are partly in national types and partly not."""
    for fields in subject.by_table().values():
        wide = [f for f in fields if f.kanji and f.column.bytes is None]
        national = [f.column.name for f in wide if f.family is Family.NATIONAL]
        other = [f.column.name for f in wide if f.family is Family.TEXT]
        if national and other:
            yield Hit(table=fields[0].table, params={"national": national[0], "other": other[0]})


def large_object(subject: Subject) -> Iterator[Hit]:
    """A column of images, documents or long text."""
    for field in subject.fields:
        if field.family in {Family.BINARY, Family.TEXT_LOB}:
            yield at(field, {"type": field.column.type})


def vendor_type(subject: Subject) -> Iterator[Hit]:
    """A type that only one product has."""
    for field in subject.fields:
        if families.vendor_only(field.column.type):
            yield at(field, {"type": field.column.type})


def open_number(subject: Subject) -> Iterator[Hit]:
    """A number without digits: its largest value and its decimals are known from the data only."""
    for field in subject.fields:
        if field.column.type in _OPEN and field.size is None:
            yield at(field, {"type": field.column.type})


def _bounded(subject: Subject) -> Iterator[tuple[Field, Limit]]:
    """Names and addresses of residents with the length of the standard; not those of a table of codes (市町村)."""
    codes = {
        field.table.name
        for field in subject.fields
        if field.table.primary_key == (field.column.name,) and field.meaning.kind == "コード" and not field.person_key
    }
    for field in subject.fields:
        limit = subject.limits.get(field.role)
        if limit is not None and field.table.name not in codes:
            yield field, limit


def longer_than_standard(subject: Subject) -> Iterator[Hit]:
    """A name or an address that holds more characters than the item of the standard.

    For your information only where it does so in a code page of two bytes a character, but not in UTF-8.
    """
    for field, limit in _bounded(subject):
        if field.capacity is not None and field.capacity <= limit.length:
            continue
        own = "制限なし" if field.capacity is None else str(field.capacity)
        sure = field.least_capacity is None or field.least_capacity > limit.length
        params: dict[str, str | int] = {"own": own, "length": limit.length, "item": limit.item, "spec": limit.spec}
        heavy = Severity.WARNING if sure else Severity.INFO
        yield Hit(table=field.table, column=field.column, params=params, severity=heavy)


def shorter_than_standard(subject: Subject) -> Iterator[Hit]:
    """A name or an address that holds fewer characters than the item of the standard: values may be cut already."""
    for field, limit in _bounded(subject):
        if field.capacity is not None and field.capacity < limit.length:
            params: dict[str, str | int] = {
                "own": field.capacity,
                "length": limit.length,
                "item": limit.item,
                "spec": limit.spec,
            }
            yield at(field, params)


def empty_default(subject: Subject) -> Iterator[Hit]:
    """A required column that is filled with a blank, or a day or number that is filled with 0."""
    for field in subject.fields:
        text = field.column.default.strip()
        quoted = text.lstrip("Nn").startswith("'") and text.endswith("'") and len(text) > 1
        inner = text.lstrip("Nn").strip("'").strip(" 　") if quoted else text
        blank = quoted and inner in _BLANK
        zero = inner == "0" and field.meaning.kind in _NUMBERED
        if not field.column.nullable and (blank or zero):
            yield at(field, {"what": "空白" if blank else "0"})


RULES = rules(
    Group.TYPES,
    ("MIG-SRC-126", "inexact-amount", "浮動小数点の金額", Severity.ERROR, inexact_amount),
    ("MIG-SRC-127", "number-as-text", "文字の金額・数量", Severity.WARNING, number_as_text),
    ("MIG-SRC-128", "leading-zeros", "先頭の 0 を失う番号", Severity.WARNING, leading_zeros),
    ("MIG-SRC-129", "padded-text", "空白で埋まる文字列", Severity.INFO, padded_text),
    ("MIG-SRC-130", "byte-lengths", "バイトで数える桁", Severity.INFO, byte_lengths),
    ("MIG-SRC-131", "national-mix", "全角専用の型の混在", Severity.INFO, national_mix),
    ("MIG-SRC-132", "large-object", "画像・長い文字の列", Severity.WARNING, large_object),
    ("MIG-SRC-133", "vendor-type", "製品固有の型", Severity.WARNING, vendor_type),
    ("MIG-SRC-134", "open-number", "桁数のない数値", Severity.INFO, open_number),
    ("MIG-SRC-135", "longer-than-standard", "標準より長い列", Severity.WARNING, longer_than_standard),
    ("MIG-SRC-136", "shorter-than-standard", "標準より短い列", Severity.INFO, shorter_than_standard),
    ("MIG-SRC-137", "empty-default", "空白や 0 で埋める必須列", Severity.INFO, empty_default),
)
