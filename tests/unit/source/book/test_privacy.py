"""Residents in a definition book: their rows are not read as columns, and nothing of them is told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from migrate.files.xlsx import Sheet, Workbook
from migrate.source.book.reader import Book, read_book

from ....leaks import in_text

NAME, OTHER, KANA, ROMAJI = "麻績川栞奈", "幻山　宗太", "ｵﾐｶﾞﾜ ｶﾝﾅ", "KANNA OMIGAWA"
ADDRESS, PHONE, BIRTH, NUMBER = "架空市幻町７丁目８番９号", "055-1357-2468", "昭和38年9月17日", "7351924680"
PLANTED = (NAME, OTHER, KANA, ROMAJI, ADDRESS, PHONE, NUMBER, "麻績川", "栞奈", "幻山", "OMIGAWA")
HEAD = ("No", "論理名", "物理名", "型", "桁数", "必須", "PK", "FK", "備考")
REAL = (
    (1.0, "宛名番号", "ATENA_NO", "CHAR", 10.0, "○", "○", None, None),
    (2.0, "氏名", "SHIMEI", "VARCHAR", 100.0, "○", None, None, None),
)
PEOPLE = (
    (1.0, NAME, KANA, "女", BIRTH, "世帯主", PHONE, ADDRESS, NUMBER),
    (2.0, OTHER, ROMAJI, "男", "S40.1.2", "夫", PHONE, ADDRESS, None),
    (3.0, NUMBER, NAME, "女", "３８", "子", None, None, ADDRESS),
)
Rows = Sequence[Sequence[Any]]


def _sheet(name: str, *rows: Sequence[Any]) -> Sheet:
    return Sheet(name=name, rows=tuple(tuple(one) for one in rows))


SHEETS: dict[str, Sheet] = {
    "under real headings": _sheet("住民", ["物理名", "T_JUMIN"], [], HEAD, *PEOPLE),
    "below real columns": _sheet("住民", ["物理名", "T_JUMIN"], [], HEAD, *REAL, *PEOPLE),
    "a roster": _sheet(
        NAME, ["番号", "名前", "種類", "備考"], *((n, name, "一般", ADDRESS) for n, *(name, *_) in PEOPLE)
    ),
    "a list": _sheet("住民一覧", ["No", "テーブル名", "名称"], [1.0, NAME, KANA], [2.0, OTHER, ADDRESS]),
    "no headings": _sheet(OTHER, *PEOPLE),
    "hidden": Sheet(name=NAME, rows=(HEAD, *PEOPLE), visible=False),
    "a line above": _sheet("Sheet1", [f"{NAME} 様"], [], HEAD, *REAL),
    "cells of columns": _sheet(
        "住民",
        HEAD,
        *REAL,
        (3.0, "世帯番号", "SETAI_NO", "CHAR", NUMBER + "?", NAME, OTHER, NAME, None),
        (4.0, "住所", "JUSHO", "CHAR", 10.0, ADDRESS, KANA, f"{OTHER}.{KANA}", None),
        (5.0, NAME, None, None, PHONE, None, None, None, None),
    ),
    "strange headings": _sheet("住民", (*HEAD, NAME, f"担当 {OTHER}"), *((*one, "x", "y") for one in REAL)),
    "twice": _sheet("住民", HEAD, *REAL, (3.0, NAME, NAME, "CHAR", 1.0), (4.0, NAME, NAME, "CHAR", 1.0)),
}


def _told(book: Book) -> str:
    """All that is told of a book beside the names of tables and columns: findings, sheets, reports."""
    return repr((book.findings, book.sheets))


def read(*sheets: Sheet) -> Book:
    """A book of these sheets beside a sound one."""
    sound = _sheet("世帯", ["物理名", "T_SETAI"], [], HEAD, *REAL)
    return read_book(Workbook(sheets=(*sheets, sound)), "b.xlsx")


@pytest.mark.parametrize("where", SHEETS)
def test_nothing_of_a_resident_is_told(where: str) -> None:
    """Findings and sheets name the cell and no text that is not a word of definitions."""
    assert list(in_text(where, _told(read(SHEETS[where])), PLANTED)) == []


@pytest.mark.parametrize("where", [one for one in SHEETS if one != "twice"])
def test_no_resident_becomes_a_column(where: str) -> None:
    """Rows of people are no columns, tables or targets of keys, and the sheet is said not to be understood."""
    book = read(SHEETS[where])

    assert list(in_text(where, repr(book.tables), PLANTED)) == []
    assert {column.name for table in book.tables for column in table.columns} <= {
        "ATENA_NO",
        "SHIMEI",
        "SETAI_NO",
        "JUSHO",
    }
    assert any(one.place.sheet != "世帯" for one in book.findings)


@pytest.mark.parametrize("where", ["below real columns", "cells of columns", "strange headings", "a line above"])
def test_the_columns_around_are_read(where: str) -> None:
    """What is a definition stays one."""
    names = [column.name for table in read(SHEETS[where]).tables for column in table.columns]

    assert names.count("ATENA_NO") == 2


def test_a_roster_is_said_to_be_one() -> None:
    """Headings of a definition over people: the sheet says so by its number, with the number of rows."""
    found = [f for f in read(SHEETS["under real headings"]).findings if f.code == "MIG-SRC-077"]

    assert [(f.place.sheet, f.place.cell, f.params["count"]) for f in found] == [("住民", "A3", 3)]
