"""Numbers are exact: no float, rounding only where it is named."""

from __future__ import annotations

from fractions import Fraction

import pytest

from migrate.procure.scoring import exact, expression
from migrate.procure.scoring.criteria import formulas
from migrate.procure.scoring.expression import Around, FormulaError, MissingError


def around(*all_: dict[str, int], **own: int) -> Around:
    facts = {name: Fraction(number) for name, number in own.items()}
    return Around(own=facts, all=[{n: Fraction(v) for n, v in one.items()} for one in all_] or [facts])


def named(name: str, given: Around) -> Fraction:
    return expression.value_of(formulas()[name].expression, given)


@pytest.mark.parametrize(
    ("text", "number", "result"),
    [
        ("四捨五入 1", "2.25", "2.3"),
        ("四捨五入 1", "2.2499999", "2.2"),
        ("四捨五入 1", "-2.25", "-2.3"),
        ("切捨て 3", "0.9999", "0.999"),
        ("切捨て 0", "-1.9", "-1"),
        ("切上げ 0", "1.000001", "2"),
        ("なし", "1.23456789", "1.23456789"),
    ],
)
def test_rounding(text: str, number: str, result: str) -> None:
    """Halves go away from zero, cutting goes towards zero; nothing is lost where nothing is rounded."""
    found = exact.rounding(text)

    assert found is not None
    assert found.apply(Fraction(number)) == Fraction(result)


def test_published_example_of_funabashi() -> None:
    """船橋市: 100+(80/100×200)=260, and 90 + possible/optional × 10 for the common functions."""
    facts = {"B可": 80, "B数": 100, "任意可": 7, "任意数": 8}

    assert named("機能（B レベル）", around(**facts)) == 260
    assert named("共通機能（必須と任意）", around(**facts)) == Fraction("98.75")


def test_price_by_the_lowest() -> None:
    """250 × lowest / own, the quotient cut: 「小数点4位以下切捨て」 cuts the fourth decimal too."""
    offers = ({"見積額": 100_000_000}, {"見積額": 300_000_000})

    assert named("価格（最低÷自社）", around(*offers, 見積額=300_000_000, 配点=250)) == Fraction("83.25")
    assert named("価格（最低÷自社）", around(*offers, 見積額=100_000_000, 配点=250)) == 250


@pytest.mark.parametrize(
    ("price", "points"), [(90_000_000, "10"), (70_000_000, "20"), (100_000_000, "0"), (110_000_000, "0")]
)
def test_price_below_the_planned_price(price: int, points: str) -> None:
    """岐阜市ほか: 100 × (予定価格 − 見積) / 予定価格, capped at the points of the item."""
    given = around(見積額=price, 予定価格=100_000_000, 配点=20)

    assert named("価格（予定価格との差）", given) == Fraction(points)


def test_required_function_that_is_not_there() -> None:
    """Any 必須 「対応不可」 fails the condition."""
    text = formulas()["必須をすべて満たす"].expression

    assert expression.holds(text, around(必須不可=0))
    assert not expression.holds(text, around(必須不可=1))


def test_every_named_formula_can_be_read() -> None:
    """The bundled formulas are all of the closed list."""
    assert {name: bool(expression.names(one.expression)) for name, one in formulas().items()} == dict.fromkeys(
        formulas(), True
    )


def test_large_numbers_stay_exact() -> None:
    """A third of a large sum is a third: a float would lose it."""
    third = expression.value_of("見積額 ÷ 3 × 3", around(見積額=999_999_999_999_999))

    assert third == 999_999_999_999_999


@pytest.mark.parametrize(
    "text",
    [
        "SELECT 1",
        "見積額 ** 2",
        "見積額 % 2",
        "'a'",
        "1e999999",
        "read_csv('x')",
        "最低(1, 2)",
        "切捨て(見積額, 配点)",
        "a.見積額",
        "1 + (見積額 = 3)",
        "見積額 > 1 かつ 2",
        "",
        "((((",
        "1; 2",
        "見積額 /* x */ ; DROP TABLE t",
        "(" * 150 + "1" + ")" * 150 + "+1" * 50,
        "CASE WHEN 1 = 1 THEN 1 END",
        "見積額 IN (1)",
        "NULL",
        "*",
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """A formula is of the closed list of operations or is refused with a sentence."""
    with pytest.raises(FormulaError):
        expression.is_condition(text)


def test_what_cannot_be_computed_is_said() -> None:
    """A division by zero and a fact that is not there are named."""
    with pytest.raises(FormulaError, match="0 で割る"):
        expression.value_of("1 ÷ (見積額 − 見積額)", around(見積額=1))
    with pytest.raises(MissingError, match="予定価格"):
        expression.value_of("予定価格 − 見積額", around(見積額=1))


def test_values_stand_in_the_formula() -> None:
    """The audit trail shows the formula with its values."""
    offers = ({"見積額": 80_000_000}, {"見積額": 100_000_000})
    text = formulas()["価格（最低÷自社）"].expression

    assert expression.filled(text, around(*offers, 見積額=100_000_000, 配点=250)) == (
        "250 × 切捨て(80,000,000 ÷ 100,000,000, 3)"
    )
