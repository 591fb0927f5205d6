"""Money of the move: who pays, what five years cost, what the rate changes; the published example to the yen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.files import tables
from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.model.document import BarChart, Figures, Grid, Section
from migrate.phase import cost, form
from migrate.phase.artefacts import item08_budget as budget
from migrate.phase.cost import Cost
from migrate.phase.facts import Business, Facts, System

PUBLISHED = Path(__file__).resolve().parents[4] / "shared" / "published" / "running_cost_2024-09.csv"
ROWS = {one.key: one.name for one in form.form(8).of("running-a").presets}


def facts(*records: tuple[str, str, Mapping[str, Answer]], systems: tuple[System, ...] = ()) -> Facts:
    listed = tuple(Record(sheet=sheet, key=key, answers=answers) for sheet, key, answers in records)
    return Facts(
        municipality="七瀬野町",
        code="990019",
        as_of=date(2026, 11, 26),
        businesses=tuple(Business(id=id, name=id, systems=systems) for id in ("001", "010")),
        answers={8: Answers(records=listed)},
    )


def grid(sections: tuple[Section, ...], id: str) -> Grid:
    blocks = next(one.blocks for one in sections if one.id == id)
    return next(one for one in blocks if isinstance(one, Grid))


def pages(told: Facts) -> tuple[Section, ...]:
    return budget.sections(told, 8, frozenset({21, 22}))


@pytest.mark.parametrize(
    ("spent", "cap", "national", "general"),
    [(0, 100, 0, 0), (99, 100, 99, 0), (100, 100, 100, 0), (101, 100, 100, 1), (70, 0, 0, 70)],
)
def test_general_is_what_goes_over_the_cap(spent: int, cap: int, national: int, general: int) -> None:
    """Where all is 対象: 国費 = min(cost, cap), 一般財源 = max(0, cost − cap)."""
    whole = cost.together(cost.funding([Cost(name="a", years=(spent,), subsidy=cost.ELIGIBLE)], cap))

    assert (whole.national, whole.general) == (national, general) == (min(spent, cap), max(0, spent - cap))


def test_the_cap_is_used_up_by_the_early_years_and_only_by_what_is_eligible() -> None:
    """対象外 and 要確認 are paid by the town; shares add up to the costs in every year."""
    rows = [
        Cost(name="a", years=(60, 60, 60), subsidy=cost.ELIGIBLE),
        Cost(name="b", years=(5, 0, 7), subsidy=cost.UNSURE),
        Cost(name="c", years=(1, 2)),
    ]
    shares = cost.funding(rows, 100)

    assert [one.national for one in shares] == [60, 40, 0]
    assert [one.general for one in shares] == [6, 22, 67]
    assert all(one.national + one.general == one.cost for one in shares)
    assert cost.together(shares).cost == sum(one.total for one in rows)


def published() -> dict[str, int]:
    if not PUBLISHED.is_file():
        pytest.skip(f"{PUBLISHED.name} is not at hand")
    return {
        row["figure_id"].removeprefix("C-"): int(row["value"])
        for row in tables.read(PUBLISHED)
        if row["figure_id"].startswith("C-") and row["value"].isdecimal()
    }


def published_facts(figures: Mapping[str, int]) -> Facts:
    """The published sums of five years, all of them in the first year."""
    later: dict[str, Answer] = {"year_two": 0}
    told = [
        (sheet, key, {"year_one": figures[f"{name}{end}"], **later})
        for sheet, end in (("running-a", ""), ("running-b", "-B"))
        for key, name in ROWS.items()
    ]
    # A's rates come out to the yen where 112,200,000 of its cloud row are paid in yen: our own derivation
    basis = {"rate_base": 115, "rate_one": 139, "rate_two": 160, "fixed_a": 112_200_000}
    return facts(("basis", "all", basis), *told)


def test_the_published_comparison_comes_out_to_the_yen() -> None:
    """Each of the ten rows with its difference, and the totals, as printed in the published file."""
    figures = published()
    notes = {row["figure_id"]: row["note"] for row in tables.read(PUBLISHED)}
    differences = {name: int(notes[f"C-{name}-B"].removeprefix("B-A=")) for name in ROWS.values()}
    rows = grid(pages(published_facts(figures)), "running").rows
    expected = [(name, figures[name], figures[f"{name}-B"], differences[name]) for name in ROWS.values()]
    expected.append(("計", figures["ランニングコスト合計"], figures["ランニングコスト合計-B"], -198_282_529))

    assert [(one[0], one[1], one[2], getattr(one[3], "text", one[3])) for one in rows] == expected


def test_the_published_rates_come_out_to_the_yen() -> None:
    """クラウド利用経費 at 115, 139 and 160 yen a dollar, A and B."""
    figures = published()
    rows = grid(pages(published_facts(figures)), "rates").rows

    assert [one[:3] for one in rows] == [
        ("115 円（見積もり）", figures["クラウド利用経費"], figures["クラウド利用経費-B"]),
        ("139 円", 120_499_217, figures["FX139"]),
        ("160 円", 121_753_056, figures["FX160"]),
    ]


SYSTEM = System(
    key="001",
    name="住民情報",
    businesses=("001", "010"),
    department="",
    vendor="",
    package="",
    hosting="",
    contract_end="",
    renewal="",
    my_number="はい",
    numbers={"cost_work": 700, "cost_hardware_rent": 30, "cost_total": 730},
)


def test_the_survey_offers_what_it_costs_now_once() -> None:
    """A system of two businesses is counted once; the total is not a row of its own."""
    offered = budget.offers(facts(systems=(SYSTEM,)))["running-a"]

    assert {key: one["year_one"] for key, one in offered.items()} == {"work": 700, "hardware-rent": 30}
    assert set(offered) <= set(ROWS)


def test_a_survey_that_says_something_else_is_named() -> None:
    """What people gave stays, is not offered again, and the row that differs is said."""
    told = facts(("running-a", "work", {"year_one": 699}), ("initial", "move", {"year_one": 1}), systems=(SYSTEM,))

    assert set(budget.offers(told)["running-a"]) == {"hardware-rent"}
    assert "違う費目があります（システム運用作業）" in str(pages(told))


def test_a_year_left_empty_is_like_the_one_before() -> None:
    """Three years told: the last two are like the third."""
    told = facts(("running-a", "work", {"year_one": 10, "year_two": 20, "year_three": 30}))

    assert budget.running(told, "running-a") == {"システム運用作業": (10, 20, 30, 30, 30)}


WHOLE: tuple[tuple[str, str, dict[str, Answer]], ...] = (
    (
        "basis",
        "all",
        {"first": "令和8年度", "cap": 1_000, "running_first": "令和10年度", "rate_base": 150, "rate_one": 170},
    ),
    ("initial", "move", {"subsidy": "対象", "year_one": 800, "year_two": 400}),
    ("initial", "devices", {"subsidy": "要確認", "year_one": 90}),
    ("initial", "reserve", {"subsidy": "対象外", "year_one": 0}),
    ("running-a", "work", {"year_one": 100}),
    ("running-b", "cloud", {"year_one": 300}),
)


def test_the_document_says_what_was_told_and_nothing_else() -> None:
    """Sections follow from the answers: sums, shares of each year, comparison, rates; no empty one."""
    found = pages(facts(*WHOLE))
    figures = next(one for one in found[0].blocks if isinstance(one, Figures)).figures

    assert [one.id for one in found] == ["overview", "initial", "funding", "running", "rates", "doubts", "rules"]
    assert [one.value for one in figures] == ["1,290 円", "1,000 円", "290 円", "500 円", "1,500 円", "+1,000 円"]
    assert grid(found, "funding").rows == (
        ("令和8年度", 890, 800, 90, 800, 90),
        ("令和9年度", 400, 400, 0, 200, 200),
        ("計", 1_290, 1_200, 90, 1_000, 290),
    )
    chart = next(one for one in found[3].blocks if isinstance(one, BarChart))
    assert [one.label for one in chart.bars] == [
        "システム運用作業 A",
        "システム運用作業 B",
        *("クラウド利用経費 A", "クラウド利用経費 B"),
    ]
    assert grid(found, "rates").rows[1][:3] == ("170 円", 0, 1_700)
    assert pages(facts()) == ()


def test_the_document_changes_with_its_input() -> None:
    """Another cap moves the town's part."""
    other = (("basis", "all", {**WHOLE[0][2], "cap": 900}), *WHOLE[1:])

    assert grid(pages(facts(*other)), "funding").rows[-1] == ("計", 1_290, 1_200, 90, 900, 390)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        (("initial", "move", {"subsidy": "対象", "year_one": 0}), "すべて 0 円"),
        (("debt", "r0001", {"name": "構築", "first": "令和8年度", "last": "令和10年度"}), "限度額"),
        (("debt", "r0001", {"name": "構築", "first": "令和10年度", "last": "令和8年度", "cap": 5}), "初めより前"),
    ],
)
def test_a_budget_that_is_wrong_proves_nothing(record: tuple[str, str, Mapping[str, Answer]], said: str) -> None:
    """A slip is said in the document and keeps ⑧-1, not ⑧-2, from being proven."""
    told = facts(record)

    assert any(said in one for one in budget.wrong(told))
    assert [budget.holds(told, step, "001") for step in (21, 22)] == [False, True]
    assert budget.holds(replace(told, answers={}), 21, "001")
