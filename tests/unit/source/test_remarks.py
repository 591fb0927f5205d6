"""Remarks of definitions without values of persons: what is left out, and that it is said."""

from __future__ import annotations

import time

import pytest

from migrate.model.source import SourceColumn, SourceTable
from migrate.source.remarks import clean, without_values


@pytest.mark.parametrize(
    "text",
    [
        "1:男 2:女 9:不明",
        "99999999は無期限、00000000は未設定",
        "YYYY-MM-DD（2024-04-01 以降）",
        "第1号被保険者区分 第30条の37",
        "3桁の連番と1桁の検査用数字",
        "郵便番号 100-0001 の形",
        "1番目の申請者",
        "",
    ],
)
def test_words_of_definitions_stay(text: str) -> None:
    """Code lists, limits, forms of dates and laws are no person's values."""
    assert without_values(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("担当 ０３－１１１１－２２２２ まで", "担当 ［…］ まで"),
        ("03(1111)2222", "［…］"),
        ("送付先:架空市本町一丁目2番3号、要確認", "送付先:［…］、要確認"),
        ("架空市北町12番地の3", "［…］"),
        ("taro.kaku@example.jp へ", "［…］ へ"),
        ("控え（担当 幻山宗太郎 055-1357-2468）", "控え（担当 ［…］）"),
        ("連絡先：幻山　055-1357-2468", "連絡先：［…］"),
        ("仮想課 055-1357-2468", "仮想課 ［…］"),
    ],
)
def test_values_of_persons_are_left_out(text: str, left: str) -> None:
    """Telephone numbers, addresses and mail addresses, in either width."""
    assert without_values(text) == left


def test_my_numbers_by_their_check_digit() -> None:
    """Twelve digits are left out where they pass the check of a 個人番号, and stay where they do not."""
    first = "11122233344"
    rest = sum(int(d) * w for d, w in zip(first, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), strict=True)) % 11
    check = 0 if rest <= 1 else 11 - rest

    assert without_values(f"例 {first}{check}") == "例 ［…］"
    assert without_values(f"例 {first}{(check + 1) % 10}") == f"例 {first}{(check + 1) % 10}"


def test_it_is_said_with_its_place() -> None:
    """A table and a column of which something was left out are findings; others stay the same objects."""
    columns = (
        SourceColumn(name="A", comment="連絡先 055-1357-2468", line=3),
        SourceColumn(name="B", comment="全角", line=4),
    )
    table = SourceTable(name="T", columns=columns, comment="控え 055-1357-2468", file="a.sql", line=1)
    (kept,), findings = clean([table])

    assert [(f.code, f.place.table, f.place.item, f.place.line) for f in findings] == [
        ("MIG-SRC-096", "T", None, 1),
        ("MIG-SRC-096", "T", "A", 3),
    ]
    assert (kept.comment, kept.columns[0].comment, kept.columns[1] is columns[1]) == (
        "控え ［…］",
        "連絡先 ［…］",
        True,
    )


@pytest.mark.parametrize(
    ("name", "default", "comment", "left"),
    [
        ("SHIMEI", "'幻山宗太郎'", "氏名 例：幻山　宗太郎、全角", ("'［…］'", "氏名 例：［…］、全角")),
        ("SHIMEI", "N'幻山'::text", "", ("N'［…］'::text", "")),
        ("SHIMEI", "幻山", "例）GEN YAMA", ("［…］", "例）［…］")),
        ("SHIMEI", "'不明'", "例：全角", ("'不明'", "例：全角")),
        ("SHIMEI", "N'　'", "", ("N'　'", "")),
        ("TEL", "'055-1357-2468'", "", ("'［…］'", "")),
        ("SEIBETSU_KBN", "'男'", "例：1", ("'男'", "例：1")),
        ("KOSHIN_NICHIJI", "SYSDATE", "", ("SYSDATE", "")),
    ],
)
def test_defaults_and_examples(name: str, default: str, comment: str, left: tuple[str, str]) -> None:
    """In a column of persons a default or an example may be a name; words for no value stay, and so do codes."""
    table = SourceTable(name="T", columns=(SourceColumn(name=name, default=default, comment=comment),))
    (kept,), findings = clean([table])

    assert (kept.columns[0].default, kept.columns[0].comment) == left
    assert len(findings) == ((default, comment) != left)


@pytest.mark.parametrize(
    "text", ["1" * 50_000, "x" * 50_000 + "1", "一" * 50_000 + "1", "1番" * 20_000, "ab@" * 20_000]
)
def test_long_remarks(text: str) -> None:
    """A remark of any length takes no time to speak of."""
    table = SourceTable(name="T", columns=(SourceColumn(name="SHIMEI", default=f"'{text}'", comment=f"例：{text}"),))
    began = time.process_time()
    without_values(text)
    clean([table])

    assert time.process_time() - began < 2
