"""A spec as a workbook in the official layout: the same sheets, cells, kinds of value and merged ranges.

What the official layout has no column for goes to further sheets (``official_sheets``): any spec comes back whole.
The fixed texts, merged ranges and columns are data (`specs/layouts/official-item-definition/`); same spec, same bytes.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.xlsx import column_number
from migrate.files.xlsx_write import Properties, SheetNameError, new_sheet, new_workbook
from migrate.model.spec import CodeList, Item, Spec
from migrate.model.value import value
from migrate.spec.parts import MARK
from migrate.spec.workbook import official_sheets
from migrate.spec.workbook.official_sheets import MoreSheet
from migrate.spec.workbook.view import SENTINEL

_SHEETS = ("items", "codes", "legend-columns", "legend-types")
_FIRST_ROW = {"items": 6, "codes": 5}
_TITLE = (0, 1)
_BUSINESS_NAME = (1, 2)
_HEADER_ROWS = {"items": (4, 5), "codes": (3, 4), "legend-columns": (2,), "legend-types": (3, 4)}
_ID = re.compile(r"[0-9]{8}")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,14}")
_MOST_IN_NAME = 31
_MOST_IN_CELL = 32_767
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_POINTS_A_LINE = 15.0
_TALLEST = 409.0
_MORE_HEAD = 2
_NEVER = datetime(2000, 1, 1)
_FONT = "BIZ UDゴシック"

Cell = tuple[int, int]


@value
class _Column:
    index: int
    field: str
    numeric: bool
    number_format: str
    last_row_mark: str
    width: float


class _Layout:
    """The data of the layout folder, per sheet."""

    def __init__(self, folder: Path) -> None:
        def rows(name: str, sheet: str) -> list[dict[str, str]]:
            return [row for row in tables.read(folder / name) if row["sheet"] == sheet]

        self.columns = {sheet: [self._column(row) for row in rows("columns.csv", sheet)] for sheet in _SHEETS}
        self.cells = {
            sheet: {_position(row["cell"]): (row["text"], row["kind"] == "number") for row in rows("cells.csv", sheet)}
            for sheet in _SHEETS
        }
        self.merges = {sheet: [_range(row["range"]) for row in rows("merges.csv", sheet)] for sheet in _SHEETS}

    @staticmethod
    def _column(row: Mapping[str, str]) -> _Column:
        return _Column(
            index=column_number(row["column"]),
            field=row["field"],
            numeric=row["kind"] == "number",
            number_format=row["number_format"],
            last_row_mark=row["last_row_mark"],
            width=float(row["width"]),
        )


def _position(address: str) -> Cell:
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :]) - 1, column_number(letters)


def _range(text: str) -> tuple[Cell, Cell]:
    first, last = text.split(":")
    return _position(first), _position(last)


def _mark(yes: bool) -> str:
    return MARK if yes else ""


def _item_texts(item: Item) -> dict[str, str]:
    """Texts of an item by field of the layout; the ID is split as in the official workbook."""
    fields = ("name", "romaji", "table", "type", "length", "code", "repeat", "output_condition", "definition")
    more = ("description", "function", "implementation", "sample", "remarks")
    texts: dict[str, str] = {field: getattr(item, field) for field in (*fields, *more)}
    texts |= {"id_business": item.id[:3], "id_number": str(int(item.id[3:])), "mark": SENTINEL}
    texts |= {"primary_key": _mark(item.primary_key), "foreign_key": _mark(item.foreign_key)}
    texts |= {f"class{level}": text for level, text in enumerate(item.classes, start=1)}
    return texts


def _code_texts(lists: Iterable[CodeList]) -> list[dict[str, str]]:
    """Texts of the code rows; ID and name only in the first row of a list."""
    rows = []
    for one in lists:
        for position, code in enumerate(one.values):
            head = {"code_list": one.published_id, "name": one.name} if position == 0 else {}
            rows.append({**head, "value": code.value, "meaning": code.meaning, "remarks": code.remarks})
    return rows


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def _lines(text: str, width: float) -> int:
    return sum(max(1, -(-_width(line) // max(int(width) - 1, 1))) for line in text.split("\n"))


class _Writer:
    """One workbook on its way; every cell is written with its kind stated."""

    def __init__(self, book: Any, layout: _Layout) -> None:
        self.book = book
        self.layout = layout
        self.formats: dict[tuple[str, str], Any] = {}

    def style(self, look: str, number_format: str = "") -> Any:
        """Format by look (``head``, ``body``, ``key``, ``plain``) and number format."""
        if (look, number_format) not in self.formats:
            properties: dict[str, Any] = {"font_name": _FONT, "font_size": 10, "valign": "top"}
            if look != "plain":
                properties |= {"text_wrap": True, "border": 1, "border_color": "#808080"}
            if look == "head":
                properties |= {"bg_color": "#DCE6F1", "bold": True, "align": "center", "valign": "vcenter"}
            if look == "key":
                properties |= {"bg_color": "#DAEEF3"}
            if number_format:
                properties["num_format"] = number_format
            self.formats[look, number_format] = self.book.add_format(properties)
        return self.formats[look, number_format]

    def put(self, sheet: Any, cell: Cell, text: str, numeric: bool, style: Any) -> None:
        """Write one value: a number only where the layout says so and the text is a number without leading zero."""
        if not text:
            sheet.write_blank(*cell, None, style)
        elif numeric and _NUMBER.fullmatch(text):
            sheet.write_number(*cell, int(text), style)
        elif len(text) > _MOST_IN_CELL:
            raise _cannot("一つのセルに入る長さ（32,767 文字）を超える値があります")
        else:
            sheet.write_string(*cell, text, style)

    def sheet(self, key: str, name: str, more: Mapping[Cell, str]) -> Any:
        """Add a sheet with its fixed texts, ``more`` texts, widths and merged ranges."""
        try:
            sheet = new_sheet(self.book, name)
        except SheetNameError:
            raise _cannot(f"シート名「{name}」が使えません") from None
        for column in self.layout.columns[key]:
            sheet.set_column(column.index, column.index, column.width)
        heads = _HEADER_ROWS[key]
        for first, last in self.layout.merges[key]:
            sheet.merge_range(*first, *last, "", self.style("head" if first[0] in heads else "plain"))
        fixed = {**self.layout.cells[key], **{cell: (text, False) for cell, text in more.items()}}
        for cell, (text, numeric) in sorted(fixed.items()):
            look = "head" if cell[0] in heads else "body" if cell[0] > max(heads) else "plain"
            self.put(sheet, cell, text, numeric, self.style(look))
        sheet.set_landscape()
        sheet.set_paper(8 if key == "items" else 9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(min(heads), max(heads))
        sheet.freeze_panes(max(heads) + 1, 11 if key == "items" else 0)
        return sheet

    def more(self, one: MoreSheet) -> None:
        """Add a sheet that the official layout does not have: title, headings, rows, all of them texts."""
        sheet = new_sheet(self.book, one.name)
        self.put(sheet, (0, 0), one.title, False, self.style("plain"))
        for column, (heading, width) in enumerate(zip(one.headings, one.widths, strict=True)):
            sheet.set_column(column, column, width)
            self.put(sheet, (_MORE_HEAD, column), heading, False, self.style("head"))
        for row, texts in enumerate(one.rows, start=_MORE_HEAD + 1):
            tall = max(_lines(text, width) for text, width in zip(texts, one.widths, strict=True))
            sheet.set_row(row, min(_TALLEST, _POINTS_A_LINE * tall))
            for column, text in enumerate(texts):
                self.put(sheet, (row, column), text, False, self.style("body"))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_MORE_HEAD)
        sheet.freeze_panes(_MORE_HEAD + 1, 1)

    def row(self, sheet: Any, key: str, row: int, texts: Mapping[str, str]) -> None:
        """Write one row of items or codes, high enough for its longest text."""
        columns = self.layout.columns[key]
        tall = max(_lines(texts.get(column.field, ""), column.width) for column in columns)
        sheet.set_row(row, min(_TALLEST, _POINTS_A_LINE * tall))
        for column in columns:
            if column.field == "mark" or not column.field:
                look = "plain"
            else:
                look = "key" if texts.get("primary_key") else "body"
            style = self.style(look, column.number_format)
            self.put(sheet, (row, column.index), texts.get(column.field, ""), column.numeric, style)


def _cannot(reason: str, spec: str = "") -> MigrateError:
    return MigrateError("MIG-SPEC-019", params={"reason": reason, "spec": spec or "業務ID"})


def _name(text: str) -> str:
    """A sheet's name: what Excel forbids becomes ``_``, the rest is cut to 31 UTF-16 units, as Excel counts."""
    units = _FORBIDDEN.sub("_", text).encode("utf-16-le")[: 2 * _MOST_IN_NAME]
    return units.decode("utf-16-le", "ignore").strip("'")


def _created(edition: str) -> datetime:
    try:
        day = date.fromisoformat(edition)
    except ValueError:
        return _NEVER
    return datetime(day.year, day.month, day.day)


def _items(writer: _Writer, spec: Spec) -> None:
    group = spec.tables[0] if len(spec.tables) == 1 else ""
    sheet = writer.sheet("items", _name(f"項目定義書（{spec.business_name}）{group}"), {_TITLE: spec.title})
    for row, item in enumerate(spec.items, start=_FIRST_ROW["items"]):
        writer.row(sheet, "items", row, _item_texts(item))
    below = _FIRST_ROW["items"] + len(spec.items)
    for column in writer.layout.columns["items"]:
        writer.put(sheet, (below, column.index), column.last_row_mark, False, writer.style("plain"))


def _codes(writer: _Writer, spec: Spec) -> None:
    name = _name(f"コード一覧（個別）_{spec.business_name}")
    sheet = writer.sheet("codes", name, {_BUSINESS_NAME: spec.business_name})
    for row, texts in enumerate(_code_texts(spec.code_lists), start=_FIRST_ROW["codes"]):
        writer.row(sheet, "codes", row, texts)


def workbook(spec: Spec, layout: Path) -> bytes:
    """The bytes of an xlsx workbook in the official layout; ``layout`` is the layout's folder beside the other ones.

    Raises:
        MigrateError: MIG-SPEC-019, a text does not fit into a cell, or an item has no ID of 8 digits.
    """
    if odd := next((item.id for item in spec.items if not _ID.fullmatch(item.id)), None):
        raise _cannot(f"データ項目ID「{odd}」が数字 8 桁ではありません", spec.id)
    stream = io.BytesIO()
    comments = f"migrate spec export {spec.id}"
    book = new_workbook(stream, Properties(title=spec.title, comments=comments, created=_created(spec.edition)))
    writer = _Writer(book, _Layout(layout))
    if spec.items:
        _items(writer, spec)
    if spec.items or spec.code_lists:
        _codes(writer, spec)
    if spec.items:
        writer.sheet("legend-columns", "凡例）列項目説明", {})
        writer.sheet("legend-types", "凡例）データ型", {})
    for one in official_sheets.more(spec, layout.parent):
        writer.more(one)
    book.close()
    return stream.getvalue()
