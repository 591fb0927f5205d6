"""A workbook: 概要, a sheet for each grid and picture (its table), 「データ」 for machines; cells by type."""

from __future__ import annotations

import io

from migrate.model.document import BarChart, Column, Diagram, Document, Figures, Grid, Note, Timeline, Tone, Value
from migrate.report import outline, timeline
from migrate.report.workbook import Book, Cells, Layout, Style

BINARY = True
MAX_ROWS = 100_000
"""Rows of a sheet; what lies beyond is said on the summary sheet."""

_LABEL, _VALUE, _NOTE = 32, 30, 76
_TONED = frozenset({Tone.GOOD, Tone.CAUTION, Tone.BAD, Tone.MUTED})
_DATA_COLUMNS = (
    Column(title="節番号", numeric=True, width=7),
    Column(title="節", width=22),
    Column(title="種類", width=8),
    Column(title="題", width=30),
    Column(title="行", numeric=True, width=7),
    Column(title="列", width=22),
    Column(title="単位", width=8),
    Column(title="文字の値", width=50),
    Column(title="数の値", numeric=True, width=14),
    Column(title="状態", width=8),
)
_STATES = {Tone.PLAIN: "", Tone.GOOD: "良好", Tone.CAUTION: "注意", Tone.BAD: "要対応", Tone.MUTED: "対象外等"}


def _marked(shown: Value) -> str:
    """A cell with tone as mark and word."""
    mark = outline.MARKS[outline.tone_of(shown)]
    text = outline.display(shown)
    return f"{mark} {text}" if mark and text else text


def _chart_grid(chart: BarChart) -> Grid:
    columns = (
        Column(title="区分", width=40),
        *(Column(title=word, unit=chart.unit, numeric=True, width=14) for word, _ in chart.parts),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple((bar.label, *bar.values) for bar in chart.bars)
    return Grid(title=chart.title, columns=columns, rows=rows, note=chart.summary)


def _as_grid(block: Grid | BarChart | Diagram | Timeline) -> Grid:
    match block:
        case BarChart():
            return _chart_grid(block)
        case Diagram():
            return outline.links_grid(block)
        case Timeline():
            return timeline.board(block)
        case Grid():
            return block


def _widths(grid: Grid) -> tuple[int, ...]:
    """Column widths; a column with marks is wider by the mark."""
    if grid.compact:
        return tuple(c.width for c in grid.columns)
    marked = {i for row in grid.rows for i, shown in enumerate(row) if outline.tone_of(shown) in _TONED}
    return tuple(max(6, c.width) + (4 if i in marked else 0) for i, c in enumerate(grid.columns))


def _grid_sheet(book: Book, sheet: outline.Sheet) -> None:
    chart = sheet.block if isinstance(sheet.block, BarChart) else None
    grid = _as_grid(sheet.block)
    cells = book.sheet(sheet.name, Layout(widths=_widths(grid), repeat=1, wide=grid.compact))
    heads = [outline.head(c.title, c.unit) for c in grid.columns]
    cells.row(heads, [Style(head=True, numeric=c.numeric) for c in grid.columns])
    for row in grid.rows[:MAX_ROWS]:
        values: list[Value] = []
        styles = []
        for shown, column in zip(row, grid.columns, strict=True):
            bare = outline.plain(shown)
            number = isinstance(bare, int | float)
            bare_text = number or grid.compact or outline.tone_of(shown) not in _TONED
            values.append(bare if bare_text else _marked(shown))
            styles.append(Style(tone=outline.tone_of(shown), numeric=column.numeric or number, box=True))
        cells.row(values, styles)
    if not grid.rows:
        cells.row([outline.NO_ROWS], [Style(box=True)])
    cells.freeze_and_filter(len(grid.columns), 0 if grid.compact else min(len(grid.rows), MAX_ROWS))
    if chart is not None and chart.bars:
        book.bar_chart(cells, sheet.name, chart)


def _summary_sheet(book: Book, document: Document, sheets: tuple[outline.Sheet, ...]) -> None:
    cells = book.sheet(outline.SUMMARY, Layout(widths=(_LABEL, _VALUE, _NOTE)))
    if document.subtitle:
        cells.wide(document.subtitle, Style())
    cells.wide(document.title, Style(size=16, bold=True))
    if document.summary:
        cells.wide(document.summary, Style(size=12, bold=True))
    for label, text in document.facts:
        cells.pair(label, text)
    named = {id(sheet.block): sheet for sheet in sheets}
    for number, section in enumerate(document.sections, start=1):
        cells.gap()
        cells.wide(f"{number}　{section.title}", Style(section=True))
        for block in section.blocks:
            match block:
                case Note():
                    cells.wide(f"{outline.MARKS[block.tone]} {block.text}".strip(), Style(tone=block.tone))
                case Figures():
                    for figure in block.figures:
                        shown = f"{outline.MARKS[figure.tone]} {figure.value}".strip()
                        tone = Style(tone=figure.tone, bold=True, box=True)
                        cells.row([figure.label, shown, figure.note], [Style(box=True), tone, Style(box=True)])
                case Grid() | BarChart() | Diagram() | Timeline():
                    _pointer(cells, named[id(block)])


def _pointer(cells: Cells, sheet: outline.Sheet) -> None:
    block = sheet.block
    count = len(_as_grid(block).rows)
    kind = "図" if isinstance(block, BarChart) else "表"
    size = f"{kind}・{count:,} 行"
    if count > MAX_ROWS:
        size += f"（このうち、はじめの {MAX_ROWS:,} 行だけを載せています。残りは JSON 版にあります）"
    note = "　".join(part for part in (size, *outline.texts(block)) if part)
    cells.link(sheet.name, block.title or sheet.section.title, note)


def _data_rows(document: Document) -> list[tuple[Value, ...]]:
    """Long form: one row for each value of the document."""
    rows: list[tuple[Value, ...]] = []

    def put(spot: tuple[Value, ...], shown: Value) -> None:
        bare = outline.plain(shown)
        number = bare if isinstance(bare, int | float) else None
        rows.append((*spot, None if number is not None else bare, number, _STATES[outline.tone_of(shown)]))

    for number, section in enumerate(document.sections, start=1):
        for block in section.blocks:
            start = (number, section.title)
            match block:
                case Note():
                    rows.append((*start, "文", "", None, "", "", block.text, None, _STATES[block.tone]))
                case Figures():
                    for figure in block.figures:
                        state = _STATES[figure.tone]
                        rows.append((*start, "指標", figure.label, None, "", "", figure.value, None, state))
                case Grid() | Diagram() | Timeline():
                    grid = _as_grid(block)
                    for at, row in enumerate(grid.rows, start=1):
                        for column, shown in zip(grid.columns, row, strict=True):
                            put((*start, "表", grid.title, at, column.title, column.unit), shown)
                case BarChart():
                    for at, bar in enumerate(block.bars, start=1):
                        put((*start, "図", block.title, at, "区分", ""), bar.label)
                        for (word, _), value in zip(block.parts, bar.values, strict=True):
                            put((*start, "図", block.title, at, word, block.unit), value)
            if len(rows) > MAX_ROWS:
                return rows
    return rows


def _data_sheet(book: Book, document: Document) -> bool:
    """Write the machine sheet; True where it could not hold everything."""
    rows = _data_rows(document)
    cells = book.sheet(outline.DATA, Layout(widths=tuple(c.width for c in _DATA_COLUMNS), repeat=1))
    cells.row([c.title for c in _DATA_COLUMNS], [Style(head=True, numeric=c.numeric) for c in _DATA_COLUMNS])
    styles = [Style(numeric=c.numeric) for c in _DATA_COLUMNS]
    for row in rows[:MAX_ROWS]:
        cells.row(row, styles, tall=False)
    cells.freeze_and_filter(len(_DATA_COLUMNS), min(len(rows), MAX_ROWS))
    return len(rows) > MAX_ROWS


def render(document: Document) -> bytes:
    """The document as an xlsx file: no formulas, no external links, same document same bytes."""
    stream = io.BytesIO()
    book = Book(stream, document)
    sheets = outline.sheets(document)
    summary = book.reserve(outline.SUMMARY)
    for sheet in sheets:
        _grid_sheet(book, sheet)
    cut = _data_sheet(book, document)
    book.use(summary)
    _summary_sheet(book, document, sheets)
    tail = f"シート「{outline.DATA}」は、同じ内容を機械で読むための縦長の表です。"
    if cut:
        tail += f"1 シートの上限 {MAX_ROWS:,} 行を超えた分は載せていません。すべての値は JSON 版にあります。"
    book.current.gap()
    book.current.wide(tail, Style())
    book.close()
    return stream.getvalue()
