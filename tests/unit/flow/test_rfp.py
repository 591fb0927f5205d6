"""From criteria to the decision: locked first, marked by judges, scored, and proven business by business."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import phase, rfp_desk, rfp_lock, rfp_offers
from migrate.flow.outcome import Outcome
from migrate.flow.rfp_score import RfpScore
from migrate.model.finding import Severity
from migrate.procure.answers import CostRow, FunctionAnswer, Level, Requirement, VendorAnswers, Word
from migrate.workspace import job
from tests.unit.flow.rfp_town import FAIR, GOOD, POOR, Town, column, edit, pages, rows, session


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path / "town")


def better_v1(judge: str, vendor: str, number: str) -> str:
    return GOOD if vendor == "v1" or judge == "j3" else FAIR


def data(outcome: Outcome) -> RfpScore:
    assert isinstance(outcome.data, RfpScore)
    return outcome.data


def codes(outcome: Outcome) -> list[str]:
    return [one.code for one in outcome.findings]


def words(path: Path) -> str:
    """The text of a document."""
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as parts:
        text = parts.read("word/document.xml").decode()
    return "".join(
        part.split("<")[0]
        for part in text.replace("<w:t>", "<w:t >").split("<w:t ")[1:]
        for part in [part.partition(">")[2]]
    )


def test_nothing_is_scored_or_opened_before_the_lock(town: Town) -> None:
    """Sheets, scores and whoever opens offers are refused while the criteria are not locked."""
    town.judges()
    town.offers()

    for act in (town.sheets, town.score):
        with pytest.raises(MigrateError) as caught:
            act()
        assert caught.value.code == "MIG-RFP-007"
    with (
        pytest.raises(MigrateError) as caught,
        job.run(town.workspace, session(), "rfp collect") as work,
    ):
        rfp_desk.check_locked(work, rfp_desk.desk(""))
    assert caught.value.code == "MIG-RFP-007"


def test_changed_tree_is_refused_and_named(town: Town) -> None:
    """A weight that moved after the lock stops the score and is named; put back, it goes on."""
    town.ready()
    before = town.path("criteria.csv").read_bytes()
    town.path("criteria.csv").write_bytes(before.replace("運用の合計。,150".encode(), "運用の合計。,160".encode()))

    with pytest.raises(MigrateError) as caught:
        town.score()
    assert (caught.value.code, caught.value.params["parts"]) == ("MIG-RFP-008", "項目 B、設定 最低基準点")

    town.path("criteria.csv").write_bytes(before.decode("utf-8-sig").encode("cp932"))
    assert data(town.score()).verdict == "採点が終わっていません"


def test_locked_anew_only_with_a_reason_that_stays(town: Town) -> None:
    """The earlier lock and the reason stay in the lock and in the report; sheets of the earlier one do not count."""
    town.ready()
    town.set(委員の点のまとめ="中央値")
    with pytest.raises(MigrateError) as caught:
        town.lock(day="2027-04-06")
    assert caught.value.code == "MIG-RFP-009"

    again = town.lock("議会の指摘による", day="2027-04-06")
    assert codes(again) == ["MIG-RFP-010"]
    kept = json.loads(town.path("lock.json").read_text(encoding="utf-8"))
    assert [one["reason"] for one in kept["earlier"]] == ["議会の指摘による"]
    assert kept["offers"] == 3

    town.fill(better_v1)
    found = town.score()
    assert codes(found).count("MIG-RFP-037") == 3
    assert "議会の指摘による" in words(town.out("評価結果書.docx"))


def test_same_lock_twice_changes_nothing(town: Town) -> None:
    """Locking what is locked keeps the first date."""
    first = town.lock(day="2027-03-01")
    town.offers()
    second = town.lock(day="2027-04-01")

    assert (second.data.at, second.data.unchanged, codes(second)) == (first.data.at, True, [])  # type: ignore[attr-defined]


def test_winner_runner_up_and_proof_of_the_evaluation(town: Town) -> None:
    """Marks and prices give ranks; ⑩-1 is proven for each business, ⑩-2 only after the decision."""
    town.ready()
    town.fill(better_v1)
    found = data(town.score())

    assert [(one.vendor, one.rank, one.total) for one in found.vendors] == [
        ("v1", 1, "467.3"),  # 420 × 0.8 = 336; 150 × 98 / 112 = 131.25 → 131.3
        ("v2", 2, "430"),  # 420 × (0.6 + 0.6 + 0.8) / 3 = 280; 150
        ("v3", 3, "420"),  # 280; 150 × 98 / 105 = 140
    ]
    assert (found.first, found.second) == ("v1", "v2")
    steps = town.workspace.root / "out" / "rfp" / "steps"
    assert sorted(path.name for path in steps.iterdir()) == ["010-10-1.json", "011-10-1.json"]

    town.decide(選定した業者="v1", 次点="v2", 決定日="2027-04-12", 決裁="町長", 通知日="4月中")
    with pytest.raises(MigrateError) as caught:
        town.score()
    assert caught.value.code == "MIG-RFP-006"
    town.decide(選定した業者="v1", 次点="v2", 決定日="2027-04-12", 決裁="町長", 通知日="2027/4/15")
    assert codes(town.score()) == []
    assert len(list(steps.iterdir())) == 4
    assert "2027-04-12 に、みなとシステム株式会社（次点 株式会社やまなみ情報）に決めました。" in words(
        town.out("評価結果書.docx")
    )

    town.offers({"v1": 112_000_000, "v2": 98_000_000, "v3": 1_000_000})
    assert data(town.score()).first == "v3"
    assert sorted(path.name for path in steps.iterdir()) == ["010-10-1.json", "011-10-1.json"]


def test_steps_are_proven_while_nothing_changed(town: Town) -> None:
    """The procedure sees ⑩-1 and ⑩-2 as proven, and no longer once an offer is not as it was scored."""

    def steps() -> list[bool]:
        return [one.proven for one in phase.progress_of(town.workspace, "010").steps[25:27]]

    town.ready()
    town.fill(better_v1)
    town.score()
    assert steps() == [True, False]
    town.decide(選定した業者="v1", 次点="v2", 決定日="2027-04-12", 決裁="町長", 通知日="2027-04-15")
    town.score()
    assert steps() == [True, True]

    town.offers({"v1": 113_000_000, "v2": 98_000_000, "v3": 105_000_000})
    assert steps() == [False, False]


def test_decision_against_the_points_needs_a_reason(town: Town) -> None:
    """People may decide otherwise; without a reason ⑩-2 is not proven."""
    town.ready()
    town.fill(better_v1)
    given = {"選定した業者": "v2", "次点": "v3", "決定日": "2027-04-12", "決裁": "町長", "通知日": "2027-04-15"}
    town.decide(**given)
    found = town.score()
    assert (codes(found), [one.proven for one in data(found).proofs]) == (["MIG-RFP-006"], [True, False, True, False])

    town.decide(**given, 理由="第1位の辞退による繰上げ")
    assert [one.proven for one in data(town.score()).proofs] == [True] * 4


def test_tie_waits_for_people_to_draw_lots(town: Town) -> None:
    """Equal in everything: no winner is named until the lots are in draw.csv, with day and witness."""
    town.ready({"v1": 100_000_000, "v2": 100_000_000})
    town.fill(lambda *_: GOOD)
    found = town.score()
    assert (data(found).verdict, codes(found)) == ("同点です。くじが要ります", ["MIG-RFP-017"])
    assert not any(one.proven for one in data(found).proofs)

    columns = ("順", "業者", "引いた日", "立会い")
    town.put("draw.csv", columns, [(1, "v2", "2027-04-11", "会計管理者"), (2, "v1", "2027-04-11", "会計管理者")])
    found = town.score()
    assert (data(found).first, data(found).second, codes(found)) == ("v2", "v1", [])
    assert "くじによります（立会い: 会計管理者）" in words(town.out("評価結果書.docx"))

    town.offers({"v1": 100_000_000, "v2": 120_000_000})
    found = town.score()
    assert (data(found).first, codes(found)) == ("v1", ["MIG-RFP-018"])


def test_one_bidder_only(town: Town) -> None:
    """One offer is judged by the floor alone, and that is said."""
    town.ready({"v1": 100_000_000})
    town.fill(lambda *_: GOOD)
    found = town.score()
    assert (data(found).first, data(found).second, codes(found)) == ("v1", "", ["MIG-RFP-040"])
    assert "1 者だけの扱い" in words(town.out("選定委員会-議事.docx"))

    town.fill(lambda *_: POOR)
    found = town.score()
    assert (data(found).verdict, codes(found)) == ("選べる業者がいません", ["MIG-RFP-039"])
    assert "合計が最低基準点 342 に足りない" in words(town.out("評価結果書.docx"))


def test_late_offer_and_offer_opened_before_the_lock(town: Town) -> None:
    """A late offer is outside the score; one that was opened before the lock is an error."""
    town.set(提出期限="2027/4/1")
    town.ready()
    town.offers(more=[("v2", "", "受領日", "2027-04-02"), ("v1", "", "開封日", "2027-02-28")])
    town.fill(better_v1)
    found = town.score()

    assert codes(found) == ["MIG-RFP-015", "MIG-RFP-016"]
    assert {one.vendor: one.state for one in data(found).vendors}["v2"] == "期限後"
    assert not any(one.proven for one in data(found).proofs)


def test_recused_judge_has_no_sheet_and_does_not_count(town: Town) -> None:
    """A judge who is recused gets no sheet of that vendor; marks on one that was copied in are not counted."""
    town.lock()
    town.offers()
    town.judges([("j1", "委員A", "出席", ""), ("j2", "委員B", "出席", "v1"), ("j3", "委員C", "欠席", "")])
    town.sheets()
    assert [path.name.split("-")[0] for path in town.forms()] == ["j1", "j2"]
    town.fill(better_v1)
    assert {one.vendor: one.total for one in data(town.score()).vendors}["v1"] == "467.3"

    town.judges([("j1", "委員A", "出席", ""), ("j2", "委員B", "出席", "v2"), ("j3", "委員C", "欠席", "")])
    assert "MIG-RFP-019" in codes(town.score())


def test_sheets_that_must_not_count(town: Town, tmp_path: Path) -> None:
    """A second sheet of a judge, one of somebody else, and one that is none of ours are left out or refused."""
    town.ready()
    town.fill(better_v1)
    first = town.forms()[0]
    copy = tmp_path / "写し.xlsx"
    copy.write_bytes(first.read_bytes())
    found = town.score([*town.forms(), copy])
    assert [(one.code, one.place.file) for one in found.findings] == [("MIG-RFP-037", "写し.xlsx")]

    town.judges([("j1", "委員A", "出席", ""), ("j2", "委員B", "欠席", "")])
    assert codes(town.score()) == ["MIG-RFP-037", "MIG-RFP-037"]

    other = tmp_path / "other.xlsx"
    edit_new(other)
    with pytest.raises(UnreadableError) as caught:
        town.score([other])
    assert caught.value.code == "MIG-RFP-021"


def edit_new(path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active["A1"] = "採点"
    book.save(path)


def test_what_judges_do_to_their_sheets(town: Town) -> None:
    """Sorted rows, a word with blanks, a strange grade, a mark in a row of nobody: all read or named."""
    town.ready()
    town.fill(better_v1)

    def spoil(book: object) -> None:
        page = pages(book)["v1"]
        mark = column(page, "評価")
        top, next_ = [page.cell(6, c).value for c in range(1, 9)], [page.cell(7, c).value for c in range(1, 9)]
        for c in range(2, 9):  # the hidden ids in column A stay behind
            page.cell(6, c).value, page.cell(7, c).value = next_[c - 1], top[c - 1]
        page.cell(6, mark).value = " 標準　"
        page.cell(8, mark).value = "まあまあ"
        page.cell(14, mark).value = GOOD

    edit(town.forms()[0], spoil)
    found = town.score()

    assert [(one.code, one.place.cell) for one in found.findings if one.code in ("MIG-RFP-022", "MIG-RFP-031")] == [
        ("MIG-RFP-022", "F8"),
        ("MIG-RFP-031", "B14"),
    ]
    trail = rows(town.out("trail.csv"))
    second = next(row for row in trail if row[0].startswith("みなと") and row[1] == "A-2")
    assert second[4] == "平均（48, 64, 64）"
    assert data(found).verdict == "採点が終わっていません"


def test_absent_marks_count_never_as_zero(town: Town) -> None:
    """An item left open is waited for; where the rules leave it out, it is a warning and the rest counts."""
    town.set(委員が欠けたとき="除いて計算")
    town.ready()
    town.fill(
        lambda judge, vendor, number: None if (judge, vendor) == ("j1", "v2") else better_v1(judge, vendor, number)
    )
    found = town.score()

    assert [(one.code, one.severity) for one in found.findings] == [("MIG-RFP-014", Severity.WARNING)]
    assert {one.vendor: one.points["A"] for one in data(found).vendors}["v2"] == "294"


def test_filled_in_sheet_is_not_written_over(town: Town) -> None:
    """Sheets made anew do not wipe out marks, read or not; blank ones are made anew."""
    town.ready()
    town.sheets()
    town.fill(better_v1)
    before = [path.read_bytes() for path in town.forms()]
    for _ in range(2):
        with pytest.raises(MigrateError) as caught:
            town.sheets()
        assert caught.value.code == "MIG-RFP-034"
        town.score()
    assert [path.read_bytes() for path in town.forms()] == before


def test_tie_for_the_second_place_waits_for_lots_too(town: Town) -> None:
    """The winner stands, 次点 does not: lots among those in the second place only."""
    town.ready({"v1": 90_000_000, "v2": 100_000_000, "v3": 100_000_000})
    town.fill(lambda *_: GOOD)
    found = town.score()
    assert (data(found).first, data(found).second, codes(found)) == ("v1", "", ["MIG-RFP-017"])
    assert "次点はくじで決めます" in words(town.out("評価結果書.docx"))
    assert not any(one.proven for one in data(found).proofs)

    lots = [(1, "v3", "2027-04-11", "会計管理者"), (2, "v2", "2027-04-11", "会計管理者")]
    town.put("draw.csv", ("順", "業者", "引いた日", "立会い"), lots)
    assert (data(town.score()).first, data(town.score()).second) == ("v1", "v3")


def test_decision_to_choose_nobody(town: Town) -> None:
    """Where nobody can be chosen, 「なし」 is the decision, and it proves ⑩-2."""
    town.ready({"v1": 100_000_000})
    town.fill(lambda *_: POOR)
    town.decide(選定した業者="なし", 次点="なし", 決定日="2027-04-12", 決裁="町長", 通知日="2027-04-15")

    assert [one.proven for one in data(town.score()).proofs] == [True] * 4
    assert "2027-04-12 に、業者を選ばないことに決めました。" in words(town.out("評価結果書.docx"))


def test_nothing_to_score_is_said(town: Town) -> None:
    """No offer, no judge: exit 5, not a ranking of nobody."""
    town.lock()
    for act in (town.sheets, town.score):
        with pytest.raises(NothingCheckedError) as caught:
            act()
        assert caught.value.code == "MIG-RFP-020"


def test_missing_criteria_say_what_to_type(town: Town) -> None:
    """Without criteria the error names the command that makes them; without rules the default ones hold."""
    with pytest.raises(MigrateError) as caught:
        rfp_lock.set_lock(town.workspace, session(), "other")
    assert (caught.value.code, caught.value.params["typed"]) == ("MIG-RFP-048", " --unit other")

    first = town.lock().data
    town.path("rules.csv").unlink()
    assert town.lock().data.sha256 == first.sha256  # type: ignore[attr-defined]


def test_several_units_keep_apart(tmp_path: Path) -> None:
    """Each unit has its folder, its lock and its businesses."""
    town = Town(tmp_path / "town", "tax")
    town.set(業務="010")
    town.ready()
    town.fill(better_v1)
    found = data(town.score())

    assert [(one.business, one.unit, one.proven) for one in found.proofs] == [
        ("010", "tax", True),
        ("010", "tax", False),
    ]
    with pytest.raises(MigrateError) as caught:
        rfp_desk.desk("../tax")
    assert caught.value.code == "MIG-RFP-036"


def test_same_input_same_bytes(town: Town) -> None:
    """Scoring twice touches no file, and the trail names every number of every vendor."""
    town.ready()
    town.fill(better_v1)
    town.score()
    before = {path: path.read_bytes() for path in town.out("").rglob("*") if path.is_file()}
    town.score()

    assert {path: path.read_bytes() for path in town.out("").rglob("*") if path.is_file()} == before
    trail = rows(town.out("trail.csv"))
    assert {(row[0][:3], row[1]) for row in trail[1:]} == {
        (name, number)
        for name in ("みなと", "株式会", "しおか")
        for number in ("X-1", "A", "A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "B", "合計")
    }


ASKED = (
    *(Requirement(id=f"r{n}", business="010", text="", level=Level.REQUIRED) for n in range(4)),
    *(Requirement(id=f"o{n}", business="010", text="", level=Level.OPTIONAL, group="B") for n in range(5)),
)


def collected(town: Town, *vendors: VendorAnswers) -> None:
    for name, content in (("requirements", ASKED), *((f"vendors/{one.vendor}", one) for one in vendors)):
        path = town.out(f"{name}.json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(records.dump(content))


def answers(vendor: str, **words: Word) -> VendorAnswers:
    row = CostRow(id="x", label="運用", years={"1": 1_000, "2": 2_000})
    given = {id: FunctionAnswer(word=word) for id, word in words.items()}
    return VendorAnswers(
        vendor=vendor, name=f"{vendor}社", received="2027-03-30", functions=given, costs=(row,) if words else ()
    )


def test_facts_are_counted_from_answers_after_the_lock(town: Town) -> None:
    """Counts by level and group, and the price, are added; before the lock no answer is opened."""
    collected(town, answers("v1", r0=Word.YES, r1=Word.PAID, r2=Word.NO, o0=Word.YES, o1=Word.LATER))
    with pytest.raises(MigrateError) as caught:
        rfp_offers.fill(town.workspace, session())
    assert caught.value.code == "MIG-RFP-007"

    town.lock()
    found = rfp_offers.fill(town.workspace, session())
    assert codes(found) == ["MIG-RFP-047"]
    facts = {row[2]: row[3] for row in rows(town.path("offers.csv")) if row[0] == "v1"}
    words = ("数", "可", "代替", "予定", "不可", "未回答")
    counted = {"必須": "420011", "任意": "510103", "B": "510103"}
    assert facts == {
        **{f"{kind}{words[at]}": digit for kind, digits in counted.items() for at, digit in enumerate(digits)},
        "見積額": "3000",
        "受領日": "2027-03-30",
    }


def test_what_people_wrote_of_an_offer_stays(town: Town) -> None:
    """A fact that people wrote otherwise is named and kept; counting twice adds nothing."""
    town.lock()
    collected(town, answers("v1", r0=Word.YES), answers("v2"))
    town.put(
        "offers.csv", ("業者", "業者名", "項目", "値"), [("v1", "みなと", "見積額", "5,000"), ("*", "", "予定価格", 9)]
    )
    first = rfp_offers.fill(town.workspace, session())
    assert codes(first) == ["MIG-RFP-046", "MIG-RFP-047", "MIG-RFP-047"]
    before = town.path("offers.csv").read_bytes()
    assert 'v1,みなと,見積額,"5,000"' in before.decode("utf-8-sig")
    rfp_offers.fill(town.workspace, session())

    assert town.path("offers.csv").read_bytes() == before


def test_a_later_delivery_does_not_keep_an_earlier_day(town: Town) -> None:
    """The day in offers.csv is what makes an offer late: where a newer delivery came on another day, that is said."""
    town.lock()
    collected(town, answers("v1", r0=Word.YES))
    rfp_offers.fill(town.workspace, session())
    collected(town, replace(answers("v1", r0=Word.YES), received="2027-04-30"))
    found = rfp_offers.fill(town.workspace, session())

    assert [one.params["facts"] for one in found.findings if one.code == "MIG-RFP-046"] == ["受領日"]


def test_a_price_that_people_wrote_stands(town: Town) -> None:
    """Amounts that are in no sum are an error while there is no price, and a warning beside one that people wrote."""
    town.lock()
    collected(town, replace(answers("v1", r0=Word.YES), open_costs=("見積書.xlsx 構築契約 E6",), blank_costs=2))
    severities = []
    for _ in range(2):
        found = rfp_offers.fill(town.workspace, session())
        severities.append([(one.code, one.severity) for one in found.findings if one.code > "MIG-RFP-047"])
        town.put("offers.csv", ("業者", "業者名", "項目", "値"), [("v1", "みなと", "見積額", "5000")])

    assert severities == [
        [("MIG-RFP-054", Severity.ERROR), ("MIG-RFP-055", Severity.WARNING)],
        [("MIG-RFP-054", Severity.WARNING), ("MIG-RFP-055", Severity.WARNING)],
    ]
    assert "v1,みなと,見積額,5000" in town.path("offers.csv").read_text(encoding="utf-8-sig")
