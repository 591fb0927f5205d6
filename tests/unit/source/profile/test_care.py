"""Whose values may be shown: a person's never, codes always, when in doubt not."""

from __future__ import annotations

import pytest

from migrate.lexicon import glossary
from migrate.model.profile import Care
from migrate.model.source import SourceColumn
from migrate.source.profile.care import Value, by_name, declared_codes, may_show


def _care(name: str, logical: str = "", comment: str = "") -> Care:
    return by_name(glossary.load(), SourceColumn(name=name, logical_name=logical, comment=comment)).care


@pytest.mark.parametrize(
    "name",
    [
        "shimei", "SHIMEI_KN", "氏名", "名前", "user_name", "addr", "住所", "方書", "birth", "生年月日", "BIRTH_YMD",
        "kojin_no", "個人番号", "ATENA_NO", "宛名番号", "KOJIN_CD", "住民コード", "世帯コード", "tel", "電話番号",
        "zip", "口座番号", "KOZA_CD", "email", "メールアドレス", "biko", "備考", "MEMO", "前住所コード", "世帯主氏名",
        "column1", "X9", "死亡年月日", "税額", "ZEIGAKU", "被保険者番号", "暗証コード",
    ],
)  # fmt: skip
def test_values_of_persons_and_of_unknown_columns_are_closed(name: str) -> None:
    """Names, addresses, numbers, dates of birth, accounts, phones, remarks, amounts and unknown names show nothing."""
    assert _care(name) is Care.CLOSED


@pytest.mark.parametrize(
    "name",
    [
        "sex", "SEIBETSU", "性別", "続柄", "zokugara", "jumin_kbn", "JUMIN_KBN", "異動事由コード", "ido_jiyu", "DV_FLG",
        "課税区分", "town_cd", "市区町村コード", "学校コード", "国籍コード", "氏名区分",
        "備考有無フラグ", "削除フラグ",
    ],
)  # fmt: skip
def test_code_columns_are_listed(name: str) -> None:
    """Columns that are known to hold codes, flags and kinds are listed."""
    assert _care(name) is Care.CODE


@pytest.mark.parametrize("name", ["NENDO", "課税年度", "更新日時", "作成年月日"])
def test_years_and_times_of_processing_are_open(name: str) -> None:
    """Years and the times at which a system worked show their range."""
    assert _care(name) is Care.OPEN


def test_one_name_that_says_person_is_enough() -> None:
    """A physical name of codes under a Japanese name of a person is closed, and the other way round."""
    assert (_care("A_KBN", "氏名"), _care("SHIMEI", "区分")) == (Care.CLOSED, Care.CLOSED)


def test_a_code_list_in_the_comment_opens_an_unknown_name() -> None:
    """A comment that lists codes makes a code column of a name that says nothing, but not of a person's."""
    comment = "1:有効 2:無効"

    assert (_care("X9", comment=comment), _care("氏名", comment=comment)) == (Care.CODE, Care.CLOSED)
    assert declared_codes(SourceColumn(name="X9", comment=comment)) == ("1", "2")


@pytest.mark.parametrize(
    ("text", "count", "usual", "shown"),
    [
        ("01", 1, False, True),
        ("T11", 1, False, True),
        ("JPN", 1, False, True),
        ("450131", 500, False, False),
        ("011002", 1, True, True),
        ("TR12345", 500, False, False),
        ("TR12345", 1, True, True),
        ("YAMADA", 500, True, False),
        ("安村太郎", 500, True, False),
        ("安村太郎", 1, False, False),
        ("性別", 500, True, True),
        ("性別", 9, True, False),
        ("１", 3, False, False),
        ("1234567", 500, False, False),
        ("1234567", 500, True, True),
        ("1234567", 9, True, False),
        ("2026年10月30日の更新", 500, True, False),
    ],
)
def test_a_stray_value_among_codes_is_told_by_its_shape(text: str, count: int, usual: bool, shown: bool) -> None:
    """Short codes are told; long numbers where the column is made of them; words where the glossary knows them."""
    assert may_show(Value(text=text, count=count, signatures=frozenset(), usual=usual), ()) is shown


def test_a_value_of_a_persons_form_is_never_told() -> None:
    """A short code that is a date of birth by its form is told by its shape."""
    one = Value(text="S450131", count=500, signatures=frozenset({"era_letter_date"}), usual=True)

    assert may_show(one, ()) is False


def test_a_declared_code_is_told() -> None:
    """A value that the definition lists is told, however rare and whatever it looks like."""
    one = Value(text="特別永住者", count=1, signatures=frozenset({"name"}), usual=False)

    assert may_show(one, ("特別永住者",)) is True
