"""The rules as a whole: their names, and that no schema makes one of them fail."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.model.finding import Severity, sort_key
from migrate.model.source import ForeignKey, Index, SourceColumn, SourceSchema, SourceTable
from migrate.report import messages
from migrate.source.lint import catalogue, subject
from migrate.source.lint.catalogue import RULES


def words(text: str) -> list[str]:
    """The words of a list."""
    return text.split()


_WORDS = st.sampled_from(
    words(
        "ATENA_NO KOJIN_NO 氏名 SHIMEI_KN 生年月日 UPD_YMD 更新時刻 税額 区分 DEL_FLG TEL1 TEL2 TEL3 予備 YOBI9 備考 "
        "ZIP 方書 A ｶﾅ USER 1 _ # 年 月 日 T_BK 履歴 出生年 出生月 出生日 DV_FLG"
    )
)
_NAMES = st.one_of(_WORDS, st.text(min_size=1, max_size=12))
_TYPES = st.one_of(
    st.sampled_from(words("VARCHAR2 CHAR NUMBER FLOAT DATE TIMESTAMP NVARCHAR2 X N 9 BLOB XMLTYPE TEXT BOOLEAN")),
    st.text(max_size=8),
)
_SIZES = st.none() | st.integers(0, 5000)
_COLUMNS = st.builds(
    SourceColumn,
    name=_NAMES,
    logical_name=st.just("") | _NAMES,
    type=_TYPES,
    length=_SIZES,
    length_unit=st.sampled_from(["", "CHAR", "BYTE"]),
    scale=st.none() | st.integers(-9, 9),
    nullable=st.booleans(),
    default=st.sampled_from(["", "0", "' '", "N''", "'9999-12-31'", "'"]),
    comment=st.text(max_size=9),
    bytes=_SIZES,
)
_LISTS = st.lists(_NAMES, max_size=3).map(tuple)
_TABLES = st.builds(
    SourceTable,
    name=_NAMES,
    logical_name=st.just("") | _NAMES,
    columns=st.lists(_COLUMNS, max_size=8).map(tuple),
    primary_key=_LISTS,
    foreign_keys=st.lists(st.builds(ForeignKey, columns=_LISTS, table=_NAMES, target=_LISTS), max_size=3).map(tuple),
    indexes=st.lists(st.builds(Index, columns=_LISTS), max_size=3).map(tuple),
)
_SCHEMAS = st.lists(_TABLES, max_size=4, unique_by=lambda t: t.name.casefold()).map(
    lambda tables: SourceSchema(tables=tuple(tables), files=())
)
_LIMITS = subject.limits([("氏名", 100, "031@2023-09-29"), ("住所_方書", 300, "031@2023-09-29")])


@settings(max_examples=300, deadline=None)
@given(_SCHEMAS)
def test_no_schema_breaks_a_rule(schema: SourceSchema) -> None:
    """Whatever the names, types, lengths and keys are, each finding stands at a table and a column that are there."""
    there = {(t.name, None) for t in schema.tables} | {(t.name, c.name) for t in schema.tables for c in t.columns}

    actual = {(f.place.table, f.place.item) for f in catalogue.lint(schema, _LIMITS)}

    assert actual <= there


@settings(max_examples=50, deadline=None)
@given(_SCHEMAS)
def test_findings_stand_in_order(schema: SourceSchema) -> None:
    """Findings come by code and place."""
    actual = catalogue.lint(schema, _LIMITS)

    assert sorted(actual, key=sort_key) == list(actual)


def test_rules_are_named_once() -> None:
    """Codes and names are unique, names are slugs, codes lie between 100 and 149."""
    codes = [rule.code for rule in RULES]
    names = [rule.name for rule in RULES]

    assert (sorted(set(codes)), len(set(names))) == (codes, len(codes))
    assert [n for n in names if not re.fullmatch(r"[a-z]+(-[a-z]+)*", n)] == []
    assert [c for c in codes if not "MIG-SRC-100" <= c <= "MIG-SRC-149"] == []


def test_only_what_breaks_a_conversion_is_an_error() -> None:
    """Errors are rows without identity, keys to what is not there, and money that is not exact."""
    heavy = [rule.name for rule in RULES if rule.severity is Severity.ERROR]

    assert heavy == ["no-primary-key", "key-column-missing", "foreign-table-missing", "inexact-amount"]


def test_a_backup_is_one_finding() -> None:
    """A table that is called a backup is not blamed for what it has from its original, but 個人番号 in it is said."""
    columns = (SourceColumn(name="MY_NUMBER", type="CHAR", length=12), SourceColumn(name="TEL1", type="FLOAT"))
    schema = SourceSchema(tables=(SourceTable(name="T_JUKI_BK", columns=columns),), files=())

    assert [f.code for f in catalogue.lint(schema, {})] == ["MIG-SRC-113", "MIG-SRC-140"]


def test_a_fixed_length_record_is_text() -> None:
    """A layout without types counts bytes: 60 bytes of a name are 30 full-width characters."""
    columns = (SourceColumn(name="氏名", start=1, bytes=60), SourceColumn(name="生年月日", start=61, bytes=7))
    schema = SourceSchema(tables=(SourceTable(name="T", columns=columns, primary_key=("番号",)),), files=())

    codes = {"MIG-SRC-121", "MIG-SRC-136"}
    actual = [(f.code, dict(f.params)) for f in catalogue.lint(schema, _LIMITS) if f.code in codes]

    assert actual == [
        ("MIG-SRC-121", {"shape": "7 バイト"}),
        ("MIG-SRC-136", {"own": 30, "length": 100, "item": "氏名", "spec": "031@2023-09-29"}),
    ]


def test_every_rule_is_explained_with_an_example() -> None:
    """A clerk finds an example beside the reason and the cure of each rule."""
    explained = {m.code: m for m in messages.all_messages()}

    assert [r.code for r in RULES if not (explained[r.code].example and explained[r.code].cure)] == []


def test_a_workbook_is_pointed_at_by_cell() -> None:
    """A finding about a definition book names sheet and cell: the column's, or the table's."""
    columns = (SourceColumn(name="MY_NUMBER", type="CHAR", length=12, line=7, cell="C7"),)
    table = SourceTable(name="T", columns=columns, file="book.xlsx", line=2, sheet="住民", cell="B2")

    actual = catalogue.lint(SourceSchema(tables=(table,), files=()), {})

    assert {
        f.code: (f.place.file, f.place.sheet, f.place.cell, f.place.line) for f in actual if f.code < "MIG-SRC-114"
    } == {
        "MIG-SRC-100": ("book.xlsx", "住民", "B2", None),
        "MIG-SRC-113": ("book.xlsx", "住民", "C7", None),
    }
