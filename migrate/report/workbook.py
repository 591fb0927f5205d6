"""Sheets of a report workbook: page set-up, row heights from text widths, typed cells that stay text when edited."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import IO, Any

import migrate
from migrate.files.xlsx_write import Properties, new_workbook
from migrate.model.document import BarChart, Document, Tone, Value
from migrate.model.value import value
from migrate.report import outline
from migrate.text.formulas import risky

FONT = "BIZ UDPゴシック"
MAX_TEXT = 32_767
_CUT = "…（以下省略）"
_DIGITS = re.compile(r"[\d.,/:-]+\Z")
_LINE = 13.5
_PAD = 5.25
_MAX_HEIGHT = 400.0
_A3, _A4 = 8, 9
_EPOCH = date(2000, 1, 1)
_HEAD, _RULE = "#0017C1", "#949494"
_INK = {
    Tone.PLAIN: "#1A1A1A",
    Tone.GOOD: "#115A36",
    Tone.CAUTION: "#604B00",
    Tone.BAD: "#A90000",
    Tone.MUTED: "#4D4D4D",
}
_PAPER = {Tone.GOOD: "#E6F5EC", Tone.CAUTION: "#FBF5E0", Tone.BAD: "#FDEEEE", Tone.MUTED: "#F2F2F2"}
_FILL = {
    Tone.PLAIN: "#0017C1",
    Tone.GOOD: "#197A4B",
    Tone.CAUTION: "#FFD43D",
    Tone.BAD: "#CE0000",
    Tone.MUTED: "#CCCCCC",
}


@value
class Style:
    """Look of a cell."""

    tone: Tone = Tone.PLAIN
    numeric: bool = False
    head: bool = False
    section: bool = False
    box: bool = False
    bold: bool = False
    link: bool = False
    size: int = 10


@value
class Layout:
    """Columns of a sheet in half-width characters, and how many rows at the top are repeated on paper."""

    widths: tuple[int, ...]
    repeat: int = 0
    wide: bool = False
    """A3 instead of A4."""


def safe(text: str) -> str:
    """Text as a cell can hold it."""
    cleaned = outline.clean(text).replace("\t", " ")
    return cleaned if len(cleaned) <= MAX_TEXT else cleaned[: MAX_TEXT - len(_CUT)] + _CUT


class Cells:
    """One sheet, written from top to bottom."""

    def __init__(self, book: Book, sheet: Any, layout: Layout) -> None:
        self._book = book
        self.sheet = sheet
        self._layout = layout
        self.at = 0
        for index, width in enumerate(layout.widths):
            sheet.set_column(index, index, width + 3)

    def _put(self, column: int, shown: Value, style: Style) -> str:
        """Write one cell; returns the text that it shows."""
        bare = outline.plain(shown)
        if isinstance(bare, str):
            text = safe(bare)
            if text:
                kind = "risky" if risky(text) else "digits" if _DIGITS.match(text) else "text"
                self.sheet.write_string(self.at, column, text, self._book.format(style, kind))
                return text
        elif bare is not None and math.isfinite(bare):
            kind = "whole" if isinstance(bare, int) else "part"
            self.sheet.write_number(self.at, column, bare, self._book.format(style, kind))
            return outline.display(bare)
        if style.box or style.head:
            self.sheet.write_blank(self.at, column, None, self._book.format(style, "text"))
        return ""

    def row(self, values: Sequence[Value], styles: Sequence[Style], tall: bool = True) -> None:
        """Write a row; it is as high as its longest text needs, or one line where not ``tall``."""
        lines = 1
        for column, (shown, style) in enumerate(zip(values, styles, strict=True)):
            text = self._put(column, shown, style)
            room = self._layout.widths[column] - (2 if style.bold or style.head else 1)
            lines = max(lines, outline.lines_of(text, room))
        if tall:
            self.sheet.set_row(self.at, min(_MAX_HEIGHT, lines * _LINE + _PAD))
        self.at += 1

    def wide(self, text: str, style: Style) -> None:
        """A text over the whole width of the sheet."""
        shown = safe(text)
        last = len(self._layout.widths) - 1
        look = self._book.format(style, "risky" if risky(shown) else "text")
        self.sheet.merge_range(self.at, 0, self.at, last, "", look)
        self.sheet.write_string(self.at, 0, shown, look)
        room = int((sum(self._layout.widths) - 2) * 10 / style.size * (0.95 if style.bold else 1))
        lines = outline.lines_of(shown, room)
        self.sheet.set_row(self.at, min(_MAX_HEIGHT, lines * _LINE * style.size / 10 + (12 if style.section else 6)))
        self.at += 1

    def pair(self, label: str, text: str) -> None:
        """A label and its text over the remaining columns."""
        shown, style = safe(text), Style(box=True)
        last = len(self._layout.widths) - 1
        look = self._book.format(style, "risky" if risky(shown) else "text")
        self._put(0, label, Style(box=True, bold=True))
        self.sheet.merge_range(self.at, 1, self.at, last, "", look)
        self.sheet.write_string(self.at, 1, shown, look)
        lines = outline.lines_of(shown, sum(self._layout.widths[1:]) - 2)
        lines = max(lines, outline.lines_of(safe(label), self._layout.widths[0] - 2))
        self.sheet.set_row(self.at, min(_MAX_HEIGHT, lines * _LINE + _PAD))
        self.at += 1

    def link(self, target: str, title: str, note: str) -> None:
        """A row that leads to another sheet."""
        look = self._book.format(Style(box=True, link=True), "text")
        room = sum(self._layout.widths[:2]) - 2
        shown, remark = safe(f"→ {title}"), safe(note)
        self.sheet.merge_range(self.at, 0, self.at, 1, "", look)
        self.sheet.write_url(self.at, 0, f"internal:'{target}'!A1", look, string=shown[:255])
        self._put(2, remark, Style(box=True))
        lines = max(outline.lines_of(shown, room), outline.lines_of(remark, self._layout.widths[2] - 1))
        self.sheet.set_row(self.at, min(_MAX_HEIGHT, lines * _LINE + _PAD))
        self.at += 1

    def gap(self) -> None:
        """An empty row."""
        self.sheet.set_row(self.at, 9)
        self.at += 1

    def freeze_and_filter(self, columns: int, rows: int) -> None:
        """Keep the head in sight and give it filter buttons."""
        self.sheet.freeze_panes(1, 0)
        if rows and columns:
            self.sheet.autofilter(0, 0, rows, columns - 1)


class Book:
    """The workbook: properties, formats, and sheets with their page set-up."""

    def __init__(self, stream: IO[bytes], document: Document) -> None:
        properties = Properties(
            title=safe(document.title)[:255],
            comments=f"migrate {migrate.__version__}",
            created=datetime.combine(outline.as_of(document) or _EPOCH, time()),
            author="migrate",
        )
        self._workbook = new_workbook(stream, properties)
        self._document = document
        self._formats: dict[tuple[Style, str], Any] = {}
        self._sheets: dict[str, Any] = {}
        self.current: Cells
        self._workbook.set_size(2400, 1400)
        when = next((text for label, text in document.facts if label == "時点"), "")
        small = f'&9&"{FONT},Regular"'
        self._head = f"&L{small}{_escape(document.title, 90)}&R{small}{_escape(when, 40)}"
        self._foot = f"&L{small}migrate {_escape(migrate.__version__, 20)}&C{small}&A&R{small}&P / &N"

    def close(self) -> None:
        """Write the workbook to its stream."""
        self._workbook.close()

    def format(self, style: Style, kind: str) -> Any:
        """The format for a look and a kind of content (text, risky, digits, whole, part)."""
        if (style, kind) not in self._formats:
            self._formats[style, kind] = self._workbook.add_format(_properties(style, kind))
        return self._formats[style, kind]

    def reserve(self, name: str) -> str:
        """Make a sheet at this position, to be filled later."""
        self._sheets[name] = self._workbook.add_worksheet(name)
        self.sheet(name, Layout(widths=()))
        return name

    def use(self, name: str) -> None:
        """Show the sheet of that name when the file is opened."""
        self._sheets[name].activate()

    def sheet(self, name: str, layout: Layout) -> Cells:
        """The sheet of that name (made where it is not there yet) with its page set-up."""
        if name not in self._sheets:
            self._sheets[name] = self._workbook.add_worksheet(name)
        sheet = self._sheets[name]
        sheet.hide_gridlines(2)
        sheet.set_paper(_A3 if layout.wide else _A4)
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.75, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(self._head)
        sheet.set_footer(self._foot)
        sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        if layout.repeat:
            sheet.repeat_rows(0, layout.repeat - 1)
        self.current = Cells(self, sheet, layout)
        return self.current

    def bar_chart(self, cells: Cells, name: str, chart: BarChart) -> None:
        """A stacked bar chart of the table that ``cells`` holds, below it."""
        drawing = self._workbook.add_chart({"type": "bar", "subtype": "stacked"})
        last = len(chart.bars)
        for index, (_, tone) in enumerate(chart.parts, start=1):
            series: dict[str, Any] = {
                "name": [name, 0, index],
                "categories": [name, 1, 0, last, 0],
                "values": [name, 1, index, last, index],
                "gap": 50,
                "border": {"color": "#666666"},
                "fill": {"color": _FILL[tone]},
            }
            if any(bar.values[index - 1] for bar in chart.bars):
                ink = "#1A1A1A" if tone in {Tone.CAUTION, Tone.MUTED} else "#FFFFFF"
                labels = {"value": True, "num_format": "#,##0;;", "font": {"color": ink, "bold": True}}
                series["data_labels"] = labels
            if tone is Tone.BAD:
                del series["fill"]
                series["pattern"] = {"pattern": "wide_upward_diagonal", "fg_color": "#850000", "bg_color": "#CE0000"}
            drawing.add_series(series)
        drawing.set_title({"name": safe(chart.title), "name_font": {"name": FONT, "size": 12}, "overlay": False})
        drawing.set_y_axis({"reverse": True, "num_font": {"name": FONT, "size": 9}})
        drawing.set_x_axis(
            {
                "min": 0,
                "num_format": "#,##0",
                "label_position": "high",
                "major_gridlines": {"visible": True, "line": {"color": "#CCCCCC"}},
            }
        )
        drawing.set_legend({"position": "bottom", "font": {"name": FONT, "size": 9}})
        drawing.set_size({"width": 900, "height": max(240, 120 + 34 * last)})
        cells.sheet.insert_chart(cells.at + 1, 0, drawing, {"description": safe(chart.summary or chart.title)})


def _escape(text: str, limit: int) -> str:
    """Text of a header or footer: one line, ampersands doubled, cut to ``limit`` characters."""
    return safe(text).replace("\n", " ")[:limit].replace("&", "&&")


def _properties(style: Style, kind: str) -> dict[str, Any]:
    look: dict[str, Any] = {
        "font_name": FONT,
        "font_size": style.size,
        "font_color": _INK[style.tone],
        "valign": "vcenter" if style.head or style.section else "top",
        "text_wrap": True,
        "align": "right" if style.numeric else "left",
    }
    if style.tone in _PAPER:
        look["bg_color"] = _PAPER[style.tone]
    if style.bold:
        look["bold"] = True
    if style.box or style.head:
        look["indent"] = 1
    if style.box:
        look |= {"border": 1, "border_color": _RULE}
    if style.head:
        look |= {"border": 1, "border_color": _RULE, "bg_color": _HEAD, "font_color": "#FFFFFF", "bold": True}
    if style.section:
        look |= {"bottom": 2, "bottom_color": _HEAD, "font_color": _HEAD, "bold": True, "font_size": 12}
    if style.link:
        look |= {"font_color": "#0017C1", "underline": 1}
    if kind in {"risky", "digits"}:
        look["num_format"] = "@"
    if kind == "risky":
        look["quote_prefix"] = True
    if kind in {"whole", "part"}:
        look["num_format"] = "#,##0" if kind == "whole" else "#,##0.0#"
    return look
