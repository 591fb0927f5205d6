"""Contracts, milestones dated back from going live, and what does not fit together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.model.document import Grid, Section
from migrate.model.procedure import SystemFacts
from migrate.phase import contracts, form
from migrate.phase.artefacts import item11_contract as item
from migrate.phase.facts import Business, Facts, Milestones, Planned, System
from migrate.phase.period import Period
from migrate.phase.plan import calendar

LIVE = date(2028, 1, 4)
Told = tuple[str, str, Mapping[str, Answer]]


def system(contract_end: str = "2028-03-31", renewal: str = "更新なし") -> System:
    return System(
        key="001",
        name="住民情報",
        businesses=("001",),
        department="",
        vendor="甲社",
        package="",
        hosting="",
        contract_end=contract_end,
        renewal=renewal,
        my_number="はい",
        numbers={},
    )


def facts(
    *records: Told,
    plan: Mapping[str, Milestones] | None = None,
    systems: tuple[System, ...] = (),
    told: tuple[SystemFacts, ...] = (),
) -> Facts:
    listed = tuple(Record(sheet=sheet, key=key, answers=answers) for sheet, key, answers in records)
    return Facts(
        municipality="七瀬野町",
        code="990019",
        as_of=date(2026, 11, 26),
        businesses=(
            Business(id="001", name="住民基本台帳", systems=systems),
            Business(id="010", name="個人住民税"),
        ),
        answers={11: Answers(records=listed)},
        plan=plan or {},
        told=told,
    )


def live(day: str = "2028-01-04") -> Told:
    return ("live", "001", {"business": "001", "day": day})


def contract(**other: Answer) -> Told:
    given: dict[str, Answer] = {
        "vendor": "乙社",
        "name": "住民情報の構築",
        "business": "001",
        "kind": "構築",
        "begin": "2027-04-01",
        "end": "2028-03-31",
        "amount": 5_000,
        "debt": "単年度",
        "data_clause": "あり",
        "disposal": "あり",
    }
    return ("contract", "r0001", given | other)


def milestone(point: str, day: str) -> Told:
    name = next(one.name for one in contracts.points() if one.id == point)
    return ("milestone", f"001-{point}", {"business": "001", "point": name, "day": day, "party": "乙社"})


def test_the_template_and_the_list_of_choices_are_alike() -> None:
    """Each milestone of points.csv can be chosen in the form, in the same order; days never go back."""
    question = form.form(11).of("milestone").question("point")
    assert question is not None
    assert [one.text for one in question.choices] == [one.name for one in contracts.points()]
    assert [one.days for one in contracts.points()] == sorted(one.days for one in contracts.points())
    assert all(bool(one.step) == bool(one.edge) for one in contracts.points())


def test_milestones_are_offered_back_from_going_live_on_working_days() -> None:
    """Only for a business whose day is known; −14 days from 2028-01-04 is 12-21, −2 days is in the holidays."""
    offered = item.offers(facts(live()))["milestone"]

    assert set(offered) == {f"001-{one.id}" for one in contracts.points()}
    assert [offered[f"001-{id}"]["day"] for id in ("judgement", "move", "live")] == [
        "2027-12-21",
        "2027-12-28",
        "2028-01-04",
    ]
    assert item.offers(facts(live("2028-04-03")))["milestone"]["001-judgement"]["day"] == "2028-03-17"
    assert item.offers(facts())["milestone"] == {}


def test_milestones_go_by_the_calendar_of_the_municipality() -> None:
    """A day on which the town is closed is no day for a milestone; a town without a calendar has the usual one."""

    def offered(*periods: Period) -> dict[str, object]:
        found = item.offers(replace(facts(live()), periods=periods))["milestone"]
        return {key: one["day"] for key, one in found.items()}

    usual, judged = offered(), next(f"001-{one.id}" for one in contracts.points() if one.days == -14)
    closed = Period(kind=calendar.CLOSED, business="", start=date(2027, 12, 20), end=date(2027, 12, 21), name="創立")
    own = offered(closed)
    assert (usual[judged], own[judged]) == ("2027-12-21", "2027-12-17")
    assert offered(*calendar.default()) == usual


def test_construction_goes_by_the_calendar_of_the_municipality() -> None:
    """Where nothing but the day of going live is known, building starts on a day on which the town works."""
    known = facts(live())
    usual = contracts.construction(known, "001")
    assert usual is not None
    closed = Period(kind=calendar.CLOSED, business="", start=usual, end=usual, name="創立")
    own = contracts.construction(replace(known, periods=(closed,)), "001")
    assert own is not None
    assert own < usual


def test_the_plan_goes_before_the_template_and_people_before_the_plan() -> None:
    """The day of a planned step; where people gave another day of going live, that one."""
    steps = {31: Planned(start=date(2027, 6, 1), end=date(2027, 9, 1), done=False)}
    plan = {"001": Milestones(steps=steps, construction=date(2027, 6, 1), go_live=date(2028, 2, 7))}
    offered = item.offers(facts(plan=plan))

    assert (offered["live"]["001"]["day"], offered["milestone"]["001-build"]["day"]) == ("2028-02-07", "2027-06-01")
    assert contracts.go_live(facts(live(), plan=plan), "001") == LIVE
    assert contracts.construction(facts(milestone("build", "2027-07-05"), plan=plan), "001") == date(2027, 7, 5)
    assert contracts.construction(facts(contract()), "001") == date(2027, 4, 1)
    told = facts(contract(), live())
    assert str(contracts.construction(told, "001")) == item.offers(told)["milestone"]["001-build"]["day"]


def test_what_phase_fact_told_is_offered() -> None:
    """In operation since, or the new deadline."""
    told = (SystemFacts(business="001", operation="2026-01-05"), SystemFacts(business="010", until="2028-12"))
    offered = item.offers(facts(told=told))["live"]

    assert (offered["001"]["day"], offered["010"]["day"]) == ("2026-01-05", "2028-12")


@pytest.mark.parametrize(
    ("records", "contract_end", "said", "step"),
    [
        ((contract(end="2027-03-01"),), "", "初め（2027-04-01）より前", 28),
        ((contract(end="2028-04-01"),), "", "単年度", 28),
        ((live(), contract(end="2027-12-28")), "", "稼働日（2028-01-04）より前に終わります", 28),
        ((live(), contract(kind="利用", begin="2028-02-01")), "", "前に、稼働します", 28),
        ((live(),), "2027-12-31", "現行の「住民情報」の契約が", 28),
        ((live(), milestone("test", "2028-01-05")), "", "より後です", 29),
        ((live(), milestone("care", "2027-12-20")), "", "より前です", 29),
        ((live(), milestone("live", "2028-01-11")), "", "違います", 29),
        ((milestone("pia", "2027-06-01"), milestone("build", "2027-06-01")), "", "までに終わりません", 29),
    ],
)
def test_what_is_wrong_keeps_the_step_open(records: tuple[Told, ...], contract_end: str, said: str, step: int) -> None:
    """It is said once, in the document too, and only the step and the business that it is about stay open."""
    told = facts(*records, systems=(system(contract_end),) if contract_end else ())
    bad = [one for one in contracts.doubts(told) if one.bad]

    assert [(said in one.text, one.step, one.business) for one in bad] == [(True, step, "001")]
    assert item.holds(told, step, "001") is False
    assert said in str(item.sections(told, 11, frozenset({28, 29}))[-1])
    assert item.holds(told, 28, "010")


def test_what_fits_is_not_complained_about() -> None:
    """A year's contract that ends after going live is looked at again, not wrong; the day before is enough."""
    told = facts(live(), contract(), milestone("test", "2028-01-03"), systems=(system("2028-01-04"),))

    assert [(one.bad, "後まで続きます" in one.text) for one in contracts.doubts(told)] == [(False, True)]
    assert item.holds(told, 28, "001") and item.holds(told, 29, "001")
    assert not item.holds(told, 29, "010")


@pytest.mark.parametrize(("question", "what"), [("data_clause", "データの返還"), ("disposal", "廃棄証明")])
def test_missing_clauses_are_said(question: str, what: str) -> None:
    """A contract without the clause, or one still talked about."""
    for given in ("なし", "協議中"):
        (found,) = contracts.doubts(facts(contract(**{question: given})))
        assert (what in found.text, found.bad) == (True, False)


def test_businesses_that_share_a_day_stand_in_one_row() -> None:
    """The schedule is by day; what is past and not done is late."""
    both: Told = ("milestone", "r1", {"business": "010", "point": "契約の締結", "day": "2026-10-01", "party": "課"})
    same: Told = ("milestone", "r2", {"business": "001", "point": "契約の締結", "day": "2026-10-01", "party": "課"})
    found = item.sections(facts(both, same, milestone("test", "2027-12-01")), 11, frozenset({29}))
    rows = _grid(found, "schedule").rows
    offered = _grid(item.sections(facts(live(), milestone("test", "2027-12-01")), 11, frozenset({29})), "schedule").rows

    assert len(offered) == len(contracts.points())
    assert [one[0] for one in offered if str(one[1]).startswith("総合テスト")] == ["2027-12-01"]
    assert [(one[0], one[2], getattr(one[4], "text", one[4])) for one in rows] == [
        ("2026-10-01", "全業務", "日を過ぎています"),
        ("2027-12-01", "住民基本台帳", ""),
    ]


def test_the_document_holds_the_current_contracts() -> None:
    """Beside the day of going live: enough, too short, or not known."""
    for end, verdict in (
        ("2028-03", "足ります"),
        ("2027-12-31", "稼働の前に終わります"),
        ("不明", "契約の終わりが分かりません"),
    ):
        rows = _grid(item.sections(facts(live(), systems=(system(end),)), 11, frozenset({28})), "current").rows
        assert str(verdict) in str(rows[0][-1])


def _grid(sections: tuple[Section, ...], id: str) -> Grid:
    block = next(one for one in sections if one.id == id).blocks[0]
    assert isinstance(block, Grid)
    return block
