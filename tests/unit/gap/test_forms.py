"""The form that an item's name or type asks of its values."""

import pytest

from migrate.gap.forms import form_of, tells_itself

from .build import item


@pytest.mark.parametrize(
    ("name", "type_", "form"),
    [
        ("生年月日", "DATE", "日付の形"), ("異動届出年月日", "X", "日付の形"), ("氏名_フリガナ", "X", "カナ"),
        ("住所_郵便番号", "X", "郵便番号の形"), ("個人番号", "X", "検査用数字の合う 12 桁の番号"),
        ("最新フラグ", "X", "0 か 1"), ("年税額", "9", "数"), ("世帯主_氏名", "N", "氏名の形"),
    ],
)  # fmt: skip
def test_forms(name: str, type_: str, form: str) -> None:
    """By type first, then by the end of the name."""
    found = form_of(item("T", name, type_))

    assert found is not None and found.name == form


def test_a_code_has_no_form_of_its_own() -> None:
    """Any half-width text may be one."""
    assert form_of(item("T", "異動事由")) is None


def test_a_town_code_of_five_digits_has_no_check_digit() -> None:
    """The form of 団体コード is one of six."""
    codes = [form_of(item("T", "住所_市区町村コード", "X", length)) for length in ("5", "6")]

    assert [one is None for one in codes] == [True, False]


@pytest.mark.parametrize(
    ("name", "tells"), [("個人番号", True), ("電話番号", True), ("氏名", False), ("宛名番号", False)]
)
def test_forms_that_tell_the_item(name: str, tells: bool) -> None:
    """A right check digit says what a number is, a kanji does not say whose name it is."""
    assert tells_itself(item("T", name)) is tells
