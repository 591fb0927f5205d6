"""What vendors answer to a request flows back: into the Fit&Gap of functions, the migration plan and the budget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import (
    functions,
    functions_show,
    phase_facts,
    phase_make,
    phase_read,
    procure_qa,
    report_home,
    rfp_offers,
)
from migrate.flow.outcome import Outcome
from migrate.flow.rfi_state import DESK
from migrate.flow.spec import import_
from migrate.forms.answer import Answer
from migrate.forms.records import Answers, Record
from migrate.gap.functions.package import Match, PackageStanding
from migrate.phase import artefact, procurement
from migrate.phase import form as forms
from migrate.phase.facts import Facts, Milestones
from migrate.phase.home import FileState
from migrate.report import messages
from migrate.workspace import job
from migrate.workspace.folder import Workspace

from ...clerk import Clerk
from ..procure.rfi import town as rfi
from ..procure.rfi.town import SESSION, Bidder, Cells, on
from . import rfp_town

AOBA, YAMA = "株式会社あおば情報", "株式会社やまなみ情報"
NUMBER = "010-0_1234567890123_2"
SAID = {
    "0100001": ("○", "", ""),
    "0100002": ("有償", "", "月額の利用料に含めない"),
    "0100004": ("開発予定", "令和10年3月", ""),
    "0100005": ("×", "", "画面を分けて代える"),
}
"""機能ID → what the vendor types: answer, day, note; the third is 実装不可, the sixth is left blank."""


class Market(rfi.Town):
    """A town whose request is out."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, functions_each=6)
        self.sent = folder / "sent"
        self.decide()
        self.answer_survey()
        self.build(issued="2026-12-01")

    def bidder(self, begins: str) -> Bidder:
        """A workbook of the package."""
        return Bidder(*self.book(begins))

    def send(self, vendor: str, received: str, **cells: Cells) -> Outcome:
        """A delivery of the workbooks whose names begin with 03 (answers) or 04 (functions of 010)."""
        names = {"answer": "03-", "fit": "04-機能・帳票回答票-010"}
        files = []
        for id, typed in cells.items():
            bidder = self.bidder(names[id])
            bidder.type(typed)
            files.append(bidder.save(self.sent / f"{vendor}-{received}"))
        return self.collect(*files, vendor=vendor, received=received)

    def functions(self, *businesses: str) -> Outcome:
        """`gap functions show`."""
        return functions_show.show(self.workspace, SESSION, businesses)


def product(name: str = AOBA, offer: str = "○", start: str = "R10.1.4", business: str = "010") -> dict[Any, Any]:
    """What a vendor says of its product."""
    said = {"offer": offer, "name": "税くん", "version": "3.1", "conforming": "済", "conformance_number": NUMBER}
    said |= {"conformance_edition": "第2.0版", "start": start}
    cells: dict[Any, Any] = {("product", f"P{business}", id): text for id, text in said.items()}
    return cells | {("company", "all", "name"): name, ("company", "all", "tax_rate"): 10}


def answers(said: dict[str, tuple[str, str, str]]) -> dict[Any, Any]:
    """Answers to functions of 010."""
    questions = ("support", "available", "note")
    return {
        ("function", key, question): text
        for key, row in said.items()
        for question, text in zip(questions, row, strict=True)
        if text
    }


def words(package: PackageStanding) -> dict[str, str]:
    """機能ID → what the package says."""
    return {one.key: one.support for one in package.rows if one.sheet == "function"}


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """One vendor has answered for 010; tests add deliveries of vendors of their own."""
    town = Market(tmp_path_factory.mktemp("market"))
    town.send("a-sha", "2027-02-01", answer=product(), fit=answers(SAID))
    return town


def _of(outcome: Outcome, vendor: str) -> PackageStanding:
    (found,) = (one for one in outcome.data.packages if one.package == vendor)
    return found


def test_what_a_vendor_answered_stands_beside_what_is_wanted(market: Market) -> None:
    """After `rfi collect` nobody types again: the package, its 適合確認番号, every answer, and where it came from."""
    found = _of(market.functions("010"), "a-sha")
    source = found.source

    assert (found.vendor, found.name, found.version) == (AOBA, "税くん", "3.1")
    assert (found.conforming, found.conformance_number, found.conformance_edition) == (
        "適合確認済み",
        NUMBER,
        "第2.0版",
    )
    assert source is not None
    assert (source.request, source.unit, source.number, source.received) == (
        "情報提供依頼（RFI）",
        "all",
        1,
        "2027-02-01",
    )
    assert (source.standard, source.edition, source.newest) == ("2025-08", 1, 1)
    assert {one.key: one.match for one in found.rows if one.sheet == "function"} == {
        "0100001": Match.MET,
        "0100002": Match.TERMS,
        "0100003": Match.UNANSWERED,
        "0100004": Match.LATER,
        "0100005": Match.NOT_MET,
        "0100006": Match.UNANSWERED,
    }


def test_a_vendor_that_says_nothing_of_a_business_has_no_package_there(market: Market) -> None:
    """A vendor is no package of a business that it does not offer; of one that it offers, it is one without answers."""
    market.send("b-sha", "2027-02-01", answer={**product(YAMA), **product(YAMA, "×", business="011")})
    shown = market.functions()

    assert {one.business for one in shown.data.packages if one.package == "b-sha"} == {"010"}
    assert set(words(_of(market.functions("010"), "b-sha")).values()) == {""}


def test_a_newer_delivery_counts_and_a_part_of_it_leaves_the_rest(market: Market) -> None:
    """Of each workbook the newest one counts, without anything being run in between."""
    market.send("c-sha", "2027-02-01", answer=product("みどり計算株式会社"), fit=answers(SAID))
    market.send("c-sha", "2027-02-05", fit=answers({"0100001": ("×", "", "作らない")}))
    found = _of(market.functions("010"), "c-sha")

    assert (found.name, words(found)["0100001"], words(found)["0100002"]) == ("税くん", "対応しない", "")
    assert found.source is not None
    assert (found.source.number, found.source.received) == (2, "2027-02-05")


def test_what_people_wrote_is_never_overwritten(market: Market) -> None:
    """A cell of fit/packages/ stays what counts, byte by byte, whatever is delivered; that it differs is said."""
    path = market.workspace.path("fit/packages/d-sha/010/function.csv")
    path.parent.mkdir(parents=True)
    own = "機能ID,対応,備考\r\n0100005,対応済み,打合せで確認\r\n".encode("utf-8-sig")
    path.write_bytes(own)
    market.send("d-sha", "2027-02-01", answer=product("つばさ情報株式会社"), fit=answers(SAID))
    shown = market.functions("010")
    found = _of(shown, "d-sha")

    assert path.read_bytes() == own
    assert (words(found)["0100005"], words(found)["0100001"], found.differing) == ("対応済み", "対応済み", 2)
    assert [one.params["count"] for one in shown.findings if one.code == "MIG-GAP-124"] == [2]


def test_a_form_for_a_package_suggests_what_its_vendor_delivered(market: Market) -> None:
    """`gap functions make --package` shows the delivery; read back untouched it adds nothing, a change adds its row."""
    wish = functions.Wish(businesses=("010",), package="a-sha")
    (made,) = functions.make(market.workspace, SESSION, wish).data.forms
    path = market.workspace.path(made.path)
    book = openpyxl.load_workbook(path)
    page = book["機能要件"]
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in page[4]}
    row = next(r for r in range(6, page.max_row + 1) if page.cell(r, 1).value == "0100005")
    before = functions.read(market.workspace, SESSION, (path,)).data
    assert page.cell(row, heads["対応"]).value == "対応しない"
    page.cell(row, heads["対応"]).value = "代替で対応"
    book.save(path)
    after = functions.read(market.workspace, SESSION, (path,)).data
    kept = market.workspace.path("fit/packages/a-sha/010/function.csv")
    text = kept.read_bytes().decode("utf-8-sig")
    kept.unlink()

    assert (before.new, before.changed, before.unreadable, before.conflicts) == (0, 0, 0, 0)
    assert (after.new, after.unreadable) == (2, 0)
    assert [line for line in text.splitlines() if "0100005" in line] == ["0100005,照会5,代替で対応,,画面を分けて代える"]


def test_another_edition_is_said(market: Market) -> None:
    """A newer edition of the standard, and newer papers: the answers are shown, and that they are of the old one."""
    file = rfi._requirements(market.folder / "new.xlsx", "010", 3)
    wanted = import_.Wanted(file=file, business="010", edition="2027-08")
    import_.import_(wanted, market.workspace, on("2027-02-08"))
    first = market.functions("010")
    market.build(on("2027-02-09"), revise=True)
    second = market.functions("010")

    def told(shown: Outcome) -> list[str]:
        found = (one.params for one in shown.findings if one.code == "MIG-GAP-125")
        return [str(one["reason"]) for one in found if one["package"] == "a-sha"]

    source = "情報提供依頼（RFI）の第1回の回答（2027-02-01、単位 all）"
    gone = "いまの標準仕様にない ID の回答が 2 件あります"
    assert told(first) == [f"{source}は、標準仕様の 2025-08 についてです（いまは 2027-08）", gone]
    assert told(second) == [f"{source}は、資料の第1版への回答です（いまは第2版）", gone]
    assert words(_of(second, "a-sha")) == {"0100001": "対応済み", "0100002": "有償オプション", "0100003": ""}


def test_messages_name_the_command_of_their_desk(market: Market, tmp_path: Path) -> None:
    """What both desks can say names RFI's command to those who are at the RFI, and RFP's to the others."""
    competition = rfp_town.Town(tmp_path / "town")
    competition.lock()
    procure_qa.sheet(DESK, market.workspace, SESSION)
    ledger = market.workspace.path("rfi/all/質問回答の台帳.xlsx")
    ledger.write_bytes(ledger.read_bytes() + b" ")
    said = []
    for rfi_unit in ("", "all"):
        with pytest.raises(NothingCheckedError) as nobody:
            rfp_offers.fill(competition.workspace, SESSION, "", rfi_unit)
        said.append(nobody.value)
    with pytest.raises(MigrateError) as unread:
        procure_qa.sheet(DESK, market.workspace, SESSION)
    cures = ["\n".join(messages.error_lines(one)) for one in (*said, unread.value)]

    assert [one.code for one in (*said, unread.value)] == ["MIG-RFP-041", "MIG-RFP-041", "MIG-RFI-019"]
    assert ["migrate rfp collect" in cures[0], "migrate rfi collect" in cures[1]] == [True, True]
    assert "migrate rfi qa import" in cures[2]


PRICES = {"I01": 10_000_000, "I03": 2_000_000, "I06": 4_000_000, "I07": 1_000_000, "I18": -500_000}


def priced(times: int, left: str = "") -> dict[Any, Any]:
    """Initial costs, some times those of the others, without the row ``left``; and people."""
    cells: dict[Any, Any] = {}
    for line, yen in PRICES.items():
        if line != left:
            cells["initial", line, "amount"] = yen * times
            cells["initial", line, "tax"] = "税込"
    return {**cells, ("team", "T03", "people"): 2 + times, ("team", "T04", "people"): 1}


@pytest.fixture(scope="module")
def analysed(tmp_path_factory: pytest.TempPathFactory) -> Market:
    """Three vendors have answered with prices; no one meets 0100005 and 0100001, one does not offer 011."""
    town = Market(tmp_path_factory.mktemp("analysed"))
    refused = {**SAID, "0100001": ("×", "", "作らない")}
    for at, (key, name) in enumerate((("a-sha", AOBA), ("b-sha", YAMA), ("c-sha", "みどり計算株式会社"))):
        said = product(name, start=f"R10.{at + 1}.4") | product(name, "条件付き" if at else "×", "R10.6.1", "011")
        prices = priced(2 if at == 2 else 1, "I07" if at == 1 else "")
        town.send(key, "2027-02-01", answer={**said, **prices}, fit=answers(refused))
    return town


def facts(market: Market) -> Facts:
    """What the documents of the steps are made of."""
    with job.run(market.workspace, SESSION, "phase make ④") as work:
        return phase_facts.gather(work)


def offered(market: Market, item: int, sheet: str, known: Facts | None = None) -> Mapping[str, Mapping[str, Answer]]:
    """What a form of a step suggests."""
    return artefact.of_item(item).offers(known or facts(market))[sheet]


def test_the_plan_is_told_who_offers_what(analysed: Market) -> None:
    """④: beside a unit of procurement stand the vendors that offer all of it, and their number is a suggestion."""
    unit, aid = (offered(analysed, 4, sheet)["u-010"] for sheet in ("unit", "aid"))
    names = "みどり計算株式会社（条件付き）、株式会社やまなみ情報（条件付き）"
    said = f"RFI（⑥）の回答: すべてを提供できるとした業者 2 者。{names}"

    assert (unit["business"], unit["market"]) == ("010 011", said)
    assert (aid["market"], aid["candidates"]) == (said, "2〜3 者")


def test_the_document_of_the_plan_names_no_vendor(analysed: Market) -> None:
    """④ may be handed over to other vendors: it says how many offer a unit and from when, never who."""
    pages = artefact.of_item(4).sections(facts(analysed), 4, frozenset(range(10, 14)))
    (answers,) = (one for one in pages if one.id == "market")

    assert "('個人住民税ほか 1 業務', '010 011', Cell(text=2," in str(answers)
    assert not any(name in str(pages) for name in (AOBA, YAMA, "みどり計算株式会社"))


def test_the_schedule_is_told_when_vendors_can(analysed: Market) -> None:
    """④-3: earliest days and people of each vendor; with nothing planned, the day from which all of them can."""
    row = offered(analysed, 4, "schedule")["u-010"]

    assert row["market"] == (
        "RFI（⑥）の回答: みどり計算株式会社 2028-06-01（体制 5 人）、株式会社やまなみ情報 2028-06-01（体制 4 人）"
    )
    assert row["live"] == "2028-06-01"


def test_a_plan_that_no_vendor_can_keep_is_an_issue(analysed: Market) -> None:
    """A day of going live before the earliest day of any vendor is doubted in ④-3 and suggested as an issue."""
    known = facts(analysed)
    plan = {id: Milestones(steps={}, go_live=date(2028, 1, 31)) for id in ("010", "011")}
    planned = replace(known, plan=plan)
    issues = offered(analysed, 4, "issue", planned)
    pages = artefact.of_item(4).sections(planned, 4, frozenset({procurement.SCHEDULE}))

    assert offered(analysed, 4, "schedule", planned)["u-010"]["live"] == "2028-01-31"
    assert "010-rfi-start" not in issues
    assert issues["011-rfi-start"]["reason"] == (
        "RFI（⑥）の回答では、工程表の運用開始（2028-01-31）に、どの業者も間に合いません"
        "（いちばん早い業者は 2028-06-01 から）"
    )
    assert "RFI の回答ではどの業者も間に合いません" in str(pages)


def test_what_no_vendor_meets_is_an_issue(analysed: Market) -> None:
    """A wanted requirement that every vendor refuses is a row of the register; so is a business that nobody offers."""
    issues = {key: row for key, row in offered(analysed, 4, "issue").items() if "rfi" in key}

    assert sorted(issues) == ["001-rfi-few", "010-rfi-0100001", "010-rfi-0100005"]
    assert issues["001-rfi-few"]["reason"] == "RFI（⑥）の回答では、提供できるとした業者が 0 者です"
    assert issues["010-rfi-0100001"] == {
        "subject": "RFI: 0100001 を満たす業者がない",
        "business": "010",
        "reason": "必須。RFI（⑥）の回答 3 者のどれも「対応しない」です: 個人住民税を照会できること（その1）。",
        "policy": "業者に代わりの手段と時期を確かめ、Fit&Gap の対応方針を決める",
        "state": "未着手",
    }


def test_the_budget_is_offered_what_vendors_named(analysed: Market) -> None:
    """⑧: the median of the vendors' sums a row, with outliers and blanks named; discounts are no row and are said."""
    rows, known = offered(analysed, 8, "initial"), facts(analysed)
    begun = Answers(records=(Record(sheet="initial", key="survey", answers={"year_one": 1}),))
    told = replace(known, answers={**known.answers, 8: begun})
    pages = artefact.of_item(8).sections(told, 8, frozenset({21}))

    assert rows["build"] == {
        "subsidy": "要確認",
        "year_one": 10_000_000,
        "source": "RFI（⑥）の回答 3 者の中央値（税込）",
        "note": "年度に分ける前の額。"
        "外れ値: みどり計算株式会社 標準準拠システムの環境構築 20,000,000 円（高い外れ値）。",
    }
    assert (rows["move"]["year_one"], rows["move"]["subsidy"]) == (5_000_000, "対象")
    assert (rows["rfi-I03"]["name"], rows["rfi-I03"]["year_one"]) == ("プロジェクトの管理", 2_000_000)
    assert "year_one" not in rows["setup"]
    assert not any(str(row.get("name", "")).startswith("値引き") for row in rows.values())
    assert "案にしていない費目があります（値引き）" in str(pages)


def test_what_people_wrote_in_the_budget_stays(analysed: Market) -> None:
    """A row with an amount of people's is suggested nothing; one taken from the RFI is named once the RFI moved on."""
    known = facts(analysed)
    taken = {"year_one": 4_000_000, "year_two": 5_000_000, "source": "RFI（⑥）の回答 2 者の中央値（税込）"}
    kept = (
        Record(sheet="initial", key="build", answers={"year_one": 1}),
        Record(sheet="initial", key="setup", answers={"subsidy": "対象"}),
        Record(sheet="initial", key="move", answers=taken),
    )
    told = replace(known, answers={**known.answers, 8: Answers(records=kept)})
    rows = offered(analysed, 8, "initial", told)
    pages = str(artefact.of_item(8).sections(told, 8, frozenset({21})))

    assert rows["build"] == {"subsidy": "要確認"}
    assert "year_one" not in rows["move"]
    assert "rfi-I03" in rows
    assert "いまの回答の中央値と違う費目があります（データ移行・クレンジング）" in pages


def test_the_forms_hold_what_was_offered_and_age_with_the_answers(analysed: Market) -> None:
    """`phase make` twice gives the same bytes; after a newer delivery ④ and ⑧ are to be made again, ⑬ is not."""
    workspace = analysed.workspace
    names = ["out/phase/04-移行計画書.docx", "out/phase/08-予算要求.docx"]
    for step in ("④", "⑧", "⑬"):
        phase_make.make(workspace, SESSION, step)
    books = sorted(workspace.path("phase/forms").glob("*.xlsx"))
    before = {path: path.read_bytes() for path in books}
    for step in ("④", "⑧"):
        phase_make.make(workspace, SESSION, step)
    same = {path: path.read_bytes() for path in books}
    fresh = _states(workspace)
    analysed.send("a-sha", "2027-02-09", answer={**product(start="R10.1.4"), **priced(3)})
    stale = _states(workspace)

    assert same == before
    assert [fresh[name] for name in names] == [FileState.FRESH, FileState.FRESH]
    assert [stale[name] for name in names] == [FileState.STALE, FileState.STALE]
    assert stale["out/phase/13-移行時の設定.docx"] is not FileState.STALE


def test_what_people_took_from_the_rfi_is_theirs(analysed: Market) -> None:
    """A suggested row to which people add something is kept as it stood; a newer delivery changes nothing of it."""
    workspace, clerk = analysed.workspace, Clerk(forms.form(8))
    phase_make.make(workspace, SESSION, "⑧", force=True)
    path = workspace.path("phase/forms/08-予算要求.xlsx")
    path.write_bytes(clerk.fill(path.read_bytes(), {("initial", "build", "year_two"): 500_000}))
    read = phase_read.read(workspace, SESSION, (path,))
    kept = workspace.path("phase/08/initial.yaml").read_bytes()
    analysed.send("b-sha", "2027-02-10", answer={**product(YAMA), **priced(5)})
    page = phase_make.make(workspace, SESSION, "⑧").document

    assert (read.data.new, read.findings) == (6, ())
    assert "year_one: 20000000" in kept.decode()
    assert "RFI（⑥）の回答 3 者の中央値（税込）" in kept.decode()
    assert workspace.path("phase/08/initial.yaml").read_bytes() == kept
    assert "いまの回答の中央値と違う費目があります（標準準拠システムの環境構築）" in str(page)


def _states(workspace: Workspace) -> dict[str, FileState]:
    return {one.path: one.state for one in report_home.run(workspace, SESSION).data.home.files}
