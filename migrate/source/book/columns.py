"""The rows below a header of columns: each is a column, a note, or listed as not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from migrate.model.finding import Severity
from migrate.model.source import SourceColumn
from migrate.model.value import value
from migrate.source.book.draft import Report, identifier, one_line
from migrate.source.book.grid import Grid
from migrate.source.book.header import Header
from migrate.source.book.plausible import is_named, quoted
from migrate.source.book.title import split_name
from migrate.source.book.values import (
    Null,
    OddError,
    Size,
    Type,
    in_one_way,
    is_nothing,
    is_type,
    read_null,
    read_size,
    read_type,
)
from migrate.source.book.words import meaning
from migrate.text.width import half_ascii

_NOTE = re.compile(r"\A\s*(?:[※＊*■●◆▲△【〔・]|注[\d０-９:：)）]|（注|\(注|以上|以下、?余白)")
_PARTS = ("physical", "logical")
_SPARSE = 2
_EDGE = 3
_REACH = 500
_LONG_NUMBER = 7
_PAGE = re.compile(
    r"\A[\s\u3000\-－―‐]*[0-9０-９]{1,4}(?:[\s\u3000]*[/／][\s\u3000]*[0-9０-９]{1,4})?[\s\u3000\-－―‐]*"
    r"(?:ページ|頁|page)?\Z",
    re.IGNORECASE,
)
_DITTO = frozenset("〃″〟仝") | {"同上"}


@value
class Row:
    """One column as its row says it, before its table is known whole."""

    row: int
    cell: str
    column: SourceColumn
    nullable: bool | None
    """What a mark says; None where the cell is blank or there is no such heading."""
    key_order: int | None
    """Place in the primary key where the 必須 cell says it."""
    number: int | None
    """What stands below No."""
    last: int
    """The last row that goes on with its remarks."""

    def with_more(self, text: str) -> Row:
        """The same column with a further line of remarks from the row below."""
        comment = "\n".join(one for one in (self.column.comment, text) if one)
        return replace(self, column=replace(self.column, comment=comment), last=self.last + 1)


def roles(grid: Grid, header: Header, rows: range) -> Mapping[str, tuple[int, ...]]:
    """Meaning → columns of a header, where headings that only say 名称 are physical or logical by what they hold."""
    found = dict(header.columns)
    if "name" in found and len(found["name"]) > 1 and not {"physical", "logical"} & found.keys():
        ascii_ = tuple(column for column in found["name"] if _ascii(grid, (column,), rows))
        other = tuple(column for column in found["name"] if column not in ascii_)
        found |= {part: columns for part, columns in (("physical", ascii_), ("logical", other)) if columns}
    elif "name" in found:
        spare = [part for part in _PARTS if part not in found]
        if len(spare) == 1:
            found[spare[0]] = found["name"]
        elif len(spare) > 1:
            found["physical" if _ascii(grid, found["name"], rows) else "logical"] = found["name"]
    if "physical" not in found and "logical" in found and _ascii(grid, found["logical"], rows):
        found["physical"] = found.pop("logical")
    return found


def _ascii(grid: Grid, columns: tuple[int, ...], rows: range) -> bool:
    texts = [grid.own(row, column) for row in rows for column in columns]
    texts = [text for text in texts if text]
    return 2 * sum(bool(identifier(text)) for text in texts) > len(texts)


def _is_border(texts: list[str]) -> bool:
    """True for one and the same sign in three cells or more: the edge of a table."""
    return len(texts) >= _EDGE and len(set(texts)) == 1 and len(texts[0]) == 1


class RowReader:
    """Reads the rows of one header."""

    def __init__(self, grid: Grid, header: Header, rows: range, report: Report) -> None:
        self.grid = grid
        self.header = header
        self.report = report
        self.columns = roles(grid, header, rows)
        self._headings = self._lowest()
        self.two_names = self._both(rows)

    def own(self, row: int, part: str) -> str:
        """The first text of a row's own cells below a heading."""
        texts = (self.grid.own(row, column) for column in self.columns.get(part, ()))
        return next((text for text in texts if text), "")

    def text(self, row: int, part: str) -> str:
        """The first text that a row shows below a heading, merged cells included; 〃 is the text of the row above."""
        found = ""
        for at in range(row, max(self.header.first, row - _REACH) - 1, -1):
            texts = (self.grid.text(at, column) for column in self.columns.get(part, ()))
            found = next((text for text in texts if text), "")
            if found not in _DITTO:
                break
        return found

    def cell(self, row: int, part: str) -> str:
        """Address of a row's cell below a heading: the one that holds text, else the first."""
        return self.grid.cell(row, self.at(row, part))

    def at(self, row: int, part: str) -> int:
        """The column below a heading that holds a row's text, else the first."""
        columns = self.columns.get(part, (self.header.left,))
        return next((c for c in columns if self.grid.own(row, c)), columns[0])

    def odd(self, row: int, part: str, reason: str) -> None:
        """Say that a cell was not understood (MIG-SRC-065)."""
        heading = next((text for c, text in self.headings() if c in self.columns.get(part, ())), "")
        name = next((said for one in self.names(row) if (said := quoted(one_line(one)))), "")
        what = [f"見出し「{quoted(heading)}」"] if quoted(heading) else []
        what += [f"列「{name}」"] if name else []
        params: dict[str, str | int] = {"what": f"（{'、'.join(what)}）" if what else "", "reason": reason}
        self.report.say("MIG-SRC-065", Severity.WARNING, self.cell(row, part), params)
        self.report.doubt("読めないセルがあります", 5)

    def _both(self, rows: range) -> bool:
        """True where the cells below the one heading for names hold both names: in two lines, or one in brackets."""
        if "physical" in self.columns or "logical" not in self.columns:
            return False
        texts = [text for row in rows if (text := self.own(row, "logical"))]
        return bool(texts) and 2 * sum(all(split_name(text)) for text in texts) > len(texts)

    def names(self, row: int) -> tuple[str, str]:
        """Physical and logical name of a row, each may be empty."""
        if self.two_names:
            return split_name(self.own(row, "logical"))
        return self.own(row, "physical"), one_line(self.own(row, "logical"))

    def headings(self) -> list[tuple[int, str]]:
        """Each column with its lowest heading."""
        return self._headings

    def _lowest(self) -> list[tuple[int, str]]:
        rows = range(self.header.first - 1, self.header.top - 1, -1)
        every = range(self.header.left, self.header.right)
        return [(c, next((one_line(t) for r in rows if (t := self.grid.text(r, c))), "")) for c in every]

    def held(self, row: int) -> list[int]:
        """The columns of this header that a row holds text in."""
        return [c for c in self.grid.held(row) if self.header.left <= c < self.header.right]

    def ends(self, row: int) -> str:
        """``keys`` or ``end`` where a row is the title of a part that follows the columns, else empty."""
        held = self.held(row)
        if not held or len(held) > _SPARSE or self.own(row, "type") or self.own(row, "typelength"):
            return ""
        return meaning("block_title", self.grid.own(row, held[0]).strip("■□●○◆◇【】〔〕<>＜＞・[]（）() "))

    def read(self, row: int) -> Row | None:
        """The column of a row; None for a blank row and for one that is listed as not understood."""
        held = self.held(row)
        if not held or _is_border([self.grid.own(row, column) for column in held]):
            return None
        physical, logical = self.names(row)
        if len(held) == 1 and not logical and _PAGE.match(self.grid.own(row, held[0])):
            self.unread(row, held[0], "ページ番号とみなしました", doubtful=False)
            return None
        if not physical and not logical:
            self.nameless(row, held)
            return None
        named = {c for part in ("physical", "logical") for c in self.columns.get(part, ())}
        alone = set(held) <= named and not (physical and logical)
        if (len(held) == 1 and alone) or (_NOTE.match(self.grid.own(row, held[0])) and len(held) <= _SPARSE):
            note = _NOTE.match(self.grid.own(row, held[0]))
            self.unread(row, held[0], "注記とみなしました" if note else "名前だけで、型も桁数もありません", not note)
            return None
        if not self.typed(row) and not any(is_named(name) for name in (physical, logical)):
            self.unread(row, held[0], "列の定義らしくありません（個人の値かもしれないため、読んでいません）")
            return None
        name = identifier(physical) or one_line(physical) or logical
        if not physical and "physical" in self.columns:
            self.odd(row, "physical", "物理名がないので論理名を使いました")
        if name.isdecimal() or (is_type(name) and not is_type(self.text(row, "type") or self.text(row, "typelength"))):
            self.odd(row, "physical" if physical else "logical", "列の名前らしくありません")
        null = self.null(row)
        kind, size = self.shape(row)
        comment = "\n".join(text for text in (in_one_way(self.every(row, "codes")), self.every(row, "note")) if text)
        part = "physical" if physical and not self.two_names else "logical"
        start = self.number(row, "start") if "start" in self.columns else None
        default = self.text(row, "default")
        column = SourceColumn(
            name=name,
            logical_name=logical,
            type=kind.name,
            length=size.length,
            scale=size.scale,
            length_unit=size.unit,
            nullable=null.nullable is not False,
            default="" if is_nothing(default) else default,
            comment=comment,
            line=self.grid.place(row, self.at(row, part))[0] + 1,
            start=start,
            bytes=None if start is None else self.width(row, size),
        )
        return Row(
            row=row,
            cell=self.cell(row, part),
            column=column,
            nullable=null.nullable,
            key_order=null.key_order,
            number=self._counted(row),
            last=row,
        )

    def typed(self, row: int) -> bool:
        """True where a row has a type, or digits in a layout without types: what no person's data has."""
        if {"type", "typelength"} & self.columns.keys():
            return is_type(self.text(row, "type") or self.text(row, "typelength"))
        return any(self.own(row, part).isdecimal() for part in ("length", "bytes", "chars", "integer"))

    def _counted(self, row: int) -> int | None:
        """The number of a row, None where it has none or another form."""
        text = half_ascii(self.own(row, "number")).strip("().")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < _LONG_NUMBER else None

    def more(self, row: int) -> str:
        """The text of a row that only goes on with the remarks or codes of the row above; empty where it does not."""
        held = self.held(row)
        aside = {c for part in ("note", "codes") for c in self.columns.get(part, ())}
        if not held or not set(held) <= aside or _NOTE.match(self.grid.own(row, held[0])):
            return ""
        return "\n".join(self.grid.own(row, column) for column in held)

    def every(self, row: int, part: str) -> str:
        """All different texts of a row below headings that may repeat (備考1, 備考2)."""
        texts = [self.grid.text(row, column) for column in self.columns.get(part, ())]
        return "\n".join(dict.fromkeys(text for text in texts if text and not is_nothing(text)))

    def nameless(self, row: int, held: list[int]) -> None:
        """A row without a name: nothing but its number is no row; anything else is listed."""
        spare = set(self.columns.get("number", ())) | {
            c for part in ("table", "table_logical", "table_physical") for c in self.columns.get(part, ())
        }
        if not set(held) <= spare:
            first = next(c for c in held if c not in spare)
            note = _NOTE.match(self.grid.own(row, held[0]))
            self.unread(row, first, "注記とみなしました" if note else "項目の名前がありません", not note)

    def unread(self, row: int, column: int, reason: str, doubtful: bool = True) -> None:
        """List a row that is no column (MIG-SRC-064)."""
        severity = Severity.WARNING if doubtful else Severity.INFO
        self.report.say("MIG-SRC-064", severity, self.grid.cell(row, column), {"reason": reason})
        if doubtful:
            self.report.doubt("読めない行があります", 10)

    def null(self, row: int) -> Null:
        """What the cells below 必須 and NULL可 say together."""
        said = Null()
        for part in ("required", "nullable"):
            if part not in self.columns:
                continue
            try:
                one = read_null(self.text(row, part), part == "required")
            except OddError:
                self.odd(row, part, "○・×・Y・N・可・否 などのどれでもありません")
                continue
            if said.nullable is None:
                said = one
            elif one.nullable is not None and one.nullable != said.nullable:
                self.odd(row, part, "必須と NULL可 の欄が食い違っています")
        return said

    def size(self, row: int, part: str) -> Size:
        """The digits below one heading."""
        try:
            return read_size(self.text(row, part))
        except OddError:
            self.odd(row, part, "桁数として読めません")
            return Size()

    def width(self, row: int, size: Size) -> int | None:
        """Bytes of a field of a record: from バイト数 where there is such a heading, else the digits."""
        return self.number(row, "bytes") if "bytes" in self.columns else size.length

    def number(self, row: int, part: str) -> int | None:
        """A whole number below one heading."""
        return self.size(row, part).length

    def shape(self, row: int) -> tuple[Type, Size]:
        """Type and digits; where the type's brackets and the digits' cell disagree, the cell counts and it is said."""
        kind = read_type(self.text(row, "typelength") or self.text(row, "type"))
        unit = ""
        size = Size()
        for part, counts in (("length", ""), ("chars", "CHAR"), ("bytes", "BYTE")):
            beside = part == "bytes" and {"length", "start"} <= self.columns.keys()
            if part in self.columns and size.length is None and not beside:
                size, unit = self.size(row, part), counts
        scale = self.number(row, "scale") if "scale" in self.columns else None
        scale = size.scale if scale is None else scale
        length = size.length
        if length is None and "integer" in self.columns:
            whole = self.number(row, "integer")
            length = None if whole is None else whole + (scale or 0)
        said = self.text(row, "unit")
        unit = size.unit or (read_size(f"1{said}").unit if said in ("バイト", "文字", "BYTE", "CHAR") else unit)
        own = kind.size
        if own.length is not None and length is not None and (own.length, own.scale or 0) != (length, scale or 0):
            self.odd(row, "length", "型のかっこの中の桁数と違います")
        if length is None:
            unit = "" if own.length is None else own.unit or unit
            return kind, Size(length=own.length, scale=own.scale if scale is None else scale, unit=unit)
        return kind, Size(length=length, scale=own.scale if scale is None else scale, unit=unit or own.unit)
