"""Composite keys, named indexes and constraints, and marks that lead nowhere."""

from __future__ import annotations

from typing import Any

from migrate.files.xlsx import Sheet, Workbook
from migrate.source.book.reader import Book, read_book
from migrate.source.book.values import read_keys

from .test_rules import books, said

HEAD = ("No", "論理名", "物理名", "型", "桁数", "キー")
GOAL: list[Any] = [
    ("テーブル名", "世帯"),
    ("物理名", "T_S"),
    HEAD,
    (1, "世帯番号", "S_NO", "CHAR", 10, "PK"),
    (2, "枝番", "EDA", "CHAR", 2, "PK"),
]


def _beside(head: tuple[Any, ...], *rows: tuple[Any, ...]) -> Book:
    """A table beside the one that it refers to."""
    return books(("a", GOAL, True), ("b", [("テーブル名", "住民"), ("物理名", "T_J"), head, *rows], True))


def _references(book: Book) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    return [(f.columns, f.table, f.target) for t in book.tables for f in t.foreign_keys]


def test_marks_with_a_place() -> None:
    """FK1-2 is the second column of the first key."""
    assert [(one.kind, one.order, one.part) for one in read_keys("FK1-2")] == [("fk", 1, 2)]


def test_composite_reference_by_marks() -> None:
    """Rows of one number are one key, in the order of their places; another number is another key."""
    book = _beside(
        (*HEAD, "参照先テーブル", "参照先項目"),
        (1, "枝番", "EDA", "CHAR", 2, "FK1-2", "T_S", "EDA"),
        (2, "世帯番号", "S_NO", "CHAR", 10, "FK1-1", "T_S", "S_NO"),
        (3, "前世帯番号", "OLD_NO", "CHAR", 10, "FK2-1", "T_S", "S_NO"),
        (4, "前枝番", "OLD_EDA", "CHAR", 2, "FK2-2", "T_S", "EDA"),
    )

    assert _references(book) == [
        (("S_NO", "EDA"), "T_S", ("S_NO", "EDA")),
        (("OLD_NO", "OLD_EDA"), "T_S", ("S_NO", "EDA")),
    ]


def test_marks_without_a_target() -> None:
    """Marks of keys whose target stands nowhere are told, each with its cell."""
    book = _beside(HEAD, (1, "世帯番号", "S_NO", "CHAR", 10, "FK1"), (2, "枝番", "EDA", "CHAR", 2, "PK"))

    assert (_references(book), said(book)) == ([], [("MIG-SRC-071", "b", "F4")])


def test_marks_with_the_target_below() -> None:
    """Nothing is told where the part below the columns has the target."""
    book = _beside(
        HEAD,
        (1, "世帯番号", "S_NO", "CHAR", 10, "FK"),
        (2, "枝番", "EDA", "CHAR", 2, "FK"),
        (),
        ("外部キー情報",),
        ("No", "外部キー名", "カラムリスト", "参照先", "参照先カラムリスト"),
        (1, "FK_S", "S_NO, EDA", "T_S", "S_NO, EDA"),
    )

    assert (_references(book), said(book)) == ([(("S_NO", "EDA"), "T_S", ("S_NO", "EDA"))], [])
    assert [f.name for t in book.tables for f in t.foreign_keys] == ["FK_S"]


def test_target_of_several_columns_in_one_cell() -> None:
    """One cell with a target of two columns: the columns of those names are the key."""
    book = _beside(
        (*HEAD, "参照先"),
        (1, "世帯番号", "S_NO", "CHAR", 10, None, "T_S(S_NO, EDA)"),
        (2, "枝番", "EDA", "CHAR", 2),
    )

    assert _references(book) == [(("S_NO", "EDA"), "T_S", ("S_NO", "EDA"))]


def test_indexes_with_name_and_uniqueness() -> None:
    """Names, unique indexes and constraints are kept; the key's own index is the key, with its name."""
    book = _beside(
        HEAD,
        (1, "番号", "NO", "CHAR", 10, "PK"),
        (2, "氏名", "SHIMEI", "CHAR", 2),
        (),
        ("インデックス情報",),
        ("No", "インデックス名", "カラムリスト", "ユニーク"),
        (1, "PK_J", "NO", "Yes"),
        (2, "IX_J", "SHIMEI"),
        (3, "UX_J", "SHIMEI, NO", "Yes"),
        (4, "UQ_J", "SHIMEI", "制約"),
        (),
        ("制約情報",),
        ("No", "制約名", "種類", "制約定義"),
        (1, "PK_J", "PRIMARY KEY", "NO"),
        (2, "UQ_J", "UNIQUE", "SHIMEI"),
    )
    table = next(t for t in book.tables if t.name == "T_J")

    assert (table.primary_key, table.primary_key_name) == (("NO",), "PK_J")
    assert [(i.name, i.columns, i.unique, i.constraint) for i in table.indexes] == [
        ("IX_J", ("SHIMEI",), False, False),
        ("UX_J", ("SHIMEI", "NO"), True, False),
        ("UQ_J", ("SHIMEI",), True, True),
    ]


def test_target_merged_over_several_columns() -> None:
    """One cell with a target that is merged over two rows: both columns are the key."""
    rows = (
        ("物理名", "T_J"),
        (*HEAD, "参照先"),
        (1.0, "世帯番号", "S_NO", "CHAR", 10.0, None, "T_S(S_NO, EDA)"),
        (2.0, "枝番", "EDA", "CHAR", 2.0),
        (3.0, "前の世帯", "OLD", "CHAR", 10.0, None, "T_S(S_NO)"),
    )
    goal = Sheet(name="a", rows=tuple(tuple(float(c) if type(c) is int else c for c in one) for one in GOAL))
    sheet = Sheet(name="b", rows=rows, merged=(((2, 6), (3, 6)),))
    book = read_book(Workbook(sheets=(goal, sheet)), "b.xlsx")

    assert _references(book) == [(("S_NO", "EDA"), "T_S", ("S_NO", "EDA")), (("OLD",), "T_S", ("S_NO",))]
