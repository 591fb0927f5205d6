"""Forms of values: by shape, by digits, by check digit. Numbers with a right check digit are made inside the test."""

from __future__ import annotations

import pyarrow as pa
import pytest

from migrate.source.profile.shapes import letter, shapes
from migrate.source.profile.signatures import by_digits, facts


def _digits(values: list[str], counts: list[int] | None = None) -> dict[str, int]:
    column = pa.array(values)
    forms = shapes(column)
    weights = pa.array(counts, pa.int64()) if counts else None
    return dict(by_digits(column, weights, forms, set(forms.to_pylist())))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("S450131", "era_letter_date"),
        ("Ｓ４５０１３１", "era_letter_date"),
        ("H1.5.1", "era_letter_date"),
        ("平成3年12月1日", "era_kanji_date"),
        ("1970/01/31", "western_date_parted"),
        ("1970年1月31日", "western_date_parted"),
        ("2026-10-30 20:24:00", "timestamp_parted"),
        ("2026-10-30T20:24:00", "timestamp_parted"),
        ("2026/1/3t9:05", "timestamp_parted"),
        ("2026-10-30T20:24:00.123", "timestamp_parted"),
        ("ﾔﾏﾀﾞ", "half_kana"),
        ("ヤマダ　タロウ", "full_kana"),
        ("安村　友人", "name"),
        ("ﾔｽﾑﾗ ﾄﾓﾄ", "name"),
        ("107-0447", "postal_3_4"),
        ("03-1234-5678", "phone_parted"),
        ("taro.y+1@example.jp", "email"),
        ("架空県見本市本町１丁目２番３号", "address"),
        ("-12", "integer"),
        ("1,234.5", "decimal"),
        ("T11", "half_code"),
    ],
)
def test_form_of_a_shape(value: str, form: str) -> None:
    """A value of the form is counted under it."""
    assert form in facts("".join(map(letter, value))).signatures


@pytest.mark.parametrize(
    "value",
    ["コード", "03-12-5678-1", "1970/01-31", "山田太郎", "A", "12a", "1.2.3", "2026-10-30X20:24:00", "2026-10-30T20"],
)
def test_no_wrong_form(value: str) -> None:
    """Words, malformed dates and phones are none of the forms of dates, phones and numbers."""
    wrong = {
        "western_date_parted",
        "timestamp_parted",
        "phone_parted",
        "integer",
        "decimal",
        "postal_3_4",
        "email",
        "name",
    }

    assert wrong.intersection(facts("".join(map(letter, value))).signatures) == set()


@pytest.mark.parametrize(
    ("value", "forms"),
    [
        ("0", {"flag_0_1": 1}),
        ("7", {}),
        ("19700131", {"western_date_8": 1}),
        ("19701331", {}),
        ("00000000", {"no_date": 1}),
        ("3450131", {"era_date_7": 1}),
        ("3450031", {}),
        ("9999999", {"no_date": 1}),
        ("09012345678", {"phone_digits": 1}),
        ("20261030202400", {"timestamp_14": 1}),
        ("20261030252400", {}),
        ("202610", {"western_month_6": 1}),
    ],
)
def test_form_of_digits(value: str, forms: dict[str, int]) -> None:
    """Numbers are told by their digits, a day or an hour that does not exist is none."""
    assert {name: n for name, n in _digits([value]).items() if name not in ("dantai_code", "era_date_6")} == forms


def _kojin(first: str) -> int:
    """Check digit by the words of the ordinance: Pn the n-th digit from the right, Qn n+1, from the seventh n−5."""
    total = sum(int(digit) * (n + 1 if n <= 6 else n - 5) for n, digit in enumerate(reversed(first), 1))
    return 0 if total % 11 <= 1 else 11 - total % 11


def _hojin(last: str) -> int:
    """Check digit of a 法人番号: 9 − (Σ Pn·Qn mod 9), Qn 1 for odd n from the right, 2 for even n."""
    return 9 - sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(last), 1)) % 9


def test_kojin_bango_needs_its_check_digit() -> None:
    """Of the ten numbers with the same first eleven digits just one counts, for many beginnings."""
    firsts = [f"{seed * 7919:011d}" for seed in range(1, 200)]
    right = [first + str(_kojin(first)) for first in firsts]
    every = [first + str(last) for first in firsts for last in range(10)]

    assert (_digits(right), _digits(every)) == ({"kojin_bango": 199}, {"kojin_bango": 199})


def test_hojin_bango_needs_its_check_digit() -> None:
    """Of the nine numbers with the same last twelve digits just one counts."""
    lasts = [f"{seed * 104729:012d}" for seed in range(1, 200)]
    right = [str(_hojin(last)) + last for last in lasts]
    every = [str(first) + last for last in lasts for first in range(1, 10)]

    assert (_digits(right), _digits(every)) == ({"hojin_bango": 199}, {"hojin_bango": 199})


def test_dantai_code_needs_its_check_digit() -> None:
    """札幌市 011002 and 千代田区 131016 are codes; a digit changed is none."""
    assert [_digits([one]).get("dantai_code", 0) for one in ("011002", "131016", "011003", "991002")] == [1, 1, 0, 0]


def test_cells_are_counted_by_weight() -> None:
    """A value that stands for many cells counts as often."""
    assert _digits(["0", "1", "5"], [10, 20, 40]) == {"flag_0_1": 30}


def test_blanks_are_told_by_their_place() -> None:
    """Blanks in front, behind and between are three different things; blanks alone are no value."""
    assert [facts(shape).classes for shape in (" A", "A ", "A_A")] == [
        ("half_letter", "leading_blank"),
        ("half_letter", "trailing_blank"),
        ("half_letter", "inner_blank"),
    ]
    assert facts(" _").blank
