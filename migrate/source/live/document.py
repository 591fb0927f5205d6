"""What was fetched, for people: each table's file and count, and how the values are written."""

from __future__ import annotations

from migrate.model.document import Column, Figure, Figures, Grid, Note, Section, Tone
from migrate.model.fetch import FetchedTable, SourceFetch

_TABLES = (
    Column(title="表", width=24),
    Column(title="行数", numeric=True, width=12),
    Column(title="列数", numeric=True, width=6),
    Column(title="大きさ", unit="バイト", numeric=True, width=14),
    Column(title="行の順", width=12),
    Column(title="ファイル", width=36),
    Column(title="sha256（先頭 16 桁）", width=20),
)
_NULLS = (
    Column(title="表", width=24),
    Column(title="列", width=24),
    Column(title="型", width=24),
    Column(title="NULL の行", numeric=True, width=12),
    Column(title="空の文字列の行", numeric=True, width=14),
)
_FORM = (
    "UTF-8、カンマ区切り、見出しつき、改行は LF です。値はすべて引用符で囲み、値の中の引用符は 2 つ重ねます。",
    'NULL は何も書かず（,,）、空の文字列は ,"", と書きます。',
    "本ツールは読むときにどちらも空欄として扱うので、列ごとに数えました。",
    "バイト列は \\x に続く 16 進、時間帯つきの日時は日本時間（+09）、配列や範囲はその製品の書き方のままです。",
)


def summary(data: SourceFetch) -> str:
    """One sentence for a reader with ten seconds."""
    rows = sum(table.rows for table in data.tables)
    return f"{data.product} のデータベースから、表 {len(data.tables):,} 個、{rows:,} 行を取り出しました。"


def _row(table: FetchedTable) -> tuple[str | int, ...]:
    order = "主キー順" if table.sorted else "不定"
    return (table.table, table.rows, len(table.columns), table.bytes, order, table.file, table.sha256[:16])


def _promises(data: SourceFetch) -> tuple[Note, ...]:
    weak = (
        "この製品には読取専用のトランザクションがありません",
        "この製品は、すべての行が同じ時点であることを約束しません",
    )
    said = (data.read_only or weak[0], data.snapshot or weak[1])
    tones = (Tone.PLAIN if data.read_only else Tone.CAUTION, Tone.PLAIN if data.snapshot else Tone.CAUTION)
    return tuple(Note(text=f"{text}。", tone=tone) for text, tone in zip(said, tones, strict=True))


def sections(data: SourceFetch) -> tuple[Section, ...]:
    """Tables, how values are written, and where NULL and the empty string are."""
    figures = Figures(
        figures=(
            Figure(label="表", value=f"{len(data.tables):,}"),
            Figure(label="行", value=f"{sum(table.rows for table in data.tables):,}"),
        )
    )
    grid = Grid(
        title=f"取り出した表（{data.database}、{data.product} {data.version}）",
        columns=_TABLES,
        rows=tuple(map(_row, data.tables)),
        note="行数は、書いた行を数えたもので、同じ時点にサーバーが数えた COUNT(*) と一致しています。",
    )
    nulls = tuple(
        (table.table, column.name, column.type, column.nulls, column.empty)
        for table in data.tables
        for column in table.columns
        if column.nulls or column.empty
    )
    blank = Grid(title="NULL と空の文字列がある列", columns=_NULLS, rows=nulls)
    return (
        Section(id="fetch-tables", title="表", blocks=(figures, grid, *_promises(data))),
        Section(id="fetch-form", title="ファイルの書き方", blocks=(*(Note(text=text) for text in _FORM), blank)),
    )
