"""A definition book in one clean layout: what was read, for people to correct, and for the reader to read again."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import zip_longest

from migrate.files.xlsx_write import Properties, new_workbook
from migrate.model.source import SourceColumn, SourceTable
from migrate.source.book.clean_sheet import Looks, Row, write
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
_SPARE = frozenset({"桁の単位", "開始位置", "バイト数", "コード値"})
"""Columns that only some books need."""


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


def _held(heads: Sequence[str], rows: Sequence[Row]) -> tuple[Sequence[str], Sequence[Row]]:
    """The sheet without those of the `_SPARE` columns that hold nothing."""
    kept = [n for n, head in enumerate(heads) if head not in _SPARE or any(row[n] not in ("", None) for row in rows)]
    return [heads[n] for n in kept], [[row[n] for n in kept] for row in rows]


def workbook(book: Book, file: str = "") -> bytes:
    """The bytes of the clean workbook: 表の一覧, 列の定義, 索引 and 外部キー where there are any.

    Names and texts are strings and digits are numbers; nothing becomes a formula. The same tables give the same bytes.
    ``file`` is the original's name for the head of the pages.
    """
    stream = io.BytesIO()
    out = new_workbook(stream, Properties(title=_TITLE, comments=_NOTE, created=_CREATED))
    looks = Looks(out)
    title = f"{_TITLE}（{file} を整えたもの）" if file else _TITLE
    lines = [(n, t.logical_name, t.name, _origin(t, t.cell)) for n, t in enumerate(book.tables, 1)]
    write(out, looks, "表の一覧", TABLES, lines, title)
    write(out, looks, "列の定義", *_held(COLUMNS, list(_columns(book.tables))), title)
    for name, heads, rows in (
        ("索引", INDEXES, list(_indexes(book.tables))),
        ("外部キー", REFERENCES, list(_references(book.tables))),
    ):
        if rows:
            write(out, looks, name, heads, rows, title)
    out.close()
    return stream.getvalue()
