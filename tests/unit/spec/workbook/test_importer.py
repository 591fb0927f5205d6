"""Official workbooks are read by the meaning of their headings; every row is an item or a finding."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from migrate.errors import Exit, MigrateError
from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.model.spec import SpecImport
from migrate.spec import store
from migrate.spec.workbook import importer, official
from migrate.spec.workbook.headings import plain

LAYOUT = bundled("specs") / importer.LAYOUT
LAYOUTS = bundled("specs") / importer.LAYOUTS
SPEC = store.read(bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29")
OFFICIAL = official.workbook(SPEC, LAYOUT)
FILE = "031_20230929.xlsx"
Change = Callable[[openpyxl.Workbook], object]


def _read(data: bytes, **said: str) -> SpecImport:
    return importer.understand(xlsx.loads(data, FILE), importer.Request(file=FILE, sha256="", **said), LAYOUTS)


def _changed(change: Change, **said: str) -> SpecImport:
    book = openpyxl.load_workbook(io.BytesIO(OFFICIAL))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return _read(stream.getvalue(), **said)


def _codes(result: SpecImport) -> list[tuple[str, str | None]]:
    """Code and cell of what was found, but for the two legends, which are never read."""
    return [(one.code, one.place.cell) for one in result.findings if one.code != "MIG-SPEC-022"]


def _same(result: SpecImport) -> bool:
    return replace(result.spec, provenance=SPEC.provenance) == SPEC


def _unmerge(sheet: Worksheet) -> None:
    for one in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(one))


def _reordered(sheet: Worksheet, order: list[int]) -> None:
    """Put the columns into another order, values and vertical merges."""
    _unmerge(sheet)
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    for row, values in enumerate(rows, start=1):
        for column, old in enumerate(order, start=1):
            sheet.cell(row, column).value = values[old]


def test_real_workbook(shared: Path) -> None:
    """The published workbook gives the bundled spec: 29 items, 1 group, 3 code lists; its two legends are named."""
    path = shared / "official" / "031_item_definition_20230929.xlsx"
    request = importer.Request(file=path.name, sha256=SPEC.provenance.sha256)
    result = importer.understand(xlsx.load(path), request, LAYOUTS)

    assert (
        result.data_rows,
        len(result.spec.items),
        len(result.spec.tables),
        len(result.spec.code_lists),
        [(one.code, one.place.sheet) for one in result.findings],
    ) == (29, 29, 1, 3, [("MIG-SPEC-022", "凡例）列項目説明"), ("MIG-SPEC-022", "凡例）データ型")])
    assert _same(result)


def test_rename_change_and_reorder() -> None:
    """One item renamed, one ID changed, the columns in another order: exactly that is seen."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["D9"] = "氏名（改）"
        sheet["C20"] = 99
        _reordered(sheet, [0, 11, 5, 6, 7, 21, 1, 2, 12, 3, 20, 4, 8, 9, 10, 19, 13, 14, 15, 16, 17, 18, 22])

    result = _changed(change)
    expected = [(item.id, item.name) for item in SPEC.items]
    expected[2] = ("03100003", "氏名（改）")
    expected[13] = ("03100099", "住所_市区町村コード")

    assert (expected, 29, []) == ([(i.id, i.name) for i in result.spec.items], result.data_rows, _codes(result))
    others = [(a, b) for a, b in zip(SPEC.items, result.spec.items, strict=True) if a != b]
    assert len(others) == 2


@pytest.mark.parametrize(
    ("cell", "heading"),
    [
        ("D5", "データ項目\n"),
        ("E5", "データ項目（ローマ字）"),
        ("E5", "データ項目 (ﾛｰﾏ字)"),
        ("B5", "データ項目 ＩＤ"),
        ("I6", "Ｌｖ１"),
        ("L5", "デ ー タ 型"),
        ("P5", "データ出力\n条件"),
        ("F5", "グループ　"),
        ("M5", "桁　数"),
    ],
)
def test_variants_of_headings(cell: str, heading: str) -> None:
    """Width, blanks, line breaks and brackets in a heading do not matter."""

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0][cell] = heading

    assert _same(_changed(change))


def test_headings_in_one_row_further_down() -> None:
    """A table with one heading row, an ID in one cell with lost zeros, and three rows above it is read."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        _unmerge(sheet)
        heads = [sheet.cell(6, c).value or sheet.cell(5, c).value for c in range(1, 24)]
        for column, head in enumerate(heads, start=1):
            sheet.cell(6, column).value = "グループ名称" if head == "名称" else head
            sheet.cell(5, column).value = None
        for row in range(7, 36):
            sheet.cell(row, 2).value = 3_100_000 + sheet.cell(row, 3).value
            sheet.cell(row, 3).value = None
        sheet.insert_rows(1, 3)

    assert _same(_changed(change))


def test_without_merged_cells() -> None:
    """Where merged cells were dissolved, the second part of the ID and the code lists are still found."""

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets:
            _unmerge(sheet)

    assert _same(_changed(change))


def test_merged_data_cells() -> None:
    """A group name or a code ID that is merged over its rows belongs to each of them."""

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0].merge_cells("F7:F35")
        book.worksheets[1].merge_cells("A6:A8")
        book.worksheets[1].merge_cells("B6:B8")

    assert _same(_changed(change))


def test_sentinels_are_not_data() -> None:
    """The ``e`` cells are no rows; an ``e`` that is a sample value stays."""

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["U7"] = "e"

    result = _changed(change)

    assert (result.data_rows, result.spec.items[0].sample, _codes(result)) == (29, "e", [])


def test_numbers_and_full_width_types() -> None:
    """Type ``9`` (a number in the workbook) is ``9``, type ``Ｎ`` stays full width, line breaks stay."""
    items = {item.name: item for item in _read(OFFICIAL).spec.items}

    assert (items["代表宛名フラグ"].type, items["代表宛名フラグ"].length, items["氏名"].type) == ("9", "1", "Ｎ")
    assert items["住所_番地号表記"].sample == "１００８番地\n１番６号"


@pytest.mark.parametrize(
    ("cell", "text", "expected"),
    [
        ("C9", "abc", [("MIG-SPEC-002", "B9")]),
        ("C9", None, [("MIG-SPEC-002", "B9")]),
        ("D9", None, [("MIG-SPEC-002", "B9")]),
        ("F9", None, [("MIG-SPEC-002", "B9")]),
        ("C9", 1, [("MIG-SPEC-008", "B9")]),
        ("B9", "099", [("MIG-SPEC-002", "B9")]),
        ("L9", "VARCHAR", [("MIG-SPEC-012", "L9")]),
        ("G9", "△", [("MIG-SPEC-016", "G9")]),
        ("B37", "？", [("MIG-SPEC-002", "B37")]),
        ("B37", "※注記", [("MIG-SPEC-020", "B37")]),
        ("D38", "（以下余白）", [("MIG-SPEC-020", "D38")]),
    ],
)
def test_rows_that_are_not_understood(cell: str, text: object, expected: list[tuple[str, str]]) -> None:
    """A row that is no item is listed with sheet and cell; data rows = items + rows listed."""

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0][cell] = text

    result = _changed(change)
    listed = sum(finding.code in {"MIG-SPEC-002", "MIG-SPEC-008", "MIG-SPEC-020"} for finding in result.findings)

    assert expected == _codes(result)
    assert result.data_rows == len(result.spec.items) + listed
    assert all(finding.place.sheet and finding.place.file == FILE for finding in result.findings)


def test_columns_that_are_not_understood() -> None:
    """A new column with values is named; a missing one too."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[0]
        sheet["Q5"] = "改定履歴"

    assert _codes(_changed(change)) == [("MIG-SPEC-009", "Q7"), ("MIG-SPEC-014", "A5")]


def test_codes_that_are_not_understood() -> None:
    """A code without value, and an item whose code list is missing, are named."""

    def change(book: openpyxl.Workbook) -> None:
        sheet = book.worksheets[1]
        sheet["C7"] = None
        sheet["A9"] = 3

    result = _changed(change)

    assert _codes(result) == [("MIG-SPEC-011", "C7")]
    assert [one.params["code"] for one in importer.open_references(result.spec, FILE)] == ["002"]


def _error(change: Change, **said: str) -> tuple[str, Exit]:
    with pytest.raises(MigrateError) as caught:
        _changed(change, **said)
    return caught.value.code, caught.value.exit


def test_no_known_table() -> None:
    """A workbook without any known table is refused."""

    def change(book: openpyxl.Workbook) -> None:
        for name in book.sheetnames[:2]:
            book.remove(book[name])

    assert _error(change) == ("MIG-SPEC-001", Exit.UNREADABLE)


def test_nearly_a_table() -> None:
    """An item table that lacks an indispensable heading is refused, and the heading is named with its cell."""

    def change(book: openpyxl.Workbook) -> None:
        book.worksheets[0]["L5"] = "謎"
        book.remove(book.worksheets[1])

    with pytest.raises(MigrateError) as caught:
        _changed(change)

    error = caught.value
    assert (error.code, error.params["missing"], error.where.cell) == ("MIG-SPEC-021", "データ型", "B5")


def test_header_only() -> None:
    """Tables without any row are exit 5: nothing was read."""

    def change(book: openpyxl.Workbook) -> None:
        for sheet in book.worksheets[:2]:
            _unmerge(sheet)
            sheet.delete_rows(7, 40)
        book.worksheets[1].delete_rows(6, 40)

    assert _error(change) == ("MIG-SPEC-017", Exit.NOTHING_CHECKED)


def test_business_is_taken_from_the_content() -> None:
    """--business must be in the workbook."""
    assert _error(lambda book: None, business="001") == ("MIG-SPEC-005", Exit.USAGE)
    assert _changed(lambda book: None, business="031").spec.business == "031"


@pytest.mark.parametrize(
    ("file", "given", "expected"),
    [
        ("031_20230929.xlsx", "", "2023-09-29"),
        ("031_2023-09-29_項目定義書.xlsx", "", "2023-09-29"),
        ("031_20230929.xlsx", "2.1", "2.1"),
        ("1_20231399_20240101.xlsx", "", "2024-01-01"),
    ],
)
def test_edition(file: str, given: str, expected: str) -> None:
    """The edition is as given, else the first date in the file name."""
    assert expected == importer.edition_of(importer.Request(file=file, sha256="", edition=given))


@pytest.mark.parametrize(
    ("file", "given", "code"),
    [
        ("項目定義書.xlsx", "", "MIG-SPEC-003"),
        ("120230929.xlsx", "", "MIG-SPEC-003"),
        ("a.xlsx", "../x", "MIG-SPEC-004"),
        ("a.xlsx", "令和5年", "MIG-SPEC-004"),
    ],
)
def test_edition_missing_or_wrong(file: str, given: str, code: str) -> None:
    """Without a date the edition is asked for; it must be able to name a folder."""
    with pytest.raises(MigrateError) as caught:
        importer.edition_of(importer.Request(file=file, sha256="", edition=given))

    assert code == caught.value.code


def test_plain_headings() -> None:
    """Headings are compared without width, case, blanks and signs; a long vowel counts."""
    assert plain("データ項目\n（ローマ字）") == "データ項目ローマ字"
    assert plain("ＬＶ１") == plain("lv 1")
