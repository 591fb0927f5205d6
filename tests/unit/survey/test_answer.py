"""One answer: every way in which people write it is one value, and what is no answer is refused with a reason."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from migrate.forms import answer
from migrate.survey.form import form

SYSTEM = form().of("system")


def read(question: str, cell: object) -> object:
    found = SYSTEM.question(question)
    assert found is not None
    return answer.read(cell, found).answer  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (12.0, 12),
        ("１，２００人", 1200),
        ("1200名", 1200),
        ("約50人", 50),
        ("120万", 1_200_000),
        ("1.5万", 15_000),
        ("3百万", 3_000_000),
        ("¥1,200", 1200),
        ("無償", 0),
        ("なし", 0),
        ("-", 0),
        ("不明", "不明"),
        ("調査中", "不明"),
        ("検討中", "未定"),
        ("", None),
        ("　", None),
        (None, None),
    ],
)
def test_numbers(cell: object, expected: object) -> None:
    """A number is a whole number however it is written; 不明 and 未定 are answers, 「なし」 is 0."""
    assert read("users", cell) == expected


@pytest.mark.parametrize(
    "cell", ["abc", "-3", "1,2,3", 12.5, float("inf"), float("nan"), True, "12円34", "1e5", date(2027, 3, 31), 1e15]
)
def test_no_numbers(cell: object) -> None:
    """What is not a whole number from 0 is refused; nothing is rounded."""
    with pytest.raises(answer.RefusedError):
        read("users", cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("令和9年3月31日", "2027-03-31"),
        ("R9.3.31", "2027-03-31"),
        ("Ｒ９．３．３１", "2027-03-31"),
        ("２０２７年３月３１日", "2027-03-31"),
        ("20270331", "2027-03-31"),
        ("令和9年3月末", "2027-03-31"),
        ("令和10年2月末日", "2028-02-29"),
        ("令和8年度末", "2027-03-31"),
        ("令和9年3月", "2027-03"),
        ("2027/3", "2027-03"),
        ("令和元年5月", "2019-05"),
        (datetime(2027, 3, 31, 12), "2027-03-31"),
        (date(2027, 3, 31), "2027-03-31"),
        (46112.0, "2026-03-31"),
        ("未定", "未定"),
        ("該当なし", "なし"),
    ],
)
def test_dates(cell: object, expected: str) -> None:
    """和暦, 西暦, serial numbers and months are one ISO date; a month without a day stays a month."""
    assert read("contract_end", cell) == expected


@pytest.mark.parametrize("cell", ["来年", "R9.2.30", "平成40年1月1日", "2027-13", 12.0, True, "0000000", "令和9年"])
def test_no_dates(cell: object) -> None:
    """A day that does not exist, or that an era never had, is refused."""
    with pytest.raises(answer.RefusedError):
        read("contract_end", cell)


@pytest.mark.parametrize(
    ("question", "cell", "expected"),
    [
        ("in_use", "〇", "有"),
        ("in_use", "◯", "有"),
        ("in_use", "Ｏ", "有"),
        ("in_use", "✕", "無"),
        ("in_use", "有り ", "有"),
        ("in_use", 1.0, "有"),
        ("my_number", "ＹＥＳ", "はい"),
        ("my_number", "？", "不明"),
        ("hosting", "ガバクラ", "ガバメントクラウド"),
        ("charset", "shift-jis", "CP932"),
    ],
)
def test_choices(question: str, cell: object, expected: str) -> None:
    """A closed answer is found by its other words, whatever their width and marks."""
    assert read(question, cell) == expected


def test_every_word_of_a_choice_means_one_answer() -> None:
    """No word of a list stands for two answers, and each of them is read."""
    wrong = []
    for sheet in form().sheets:
        for question in sheet.questions:
            for choice in question.choices:
                for word in (choice.text, *choice.words):
                    if answer.read(word, question).answer != choice.text:
                        wrong.append((question.choice_list, choice.text, word))
    assert wrong == []


def test_a_refusal_never_holds_the_text() -> None:
    """What is said about a cell does not repeat the cell."""
    with pytest.raises(answer.RefusedError) as caught:
        read("users", "山田花子")
    assert "山田" not in f"{caught.value.reason}{caught.value.wanted}"


def test_a_personal_number_is_refused() -> None:
    """Twelve digits that pass the check digit of a 個人番号 are not kept, however they are spaced."""
    digits = "98765432101"
    rest = sum(w * int(d) for w, d in zip((6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2), digits, strict=True)) % 11
    number = digits + str(0 if rest <= 1 else 11 - rest)
    for text in (number, f"{number[:4]} {number[4:8]} {number[8:]}", f"番号{number}です"):
        with pytest.raises(answer.RefusedError):
            read("note", text)
    assert read("note", digits + str((int(number[-1]) + 1) % 10)) is not None


def test_a_month_counts_as_its_last_day() -> None:
    """For comparisons a month is its last day; 未定 is no day."""
    assert [answer.day(one) for one in ("2028-02", "2027-03-31", "未定", None)] == [
        date(2028, 2, 29),
        date(2027, 3, 31),
        None,
        None,
    ]
