"""One sheet: its headers with the rows and the title that belong to each, and how sure the reading is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from migrate.model.finding import Severity
from migrate.source.book.columns import Row, RowReader
from migrate.source.book.draft import Directory, Draft, Report, identifier, one_line
from migrate.source.book.grid import Grid
from migrate.source.book.header import Header, Kind
from migrate.source.book.keys import BlockReader, Pending
from migrate.source.book.marks import Marks
from migrate.source.book.plausible import is_named, quoted
from migrate.source.book.shape import arranged
from migrate.source.book.title import Title, from_sheet, split_name, title, zone
from migrate.source.book.values import is_type
from migrate.source.book.words import plain

Owned = tuple[Draft | None, Pending]
_CELL = "示したセル"
"""Stands for a text that may be a person's (`quoted`)."""
_TABLE_PARTS = ("table_physical", "table_logical", "table")


class SheetReader:
    """Reads one sheet from top to bottom. The results: ``drafts``, ``pending`` keys, ``listed`` tables."""

    def __init__(self, grid: Grid, report: Report) -> None:
        self.grid, self.headers = arranged(grid)
        self.report = report
        self.drafts: list[Draft] = []
        self.pending: list[Owned] = []
        self.unaimed: list[tuple[Draft, str, str]] = []
        """Table, column and cell of marks of references that name no target."""
        self.listed: list[tuple[str, str, str]] = []
        """Physical name, logical name and cell of tables in a list without columns."""
        self._position = {id(header): n for n, header in enumerate(self.headers)}
        self._by_top: dict[int, list[Header]] = {}
        for header in self.headers:
            self._by_top.setdefault(header.top, []).append(header)
        self._named: dict[str, Draft] = {}
        self._used = {row for header in self.headers for row in range(header.top, header.first)}
        """Rows of headings, rows that were read, and those that are listed as not understood."""
        self._last: tuple[Header, Draft] | None = None

    def read(self) -> None:
        """Read all that stands below the sheet's headers."""
        for header in self.headers:
            end = self._end(header)
            if header.kind is Kind.COLUMNS:
                self._columns(header, end)
            elif header.kind is Kind.TABLES:
                self._tables(header, end)
            else:
                self._keys(header, end)
        if self.headers and self.drafts:
            self._above()

    def _beside(self, header: Header) -> list[Header]:
        return [one for one in self._by_top[header.top] if one is not header]

    def _end(self, header: Header) -> int:
        """The first row of the next header below this one, the sheet's height without one."""
        below = (self.headers[n] for n in range(self._position[id(header)] + 1, len(self.headers)))
        return next((h.top for h in below if h.top >= header.first and self._meets(header, h)), self.grid.height)

    def _stop(self, header: Header, end: int) -> int:
        """The first row of the next table's title where such a table begins at ``end``, else ``end``."""
        following = [h for h in self._by_top.get(end, ()) if h.kind is Kind.COLUMNS and self._meets(header, h)]
        if not following:
            return end
        return zone(self.grid, header.first, end, header if header.kind is Kind.COLUMNS else None)

    def _meets(self, one: Header, other: Header) -> bool:
        """True where two headers share columns, or none of them has a neighbour."""
        if not self._beside(one) and not self._beside(other):
            return True
        return one.left < other.right and other.left < one.right

    def _right(self, header: Header) -> int:
        rights = [one.left for one in self._beside(header) if one.left > header.left]
        return min(rights, default=self.grid.width)

    def _block(self, header: Header) -> range:
        """The rows of the title above a header."""
        above = (self.headers[n] for n in range(self._position[id(header)] - 1, -1, -1))
        last = next((one for one in above if one.first <= header.top and self._meets(one, header)), None)
        if last is None:
            return range(header.top)
        return range(zone(self.grid, last.first, header.top, last if last.kind is Kind.COLUMNS else None), header.top)

    def _title(self, header: Header) -> Title:
        rows = self._block(header)
        found = title(self.grid, header, rows, self._right(header))
        first = not self.drafts
        return found if found.how or not first else from_sheet(self.grid)

    def _draft(self, header: Header) -> Draft:
        """A new table under a header, or the one before where the header only comes again on the next page."""
        found = self._title(header)
        last = self._last
        if not found.how and last and last[0].columns == header.columns:
            return last[1]
        cell = found.cell or self._top_cell(header)
        draft = Draft(self.grid.name, cell, header.top + 1, self.grid.line(header.top))
        draft.physical, draft.logical, draft.paged = found.physical, found.logical, found.paged
        if not draft.name:
            draft.logical = f"{self.grid.name}_{len(self.drafts) + 1}" if self.drafts else self.grid.name
        if found.how in ("sheet", ""):
            severity = Severity.INFO if found.physical else Severity.WARNING
            self.report.say("MIG-SRC-067", severity, cell, {}, quoted(draft.name))
            self.report.doubt("表の名前をシート名から取りました", 10 if found.physical else 25)
        elif found.how == "line":
            self.report.doubt("表の名前を、見出しのない行から取りました", 5)
        self.drafts.append(draft)
        return draft

    def _columns(self, header: Header, end: int) -> None:
        rows = range(header.first, self._stop(header, end))
        reader = RowReader(self.grid, header, rows, self.report)
        marks = Marks(reader)
        if self._strange(reader, rows):
            return
        big = any(part in header.columns for part in _TABLE_PARTS)
        draft = None if big else self._draft(header)
        found: list[tuple[Draft, Row]] = []
        for row in rows:
            ends = reader.ends(row)
            if ends:
                self._tail(reader, range(row, rows.stop), ends)
                rows = range(rows.start, row)
                break
            self._used.add(row)
            more = reader.more(row) if found and row == found[-1][1].last + 1 else ""
            if more:
                found[-1] = (found[-1][0], found[-1][1].with_more(more))
                continue
            one = reader.read(row)
            if one is None:
                continue
            if big:
                draft = self._of_row(reader, row, draft)
            if draft is not None:
                found.append((draft, one))
        if draft is not None and not big:
            self._last = (header, draft)
        self._take(found, reader, marks)
        self._headings(reader, header, rows)

    def _strange(self, reader: RowReader, rows: range) -> bool:
        """True, and said without a word of it, where most rows below the headings are no definitions (MIG-SRC-077)."""
        named = [row for row in rows if any(reader.names(row))]
        likely = sum(any(is_named(name) for name in reader.names(row)) for row in named)
        if 2 * likely >= len(named) or any(reader.typed(row) for row in named):
            return False
        self._used |= set(rows)
        self.report.say("MIG-SRC-077", Severity.WARNING, self._top_cell(reader.header), {"count": len(named)})
        self.report.doubt("表の定義らしくない行の並びがあります", 20)
        return True

    def _top_cell(self, header: Header) -> str:
        return self.grid.cell(header.top, header.left)

    def _of_row(self, reader: RowReader, row: int, before: Draft | None) -> Draft | None:
        """The table that a row of one big list names; a blank name means the table of the row before."""
        texts = {part: one_line(reader.text(row, part)) for part in _TABLE_PARTS}
        physical, logical = texts["table_physical"], texts["table_logical"]
        if texts["table"]:
            one, other = split_name(texts["table"])
            physical, logical = physical or one, logical or other
        if not physical and not logical:
            if before is None:
                reader.unread(row, reader.held(row)[0], "どの表の列か分かりません")
            return before
        physical = identifier(physical) or physical
        key = plain(physical or logical)
        draft = self._named.get(key)
        if draft is None:
            part = next(part for part in _TABLE_PARTS if texts[part])
            draft = Draft(self.grid.name, reader.cell(row, part), row + 1, self.grid.line(row))
            draft.physical, draft.logical = physical, logical
            self._named[key] = draft
            self.drafts.append(draft)
        return draft

    def _take(self, found: Sequence[tuple[Draft, Row]], reader: RowReader, marks: Marks) -> None:
        """Give the rows to their tables: names once, blanks below 必須 and NULL可 understood by the marks used."""
        said = {one.nullable for _, one in found if one.nullable is not None}
        blank, unclear = self._blank(reader, said, sum(one.nullable is None for _, one in found))
        taken: dict[int, set[str]] = {id(d): {c.name.casefold() for c in d.columns} for d, _ in found}
        against = []
        for draft, one in found:
            column = one.column
            if column.name.casefold() in taken[id(draft)]:
                self.report.say(
                    "MIG-SRC-070", Severity.ERROR, one.cell, {"column": quoted(column.name) or _CELL}, draft.name
                )
                self.report.doubt("同じ名前の列が 2 回あります", 10)
                continue
            taken[id(draft)].add(column.name.casefold())
            marks.take(draft, one.row, column.name)
            if one.key_order is not None and column.name not in (name for _, name in draft.primary):
                draft.primary.append((one.key_order or None, column.name))
            keyed = column.name in (name for _, name in draft.primary)
            if keyed and one.nullable is True:
                against.append((draft, one))
            nullable = one.nullable if one.nullable is not None else blank
            draft.numbers += [] if one.number is None else [one.number]
            draft.columns.append(replace(column, nullable=nullable and not keyed, cell=one.cell))
        if unclear:
            self.report.say("MIG-SRC-074", Severity.WARNING, self._heading_cell(reader), {"count": unclear})
            self.report.doubt("必須かどうか書かれていない列があります", 5)
        for draft in {id(d): d for d, _ in found}.values():
            draft.numbers = draft.numbers if len(draft.numbers) == len(draft.columns) else []
        for draft, one in against:
            self.report.say(
                "MIG-SRC-069", Severity.WARNING, one.cell, {"column": quoted(one.column.name) or _CELL}, draft.name
            )
            self.report.doubt("主キーの列が NULL 可とされています（○ の意味が逆かもしれません）", 15)
        marks.finish(list({id(draft): draft for draft, _ in found}.values()))
        self.pending += marks.pending
        self.unaimed += marks.unaimed

    @staticmethod
    def _blank(reader: RowReader, said: set[bool], blanks: int) -> tuple[bool, int]:
        """What a blank cell means (nullable), and how many blanks remain unclear."""
        if "required" in reader.columns:
            return True, blanks if said == {True} else 0
        if "nullable" not in reader.columns:
            return True, 0
        if len(said) == 1:
            return said == {False}, 0
        return True, blanks

    def _heading_cell(self, reader: RowReader) -> str:
        part = "required" if "required" in reader.columns else "nullable"
        return self.grid.cell(reader.header.first - 1, reader.columns[part][0])

    def _bare(self, reader: RowReader, header: Header) -> list[tuple[int, str]]:
        """Columns without any heading that belong to no other header: between its own, and beside it."""
        others = [one for one in self._by_top[header.top] if one is not header]
        left = max((one.right for one in others if one.right <= header.left), default=0)
        known = {c for columns in header.columns.values() for c in columns} | {c for c, _ in header.unknown}
        titled = {c for c, text in reader.headings() if text}
        return [(c, "") for c in range(left, self._right(header)) if c not in known | titled]

    def _headings(self, reader: RowReader, header: Header, rows: range) -> None:
        """Say which columns of the sheet were not used (MIG-SRC-066), and what the header lacks."""
        known = {c for part, columns in reader.columns.items() if part != "other" for c in columns}
        aside = [(c, text) for c, text in reader.headings() if c in header.columns.get("other", ())]
        for column, text in (*header.unknown, *aside, *self._bare(reader, header)):
            count = sum(bool(self.grid.own(row, column)) for row in rows)
            if column in known or not count:
                continue
            heading = quoted(one_line(text)) or (_CELL if text else "（見出しなし）")
            cell = self.grid.cell(header.first - 1, column)
            strange = column not in header.columns.get("other", ())
            severity = Severity.WARNING if strange else Severity.INFO
            self.report.say("MIG-SRC-066", severity, cell, {"heading": heading, "count": count})
            if strange:
                self.report.doubt("意味の分からない見出しがあります" if text else "見出しのない欄に値があります", 15)
        if "physical" not in reader.columns and not reader.two_names:
            self.report.doubt("物理名の欄がありません", 10)
        if "logical" not in reader.columns:
            self.report.doubt("論理名の欄がありません", 5)
        if not {"type", "typelength"} & reader.columns.keys():
            self.report.doubt("型の欄がありません", 20)
        if not {"required", "nullable"} & reader.columns.keys():
            self.report.doubt("必須・NULL 可の欄がありません", 5)
        if not {"pk", "key"} & reader.columns.keys() and not any(draft.primary for draft in self.drafts):
            self.report.doubt("主キーの欄がありません", 5)
        if "integer" in reader.columns and "scale" in reader.columns and "length" not in reader.columns:
            self.report.doubt("桁数を整数部と小数部の和としました", 2)

    def _tail(self, reader: RowReader, rows: range, ends: str) -> None:
        """What stands below the columns and is no header's: notes, or an index part that was not understood."""
        held = [row for row in rows if reader.held(row)]
        at = reader.held(held[0])[0]
        own = [h for h in self.headers if h.kind is Kind.KEYS and h.top >= rows.start]
        if ends == "keys" and (len(held) > 1 or not own):
            self.report.say(
                "MIG-SRC-071", Severity.WARNING, self.grid.cell(held[0], at), {"reason": "見出しが分かりません"}
            )
            self.report.doubt("キーや索引の読めない所があります", 5)
        elif ends == "end":
            reader.unread(held[0], at, "列の定義の後の注記とみなしました", doubtful=False)

    def _tables(self, header: Header, end: int) -> None:
        """A list of tables without their columns."""
        reader = RowReader(self.grid, header, range(header.first, end), self.report)
        for row in range(header.first, end):
            physical = reader.own(row, "table_physical") or reader.own(row, "physical")
            logical = reader.own(row, "table_logical") or reader.own(row, "logical")
            if text := reader.own(row, "table"):
                one, other = split_name(text)
                physical, logical = physical or one, logical or other
            if physical or logical:
                cell = self.grid.cell(row, reader.held(row)[0])
                self.listed.append((identifier(physical) or one_line(physical), one_line(logical), cell))

    def _keys(self, header: Header, end: int) -> None:
        beside = next((d for d in reversed(self.drafts) if d.row <= header.top), None)
        reader = BlockReader(self.grid, header, self.report)
        self.pending += [(beside, one) for one in reader.read(range(header.first, self._stop(header, end)))]
        self._used |= reader.used

    def _column_like(self, row: int) -> bool:
        """True where a row holds a type and a name beside it."""
        texts = [self.grid.own(row, column) for column in self.grid.held(row)]
        types = [is_type(text) for text in texts]
        return any(types) and any(identifier(text) for text, one in zip(texts, types, strict=True) if not one)

    def _above(self) -> None:
        """Say where a table has no row that could be read, and which rows look like columns and were not read."""
        for row in range(self.grid.height):
            if row not in self._used and self._column_like(row):
                params = {"reason": "列の定義のように見えますが、見出しの下にありません"}
                self.report.say("MIG-SRC-064", Severity.WARNING, self.grid.cell(row, self.grid.held(row)[0]), params)
                self.report.doubt("読めない行があります", 10)
        for draft in self.drafts:
            if not draft.columns:
                self.report.say(
                    "MIG-SRC-064",
                    Severity.WARNING,
                    draft.cell,
                    {"reason": "見出しの下に列がありません"},
                    quoted(draft.name),
                )
                self.report.doubt("列のない表があります", 20)


def name_from_list(drafts: Directory, listed: Sequence[tuple[str, str, str]]) -> Mapping[str, str]:
    """Give tables the name that the list of tables has for them; the names in the list without a table, by cell."""
    missing = {}
    for physical, logical, cell in listed:
        names = [name for name in (physical, logical) if name]
        found = next((d for name in names if (d := drafts.find(name))), None)
        if found is None:
            missing[cell] = physical or logical
            continue
        found.physical = found.physical or physical
        found.logical = found.logical or logical
    return missing
