"""Invented house layouts of table-definition books, all drawn from the same tables."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from migrate.files import xlsx
from migrate.source.book.reader import Book, read_book


@dataclass(frozen=True)
class Item:
    """One column as the house knows it."""

    logical: str
    physical: str
    type: str
    length: int | None = None
    scale: int | None = None
    required: bool = False
    key: int | None = None
    reference: tuple[str, str] | None = None
    unique: bool = False
    default: str = ""
    codes: str = ""
    note: str = ""


@dataclass(frozen=True)
class Home:
    """One table."""

    logical: str
    physical: str
    items: tuple[Item, ...]
    indexes: tuple[tuple[str, ...], ...] = field(default=())


JUMIN = Home(
    logical="住民基本",
    physical="T_JUMIN",
    items=(
        Item("宛名番号", "ATENA_NO", "CHAR", 10, required=True, key=1),
        Item("履歴番号", "RIREKI_NO", "NUMBER", 4, 0, required=True, key=2),
        Item("氏名", "SHIMEI", "VARCHAR2", 100, required=True, note="全角"),
        Item("性別", "SEX", "CHAR", 1, default="'0'", codes="1:男 2:女"),
        Item("生年月日", "BIRTH_YMD", "CHAR", 8, note="和暦ではない"),
        Item("世帯番号", "SETAI_NO", "CHAR", 10, reference=("T_SETAI", "SETAI_NO")),
        Item("所得割率", "RITSU", "NUMBER", 5, 2),
    ),
    indexes=(("SHIMEI", "BIRTH_YMD"),),
)
SETAI = Home(
    logical="世帯",
    physical="T_SETAI",
    items=(
        Item("世帯番号", "SETAI_NO", "CHAR", 10, required=True, key=1),
        Item("世帯主名", "NUSHI_NM", "VARCHAR2", 100),
        Item("行政区", "GYOSEIKU", "CHAR", 4, unique=True),
        Item("備考", "BIKO", "VARCHAR2", 200),
    ),
)
TOWN = (JUMIN, SETAI)
Facts = Mapping[str, object]


def facts(book: Book) -> list[Facts]:
    """What a book says, in a form that compares."""
    return [
        {
            "name": t.name,
            "logical": t.logical_name,
            "columns": [
                (c.name, c.logical_name, c.type, c.length, c.scale, c.nullable, c.default, c.comment) for c in t.columns
            ],
            "key": t.primary_key,
            "references": [(f.columns, f.table, f.target) for f in t.foreign_keys],
            "indexes": sorted(i.columns for i in t.indexes),
        }
        for t in book.tables
    ]


@dataclass(frozen=True)
class Kept:
    """What a layout has room for; the rest cannot be read back."""

    logical: bool = True
    physical: bool = True
    scale: bool = True
    references: bool = True
    unique: bool = False
    indexes: bool = False
    default: bool = True
    comment: bool = True
    order: Callable[[Sequence[Home]], list[Home]] = list


def expected(kept: Kept, homes: Sequence[Home] = TOWN) -> list[Facts]:
    """The facts that a layout with this room must give."""
    found = []
    for home in kept.order(homes):
        indexes = [(i.physical,) for i in home.items if i.unique] if kept.unique else []
        indexes += list(home.indexes) if kept.indexes else []
        found.append(
            {
                "name": home.physical,
                "logical": home.logical if kept.logical else "",
                "columns": [
                    (
                        i.physical,
                        i.logical if kept.logical else "",
                        i.type,
                        i.length,
                        i.scale if kept.scale else None,
                        not i.required,
                        i.default if kept.default else "",
                        "\n".join(x for x in (i.codes, i.note) if x) if kept.comment else "",
                    )
                    for i in home.items
                ],
                "key": tuple(i.physical for i in home.items if i.key),
                "references": [((i.physical,), i.reference[0], (i.reference[1],)) for i in home.items if i.reference]
                if kept.references
                else [],
                "indexes": sorted(indexes),
            }
        )
    return found


def wide(text: str) -> str:
    """Half-width ASCII as full-width."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else ("\u3000" if c == " " else c) for c in text)


def row(sheet: Any, at: int, values: Sequence[Any], left: int = 1) -> None:
    """Write values into a row."""
    for n, one in enumerate(values):
        if one is not None:
            sheet.cell(row=at, column=left + n, value=one)


def merge(sheet: Any, top: int, left: int, bottom: int, right: int) -> None:
    """Merge a range of cells."""
    sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def typed(item: Item) -> str:
    """``NUMBER(5,2)``."""
    if item.length is None:
        return item.type
    return f"{item.type}({item.length})" if item.scale is None else f"{item.type}({item.length},{item.scale})"


def mark(said: bool) -> str | None:
    """A circle or nothing."""
    return "○" if said else None


def target(item: Item, form: str = "{}.{}") -> str | None:
    """The target of a reference in one cell."""
    return form.format(*item.reference) if item.reference else None


def codes_and_note(item: Item) -> str | None:
    """Both in one cell."""
    return "\n".join(x for x in (item.codes, item.note) if x) or None


def bytes_of(book: Any) -> bytes:
    """The bytes of an openpyxl workbook."""
    if len(book.sheetnames) > 1 and book.worksheets[0].title == "Sheet":
        book.remove(book.worksheets[0])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(data: bytes, name: str = "teigi.xlsx") -> Book:
    """Read a book's bytes as the scan does."""
    return read_book(xlsx.loads(data, name), name)


def column_letter(number: int) -> str:
    """Letters of a column from 1."""
    return str(get_column_letter(number))


def folded(text: str) -> str:
    """NFKC."""
    return unicodedata.normalize("NFKC", text)


# ── the layouts ──────────────────────────────────────────────────────────────────────────────────────────────────────


def plain_sheets() -> bytes:
    """One sheet a table, labels beside their values, one heading row."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.logical)
        row(s, 1, ["テーブル定義書"])
        row(s, 2, ["システム名", "住民記録", "作成日", "2020/04/01"])
        row(s, 3, ["論理名", home.logical, "物理名", home.physical])
        head = ["No.", "論理名", "物理名", "型", "桁数", "小数", "必須", "PK", "FK", "初期値", "コード値", "備考"]
        row(s, 5, head)
        for n, i in enumerate(home.items):
            key = str(i.key) if i.key else None
            values = [n + 1, i.logical, i.physical, i.type, i.length, i.scale, mark(i.required), key, target(i)]
            row(s, 6 + n, [*values, i.default or None, i.codes or None, i.note or None])
    return bytes_of(book)


def two_row_heading() -> bytes:
    """Merged headings of two rows: 名称 over 論理/物理, 桁数 over 整数/小数; ○ means NULL is allowed."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 2, [None, "エンティティ名", None, home.logical, None, "テーブルID", None, home.physical])
        merge(s, 2, 2, 2, 3)
        merge(s, 2, 4, 2, 5)
        merge(s, 2, 6, 2, 7)
        row(
            s,
            4,
            ["項番", "名称", None, "デー\nタ型", "桁　数", None, "ＮＵＬＬ可", "主キー", "参照先", "既定値", "備考"],
        )
        row(s, 5, [None, "論理", "物理", None, "整数", "小数"])
        merge(s, 4, 2, 4, 3)
        merge(s, 4, 5, 4, 6)
        for c in (1, 4, 7, 8, 9, 10, 11):
            merge(s, 4, c, 5, c)
        for n, i in enumerate(home.items):
            whole = None if i.length is None else i.length - (i.scale or 0)
            values = [n + 1, i.logical, i.physical, i.type, whole, i.scale, mark(not i.required), mark(bool(i.key))]
            row(s, 6 + n, [*values, target(i, "{}({})"), i.default or None, codes_and_note(i)])
    return bytes_of(book)


def one_big_list() -> bytes:
    """All tables in one list with the table's names in merged cells; type and digits in one cell."""
    book = openpyxl.Workbook()
    s = book.create_sheet("テーブル定義一覧")
    head = [
        "テーブル名",
        "テーブル物理名",
        "項目名",
        "項目ID",
        "型（桁数）",
        "NULL",
        "キー",
        "参照先テーブル",
        "参照先項目",
        "デフォルト",
        "説明",
    ]
    row(s, 3, head, 2)
    at = 4
    for home in TOWN:
        for n, i in enumerate(home.items):
            names = [home.logical, home.physical] if n == 0 else [None, None]
            reference = list(i.reference) if i.reference else [None, None]
            null = "NOT NULL" if i.required else None
            key = f"PK{i.key}" if i.key else None
            values = [*names, i.logical, i.physical, typed(i), null, key, *reference, i.default or None]
            row(s, at + n, [*values, codes_and_note(i)], 2)
        for column in (2, 3):
            merge(s, at, column, at + len(home.items) - 1, column)
        at += len(home.items)
    return bytes_of(book)


def stacked() -> bytes:
    """All tables below each other on one sheet, a line ■名（ID） above each, index parts below."""
    book = openpyxl.Workbook()
    s = book.create_sheet("定義")
    at = 2
    for home in TOWN:
        row(s, at, [f"■{home.logical}（{wide(home.physical)}）"])
        row(s, at + 1, ["№", "項目名称", "カラム名", "属性", "桁数", "必須", "キー", "一意", "初期値", "備考"], 2)
        at += 2
        for n, i in enumerate(home.items):
            digits = f"{i.length},{i.scale}" if i.scale is not None else i.length
            values = [n + 1, i.logical, wide(i.physical), i.type.lower(), digits, "Ｙ" if i.required else "Ｎ"]
            values += ["PK" if i.key else None, mark(i.unique), i.default or None, codes_and_note(i)]
            row(s, at, values, 2)
            at += 1
        if home.indexes:
            row(s, at + 1, ["インデックス情報"], 2)
            row(s, at + 2, ["№", "インデックス名", "カラムリスト", "ユニーク"], 2)
            row(s, at + 3, [1, "IX_1", ", ".join(home.indexes[0]), None], 2)
            at += 4
        at += 2
    return bytes_of(book)


def er_tool() -> bytes:
    """The sheets that a common ER tool writes: 論理エンティティ名, Not Null with 「Yes (PK1)」, references below."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 1, ["エンティティ情報"])
        row(s, 2, ["システム名", None, "住民記録", None, "作成者", "甲"])
        row(s, 3, ["論理エンティティ名", None, home.logical, None, "作成日", "2020/04/01"])
        row(s, 4, ["物理エンティティ名", None, home.physical, None, "タグ"])
        row(s, 6, ["カラム情報"])
        row(s, 7, ["No.", "論理名", "物理名", "データ型", "Not Null", "デフォルト", "備考"])
        at = 8
        for n, i in enumerate(home.items):
            null = f"Yes (PK{i.key})" if i.key else ("Yes" if i.required else None)
            row(s, at, [n + 1, i.logical, i.physical, typed(i), null, i.default or None, codes_and_note(i)])
            at += 1
        row(s, at + 1, ["インデックス情報"])
        row(s, at + 2, ["No.", "インデックス名", "カラムリスト", None, "ユニーク", "オプション"])
        for n, columns in enumerate(home.indexes):
            row(s, at + 3 + n, [n + 1, f"IX_{n}", ",".join(columns)])
        at += 5
        row(s, at, ["外部キー情報"])
        row(s, at + 1, ["No.", "外部キー名", "カラムリスト", None, "参照先", "参照先カラムリスト"])
        for n, i in enumerate(i for i in home.items if i.reference):
            assert i.reference
            row(s, at + 2 + n, [n + 1, f"FK_{n}", i.physical, None, *i.reference])
        row(s, at + 5, ["外部キー情報(PK側)"])
        row(s, at + 6, ["No.", "外部キー名", "カラムリスト", None, "参照元", "参照元カラムリスト"])
        row(s, at + 7, [1, "FK_X", home.items[0].physical, None, "T_OTHER", "X"])
    return bytes_of(book)


def shifted() -> bytes:
    """Far from the corner, labels above their values, blank rows and columns between, 否/可, digits with their unit."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(f"{home.logical}表")
        row(s, 7, ["システム名", None, "テーブル名", None, "テーブルＩＤ", None, "更新日"], 4)
        row(s, 8, ["住基", None, home.logical, None, home.physical, None, "R2.4.1"], 4)
        head = [
            "順番",
            "漢字名称",
            None,
            "英字名",
            None,
            "形式",
            "レングス",
            "位取り",
            "NULL\n可否",
            "ＰＫ",
            "ＦＫ",
            "初期",
            "摘要",
        ]
        row(s, 12, head, 4)
        for n, i in enumerate(home.items):
            values = [n + 1, i.logical, None, i.physical, None, i.type, f"{i.length}桁" if i.length else None, i.scale]
            values += ["否" if i.required else "可", mark(bool(i.key)), target(i, "{}：{}"), i.default or "－"]
            row(s, 14 + 2 * n, [*values, codes_and_note(i)], 4)
    return bytes_of(book)


def side_by_side() -> bytes:
    """Two tables beside each other on one sheet."""
    book = openpyxl.Workbook()
    s = book.create_sheet("定義書")
    for home, left in zip(TOWN, (1, 11), strict=True):
        row(s, 2, ["表名", home.logical, "物理名", home.physical], left)
        row(s, 4, ["No", "項目名", "フィールド名", "型", "長さ", "小数桁", "必須", "主キー", "備考"], left)
        for n, i in enumerate(home.items):
            values = [n + 1, i.logical, i.physical, i.type, i.length, i.scale, "○" if i.required else "×"]
            row(s, 5 + n, [*values, mark(bool(i.key)), codes_and_note(i)], left)
    return bytes_of(book)


def physical_first() -> bytes:
    """Headings that only say 名称 (列名, 名称), NOT NULL with Y/N, the type in full width, remarks in two columns."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(f"{home.logical}（{home.physical}）")
        row(
            s,
            1,
            [
                "列名",
                "論理名",
                "データタイプ",
                "ＮＯＴ ＮＵＬＬ",
                "プライマリキー",
                "外部キー",
                "省略値",
                "備考1",
                "備考2",
            ],
        )
        for n, i in enumerate(home.items):
            values = [i.physical, i.logical, wide(typed(i)), "Y" if i.required else "N", i.key, target(i, "→{}.{}")]
            row(s, 2 + n, [*values, i.default or None, i.codes or None, i.note or None])
    return bytes_of(book)


def listed() -> bytes:
    """A cover, a history, a list of tables with the physical names, then sheets that only have the logical name."""
    book = openpyxl.Workbook()
    s = book.create_sheet("表紙")
    row(s, 5, ["住民記録システム", "テーブル定義書"])
    s = book.create_sheet("改版履歴")
    row(s, 1, ["版", "日付", "変更内容", "担当"])
    row(s, 2, ["1.0", "2020/04/01", "新規", "甲"])
    s = book.create_sheet("テーブル一覧")
    row(s, 2, ["No", "テーブル論理名", "テーブル物理名", "備考"])
    for n, home in enumerate(TOWN):
        row(s, 3 + n, [n + 1, home.logical, home.physical])
    for home in TOWN:
        s = book.create_sheet(f"{home.logical}")
        row(s, 1, [f"テーブル名：{home.logical}", None, None, "作成者：甲"])
        row(s, 3, ["項", "和名", "ＩＤ\n（物理名）", "型", "桁", "NN", "主", "参照", "規定値", "内容"])
        s.cell(row=3, column=3, value="項目ＩＤ\n（英数）")
        for n, i in enumerate(home.items):
            digits = f"({i.length},{i.scale})" if i.scale is not None else i.length
            values = [n + 1, i.logical, i.physical, i.type, digits, "1" if i.required else "0", mark(bool(i.key))]
            row(s, 4 + n, [*values, target(i, "{}/{}"), i.default or None, codes_and_note(i)])
    hidden = book.create_sheet("旧版")
    hidden.sheet_state = "hidden"
    row(hidden, 1, ["論理名", "物理名", "型", "桁数"])
    row(hidden, 2, ["旧項目", "OLD", "CHAR", 1])
    return bytes_of(book)


def with_groups() -> bytes:
    """Group lines, notes and a sum between and below the rows; logical names indented over merged heading columns."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 1, ["対象テーブル", home.physical, None, None, "エンティティ論理名", home.logical])
        head = [
            "番号",
            "項目名",
            None,
            None,
            "項目コード",
            "データ型",
            "サイズ",
            "小数部",
            "必須任意",
            "キー情報",
            "外部参照",
            "初期値",
        ]
        row(s, 3, [*head, "補足"])
        merge(s, 3, 2, 3, 4)
        at = 4
        for n, i in enumerate(home.items):
            if n == 2:
                row(s, at, ["【基本情報】"], 2)
                at += 1
            names: list[str | None] = [None, None, None]
            names[n % 3] = i.logical
            required = "必須" if i.required else "任意"
            values = [n + 1, *names, i.physical, i.type, i.length, i.scale, required, "主キー" if i.key else "－"]
            row(s, at, [*values, target(i, "{}　（{}）"), i.default or None, i.codes or None])
            if i.note and not i.codes:
                s.cell(row=at, column=13, value=i.note)
            at += 1
        row(s, at, ["※１　桁数は文字数です。"])
        row(s, at + 2, ["以上"])
    return bytes_of(book)


def pages() -> bytes:
    """A sheet printed on pages: the heading comes again, the title does not."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.logical)
        row(s, 1, ["物理テーブル名", home.physical, "論理テーブル名", home.logical])
        head = [
            "列番号",
            "論理列名",
            "物理列名",
            "列型",
            "精度",
            "スケール",
            "NULL許容",
            "PK順",
            "FK参照先",
            "DEFAULT",
            "コメント",
        ]
        at = 3
        for n, i in enumerate(home.items):
            if n % 3 == 0:
                row(s, at, head)
                at += 1
            null = "×" if i.required else "○"
            values = [n + 1, i.logical, i.physical, i.type, i.length, i.scale, null, i.key, target(i)]
            row(s, at, [*values, i.default or None, codes_and_note(i)])
            at += 1
    return bytes_of(book)


def three_rows() -> bytes:
    """Headings of three rows, columns in an unusual order, unknown columns between."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(f"{home.physical}_定義")
        row(s, 1, [None, "テーブル名（日本語）", home.logical, "テーブル名（英字）", home.physical])
        row(s, 3, ["データ項目", None, None, None, None, "制約", None, None, None, "その他"])
        row(
            s,
            4,
            [
                "物理名",
                "論理名",
                "属性",
                None,
                None,
                "必須",
                "主キー",
                "外部キー",
                "ユニーク",
                "初期値",
                "備考",
                "管理区分ロ",
            ],
        )
        row(s, 5, [None, None, "型", "桁数", "小数部"])
        merge(s, 3, 1, 3, 5)
        merge(s, 3, 6, 3, 9)
        merge(s, 3, 10, 3, 12)
        merge(s, 4, 3, 4, 5)
        for c in (1, 2, 6, 7, 8, 9, 10, 11, 12):
            merge(s, 4, c, 5, c)
        for n, i in enumerate(home.items):
            values = [i.physical, i.logical, i.type, i.length, i.scale, "要" if i.required else "不要", i.key]
            values += [target(i), mark(i.unique), i.default or None, codes_and_note(i), "A"]
            row(s, 6 + n, values)
    return bytes_of(book)


def english() -> bytes:
    """English headings, Nullable with Yes and No."""
    book = openpyxl.Workbook()
    for home in TOWN:
        s = book.create_sheet(home.physical)
        row(s, 1, ["#", "Column Name", "Type", "Length", "Scale", "Nullable", "PK", "FK", "Default", "Description"])
        for n, i in enumerate(home.items):
            values = [n + 1, i.physical, i.type, i.length, i.scale, "No" if i.required else "Yes", mark(bool(i.key))]
            row(s, 2 + n, [*values, target(i), i.default or None, codes_and_note(i)])
    return bytes_of(book)


LAYOUTS: Mapping[str, tuple[Callable[[], bytes], Kept]] = {
    "plain_sheets": (plain_sheets, Kept()),
    "two_row_heading": (two_row_heading, Kept()),
    "one_big_list": (one_big_list, Kept()),
    "stacked": (stacked, Kept(references=False, unique=True, indexes=True)),
    "er_tool": (er_tool, Kept(indexes=True)),
    "shifted": (shifted, Kept()),
    "side_by_side": (side_by_side, Kept(references=False, default=False)),
    "physical_first": (physical_first, Kept()),
    "listed": (listed, Kept()),
    "with_groups": (with_groups, Kept()),
    "pages": (pages, Kept()),
    "three_rows": (three_rows, Kept(unique=True)),
    "english": (english, Kept(logical=False)),
}
