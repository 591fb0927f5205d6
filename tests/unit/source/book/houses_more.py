"""Further invented houses: cards, names below each other, pages and continued sheets, reports of tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import openpyxl

from .houses import TOWN, Home, Item, Kept, bytes_of, codes_and_note, mark, merge, row, target, typed, wide

HEAD = ("No.", "論理名", "物理名", "型", "桁数", "小数", "必須", "PK", "FK", "初期値", "備考")


def cells(i: Item) -> list[Any]:
    """The values of a column below `HEAD` without its number."""
    values = [i.logical, i.physical, i.type, i.length, i.scale, mark(i.required), i.key, target(i)]
    return [*values, i.default or None, codes_and_note(i)]


def _card(s: Any, at: int, n: int, i: Item) -> int:
    row(s, at, ["項番", n, None, "項目名", i.logical, None, "物理名", i.physical])
    row(s, at + 1, ["データ型", i.type, None, "桁数", i.length, None, "小数桁", i.scale])
    row(s, at + 2, ["必須", "○" if i.required else "×", None, "主キー", i.key, None, "参照先", target(i)])
    row(s, at + 3, ["初期値", i.default or None, None, "備考", codes_and_note(i)])
    return at + 5


def cards() -> bytes:
    """One card a column: labels with their value to the right, several in a row."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 1, ["テーブル物理名", home.physical, None, "テーブル論理名", home.logical])
        at = 4
        for n, i in enumerate(home.items, 1):
            at = _card(s, at, n, i)
    return bytes_of(book)


def tall_cards() -> bytes:
    """One card a column: label and value in two columns, all tables on one sheet."""
    book = openpyxl.Workbook()
    s = book.create_sheet("項目カード")
    at = 1
    for home in TOWN:
        row(s, at, ["【表名】", home.logical])
        row(s, at + 1, ["【表ID】", home.physical])
        at += 3
        for i in home.items:
            pairs = [("項目名称", i.logical), ("項目ID", i.physical), ("型", typed(i))]
            pairs += [("NULL可否", "否" if i.required else "可"), ("PK", i.key), ("FK参照先", target(i, "{}({})"))]
            pairs += [("デフォルト値", i.default or None), ("説明", codes_and_note(i))]
            for label, one in pairs:
                row(s, at, [label, one], 2)
                at += 1
            at += 1
    return bytes_of(book)


def across() -> bytes:
    """The headings stand below each other in column A, every column of the table in a column of the sheet.

    Every other table is named right above its headings, the rest by their sheets.
    """
    book = openpyxl.Workbook()
    for number, home in enumerate(TOWN):
        name = f"{home.logical}（{home.physical}）"
        s = book.create_sheet(f"S{number}" if number % 2 else name)
        if number % 2:
            row(s, 2, ["テーブル名", name])
        for n, label in enumerate(HEAD[1:], 3):
            s.cell(row=n, column=1, value=label)
        for column, i in enumerate(home.items, 2):
            for n, one in enumerate(cells(i), 3):
                s.cell(row=n, column=column, value=one)
    return bytes_of(book)


def names_below() -> bytes:
    """Two rows a column: the physical name and the scale below the logical name and the length; the rest merged."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.logical)
        row(s, 1, ["テーブル名", f"{home.logical}（{home.physical}）"])
        row(s, 3, ["No", "論理名", "型", "桁数", "必須", "PK", "FK", "初期値", "備考"])
        row(s, 4, [None, "物理名", None, "小数"])
        for c in (1, 3, 5, 6, 7, 8, 9):
            merge(s, 3, c, 4, c)
        for n, i in enumerate(home.items):
            at = 5 + 2 * n
            values = [n + 1, i.logical, i.type, i.length, mark(i.required), i.key, target(i), i.default or None]
            row(s, at, [*values, codes_and_note(i)])
            row(s, at + 1, [None, i.physical, None, i.scale])
            for c in (1, 3, 5, 6, 7, 8, 9):
                merge(s, at, c, at + 1, c)
    return bytes_of(book)


def names_in_one_cell() -> bytes:
    """Logical and physical name in two lines of one cell."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.logical)
        row(s, 1, ["テーブル名", f"{home.logical}\n{home.physical}"])
        row(s, 3, ["No", "項目名\n（物理名）", "型", "桁数", "小数", "必須", "主キー", "外部キー", "初期値", "備考"])
        for n, i in enumerate(home.items):
            values = [n + 1, f"{i.logical}\n{i.physical}", *cells(i)[2:]]
            row(s, 4 + n, values)
    return bytes_of(book)


def _pages(home: Home, size: int) -> list[tuple[Item, ...]]:
    return [home.items[n : n + size] for n in range(0, len(home.items), size)]


def printed_pages() -> bytes:
    """Each printed page of a sheet begins with title and headings, and ends with a page number."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.logical)
        at, n = 1, 0
        for page, items in enumerate(_pages(home, 3), 1):
            row(s, at, ["テーブル定義書", None, None, "作成日", "2020/04/01"])
            row(s, at + 1, ["論理名", home.logical, "物理名", home.physical])
            row(s, at + 3, HEAD)
            at += 4
            for i in items:
                n += 1
                row(s, at, [n, *cells(i)])
                at += 1
            row(s, at, [None, None, None, None, f"- {page} -"])
            at += 2
    return bytes_of(book)


def continued() -> bytes:
    """A table goes on on the next sheet: (1/3), (2/3), or 続き."""
    book = openpyxl.Workbook()
    for home in TOWN:
        pages = _pages(home, 3)
        n = 0
        for page, items in enumerate(pages, 1):
            said = f"({page}／{len(pages)})" if home is TOWN[0] else "（続き）" * (page > 1)
            s = book.create_sheet(f"{home.logical}{said}".replace("／", "of"))
            row(s, 1, ["テーブル名", f"{home.logical}{said}", None, "テーブルID", home.physical])
            row(s, 3, HEAD)
            for at, i in enumerate(items, 4):
                n += 1
                row(s, at, [n, *cells(i)])
    return bytes_of(book)


def er_tool_offset() -> bytes:
    """The sheets of an ER tool in another version: labels from column B, indexes and constraints with a mark."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 1, ["テーブル情報"])
        row(s, 2, [None, "システム名", None, None, "作成者", "甲"])
        row(s, 3, [None, "スキーマ名", "public", None, "作成日", "2022/04/19"])
        row(s, 4, [None, "論理テーブル名", home.logical, None, "RDBMS", "PostgreSQL 14.2"])
        row(s, 5, [None, "物理テーブル名", home.physical])
        row(s, 6, [None, "備考"])
        row(s, 11, ["カラム情報"])
        row(s, 12, ["No.", "論理名", "物理名", "データ型", "Not Null", "デフォルト", "備考"])
        at = 13
        for n, i in enumerate(home.items):
            null = "Yes (PK)" if i.key else ("Yes" if i.required else None)
            row(s, at, [n + 1, i.logical, i.physical, typed(i), null, i.default or None, codes_and_note(i)])
            at += 1
        row(s, at + 1, ["インデックス情報"])
        row(s, at + 2, ["No.", "インデックス名", "カラムリスト", None, "主キー", "ユニーク", "備考"])
        for n, columns in enumerate(home.indexes):
            row(s, at + 3 + n, [n + 1, f"ix_{n}", ",".join(columns), None, None, None])
        at += 5
        row(s, at, ["制約情報"])
        row(s, at + 1, ["No.", "制約名", "種類", "制約定義"])
        key = ",".join(i.physical for i in home.items if i.key)
        row(s, at + 2, [1, "2200_not_null", "CHECK", "x IS NOT NULL"])
        row(s, at + 3, [2, "pkc", "PRIMARY KEY", key])
        at += 5
        row(s, at, ["外部キー情報"])
        row(s, at + 1, ["No.", "外部キー名", "カラムリスト", None, "参照先テーブル名", None, "参照先カラムリスト"])
        for n, i in enumerate(i for i in home.items if i.reference):
            assert i.reference
            row(s, at + 2 + n, [n + 1, f"fk_{n}", i.physical, None, f"public.{i.reference[0]}", None, i.reference[1]])
        at += 5
        row(s, at, ["外部キー情報(PK側)"])
        row(s, at + 1, ["No.", "外部キー名", "カラムリスト", None, "参照元テーブル名", None, "参照元カラムリスト"])
        row(s, at + 3, ["トリガー情報"])
        row(s, at + 4, ["No.", "トリガー名", "イベント", None, "タイミング", None, "条件"])
        row(s, at + 6, ["RDBMS固有の情報"])
        row(s, at + 7, ["No.", "プロパティ名", None, "プロパティ値"])
        row(s, at + 8, [1, "hasindexes", None, "True"])
    return bytes_of(book)


def modeller() -> bytes:
    """The report of a modelling tool: one list, words such as 「属性名」「カラム NULL オプション」."""
    book = openpyxl.Workbook()
    s = book.create_sheet("Sheet1")
    head = ["エンティティ名", "テーブル名", "属性名", "カラム名", "カラム データ型", "カラム NULL オプション"]
    row(s, 1, [*head, "主キーである", "外部キーである", "親テーブル名", "親カラム名", "カラム デフォルト", "属性 定義"])
    at = 2
    for home in TOWN:
        for i in home.items:
            null = "NOT NULL" if i.required else "NULL"
            values = [home.logical, home.physical, i.logical, i.physical, typed(i), null, "はい" if i.key else "いいえ"]
            values += ["はい" if i.reference else "いいえ", *(i.reference or (None, None)), i.default or None]
            row(s, at, [*values, codes_and_note(i)])
            at += 1
    return bytes_of(book)


def wide_steps() -> bytes:
    """方眼紙: every text in a merged range of narrow columns, title and headings too."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        widths = (2, 8, 8, 6, 3, 3, 3, 3, 9, 5, 12)

        def put(at: int, values: Sequence[Any], widths: Sequence[int] = widths, s: Any = s) -> None:
            left = 2
            for width, one in zip(widths, values, strict=False):
                s.cell(row=at, column=left, value=one)
                merge(s, at, left, at, left + width - 1)
                left += width

        put(2, ["テーブル定義書"], (20,))
        put(3, ["論理名", home.logical, "物理名", home.physical], (4, 12, 4, 12))
        put(5, HEAD)
        for n, i in enumerate(home.items):
            put(6 + n, [n + 1, *cells(i)])
    return bytes_of(book)


def wide_names() -> bytes:
    """Blank columns between, headings in English, digits as text in full width, a number with a bracket."""
    book = openpyxl.Workbook()
    s = book.create_sheet("TABLES")
    at = 1
    for home in TOWN:
        row(s, at, ["Table Name", None, home.physical, None, "論理名称", None, home.logical])
        row(s, at + 1, ["SEQ", None, "Logical Name", None, "Physical Name", None, "Data Type", "Precision", "Scale"])
        row(s, at + 1, ["NOT NULL", "Primary Key", "Foreign Key", "Default Value", "Remarks"], 10)
        at += 2
        for n, i in enumerate(home.items):
            row(s, at, [f"({n + 1})", None, i.logical, None, wide(i.physical), None, i.type])
            digits = [wide(str(one)) if one is not None else None for one in (i.length, i.scale)]
            row(s, at, [*digits, "Yes" if i.required else "No", mark(bool(i.key)), target(i)], 8)
            row(s, at, [i.default or None, codes_and_note(i)], 13)
            at += 1
        at += 2
    return bytes_of(book)


_PLAIN = Kept()
MORE: Mapping[str, tuple[Callable[[], bytes], Kept]] = {
    "cards": (cards, _PLAIN),
    "tall_cards": (tall_cards, _PLAIN),
    "across": (across, _PLAIN),
    "names_below": (names_below, _PLAIN),
    "names_in_one_cell": (names_in_one_cell, _PLAIN),
    "printed_pages": (printed_pages, _PLAIN),
    "continued": (continued, _PLAIN),
    "er_tool_offset": (er_tool_offset, replace(_PLAIN, indexes=True)),
    "modeller": (modeller, _PLAIN),
    "wide_steps": (wide_steps, _PLAIN),
    "wide_names": (wide_names, _PLAIN),
}
