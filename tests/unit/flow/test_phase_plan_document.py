"""④ 移行計画書: units from what businesses share, ways of procuring with reasons, days that fit, register of issues."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.files import records, tables
from migrate.files.bundled import bundled
from migrate.flow import phase, phase_make, phase_read, survey
from migrate.forms.answer import Answer
from migrate.forms.form import KEY
from migrate.forms.records import Answers, Record, State
from migrate.gap.functions.requirement import FORM as PAPER
from migrate.gap.functions.requirement import FUNCTION
from migrate.gap.functions.standing import BusinessStanding, Standing, Verdict
from migrate.model.document import Cell, Grid, Section
from migrate.model.procedure import SystemFacts
from migrate.phase import artefact, procurement, procurement_issues, procurement_method, procurement_schedule
from migrate.phase import form as forms
from migrate.phase.facts import Business, Characters, Data, Facts, Issue, Link, Milestones, Planned, System
from migrate.phase.survey_report import Around, Surveyed
from migrate.survey.form import form as questions
from migrate.survey.plan import Wish
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

ITEM, SCOPE, METHOD, SCHEDULE, ISSUES = 4, 10, 11, 12, 13
TODAY = date(2026, 11, 27)
SESSION = frozen_session(TODAY)
FORM = forms.form(ITEM)
PRINTED = tuple(one.key for one in FORM.of("around").presets)


def system(key: str, vendor: str, package: str = "", end: str = "", renewal: str = "") -> System:
    return System(
        key=key,
        name=f"現行{key}",
        businesses=(),
        department="担当課",
        vendor=vendor,
        package=package,
        hosting="",
        contract_end=end,
        renewal=renewal,
        my_number="",
        numbers={},
    )


ONE, TAX = system("001", "架空情報", "レジ 5", "2029-03-31"), system("010", "架空情報")
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=TODAY,
    businesses=(
        Business(id="010", name="個人住民税", systems=(TAX,)),
        Business(id="001", name="住民基本台帳", systems=(ONE,)),
        Business(id="003", name="戸籍", systems=(system("003", "戸籍ソフト", "個別開発"),)),
        Business(id="005", name="選挙人名簿管理"),
    ),
)


def given(facts: Facts, *rows: tuple[str, str, Mapping[str, Answer]]) -> Facts:
    kept = facts.of(ITEM).records + tuple(Record(sheet=sheet, key=key, answers=row) for sheet, key, row in rows)
    return replace(facts, answers={**facts.answers, ITEM: Answers(records=kept)})


def unit(key: str, name: str, business: str) -> tuple[str, str, Mapping[str, Answer]]:
    return "unit", key, {"name": name, "business": business, "reason": "同じベンダ"}


def sharing(*found: System) -> list[tuple[str, ...]]:
    """How businesses 001, 002, … with these systems are put together."""
    businesses = tuple(Business(id=f"{n:03}", name=f"業務{n}", systems=(one,)) for n, one in enumerate(found, start=1))
    return [one.businesses for one in procurement.units(replace(FACTS, businesses=businesses))]


def sections(facts: Facts, *steps: int) -> tuple[Section, ...]:
    return artefact.of_item(ITEM).sections(facts, ITEM, frozenset(steps))


def grid(found: tuple[Section, ...], id: str) -> list[list[str]]:
    """The rows of the tables of one section, as text."""
    blocks = [block for one in found if one.id == id for block in one.blocks if isinstance(block, Grid)]
    return [[str(v.text if isinstance(v, Cell) else v) for v in row] for one in blocks for row in one.rows]


def holds(facts: Facts, step: int, business: str) -> bool:
    return artefact.of_item(ITEM).holds(facts, step, business)


def test_businesses_that_share_system_package_or_vendor_are_one_unit() -> None:
    """In the order of 業務ID, whatever the order of the facts; width and blanks of a name make no difference."""
    assert [one.businesses for one in procurement.units(FACTS)] == [("001", "010"), ("003",), ("005",)]
    assert sharing(system("a", "甲"), system("b", "乙"), system("a", "甲")) == [("001", "003"), ("002",)]
    assert sharing(system("a", "", "Ｐack１"), system("b", "", "pack 1")) == [("001", "002")]
    assert sharing(system("a", "甲", "P"), system("b", "乙", "P"), system("c", "乙")) == [("001", "002", "003")]


def test_what_is_shared_is_said() -> None:
    """Within the unit, and with businesses that people left out of it."""
    facts = given(FACTS, unit("u-010", "税", "010"))
    hints = {one.name: procurement.hint(facts, one) for one in (*procurement.units(FACTS), *procurement.units(facts))}

    assert hints["住民基本台帳ほか 1 業務"] == "ベンダ「架空情報」が同じ（001 010）"
    assert hints["税"] == "ベンダ「架空情報」が同じ（001 010。単位の外は 001）"
    assert hints["戸籍"] == "システム・パッケージ・ベンダの同じ業務が、ほかにありません"
    assert hints["選挙人名簿管理"] == "現行のシステムの調査がありません"


def test_what_no_package_is_joins_nothing() -> None:
    """Two systems that were each developed for the municipality have nothing in common; nor have two without a name."""
    assert sharing(system("a", "", "個別開発"), system("b", "", "個別開発")) == [("001",), ("002",)]


def test_nothing_is_suggested_without_a_survey_or_for_what_is_in_operation() -> None:
    """A business in operation needs no procurement, unless a system of it has a deadline of its own."""
    live = SystemFacts(business="003", operation="2026-01-05")
    late = SystemFacts(business="003", system="届書", reason="4", until="2028-03")
    bare = replace(FACTS, businesses=tuple(replace(one, systems=()) for one in FACTS.businesses))

    assert procurement.units(bare) == ()
    assert "migrate survey make" in str(sections(bare, SCOPE))
    assert [one.businesses for one in procurement.units(replace(FACTS, told=(live,)))] == [("001", "010"), ("005",)]
    assert ("003",) in [one.businesses for one in procurement.units(replace(FACTS, told=(live, late)))]


def test_people_divide_as_they_like() -> None:
    """Their units stand; only the businesses that are in none are suggested, under keys that nobody has."""
    facts = given(FACTS, unit("u-010", "税と戸籍", "003 010"))
    found = {one.key: (one.businesses, one.kept) for one in procurement.units(facts)}

    assert found == {"u-010": (("003", "010"), True), "u-001": (("001",), False), "u-005": (("005",), False)}
    taken = {one.key: one.businesses for one in procurement.units(given(FACTS, unit("u-001", "選挙", "005")))}
    assert taken == {"u-001": ("005",), "u-001-2": ("001", "010"), "u-003": ("003",)}


def test_a_unit_of_unknown_businesses_concerns_nobody_else() -> None:
    """It is said, its rows are never taken for rows about all businesses; without a name it is named after its own."""
    facts = given(FACTS, ("unit", "r1", {"business": "999"}), ("unit", "r2", {"business": "001"}))
    found = {one.key: one for one in procurement.units(facts)}

    assert procurement.heading(found["r1"]) == {"unit": "r1", "business": "999"}
    assert found["r2"].name == "住民基本台帳"
    assert any("扱わない業務ID があります（999）" in row[1] for row in grid(sections(facts, SCOPE), "doubts"))


def test_a_business_in_no_unit_or_in_two_is_not_proven() -> None:
    """It is said of exactly these businesses."""
    rows = [("around", key, {"treat": "該当なし"}) for key in PRINTED]
    facts = given(FACTS, unit("u-001", "住民・税", "001 010"), unit("r1", "税", "010"), *rows)
    said = {row[1]: row[2] for row in grid(sections(facts, SCOPE), "doubts") if row[0] == "直す"}

    assert said == {
        "どの調達の単位にも入っていません。": "戸籍、選挙人名簿管理",
        "「住民・税」、「税」のどちらにも入っています。": "個人住民税",
    }
    assert [holds(facts, SCOPE, id) for id in ("001", "010", "003")] == [True, False, False]


def test_peripherals_stand_beside_what_is_printed() -> None:
    """A peripheral system fills the printed row that means the same, else a row of its own, which must be answered."""
    around = (
        Around(key="gis", name="統合型GIS", external=False, department="税務課", vendor="地図社",
               contract_end="2027-03-31", my_number="", businesses=("010",)),
        Around(key="konbini-kofu", name="コンビニ交付", external=False, department="", vendor="丙", contract_end="",
               my_number="", businesses=()),
        Around(key="eltax", name="eLTAX", external=True, department="", vendor="", contract_end="", my_number="",
               businesses=()),
    )  # fmt: skip
    facts = replace(FACTS, survey=Surveyed(around=around))
    offered = artefact.of_item(ITEM).offers(facts)["around"]
    rows = [("around", key, {"treat": "該当なし"}) for key in PRINTED]
    answered = given(facts, unit("u-001", "住民・税", "001 010"), *rows)

    assert offered["ext-gis"]["current"] == "地図社、契約 2027-03-31 まで"
    assert offered["kiosk"] == {"current": "丙"}
    assert set(offered) == {"ext-gis", "kiosk"}
    assert [holds(answered, SCOPE, id) for id in ("001", "010")] == [True, False]
    assert holds(given(answered, ("around", "ext-gis", {"treat": "該当なし"})), SCOPE, "010")


def test_what_is_included_names_a_unit_that_there_is() -> None:
    """A unit of another name is said, with the printed name of the thing."""
    wrong = ("around", "printer", {"treat": "調達に含める", "unit": "税システム"})
    facts = given(FACTS, unit("u-001", "住民・税", "001 010"), wrong)

    assert any("プリンタ" in row[1] and "税システム" in row[1] for row in grid(sections(facts, SCOPE), "doubts"))


def test_interfaces_that_cross_units_are_counted_with_both() -> None:
    """Inside, across and with what no unit procures; a change of the interfaces changes the document."""

    def link(sender: str, receiver: str) -> Link:
        return Link(key="l", sender=sender, receiver=receiver, external=False, name="", frequency="", method="",
                    my_number="", department="")  # fmt: skip

    facts = replace(FACTS, links=(link("現行001", "現行010"), link("現行003", "現行010"), link("現行010", "eLTAX")))

    assert grid(sections(facts, SCOPE), "links") == [
        ["住民基本台帳ほか 1 業務", "1", "1", "戸籍 1 本", "1"],
        ["戸籍", "0", "1", "住民基本台帳ほか 1 業務 1 本", "0"],
    ]
    assert grid(sections(FACTS, SCOPE), "links") == []


AID = {
    "candidates": "4 者以上",
    "difference": "大きい",
    "weight": "内容が主",
    "time": "6 か月以上",
    "sole": "いいえ",
    "small": "いいえ",
    "urgent": "いいえ",
    "failed": "いいえ",
}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, ["公募型プロポーザル方式"]),
        ({"candidates": "2〜3 者", "time": "3 か月未満"}, ["指名型プロポーザル方式"]),
        ({"weight": "価格と内容", "time": "3 か月未満"}, ["公募型プロポーザル方式", "総合評価落札方式"]),
        ({"weight": "価格と内容"}, ["総合評価落札方式"]),
        ({"weight": "価格だけ", "difference": "小さい"}, ["最低価格落札方式"]),
        ({"candidates": "1 者", "sole": "はい", "weight": "価格だけ"}, ["随意契約"]),
        ({"candidates": ""}, []),
    ],
)
def test_answers_suggest_a_way(changes: dict[str, str], expected: list[str]) -> None:
    """The best by points, several where they are alike, none while a question is open."""
    row = {name: said for name, said in {**AID, **changes}.items() if said}
    facts = given(FACTS, ("aid", "u-001", row))
    found = procurement_method.suggested(facts, procurement.units(facts)[0])

    assert sorted(one.method for one in found) == sorted(expected)
    assert all(procurement_method.reasons(one) for one in found)


def test_reasons_say_what_speaks_for_a_way_and_what_against() -> None:
    """Every answer that gives points is named, those against it apart."""
    given_ = {"candidates": "4 者以上", "time": "3 か月未満"}
    ways = {one.method: procurement_method.reasons(one) for one in procurement_method.scored(given_)}

    assert ways["総合評価落札方式"] == "多くの者の競争になる（不利: 学識経験者の意見を聴く期間が足りないおそれ）"
    assert ways["最低価格落札方式"] == "多くの者の競争になる"


def test_negotiated_contract_needs_a_ground() -> None:
    """Only answers that give a ground speak for it."""
    ways = {one.method: one.grounds for one in procurement_method.scored({**AID, "urgent": "はい"})}
    grounds = {(one.question, one.answer) for one in procurement_method.grounds().values()}

    assert {(one.question, one.answer) for one in procurement_method.points() if one.method == "随意契約"} <= grounds

    assert ways["随意契約"] == ("第5号 緊急",)
    assert "随意契約" not in {one.method for one in procurement_method.scored(AID)}


def test_rules_are_about_questions_and_answers_of_the_form() -> None:
    """Points, ways and grounds speak of what the form asks; what was not seen in a text of law says so."""
    folder = bundled("reports") / "layouts" / "phase" / "04"
    asked = {one.id: {choice.text for choice in one.choices} for one in FORM.of("aid").questions}
    method, ground = (FORM.of("method").question(id) for id in ("method", "ground"))
    assert method is not None and ground is not None
    methods, grounds = ({choice.text for choice in one.choices} for one in (method, ground))

    assert all(one.answer in asked[one.question] and one.method in methods for one in procurement_method.points())
    assert all(not one.question or one.answer in asked[one.question] for one in procurement_method.grounds().values())
    assert set(procurement_method.ways()) == methods
    assert set(procurement_method.grounds()) == grounds
    for row in (*tables.read(folder / "methods.csv"), *tables.read(folder / "grounds.csv")):
        assert row["certainty"] == "A" or "確かめる" in row["basis"] or "要確認" in row["basis"], row


def test_a_ground_against_the_answers_stands_against_the_proof() -> None:
    """第1号 is chosen though the price is not small; where the answer agrees, nothing is in the way."""
    decided = {"method": "随意契約", "ground": "第1号 少額", "business": "003"}
    rows = (unit("u-003", "戸籍", "003"), ("method", "u-003", decided))
    wrong = given(FACTS, *rows, ("aid", "u-003", {**AID, "business": "003"}))
    right = given(FACTS, *rows, ("aid", "u-003", {**AID, "small": "はい", "business": "003"}))

    assert any("少額" in row[1] for row in grid(sections(wrong, METHOD), "doubts") if row[0] == "直す")
    assert [holds(wrong, METHOD, "003"), holds(right, METHOD, "003")] == [False, True]


def test_negotiated_contract_proposes_the_steps_that_fall_away() -> None:
    """⑨ and ⑩ of exactly its businesses, as commands for people; other ways leave nothing out."""
    rows = (unit("u-001", "住民・税", "001 010"), unit("u-003", "戸籍", "003"))
    said = {"method": "随意契約", "ground": "第2号 性質・目的が競争に適しない"}
    facts = given(FACTS, *rows, ("method", "u-003", said), ("method", "u-001", {"method": "総合評価落札方式"}))
    found = grid(sections(facts, METHOD), "skipped")

    assert [row[1] for row in found] == ["⑨-1", "⑨-2", "⑨-3", "⑩-1", "⑩-2"]
    assert found[0][2] == (
        'migrate phase set ⑨-1 対象外 --business 003 --note "随意契約 第2号 性質・目的が競争に適しない"'
    )


def test_rows_of_a_unit_name_its_businesses() -> None:
    """A row that was written before the unit was divided anew stands against the businesses that differ."""
    facts = given(FACTS, unit("u-001", "住民", "001"), ("aid", "u-001", {**AID, "business": "001 010"}))

    assert any("業務が、調達の単位と違います（010）" in row[1] for row in grid(sections(facts, METHOD), "doubts"))


DAYS = {
    "rfi": "2027-04-01",
    "budget": "2027-10-20",
    "vote": "2028-03-17",
    "rfp": "2028-04-03",
    "chosen": "2028-06-01",
    "contract": "2028-06-20",
    "live": "2029-01-10",
}


def doubted(days: Mapping[str, str], facts: Facts = FACTS) -> dict[str, bool]:
    """What is said of one unit with these days: text → must be mended."""
    row = ("schedule", "u-001", {**days, "business": "001 010"})
    told = procurement_schedule.doubts(given(facts, unit("u-001", "住民・税", "001 010"), row))
    return {one.text: one.bad for one in told}


def with_system(**changes: Any) -> Facts:
    first, *others = FACTS.businesses
    return replace(FACTS, businesses=(replace(first, systems=(replace(TAX, **changes),)), *others))


def test_days_that_fit_are_not_doubted() -> None:
    """Nothing is said of a plan in which everything comes in its order, an assembly between budget and contract."""
    assert doubted(DAYS) == {}


EARLY = {"contract": "2028-02-20", "chosen": "2028-02-01", "budget": "2028-01-10", "rfp": "2028-01-11"}


@pytest.mark.parametrize(
    ("changes", "said", "bad"),
    [
        (EARLY, "契約（2028-02-20）までに終わる議会がありません", True),
        ({**EARLY, "vote": "なし"}, "契約（2028-02-20）までに終わる議会がありません", False),
        ({"vote": "2028-04-10"}, "議会の会期の外", False),
        ({"vote": "2028-09-15"}, "契約（2028-06-20）が予算の議決（2028-09-15）より前", True),
        ({"live": "2028-05-15"}, "移行（稼働）（2028-05-15）が契約（2028-06-20）より前", True),
        ({"live": "2029-05-15"}, "繁忙期「当初課税・納税通知」", False),
        ({"live": "2029-04-02"}, "「現行001」の契約が、移行（2029-04-02）より前に終わります（2029-03-31", False),
    ],
)  # fmt: skip
def test_days_that_do_not_fit_are_said(changes: dict[str, str], said: str, bad: bool) -> None:
    """What can never be right must be mended; what only needs care is said."""
    found = doubted({**DAYS, **changes})

    assert [mend for text, mend in found.items() if said in text] == [bad], found


@pytest.mark.parametrize(("renewal", "bad"), [("更新なし", True), ("自動更新", False), ("", False)])
def test_going_live_after_the_current_contract(renewal: str, bad: bool) -> None:
    """Must be mended where the contract cannot be renewed; the day before its end is in time."""
    ends = {end: doubted(DAYS, with_system(contract_end=end, renewal=renewal)) for end in ("2029-01-09", "2029-01-10")}

    assert list(ends["2029-01-09"].values()) == [bad]
    assert ends["2029-01-10"] == {}


def test_going_live_past_a_deadline() -> None:
    """The new deadline of a 特定移行支援システム must be kept; the target of the policy is only recalled."""
    told = SystemFacts(business="010", reason="4", until="2028-12")
    policy = given(FACTS, ("policy", "all", {"target": "2028-12-31"}))

    assert list(doubted(DAYS, replace(FACTS, told=(told,))).values()) == [True]
    assert doubted(DAYS, replace(FACTS, told=(replace(told, until=DAYS["live"]),))) == {}
    assert doubted(DAYS, replace(FACTS, told=(replace(told, until="2029-01"),))) == {}
    assert list(doubted(DAYS, policy).values()) == [False]


def test_days_of_the_plan_are_offered_and_differences_said() -> None:
    """The first of the unit's businesses begins, the last one ends; people's day of going live is held against them."""

    def plan(day: int) -> Milestones:
        step = Planned(start=date(2027, 4, day), end=date(2027, 5, day), done=False)
        return Milestones(steps={17: step, 28: step}, go_live=date(2029, 1, day))

    facts = replace(FACTS, plan={"001": plan(8), "010": plan(12)})
    offered = procurement_schedule.offers(facts)["u-001"]

    assert (offered["rfi"], offered["contract"], offered["live"]) == ("2027-04-08", "2027-05-12", "2029-01-12")
    assert [text for text in doubted(DAYS, facts) if "工程表の運用開始（2029-01-12）" in text]


ISSUE = Issue(key="fit-0010001", subject="0010001 検索", reason="不適合", policy="運用見直し", due="未定")
FOUND = replace(FACTS, businesses=(
    Business(id="001", name="住民基本台帳", systems=(ONE,), data=Data(gap={}, functions={}, function_issues=(ISSUE,))),
    Business(id="003", name="戸籍", data=Data(gap={}, functions={})),
))  # fmt: skip


def test_issues_come_from_what_the_stages_found() -> None:
    """One row an issue, a row that says so where there is none, one for the characters; no due day that is none."""
    facts = replace(FOUND, characters=Characters(found=5, undecided=2, cells=9))
    offered = procurement_issues.offers(facts)

    assert set(offered) == {"001-fit-0010001", "003-none", "chars"}
    assert offered["001-fit-0010001"] == {
        "subject": "0010001 検索",
        "business": "001",
        "reason": "不適合",
        "policy": "運用見直し",
        "department": "担当課",
        "state": "未着手",
    }
    assert "chars" not in procurement_issues.offers(
        replace(facts, characters=Characters(found=5, undecided=0, cells=9))
    )
    assert [row[0] for row in grid(sections(facts, ISSUES), "waiting")] == [
        "0010001 検索", "比較分析と Fit&Gap で課題なし", "文字の同定",
    ]  # fmt: skip


def test_overdue_issues_come_first() -> None:
    """Overdue, waiting, by day, without a day, closed; a closed one is never overdue."""
    rows: dict[str, dict[str, Answer]] = {
        "a": {"subject": "済", "due": "2026-01-01", "state": "完了済み"},
        "b": {"subject": "日なし", "due": "未定", "state": "未着手", "owner": "係長"},
        "c": {"subject": "先", "due": "2027-03", "state": "未着手"},
        "d": {"subject": "待", "due": "2027-06-30", "state": "待ち", "waits": "回答"},
        "e": {"subject": "超過", "due": "2026-11-26", "state": "待ち"},
        "f": {"subject": "今日", "due": "2026-11-27", "state": "作業中"},
    }
    found = grid(sections(given(FACTS, *(("issue", key, row) for key, row in rows.items())), ISSUES), "issues")

    assert [row[1] for row in found] == ["超過", "待", "今日", "先", "日なし", "済"]
    assert [row[-1] for row in found][:2] == ["待ち", "待ち（回答）"]
    assert [row[5] for row in found][2:] == ["担当なし", "担当なし", "係長", ""]


def test_every_issue_is_listed_with_a_day() -> None:
    """An issue of the comparison that the register lacks, or one without a day, stands against the proof."""
    row = {"subject": "検索", "business": "001", "state": "未着手", "due": "2027-03-31"}

    assert not holds(FOUND, ISSUES, "001")
    assert holds(given(FOUND, ("issue", "001-fit-0010001", row)), ISSUES, "001")
    assert not holds(given(FOUND, ("issue", "001-fit-0010001", {**row, "due": "なし"})), ISSUES, "001")
    assert holds(given(FOUND, ("issue", "001-fit-0010001", {**row, "due": "なし", "state": "対象外"})), ISSUES, "001")


def test_offers_are_rows_of_the_form() -> None:
    """Sheets, keys and questions of what is offered are those of the form; closed answers are among the choices."""
    for id, rows in artefact.of_item(ITEM).offers(given(FOUND, ("aid", "u-001", AID))).items():
        for key, row in rows.items():
            assert KEY.fullmatch(key), key
            for name, said in row.items():
                question = FORM.of(id).question(name)
                assert question is not None, (id, name)
                assert not question.choices or said in {one.text for one in question.choices}, (id, name, said)


SURVEY: dict[Spot, Any] = {
    ("system", "001", "in_use"): "有",
    ("system", "001", "name"): "住民情報システム",
    ("system", "001", "businesses"): "001 002",
    ("system", "001", "vendor"): "架空情報サービス",
    ("system", "001", "contract_end"): "2029-03-31",
}
TOWN = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'


def surveyed(folder: Path) -> Workspace:
    town = create(folder / "town", TOWN.encode(), b"k" * 32)
    survey.make(town, SESSION, Wish())
    answer_survey(town, SURVEY)
    return town


def answer_survey(town: Workspace, answers: Mapping[Spot, Any]) -> None:
    path = next(town.path("survey/forms").glob("*.xlsx"))
    path.write_bytes(Clerk(questions()).fill(path.read_bytes(), answers))
    survey.read(town, SESSION, [path], overwrite=True)


def fill(town: Workspace, code: str, answers: Mapping[Spot, Any]) -> None:
    path = town.path(phase_make.make(town, SESSION, code).data.form)
    path.write_bytes(Clerk(FORM).fill(path.read_bytes(), answers))
    assert phase_read.read(town, SESSION, [path]).findings == ()
    phase_make.make(town, SESSION, code)


def said(town: Workspace, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(town.path("out", "phase", name).read_bytes())) as parts:
        return re.sub("<[^>]+>", "", parts.read("word/document.xml").decode())


POLICY = {
    "target": "令和11年3月31日",
    "order": "段階移行",
    "order_reason": "住民から",
    "place": "ガバクラ",
    "outside": "残す",
    "customise": "しない",
    "data": "5 年分",
    "decided": "R8.11.10",
    "by": "推進会議",
}
DECISION = {"method": "随契", "ground": "2号", "reason": "1 者", "decided": "R8.11.20", "by": "審査会"}
REGISTER = {"subject": "印影の扱い", "business": "001", "policy": "決める", "department": "市民課", "owner": "係長",
            "due": "R9.3.31", "state": "未"}  # fmt: skip


def test_each_form_proves_its_step(tmp_path: Path) -> None:
    """The evidence of 住民基本台帳 grows by that step and by no other; 随意契約 changes no status by itself."""
    town = surveyed(tmp_path)
    walk: tuple[tuple[str, dict[Spot, Any]], ...] = (
        (
            "④-1",
            {("policy", "all", name): told for name, told in POLICY.items()}
            | {("unit", "u-001", "name"): "住民システム", ("unit", "u-001", "reason"): "同じシステム"}
            | {("around", key, "treat"): "×" for key in PRINTED},
        ),
        (
            "④-2",
            {("aid", "u-001", name): told for name, told in {**AID, "sole": "○"}.items()}
            | {("method", "u-001", name): told for name, told in DECISION.items()},
        ),
        ("④-3", {("schedule", "u-001", name): day for name, day in {**DAYS, "decided": "2026-11-25"}.items()}),
        ("④-4", {("issue", "+0", name): told for name, told in REGISTER.items()}),
    )
    proven: list[str] = []
    for code, answers in walk:
        fill(town, code, answers)
        proven.append(code)
        progress = phase.progress_of(town, "001")
        assert sorted(one.step.code for one in progress.steps if one.proven) == proven
        assert progress.completion == 0
    assert "⑨-1 対象外 --business 001,002" in said(town, "04-2-調達方式.docx")
    assert "印影の扱い" in said(town, "04-4-課題と対策.docx")


def test_the_plan_follows_the_survey(tmp_path: Path) -> None:
    """Another vendor and another end of the contract change the document; an empty workspace is told what to do."""
    empty = create(tmp_path / "empty", TOWN.encode(), b"k" * 32)
    phase_make.make(empty, SESSION, "④")
    town = surveyed(tmp_path)
    phase_make.make(town, SESSION, "④-1")
    before = said(town, "04-1-移行方針と調達範囲.docx")
    answer_survey(
        town, {("system", "001", "vendor"): "ひまわりソフト", ("system", "001", "contract_end"): "2028-09-30"}
    )
    phase_make.make(town, SESSION, "④-1")
    after = said(town, "04-1-移行方針と調達範囲.docx")

    assert "架空情報サービス" in before and "2029-03-31" in before
    assert "ひまわりソフト" in after and "2028-09-30" in after and "架空情報サービス" not in after
    assert "migrate survey make" in said(empty, "04-移行計画書.docx")


def test_a_function_and_a_form_of_the_same_number_are_two_issues(tmp_path: Path) -> None:
    """機能ID and 帳票ID are two number spaces: both issues of the Fit&Gap stand in the register."""
    town = create(tmp_path / "town", TOWN.encode(), b"k" * 32)
    rows = tuple(
        Standing(
            business="001",
            sheet=sheet,
            key="0010001",
            name=name,
            duty="実装必須機能",
            conformity_date="",
            current="有",
            adopt="",
            priority="",
            policy="",
            department="",
            deadline="",
            note="",
            verdict=Verdict.GAP,
            state=State.ANSWERED,
        )
        for sheet, name in ((FUNCTION, "検索"), (PAPER, "証明書"))
    )
    standing = BusinessStanding(
        business="001", name="", edition="", rows=rows, outside=(), orphans=(), unclear=0, unusable=0
    )
    town.path("out", "functions").mkdir(parents=True)
    town.path("out", "functions", "001.json").write_bytes(records.dump(standing))
    phase_make.make(town, SESSION, "④-4")
    told = said(town, "04-4-課題と対策.docx")

    assert "0010001 検索" in told and "0010001 証明書" in told
