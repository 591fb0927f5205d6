"""Each column alone: the items that its names and its type allow."""

import pytest

from migrate.gap.columns import fittings, is_opaque
from migrate.gap.names import Names, names_of
from migrate.model.source import SourceColumn

from .build import spec, target

JUMIN = spec(
    "001",
    "住民基本台帳",
    住民票="宛名番号 氏名 氏_日本人 名_日本人 生年月日:DATE 性別 住所_都道府県 住所_方書 異動年月日:DATE 異動事由",
)
KNOWN = target(JUMIN)


def best(name: str, logical: str = "", kind: str = "VARCHAR2") -> str:
    found = fittings(Names(KNOWN), SourceColumn(name=name, logical_name=logical, type=kind, length=20), frozenset())
    return found[0].item.item.name if found else ""


def test_the_best_comes_first() -> None:
    """By agreement, then by the order of the standard."""
    found = fittings(Names(KNOWN), SourceColumn(name="IDO_YMD"), frozenset())

    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_an_item_comes_once() -> None:
    """Although it may be known by several names."""
    known = target(spec("013", "軽自動車税", 義務者="氏名又は名称 届出者_宛名番号"))
    found = fittings(Names(known), SourceColumn(name="X", logical_name="氏名"), frozenset())

    assert len({one.item.place for one in found}) == len(found)


@pytest.mark.parametrize(
    ("logical", "item"),
    [
        ("性別（1:男 2:女）", "性別"),
        ("性別 1:男 2:女", "性別"),
        ("異動事由：別表のとおり", "異動事由"),
        ("氏名【全角】", "氏名"),
    ],
)
def test_remarks_behind_a_name_do_not_hide_it(logical: str, item: str) -> None:
    """Codes and notes follow the name in many comments."""
    assert best("C1", logical) == item


@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("FirstName", "名_日本人"), ("family_name", "氏_日本人"), ("personNo", "宛名番号"), ("BirthDt", "生年月日"),
        ("SIMEI", "氏名"), ("umare_ymd", "生年月日"), ("PREF_NM", "住所_都道府県"), ("apartment", "住所_方書"),
    ],
)  # fmt: skip
def test_house_styles(name: str, item: str) -> None:
    """English, romaji of either spelling, abbreviations of both."""
    assert best(name) == item


def test_the_japanese_name_leads() -> None:
    """A physical name that says another thing does not decide."""
    assert best("BIRTH_YMD", "異動年月日") == "異動年月日"


def test_a_type_that_does_not_suit_lowers_the_score() -> None:
    """A BLOB is no date."""
    date, blob = (
        fittings(Names(KNOWN), SourceColumn(name="SEINENGAPPI", type=kind), frozenset())[0] for kind in ("DATE", "BLOB")
    )

    assert (date.item.item.name, blob.item.item.name, date.score > blob.score) == ("生年月日", "生年月日", True)


@pytest.mark.parametrize(("name", "opaque"), [("COL01", True), ("項目12", True), ("ATENA_NO", False)])
def test_names_that_say_nothing(name: str, opaque: bool) -> None:
    """Then only values can tell."""
    assert is_opaque(names_of(KNOWN, SourceColumn(name=name))) is opaque
