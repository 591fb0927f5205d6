"""The tables of the current system in one list, and their keys, references and indexes in another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.model.document import Column, Grid
from migrate.model.source import ForeignKey, Index, SourceSchema, SourceTable

_TABLES = (
    Column(title="表", width=24),
    Column(title="日本語名", width=24),
    Column(title="列数", width=6),
    Column(title="主キー", width=24),
    Column(title="コメント", width=40),
    Column(title="場所", width=24),
)
_KEYS = (
    Column(title="表", width=24),
    Column(title="種類", width=14),
    Column(title="名前", width=24),
    Column(title="列", width=30),
    Column(title="参照先", width=28),
    Column(title="条件など", width=30),
    Column(title="場所", width=24),
)
_KINDS = {
    "FULLTEXT": "全文検索の索引",
    "SPATIAL": "空間の索引",
    "BITMAP": "ビットマップ索引",
    "COLUMNSTORE": "列ストア索引",
}
Row = tuple[str, ...]


def place(table: SourceTable) -> str:
    """Where a table is declared: file and line, or sheet and cell."""
    if table.sheet:
        return f"{table.file} の {table.sheet} シート {table.cell}"
    return f"{table.file}:{table.line}" if table.line else table.file


def tables_grid(tables: Iterable[SourceTable]) -> Grid:
    """One row per table."""
    rows = tuple(
        (t.name, t.logical_name, f"{len(t.columns):,}", "、".join(t.primary_key), t.comment, place(t)) for t in tables
    )
    return Grid(title=f"表の一覧（{len(rows):,} 個）", columns=_TABLES, rows=rows)


def keys_grid(schema: SourceSchema) -> Grid | None:
    """One row per key, reference and index; None where there is none."""
    rows = tuple(row for table in schema.tables for row in _rows(table))
    return Grid(title=f"キーと索引（{len(rows):,} 個）", columns=_KEYS, rows=rows) if rows else None


def _rows(table: SourceTable) -> Iterator[Row]:
    if table.primary_key:
        names = "、".join(table.primary_key)
        yield (
            table.name,
            "主キー",
            table.primary_key_name,
            names,
            "",
            "",
            _at(table, table.primary_key_file, table.primary_key_line),
        )
    for key in table.foreign_keys:
        names = "、".join(key.columns)
        yield table.name, "外部キー", key.name, names, _target(key), _actions(key), _at(table, key.file, key.line)
    for index in table.indexes:
        names = "、".join(index.columns) or "すべての列"
        yield table.name, _kind(index), index.name, names, "", index.where, _at(table, index.file, index.line)


def _at(table: SourceTable, file: str, line: int | None) -> str:
    return "" if line is None else f"{file or table.file}:{line}"


def _target(key: ForeignKey) -> str:
    return f"{key.table}（{'、'.join(key.target)}）" if key.target else key.table


def _actions(key: ForeignKey) -> str:
    said = (("削除時", key.on_delete), ("更新時", key.on_update))
    return "、".join(f"{when} {what}" for when, what in said if what)


def _kind(index: Index) -> str:
    if index.constraint:
        return "一意制約"
    if index.unique:
        return "一意索引"
    return _KINDS.get(index.kind, f"{index.kind} 索引" if index.kind else "索引")
