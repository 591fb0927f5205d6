"""The names of tables: labels beside, below and within cells, lines of their own, names of sheets; rows that go on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from migrate.files.xlsx import Sheet, Workbook
from migrate.files.xlsx_unread import Unread, UnreadCell
from migrate.source.book.reader import read_book
from migrate.source.book.title import labels, split_name

from .test_rules import HEAD, book_of

BODY = (HEAD, (1, "番号", "NO", "CHAR", 5))
JUMIN = ("T_JUMIN", "住民基本")
TITLES: dict[str, tuple[str, Sequence[Sequence[Any]]]] = {
    "beside": ("S1", [("テーブル名", "住民基本", "物理名", "T_JUMIN")]),
    "below": ("S1", [("システム名", "テーブル名", "テーブルID"), ("住記", "住民基本", "T_JUMIN")]),
    "colon": ("S1", [("論理名：住民基本",), ("物理名：T_JUMIN",)]),
    "one cell": ("S1", [("テーブル名：住民基本　物理名：T_JUMIN",)]),
    "brackets": ("S1", [("【テーブル】住民基本　【物理名】T_JUMIN",)]),
    "colon, value aside": (
        "S1",
        [("テーブル名称：", None, None, "住民基本"), ("ＩＤ：", None, None, "Ｔ＿ＪＵＭＩＮ")],
    ),
    "both in one value": ("S1", [("テーブル名", "住民基本（T_JUMIN）")]),
    "entity": (
        "S1",
        [("エンティティ名", "住民基本"), ("テーブル名", "T_JUMIN"), ("作成日", "2020/1/1", "作成者", "甲")],
    ),
    "a line": ("S1", [("テーブル定義書",), ("■住民基本（T_JUMIN）",), ()]),
    "a numbered line": ("S1", [("1.2 住民基本 T_JUMIN",)]),
    "paper's title": ("Sheet1", [("テーブル定義書　住民基本（T_JUMIN）",), ()]),
    "cells of a line": ("S1", [(1, "住民基本", "T_JUMIN")]),
    "English": ("Sheet1", [("Table: T_JUMIN (住民基本)",)]),
    "sheet": ("住民基本（T_JUMIN）", []),
    "numbered sheet": ("01_住民基本(T_JUMIN)", []),
}


@pytest.mark.parametrize("how", TITLES)
def test_names(how: str) -> None:
    """A table's names are found wherever a house writes them, and other labels are not taken for them."""
    sheet, rows = TITLES[how]
    tables = book_of([*rows, *BODY], sheet).tables

    assert [(t.name, t.logical_name) for t in tables] == [JUMIN]


@pytest.mark.parametrize("how", [how for how, (_, rows) in TITLES.items() if rows])
def test_names_of_the_second_table(how: str) -> None:
    """The same holds for a table that stands below another one; nothing of its title becomes a column."""
    rows = TITLES[how][1]
    tables = book_of([("物理名", "T_X"), *BODY, (), *rows, *BODY], "S1").tables

    assert [(t.name, t.logical_name, len(t.columns)) for t in tables] == [("T_X", "", 1), (*JUMIN, 1)]


def test_nothing_but_a_general_sheet_name() -> None:
    """Where nothing names the table, the sheet's name stands for it, and that is told."""
    book = book_of(BODY, "Sheet1")

    assert [(f.code, f.severity.value, f.place.sheet) for f in book.findings if f.code == "MIG-SRC-067"] == [
        ("MIG-SRC-067", "warning", "Sheet1")
    ]


def test_names_with_blanks() -> None:
    """A logical name of several words is no pair of names."""
    assert (split_name("住民 基本 台帳"), split_name("A B")) == (("", "住民 基本 台帳"), ("", "A B"))


def test_sentences_are_no_labels() -> None:
    """A colon in a sentence makes no label."""
    assert labels("備考欄の書き方：半角で") == ()


def test_remarks_that_go_on() -> None:
    """A row that only holds remarks goes on with those of the column above it."""
    rows = [
        (*HEAD, "備考"),
        (1, "性別", "SEX", "CHAR", 1, "1:男"),
        (None, None, None, None, None, "2:女"),
        (2, "名", "NM"),
    ]
    columns = book_of(rows).tables[0].columns

    assert [(c.name, c.comment) for c in columns] == [("SEX", "1:男\n2:女"), ("NM", "")]


def test_headings_that_only_say_name() -> None:
    """Of two headings that both only say 名 the one over ASCII names is physical, in either order."""
    for head, row in ((("項目", "列名"), ("番号", "NO")), (("カラム名", "名称"), ("NO", "番号"))):
        column = book_of([(*head, "型", "長"), (*row, "CHAR", 5)]).tables[0].columns[0]
        assert (column.name, column.logical_name, column.length) == ("NO", "番号", 5)


def test_ditto() -> None:
    """〃 and 同上 mean what the row above says, for any row above."""
    rows = [
        (*HEAD, "必須"),
        (1, "甲", "A", "CHAR", 5, "○"),
        (2, "乙", "B", "〃", "〃", "〃"),
        (3, "丙", "C", "同上", 7),
    ]
    columns = book_of(rows).tables[0].columns

    assert [(c.type, c.length, c.nullable) for c in columns] == [
        ("CHAR", 5, False),
        ("CHAR", 5, False),
        ("CHAR", 7, True),
    ]


def test_edge_of_a_table() -> None:
    """A row of one and the same sign is the edge of a table, not a column."""
    book = book_of([*BODY, ("e", "e", "e", "e", "e")])

    assert [c.name for c in book.tables[0].columns] == ["NO"]


def test_item_definition_of_the_standard() -> None:
    """The layout of the standard's own item definitions is understood too: an export of a standardised system."""
    head = (
        "データ項目ID",
        None,
        "データ項目",
        "データ項目（ローマ字）",
        "グループ",
        None,
        "データ型",
        "桁数",
        "データ出力条件",
    )
    rows = [
        head,
        (None, None, None, None, "名称", "主キー"),
        ("031", "1", "宛名番号", "atenabango", "宛名", "○", "X", "15", "必須"),
    ]
    table = book_of([tuple(row) for row in rows], "項目定義書").tables[0]

    column = table.columns[0]
    assert (table.name, table.primary_key) == ("宛名", ("atenabango",))
    assert (column.logical_name, column.type, column.length, column.nullable) == ("宛名番号", "X", 15, False)


def test_letters_of_keys() -> None:
    """P, F and U name keys too."""
    table = book_of([(*HEAD, "キー"), (1, "甲", "A", "CHAR", 1, "P,F"), (2, "乙", "B", "CHAR", 1, "U1")]).tables[0]

    assert (table.primary_key, [i.columns for i in table.indexes]) == (("A",), [("B",)])


def test_cells_without_a_value() -> None:
    """A formula that was never calculated is told with its cell, and lowers the certainty."""
    sheet = Sheet(name="T_A", rows=tuple(tuple(float(c) if type(c) is int else c for c in row) for row in BODY))
    unread = (UnreadCell(sheet="T_A", cell="E2", reason=Unread.FORMULA),)
    book = read_book(Workbook(sheets=(sheet,)), "a.xlsx", unread)

    assert [(f.place.sheet, f.place.cell) for f in book.findings if f.code == "MIG-SRC-073"] == [("T_A", "E2")]
    assert "値のないセルがあります" in book.sheets[0].reasons
