"""Comparison of answers: differences first, nothing that is missing passes for nothing."""

from __future__ import annotations

from datetime import date

import pytest

from migrate.errors import MigrateError
from migrate.procure.answers import CostRow, FunctionAnswer, Level, Requirement, VendorAnswers, Word
from migrate.procure.compare import changes, costs, functions
from migrate.procure.compare.comparison import compare
from migrate.procure.compare.costs import Rules
from tests.unit.procure.rfp_town import sheet

RULES = costs.rules()


def requirement(id: str, level: Level = Level.OPTIONAL, business: str = "010") -> Requirement:
    return Requirement(id=id, business=business, text=f"要件{id}", level=level)


def says(word: Word | None, note: str = "", due: str = "") -> FunctionAnswer:
    return FunctionAnswer(word=word, note=note, due=due)


def vendor(
    key: str, answers: dict[str, FunctionAnswer] | None = None, rows: dict[str, dict[str, int]] | None = None
) -> VendorAnswers:
    lines = [
        CostRow(id=id, label=f"費目{id}", years=years, initial="initial" in years) for id, years in (rows or {}).items()
    ]
    return VendorAnswers(vendor=key, name=f"{key}社", functions=answers or {}, costs=tuple(lines))


def test_unmet_and_differing_requirements_come_first() -> None:
    """What nobody meets, then what vendors differ in (必須 before others), then the rest by id."""
    asked = [requirement("1"), requirement("2"), requirement("3", Level.REQUIRED), requirement("4"), requirement("5")]
    yes, no = says(Word.YES), says(Word.NO, "予定なし")
    found = functions.rows(
        asked,
        [
            vendor("a", {"1": yes, "2": yes, "3": yes, "4": no, "5": no}),
            vendor("b", {"1": yes, "2": no, "3": says(Word.LATER, due="2028-04"), "4": no}),
        ],
    )

    assert [(one.requirement.id, one.unfilled, one.differs) for one in found] == [
        ("5", True, True),
        ("4", True, False),
        ("3", False, True),
        ("2", False, True),
        ("1", False, False),
    ]


def test_requirement_that_nobody_answered_is_no_gap_of_the_market() -> None:
    """Nobody answered: it is unanswered, not unmet."""
    (found,) = functions.rows([requirement("1")], [vendor("a"), vendor("b")])

    assert (found.unfilled, found.differs) == (False, False)


def test_unanswered_and_unexplained_are_counted() -> None:
    """An empty answer, 不明, and an answer without the explanation that it needs are three different numbers."""
    asked = [requirement(str(n), Level.REQUIRED) for n in range(1, 7)]
    given = {
        "1": says(Word.YES),
        "2": says(Word.NO),
        "3": says(Word.SUBSTITUTE, "帳票で代える"),
        "4": says(Word.LATER, due="2028-04"),
        "5": says(None),
    }
    (found,) = functions.tallies(functions.rows(asked, [vendor("a", given)]), [vendor("a", given)])

    assert (found.asked, found.unanswered, found.unexplained, found.required_missing) == (6, 2, 1, 1)
    assert {word: number for word, number in found.words.items() if number} == {
        Word.YES: 1,
        Word.LATER: 1,
        Word.SUBSTITUTE: 1,
        Word.NO: 1,
    }
    assert sum(found.words.values()) + found.unanswered == found.asked


def test_amounts_far_from_the_others() -> None:
    """Far is twice or half the median of the other vendors, by the rule that is data; small rows are left alone."""
    vendors = [
        vendor("a", rows={"x": {"initial": 10_000_000}, "s": {"initial": 10}}),
        vendor("b", rows={"x": {"initial": 11_000_000}, "s": {"initial": 10}}),
        vendor("c", rows={"x": {"initial": 21_000_000}, "s": {"initial": 90}}),
        vendor("d", rows={"x": {"initial": 5_000_000}}),
    ]
    found = {one.id: one for one in costs.lines(vendors, RULES)}

    assert dict(found["x"].far) == {"c": costs.HIGH, "d": costs.LOW}
    assert dict(found["s"].far) == {}
    strict = Rules(high=RULES.high * 2, low=RULES.low / 4, least=RULES.least, years=5)
    assert dict(costs.lines(vendors, strict)[0].far) == {}


def test_two_vendors_are_held_against_each_other() -> None:
    """With two vendors nobody can tell which of them is far: both are marked alike."""
    found = costs.lines([vendor("a", rows={"x": {"1": 900_000}}), vendor("b", rows={"x": {"1": 1_900_000}})], RULES)

    assert dict(found[0].far) == {"a": costs.APART, "b": costs.APART}
    assert costs.lines([vendor("a", rows={"x": {"1": 900_000}})], RULES)[0].far == {}


def test_median_of_a_year_is_of_those_who_named_it() -> None:
    """A year that a vendor left blank does not lower the median; initial rows have none."""
    vendors = [
        vendor("a", rows={"r": {"1": 100, "2": 100}, "x": {"initial": 5}}),
        vendor("b", rows={"r": {"1": 301}}),
        vendor("c"),
    ]

    assert costs.medians(vendors) == {"費目r": {"1": 200, "2": 100}}


def test_blank_rows_and_years_are_named() -> None:
    """A row or a year that was left blank is not a zero: the sum says that it may be too low."""
    vendors = [
        vendor("a", rows={"x": {"initial": 100}, "r": {str(n): 10 for n in range(1, 6)}}),
        vendor("b", rows={"r": {"1": 10, "2": 10}}),
        vendor("c"),
    ]
    lines = costs.lines(vendors, RULES)
    found = costs.totals(lines, vendors, RULES)

    assert [(one.vendor, one.initial, one.running, one.all, one.blank, one.short) for one in found] == [
        ("a", 100, 50, 150, (), ()),
        ("b", 0, 20, 20, ("費目x",), ("費目r",)),
    ]
    assert {one.id: dict(one.short) for one in lines} == {"x": {}, "r": {"b": 3}}


def test_coverage_and_days() -> None:
    """Who offers which business, and who only after the wished day; a vendor that does not offer is not late."""
    one = VendorAnswers(
        vendor="a",
        name="a社",
        businesses={"010": "対応", "011": "対応不可"},
        starts={"010": "2027-04", "011": "2029-01"},
        dates={"研修": "2027-02"},
        capacity={"移行の担当": "3 人"},
    )
    two = VendorAnswers(vendor="b", name="b社", businesses={"010": "条件付き"}, starts={"010": "2027-03"})
    found = compare([], [one, two], {"010": "個人住民税", "011": "法人住民税", "012": "固定資産税"}, date(2027, 3, 1))

    assert [(each.business, each.offering, each.late) for each in found.coverage] == [
        ("010", ("a", "b"), ("a",)),
        ("011", (), ()),
        ("012", (), ()),
    ]
    assert [(each.name, dict(each.days)) for each in found.milestones] == [("研修", {"a": "2027-02"})]
    assert found.capacity == {"移行の担当": {"a": "3 人"}}


@pytest.mark.parametrize(
    "line",
    [
        ("", "時期", "a", "b", "理由", "2027-01-01"),
        ("099", "時期", "a", "b", "理由", "2027-01-01"),
        ("010", "時期", "", "b", "理由", "2027-01-01"),
        ("010", "変更なし", "", "", "", "2027-01-01"),
        ("010", "変更なし", "", "", "理由", "来月"),
    ],
)
def test_change_without_its_parts_is_refused(line: tuple[str, ...]) -> None:
    """A change of the plan says what, from what, to what, why and when."""
    with pytest.raises(MigrateError) as caught:
        changes.load(sheet(changes.COLUMNS, [line]), "changes.csv", frozenset({"010"}))

    assert caught.value.code == "MIG-RFP-042"


def test_no_change_needs_a_reason_only() -> None:
    """「変更なし」 with a reason proves the step for the businesses that it names."""
    lines = [("10", "変更なし", "", "", "2 者とも希望どおり", "2027/1/10")]
    found = changes.load(sheet(changes.COLUMNS, lines), "changes.csv", frozenset({"010", "011"}))

    assert [bool(changes.proves(found, id, True)) for id in ("010", "011")] == [False, True]
    assert changes.proves(found, "010", compared=False)
