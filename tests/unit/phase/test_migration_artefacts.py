"""⑭ ⑮ ⑯: what the workspace knows stands in forms and documents, and decides the proofs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from migrate.forms.answer import Answer
from migrate.forms.form import KEY
from migrate.forms.records import Answers, Record
from migrate.model.document import Cell, Grid, Section
from migrate.model.finding import Severity
from migrate.phase import artefact, extraction, go_no_go
from migrate.phase import form as forms
from migrate.phase.cases import cases, patterns
from migrate.phase.facts import (
    Business,
    Characters,
    Check,
    Compared,
    Converted,
    Data,
    Facts,
    Issue,
    Link,
    Milestones,
    Planned,
    Rehearsal,
    System,
)
from migrate.phase.moved import Fates, Move, Moved, Option, Run, SourceData

SYSTEM = System(
    key="010",
    name="税総合システム",
    businesses=("010",),
    department="税務課",
    vendor="架空情報サービス",
    package="",
    hosting="庁内",
    contract_end="",
    renewal="",
    my_number="",
    numbers={"gaiji": 120, "terminals": 30, "users": 25},
)
MOVED = Moved(
    moves=(
        Move(
            table="賦課",
            source="T_FUKA",
            items=3,
            uses={"wareki_date": ("賦課日",), "code": ("区分",), "zenkaku": ("氏名",)},
            codes={"kubun": ("区分",)},
            joins=("T_ATENA",),
            left=(("削除済み", "対象外", "削除の印のある行"),),
            fates=Fates(read=100, written=90, rejected=1, merged=4, excluded=5),
        ),
    ),
    codes={"kubun": 7},
    dropped=(("T_FUKA", "YOBI", "空白のため"),),
    sources=(SourceData(source="T_FUKA", path="source/fuka.csv", form="CSV", encoding="cp932", columns=12),),
    runs=(Run(at="2026-11-20T22:15:00+09:00", result="成功", read=100, rejected=1, seconds=61.0),),
    options=(Option(id="0100001", name="納付書の再発行", department="税務課"),),
)
CHECK = Check(
    code="MIG-DQ-001",
    title="必須の項目が空です。",
    severity=Severity.ERROR,
    table="賦課",
    item="区分",
    failed=12,
    open=12,
)
CONVERTED = Converted(rows={"賦課": 90}, rejected=1, merged=4, excluded=5, closed=True)
COMPARED = Compared(tables=1, rows=90, expected=0, accepted=0, open=0)
DATA = Data(
    moved=MOVED,
    converted=CONVERTED,
    checks=(CHECK,),
    rehearsals=(Rehearsal(command="convert run 010", at="2026-11-20T22:15:00+09:00", result="成功", seconds=61.0),),
    compared=COMPARED,
    function_issues=(Issue(key="fit-1", subject="0100002 減免", reason="不適合", policy="運用で対応"),),
    forms=(("0100003", "納税通知書"),),
)
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=date(2026, 11, 26),
    businesses=(Business(id="010", name="個人住民税", systems=(SYSTEM,), data=DATA), Business(id="020", name="戸籍")),
    links=(
        Link(
            key="l1",
            sender="税総合システム",
            receiver="eLTAX",
            external=True,
            name="申告",
            frequency="毎日",
            method="ファイル",
            my_number="はい",
            department="税務課",
        ),
    ),
    characters=Characters(found=9, undecided=0, cells=40),
)


def with_answers(item: int, facts: Facts, *rows: tuple[str, str, Mapping[str, Answer]]) -> Facts:
    kept = tuple(Record(sheet=sheet, key=key, answers=answers) for sheet, key, answers in rows)
    return replace(facts, answers={**facts.answers, item: Answers(records=kept)})


def with_data(facts: Facts, **changes: Any) -> Facts:
    first, *others = facts.businesses
    return replace(facts, businesses=(replace(first, data=replace(first.data, **changes)), *others))


def grids(found: tuple[Section, ...], id: str) -> list[Grid]:
    return [block for section in found if section.id == id for block in section.blocks if isinstance(block, Grid)]


def text(value: Any) -> str:
    return str(value.text) if isinstance(value, Cell) else str(value)


def holds(facts: Facts, item: int, step: int, business: str = "010") -> bool:
    return artefact.of_item(item).holds(facts, step, business)


@pytest.mark.parametrize("item", [14, 15, 16])
def test_offers_are_rows_of_the_form(item: int) -> None:
    """Sheets, keys and questions of what is offered are those of the form; closed answers are among the choices."""
    for id, rows in artefact.of_item(item).offers(FACTS).items():
        sheet = forms.form(item).of(id)
        assert rows, id
        for key, row in rows.items():
            assert KEY.fullmatch(key), key
            for name, given in row.items():
                question = sheet.question(name)
                assert question is not None, (id, name)
                assert not question.choices or given in {one.text for one in question.choices}, (id, name, given)


def test_the_plan_holds_volumes_and_what_stays_behind() -> None:
    """Rows read, moved and left of each table; rules and columns with their reasons; they follow the conversion."""
    found = artefact.of_item(14).sections(FACTS, 14, frozenset({32}))

    assert [tuple(map(text, row))[1:] for row in grids(found, "scope")[0].rows] == [
        ("賦課", "T_FUKA", "3", "100", "90", "9", "1")
    ]
    assert [row[-1] for row in grids(found, "left")[0].rows] == ["削除の印のある行", "空白のため"]
    assert grids(found, "sources")[0].rows[0][4] == "cp932"


def test_the_cleansing_list_follows_the_checks() -> None:
    """A row a failing rule and item, under one key however often it is offered; a clean business says so."""
    offered = artefact.of_item(14).offers(FACTS)["cleansing"]
    again = artefact.of_item(14).offers(with_data(FACTS, checks=(replace(CHECK, failed=3, open=0),)))["cleansing"]

    assert [(row["count"], row["owner"], row["state"]) for row in offered.values()] == [(12, "税務課", "未着手")]
    assert list(again) == list(offered)
    assert [row["count"] for row in again.values()] == [3]
    assert list(artefact.of_item(14).offers(with_data(FACTS, checks=()))["cleansing"]) == ["dq-010-none"]


def test_cleansing_holds_when_every_open_failure_is_listed_and_done() -> None:
    """Neither an unfinished row nor a failure that the list does not know lets ⑭-2 be proven."""
    key = next(iter(artefact.of_item(14).offers(FACTS)["cleansing"]))
    row = {"name": "賦課 区分", "business": "010", "state": "完了済み"}

    assert holds(with_answers(14, FACTS, ("cleansing", key, row)), 14, 33)
    assert not holds(with_answers(14, FACTS, ("cleansing", key, {**row, "state": "作業中"})), 14, 33)
    assert not holds(with_answers(14, FACTS, ("cleansing", "r0001", row)), 14, 33)


def test_agreement_needs_every_printed_matter_settled() -> None:
    """⑭-1 rests on all the printed matters, none of them still talked about, and each system's vendor was asked."""
    keys = [one.key for one in forms.form(14).of("agree").presets]
    rows = [("agree", key, {"state": "合意"}) for key in keys]
    rows.append(("extract", "sys-010", {"fee": "確認中"}))

    assert holds(with_answers(14, FACTS, *rows), 14, 32)
    assert not holds(with_answers(14, FACTS, *rows[1:]), 14, 32)
    assert not holds(with_answers(14, FACTS, *rows[:-1]), 14, 32)
    assert not holds(with_answers(14, FACTS, *rows[1:], ("agree", keys[0], {"state": "協議中"})), 14, 32)


DONE = ("decision", "go-010", {"business": "010", "decision": "実施", "outcome": "移行完了"})


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, True),
        ({"compared": replace(COMPARED, open=1)}, False),
        ({"compared": None}, False),
        ({"converted": replace(CONVERTED, closed=False)}, False),
    ],
)
def test_the_final_migration_needs_a_closed_balance_and_no_open_difference(
    changes: dict[str, Any], expected: bool
) -> None:
    """⑭-3: people say that it is done, and the tools found nothing open."""
    assert holds(with_answers(14, with_data(FACTS, **changes), DONE), 14, 34) is expected


@pytest.mark.parametrize("characters", [None, Characters(found=9, undecided=1, cells=40)])
def test_the_final_migration_needs_every_character_decided(characters: Characters | None) -> None:
    """Characters that nobody has looked at are not characters in order."""
    assert not holds(with_answers(14, replace(FACTS, characters=characters), DONE), 14, 34)


def test_the_final_migration_is_not_proven_after_falling_back() -> None:
    """A business that went back to its old system has not moved."""
    back = ("decision", "go-010", {"business": "010", "decision": "実施", "outcome": "切り戻し"})

    assert not holds(with_answers(14, FACTS, back), 14, 34)


def test_criteria_of_going_ahead() -> None:
    """Each criterion is met, not met, or not measured yet; nothing measured is never a yes."""
    met = {one.name: one.met for one in go_no_go.criteria(FACTS, FACTS.businesses[0])}
    bare = [one.met for one in go_no_go.criteria(replace(FACTS, characters=None), FACTS.businesses[1])]

    assert met == {
        "件数の収支": True,
        "突合の差異": True,
        "品質の誤り": False,
        "クレンジング": None,
        "文字の同定": True,
        "直近のリハーサル": None,
    }
    assert bare == [None] * 6


def test_points_of_no_return_stand_in_the_order_of_the_runbook() -> None:
    """Where nobody has named one, that is said; else they are named in the order of the work."""
    rows = [("runbook", key, {"final": "はい", "start": "9:00"}) for key in ("switch", "load")]
    found = next(go_no_go.turning_points(with_answers(14, FACTS, *rows).of(14)))
    silent = next(go_no_go.turning_points(with_answers(14, FACTS, ("runbook", "load", {"final": "いいえ"})).of(14)))

    assert "標準準拠システムへ取り込む、連携と窓口を切り替える" in text(found.blocks[1])
    assert "決まっていません" in text(silent.blocks[1])


def test_the_runbook_knows_how_long_the_tools_took() -> None:
    """Minutes of the last run, rounded up."""
    assert artefact.of_item(14).offers(FACTS)["runbook"] == {"convert": {"minutes": 2}}


def test_a_letter_to_each_vendor() -> None:
    """One letter a row of the register, with the tables of the system's businesses; none for another step."""
    row = dict(next(iter(extraction.offers(FACTS)))[1])
    kept = with_answers(14, FACTS, ("extract", "sys-010", {**row, "final": "2027-01-02", "fee": "確認中"}))
    letters = extraction.letters(kept, frozenset({32}))
    letter = letters["14-1-抽出依頼書-sys-010"]
    said = str(letter)

    assert (row["encoding"], row["gaiji"]) == ("CP932（Windows-31J）", "120 文字。外字表と字形を添える")
    assert letter.subtitle == "架空情報サービス 御中"
    assert all(part in said for part in ("T_FUKA", "2027-01-02", "廃棄証明", "確認中"))
    assert extraction.letters(kept, frozenset({34})) == {}


def test_cases_come_from_everything_that_is_known() -> None:
    """A case of each pattern that applies; each once, under a key that counts and policies do not change."""
    found = cases(FACTS)
    kinds = {one.key.partition("-")[0] for one in found}
    issue = replace(DATA.function_issues[0], subject="0100002 減免（2 件）", policy="改修")
    later = cases(with_data(FACTS, checks=(replace(CHECK, failed=1),), function_issues=(issue,)))

    assert kinds == {"era", "letters", "code", "join", "rule", "totals", "failed", "option", "gap", "form", "link"}
    assert kinds < patterns().keys()
    assert len({one.key for one in found}) == len({one.name for one in found}) == len(found)
    assert [one.key for one in later] == [one.key for one in found]
    assert "7 通り" in next(one.condition for one in found if one.key.startswith("code-"))


def test_testing_holds_when_all_passed_or_were_decided() -> None:
    """⑮-1: an untried or failed case, or an open defect, stands against it."""
    good = [("case", one.key, {"business": "010", "result": "合格"}) for one in cases(FACTS)]
    decided = ("case", "b", {"business": "010", "result": "判断済み"})
    failed = ("case", "b", {"business": "010", "result": "不合格"})
    defect = ("defect", "d", {"name": "1", "state": "作業中"})

    assert holds(with_answers(15, FACTS, *good, decided), 15, 35)
    assert not holds(with_answers(15, FACTS, *good[1:]), 15, 35)
    assert not holds(with_answers(15, FACTS, *good, failed), 15, 35)
    assert not holds(with_answers(15, FACTS, *good, defect), 15, 35)


def test_every_department_is_trained() -> None:
    """⑮-2: departments of the survey and of the roster, each by a course that somebody attended."""
    held: dict[str, Answer] = {"department": "税務課", "state": "実施", "attended": 8}
    course = ("course", "c", held)
    roster = with_answers(1, FACTS, ("member", "m", {"business": "010", "department": "会計課"}))

    assert holds(with_answers(15, FACTS, course), 15, 36)
    assert not holds(with_answers(15, roster, course), 15, 36)
    assert not holds(with_answers(15, FACTS, ("course", "c", {**held, "attended": 0})), 15, 36)
    assert next(iter(artefact.of_item(15).offers(roster)["course"].values()))["department"] == "会計課"


def test_devices_and_connections() -> None:
    """⑯: terminals and interfaces of the survey are offered; each printed row is answered, nothing waits."""
    offered = artefact.of_item(16).offers(FACTS)
    devices = [("device", one.key, {"need": "不要"}) for one in forms.form(16).of("device").presets]
    printed = [one.key for one in forms.form(16).of("connect").presets]
    reached = [("connect", key, {"result": "合格"}) for key in (*printed, "link-l1")]

    assert offered["device"]["terminal"]["quantity"] == 30
    assert offered["connect"]["link-l1"]["business"] == "010"
    assert holds(with_answers(16, FACTS, *devices), 16, 37)
    assert not holds(with_answers(16, FACTS, *devices[1:]), 16, 37)
    assert not holds(with_answers(16, FACTS, *devices, ("device", "r1", {"need": "要対応"})), 16, 37)
    assert holds(with_answers(16, FACTS, *reached), 16, 38)
    assert not holds(with_answers(16, FACTS, *reached[:-1]), 16, 38)
    assert not holds(with_answers(16, FACTS, *reached, ("connect", "r1", {"result": "未確認"})), 16, 38)


def test_bandwidth_that_does_not_suffice_is_said() -> None:
    """Estimate and contract side by side, and what is left for each terminal."""
    row = ("design", "all", {"bandwidth": 100, "contracted": 60})
    found = artefact.of_item(16).sections(with_answers(16, FACTS, row), 16, frozenset({38}))

    assert "足りません" in str(found) and "2,000 kbps" in str(found)


def test_the_days_of_the_plan_are_offered_and_printed() -> None:
    """Freeze, cut-over, tests and courses are dated from the plan; a slip there moves them here."""
    steps = {step: Planned(start=date(2027, 1, step - 30), end=date(2027, 2, step - 30), done=False) for step in STEPS}
    plan = {"010": Milestones(steps=steps, go_live=date(2027, 3, 1))}
    dated = replace(FACTS, plan=plan)
    later = replace(dated, plan={"010": replace(plan["010"], steps={34: replace(steps[34], end=date(2027, 4, 9))})})

    assert artefact.of_item(14).offers(dated)["plan"]["all"] == {"freeze": "2027-01-04", "cutover": "2027-02-04"}
    assert artefact.of_item(14).offers(later)["plan"]["all"]["cutover"] == "2027-04-09"
    assert artefact.of_item(15).offers(dated)["policy"]["all"] == {"start": "2027-01-05", "end": "2027-02-05"}
    assert artefact.of_item(16).offers(dated)["connect"]["link-l1"]["due"] == "2027-02-08"
    assert grids(artefact.of_item(14).sections(dated, 14, frozenset({32})), "days")[0].rows[0][4] == "2027-03-01"
    assert grids(artefact.of_item(14).sections(FACTS, 14, frozenset({32})), "days") == []


STEPS = (32, 33, 34, 35, 36, 37, 38)
