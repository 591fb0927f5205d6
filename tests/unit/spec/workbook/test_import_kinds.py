"""Each kind of file is known by its contents: the real API 仕様, 機能・帳票要件, 機能別連携仕様, コード一覧, CSV."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from migrate.errors import MigrateError
from migrate.files import tables, xlsx
from migrate.files.bundled import bundled
from migrate.model.spec import CodeValue, Form, Function, Interface, InterfaceItem, SpecImport, SpecKind
from migrate.spec.workbook import codes_csv, importer

LAYOUTS = bundled("specs") / importer.LAYOUTS
NAMES = {"001": "住民基本台帳", "031": "住登外者宛名番号管理"}
FILE = "001_20230929.xlsx"
Rows = list[list[object]]


def _understand(book: xlsx.Workbook, file: str = FILE, **said: str) -> SpecImport:
    return importer.understand(book, importer.Request(file=file, sha256="", names=NAMES, **said), LAYOUTS)


def _book(*sheets: tuple[str, Rows], merged: tuple[str, ...] = ()) -> xlsx.Workbook:
    """A real workbook with sheets of values; ``merged`` ranges are in the first one."""
    book = openpyxl.Workbook()
    for number, (name, rows) in enumerate(sheets):
        sheet = book.worksheets[0] if number == 0 else book.create_sheet()
        sheet.title = name
        for row in rows:
            sheet.append(row)
        if number == 0:
            for one in merged:
                sheet.merge_cells(one)
    stream = io.BytesIO()
    book.save(stream)
    return xlsx.loads(stream.getvalue(), FILE)


def _listed(result: SpecImport) -> list[tuple[str, str | None]]:
    return [(one.code, one.place.cell) for one in result.findings]


def _api(shared: Path, file: str = "031_numbering_api_20230929.xlsx", **said: str) -> SpecImport:
    return _understand(xlsx.load(shared / "official" / "031_numbering_api_20230929.xlsx"), file, **said)


def test_api_is_a_spec_of_its_own_kind(shared: Path) -> None:
    """The real API workbook is edition ``api-2.0`` (第2.0版 on its cover) of 031, kind ``api``."""
    spec = _api(shared).spec

    assert (spec.id, spec.kind, spec.title) == ("031@api-2.0", SpecKind.API, "住登外者宛名番号付番API仕様")


def test_api_request_items_are_the_published_ones(shared: Path) -> None:
    """The 40 request items agree with the facts: name, romaji, type, length, condition, in their order."""
    group = "住登外者宛名番号付番API リクエスト"
    facts = [row for row in tables.read(shared / "data" / "official_items.csv") if row["table"] == group]
    expected = [(r["item"], r["romaji"], r["type"], r["length"], r["required"]) for r in facts]
    items = _api(shared).spec.items_of(group)

    assert len(expected) == 40
    assert expected == [(i.name, i.romaji, i.type, i.length, i.output_condition) for i in items]


def test_api_response_items(shared: Path) -> None:
    """The items of the successful answer; 履歴番号 agrees with the facts."""
    group = "住登外者宛名番号付番API レスポンス"
    facts = [row for row in tables.read(shared / "data" / "official_items.csv") if row["table"] == group]
    items = _api(shared).spec.items_of(group)
    found = [(i.name, i.romaji, i.type, i.length, i.output_condition) for i in items if i.name == "履歴番号"]

    assert [(r["item"], r["romaji"], r["type"], r["length"], r["required"]) for r in facts] == found
    assert [item.romaji for item in items] == [
        *("title", "detail", "href", "shikuchosonkodo", "atenabango", "rirekibango"),
        *("sosashaid", "sosanengappi", "sosajikoku"),
    ]


def test_api_ids_are_provisional_and_in_row_order(shared: Path) -> None:
    """業務ID and 80001, 80002 … over both sheets."""
    ids = [item.id for item in _api(shared).spec.items]

    assert ids == [f"03180{number:03d}" for number in range(1, 50)]


def test_api_texts_are_published_ones(shared: Path) -> None:
    """記述例 is the sample, 項目説明 the definition, 備考 the description; ※※ makes it 条件付き必須."""
    item = {one.name: one for one in reversed(_api(shared).spec.items)}["宛名番号"]

    assert (item.sample, item.output_condition) == ('atenabango="123456789123456"', "条件付き必須")
    assert (item.definition[:10], item.description) == ("自治体内において、個", '※※処理区分"1"、または"2"の場合は必須')


def test_api_rows_that_are_no_items_are_listed(shared: Path) -> None:
    """Structures, brackets, headings and the answers to errors: each row is an INFO, none is lost in silence."""
    result = _api(shared)
    listed = Counter((one.place.sheet, one.severity.value) for one in result.findings if one.code == "MIG-SPEC-030")
    reads = {sheet.name: (sheet.part, sheet.rows, sheet.taken, sheet.lost) for sheet in result.sheets}

    assert reads == {"リクエスト_API仕様": ("items", 40, 40, 0), "レスポンス_API仕様": ("items", 49, 9, 40)}
    assert listed == {("レスポンス_API仕様", "info"): 40}


def test_api_edition_is_as_given_before_the_cover(shared: Path) -> None:
    """--edition wins; without the file's number the business is asked for."""
    assert _api(shared, edition="2023-03").spec.id == "031@2023-03"
    with pytest.raises(MigrateError) as caught:
        _api(shared, file="api.xlsx")
    assert caught.value.code == "MIG-SPEC-024"


FUNCTIONS: Rows = [
    ["住民記録システム 機能・帳票要件一覧（住民基本台帳）"],
    ["【第4.0版】", None, None, None, None, None, None, None, "令和5年9月29日"],
    [],
    ["項番", "大項目", "中項目", "小項目\n（機能名称）", "機能ID", "要件", "実装類型", "適合\n基準日", "備考"],
    [
        *(1, "1 管理項目", "1.1 住民データ", "1.1.1 日本人住民データ", "0010001"),
        *("次の項目を管理すること。\n・氏名", "実装必須機能", date(2026, 4, 1), None),
    ],
    [
        *(2, None, None, "1.1.2 外国人住民データ", 10002),
        *("次の項目を管理できること。", "標準オプション機能", "令和8年4月1日", "※第2.0版で追加"),
    ],
    ["2 検索"],
    [3, "2 検索", "2.1 検索", "2.1.1 あいまい検索", "001-0003", "実装しないこと。", "実装不可機能", None, None],
    ["※ 適合基準日は、経過措置を含まない。"],
]


def test_functions() -> None:
    """機能ID without zeros or with hyphen, merged 大項目, a date cell as ISO date, texts as published; notes said."""
    result = _understand(_book(("機能要件", FUNCTIONS), merged=("B5:B6", "C5:C6")))
    data = ("1 管理項目", "1.1 住民データ")

    assert result.spec.functions == (
        Function(
            id="0010001",
            categories=(*data, "1.1.1 日本人住民データ"),
            requirement="次の項目を管理すること。\n・氏名",
            kind="実装必須機能",
            conformity_date="2026-04-01",
        ),
        Function(
            id="0010002",
            categories=(*data, "1.1.2 外国人住民データ"),
            requirement="次の項目を管理できること。",
            kind="標準オプション機能",
            conformity_date="令和8年4月1日",
            remarks="※第2.0版で追加",
        ),
        Function(
            id="0010003",
            categories=("2 検索", "2.1 検索", "2.1.1 あいまい検索"),
            requirement="実装しないこと。",
            kind="実装不可機能",
            conformity_date="",
        ),
    )
    assert _listed(result) == [("MIG-SPEC-020", "A7"), ("MIG-SPEC-020", "A9")]
    assert [(s.part, s.rows, s.taken, s.lost) for s in result.sheets] == [("functions", 5, 3, 2)]
    assert (result.spec.business, result.spec.business_name) == ("001", "住民基本台帳")


MARKED: Rows = [
    ["大項目", "中項目", "機能名称", "機能ID", "機能要件", "実装類型", None, None, "備考"],
    [None, None, None, None, None, "実装すべき\n機能", "実装しても\nしなくても良い機能", "実装しない\n機能", None],
    ["1", "1.1", "a", "0010001", "x", "○", None, None, None],
    ["1", "1.1", "b", "0010002", "y", None, "◯", "－", None],
    ["1", "1.1", "c", "0010003", "z", None, None, "●", None],
    ["1", "1.1", "d", "0010004", "w", "○", "○", None, None],
    ["1", "1.1", "e", "0010005", "v", "△", None, None, None],
    ["1", "1.1", "f", "0010006", "u", None, None, None, None],
]


def test_three_columns_of_marks_of_the_first_generation() -> None:
    """実装類型 as three columns of ○: the heading is the kind; two marks or a strange one are refused, none is said."""
    result = _understand(_book(("Sheet1", MARKED), merged=("F1:H1",)))

    assert [(one.id, one.kind) for one in result.spec.functions] == [
        ("0010001", "実装すべき機能"),
        ("0010002", "実装してもしなくても良い機能"),
        ("0010003", "実装しない機能"),
        ("0010006", ""),
    ]
    assert [one for one in _listed(result) if one[0] != "MIG-SPEC-014"] == [
        ("MIG-SPEC-028", "D6"),
        ("MIG-SPEC-028", "D7"),
        ("MIG-SPEC-034", "F8"),
    ]


FORMS: Rows = [
    [None, "帳票要件一覧"],
    [],
    [None, "大項目", "中項目", "帳票名称", "帳票ID", "帳票概要", "実装類型", "適合基準日", "備考", "用紙"],
    [None, "証明書", "住民票", "住民票の写し", "0010001", "世帯全員", "実装必須機能", None, None, "A4"],
    [None, "証明書", "住民票", "住民票記載事項証明書", "0010002", "個人", "標準オプション機能", None, None, "A4"],
    [None, "証明書", "住民票", "住民票の写し", "0010001", "二度目", "実装必須機能", None, None, "A4"],
    [None, "証明書", "住民票", None, "0010004", "名なし", "実装必須機能", None, None, None],
    [None, "証明書", "住民票", "他業務", "0020001", "x", "実装必須機能", None, None, None],
]


def test_forms() -> None:
    """帳票ID is a number space of its own; doubled, nameless and foreign rows are refused, a strange column is said."""
    result = _understand(_book(("帳票", FORMS), ("機能", FUNCTIONS)))

    assert result.spec.forms[0] == Form(
        id="0010001",
        name="住民票の写し",
        categories=("証明書", "住民票"),
        requirement="世帯全員",
        kind="実装必須機能",
        conformity_date="",
    )
    assert ([one.id for one in result.spec.forms], len(result.spec.functions)) == (["0010001", "0010002"], 3)
    assert [one for one in _listed(result) if one[0] != "MIG-SPEC-020"] == [
        ("MIG-SPEC-009", "J4"),
        ("MIG-SPEC-028", "E7"),
        ("MIG-SPEC-028", "E8"),
        ("MIG-SPEC-029", "E6"),
    ]


INTERFACES: Rows = [
    ["機能別連携仕様 一覧"],
    ["連携ID", "連携名称", "送信側", "受信側", "連携方式", "データ項目ID", "データ項目名", "備考"],
    ["001o006", "住民情報（個人番号あり）", "住民基本台帳", "収納管理", "ファイル連携", "00100001", "宛名番号", None],
    [None, None, None, None, None, "00100002", "個人番号", "暗号化する"],
    ["００１Ｏ００９", "支援措置対象者情報", "住民基本台帳", "全業務", "API", None, None, "随時"],
    ["連携なし", "x", "y", "z", "API", None, None, None],
    [None, None, None, None, None, None, None, "備考だけの行"],
]


def test_interfaces() -> None:
    """提供元/提供先 under other names, an item a row, 連携ID in any width; what is no 連携ID is refused."""
    result = _understand(_book(("連携", INTERFACES)))

    assert result.spec.interfaces == (
        Interface(
            id="001o006",
            name="住民情報（個人番号あり）",
            provider="住民基本台帳",
            consumer="収納管理",
            method="ファイル連携",
            items=(
                InterfaceItem(name="宛名番号", item_id="00100001"),
                InterfaceItem(name="個人番号", item_id="00100002", remarks="暗号化する"),
            ),
        ),
        Interface(
            id="001o009",
            name="支援措置対象者情報",
            provider="住民基本台帳",
            consumer="全業務",
            method="API",
            remarks="随時",
        ),
    )
    assert [one[1] for one in _listed(result) if one[0] in {"MIG-SPEC-028", "MIG-SPEC-020"}] == ["H7", "A6"]
    assert [(s.rows, s.taken, s.lost) for s in result.sheets] == [(5, 3, 2)]


CODES: Rows = [
    ["コード一覧表", None, "業務名", "住民基本台帳"],
    ["コードID", "コード名", "コード値", "コード値の内容", "備考"],
    [1, "性別", "1", "男", None],
    [None, None, "2", "女", None],
]


def test_codes_of_another_business_have_its_name_in_front() -> None:
    """In コード一覧（連携） the name of the 業務 stands in a column of its own or before the ID."""
    shared: Rows = [
        ["業務名", "コードID", "コード名", "コード値", "コード値の内容", "備考"],
        ["印鑑登録", 7, "登録の状態", "1", "登録中", None],
        [None, "税1", "区分", "1", "市", None],
    ]
    result = _understand(_book(("コード一覧（個別）", CODES), ("コード一覧（連携）", shared)))

    assert [(one.published_id, one.name) for one in result.spec.code_lists] == [
        ("1", "性別"),
        ("印鑑登録7", "登録の状態"),
        ("税1", "区分"),
    ]
    assert result.spec.business_name == "住民基本台帳"


def test_an_item_finds_the_list_of_another_business() -> None:
    """An item's 「印鑑登録007」 is the list 7 of 印鑑登録 in コード一覧（連携）, in the item's own words."""
    items = [[*ITEMS[0], "コード"], [*ITEMS[1], "印鑑登録007"]]
    shared: Rows = [
        ["業務名", "コードID", "コード名", "コード値", "コード値の内容"],
        ["印鑑登録", 7, "登録の状態", "1", "登録中"],
    ]
    spec = _understand(_book(("住民票", items), ("コード一覧（連携）", shared))).spec

    assert (spec.codes[spec.items[0].code_list_id].name, importer.open_references(spec, FILE)) == ("登録の状態", [])


def test_same_code_id_in_two_sheets() -> None:
    """A code ID that means another list in another sheet is refused."""
    other: Rows = [["コードID", "コード名", "コード値", "コード値の内容"], ["001", "続柄", "1", "世帯主"]]
    result = _understand(_book(("コード一覧（個別）1", CODES), ("コード一覧（個別）2", other)))

    assert ([one.name for one in result.spec.code_lists], _listed(result)) == (["性別"], [("MIG-SPEC-011", "C2")])


ITEMS: Rows = [
    ["データ項目ID", "データ項目名", "グループ名称", "データ型", "桁数"],
    ["00100001", "宛名番号", "住民票", "X", 15],
    ["00100002", "個人番号", "住民票", "X", 12],
]


def test_one_sheet_per_group() -> None:
    """Several item sheets in one book are one spec, groups in the order of the sheets."""
    other: Rows = [ITEMS[0], ["00100003", "附票番号", "除票", "X", 15]]
    result = _understand(_book(("住民票", ITEMS), ("除票", other)))

    assert (result.spec.tables, [item.id[5:] for item in result.spec.items]) == (
        ("住民票", "除票"),
        ["001", "002", "003"],
    )
    assert [(sheet.name, sheet.taken) for sheet in result.sheets] == [("住民票", 2), ("除票", 1)]


def test_an_item_list_that_names_interfaces_stays_an_item_list() -> None:
    """Columns 連携ID and 連携名 in an item list are further columns, said and not taken; the items are all there."""
    rows = [
        [*row, *more] for row, more in zip(ITEMS, [("連携ID", "連携名"), ("001o006", "x"), (None, None)], strict=True)
    ]
    result = _understand(_book(("住民票", rows)))

    assert (len(result.spec.items), result.spec.interfaces) == (2, ())
    assert [one.params["heading"] for one in result.findings if one.code == "MIG-SPEC-009"] == ["連携ID", "連携名"]


def _csv(text: str, encoding: str, name: str = "001_codes_20230929.csv") -> SpecImport:
    book, _ = codes_csv.loads(text.encode(encoding), name)
    return _understand(book, name)


CSV = 'コードID,コード名,コード値,コード値の内容,備考\r\n1,性別,1,男,\r\n1,性別,2,女,"改行\nあり"\r\n'


@pytest.mark.parametrize(
    ("encoding", "word"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8（BOM あり）"), ("cp932", "CP932")]
)
def test_codes_as_csv(encoding: str, word: str) -> None:
    """A code list in CSV is read in UTF-8 with or without BOM and in CP932; the encoding is said."""
    assert codes_csv.loads(CSV.encode(encoding), "a.csv")[1] == word
    assert _csv(CSV, encoding).spec.code_lists[0].values == (
        CodeValue(value="1", meaning="男"),
        CodeValue(value="2", meaning="女", remarks="改行\nあり"),
    )


def test_our_own_codes_csv() -> None:
    """The codes.csv of a spec folder is a code list too."""
    path = bundled("specs") / "031-jutogaisha-atenabango" / "2023-09-29" / "codes.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    spec = _csv(path.read_text(encoding="utf-8"), "utf-8", "031_codes_20230929.csv").spec

    assert [(one.published_id, v.value) for one in spec.code_lists for v in one.values] == [
        (row["code_list"], row["value"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [(b"\x80\xff\x00", "MIG-SPEC-026", None), (b'a,"b\n', "MIG-SPEC-027", 1), (b"", "MIG-SPEC-001", None)],
)
def test_damaged_csv(data: bytes, code: str, line: int | None) -> None:
    """Bytes in no known encoding, an open quotation mark, an empty file: an error with its place."""
    with pytest.raises(MigrateError) as caught:
        _understand(codes_csv.loads(data, "001_20230929.csv")[0])

    assert (caught.value.code, caught.value.where.line) == (code, line)


def test_hidden_sheet_is_read_and_said() -> None:
    """A hidden sheet counts like any other, and is named."""
    book = openpyxl.Workbook()
    book.active.title = "見える"
    sheet = book.create_sheet("隠れ")
    for row in ITEMS:
        sheet.append(row)
    sheet.sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    result = _understand(xlsx.loads(stream.getvalue(), FILE))
    said = [one.place.sheet for one in result.findings if one.code == "MIG-SPEC-023"]

    assert (len(result.spec.items), said) == (2, ["隠れ"])


def test_a_sheet_that_lacks_a_heading_is_an_error_among_others() -> None:
    """A second item sheet without データ型 does not become a shorter spec: it is an error with the cell."""
    other: Rows = [
        ["表題"],
        ["データ項目ID", "データ項目名", "グループ名称", "桁数"],
        ["00100003", "附票番号", "除票", 15],
    ]
    result = _understand(_book(("住民票", ITEMS), ("除票", other)))
    found = [
        (one.place.sheet, one.place.cell, one.severity.value, one.params["missing"])
        for one in result.findings
        if one.code == "MIG-SPEC-021"
    ]

    assert found == [("除票", "A2", "error", "データ型")]


@pytest.mark.parametrize("said", [{"business": "GIF"}, {"business": "1"}])
def test_business_must_be_a_number(said: dict[str, str]) -> None:
    """The reference model is not imported, and a 業務ID has 3 digits."""
    with pytest.raises(MigrateError) as caught:
        _understand(_book(("住民票", ITEMS)), **said)

    assert caught.value.code == ("MIG-SPEC-025" if said["business"] == "GIF" else "MIG-SPEC-024")


def test_business_of_a_book_without_ids() -> None:
    """Codes have no 業務ID: the file's number, else the name in the book, else --business, else an error."""
    book = _book(("コード一覧（個別）", CODES))
    unnamed = _book(("コード一覧（個別）", CODES[1:]))

    assert _understand(book, "010_20230929.xlsx").spec.business == "010"
    assert _understand(book, "codes_20230929.xlsx").spec.business == "001"
    assert _understand(unnamed, "codes_20230929.xlsx", business="024").spec.business == "024"
    with pytest.raises(MigrateError) as caught:
        _understand(unnamed, "codes_20230929.xlsx")
    assert caught.value.code == "MIG-SPEC-024"
