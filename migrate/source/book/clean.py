"""A definition book in one clean layout: what was read, for people to correct, and for the reader to read again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

from migrate.files.xlsx_write import Properties, new_sheet, new_workbook
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.book.keys import UNNAMED
from migrate.source.book.reader import Book
from migrate.source.book.values import in_one_way, is_nothing, read_codes

_CREATED = datetime(2000, 1, 1)
"""Fixed, so that the same tables give the same bytes."""
_TITLE = "テーブル定義書"
_NOTE = "migrate source book で書き出しました。直してから migrate source scan で読み直せます。"
_UNITS = {"CHAR": "文字", "BYTE": "バイト"}
TABLES = ("No.", "テーブル論理名", "テーブル物理名", "出どころ")
COLUMNS = (
    "テーブル物理名",
    "テーブル論理名",
    "No.",
    "論理名",
    "物理名",
    "データ型",
    "桁数",
    "小数桁数",
    "桁の単位",
    "開始位置",
    "バイト数",
    "必須",
    "主キー",
    "初期値",
    "コード値",
    "備考",
    "出どころ",
)
INDEXES = ("テーブル物理名", "索引名", "種別", "順序", "構成列")
REFERENCES = ("テーブル物理名", "外部キー名", "順序", "構成列", "参照先テーブル", "参照先列")
_WIDTHS = {
    "No.": 6,
    "桁数": 7,
    "小数桁数": 9,
    "桁の単位": 9,
    "開始位置": 9,
    "必須": 6,
    "主キー": 7,
    "備考": 40,
    "コード値": 30,
}
_WIDTH = 22
Row = Sequence[str | int | None]


def _comment(column: SourceColumn) -> tuple[str, str]:
    """A comment as code list and note."""
    first, _, rest = column.comment.partition("\n")
    own = read_codes(first) and in_one_way(first) == first
    return (first, rest) if own and not (rest and (is_nothing(rest) or read_codes(rest))) else ("", column.comment)


def _origin(table: SourceTable, cell: str) -> str:
    """Where a name stands in the original."""
    if "!" in cell:  # it stands on a further sheet
        return cell.replace("!", " ")
    return f"{table.sheet} {cell}" if table.sheet else ""


def _columns(tables: Iterable[SourceTable]) -> Iterable[Row]:
    for table in tables:
        order = {name: n for n, name in enumerate(table.primary_key, 1)}
        for number, column in enumerate(table.columns, 1):
            codes, note = _comment(column)
            yield (
                table.name,
                table.logical_name,
                number,
                column.logical_name,
                column.name,
                column.type,
                column.length,
                column.scale,
                _UNITS.get(column.length_unit, ""),
                column.start,
                column.bytes,
                "" if column.nullable else "○",
                order.get(column.name),
                column.default,
                codes,
                note,
                _origin(table, column.cell),
            )


def _indexes(tables: Iterable[SourceTable]) -> Iterable[Row]:
    for table in tables:
        for order, name in enumerate(table.primary_key if table.primary_key_name else (), 1):
            yield table.name, table.primary_key_name, "主キー", order, name
        for number, index in enumerate(table.indexes, 1):
            kind = "一意制約" if index.constraint else ("一意索引" if index.unique else "索引")
            for order, name in enumerate(index.columns, 1):
                yield table.name, index.name or f"（{UNNAMED}{number}）", kind, order, name


def _references(tables: Iterable[SourceTable]) -> Iterable[Row]:
    for table in tables:
        for number, key in enumerate(table.foreign_keys, 1):
            targets = key.target[: len(key.columns)]
            for order, (name, target) in enumerate(zip_longest(key.columns, targets), 1):
                yield table.name, key.name or f"（{UNNAMED}{number}）", order, name, key.table, target


def _sheet(book: Any, name: str, heads: Sequence[str], rows: Iterable[Row]) -> None:
    sheet = new_sheet(book, name)
    head = book.add_format({"bold": True, "bg_color": "#DDE6F0", "border": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top", "num_format": "@"})
    number = book.add_format({"border": 1, "valign": "top", "num_format": "0"})
    last = 0
    for column, title in enumerate(heads):
        sheet.set_column(column, column, _WIDTHS.get(title, _WIDTH))
        sheet.write_string(0, column, title, head)
    for at, row in enumerate(rows, 1):
        last = at
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                sheet.write_number(at, column, cell, number)
            elif cell:
                sheet.write_string(at, column, cell, text)
            else:
                sheet.write_blank(at, column, None, text)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(heads) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def workbook(book: Book) -> bytes:
    """The bytes of the clean workbook: 表の一覧, 列の定義, 索引 and 外部キー where there are any.

    Names and texts are strings and digits are numbers; nothing becomes a formula. The same tables give the same bytes.
    """
    stream = io.BytesIO()
    out = new_workbook(stream, Properties(title=_TITLE, comments=_NOTE, created=_CREATED))
    lines = [(n, t.logical_name, t.name, _origin(t, t.cell)) for n, t in enumerate(book.tables, 1)]
    _sheet(out, "表の一覧", TABLES, lines)
    _sheet(out, "列の定義", COLUMNS, _columns(book.tables))
    for name, heads, rows in (
        ("索引", INDEXES, list(_indexes(book.tables))),
        ("外部キー", REFERENCES, list(_references(book.tables))),
    ):
        if rows:
            _sheet(out, name, heads, rows)
    out.close()
    return stream.getvalue()
