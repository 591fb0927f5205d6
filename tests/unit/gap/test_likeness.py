"""How far one written name agrees with one item's name."""

import pytest

from migrate.gap.likeness import Comparison
from migrate.gap.target import Target
from migrate.lexicon.written import readings

from .build import spec, target

TAX = spec(
    "013",
    "軽自動車税",
    賦課="宛名番号 課税年度 賦課年度 通知書番号 年税額 完納区分",
    車両="標識番号 旧標識番号 種別コード 用途区分 車名又は通称名",
    督促="督促連番 督促状発行年月日 督促状返戻年月日",
)


def likeness(name: str, group: str, item: str, *around: str, of: Target | None = None) -> float:
    """The best agreement of all readings with all names of the item."""
    known = of or target(TAX)
    one = next(i for i in known.items if i.item.table == group and i.item.name == item)
    found = (
        Comparison(known, words, reading, frozenset(around)).score(one)
        for words in (one.words, *one.others)
        for reading in readings(known.vocabulary, name)
    )
    return max(found)


def test_the_same_name_agrees_in_full() -> None:
    """Nothing is left over on either side."""
    assert likeness("通知書番号", "賦課", "通知書番号") == pytest.approx(1.0)


def test_nothing_in_common_is_nothing() -> None:
    """No word is near another one."""
    assert likeness("身長", "賦課", "通知書番号") == 0.0


def test_a_word_that_makes_another_thing_of_it_costs_more() -> None:
    """旧 of 旧標識番号 is not left out without a price."""
    assert likeness("標識番号", "車両", "旧標識番号") < 0.8 < likeness("標識番号", "車両", "標識番号")


def test_another_kind_of_value_is_another_thing() -> None:
    """通知書番号 is a number, a 通知年月日 a date."""
    assert likeness("通知年月日", "賦課", "通知書番号") < 0.45


def test_one_side_of_either_or_is_enough() -> None:
    """車名 agrees in full with 車名又は通称名."""
    assert likeness("車名", "車両", "車名又は通称名") > 0.9


def test_the_end_of_a_name_says_enough_where_no_other_item_ends_so() -> None:
    """連番 is the 督促連番 of its table; 年月日 might be either date."""
    assert likeness("連番", "督促", "督促連番") > 0.6 > likeness("年月日", "督促", "督促状発行年月日")


def test_a_bare_year_is_the_first_year_of_the_table() -> None:
    """課税年度 stands before 賦課年度."""
    assert likeness("年度", "賦課", "課税年度") > 0.6 > likeness("年度", "賦課", "賦課年度")


def test_a_bare_end_is_never_as_sure_as_a_name() -> None:
    """It must not speak for a table."""
    assert likeness("連番", "督促", "督促連番") < 0.7


def test_a_surrogate_key_is_no_number_of_the_standard() -> None:
    """A column that is called id and no more."""
    assert likeness("id", "督促", "督促連番", "督促") < 0.45


def test_the_name_of_the_table_fills_in() -> None:
    """発行年月日 in a table 督促状 is the 督促状発行年月日."""
    alone = likeness("発行年月日", "督促", "督促状発行年月日")

    assert likeness("発行年月日", "督促", "督促状発行年月日", "督促", "督促状") > alone


def test_the_name_of_the_business_is_no_stranger() -> None:
    """A name may repeat 軽自動車税; another word that is left over costs more."""
    assert likeness("軽自動車税通知書番号", "賦課", "通知書番号") > likeness("健診通知書番号", "賦課", "通知書番号")
