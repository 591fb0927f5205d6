"""What vendors answer to a request flows back: into the Fit&Gap of functions, the migration plan and the budget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.flow import functions, functions_show
from migrate.flow.outcome import Outcome
from migrate.gap.functions.package import Match, PackageStanding

from ..procure.rfi import town as rfi
from ..procure.rfi.town import SESSION, Bidder, Cells, on

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


def test_another_edition_is_said(tmp_path: Path) -> None:
    """A newer edition of the standard, and newer papers: the answers are shown, and that they are of the old one."""
    market = Market(tmp_path)
    market.send("a-sha", "2027-02-01", answer=product(), fit=answers(SAID))
    file = rfi._requirements(tmp_path / "new.xlsx", "010", 3)
    rfi.import_.import_(
        rfi.import_.Wanted(file=file, business="010", edition="2027-08"), market.workspace, on("2027-02-02")
    )
    first = market.functions("010")
    market.build(on("2027-02-03"), revise=True)
    second = market.functions("010")

    def told(shown: Outcome) -> list[str]:
        return [str(one.params["reason"]) for one in shown.findings if one.code == "MIG-GAP-125"]

    source = "情報提供依頼（RFI） all の第1回の回答（2027-02-01）"
    gone = "いまの標準仕様にない ID の回答が 2 件あります"
    assert told(first) == [f"{source}は、標準仕様の 2025-08 についてです（いまは 2027-08）", gone]
    assert told(second) == [f"{source}は、資料の第1版への回答です（いまは第2版）", gone]
    assert words(_of(second, "a-sha")) == {"0100001": "対応済み", "0100002": "有償オプション", "0100003": ""}
