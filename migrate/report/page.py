"""A document as the page template needs it: texts cleaned, numbers printed, long tables cut and said so."""

from __future__ import annotations

import re
from dataclasses import replace

from migrate.model.document import (
    BarChart,
    Block,
    Cell,
    Column,
    Diagram,
    Document,
    Figures,
    Grid,
    Note,
    Timeline,
    Value,
)
from migrate.model.value import value
from migrate.report import bars, diagram, outline, timeline

SHOWN = 200
"""Rows of a long table on the page; the xlsx has them all."""
PRINTED = 30
"""Rows on paper of a table that has more than `PAPER_FROM`."""
PAPER_FROM = 60
TOOLS_FROM = 12
"""Tables with at least so many rows get a filter and sort buttons where JavaScript runs."""
_NARROW = 90
_FILLED = 40
_SMALL = 10
_BUTTON = 4
_SAFE_LINK = re.compile(r"(?:#[\w.-]+|(?![/\\])[\w./ %-]+(?:#[\w.-]+)?)\Z")


@value
class PageCell:
    """One cell: what is printed, its mark, its link."""

    text: str
    tone: str
    mark: str
    href: str
    numeric: bool
    long: bool


@value
class PageColumn:
    """Head of a column."""

    title: str
    unit: str
    numeric: bool
    width: int


@value
class PageTable:
    """A grid on the page."""

    kind: str
    id: str
    title: str
    columns: tuple[PageColumn, ...]
    rows: tuple[tuple[PageCell, ...], ...]
    notes: tuple[str, ...]
    paper: str
    narrow: bool
    tools: bool
    small: bool
    """Kept on one sheet of paper."""
    compact: bool
    """A board of narrow columns: cells are coloured whole, without marks."""


@value
class PageChart:
    """A chart on the page."""

    kind: str
    id: str
    title: str
    unit: str
    legend: tuple[tuple[str, str, str], ...]
    """Word, tone, mark."""
    summary: str
    picture: bars.Picture


@value
class PageDiagram:
    """A diagram on the page; its arrows are listed below it."""

    kind: str
    id: str
    title: str
    summary: str
    picture: diagram.Picture
    table: PageTable


@value
class PageTimeline:
    """A timeline on the page."""

    kind: str
    id: str
    title: str
    legend: tuple[tuple[str, str], ...]
    """Word and tone of each kind of bar; the last one is that of the shades."""
    point: str
    summary: str
    picture: timeline.Picture


@value
class PageFigures:
    """A row of key figures on the page."""

    kind: str
    across: int
    """Cards in a row, so that no row is left with one."""
    figures: tuple[tuple[str, str, str, str, str], ...]
    """Label, value, note, tone, mark."""


@value
class PageNote:
    """A paragraph or a notice."""

    kind: str
    text: str
    tone: str
    mark: str


PageBlock = PageTable | PageChart | PageDiagram | PageTimeline | PageFigures | PageNote


@value
class PageSection:
    """A section with its number."""

    id: str
    number: int
    title: str
    blocks: tuple[PageBlock, ...]


@value
class Page:
    """The whole page."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    summary: str
    sections: tuple[PageSection, ...]
    widths: tuple[int, ...]
    """Column widths in use; the style sheet gets a class for each."""


def _cell(shown: Value, column: Column) -> PageCell:
    text, tone = outline.display(shown), outline.tone_of(shown)
    href = shown.href if isinstance(shown, Cell) and _SAFE_LINK.match(shown.href) else ""
    mark = outline.MARKS[tone] if text else ""
    return PageCell(
        text=text,
        tone=tone.value,
        mark=mark,
        href=href,
        numeric=column.numeric,
        long=outline.columns_of(text) > min(_FILLED, 2 * column.width),
    )


def _table(grid: Grid, sheet: str, id: str) -> PageTable:
    tools = len(grid.rows) >= TOOLS_FROM and not grid.compact
    columns = tuple(
        PageColumn(
            title=outline.clean(outline.stacked(c.title) if grid.compact else c.title),
            unit=outline.clean(c.unit),
            numeric=c.numeric,
            width=c.width if grid.compact else max(4, c.width) + (_BUTTON if tools else 0),
        )
        for c in grid.columns
    )
    shown = grid.rows[:SHOWN]
    notes = outline.texts(grid)
    paper = ""
    if len(grid.rows) > PAPER_FROM:
        paper = f"紙には、全 {len(grid.rows):,} 行のうち、はじめの {PRINTED} 行だけを印刷します。"
    if len(grid.rows) > len(shown):
        notes = (
            *notes,
            f"全 {len(grid.rows):,} 行のうち、はじめの {SHOWN} 行を示しています。"
            f"すべての行は、同じ報告書の Excel 版のシート「{sheet}」にあります。",
        )
    return PageTable(
        kind="table",
        id=id,
        title=outline.clean(grid.title),
        columns=columns,
        rows=tuple(tuple(_cell(v, c) for v, c in zip(row, grid.columns, strict=True)) for row in shown),
        notes=notes,
        paper=paper,
        narrow=not grid.compact and sum(c.width for c in columns) < _NARROW,
        tools=tools,
        small=len(grid.rows) <= _SMALL or grid.compact,
        compact=grid.compact,
    )


def _chart(chart: BarChart, id: str) -> PageChart:
    return PageChart(
        kind="chart",
        id=id,
        title=outline.clean(chart.title),
        unit=outline.clean(chart.unit),
        legend=tuple((outline.clean(word), tone.value, outline.MARKS[tone]) for word, tone in chart.parts),
        summary=outline.clean(chart.summary),
        picture=bars.picture(chart),
    )


def _diagram(block: Diagram, sheet: str, id: str) -> PageDiagram:
    grid = outline.links_grid(block)
    return PageDiagram(
        kind="diagram",
        id=id,
        title=outline.clean(block.title),
        summary=outline.clean(block.summary),
        picture=diagram.picture(block),
        table=_table(replace(grid, title=f"{grid.title}（番号ごとの内容）", note=""), sheet, f"{id}t"),
    )


def _timeline(block: Timeline, id: str) -> PageTimeline:
    return PageTimeline(
        kind="timeline",
        id=id,
        title=outline.clean(block.title),
        legend=tuple((outline.clean(word), tone.value) for word, tone, _ in block.kinds),
        point=outline.clean(block.point),
        summary=outline.clean(block.summary),
        picture=timeline.picture(block),
    )


def figures(block: Figures) -> PageFigures:
    """Key figures as the page shows them."""
    return PageFigures(
        kind="figures",
        across=next((n for n in (4, 3, 5) if len(block.figures) % n == 0), min(4, len(block.figures))),
        figures=tuple(
            (outline.clean(f.label), outline.clean(f.value), outline.clean(f.note), f.tone.value, outline.MARKS[f.tone])
            for f in block.figures
        ),
    )


def _block(block: Block, sheet: str, id: str) -> PageBlock:
    match block:
        case Grid():
            return _table(block, sheet, id)
        case BarChart():
            return _chart(block, id)
        case Diagram():
            return _diagram(block, sheet, id)
        case Timeline():
            return _timeline(block, id)
        case Figures():
            return figures(block)
        case Note():
            mark = outline.MARKS[block.tone]
            return PageNote(kind="note", text=outline.clean(block.text), tone=block.tone.value, mark=mark)


def _table_of(block: PageBlock) -> PageTable | None:
    """The table of a block, that of a diagram too; None where it has none."""
    match block:
        case PageTable():
            return block
        case PageDiagram():
            return block.table
        case _:
            return None


def page(document: Document) -> Page:
    """The page of ``document``; element ids are ``s<n>`` for sections and ``s<n>b<m>`` for their blocks."""
    names = iter(outline.sheets(document))
    sections = []
    for number, section in enumerate(document.sections, start=1):
        blocks = []
        for index, block in enumerate(section.blocks, start=1):
            sheet = next(names).name if isinstance(block, Grid | BarChart | Diagram | Timeline) else ""
            blocks.append(_block(block, sheet, f"s{number}b{index}"))
        sections.append(
            PageSection(id=f"s{number}", number=number, title=outline.clean(section.title), blocks=tuple(blocks))
        )
    tables = [_table_of(block) for section in sections for block in section.blocks]
    widths = {c.width for table in tables if table is not None for c in table.columns}
    return Page(
        title=outline.clean(document.title),
        subtitle=outline.clean(document.subtitle),
        facts=tuple((outline.clean(label), outline.clean(text)) for label, text in document.facts),
        summary=outline.clean(document.summary),
        sections=tuple(sections),
        widths=tuple(sorted(widths)),
    )
