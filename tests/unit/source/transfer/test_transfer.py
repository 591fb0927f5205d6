"""Lists of transfer files (移行ファイル): items, codes and files as people hand them over, in an invented layout."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.model.source import SourceKind, SourceSchema
from migrate.source.detect import Input
from migrate.source.scan import scan
from migrate.workspace.project import DeclaredSource

HEAD = ("項番", "移行ファイルID", "移行ファイル名", "項目名", "データ型", "桁数", "外字使用", "コード", "主キー")
ROWS = (
    ("1", "JJ001", "住民基本情報", "宛名番号", "X", "15", "", "", "○"),
    ("2", "", "", "氏名", "Ｎ", "８０", "○", "", ""),
    ("3", "", "", "生年月日_年号", "X", "2", "", "年号コード", ""),
    ("4", "", "", "生年月日", "X", "6", "", "", ""),
    ("5", "JJ002", "世帯情報", "世帯番号", "X", "15", "", "", "○"),
    ("6", "", "", "世帯人数", "9", "2", "", "", ""),
    ("7", "", "", "按分率", "9", "3,2", "", "", ""),
)
CODES = (("コード名称", "コード値", "コード内容"), ("年号コード", "03", "昭和"), ("", "04", "平成"))
Look = Callable[..., SourceSchema]


def text(rows: Sequence[Sequence[str]], encoding: str = "cp932", delimiter: str = ",") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def book(sheets: dict[str, Sequence[Sequence[str]]], merged: Sequence[str] = ()) -> bytes:
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in rows:
            sheet.append([cell or None for cell in row])
        for span in merged if sheet is workbook.worksheets[0] else ():
            sheet.merge_cells(span)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


@pytest.fixture
def look(tmp_path: Path) -> Look:
    def run(files: dict[str, bytes], declared: dict[str, DeclaredSource] | None = None) -> SourceSchema:
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        said = declared or {}
        return scan([Input(path=tmp_path / n, name=n, sha256="", declared=said.get(n)) for n in sorted(files)])

    return run


def shape(schema: SourceSchema) -> list[tuple[object, ...]]:
    return [
        (t.name, t.logical_name, t.primary_key, [(c.name, c.type, c.length, c.scale) for c in t.columns])
        for t in schema.tables
    ]


WANTED = [
    (
        "JJ001",
        "住民基本情報",
        ("宛名番号",),
        [
            ("宛名番号", "X", 15, None),
            ("氏名", "N", 80, None),
            ("生年月日_年号", "X", 2, None),
            ("生年月日", "X", 6, None),
        ],
    ),
    (
        "JJ002",
        "世帯情報",
        ("世帯番号",),
        [("世帯番号", "X", 15, None), ("世帯人数", "9", 2, None), ("按分率", "9", 3, 2)],
    ),
]


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_one_list_of_items_is_many_tables(look: Look, delimiter: str) -> None:
    """Blank cells of a file repeat the one above; types and digits as people type them."""
    schema = look({"項目.csv": text((HEAD, *ROWS), delimiter=delimiter), "codes.csv": text(CODES)})
    era = schema.tables[0].columns[2]

    assert shape(schema) == WANTED
    assert [(f.path, f.kind) for f in schema.files] == [
        ("codes.csv", SourceKind.LAYOUT), ("項目.csv", SourceKind.LAYOUT),
    ]  # fmt: skip
    assert ([(c.value, c.meaning) for c in era.codes], era.comment) == (
        [("03", "昭和"), ("04", "平成")],
        "コード 年号コード",
    )
    assert schema.tables[0].columns[1].comment == "外字使用"
    assert schema.findings == ()


def test_a_workbook_of_all_lists(look: Look) -> None:
    """Titles above, merged file cells, codes and files on sheets of their own; a sheet of text is told."""
    rows = [("データ項目一覧表",), (), tuple(c for n, c in enumerate(HEAD) if n != 2)]
    rows += [tuple(c for n, c in enumerate(row) if n != 2) for row in ROWS]
    files = (("移行ファイルID", "移行ファイル名"), ("JJ001", "住民基本情報"), ("JJ002", "世帯情報"))
    sheets = {"項目": rows, "コード構成": CODES, "ファイル": files, "説明": (("読み方",),)}
    schema = look({"layout.xlsx": book(sheets, merged=("B4:B7", "B8:B10"))})

    assert shape(schema) == WANTED
    assert (schema.tables[1].sheet, schema.tables[1].cell) == ("項目", "C8")
    assert [(f.code, f.place.sheet) for f in schema.findings] == [("MIG-SRC-307", "説明")]


def test_codes_without_a_list_are_said(look: Look) -> None:
    """The item list alone: which codes are not explained."""
    schema = look({"a.csv": text((HEAD, *ROWS))})

    assert [(f.code, f.params) for f in schema.findings] == [("MIG-SRC-306", {"count": 1, "codes": "年号コード"})]


def test_data_files_find_their_table(look: Look) -> None:
    """By the item names of the header, or, without header, by their name, number and kinds of values."""
    header = text((("宛名番号", "氏名", "生年月日_年号", "生年月日"), ("1", "七瀬", "03", "450131")))
    declared = {"JJ002.csv": DeclaredSource(file="JJ002.csv", table="JJ002", header="なし")}
    files = {"a.csv": text((HEAD, *ROWS)), "x.csv": header, "JJ002.csv": text((("1", "2", "1.25"),))}
    schema = look(files, declared)

    assert {f.path: f.table for f in schema.files if f.kind is SourceKind.CSV} == {
        "JJ002.csv": "JJ002",
        "x.csv": "JJ001",
    }


def test_other_headings_and_words_for_types(look: Look) -> None:
    """必須 is read, a code list may name its lists コード種別, and types in Japanese tell a file without header."""
    items = (
        ("ファイル名", "項目名", "データ型", "桁数", "必須", "コード"),
        ("KOJIN", "識別番号", "数字", "15", "○", ""),
        ("KOJIN", "氏名", "全角", "60", "必須", ""),
        ("KOJIN", "性別", "文字", "1", "", "SEX"),
    )
    codes = (("コード種別", "コード値", "名称"), ("SEX", "1", "男"), ("SEX", "2", "女"))
    rows = (("1", "七瀬　花", "1"), ("2", "七瀬　蓮", "2")) * 5
    schema = look({"a.csv": text(items), "b.csv": text(codes), "KOJIN.csv": text(rows)})
    (table,) = schema.tables

    assert [(one.nullable, len(one.codes)) for one in table.columns] == [(False, 0), (False, 0), (True, 2)]
    assert {one.path: one.table for one in schema.files}["KOJIN.csv"] == "KOJIN"


def test_a_table_of_codes_alone_is_data(look: Look) -> None:
    """A system's own code table is no list of a delivery that lists no items."""
    schema = look({"codes.csv": text(CODES)})

    assert [(f.path, f.kind, f.table) for f in schema.files] == [("codes.csv", SourceKind.CSV, "")]
    assert [f.code for f in schema.findings] == ["MIG-SRC-009"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (("8", "", "", "", "X", "1", "", "", ""), "項目の名前がありません"),
        (("8", "", "", "世帯番号", "X", "1", "", "", ""), "移行ファイル「JJ002」に、項目「世帯番号」が 2 回あります"),
        (("8", "", "", "備考", "X", "たくさん", "", "", ""), "項目「備考」の桁数が数ではありません"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line(look: Look, row: tuple[str, ...], reason: str) -> None:
    """Nothing is left out of a layout in silence."""
    with pytest.raises(UnreadableError) as caught:
        look({"a.csv": text((HEAD, *ROWS, row))})

    assert (caught.value.code, caught.value.where.line, caught.value.params) == ("MIG-SRC-012", 9, {"reason": reason})


def test_a_layout_of_one_record_stays_one(look: Look) -> None:
    """A list with positions is the layout of a fixed-length file, as before."""
    rows = (("項番", "ファイル名", "項目名", "データ型", "桁数", "開始位置"), ("1", "A", "番号", "X", "5", "1"))

    assert [(c.start, c.bytes) for c in look({"a.csv": text(rows)}).tables[0].columns] == [(1, 5)]


def test_mutated_lists_are_read_or_refused(look: Look) -> None:
    """500 damaged lists: tables, or an error of ours; no file loses all its items in silence."""
    chance = random.Random(7)
    whole = text((HEAD, *ROWS))
    outcomes = {"read": 0, "refused": 0}
    for _ in range(500):
        data = bytearray(whole)
        for _ in range(chance.randrange(1, 6)):
            at = chance.randrange(len(data))
            action = chance.randrange(3)
            if action == 0:
                data[at : at + 1] = b""
            elif action == 1:
                data[at : at + 1] = bytes([chance.choice(b',"\r\n\t0A\x81\xe0')])
            else:
                data[at:at] = data[at : at + chance.randrange(1, 40)]
        try:
            schema = look({"a.csv": bytes(data)})
        except MigrateError:
            outcomes["refused"] += 1
            continue
        outcomes["read"] += 1
        assert schema.tables or schema.findings

    assert outcomes["read"] > 100
    assert outcomes["refused"] > 20


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf", b"\n "])
def test_xml_is_said_not_read(look: Look, mark: bytes) -> None:
    """The other form of transfer files is named, with what to do; its entities are never looked at."""
    bomb = b'<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE r [<!ENTITY a "aaaa">]><r><i>&a;</i></r>'
    schema = look({"a.csv": text((HEAD, *ROWS)), "JJ001.xml": mark + bomb})

    assert ("MIG-SRC-309", "JJ001.xml") in [(f.code, f.place.file) for f in schema.findings]
    assert {f.path: f.table for f in schema.files}["JJ001.xml"] == ""
