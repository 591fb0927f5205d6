"""A Word document on A4: headings, tables whose head repeats on each page, charts as numbers with bars of blocks.

What stands around the body (styles, numbering, watermark) is in `report/word_parts.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import quoteattr

from migrate.model.document import (
    BarChart,
    Block,
    Column,
    Diagram,
    Document,
    Figures,
    Grid,
    Note,
    Section,
    Timeline,
    Tone,
    Value,
)
from migrate.model.value import value
from migrate.report import drawing, outline, timeline, word_contents, word_parts
from migrate.report.word_parts import HEAD, INK, PARTS, XML, W, paragraph, run

BINARY = True
MAX_ROWS = 1_000
"""Rows of a table; what lies beyond is said under it."""
_PAPER = {Tone.GOOD: "E6F5EC", Tone.CAUTION: "FBF5E0", Tone.BAD: "FDEEEE", Tone.MUTED: "F2F2F2"}
_BAR = {Tone.PLAIN: "0017C1", Tone.GOOD: "197A4B", Tone.CAUTION: "B78F00", Tone.BAD: "CE0000", Tone.MUTED: "949494"}
_LABEL, _RULE = "E8F1FE", "949494"
_SHORT, _LONG, _MARGIN, _FOOT = 11906, 16838, 737, 397
"""A4 and its margins in twentieths of a point: 210 × 297 mm, 13 mm, 7 mm."""
_WIDE = 104
"""Half-width characters; a wider table turns the paper on its side."""
_TO_FILL = 510
"""Height of a row that people fill in by hand: 9 mm."""
_SIDE = 68
"""Between the text of a cell and its border, in twentieths of a point."""
_BLOCKS = 24


@value
class _Piece:
    """One cell: paper, ink, side, weight of its text, and runs of its own instead of a text."""

    text: str
    tone: Tone = Tone.PLAIN
    right: bool = False
    bold: bool = False
    paper: str = ""
    ink: str = ""
    runs: str = ""
    marked: bool = True
    """False where the text itself says what the tone shows."""


@value
class _Row:
    pieces: tuple[_Piece, ...]
    head: bool = False
    to_fill: bool = False


def _cell(piece: _Piece, width: int, keep: bool) -> str:
    paper = piece.paper or _PAPER.get(piece.tone, "")
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{paper}"/>' if paper else ""
    more = ("<w:keepNext/>" if keep else "") + ('<w:jc w:val="right"/>' if piece.right else "")
    mark = outline.MARKS[piece.tone] if piece.marked else ""
    text = f"{mark} {piece.text}" if mark and piece.text else piece.text
    runs = piece.runs or run(text, piece.bold, piece.ink or INK[piece.tone])
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="center"/></w:tcPr>'
        f"{paragraph(runs, 'Cell', more)}</w:tc>"
    )


def _table(rows: Sequence[_Row], widths: Sequence[int], named: str, side: int = _SIDE) -> str:
    """A table of fixed columns; rows stay whole, the head repeats, a short table stays with its head."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    sides = "".join(
        f'<w:{side} w:w="{gap}" w:type="dxa"/>'
        for side, gap in (("top", 17), ("left", side), ("bottom", 17), ("right", side))
    )
    body = []
    for number, row in enumerate(rows):
        height = f'<w:trHeight w:val="{_TO_FILL}" w:hRule="atLeast"/>' if row.to_fill else ""
        head = "<w:tblHeader/>" if row.head else ""
        keep = row.head or (len(rows) <= 8 and number < len(rows) - 1)
        cells = "".join(_cell(piece, width, keep) for piece, width in zip(row.pieces, widths, strict=True))
        body.append(f"<w:tr><w:trPr><w:cantSplit/>{height}{head}</w:trPr>{cells}</w:tr>")
    caption = f"<w:tblCaption w:val={quoteattr(outline.clean(named))}/>" if named else ""
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{sides}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/>{caption}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(body)}</w:tbl>" + paragraph("", "Gap")
    )


def _shared(widths: Iterable[int], room: int) -> tuple[int, ...]:
    """``room`` shared among columns by their widths; the last takes what rounding leaves."""
    asked = [max(4, width) for width in widths]
    found = [room * width // sum(asked) for width in asked]
    return (*found[:-1], room - sum(found[:-1]))


def _head(columns: Sequence[Column], compact: bool = False) -> _Row:
    pieces = (
        _Piece(
            text=outline.stacked(c.title) if compact else outline.head(c.title, c.unit),
            right=c.numeric,
            bold=True,
            paper=HEAD,
            ink="FFFFFF",
        )
        for c in columns
    )
    return _Row(pieces=tuple(pieces), head=True)


def _row(row: Sequence[Value], columns: Sequence[Column], compact: bool = False) -> _Row:
    pieces = tuple(
        _Piece(
            text=outline.display(shown),
            tone=outline.tone_of(shown),
            right=column.numeric or isinstance(outline.plain(shown), int | float),
            marked=not compact,
        )
        for shown, column in zip(row, columns, strict=True)
    )
    return _Row(pieces=pieces, to_fill=len(row) > 1 and all(shown is None for shown in row[1:]))


def _titled(title: str, heading: str) -> str:
    return paragraph(run(title), "Caption") if title and title != heading else ""


def _grid(grid: Grid, room: int, heading: str) -> str:
    shown = [_row(row, grid.columns, grid.compact) for row in grid.rows[:MAX_ROWS]]
    said = [_titled(grid.title, heading)]
    if shown:
        widths = _shared((column.width for column in grid.columns), room)
        said.append(
            _table((_head(grid.columns, grid.compact), *shown), widths, grid.title, 10 if grid.compact else _SIDE)
        )
    else:
        said.append(paragraph(run(outline.NO_ROWS)))
    if len(grid.rows) > MAX_ROWS:
        text = f"全 {len(grid.rows):,} 行のうち、はじめの {MAX_ROWS:,} 行です。残りは JSON 版にあります。"
        said.append(paragraph(run(text), "Small"))
    if grid.note:
        said.append(paragraph(run(grid.note), "Small"))
    return "".join(said)


def _chart(chart: BarChart, room: int, heading: str) -> str:
    """Numbers as a table; in its last column each bar in blocks, one colour for each part."""
    longest = max(1, max((sum(n for n in bar.values if n > 0) for bar in chart.bars), default=0))
    columns = (
        Column(title="区分", width=30),
        *(Column(title=word, unit=chart.unit, numeric=True, width=12) for word, _ in chart.parts),
        Column(title="図", width=2 * _BLOCKS),
    )
    rows = [_head(columns)]
    for bar in chart.bars[:MAX_ROWS]:
        blocks, total, drawn = "", 0, 0
        for number, (_, tone) in zip(bar.values, chart.parts, strict=True):
            total += max(0, number)
            until = -(-total * _BLOCKS // longest) if number > 0 else drawn
            if until > drawn:
                blocks += run("■" * (until - drawn), ink=_BAR[tone])
            drawn = until
        numbers = (_Piece(text=outline.display(number), right=True) for number in bar.values)
        rows.append(_Row(pieces=(_Piece(text=bar.label), *numbers, _Piece(text="", runs=blocks))))
    table = _table(rows, _shared((column.width for column in columns), room), chart.title) if chart.bars else ""
    none = "" if chart.bars else paragraph(run(outline.NO_ROWS))
    return _titled(chart.title, heading) + table + none + paragraph(run(chart.summary), "Small")


def _pairs(pairs: Iterable[tuple[str, str, str, Tone]], room: int) -> str:
    """Label, text and remark line by line; without a remark in any line, two columns."""
    listed = tuple(pairs)
    if not listed:
        return ""
    noted = any(note for _, _, note, _ in listed)
    rows = [
        _Row(
            pieces=(
                _Piece(text=label, bold=True, paper=_LABEL),
                _Piece(text=text, tone=tone, bold=noted),
                *((_Piece(text=note),) if noted else ()),
            )
        )
        for label, text, note, tone in listed
    ]
    return _table(rows, _shared((24, 24, 56) if noted else (22, 82), room), "")


def _block(block: Block, room: int, heading: str, leads: bool = False) -> str:
    """One block; a note that ``leads`` to a table stays on its page."""
    match block:
        case Note():
            mark = outline.MARKS[block.tone]
            more = "<w:keepNext/>" if leads else ""
            return paragraph(run(f"{mark} {block.text}".strip(), ink=INK[block.tone]), more=more)
        case Figures():
            return _pairs(((f.label, f.value, f.note, f.tone) for f in block.figures), room)
        case BarChart():
            return _chart(block, room, heading)
        case Diagram():
            said = any(link.text for link in block.links)  # arrows that say nothing need no table
            more = _grid(outline.links_grid(block), room, heading) if said else paragraph(run(block.summary), "Small")
            return drawing.drawing(block, room) + more
        case Grid() | Timeline():
            grid = _as_grid(block)
            return _grid(grid, room, heading) if grid is not None else ""


def _section(number: int, section: Section, room: int, contents: bool) -> str:
    blocks = "".join(
        _block(block, room, section.title, leads=isinstance(after, Grid))
        for block, after in zip(section.blocks, (*section.blocks[1:], None), strict=False)
    )
    if contents:
        return word_contents.heading(number, section) + blocks
    return paragraph(run(f"{number}　{section.title}"), "Heading1") + blocks


def _as_grid(block: Block) -> Grid | None:
    """The table of a block; None where it has none that could be too wide."""
    match block:
        case Diagram():
            return outline.links_grid(block)
        case Timeline():
            return timeline.board(block)
        case Grid():
            return block
        case _:
            return None


def _is_wide(document: Document) -> bool:
    grids = (_as_grid(block) for section in document.sections for block in section.blocks)
    return any(sum(column.width for column in grid.columns) > _WIDE for grid in grids if grid is not None)


def _body(document: Document) -> str:
    across, down = (_LONG, _SHORT) if _is_wide(document) else (_SHORT, _LONG)
    turned = ' w:orient="landscape"' if across > down else ""
    room = across - 2 * _MARGIN
    said = [paragraph(run(document.subtitle), "Small")] if document.subtitle else []
    said.append(paragraph(run(document.title), "Title"))
    if document.summary:
        said.append(paragraph(run(document.summary, bold=True)))
    said.append(_pairs(((label, text, "", Tone.PLAIN) for label, text in document.facts), room))
    said += [word_contents.contents(document.sections)] if document.contents else []
    said += (_section(number, one, room, document.contents) for number, one in enumerate(document.sections, start=1))
    edges = " ".join(f'w:{edge}="{_MARGIN}"' for edge in ("top", "right", "bottom", "left"))
    return (
        f'{XML}<w:document {W} xmlns:r="{PARTS}"><w:body>{"".join(said)}<w:sectPr>'
        f'{word_parts.references(document)}<w:pgSz w:w="{across}" w:h="{down}"{turned}/>'
        f'<w:pgMar {edges} w:header="{_FOOT}" w:footer="{_FOOT}" w:gutter="0"/></w:sectPr></w:body></w:document>'
    )


def render(document: Document) -> bytes:
    """The document as a docx file: no macro, no link outside, same document same bytes."""
    return word_parts.packed(document, _body(document))
