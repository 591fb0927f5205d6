"""Plain text for a terminal: tables by Rich, markup off, words instead of marks."""

from __future__ import annotations

import io
import shutil

from rich.box import ASCII2
from rich.console import Console
from rich.table import Table
from rich.text import Text

from migrate.model.document import BarChart, Cell, Diagram, Document, Figures, Grid, Note, Timeline, Value
from migrate.report import outline, timeline

BINARY = False


def _text(value: Value) -> str:
    if isinstance(value, Cell):
        return _text(value.text)
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else str(value)


def _board(console: Console, grid: Grid) -> None:
    """A compact grid: no frame, so that 40 columns fit into a terminal; two characters are one column."""
    table = Table(box=None, padding=(0, 0), show_lines=False)
    for index, column in enumerate(grid.columns):
        head = Text(outline.stacked(column.title) if index else column.title)
        table.add_column(head, width=column.width, justify="right" if column.numeric else "left", overflow="fold")
        if column.numeric:
            table.add_column(width=1)
    for row in grid.rows:
        cells = []
        for value, column in zip(row, grid.columns, strict=True):
            cells += [Text(_text(value)), Text("")] if column.numeric else [Text(_text(value))]
        table.add_row(*cells)
    console.print(table, width=max(console.width, sum(column.width + column.numeric for column in grid.columns)))


def _grid(console: Console, grid: Grid) -> None:
    console.print(Text(grid.title))
    if grid.compact:
        _board(console, grid)
        if grid.note:
            console.print(Text(grid.note))
        return
    table = Table(box=ASCII2, show_lines=False)
    for column in grid.columns:
        head = f"{column.title}（{column.unit}）" if column.unit else column.title
        table.add_column(Text(head), justify="right" if column.numeric else "left", overflow="fold")
    for row in grid.rows:
        table.add_row(*(Text(_text(value)) for value in row))
    console.print(table)
    if grid.note:
        console.print(Text(grid.note))


def _chart(console: Console, chart: BarChart) -> None:
    console.print(Text(chart.title))
    for bar in chart.bars:
        parts = "  ".join(f"{word} {number:,}" for (word, _), number in zip(chart.parts, bar.values, strict=True))
        console.print(Text(f"  {bar.label}: {parts}（{chart.unit}）"))


def render(document: Document) -> bytes:
    """The document as UTF-8 text, as wide as the terminal."""
    stream = io.StringIO()
    width = max(80, shutil.get_terminal_size((120, 40)).columns)
    console = Console(file=stream, width=width, markup=False, highlight=False, emoji=False, color_system=None)
    console.print(Text(document.title))
    if document.subtitle:
        console.print(Text(document.subtitle))
    for label, text in document.facts:
        console.print(Text(f"  {label}: {text}"))
    if document.summary:
        console.print(Text(document.summary))
    for section in document.sections:
        console.print()
        console.print(Text(f"■ {section.title}"))
        for block in section.blocks:
            match block:
                case Grid():
                    _grid(console, block)
                case BarChart():
                    _chart(console, block)
                case Diagram():
                    _grid(console, outline.links_grid(block))
                case Timeline():
                    _grid(console, timeline.board(block))
                case Figures():
                    for figure in block.figures:
                        console.print(Text(f"  {figure.label}: {figure.value}  {figure.note}".rstrip()))
                case Note():
                    console.print(Text(block.text))
    return stream.getvalue().encode()
