"""運用開始: criteria and what people may accept, functions to come, and defects that are mended only when proven."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from migrate.forms.answer import Answer
from migrate.forms.form import KEY
from migrate.forms.records import Answers, Record
from migrate.model.document import Cell, Grid, Note
from migrate.model.finding import Severity
from migrate.phase import artefact, defect, golive, register, transitional
from migrate.phase import form as forms
from migrate.phase.facts import Business, Check, Compared, Converted, Data, Facts, Issue, Link, Milestones, System
from migrate.phase.moved import Moved, Run

AS_OF = date(2028, 2, 1)
SYSTEM = System(
    key="010",
    name="税総合システム",
    businesses=("010",),
    department="税務課",
    vendor="架空情報サービス",
    package="",
    hosting="",
    contract_end="",
    renewal="",
    my_number="",
    numbers={},
)
OUTSIDE = Link(
    key="l1",
    sender="税総合システム",
    receiver="収納代行",
    external=True,
    name="納付情報",
    frequency="毎日",
    method="ファイル",
    my_number="",
    department="税務課",
)
CONVERTED = Converted(rows={"賦課": 90}, rejected=0, merged=0, excluded=0, closed=True)
COMPARED = Compared(
    tables=1, rows=90, expected=0, accepted=0, open=0, differing={"賦課": 12}, at="2028-01-20T10:00:00+09:00"
)
CHECK = Check(
    code="MIG-DQ-001",
    title="必須の項目が空です。",
    severity=Severity.ERROR,
    table="賦課",
    item="区分",
    failed=7,
    open=0,
)
RUN = Run(at="2028-01-20T09:00:00+09:00", result="完了", read=90, rejected=0, seconds=5.0)
ISSUES = (
    Issue(key="fit-0100001", subject="0100001 減免", reason="不適合", policy="経過措置", due="2028-12-31"),
    Issue(key="fit-0100002", subject="0100002 照会", reason="不適合", policy="未定", department="税務課"),
    Issue(key="fit-0100003", subject="0100003 帳票", reason="不適合", policy="運用見直し"),
)
DATA = Data(
    converted=CONVERTED,
    compared=COMPARED,
    checks=(CHECK,),
    moved=Moved(runs=(RUN,)),
    functions={"不適合": 3},
    function_issues=ISSUES,
)
FACTS = Facts(
    municipality="七瀬野町",
    code="990019",
    as_of=AS_OF,
    businesses=(
        Business(id="010", name="個人住民税", systems=(SYSTEM,), data=DATA),
        Business(id="020", name="児童扶養手当"),
    ),
    links=(OUTSIDE, replace(OUTSIDE, key="l2", external=False)),
    plan={"010": Milestones(steps={}, go_live=date(2028, 1, 4))},
)
TO_COME: dict[str, Answer] = {
    "name": "0100001 減免",
    "business": "010",
    "met": "2028-12-31",
    "data": "はい",
    "agreed": "合意",
    "filed": "2027-10-01",
    "state": "届出済み",
}
DEFECT: dict[str, Answer] = {
    "name": "区分が空になった",
    "business": "010",
    "found": "2028-01-10",
    "affected": 12,
    "counted": "突合の結果",
    "target": "賦課",
    "corrected": "2028-01-19",
    "state": "直した",
}


def told(*rows: tuple[str, str, Mapping[str, Answer]], facts: Facts = FACTS) -> Facts:
    records = tuple(Record(sheet=sheet, key=key, answers=answers) for sheet, key, answers in rows)
    return replace(facts, answers={18: Answers(records=records)})


def with_data(**changes: Any) -> Facts:
    first, *others = FACTS.businesses
    return replace(FACTS, businesses=(replace(first, data=replace(first.data, **changes)), *others))


def said(facts: Facts) -> str:
    found = artefact.of_item(18).sections(facts, 18, frozenset({40}))
    grids = [block for one in found for block in one.blocks if isinstance(block, Grid)]
    notes = [block.text for one in found for block in one.blocks if isinstance(block, Note)]
    cells = [cell for grid in grids for row in grid.rows for cell in row]
    return "\n".join((*notes, *(str(cell.text if isinstance(cell, Cell) else cell) for cell in cells)))


def criterion(facts: Facts, id: str) -> golive.Judged:
    one = facts.business("010")
    assert one is not None
    return next(each for each in golive.judged(facts, one) if each.criterion.id == id)


def test_the_data_are_judged_as_for_the_final_migration() -> None:
    """The criteria of ⑭-3 come first, measured from the workspace; an open difference turns one of them."""
    one = FACTS.businesses[0]
    ids = [each.criterion.id for each in golive.judged(FACTS, one)]
    assert ids[:6] == ["balance", "differences", "quality", "cleansing", "characters", "rehearsal"]
    assert ids[6:] == ["migration", "test", "training", "assessment", "network", "ordinance",
                       "links", "cutover", "transitional"]  # fmt: skip

    assert criterion(FACTS, "differences").settled
    broken = with_data(compared=replace(COMPARED, open=3))
    assert criterion(broken, "differences").criterion.measured == "3 件"
    assert not criterion(broken, "differences").settled
    assert "3 件" in said(broken)


@pytest.mark.parametrize(
    ("row", "settled"),
    [
        ({"state": "承知して進む", "reason": "影響がない", "by": "推進会議"}, True),
        ({"state": "承知して進む", "reason": "影響がない"}, False),
        ({"state": "承知して進む", "by": "推進会議"}, False),
        ({"state": "満たした", "reason": "別の文書", "by": "推進会議"}, False),
        ({"state": "未了", "reason": "影響がない", "by": "推進会議"}, False),
    ],
)
def test_what_is_not_met_is_accepted_with_a_reason(row: Mapping[str, Answer], settled: bool) -> None:
    """By whom and why; what is measured to be unmet is not met because somebody says so."""
    broken = with_data(compared=replace(COMPARED, open=3))

    assert criterion(told(("accept", "differences-010", row), facts=broken), "differences").settled is settled


def test_what_nothing_measures_is_confirmed_with_its_evidence() -> None:
    """A step without a row may be done elsewhere: people say so and name the paper."""
    facts = told(("accept", "training-010", {"state": "満たした", "reason": "研修の報告書"}))

    assert criterion(facts, "training").criterion.met is None
    assert criterion(facts, "training").settled


def test_interfaces_of_a_business() -> None:
    """The national ones by business, and the links of the survey that leave the municipality."""
    found = golive.offered_links(FACTS, "010")

    assert list(found) == ["replica-010", "eltax-010", "link-010-l1"]
    assert found["link-010-l1"]["partner"] == "収納代行"
    assert criterion(FACTS, "links").criterion.met is None
    passed = [("link", key, {"business": "010", "result": "合格"}) for key in found]
    assert criterion(told(*passed), "links").criterion.met
    assert criterion(told(*passed[1:]), "links").criterion.met is False
    failed = ("link", "eltax-010", {"business": "010", "result": "不合格"})
    assert criterion(told(passed[0], failed, passed[2]), "links").criterion.met is False


def test_functions_to_come_are_those_of_the_fit_and_gap() -> None:
    """Only 経過措置 is suggested; what has no policy yet is named apart; anything else is settled."""
    assert [row["name"] for _, row in transitional.offers(FACTS)] == ["0100001 減免"]
    assert transitional.undecided(FACTS) == (("010", "0100002 照会", "税務課"),)
    assert "0100002 照会" in said(FACTS)
    listed = ("transitional", "010-fit-0100001", TO_COME)
    assert criterion(FACTS, "transitional").criterion.measured == "1 機能のうち 1 機能が未了、方針未定の不適合 1"
    assert criterion(told(listed), "transitional").criterion.met is False
    decided = with_data(function_issues=(ISSUES[0], ISSUES[2]))
    assert criterion(told(listed, facts=decided), "transitional").criterion.met
    assert criterion(decided, "transitional").criterion.met is False


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"met": "2029-04-01"}, "機能が揃う日（2029-04-01）が、期限（2029-03-31）より後です"),
        ({"met": "未定"}, "機能が揃う日がありません"),
        ({"data": "いいえ"}, "データ要件・連携要件を満たすと書かれていません"),
        ({"agreed": "協議中"}, "所管省庁との合意がありません（協議中）"),
        ({"filed": ""}, "届け出ていません"),
        ({"filed": "2028-02-02"}, "届出の日（2028-02-02）が、先の日です"),
    ],
)
def test_conditions_of_the_transitional_measure(changes: Mapping[str, Answer], why: str) -> None:
    """By the end of FY2028, data and interfaces met, agreed with the ministry, filed; each lack is said."""
    facts = told(("transitional", "010-fit-0100001", {**TO_COME, **changes}))

    assert why in said(facts)
    assert criterion(facts, "transitional").criterion.met is False


def test_the_letter_has_what_can_be_told_of() -> None:
    """A day at the limit is in it; a day beyond, or none, is not; without any there is no letter."""
    rows = [
        ("transitional", "a", {**TO_COME, "name": "期限の日", "met": "2029-03-31"}),
        ("transitional", "b", {**TO_COME, "name": "遅い機能", "met": "2029-04-01"}),
        ("transitional", "c", {**TO_COME, "name": "取り下げた機能", "state": "取り下げ"}),
    ]
    (letter,) = artefact.of_item(18).papers(told(*rows), frozenset({40})).values()
    grids = [block for one in letter.sections for block in one.blocks if isinstance(block, Grid)]
    names = [row[0] for row in grids[0].rows]

    assert names == ["期限の日"]
    assert letter.facts[0] == ("届出者", "七瀬野町（団体コード 990019）")
    assert artefact.of_item(18).papers(told(rows[1]), frozenset({40})) == {}
    assert artefact.of_item(18).papers(told(*rows), frozenset({39})) == {}


def unmended(facts: Facts = FACTS, **changes: Answer) -> tuple[str, ...]:
    found = told(("defect", "d", {**DEFECT, **changes}), facts=facts)
    return defect.unmended(found, found.of(18).of("defect")[0])


def test_a_defect_is_mended_when_a_newer_comparison_is_clean() -> None:
    """Corrected on 01-19, converted and compared on 01-20, nothing open."""
    assert unmended() == ()
    assert unmended(state="対応中") == ("対応中",)
    assert unmended(state="不具合でない") == ()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"compared": replace(COMPARED, open=2)}, "突合に未解消の差異が 2 件あります"),
        (
            {"compared": replace(COMPARED, at="2028-01-18T10:00:00+09:00")},
            "結果の変わった最後の突合は 2028-01-18",
        ),
        ({"compared": None}, "突合がありません"),
        (
            {"moved": Moved(runs=(replace(RUN, at="2028-01-21T09:00:00+09:00"),))},
            "最後の変換の後に突合をやり直していません",
        ),
    ],
)
def test_saying_that_it_is_mended_is_not_enough(changes: dict[str, Any], why: str) -> None:
    """No newer comparison, one that leaves differences, or a conversion that nobody compared."""
    facts = with_data(**changes)
    (found,) = unmended(facts)

    assert why in found
    assert why in said(told(("defect", "d", DEFECT), facts=facts))


def test_residents_are_counted_from_results() -> None:
    """What people counted is held against the comparison or the check of the table while the defect is open."""

    def doubts(**changes: Answer) -> tuple[str, ...]:
        found = told(("defect", "d", {**DEFECT, "state": "対応中", **changes}))
        return defect.doubts(found, found.of(18).of("defect")[0])

    assert doubts() == ()
    assert doubts(affected=11) == ("いまの突合の結果は 12 件です",)
    assert doubts(counted="検査の結果", rule="MIG-DQ-001", affected=7) == ()
    assert doubts(counted="検査の結果", rule="MIG-DQ-002", affected=7) == ("いまの検査の結果は 0 件です",)
    assert doubts(target="ない表") == ("突合の結果に、この表がありません",)
    assert doubts(affected="不明") == ("影響した住民の件数がまだありません（いまの突合の結果は 12 件です）",)
    assert doubts(affected="不明", target="ない表") == ("影響した住民の件数がまだありません",)
    assert doubts(counted="ほかの方法", affected=3) == ()
    assert doubts(corrected="2028-01-09") == ("訂正の日（2028-01-09）が、見つけた日（2028-01-10）より前です",)
    assert doubts(state="直した", affected=40) == ()  # the results show the corrected data by then


def test_open_defects_come_first() -> None:
    """What is not mended stands at the head of the document, before what is."""
    rows = (
        ("defect", "a", DEFECT),
        ("defect", "b", {**DEFECT, "name": "二重に出た", "state": "調査中", "found": "2028-01-30"}),
    )
    sections = artefact.of_item(18).sections(told(*rows), 18, frozenset({40}))
    grid = next(block for block in sections[0].blocks if isinstance(block, Grid))

    assert [one.id for one in sections[:2]] == ["defects", "corrections"]
    assert [row[2] for row in grid.rows] == ["二重に出た", "区分が空になった"]


def test_offers_are_rows_of_the_form() -> None:
    """Sheets, keys and questions of what is offered are those of the form; closed answers are among the choices."""
    judged = told(("judge", "judge-010", {"business": "010", "decision": "未判定"}))
    for id, rows in artefact.of_item(18).offers(judged).items():
        sheet = forms.form(18).of(id)
        assert rows, id
        for key, row in rows.items():
            assert KEY.fullmatch(key), key
            for name, answer in row.items():
                question = sheet.question(name)
                assert question is not None, (id, name)
                assert not question.choices or answer in {one.text for one in question.choices}, (id, name, answer)


def test_only_what_is_judged_is_asked_to_be_accepted() -> None:
    """Criteria are offered for the businesses in 「運用開始の判定」, and only those that are not met."""
    offered = artefact.of_item(18).offers
    rows = offered(told(("judge", "judge-010", {"business": "010", "decision": "未判定"})))["accept"]

    assert not offered(FACTS)["accept"]
    assert {row["business"] for row in rows.values()} == {"010"}
    assert "differences-010" not in rows
    assert rows["test-010"]["measured"] == "⑮-1 の様式に行がない"


def test_the_end_of_the_measure_is_a_fact_with_its_source() -> None:
    """End of FY2028, from a secondary source: the document says that it is to be checked."""
    assert transitional.limit() == date(2029, 3, 31)
    assert not any(one.certain for one in transitional.conditions())
    assert "要確認（基本方針の引用、二次資料）" in said(told(("transitional", "010-fit-0100001", TO_COME)))


def test_a_list_may_stay_without_a_row() -> None:
    """Nothing to accept, to come or to mend is no gap; a row that is there must be whole."""
    sheet = forms.form(18).of("transitional")
    half = {name: text for name, text in TO_COME.items() if name != "met"}

    def whole(*rows: tuple[str, str, Mapping[str, Answer]]) -> bool:
        return register.complete(sheet, told(*rows).of(18), "010")

    assert whole()
    assert not whole(("transitional", "a", half))
    assert whole(("transitional", "a", {**half, "business": "020"}))
    assert not register.complete(forms.form(18).of("judge"), told().of(18), "010")
    left = register.left(18, told(("transitional", "a", half)).of(18), frozenset({40}))
    assert left is not None
    (grid,) = (block for block in left.blocks if isinstance(block, Grid))
    assert "一部機能の経過措置" in [row[0] for row in grid.rows]
    assert "開始後の不具合" not in [row[0] for row in grid.rows]


def complete(**judge: Answer) -> Facts:
    """A business that is judged 「開始」, all of whose criteria somebody answers for."""
    said_so = {
        "business": "010",
        "decision": "開始",
        "start": "2028-01-04",
        "held": "2028-01-03",
        "by": "会議",
        **judge,
    }
    rows: list[tuple[str, str, Mapping[str, Answer]]] = [("judge", "judge-010", said_so)]
    rows += [(sheet, one.key, {}) for sheet in ("runbook", "hypercare") for one in forms.form(18).of(sheet).presets]
    accepted = {"state": "承知して進む", "reason": "影響がない", "by": "会議"}
    rows += [("accept", f"{row['criterion']}-010", accepted) for row in golive.table("criteria")]
    return told(*rows)


def holds(facts: Facts, business: str = "010") -> bool:
    return artefact.of_item(18).holds(facts, 40, business)


def test_the_step_holds() -> None:
    """Judged 「開始」 for a day, the whole switch looked at, every criterion met or accepted; of this business only."""
    assert holds(complete())
    assert not holds(complete(), "020")
    assert not holds(FACTS)


@pytest.mark.parametrize(
    "judge",
    [
        {"decision": "条件付き開始"},
        {"decision": "見送り"},
        {"decision": "未判定"},
        {"held": "2028-02-02"},
        {"held": "未定"},
        {"business": "020"},
    ],
)
def test_what_is_no_start(judge: dict[str, Answer]) -> None:
    """Under conditions, put off, not judged yet, to be judged on a day to come, or of another business."""
    assert not holds(complete(**judge))


@pytest.mark.parametrize("lost", ["test-010", "runbook", "hypercare"])
def test_what_is_left_alone_stands_against_it(lost: str) -> None:
    """A criterion that nobody answers for, a row of the switch or of hypercare that nobody has looked at."""
    facts = complete()
    rows = list(facts.of(18).records)
    rows.remove(next(one for one in rows if lost in (one.key, one.sheet)))

    assert not holds(replace(facts, answers={18: Answers(records=tuple(rows))}))
