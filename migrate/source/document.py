"""The current system for people: files with the reason of each judgement, statements counted, tables with columns."""

from __future__ import annotations

from migrate.model.document import Cell, Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.record import Usage
from migrate.model.source import SourceColumn, SourceKind, SourceSchema, SourceTable
from migrate.source.document_keys import keys_grid, place, tables_grid

KINDS = {
    SourceKind.DDL: "DDL",
    SourceKind.LAYOUT: "レイアウト表",
    SourceKind.CSV: "CSV データ",
    SourceKind.FIXED: "固定長データ",
    SourceKind.COPYBOOK: "COBOL コピー句",
    SourceKind.CODES: "文字コード表",
    SourceKind.BOOK: "テーブル定義書",
    SourceKind.DATABASE: "データベース",
}
_FILES = (
    Column(title="ファイル", width=28),
    Column(title="種類", width=14),
    Column(title="文字コード", width=12),
    Column(title="表", width=20),
    Column(title="判断の理由", width=70),
)
_USAGES = {
    Usage.ZONED: "ゾーン",
    Usage.PACKED: "パック",
    Usage.BINARY: "2進",
    Usage.NATIVE: "2進",
    Usage.HEX: "16進",
}
_COLUMNS = (
    Column(title="列", width=20),
    Column(title="日本語名", width=24),
    Column(title="型", width=16),
    Column(title="桁", width=10),
    Column(title="必須", width=6),
    Column(title="キー", width=10),
    Column(title="既定値", width=14),
)


def _digits(column: SourceColumn) -> str:
    """Digits of a number of a host file, and how its bytes hold them."""
    word = _USAGES.get(column.form.usage, "") if column.form else ""
    if not word or column.length is None:
        return word and f"{word} "
    size = f"{column.length}" if column.scale is None else f"{column.length},{column.scale}"
    return f"{size} 桁 {word} "


def _length(column: SourceColumn) -> str:
    if column.bytes is not None:
        return f"{_digits(column)}{column.bytes} バイト（{column.start} から）"
    if column.length is None:
        return ""
    unit = {"CHAR": " 文字", "BYTE": " バイト"}.get(column.length_unit, "")
    return f"{column.length}{unit}" if column.scale is None else f"{column.length},{column.scale}"


def _keys(table: SourceTable, column: SourceColumn) -> str:
    words = ["主キー"] if column.name in table.primary_key else []
    words += [f"→ {key.table}" for key in table.foreign_keys if column.name in key.columns]
    words += ["索引"] if any(column.name in index.columns for index in table.indexes) else []
    return "、".join(words)


def table_grid(table: SourceTable) -> Grid:
    """One row per column of a table."""
    rows = tuple(
        (c.name, c.logical_name, c.type, _length(c), "" if c.nullable else "必須", _keys(table, c), c.default)
        for c in table.columns
    )
    named = f"「{table.logical_name}」" if table.logical_name else ""
    return Grid(title=f"{table.name}{named}  {len(rows)} 列（{place(table)}）", columns=_COLUMNS, rows=rows)


def coverage(schema: SourceSchema) -> str:
    """One sentence: how many statements were read, left out on purpose, not understood."""
    read = sum(file.statements_read for file in schema.files)
    skipped = sum(file.statements_skipped for file in schema.files)
    unknown = sum(file.statements_unknown for file in schema.files)
    what = "DDL・COBOL" if any(file.kind is SourceKind.COPYBOOK for file in schema.files) else "DDL"
    return f"{what} の文: 読んだ文 {read:,}、対象外として飛ばした文 {skipped:,}、読めない文 {unknown:,}"


def summary(schema: SourceSchema) -> str:
    """One sentence for a reader with ten seconds."""
    columns = sum(len(table.columns) for table in schema.tables)
    databases = sum(file.kind is SourceKind.DATABASE for file in schema.files)
    files = len({file.path for file in schema.files}) - databases
    parts = [f"データベース {databases:,} 個"] if databases else []
    parts += [f"ファイル {files:,} 個"] if files or not databases else []
    return f"{'と'.join(parts)}から、表 {len(schema.tables):,} 個、列 {columns:,} 個を読みました。"


def files_section(schema: SourceSchema) -> Section:
    """What each file was taken for, and why."""
    data = (SourceKind.CSV, SourceKind.FIXED)
    rows = tuple(
        (
            file.path,
            KINDS[file.kind],
            file.encoding,
            Cell(text="なし", tone=Tone.BAD) if file.kind in data and not file.table else file.table,
            file.why,
        )
        for file in schema.files
    )
    unknown = any(file.statements_unknown for file in schema.files)
    covered = Note(text=coverage(schema), tone=Tone.BAD if unknown else Tone.PLAIN)
    return Section(
        id="source-files", title="ファイル", blocks=(Grid(title="ファイルと判断", columns=_FILES, rows=rows), covered)
    )


def tables_section(schema: SourceSchema) -> Section:
    """The tables with their columns."""
    columns = sum(len(table.columns) for table in schema.tables)
    named = sum(bool(column.logical_name) for table in schema.tables for column in table.columns)
    figures = Figures(
        figures=(
            Figure(label="表", value=f"{len(schema.tables):,}"),
            Figure(label="列", value=f"{columns:,}"),
            Figure(label="日本語名のある列", value=f"{named:,}"),
        )
    )
    grids = tuple(table_grid(table) for table in schema.tables)
    keys = keys_grid(schema)
    listed = (tables_grid(schema.tables),) if grids else ()
    blocks = (figures, *listed, *grids, *((keys,) if keys else ()))
    return Section(id="source-tables", title="表と列", blocks=blocks)


def sections(schema: SourceSchema) -> tuple[Section, ...]:
    """The whole scan: files, then tables."""
    return files_section(schema), tables_section(schema)
