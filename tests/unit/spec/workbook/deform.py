"""Named deformations of a workbook in the official layout: what ministries and vendors do to tables over the years.

Each takes a workbook that ``official.workbook`` wrote and a seeded random source; none of them changes what the tables
say. ``Table`` knows where our writer puts headings; the importer does not.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from migrate.files import tables
from migrate.files.bundled import bundled

LAYOUTS = bundled("specs") / "layouts"
Deformation = Callable[[openpyxl.Workbook, random.Random], None]
_ID = "データ項目ID"
_FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})


def synonyms() -> dict[str, list[str]]:
    """Heading as our writer writes it → other one-level headings of the same meaning."""
    found: dict[str, list[str]] = {}
    for path in sorted(LAYOUTS.glob("*/headings.csv")):
        rows = tables.read(path)
        for first in rows:
            same = [r for r in rows if (r["table"], r["field"]) == (first["table"], first["field"])]
            names = [r["heading"] for r in same if "/" not in r["heading"] and r["heading"] != first["heading"]]
            if same[0] is first and names and "/" not in first["heading"]:
                found[f"{first['table']} {first['heading']}"] = names
    return found


def put(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """Write a value as it is: a text never becomes a formula."""
    cell = sheet.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"


class Table:
    """One table sheet: ``head`` is its first heading row, ``first`` its first data row, counted from 1."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet = sheet
        corner = [sheet.cell(row, 1).value for row in (3, 4)]
        self.kind = "items" if sheet.cell(5, 2).value == _ID else "codes" if corner[1] == "コードID" else "more"
        self.head = {"items": 5, "codes": 4, "more": 3}[self.kind]
        self.first = {"items": 7, "codes": 6, "more": 4}[self.kind]

    @property
    def vocabulary(self) -> str:
        """The kind of headings, where they have synonyms of their own."""
        words = {str(cell.value) for cell in self.sheet[self.head]}
        kinds = {"機能ID": "functions", "帳票ID": "forms", "連携ID": "interfaces"}
        return next((kind for word, kind in kinds.items() if word in words), self.kind)

    def rows(self) -> list[list[Any]]:
        """All values."""
        return [[cell.value for cell in row] for row in self.sheet.iter_rows(max_col=max(self.sheet.max_column, 5))]

    def replace(self, rows: list[list[Any]]) -> None:
        """All values anew, without merged cells."""
        for one in list(self.sheet.merged_cells.ranges):
            self.sheet.unmerge_cells(str(one))
        height, width = self.sheet.max_row, self.sheet.max_column
        for row in range(1, max(height, len(rows)) + 1):
            values = rows[row - 1] if row <= len(rows) else []
            for column in range(1, max(width, len(values)) + 1):
                put(self.sheet, row, column, values[column - 1] if column <= len(values) else None)

    def headings(self, change: Callable[[str], str]) -> None:
        """Change each heading text."""
        for row in range(self.head, self.first):
            for cell in self.sheet[row]:
                if isinstance(cell.value, str) and cell.value != "e":
                    put(self.sheet, row, cell.column, change(cell.value))

    def spread(self) -> list[list[Any]]:
        """All values, with the text of each merged heading in all its columns (not in all its rows)."""
        rows = self.rows()
        for one in self.sheet.merged_cells.ranges:
            if self.head <= one.min_row < self.first:
                for column in range(one.min_col, one.max_col + 1):
                    rows[one.min_row - 1][column - 1] = rows[one.min_row - 1][one.min_col - 1]
        return rows


def all_tables(book: openpyxl.Workbook) -> list[Table]:
    """The table sheets: all but the two legends."""
    return [Table(sheet) for sheet in book.worksheets if not sheet.title.startswith("凡例")]


def _moved(book: openpyxl.Workbook, down: int, right: int) -> None:
    for table in all_tables(book):
        spans = [one.bounds for one in table.sheet.merged_cells.ranges]
        rows = table.rows()
        table.replace([[] for _ in range(down)] + [[None] * right + row for row in rows])
        for left, top, end, bottom in spans:
            table.sheet.merge_cells(
                start_row=top + down, start_column=left + right, end_row=bottom + down, end_column=end + right
            )


def header_moved_down(book: openpyxl.Workbook, rng: random.Random) -> None:
    _moved(book, rng.randint(1, 30), 0)


def header_moved_right(book: openpyxl.Workbook, rng: random.Random) -> None:
    _moved(book, 0, rng.randint(1, 5))


def unmerged_headers(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        table.replace(table.rows())


def merged_headers(book: openpyxl.Workbook, rng: random.Random) -> None:
    """Headings of one row become merged cells of two rows."""
    for table in all_tables(book):
        if table.kind == "more":
            rows = table.rows()
            table.replace([*rows[: table.head], [], *rows[table.head :]])
            for column in range(1, len(rows[table.head - 1]) + 1):
                table.sheet.merge_cells(
                    start_row=table.head, end_row=table.head + 1, start_column=column, end_column=column
                )


def full_width_headings(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        table.headings(lambda text: text.translate(_FULL_WIDTH))


def line_breaks_in_headings(book: openpyxl.Workbook, rng: random.Random) -> None:
    def broken(text: str) -> str:
        at = rng.randint(0, len(text))
        return f"{text[:at]}\n{text[at:]}"

    for table in all_tables(book):
        table.headings(broken)


def blanks_in_headings(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        table.headings(lambda text: rng.choice((" ", "\u3000")).join(text) + rng.choice(("", " ", "\u3000")))


def renamed_headings(book: openpyxl.Workbook, rng: random.Random) -> None:
    known = synonyms()
    for table in all_tables(book):
        kind = table.vocabulary
        table.headings(lambda text, kind=kind: rng.choice(known.get(f"{kind} {text}", [text])))  # type: ignore[misc]


def columns_permuted(book: openpyxl.Workbook, rng: random.Random) -> None:
    """Columns in any order; both parts of an ID stay side by side."""
    for table in all_tables(book):
        rows = table.spread()
        width = len(rows[0])
        blocks = [[1, 2] if column == 1 else [column] for column in range(width) if column != 2]
        if table.kind != "items":
            blocks = [[column] for column in range(width)]
        rng.shuffle(blocks)
        order = [column for block in blocks for column in block]
        above = table.head - 1
        table.replace(rows[:above] + [[row[column] for column in order] for row in rows[above:]])


def extra_columns(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        rows = table.spread()
        at = rng.choice([column for column in range(len(rows[0]) + 1) if column != 2])
        for number, row in enumerate(rows, start=1):
            filled = number >= table.first and any(value not in (None, "", "e") for value in row)
            row.insert(at, "改定履歴" if number == table.head else "第2.1版で追加" if filled else None)
        table.replace(rows)


def extra_blank_rows(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        rows = table.rows()
        for at in sorted((rng.randint(table.first - 1, len(rows)) for _ in range(4)), reverse=True):
            rows.insert(at, [])
        table.replace(rows)


def hidden_sheet(book: openpyxl.Workbook, rng: random.Random) -> None:
    if len(book.worksheets) > 1:
        index = rng.randrange(len(book.worksheets))
        book.active = (index + 1) % len(book.worksheets)
        book.worksheets[index].sheet_state = rng.choice(("hidden", "veryHidden"))


def sheet_renamed(book: openpyxl.Workbook, rng: random.Random) -> None:
    for number, table in enumerate(all_tables(book)):
        table.sheet.title = f"Sheet{number + 1}"


def sentinel_removed(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        if table.kind == "items":
            last = table.sheet.max_row
            for cell in table.sheet[last]:
                if cell.value == "e":
                    cell.value = None


def _one_id(book: openpyxl.Workbook, number: bool) -> None:
    for table in all_tables(book):
        if table.kind == "items":
            for row in range(table.first, table.sheet.max_row + 1):
                first, second = table.sheet.cell(row, 2).value, table.sheet.cell(row, 3).value
                if second is not None:
                    text = f"{first}{int(second):05d}"
                    put(table.sheet, row, 2, int(text) if number else text)
                    table.sheet.cell(row, 3).value = None


def ids_in_one_cell(book: openpyxl.Workbook, rng: random.Random) -> None:
    _one_id(book, number=False)


def ids_as_numbers(book: openpyxl.Workbook, rng: random.Random) -> None:
    _one_id(book, number=True)
    for table in all_tables(book):
        for row in range(table.first, table.sheet.max_row + 1):
            for cell in table.sheet[row]:
                head = str(table.sheet.cell(table.head, cell.column).value)
                if head.endswith("ID") and isinstance(cell.value, str) and len(cell.value) in (7, 8):
                    cell.value = int(cell.value) if cell.value.isdigit() else cell.value


def notes_below(book: openpyxl.Workbook, rng: random.Random) -> None:
    notes = ("※ 令和5年9月29日時点。", "（以下余白）", "注1）桁数は文字数である。", "【参考】凡例を参照のこと。")
    for table in all_tables(book):
        below = table.sheet.max_row + rng.randint(1, 3)
        put(table.sheet, below, rng.choice((1, 2)), rng.choice(notes))
        table.sheet.merge_cells(start_row=below + 2, end_row=below + 2, start_column=1, end_column=4)
        put(table.sheet, below + 2, 1, rng.choice(notes))


def repeated_header(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        rows = table.rows()
        at = rng.randint(table.first - 1, max(table.first - 1, len(rows) - 1))
        head = [list(row) for row in rows[table.head - 1 : table.first - 1]]
        table.replace(rows[:at] + head + rows[at:])


def one_row_header(book: openpyxl.Workbook, rng: random.Random) -> None:
    """Headings of two rows become one row: グループ and 名称 become グループ名称."""
    for table in all_tables(book):
        if table.kind == "items":
            rows = table.spread()
            upper, lower = rows[table.head - 1], rows[table.head]
            rows[table.head - 1] = [
                f"{a or ''}{b}" if b not in (None, "e") else a for a, b in zip(upper, lower, strict=True)
            ]
            del rows[table.head]
            table.replace(rows)


def three_row_header(book: openpyxl.Workbook, rng: random.Random) -> None:
    """A caption right above the headings, merged over all of them."""
    for table in all_tables(book):
        rows = table.spread()
        table.replace([*rows[: table.head - 1], ["項目の一覧表"], *rows[table.head - 1 :]])
        table.sheet.merge_cells(start_row=table.head, end_row=table.head, start_column=1, end_column=len(rows[0]))


def code_ids_repeated(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        if table.kind == "codes":
            head: list[Any] = [None, None]
            for row in range(table.first, table.sheet.max_row + 1):
                own = [table.sheet.cell(row, column).value for column in (1, 2)]
                head = own if own[0] is not None else head
                put(table.sheet, row, 1, head[0])
                put(table.sheet, row, 2, head[1])


def code_ids_merged(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        if table.kind == "codes":
            starts = [
                r for r in range(table.first, table.sheet.max_row + 1) if table.sheet.cell(r, 1).value is not None
            ]
            for start, end in zip(starts, [*starts[1:], table.sheet.max_row + 1][: len(starts)], strict=True):
                for column in (1, 2):
                    table.sheet.merge_cells(start_row=start, end_row=end - 1, start_column=column, end_column=column)


def title_rows_removed(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        table.replace(table.spread()[table.head - 1 :])


def extra_sheets(book: openpyxl.Workbook, rng: random.Random) -> None:
    cover = book.create_sheet("表紙", 0)
    cover["C5"] = "基本データリスト"
    cover["C9"] = "令和5年9月29日"
    memo = book.create_sheet("改定履歴")
    for column, text in enumerate(("版", "日付", "改定の内容"), start=1):
        memo.cell(3, column).value = text
        memo.cell(4, column).value = "1.0"
    book.create_sheet("空のシート")


def trailing_blanks(book: openpyxl.Workbook, rng: random.Random) -> None:
    for table in all_tables(book):
        table.headings(lambda text: f" {text}\u3000\n")
        right, below = table.sheet.max_column + 3, table.sheet.max_row + 5
        for row in range(table.first, below):
            put(table.sheet, row, right, rng.choice((" ", "\u3000", "\n")))
        put(table.sheet, below, 1, "  ")


def numbered_rows(book: openpyxl.Workbook, rng: random.Random) -> None:
    """A column 項番 to the left."""
    for table in all_tables(book):
        rows = table.spread()
        for number, row in enumerate(rows, start=1):
            filled = any(value not in (None, "", "e") for value in row)
            row.insert(0, "項番" if number == table.head else number if filled and number >= table.first else None)
        table.replace(rows)


def sheets_reordered(book: openpyxl.Workbook, rng: random.Random) -> None:
    rng.shuffle(book._sheets)


DEFORMATIONS: dict[str, Deformation] = {
    one.__name__: one
    for one in (
        *(header_moved_down, header_moved_right, unmerged_headers, merged_headers, full_width_headings),
        *(line_breaks_in_headings, blanks_in_headings, renamed_headings, columns_permuted, extra_columns),
        *(extra_blank_rows, hidden_sheet, sheet_renamed, sentinel_removed, ids_in_one_cell, ids_as_numbers),
        *(notes_below, repeated_header, one_row_header, three_row_header, code_ids_repeated, code_ids_merged),
        *(title_rows_removed, extra_sheets, trailing_blanks, numbered_rows, sheets_reordered),
    )
}
