"""Mapping sheets of different houses give the same mapping; what is not understood is told by its cell."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Sequence

import openpyxl
import pytest

from migrate.engine.expression import parse
from migrate.errors import MigrateError
from migrate.files import xlsx
from migrate.mapping import load
from migrate.mapping.sheet import rules
from migrate.mapping.sheet.draft import Imported, draft
from migrate.mapping.sheet.entries import read
from migrate.mapping.sheet.headings import plain
from migrate.mapping.sheet.rules import Given, understood
from migrate.model.source import SourceColumn, SourceSchema, SourceTable
from migrate.model.spec import Spec

GROUP = "住登外者宛名基本情報"
COLUMNS = {
    "ATENA_NO": "宛名番号", "NAME": "氏名漢字", "KANA": "氏名カナ", "SEI": "性別区分", "BIRTH": "生年月日",
    "ZIP": "郵便番号", "CHO": "町名", "BAN": "番地", "YOBI": "予備", "USR": "更新者",
}  # fmt: skip
SCHEMA = SourceSchema(
    tables=(
        SourceTable(
            name="T_ATENA", logical_name="宛名台帳",
            columns=tuple(SourceColumn(name=n, logical_name=j, type="VARCHAR2") for n, j in COLUMNS.items()),
        ),
        SourceTable(name="T_SHISHO", logical_name="支所", columns=(SourceColumn(name="CD"),)),
    ),
    files=(),
)  # fmt: skip
Row = tuple[str, str, str, str]
"""Physical column, item, rule, note."""
ROWS: Sequence[Row] = (
    ("ATENA_NO", "宛名番号", "15桁に前ゼロ埋め", ""),
    ("NAME", "氏名", "半角→全角", ""),
    ("KANA", "氏名_読み仮名", "半角カナ→全角カナ", ""),
    ("SEI", "性別", "コード変換", ""),
    ("BIRTH", "生年月日", "和暦→西暦", ""),
    ("ZIP", "住所_郵便番号", "ハイフン除去", ""),
    ("CHO+BAN", "住所_町字", "連結", ""),
    ("USR", "操作者ID", "", ""),
    ("", "業務ID", "固定値「010」", ""),
    ("BIRTH", "操作年月日", "別紙のとおり算出", ""),
    ("YOBI", "", "移行対象外", "使っていない"),
    ("NAME", "存在しない項目", "", ""),
    ("GONE", "住所_方書", "", ""),
)
EXPECTED = {
    "宛名番号": "lpad(trim(ATENA_NO), 15, '0')",
    "氏名": "zenkaku(NAME)",
    "氏名_読み仮名": "zenkaku_kana(KANA)",
    "性別": "code(SEI, 'seibetsu_t_atena')",
    "生年月日": "wareki_date(BIRTH)",
    "住所_郵便番号": "digits(ZIP)",
    "住所_町字": "concat(CHO, BAN)",
    "操作者ID": "USR",
    "業務ID": "'010'",
}
CODES = ["MIG-MAP-132", "MIG-MAP-133", "MIG-MAP-134"]


def plain_house(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """One heading row, physical names."""
    sheet.append(["移行項目対応表"])
    sheet.append(["No", "現行テーブル", "現行カラム", "標準グループ", "標準項目", "変換内容", "備考"])
    for n, (column, item, rule, note) in enumerate(ROWS, start=1):
        sheet.append([n, "T_ATENA", column, GROUP, item, rule, note])


def two_rows(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """Two heading rows, the sides merged over their columns, Japanese names, tables only in their first line."""
    sheet.append(["移行先（標準）", None, "移行元（現行）", None, None, "変換仕様", "備考"])
    sheet["A1"], sheet["C1"] = "標準準拠システム", "現行システム"
    sheet.append(["グループ名", "データ項目名", "テーブル名", "項目名", "桁数", None, None])
    for area in ("A1:B1", "C1:E1", "F1:F2", "G1:G2"):
        sheet.merge_cells(area)
    for n, (column, item, rule, note) in enumerate(ROWS):
        named = "＋".join(COLUMNS.get(one, one) for one in column.split("+"))
        first = n == 0
        sheet.append([GROUP if first else None, item, "宛名台帳" if first else None, named, 10, rule, note])


def by_sheet(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """The group is the sheet's name; items by their id; a concatenation over two merged lines."""
    sheet.title = GROUP
    ids = {"宛名番号": "03100001"}
    sheet.append(["標準データ項目ID", "標準データ項目名", "旧テーブル名", "旧カラム名", "移行ルール", "備考"])
    for column, item, rule, note in ROWS:
        parts = column.split("+")
        for n, part in enumerate(parts):
            sheet.append([ids.get(item), item if n == 0 else None, "T_ATENA", part, rule if n == 0 else None, note])
        if len(parts) > 1:
            last = sheet.max_row
            sheet.merge_cells(start_row=last - 1, end_row=last, start_column=2, end_column=2)


House = Callable[[openpyxl.worksheet.worksheet.Worksheet], None]


def imported(house: House, spec: Spec) -> Imported:
    book = openpyxl.Workbook()
    house(book.active)
    book.create_sheet("表紙").append(["作成日", "2026-11-26"])
    stream = io.BytesIO()
    book.save(stream)
    return draft(read(xlsx.loads(stream.getvalue(), "t.xlsx")), spec, SCHEMA, "t.xlsx")


@pytest.mark.parametrize("house", [plain_house, two_rows, by_sheet], ids=lambda f: f.__name__)
def test_every_house_gives_the_same_mapping(house: House, spec: Spec) -> None:
    """Headings by their meaning; known wordings as functions; the rest as comments and findings by cell."""
    made = imported(house, spec)
    mapping = load.load(made.text, "d.yaml")

    assert {rule.item: rule.expression for rule in mapping.blocks[0].items} == EXPECTED
    assert [(b.table, b.source) for b in mapping.blocks] == [(GROUP, "T_ATENA")]
    assert [(d.column, "使っていない" in d.reason) for d in mapping.dropped] == [("YOBI", True)]
    assert [m.name for m in mapping.code_maps] == ["seibetsu_t_atena"]
    assert (made.items, made.doubtful, made.dropped) == (9, 3, 1)
    assert sorted(f.code for f in made.findings) == ["MIG-MAP-130", *CODES]
    assert all(f.place.sheet and f.place.cell for f in made.findings if f.code != "MIG-MAP-130")
    text = made.text.decode()
    assert "別紙のとおり算出" in text
    assert text.count("# 要確認") >= 4


def test_findings_name_the_cell_and_not_its_text(spec: Spec) -> None:
    """The rule of line 12 stands in F12; its words are in the draft only."""
    found = {f.code: f for f in imported(plain_house, spec).findings}

    assert [found[code].place.cell for code in CODES] == ["E14", "C15", "F12"]
    assert "別紙" not in str([f.params for f in found.values()])


def test_an_item_on_two_lines_keeps_the_first(spec: Spec) -> None:
    """MIG-MAP-135 with both places."""

    def house(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        plain_house(sheet)
        sheet.append([99, "T_ATENA", "CHO", GROUP, "氏名", "", ""])

    made = imported(house, spec)
    twice = [f for f in made.findings if f.code == "MIG-MAP-135"]

    assert [(f.place.cell, f.params["other"]) for f in twice] == [("E16", "Sheet!4 行")]
    assert next(r.expression for r in load.load(made.text, "").blocks[0].items if r.item == "氏名") == "zenkaku(NAME)"


@pytest.mark.parametrize("wording", rules.wordings(), ids=lambda w: w.example)
def test_every_wording_has_an_example_that_it_understands(wording: rules.Wording) -> None:
    """The data's own examples, each by its own line and as an expression of the closed list."""
    given = Given(columns=("A",), code_map="m", width=15)
    made = understood(wording.example, given)

    assert made
    parse(made)


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("和暦 → 西暦 に変換する", "wareki_date(A)"),
        ("前後の空白を除去、半角→全角", "zenkaku(trim(A))"),
        ("コード変換表01", "code(A, '01')"),
        ("'0'固定", ""),
        ("固定値:0", "'0'"),
        ("1桁目から3桁を抽出", "substr(A, 1, 3)"),
        ("空欄を設定", "NULL"),
        ("税務課と協議の上決定", ""),
        ("全角にして（ただし法人は除く）", ""),
        ("固定値「it's」", "'it''s'"),
        ("x" * 500, ""),
    ],
)
def test_wordings(text: str, made: str) -> None:
    """Known wordings whole; anything beside them leaves the line to a person."""
    assert understood(text, Given(columns=("A",), code_map="m", width=15)) == made


def test_a_rule_without_a_width_takes_the_items(spec: Spec) -> None:
    """前ゼロ埋め without digits: 桁数 of the item, or it is left open."""
    assert understood("前ゼロ埋め", Given(columns=("A",), code_map="", width=12)) == "lpad(trim(A), 12, '0')"
    assert understood("前ゼロ埋め", Given(columns=("A",), code_map="", width=None)) == ""


def test_words_of_headings_do_not_clash() -> None:
    """A word has one meaning on its own."""
    from migrate.mapping.sheet.headings import _words

    shared = {word: m for word, m in _words().items() if len(m - {"table", "item", "source", "target"}) > 1}
    assert shared == {}
    assert plain("Ｎｏ．") == "no"


def test_three_hundred_damaged_sheets_give_a_draft_or_a_reason(spec: Spec) -> None:
    """Cells moved, emptied, doubled, filled with strange texts: never another exception, always a mapping or none."""
    dice = random.Random(5)
    strange = ["", "=1+1", "#REF!", "a" * 3000, "\u3000", "'; DROP", "{0}", "{x}", "標準項目", "現行カラム", "💀", "#"]
    strange += ["- a: b", '"']
    base = [["現行テーブル", "現行カラム", "標準グループ", "標準項目", "変換内容", "備考"]]
    base += [["T_ATENA", column, GROUP, item, rule, note] for column, item, rule, note in ROWS]
    drafts = 0
    for _ in range(300):
        rows = [list(row) for row in base]
        for _ in range(dice.randint(1, 6)):
            row = dice.choice(rows)
            row[dice.randrange(len(row))] = dice.choice(strange)
        dice.shuffle(rows) if dice.random() < 0.2 else None
        sheet = xlsx.Sheet(name=dice.choice(["Sheet", GROUP, ""]), rows=tuple(tuple(row) for row in rows))
        made = draft(read(xlsx.Workbook(sheets=(sheet,))), spec, SCHEMA, "t.xlsx")
        try:
            drafts += not load.problems(made.text, "d.yaml")
        except MigrateError as error:
            raise AssertionError(made.text.decode()) from error
    assert drafts > 200


def nothing_house(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """－ for nothing, 〃 for the same again, several items in a cell, codes in 備考 and in the rule, blank lines."""
    sheet.append(["標準項目", "現行テーブル", "現行カラム", "変換内容", "備考"])
    for row in (
        ["宛名番号", "T_ATENA", "ATENA_NO", "左0詰", ""],
        [],
        ["性別", "〃", "SEI", "コード変換", "1:男→1、2:女→2、9:不明→0"],
        ["代表宛名フラグ", "同上", "YOBI", "1→0、0→1", ""],
        ["住所_町字コード", "－", "－", "－", ""],
        ["業務ID", "―", "―", "「010」を設定", "個人住民税"],
        ["住所_町字\n住所_番地号表記", "T_ATENA", "CHO", "全角変換", "2 項目に設定"],
        ["操作時刻", "T_ATENA", "BIRTH", "HH:MM:SS形式に編集", ""],
        ["操作年月日", "T_ATENA", "BIRTH", "YYYY/MM/DD 形式に変換する", ""],
        ["（対象外）", "T_ATENA", "BAN", "－", "移行対象外"],
        ["－", "T_ATENA", "KANA", "－", "移行不要"],
    ):
        sheet.append(row)


def test_marks_for_nothing_and_the_same_again_are_understood(spec: Spec) -> None:
    """An item of － is empty on purpose; codes become pairs; one cell with two items is left to a person, told once."""
    made = imported(nothing_house, spec)
    text = made.text.decode()
    mapping = load.load(made.text, "d.yaml")

    assert {rule.item: rule.expression for rule in mapping.blocks[0].items} == {
        "宛名番号": "lpad(trim(ATENA_NO), 15, '0')",
        "性別": "code(SEI, 'seibetsu_t_atena')",
        "代表宛名フラグ": "code(YOBI, 'daihyoatenafuragu_t_atena')",
        "住所_町字コード": "NULL",
        "業務ID": "'010'",
        "操作時刻": "hms_time(BIRTH)",
        "操作年月日": "wareki_date(BIRTH)",
    }
    assert {one.name: dict(one.values) for one in mapping.code_maps} == {
        "seibetsu_t_atena": {"1": "1", "2": "2", "9": "0"},
        "daihyoatenafuragu_t_atena": {"1": "0", "0": "1"},
    }
    assert {one.column for one in mapping.dropped} == {"BAN", "KANA"}
    told = [f for f in made.findings if f.code != "MIG-MAP-130"]
    assert [(f.code, f.place.cell, f.params["count"]) for f in told] == [("MIG-MAP-106", "A8", 2)]
    assert text.count("一つのセルに項目が 2 個あります（案 zenkaku(CHO)）") == 2
    assert "備考: 個人住民税" in text


def test_codes_of_a_sheet_of_their_own_fill_the_code_map(spec: Spec) -> None:
    """A sheet named after the item, one with a column of names; of a value with two new ones nothing is taken."""
    book = openpyxl.Workbook()
    main = book.active
    main.append(["標準項目", "現行テーブル", "現行カラム", "変換内容"])
    main.append(["宛名番号", "T_ATENA", "ATENA_NO", ""])
    main.append(["性別", "T_ATENA", "SEI", "コード変換（性別）"])
    main.append(["代表宛名フラグ", "T_ATENA", "YOBI", "コード変換"])
    main.append(["業務ID", "T_ATENA", "USR", "コード変換（業務）"])
    main.append(["住所_町字コード", "T_ATENA", "CHO", "コード変換（ない表）"])
    sex = book.create_sheet("01_コード変換（性別）")
    for row in (["性別"], ["現行コード", "名称", "標準コード"], ["1", "男", "1"], ["2", "女", "2"], ["9", "不明", "0"]):
        sex.append(row)
    many = book.create_sheet("コード一覧")
    many.append(["コード名", "旧値", "新値"])
    for row in (["代表宛名フラグ", "1", "0"], [None, "0", "1"], ["業務", "A", "010"], [None, "A", "012"]):
        many.append(row)
    stream = io.BytesIO()
    book.save(stream)
    made = draft(read(xlsx.loads(stream.getvalue(), "t.xlsx")), spec, SCHEMA, "t.xlsx")
    mapping = load.load(made.text, "d.yaml")

    assert {one.name: dict(one.values) for one in mapping.code_maps} == {
        "seibetsu_t_atena": {"1": "1", "2": "2", "9": "0"},
        "daihyoatenafuragu_t_atena": {"1": "0", "0": "1"},
    }
    assert [(f.code, f.place.cell) for f in made.findings] == [("MIG-MAP-134", "D6"), ("MIG-MAP-134", "D5")]
