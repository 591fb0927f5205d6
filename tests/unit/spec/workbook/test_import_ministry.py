"""Workbooks as ministries publish them: kinds by size of municipality, signs with a legend, items on own sheets.

What such a book holds and a spec does not, is said; nothing gets lost behind an exit of 0.
"""

from __future__ import annotations

import io

import openpyxl
import pytest

from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.files.xlsx_unread import unread
from migrate.model.finding import Severity
from migrate.model.spec import InterfaceItem, SpecImport
from migrate.spec.workbook import codes_csv, importer

LAYOUTS = bundled("specs") / importer.LAYOUTS
NAMES = {"001": "住民基本台帳", "022": "障害者福祉", "026": "国民年金"}
Rows = list[list[object]]


def _import(*sheets: tuple[str, Rows], file: str = "022_20240830.xlsx", merged: tuple[str, ...] = ()) -> SpecImport:
    """What is understood of a real workbook with sheets of values; ``merged`` ranges are in the first one."""
    book = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
        for one in merged if number == 0 else ():
            sheet.merge_cells(one)
    stream = io.BytesIO()
    book.save(stream)
    data = stream.getvalue()
    request = importer.Request(file=file, sha256="", names=NAMES, unread=unread(data))
    return importer.understand(xlsx.loads(data, file), request, LAYOUTS)


def _listed(result: SpecImport, *codes: str) -> list[tuple[str, str, str | None]]:
    return [(f.code, f.severity.value, f.place.cell) for f in result.findings if not codes or f.code in codes]


BY_SIZE: Rows = [
    ["障害者福祉システム標準仕様書（共通）"],
    ["機能ID", "機能名称", "機能要件", "実装区分", None, None, "要件の考え方・理由", "要件種別"],
    [None, None, None, "指定都市", "中核市", "一般市区町村", None, None],
    ["0220001", "照会", "照会できること", "◎", "◎", "◎", "必要", "機能要件"],
    ["0220002", "税照会", "税を照会できること", "◎", "〇", "×", None, "機能要件"],
    ["0220003", "削除", "（削除）", "－", "－", "－", None, "機能要件"],
]
LEGEND: Rows = [["凡例"], ["◎：実装必須機能"], ["〇：標準オプション機能"], ["× … 実装不可機能"]]
MERGED = ("A2:A3", "B2:B3", "C2:C3", "D2:F2", "G2:G3", "H2:H3")


def test_kinds_by_size_of_municipality() -> None:
    """指定都市, 中核市, 一般市区町村: one word where all agree, else each size with its word, by the book's legend."""
    result = _import(("機能要件", BY_SIZE), ("凡例", LEGEND), merged=MERGED)

    assert [one.kind for one in result.spec.functions] == [
        "実装必須機能",
        "指定都市: 実装必須機能、中核市: 標準オプション機能、一般市区町村: 実装不可機能",
        "",
    ]


def test_signs_without_a_legend_are_said_once_each() -> None:
    """A sign that nothing explains is kept as published, and named once with its first cell and its rows."""
    result = _import(("機能要件", BY_SIZE), merged=MERGED)
    said = [(f.place.cell, f.params["kind"], f.params["count"]) for f in result.findings if f.code == "MIG-SPEC-034"]

    assert result.spec.functions[0].kind == "◎"
    assert said == [("D4", "◎", 2), ("D6", "（空）", 1)]


def test_columns_that_a_spec_has_no_place_for() -> None:
    """要件の考え方・理由, and a 要件種別 that is no 実装類型: understood, not taken, no warning."""
    result = _import(("機能要件", BY_SIZE), merged=MERGED)

    assert _listed(result, "MIG-SPEC-009", "MIG-SPEC-035") == [
        ("MIG-SPEC-035", "info", "G4"),
        ("MIG-SPEC-035", "info", "H4"),
    ]


def test_a_legend_above_the_table_explains_a_column_of_signs() -> None:
    """One column of ◎ and ○ under 実装類型."""
    rows: Rows = [["凡例：◎…実装必須機能、○…標準オプション機能"], ["機能ID", "機能要件", "実装類型"]]
    result = _import(("機能", [*rows, ["0220001", "a", "◎"], ["0220002", "b", "○"]]))

    assert [one.kind for one in result.spec.functions] == ["実装必須機能", "標準オプション機能"]


def test_a_dash_in_a_column_of_kinds_stays() -> None:
    """In a column of its own 実装類型 is as published, a dash too; it is said that no class has that name."""
    result = _import(("機能", [["機能ID", "機能要件", "実装類型"], ["0220001", "（削除）", "－"]]))

    assert [one.kind for one in result.spec.functions] == ["－"]
    assert [f.params["kind"] for f in result.findings if f.code == "MIG-SPEC-034"] == ["－"]


def test_short_names_of_kinds_and_the_better_of_two_headings() -> None:
    """実装必須／標準オプション as columns of marks; 帳票要件 is the requirement, 帳票概要 beside it is named."""
    rows: Rows = [["帳票ID", "帳票名称", "帳票概要", "帳票要件", "実装必須", "標準オプション"]]
    result = _import(("帳票", [*rows, ["0220001", "通知書", "概要", "印字できること", "○", None]]))
    form = result.spec.forms[0]

    assert (form.requirement, form.kind) == ("印字できること", "実装必須")
    assert _listed(result, "MIG-SPEC-009") == [("MIG-SPEC-009", "warning", "C2")]


@pytest.mark.parametrize(("strange", "severity"), [("謎の区分", "error"), (None, "warning")])
def test_a_missing_kind_beside_a_strange_column(strange: str | None, severity: str) -> None:
    """Without 実装類型 a column with values that was not understood may be the one: an error, else a warning."""
    rows: Rows = [["機能ID", "機能要件", strange], ["0220001", "a", "x" if strange else None]]

    assert _listed(_import(("機能", rows)), "MIG-SPEC-014") == [
        ("MIG-SPEC-014", "warning", "A1"),
        ("MIG-SPEC-014", severity, "A1"),
    ]


ITEM_HEAD: list[object] = ["データ項目ID", "データ項目", "グループ名", "主キー", "データ型", "桁数", "コード"]


def _items(*rows: list[object], head: dict[str, str] | None = None) -> Rows:
    words = [(head or {}).get(str(word), word) for word in [*ITEM_HEAD, "データ出力条件", "実装類型"]]
    return [["基本データリスト（国民年金）"], list(words), *rows]


def test_a_renamed_main_heading_is_an_error() -> None:
    """No 桁数, but a strange column with values: the workbook holds more than was read."""
    row: list[object] = ["02600001", "氏名", "被保険者", "○", "X", 10, None, "必須", "○"]
    result = _import(("項目", _items(row, head={"桁数": "ながさ"})), file="026_20240101.xlsx")

    assert ("MIG-SPEC-014", "error", "A2") in _listed(result)


def test_marks_and_conditions_are_read_by_meaning() -> None:
    """Other circles are ○, blanks in 必須 do not matter; other words stay as published and are said once."""
    rows: list[list[object]] = [
        ["02600001", "番号", "被保険者", "○", "X", "１０", None, "必　須", "●"],
        ["02600002", "氏名", "被保険者", None, "Ｎ", "最大100", None, "条件付必須", "△"],
        ["02600003", "氏", "被保険者", None, "Ｎ", "最大100", None, "任意", None],
    ]
    result = _import(("項目", _items(*rows)), file="026_20240101.xlsx")
    said = [(f.place.cell, f.params["text"], f.params["count"]) for f in result.findings if f.code == "MIG-SPEC-037"]

    assert [(i.output_condition, i.implementation) for i in result.spec.items] == [
        ("必須", "○"),
        ("条件付必須", "△"),
        ("任意", ""),
    ]
    assert said == [("F4", "最大100", 2), ("H4", "条件付必須", 1), ("I4", "△", 1)]


def test_a_table_far_below_is_found() -> None:
    """Headings below row 100 count where there are none above."""
    row: list[object] = ["02600001", "氏名", "被保険者", "○", "X", 10, None, "必須", "○"]
    rows: Rows = [[f"注意書き {number}"] for number in range(150)]

    assert len(_import(("項目", [*rows, *_items(row)]), file="026_20240101.xlsx").spec.items) == 1


def test_an_empty_table_among_others_is_said() -> None:
    """Headings without any row are a warning, although another sheet has items."""
    row: list[object] = ["02600001", "氏名", "被保険者", "○", "X", 10, None, "必須", "○"]
    result = _import(("一", _items(row)), ("二", _items()), file="026_20240101.xlsx")

    assert _listed(result, "MIG-SPEC-036") == [("MIG-SPEC-036", "warning", "A2")]


def test_tables_side_by_side_are_an_error() -> None:
    """A second table to the right with the same headings is not read: that is said as an error."""
    head: list[object] = ["コードID", "コード名", "コード値", "コード値の内容"]
    result = _import(("コード", [[*head, *head], [1, "性別", "1", "男", 2, "続柄", "1", "妻"]]))

    assert _listed(result, "MIG-SPEC-009") == [("MIG-SPEC-009", "error", f"{letter}2") for letter in "EFGH"]


def test_cells_that_the_reader_did_not_get() -> None:
    """A formula that was never calculated, and #N/A, are errors with their cells; the title above does not matter."""
    rows = _items(["02600001", "氏名", "被保険者", "○", "X", "=5+5", None, "#N/A", "○"])
    rows[0] = ["=TODAY()"]
    result = _import(("項目", rows), file="026_20240101.xlsx")

    assert _listed(result, "MIG-SPEC-039") == [("MIG-SPEC-039", "error", "F3"), ("MIG-SPEC-039", "error", "H3")]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("（別紙２）機能要件　国民年金", "国民年金"),
        ("国民年金システム標準仕様書（第3.0版）（共通）", "国民年金"),
        ("（案）", "国民年金"),
        ("■（国民年金事務）機能要件", "国民年金事務"),
    ],
)
def test_brackets_are_no_name_unless_they_look_like_it(title: str, name: str) -> None:
    """別紙, 案, 共通 in brackets never become the name of the business."""
    rows: Rows = [[title], ["機能ID", "機能要件", "実装類型"], ["0260001", "a", "実装必須機能"]]

    assert _import(("機能", rows), file="026_20240101.xlsx").spec.business_name == name


LIST: Rows = [
    ["連携ID", "連携名", "連携元業務", "連携先業務", "連携方式"],
    ["001o006", "住民情報", "住民基本台帳", "国民健康保険", "ファイル連携"],
]


def test_items_of_interfaces_on_a_sheet_of_their_own() -> None:
    """A list of items with a 連携ID in each row joins the list of interfaces."""
    rows: Rows = [["連携ID", "項目No", "データ項目ID", "データ項目名"], ["001o006", 1, "00100001", "宛名番号"]]
    result = _import(("一覧", LIST), ("項目", rows), file="001_20240131.xlsx")
    found = result.spec.interfaces[0]

    assert (found.provider, found.items) == ("住民基本台帳", (InterfaceItem(name="宛名番号", item_id="00100001"),))
    assert _listed(result) == []


def test_one_sheet_for_each_interface() -> None:
    """連携ID and 連携名 may stand as labels above the table of items."""
    rows: Rows = [
        ["連携ＩＤ：", "001o006"],
        ["連携名：", None, "住民情報"],
        [],
        ["項番", "データ項目ID", "データ項目名", "備考"],
        [1, "00100001", "宛名番号", "暗号化"],
    ]
    result = _import(("住民情報", rows), ("一覧", LIST), file="001_20240131.xlsx")
    found = result.spec.interfaces

    assert [(one.id, one.name, one.consumer, len(one.items)) for one in found] == [
        ("001o006", "住民情報", "国民健康保険", 1)
    ]
    assert _listed(result) == []


def test_an_interface_that_no_sheet_names_is_refused() -> None:
    """Items of a 連携ID without a name are listed, each row."""
    rows: Rows = [["連携ID", "データ項目名"], ["001o007", "宛名番号"]]
    result = _import(("一覧", LIST), ("項目", rows), file="001_20240131.xlsx")

    assert _listed(result) == [("MIG-SPEC-028", "error", "A2")]


def test_findings_are_in_the_order_of_the_book() -> None:
    """Row 9 comes before row 10, the first sheet before the second."""
    strange: Rows = [["x", "a", "実装必須機能"] for _ in range(10)]
    rows: Rows = [["機能ID", "機能要件", "実装類型"], *strange]
    result = _import(("乙", rows), ("甲", rows[:2]), ("一覧", LIST), file="001_20240131.xlsx")
    cells = [(f.place.sheet, f.place.cell) for f in result.findings if f.severity is Severity.ERROR]

    assert cells == [*(("乙", f"A{row}") for row in range(2, 12)), ("甲", "A2")]


CODES = "コードID,コード名,コード値,コード値の内容\n1,性別,1,男\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_codes_with_tabs(encoding: str) -> None:
    """What Excel calls Unicode テキスト is read: tabs, UTF-16."""
    book, _ = codes_csv.loads(CODES.replace(",", "\t").encode(encoding), "001_20240101.csv")
    request = importer.Request(file="001_20240101.csv", sha256="", names=NAMES)

    assert [one.name for one in importer.understand(book, request, LAYOUTS).spec.code_lists] == ["性別"]


def test_a_csv_without_headings_is_told_what_to_write() -> None:
    """The error of a CSV names the headings of code lists."""
    book, _ = codes_csv.loads(b"id,name\n1,a\n", "001_20240101.csv")
    with pytest.raises(MigrateError) as caught:
        importer.understand(book, importer.Request(file="001_20240101.csv", sha256=""), LAYOUTS)

    assert caught.value.code == "MIG-SPEC-038"


def test_a_history_of_changes_is_no_table() -> None:
    """A sheet 改定履歴 that names 機能ID and 機能名称 is a sheet aside, not a damaged list of functions."""
    history: Rows = [["版", "機能ID", "機能名称", "改定内容"], ["1.0", "0220001", "照会", "新規"]]
    rows: Rows = [["機能ID", "機能要件", "実装類型"], ["0220001", "a", "実装必須機能"]]

    assert _listed(_import(("機能", rows), ("改定履歴", history)), "MIG-SPEC-021", "MIG-SPEC-022") == [
        ("MIG-SPEC-022", "info", None)
    ]
