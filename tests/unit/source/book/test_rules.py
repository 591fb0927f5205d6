"""The rules by which a definition book is understood, one by one."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Sequence
from typing import Any

import pytest

from migrate.files.xlsx import Sheet, Workbook
from migrate.model.finding import Severity
from migrate.source import book as package
from migrate.source.book.reader import Book, read_book
from migrate.source.book.values import OddError, read_keys, read_null, read_size

Rows = Sequence[Sequence[Any]]
HEAD = ("No", "論理名", "物理名", "型", "桁数")


def book_of(rows: Rows, name: str = "T_A", visible: bool = True) -> Book:
    """A book of one sheet."""
    return books((name, rows, visible))


def books(*sheets: tuple[str, Rows, bool]) -> Book:
    """A book of several sheets: name, rows, visible."""
    made = (
        Sheet(name=n, rows=tuple(tuple(float(c) if type(c) is int else c for c in row) for row in rows), visible=v)
        for n, rows, v in sheets
    )
    return read_book(Workbook(sheets=tuple(made)), "b.xlsx")


def said(book: Book, least: Severity = Severity.WARNING) -> list[tuple[str, str | None, str | None]]:
    """Code, sheet and cell of what weighs at least so much, certainty aside."""
    return [
        (f.code, f.place.sheet, f.place.cell)
        for f in book.findings
        if f.severity.rank >= least.rank and f.code != "MIG-SRC-061"
    ]


@pytest.mark.parametrize("module", [m.name for m in pkgutil.iter_modules(package.__path__)])
def test_examples(module: str) -> None:
    """Every docstring example gives what it shows."""
    assert doctest.testmod(importlib.import_module(f"{package.__name__}.{module}")).failed == 0


# heading, cells of (key column, other column, last column) → nullable of the three
NULLS = [
    ("必須", ("○", "×", ""), (False, True, True)),
    ("必須", ("○", "", ""), (False, True, True)),
    ("必須", ("Y", "N", "N"), (False, True, True)),
    ("必須", ("必須", "任意", "任意"), (False, True, True)),
    ("NOT NULL", ("○", "", ""), (False, True, True)),
    ("Not Null", ("Yes", "", "No"), (False, True, True)),
    ("NULL可", ("", "○", "○"), (False, True, True)),
    ("NULL可", ("×", "○", "○"), (False, True, True)),
    ("NULL可", ("×", "", ""), (False, True, True)),
    ("NULL可否", ("否", "可", "可"), (False, True, True)),
    ("NULL可否", ("不可", "可", "可"), (False, True, True)),
    ("NULL", ("NOT NULL", "", ""), (False, True, True)),
    ("NULL", ("N", "Y", "Y"), (False, True, True)),
    ("NULL", ("NOT NULL", "NULL", "NULL"), (False, True, True)),
    ("NULL不可", ("○", "", ""), (False, True, True)),
    ("Nullable", ("No", "Yes", "Yes"), (False, True, True)),
]


@pytest.mark.parametrize(("heading", "cells", "nullable"), NULLS)
def test_null(heading: str, cells: tuple[str, ...], nullable: tuple[bool, ...]) -> None:
    """A mark below 必須 means the opposite of the same mark below NULL可; a blank means what no mark says."""
    rows = [(*HEAD, heading)] + [(n, f"項目{n}", f"C{n}", "CHAR", 1, cell) for n, cell in enumerate(cells, 1)]
    book = book_of(rows)

    assert (tuple(c.nullable for c in book.tables[0].columns), said(book)) == (nullable, [])


def test_blank_that_says_nothing() -> None:
    """Where both marks are used, a blank is told, with the number of such columns."""
    rows = [
        (*HEAD, "NULL可"),
        (1, "甲", "A", "CHAR", 1, "○"),
        (2, "乙", "B", "CHAR", 1, "×"),
        (3, "丙", "C", "CHAR", 1),
    ]
    book = book_of(rows)

    assert [(f.code, f.place.cell, f.params["count"]) for f in book.findings if f.code == "MIG-SRC-074"] == [
        ("MIG-SRC-074", "F1", 1)
    ]


def test_opposite_meaning() -> None:
    """A key column that is said to allow NULL is told, since the marks may mean the opposite; it stays required."""
    book = book_of([(*HEAD, "NULL可", "PK"), (1, "甲", "A", "CHAR", 1, "○", "1"), (2, "乙", "B", "CHAR", 1, "×")])

    assert said(book) == [("MIG-SRC-069", "T_A", "C2")]
    assert [c.nullable for c in book.tables[0].columns] == [False, False]


SIZES = [
    ("10", (10, None)),
    ("１０", (10, None)),
    ("10,2", (10, 2)),
    ("10.2", (10, 2)),
    ("(10,2)", (10, 2)),
    ("8(2)", (8, 2)),
    ("7V2", (7, 2)),
    ("10桁", (10, None)),
    ("最大100", (100, None)),
    ("整数8桁 小数2桁", None),
    ("-", (None, None)),
    ("", (None, None)),
    ("別紙", None),
]


@pytest.mark.parametrize(("text", "expected"), SIZES)
def test_digits(text: str, expected: tuple[int | None, int | None] | None) -> None:
    """Digits in any way of writing; what is none is told instead of guessed."""
    try:
        size = read_size(text)
    except OddError:
        assert expected is None
        return
    assert (size.length, size.scale) == expected


@pytest.mark.parametrize("cell", ["？", "12", "別紙参照", "未定"])
def test_odd_marks(cell: str) -> None:
    """A mark below 必須 that is none is not understood."""
    with pytest.raises(OddError):
        read_null(cell, True)


def test_odd_cells_are_listed() -> None:
    """Each cell that is not understood is listed with its place, and its column is kept."""
    book = book_of([(*HEAD, "必須", "PK"), (1, "甲", "A", "CHAR", "別紙", "？", "☆印")])

    assert said(book) == [("MIG-SRC-065", "T_A", "E2"), ("MIG-SRC-065", "T_A", "F2"), ("MIG-SRC-065", "T_A", "G2")]
    assert [c.name for c in book.tables[0].columns] == ["A"]


def test_key_order() -> None:
    """Numbers order the primary key; circles leave it in the order of the columns."""
    for marks, key in ((("2", "1"), ("B", "A")), (("○", "○"), ("A", "B")), (("②", "①"), ("B", "A"))):
        book = book_of(
            [(*HEAD, "PK"), *((n, f"甲{n}", c, "CHAR", 1, m) for n, c, m in zip((1, 2), "AB", marks, strict=True))]
        )
        assert book.tables[0].primary_key == key


def test_key_words() -> None:
    """One cell may name several keys."""
    assert [(one.kind, one.order) for one in read_keys("PK1/FK")] == [("pk", 1), ("fk", None)]


def test_reference_without_target() -> None:
    """A mark below 外部キー that names no table is told."""
    assert said(book_of([(*HEAD, "FK"), (1, "甲", "A", "CHAR", 1, "○")])) == [("MIG-SRC-071", "T_A", "F2")]


def test_reference_by_logical_names() -> None:
    """A target in logical names becomes the physical names of that table."""
    one = [("テーブル名", "世帯"), ("物理名", "T_S"), HEAD, (1, "世帯番号", "S_NO", "CHAR", 1)]
    two = [
        ("テーブル名", "住民"),
        ("物理名", "T_J"),
        (*HEAD, "FK"),
        (1, "世帯", "SETAI", "CHAR", 1, "世帯（世帯番号）"),
    ]
    book = books(("a", one, True), ("b", two, True))

    found = [(f.columns, f.table, f.target) for t in book.tables for f in t.foreign_keys]
    assert found == [(("SETAI",), "T_S", ("S_NO",))]


def test_numbered_index_columns() -> None:
    """Numbers below 索引1 and 索引2 order the columns of one index each; circles below 一意 are single columns."""
    rows = [
        (*HEAD, "索引1", "索引2", "一意"),
        (1, "甲", "A", "CHAR", 1, 2, 1, "○"),
        (2, "乙", "B", "CHAR", 1, 1, None, "○"),
    ]

    found = sorted((i.columns, i.unique) for i in book_of(rows).tables[0].indexes)
    assert found == [(("A",), False), (("A",), True), (("B",), True), (("B", "A"), False)]


def test_index_part() -> None:
    """The part below the columns gives indexes, names of either kind; an unknown name is told with its cell."""
    rows = [
        HEAD,
        (1, "甲", "A", "CHAR", 1),
        (2, "乙", "B", "CHAR", 1),
        (),
        ("インデックス情報",),
        ("No", "インデックス名", "カラムリスト", "ユニーク"),
        (1, "IX1", "乙, A"),
        (2, "IX2", "丁"),
    ]
    book = book_of(rows)

    assert ([i.columns for i in book.tables[0].indexes], said(book)) == ([("B", "A")], [("MIG-SRC-071", "T_A", "C8")])


def test_index_part_one_row_a_column() -> None:
    """An index with one row for each column is one index."""
    rows = [HEAD, (1, "甲", "A", "CHAR", 1), (2, "乙", "B", "CHAR", 1), (), ("索引",), ("索引名", "列名", "順序")]
    rows += [("IX1", "B", 1), ("IX1", "A", 2), ("IX2", "A", 1)]

    assert [i.columns for i in book_of(rows).tables[0].indexes] == [("B", "A"), ("A",)]


def test_table_below_an_index_part() -> None:
    """The title of the next table is no part of the index above it."""
    rows = [
        ("物理名", "T_X"),
        HEAD,
        (1, "甲", "A", "CHAR", 1),
        ("索引",),
        ("No", "索引名", "列名"),
        (1, "IX1", "A"),
        (),
    ]
    rows += [("論理名", "乙表", "物理名", "T_Y", "作成日", "2020/1/1"), HEAD, (1, "乙", "B", "CHAR", 1)]
    book = book_of(rows)

    assert [(t.name, [i.columns for i in t.indexes]) for t in book.tables] == [("T_X", [("A",)]), ("T_Y", [])]
    assert said(book) == []


def test_unreadable_index_part() -> None:
    """An index part without headings that are known is told, never dropped."""
    rows = [HEAD, (1, "甲", "A", "CHAR", 1), (), ("インデックス",), ("い", "ろ"), ("IX1", "A")]

    assert ("MIG-SRC-071", "T_A", "A4") in said(book_of(rows))


def test_code_values() -> None:
    """A code list in a cell is kept in one way of writing, before the note."""
    rows = [(*HEAD, "コード値", "備考"), (1, "性別", "SEX", "CHAR", 1, "１：男　２：女", "必ず入る")]

    assert book_of(rows).tables[0].columns[0].comment == "1:男 2:女\n必ず入る"


def test_whole_and_decimal_digits() -> None:
    """整数 and 小数 in columns of their own are the digits before and behind the point; the sheet says so."""
    book = book_of([("論理名", "物理名", "型", "整数", "小数"), ("率", "R", "NUMBER", 3, 2)])

    column = book.tables[0].columns[0]
    assert (column.length, column.scale) == (5, 2)
    assert "桁数を整数部と小数部の和としました" in book.sheets[0].reasons


def test_bytes_and_characters() -> None:
    """What the digits count is kept where the heading says it."""
    for heading, unit in (("バイト数", "BYTE"), ("文字数", "CHAR"), ("桁数（バイト）", "BYTE"), ("桁数", "")):
        assert (
            book_of([("論理名", "物理名", "型", heading), ("甲", "A", "CHAR", 3)]).tables[0].columns[0].length_unit
            == unit
        )


def test_disagreeing_digits() -> None:
    """Digits in the type's brackets and in their own cell that differ are told; the cell counts."""
    book = book_of([HEAD, (1, "甲", "A", "CHAR(3)", 5)])

    assert (book.tables[0].columns[0].length, said(book)) == (5, [("MIG-SRC-065", "T_A", "E2")])


def test_same_column_twice() -> None:
    """A name that comes again in a table is an error with its cell; the first row counts."""
    book = book_of([HEAD, (1, "甲", "A", "CHAR", 1), (2, "乙", "a", "CHAR", 2)])

    assert [(f.code, f.severity.value, f.place.cell) for f in book.findings if f.code == "MIG-SRC-070"] == [
        ("MIG-SRC-070", "error", "C3")
    ]
    assert [c.length for c in book.tables[0].columns] == [1]


def test_same_table_twice() -> None:
    """A table that two sheets define is an error, and the first one counts."""
    rows = [("物理名", "T_X"), HEAD, (1, "甲", "A", "CHAR", 1)]
    book = books(("a", rows, True), ("b", rows, True))

    assert ([t.sheet for t in book.tables], said(book, Severity.ERROR)) == (["a"], [("MIG-SRC-010", "b", "B1")])


def test_listed_table_without_definition() -> None:
    """A table that the list of tables names and no sheet defines is told."""
    listed = [("No", "テーブル論理名", "テーブル物理名"), (1, "甲", "T_A"), (2, "乙", "T_B")]
    book = books(("テーブル一覧", listed, True), ("T_A", [HEAD, (1, "甲", "A", "CHAR", 1)], True))

    assert said(book) == [("MIG-SRC-068", "テーブル一覧", "A3")]


def test_no_table_is_an_error() -> None:
    """A book in which no sheet defines a table says so; a hidden sheet that does is a warning, and not read."""
    rows = [HEAD, (1, "甲", "A", "CHAR", 1)]
    hidden = book_of(rows, visible=False)
    data = book_of([("宛名番号", "氏名"), ("0001", "架空太郎"), ("0002", "架空花子")])

    assert said(hidden) == [("MIG-SRC-060", None, None), ("MIG-SRC-062", "T_A", None)]
    assert said(data) == [("MIG-SRC-060", None, None), ("MIG-SRC-063", "T_A", None)]


@pytest.mark.parametrize(
    ("name", "visible", "fate"),
    [("改版履歴", True, "passed"), ("表紙", True, "passed"), ("T_X", False, "passed"), ("T_X", True, "unknown")],
)
def test_sheets_without_tables(name: str, visible: bool, fate: str) -> None:
    """Covers, histories and hidden sheets are said and passed over; any other sheet without a table is told."""
    book = books(
        (name, [("版", "日付", "内容"), ("1", "2", "3")], visible), ("T_A", [HEAD, (1, "甲", "A", "CHAR", 1)], True)
    )

    assert book.sheets[0].fate == fate
    assert len([f for f in book.findings if f.place.sheet == name]) == 1


def test_history_that_is_a_table() -> None:
    """A sheet that is called 履歴 and defines a table is read."""
    assert [t.name for t in book_of([("物理名", "T_R"), HEAD, (1, "甲", "A", "CHAR", 1)], "履歴").tables] == ["T_R"]


def test_rows_that_are_no_columns() -> None:
    """A row without a name, and a name without anything else, are listed with their cells; the rest is read."""
    rows = [HEAD, (1, "甲", "A", "CHAR", 1), (2, None, None, "CHAR", 1), (None, "余り"), (3, "丙", "C", "CHAR", 1)]
    book = book_of(rows)

    assert ([c.name for c in book.tables[0].columns], said(book)) == (
        ["A", "C"],
        [("MIG-SRC-064", "T_A", "B4"), ("MIG-SRC-064", "T_A", "D3")],
    )


def test_column_above_its_headings() -> None:
    """A row that looks like a column and stands nowhere below headings is listed."""
    book = book_of([(1, "甲", "A", "CHAR", 1), HEAD, (2, "乙", "B", "CHAR", 1)])

    assert said(book) == [("MIG-SRC-064", "T_A", "A1")]


def test_unknown_heading() -> None:
    """A column whose heading is not known is told with the number of its values."""
    book = book_of([(*HEAD, "管理番号X"), (1, "甲", "A", "CHAR", 1, "x")])

    assert [(f.place.cell, f.params["count"]) for f in book.findings if f.code == "MIG-SRC-066"] == [("F1", 1)]


def test_certainty_falls() -> None:
    """The certainty of a sheet falls with what is missing, and each reason is named."""
    full = [("物理名", "T_X"), (*HEAD, "必須", "PK"), (1, "甲", "A", "CHAR", 1, "○", 1)]
    bare = [("項目", "桁数"), ("甲", 1)]

    whole, poor = book_of(full).sheets[0], book_of(bare).sheets[0]
    assert (whole.sure, whole.reasons) == (100, ())
    assert poor.sure is not None
    assert poor.sure < 60
    assert "型の欄がありません" in poor.reasons


def test_record_layout() -> None:
    """開始位置 makes the columns fields of a record."""
    rows = [
        ("ファイル名", "異動"),
        ("項番", "項目名", "属性", "桁", "バイト", "開始位置"),
        (1, "氏名", "N", 20, 40, 11),
    ]
    column = book_of(rows).tables[0].columns[0]

    assert (column.name, column.start, column.bytes, column.length) == ("氏名", 11, 40, 20)


def test_no_text_of_a_data_cell_is_said() -> None:
    """A workbook of residents' rows that lies among the books is refused without a word of what it holds."""
    rows = [
        ("氏名", "型", "桁数", "項目名"),
        ("架空太郎", "七瀬野町", "別紙", "甲乙"),
        ("架空花子", "七瀬野町", "？", "丙丁"),
    ]
    book = book_of(rows, "データ")

    words = [str(value) for f in book.findings for key, value in f.params.items() if key not in ("column", "name")]
    assert [word for word in words if "架空" in word or "七瀬野" in word] == []
