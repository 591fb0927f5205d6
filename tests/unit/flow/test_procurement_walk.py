"""A procurement from the package to the decision: three businesses, three invented vendors with every bad habit."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import functions_show, procure_qa, procure_terms, rfi_build, rfp_build, rfp_offers
from migrate.flow.rfp_state import DESK
from migrate.forms.records import Record
from migrate.phase import form as forms
from migrate.procure.scoring.ranking import Verdict
from migrate.workspace import job

from ..procure import kept
from ..procure.rfi import town as rfi
from ..procure.rfi.town import on
from ..procure.rfp.town import VENDORS, estimated
from ..procure.rfp.town import Competition as Walk
from . import rfp_town


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> rfi.Town:
    """A town whose departments have decided what they want."""
    found = rfi.Town(tmp_path_factory.mktemp("walk"))
    found.decide()
    found.answer_survey()
    return found


@pytest.fixture(scope="module")
def walk(town: rfi.Town, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """The package is out; three vendors have answered, one of them late."""
    found, folder = Walk(town), tmp_path_factory.mktemp("sent")
    found.issue()
    found.propose("a-sha", 30_000_000, folder / "a")
    found.propose("b-sha", "３，２００万円", folder / "b")
    found.propose("c-sha", 9_000_000, folder / "c", received="2027-07-21")
    return found


def _text(path: Path) -> str:
    with zipfile.ZipFile(path) as parts:
        return parts.read("word/document.xml").decode()


def test_the_package_has_what_notices_have(walk: Walk) -> None:
    """Five papers and a workbook a form and business; the specification has the chapters of published ones."""
    package = walk.package()
    chapters = records.load(dict[str, Any], (walk.folder / "02-調達仕様書.json").read_bytes(), "page")["sections"]

    assert [one.file[:3] for one in package.books] == ["06-", "07-", "08-", "08-", "08-", "09-"]
    assert [one["title"] for one in chapters if one["level"] == 1] == [
        "調達案件の概要",
        "調達方針",
        "契約期間等",
        "調達範囲",
        "全体スケジュール",
        "要件",
        "作業場所",
        "構築作業等",
        "プロジェクト管理",
        "運用管理・保守",
        "成果物",
        "その他",
    ]
    assert all(one["blocks"] or one["level"] == 1 for one in chapters)
    assert not package.draft
    criteria = _text(walk.folder / "04-評価基準表.docx")
    assert "評価基準は、まだ" not in criteria
    assert [word for word in ("やや劣る", "すべての費目を、税込で合計した額") if word not in criteria] == []
    assert "（未定）" not in "".join(_text(one) for one in walk.folder.glob("*.docx"))
    assert "7654321" not in "".join(_text(one) for one in walk.folder.glob("*.docx"))


def test_bad_habits_are_read_as_they_were_meant(walk: Walk) -> None:
    """Full-width amounts, eras and circles have their values with the raw text beside; a formula's cell is named."""
    books = {one.layout: one for one in walk.current("b-sha").books}
    said = {(one.key, one.question): (one.value, one.text) for one in books["rfp/estimate"].given}
    offered = {one.value for one in books["rfp/proposal"].given if one.question == "offer"}
    supports = {one.value for book in walk.current("b-sha").of("rfp/fit") for one in book.given}

    assert said["I01", "amount"] == (32_000_000, "３，２００万円")
    assert said["I02", "amount"] == (0, "無償")
    assert said["I03", "amount"] == ("未定", "未定")
    assert said["all", "answered"] == ("2027-07-01", "令和９年７月１日")
    assert said["R01", "year_one"] == (1_200_000, "１２０万円")
    assert ("R02", "year_one") not in said
    assert offered == {"提供できる"}
    assert supports == {"対応済み"}


def test_what_counts_of_several_deliveries(walk: Walk, tmp_path: Path) -> None:
    """The same file twice is no answer; a newer one stands for the older; a moved sheet and a new row do no harm."""
    estimate = walk.bidder("07-")
    estimate.type(estimated(VENDORS["a-sha"], "2,950万円"))

    def change(book: Any) -> None:
        page = estimate.page(book, "initial")
        page.insert_rows(8)
        page["C8"], page["E8"] = "勝手に足した行", 999
        book.move_sheet(page, offset=1)

    estimate.edit(change)
    path = estimate.save(tmp_path)
    first = walk.collect("a-sha", "2027-07-16", path)
    again = walk.collect("a-sha", "2027-07-17", path)

    assert (first.data.number, first.data.strays, first.data.lost) == (2, 1, 0)
    assert (again.data.number, again.data.duplicates) == (0, (path.name,))
    assert {one.code for one in first.findings} >= {"MIG-RFI-031", "MIG-RFI-012"}
    (now,) = walk.current("a-sha").of("rfp/estimate")
    assert now.get("initial", "I01", "amount") == 29_500_000


def test_proposals_stand_beside_what_the_town_wants(walk: Walk) -> None:
    """Nobody types again: each vendor is a package of each business, known by its proposal, the late one marked."""
    shown = functions_show.show(walk.workspace, on("2027-07-25")).data.packages
    sources = {(one.package, one.business): one.source for one in shown}

    assert sorted(sources) == [(vendor, business) for vendor in VENDORS for business in rfi.NAMES]
    assert {one.request for one in sources.values()} == {"提案依頼（RFP）"}
    assert {vendor for (vendor, _), one in sources.items() if one.late} == {"c-sha"}
    assert {one.vendor for one in shown} == set(VENDORS.values())
    assert {row.support for one in shown for row in one.rows} == {"対応済み"}


def test_no_price_is_made_of_what_is_not_settled(walk: Walk) -> None:
    """A vendor that wrote 未定 or a formula without a value has no price yet, and its cells are named; none is zero."""
    found = rfp_offers.fill(walk.workspace, on("2027-07-18"), walk.unit)
    told = {str(one.params["vendor"]): one for one in found.findings if one.code == "MIG-RFP-054"}

    assert set(told) == {VENDORS["a-sha"], VENDORS["b-sha"], VENDORS["c-sha"]}
    assert {one.severity for one in told.values()} == {"error"}
    assert (told[VENDORS["b-sha"]].params["count"], told[VENDORS["b-sha"]].params["cells"]) == (
        6,
        "07-見積書.xlsx 構築契約 E8、07-見積書.xlsx 利用契約 E7、07-見積書.xlsx 利用契約 F7、"
        "07-見積書.xlsx 利用契約 G7、07-見積書.xlsx 利用契約 H7 ほか 1 個",
    )
    assert {one.params["count"] for one in found.findings if one.code == "MIG-RFP-055"} == {52}
    assert [row[0] for row in rfp_town.rows(walk.path("offers.csv")) if row[2] == "見積額"] == ["#例 v1"]


@pytest.fixture(scope="module")
def mended(walk: Walk, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Two of the vendors have mended their estimates, as the return sheets asked them to."""
    folder = tmp_path_factory.mktemp("mended")
    walk.mend("a-sha", "2,950万円", folder / "a")
    walk.mend("b-sha", "３，２００万円", folder / "b")
    return walk


def test_the_late_one_is_not_scored_and_the_best_wins(walk: Walk, mended: Walk) -> None:
    """The cheapest came a day late: no judge has a sheet for it, and the better of the two others is first."""
    result = mended.evaluate({"a-sha": rfp_town.FAIR, "b-sha": rfp_town.GOOD}).data

    assert walk.current("c-sha").late
    assert result.verdict == Verdict.FIRST
    assert [one.vendor for one in result.vendors if one.rank] == ["b-sha", "a-sha"]
    assert result.title == walk.package().title
    assert walk.out("評価結果書.docx").is_file()
    offers = walk.path("offers.csv").read_text(encoding="utf-8-sig").splitlines()
    kept.check(
        "competition",
        {
            "received": {vendor: kept.received(walk.current(vendor)) for vendor in VENDORS},
            "offers": [line for line in offers if not line.startswith("#")],
            "scores": kept.scored(result),
        },
    )


def test_steps_are_proven_when_their_days_have_passed(walk: Walk) -> None:
    """⑨-1 by the package that is out, ⑨-2 after the day of questions, ⑨-3 after that of proposals."""
    steps = [{one.code for one in walk.show(day).data.proofs if one.proven} for day in
             ("2027-06-10", "2027-06-21", "2027-07-21")]  # fmt: skip

    assert steps == [{"⑨-1"}, {"⑨-1", "⑨-2"}, {"⑨-1", "⑨-2", "⑨-3"}]
    assert walk.workspace.path("out/rfp/steps/010-9-3.json").is_file()


def test_an_open_question_takes_the_proof_away(town: rfi.Town) -> None:
    """A question that nobody has answered is one that not all vendors know the answer to."""
    mine = Walk(town, "asked")
    mine.issue()
    given = {"question": "リハーサルは何回ですか。", "asker": "a-sha", "document": "調達仕様書"}
    procure_qa.add(DESK, mine.workspace, on("2027-06-10"), given, "asked")
    told = {one.code: one.lacking for one in mine.show("2027-06-21").data.proofs}

    assert told["⑨-2"] == "回答を公表していない質問が 1 件あります。"


def test_equal_offers_wait_for_a_lot(town: rfi.Town, tmp_path: Path) -> None:
    """Equal points and equal prices: nobody is first until people have drawn lots and written down how."""
    mine = Walk(town, "tie")
    mine.issue()
    for vendor in ("a-sha", "b-sha"):
        mine.propose(vendor, 30_000_000, tmp_path / vendor)
        mine.mend(vendor, 30_000_000, tmp_path / "mended" / vendor)
    waiting = mine.evaluate(dict.fromkeys(VENDORS, rfp_town.GOOD)).data
    lots = (("1", "b-sha", "2027-08-02", "会計管理者"), ("2", "a-sha", "2027-08-02", "会計管理者"))
    mine.put("draw.csv", ("順", "業者", "引いた日", "立会い"), lots)
    drawn = mine.score(day="2027-08-03").data

    assert waiting.verdict == Verdict.TIE
    assert (drawn.verdict, next(one.vendor for one in drawn.vendors if one.rank == 1)) == (Verdict.FIRST, "b-sha")
    kept.check("tie", {"waiting": kept.scored(waiting), "drawn": kept.scored(drawn)})


def test_a_single_bidder_is_measured_by_the_floor(town: rfi.Town, tmp_path: Path) -> None:
    """With nobody to compare it with, the floor decides, and the finding says that there was one only."""
    mine = Walk(town, "single")
    mine.issue()
    mine.propose("a-sha", 30_000_000, tmp_path)
    mine.mend("a-sha", 30_000_000, tmp_path / "mended")
    good = mine.evaluate({"a-sha": rfp_town.GOOD})

    assert good.data.verdict == Verdict.FIRST
    assert "MIG-RFP-040" in {one.code for one in good.findings}
    kept.check("single", {"told": kept.told(good), "scores": kept.scored(good.data)})


def test_what_is_out_changes_only_as_a_new_edition(town: rfi.Town) -> None:
    """A chapter of the body's own changes the paper: refused for a package that is out, unless it is revised."""
    mine = Walk(town, "revised")
    mine.build()
    path = mine.path("chapters.csv")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
    assert {row[2] for row in rows[1:]} == {"標準"}
    mine.issue()
    changed = [[*row[:2], "差し替え", "", "庁舎の 3 階で行います。"] if row[1] == "place" else row for row in rows]
    mine.put("chapters.csv", rows[0], changed[1:])
    with pytest.raises(MigrateError) as refused:
        mine.build()
    made = mine.build(revise=True)

    assert refused.value.code == "MIG-RFP-052"
    assert made.data.edition == 2
    assert [(one.chapter, one.way) for one in made.data.chapters] == [("place", "差し替え")]
    assert "庁舎の 3 階で行います。" in _text(mine.folder / "02-調達仕様書.docx")


def test_nothing_goes_out_before_it_is_settled(town: rfi.Town) -> None:
    """Without locked criteria the draft is made, with its mark on every page, and issuing is refused."""
    mine = Walk(town, "draft")
    lacking = mine.build().data.lacking
    with zipfile.ZipFile(mine.folder / "02-調達仕様書.docx") as parts:
        mark = parts.read("word/header.xml").decode()
    with pytest.raises(MigrateError) as refused:
        mine.build(issued="2027-06-01")

    assert lacking == ("評価基準の固定",)
    assert 'string="案"' in mark
    assert (refused.value.code, refused.value.params["lacking"]) == ("MIG-RFP-053", "評価基準の固定")


def test_no_proposal_is_opened_before_the_lock(town: rfi.Town, tmp_path: Path) -> None:
    """Criteria that are not locked, or changed since: the proposal is refused and nothing of it is kept."""
    mine = Walk(town, "early")
    mine.build()
    path = mine.bidder("07-").save(tmp_path)
    with pytest.raises(MigrateError) as early:
        mine.collect("a-sha", "2027-07-15", path)
    mine.lock(day="2027-05-10")
    mine.set(提出期限="2027-07-31")
    with pytest.raises(MigrateError) as changed:
        mine.collect("a-sha", "2027-07-15", path)

    assert (early.value.code, changed.value.code) == ("MIG-RFP-007", "MIG-RFP-008")
    assert not mine.path("received").exists()
    assert not mine.out("returned").exists()


def test_where_the_price_alone_decides_nothing_needs_a_lock(town: rfi.Town, tmp_path: Path) -> None:
    """最低価格落札方式 has no criteria: a proposal is taken without any."""
    mine = Walk(town, "price")
    mine.build(method="最低価格落札方式")
    mine.path("criteria.csv").unlink()

    assert mine.collect("a-sha", "2027-07-15", mine.bidder("07-").save(tmp_path)).data.number == 1


def _plan(town: rfi.Town, *rows: tuple[str, str, dict[str, str]]) -> None:
    """What people answered in the form of ④."""
    with job.run(town.workspace, on("2027-04-01"), "phase read") as work:
        changes = (Record(sheet=sheet, key=key, answers=dict(said)) for sheet, key, said in rows)
        procure_terms.keep(work, forms.form(4), *changes)


def test_no_request_where_there_is_no_competition(tmp_path: Path) -> None:
    """④-2 decided on 随意契約 for one unit: its request is refused with the steps that are not carried out."""
    town = rfi.Town(tmp_path, functions_each=1)
    _plan(
        town,
        ("unit", "tax", {"name": "税", "business": "010 011", "reason": "同じ製品"}),
        ("method", "tax", {"unit": "税", "business": "010 011", "method": "随意契約"}),
        ("schedule", "tax", {"unit": "税", "business": "010 011", "live": "2029-01-04"}),
    )
    with pytest.raises(MigrateError) as refused:
        rfp_build.build(town.workspace, on("2027-05-20"), rfp_build.Wish(unit="税"))
    params = refused.value.params

    assert (refused.value.code, params["business"]) == ("MIG-RFP-050", "010、011")
    assert params["steps"] == "⑨-1、⑨-2、⑨-3、⑩-1、⑩-2"
    assert "migrate phase set ⑨-1 対象外 --business 010,011" in str(params["commands"])
    assert not town.workspace.path("out/rfp").exists()
    kept.check("negotiated", {"code": refused.value.code, **params})
    assert rfp_build.build(town.workspace, on("2027-05-20"), rfp_build.Wish(businesses=("001",))).data.files


def test_a_decision_counts_before_the_units_are_settled(tmp_path: Path) -> None:
    """随意契約 in the register of ways is one, though nobody has written into the register of units yet."""
    town = rfi.Town(tmp_path, functions_each=1)
    _plan(town, ("method", "u-010", {"unit": "税", "business": "010 011", "method": "随意契約"}))
    with pytest.raises(MigrateError) as refused:
        rfp_build.build(town.workspace, on("2027-05-20"), rfp_build.Wish(businesses=("010",)))

    assert (refused.value.code, refused.value.params["business"]) == ("MIG-RFP-050", "010")


def test_what_vendors_were_asked_about_is_what_they_propose_for(town: rfi.Town) -> None:
    """Nobody says the businesses again: those of the request for information are those of the proposals."""
    rfi_build.build(town.workspace, on("2027-04-01"), rfi_build.Wish(unit="again", businesses=("011",)))
    made = rfp_build.build(town.workspace, on("2027-05-20"), rfp_build.Wish(unit="again"))

    assert made.data.businesses == ("011",)


def test_a_text_rests_on_what_somebody_has_said(town: rfi.Town) -> None:
    """A chapter of the body's own names a limit that nobody has stated: the draft says so, and it cannot be issued."""
    mine = Walk(town, "limit")
    mine.build()
    rows = [["調達仕様書", "overview.limit", "追加", "上限額", "上限額は {上限額} 円です。"]]
    mine.put("chapters.csv", ("文書", "章", "扱い", "題", "本文"), rows)
    mine.build()
    text = _text(mine.folder / "02-調達仕様書.docx")
    with pytest.raises(MigrateError) as refused:
        mine.issue()
    mine.build(limit="90000000")
    mine.issue()

    assert "上限額は （未定） 円です。" in text
    assert (refused.value.code, refused.value.params["lacking"]) == ("MIG-RFP-053", "上限額")
    assert "上限額は 90,000,000 円です。" in _text(mine.folder / "02-調達仕様書.docx")


def test_one_day_until_which_proposals_are_taken(town: rfi.Town) -> None:
    """The rules would score what the letter calls late: said while it can still be changed."""
    mine = Walk(town, "days")
    told = [[(one.code, one.params["scored"]) for one in mine.build().findings]]
    for day in ("2027-07-31", "2027-07-20"):
        mine.set(提出期限=day)
        told.append([(one.code, one.params["scored"]) for one in mine.build().findings])

    assert told == [[("MIG-RFI-081", "（空）")], [("MIG-RFI-081", "2027-07-31")], []]


def test_the_papers_follow_the_plan(tmp_path: Path) -> None:
    """Another way and another day in ④ are another way and another day in the papers, until people say otherwise."""
    town = rfi.Town(tmp_path, functions_each=1)
    wish, texts = rfp_build.Wish(unit="tax"), []
    for way, day in (("総合評価落札方式", "2029-01-04"), ("公募型プロポーザル方式", "2029-02-05")):
        about = {"unit": "税", "business": "010 011"}
        _plan(
            town,
            ("unit", "tax", {"name": "税", "business": "010 011", "reason": "同じ製品"}),
            ("method", "tax", {**about, "method": way}),
            ("schedule", "tax", {**about, "live": day}),
        )
        made = rfp_build.build(town.workspace, on("2027-05-20"), wish).data
        papers = (town.workspace.path(f"{made.folder}/{name}.docx") for name in ("01-提案依頼書", "02-調達仕様書"))
        texts.append("".join(map(_text, papers)))

    assert "総合評価落札方式" in texts[0]
    assert "令和11年1月4日" in texts[0]
    assert "公募型プロポーザル方式" in texts[1]
    assert "令和11年2月5日" in texts[1]
    assert "令和11年1月4日" not in texts[1]
