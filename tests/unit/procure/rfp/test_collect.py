"""Proposals as vendors send them: what was meant comes back, what cannot be read is named, nothing is dropped."""

from __future__ import annotations

import random
import shutil
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, xlsx
from migrate.flow import rfp_offers
from migrate.procure.answers import VendorAnswers
from migrate.procure.submission import Submission

from .. import kept
from ..rfi import town as rfi
from ..rfi.town import Bidder, on
from .town import Competition

IN_TIME, LATE = "2027-07-15", "2027-07-21"


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Competition:
    """Criteria locked, package out; tests of this module only add deliveries of vendors of their own."""
    town = rfi.Town(tmp_path_factory.mktemp("rfp"))
    town.decide()
    found = Competition(town)
    found.issue()
    return found


def _codes(outcome: Any) -> Counter[str]:
    return Counter(one.code for one in outcome.findings)


def _errors(outcome: Any) -> list[tuple[str, str, str]]:
    """Code, sheet and cell of what the vendor has to mend."""
    told = (one for one in outcome.findings if one.severity == "error")
    return sorted((one.code, str(one.place.sheet), str(one.place.cell)) for one in told)


@pytest.mark.parametrize(("seed", "begins"), [(1, "06-"), (2, "07-"), (3, "08-機能・帳票対応表-010")])
def test_what_was_meant_comes_back(issued: Competition, tmp_path: Path, seed: int, begins: str) -> None:
    """Every way of writing an answer is read as it was meant, with the text as it was written beside it."""
    bidder = issued.bidder(begins)
    meant = bidder.fill(random.Random(seed))
    outcome = issued.collect(f"meant-{seed}", IN_TIME, bidder.save(tmp_path))
    (book,) = issued.current(f"meant-{seed}").books

    assert {(one.sheet, one.key, one.question): one.value for one in book.given} == meant
    assert all(one.text for one in book.given)
    assert (book.refused, book.strays, book.lost, _errors(outcome)) == ((), (), (), [])


def test_signs_for_yes_and_no(issued: Competition, tmp_path: Path) -> None:
    """Circles, crosses and letters in their place are the same answer, however they were typed."""
    proposal, fit = issued.bidder("06-"), issued.bidder("08-機能・帳票対応表-001")
    signs = {"P001": "〇", "P010": "Ｏ", "P011": "x"}
    proposal.type({("product", key, "offer"): sign for key, sign in signs.items()})
    levels = {"L01": "○", "L02": "◯", "L03": "o", "L04": "×", "L05": "Ｘ", "L06": "✕"}
    proposal.type({("sla", key, "meets"): sign for key, sign in levels.items()})
    terms = {"K01": "○", "K02": "はい", "K03": "×", "K04": "条件付"}
    proposal.type({("contract", key, "agrees"): sign for key, sign in terms.items()})
    supports = {"0010001": "Ｏ", "0010002": "◎", "0010004": "ｘ", "0010005": "　〇 "}
    fit.type({("function", key, "support"): sign for key, sign in supports.items()})
    outcome = issued.collect("signs", IN_TIME, proposal.save(tmp_path), fit.save(tmp_path))
    said = issued.said("signs")
    fitting = {one.key: one.value for book in issued.current("signs").of("rfp/fit") for one in book.given}

    assert [said["product", key, "offer"] for key in signs] == ["提供できる", "提供できる", "提供できない"]
    assert [said["sla", key, "meets"] for key in levels] == ["満たす"] * 3 + ["満たさない"] * 3
    assert [said["contract", key, "agrees"] for key in terms] == [
        "同意する",
        "同意する",
        "同意しない",
        "条件付きで同意する",
    ]
    assert fitting == {"0010001": "対応済み", "0010002": "対応済み", "0010004": "対応しない", "0010005": "対応済み"}
    assert _errors(outcome) == []


def test_amounts_and_days_as_people_write_them(issued: Competition, tmp_path: Path) -> None:
    """Full-width digits, 万円, 無償, 未定, a discount, an era: the value, with the raw text and the cell beside it."""
    estimate, proposal = issued.bidder("07-"), issued.bidder("06-")
    amounts = {"I01": "１２０万円", "I02": "無償", "I03": "未定", "I04": "上記に含む", "I05": "３，０００，０００円"}
    amounts |= {"I06": "金1,500,000円也", "I18": "▲５０万円"}
    estimate.type({("initial", key, "amount"): text for key, text in amounts.items()})
    days = {"S01": "令和９年１０月１日", "S02": "R9.11.5", "S03": "2027/12/1", "S04": "令和10年1月末", "S05": "未定"}
    proposal.type({("schedule", key, "start"): text for key, text in days.items()})
    issued.collect("written", IN_TIME, estimate.save(tmp_path), proposal.save(tmp_path))
    said = issued.said("written")
    (money,) = issued.current("written").of("rfp/estimate")
    first = next(one for one in money.given if one.key == "I01")

    assert [said["initial", key, "amount"] for key in amounts] == [
        1_200_000,
        0,
        "未定",
        "含む",
        3_000_000,
        1_500_000,
        -500_000,
    ]
    assert [said["schedule", key, "start"] for key in days] == [
        "2027-10-01",
        "2027-11-05",
        "2027-12-01",
        "2028-01-31",
        "未定",
    ]
    assert {one.key: one.text for one in money.given} == amounts
    assert first.cell == "07-見積書.xlsx 構築契約 E6"


def test_bad_cells_are_named_and_kept(issued: Competition, tmp_path: Path) -> None:
    """A range, an unknown word, a day that is none: an error at the cell, its text kept, the neighbours read."""
    estimate, proposal = issued.bidder("07-"), issued.bidder("06-")
    estimate.type(
        {
            ("initial", "I01", "amount"): "100〜120万円",
            ("initial", "I02", "amount"): "月額10万円",
            ("initial", "I03", "amount"): "=100*12",
            ("initial", "I04", "amount"): 5,
        }
    )
    proposal.type(
        {
            ("company", "all", "name"): "株式会社甲乙",
            ("product", "P010", "offer"): "△",
            ("schedule", "S01", "start"): "令和9年13月1日",
            ("sla", "L01", "meets"): "だいたい",
        }
    )
    outcome = issued.collect("bad", IN_TIME, estimate.save(tmp_path), proposal.save(tmp_path))
    refused = {(one.key, one.question): one.text for book in issued.current("bad").books for one in book.refused}
    cells = [
        ("MIG-RFI-002", "サービス水準", "F6"),
        ("MIG-RFI-002", "工程", "D6"),
        ("MIG-RFI-002", "構築契約", "E6"),
        ("MIG-RFI-002", "構築契約", "E7"),
        ("MIG-RFI-002", "製品と適合確認", "E7"),
        ("MIG-RFI-004", "構築契約", "E8"),
    ]
    sheet = xlsx.load(issued.workspace.path(outcome.data.returned))
    returned = [row for page in sheet.sheets for row in page.rows]
    listed = next(page for page in sheet.sheets if page.name == "一覧")
    kept.check("return-sheet", [[cell or "" for cell in row] for row in listed.rows])

    assert refused == {
        ("I01", "amount"): "100〜120万円",
        ("I02", "amount"): "月額10万円",
        ("I03", "amount"): "",
        ("P010", "offer"): "△",
        ("S01", "start"): "令和9年13月1日",
        ("L01", "meets"): "だいたい",
    }
    assert _errors(outcome) == cells
    assert all(any(page in row and cell in row for row in returned) for _, page, cell in cells)
    assert (issued.said("bad")["initial", "I04", "amount"], issued.current("bad").name) == (5, "株式会社甲乙")


def test_a_personal_number_is_kept_nowhere_but_in_the_vendors_file(issued: Competition, tmp_path: Path) -> None:
    """A text with a number that passes the check digit of a 個人番号 is refused, and not repeated."""
    number = "12345678901" + "8"
    proposal = issued.bidder("06-")
    proposal.type({("question", "Q01", "explanation"): f"番号 {number}"})
    outcome = issued.collect("mynumber", IN_TIME, proposal.save(tmp_path))
    written = [path for path in issued.out("").rglob("*mynumber*") if path.suffix == ".json"]
    written.append(issued.path("received/mynumber/001/submission.json"))

    assert [one[0] for one in _errors(outcome)] == ["MIG-RFI-002"]
    assert len(written) == 3
    assert [path for path in written if number.encode() in path.read_bytes()] == []


def test_what_vendors_do_to_sheets(issued: Competition, tmp_path: Path) -> None:
    """Inserted rows, moved and hidden sheets, merged notes, own columns and tables: read, or named by the cell."""
    estimate = issued.bidder("07-")
    estimate.type({("running", "R01", f"year_{year}"): 100 for year in ("one", "two", "three", "four", "five")})
    estimate.type({("running", "R03", "year_one"): 300, ("rates", "U01", "price"): "120万円/人月"})

    def change(book: Any) -> None:
        page = estimate.page(book, "running")
        page.insert_rows(8, 2)
        page["D8"], page["E8"] = "勝手に足した行", 999
        page["S4"], page["S6"] = "社内メモ", "見ないでください"
        page.merge_cells("L6:L7")
        page["L6"] = "2 行にまたがる前提"
        page["E4"].value = "1年目　※"
        book.move_sheet(page, offset=-2)
        estimate.page(book, "rates").sheet_state = "hidden"
        for name in ("_meta", "_codes"):
            del book[name]
        book.create_sheet("見積の内訳")["A1"] = "自由な表"

    estimate.edit(change)
    outcome = issued.collect("sheets", IN_TIME, estimate.save(tmp_path))
    said = issued.said("sheets")
    (stray,) = issued.current("sheets").books[0].strays

    assert {said["running", "R01", f"year_{year}"] for year in ("one", "five")} == {100}
    assert (said["running", "R03", "year_one"], said["rates", "U01", "price"]) == (300, "120万円/人月")
    assert (said["running", "R01", "basis"], said["running", "R02", "basis"]) == ("2 行にまたがる前提",) * 2
    assert (stray.cell, set(stray.texts)) == ("07-見積書.xlsx 利用契約 B8", {"勝手に足した行", "999"})
    codes = _codes(outcome)
    assert (codes["MIG-RFI-012"], codes["MIG-RFI-009"], codes["MIG-RFI-006"]) == (1, 1, 1)


def test_rows_in_another_order_keep_their_answers(issued: Competition, tmp_path: Path) -> None:
    """A table that was sorted is read by the ids of its rows."""
    proposal = issued.bidder("06-")
    levels = {f"L{n:02}": f"水準 {n}" for n in range(1, 14)}
    proposal.type({("sla", key, "level"): text for key, text in levels.items()})

    def change(book: Any) -> None:
        page = proposal.page(book, "sla")
        rows = [[cell.value for cell in row] for row in page.iter_rows(min_row=6, max_row=18)]
        for at, row in enumerate(reversed(rows), start=6):
            for column, text in enumerate(row, start=1):
                page.cell(at, column).value = text

    proposal.edit(change)
    issued.collect("sorted", IN_TIME, proposal.save(tmp_path))

    assert issued.said("sorted") == {("sla", key, "level"): text for key, text in levels.items()}


def test_an_amount_merged_over_rows_is_no_amount_of_each(issued: Competition, tmp_path: Path) -> None:
    """Else the sum would hold it as often as there are rows."""
    estimate = issued.bidder("07-")
    estimate.type({("initial", "I01", "amount"): 3_000_000})
    estimate.edit(lambda book: estimate.page(book, "initial").merge_cells("E6:E8"))
    outcome = issued.collect("merged", IN_TIME, estimate.save(tmp_path))

    assert issued.said("merged") == {("initial", "I01", "amount"): 3_000_000}
    assert [one[2] for one in _errors(outcome)] == ["E7", "E8"]


def test_deleted_rows_are_missed(issued: Competition, tmp_path: Path) -> None:
    """A condition of contract or a requirement that the vendor took out is named: none goes unanswered in silence."""
    proposal, fit = issued.bidder("06-"), issued.bidder("08-機能・帳票対応表-010")
    proposal.edit(lambda book: proposal.page(book, "contract").delete_rows(13, 1))
    fit.edit(lambda book: fit.page(book, "function").delete_rows(7, 2))
    outcome = issued.collect("deleted", IN_TIME, proposal.save(tmp_path), fit.save(tmp_path))

    assert outcome.data.lost == 3
    told = {str(one.params["keys"]) for one in outcome.findings if one.code == "MIG-RFI-021"}
    assert told == {"K08", "0100002、0100003"}


def test_odd_answers_are_asked_back(issued: Competition, tmp_path: Path) -> None:
    """A number of another business, an end before its start, a breakdown that does not come to its row."""
    estimate, proposal = issued.bidder("07-"), issued.bidder("06-")
    proposal.type(
        {
            ("product", "P010", "conforming"): "適合確認済み",
            ("product", "P010", "conformance_number"): "001-0_1234567890123_2",
            ("schedule", "S01", "start"): "2028-03-01",
            ("schedule", "S01", "end"): "2028-02-01",
        }
    )
    cells: dict[tuple[str, str, str], Any] = {("running", "R10", "year_one"): 500, ("cloud", "C01", "year_one"): 300}
    estimate.type(cells | {("cloud", "C02", "year_one"): "100円"})
    codes = _codes(issued.collect("odd", IN_TIME, estimate.save(tmp_path), proposal.save(tmp_path)))

    assert [codes[code] for code in ("MIG-RFI-022", "MIG-RFI-023", "MIG-RFI-024")] == [1, 1, 1]


def test_amounts_that_cannot_be_added_up_are_asked_back(issued: Competition, tmp_path: Path) -> None:
    """未定, or no word on tax: named once a row, at its first cell; the breakdown and words such as 含む are none."""
    estimate = issued.bidder("07-")
    estimate.type({("initial", "I01", "amount"): 100, ("initial", "I02", "amount"): "未定"})
    estimate.type({("initial", "I03", "amount"): "含む", ("initial", "I04", "amount"): 0})
    estimate.type({("running", "R01", f"year_{year}"): 5 for year in ("two", "three")})
    estimate.type({("cloud", "C01", "year_one"): 5, ("initial", "I05", "amount"): 7, ("initial", "I05", "tax"): "税込"})
    outcome = issued.collect("open", IN_TIME, estimate.save(tmp_path))
    told = [one for one in outcome.findings if one.code == "MIG-RFP-059"]
    answers = records.load(VendorAnswers, issued.out("vendors/open.json").read_bytes(), "open")

    assert [(one.place.sheet, one.place.cell, one.params["count"]) for one in told] == [
        ("構築契約", "E6", 1),
        ("構築契約", "E7", 1),
        ("利用契約", "F6", 2),
    ]
    assert len(answers.open_costs) == 4
    assert answers.blank_costs == 10 + 50 - 2


def test_late_duplicate_and_superseded(issued: Competition, tmp_path: Path) -> None:
    """Of a workbook the newest version counts; a file that came before is no new answer; what is late is said."""
    estimate, fit = issued.bidder("07-"), issued.bidder("08-機能・帳票対応表-001")
    estimate.type({("initial", "I01", "amount"): 1})
    fit.type({("function", "0010001", "support"): "○"})
    issued.collect("again", IN_TIME, estimate.save(tmp_path / "1"), fit.save(tmp_path / "1"))
    repeated = issued.collect("again", "2027-07-16", estimate.save(tmp_path / "2"))
    estimate.type({("initial", "I01", "amount"): 2})
    late = issued.collect("again", LATE, estimate.save(tmp_path / "3"))
    codes, now = _codes(late), issued.current("again")

    assert (repeated.data.number, repeated.data.duplicates) == (0, ("07-見積書.xlsx",))
    assert _codes(repeated) == Counter({"MIG-RFI-035": 1})
    assert (late.data.number, late.data.late) == (2, True)
    assert (codes["MIG-RFI-030"], codes["MIG-RFI-031"]) == (1, 1)
    assert (now.numbers, now.superseded, now.late, now.received) == ((1, 2), (), True, LATE)
    assert issued.said("again") == {("initial", "I01", "amount"): 2}
    for number in (1, 2):
        path = issued.path(f"received/again/{number:03}/submission.json")
        for file in records.load(Submission, path.read_bytes(), path.name).files:
            assert issued.workspace.path(file.kept).stat().st_mode & 0o777 == 0o600


def test_files_under_the_wrong_vendor_are_noticed(issued: Competition, tmp_path: Path) -> None:
    """Another vendor's file or name, or another name than before, is said, but not to the vendor.

    Once the folder of a delivery is gone, so is what counted of it.
    """
    estimate = issued.bidder("07-")
    estimate.type({("company", "all", "name"): "株式会社　戊"})
    file = estimate.save(tmp_path / "1")
    issued.collect("e-sha", IN_TIME, file)
    wrong = issued.collect("f-sha", IN_TIME, file)
    estimate.type({("company", "all", "name"): "株式会社己"})
    other = issued.collect("e-sha", "2027-07-16", estimate.save(tmp_path / "2"))
    blank = [
        issued.collect(vendor, IN_TIME, issued.bidder("06-").save(tmp_path / vendor)) for vendor in ("e-sha", "g-sha")
    ]
    sheet = xlsx.load(issued.workspace.path(wrong.data.returned))
    returned = " ".join(str(cell) for page in sheet.sheets for row in page.rows for cell in row)
    shutil.rmtree(issued.path("received/f-sha"))
    stale = issued.out("vendors/f-sha.json").is_file()
    issued.collect("e-sha", "2027-07-16", file)

    told = [one for one in wrong.findings if one.code.startswith("MIG-RFP")]
    assert [(one.code, one.severity, one.params["vendor"]) for one in told] == [
        ("MIG-RFP-056", "error", "e-sha"),
        ("MIG-RFP-057", "error", "e-sha"),
    ]
    assert "e-sha" not in returned
    assert [one.params["before"] for one in other.findings if one.code == "MIG-RFP-058"] == ["株式会社　戊"]
    assert not any(one.code.startswith("MIG-RFP") for each in blank for one in each.findings)
    assert (stale, issued.out("vendors/f-sha.json").exists(), issued.out("answers/f-sha.json").exists()) == (
        True,
        False,
        False,
    )


def test_two_files_of_one_workbook_that_differ_count_neither(issued: Competition, tmp_path: Path) -> None:
    """Nobody knows which price is meant; both cells are named."""
    estimate = issued.bidder("07-")
    estimate.type({("initial", "I01", "amount"): 1})
    one = estimate.save(tmp_path, "見積.xlsx")
    estimate.type({("initial", "I01", "amount"): 2})
    outcome = issued.collect("two", IN_TIME, one, estimate.save(tmp_path, "見積（最終）.xlsx"))

    assert issued.said("two") == {}
    assert [one[0] for one in _errors(outcome)] == ["MIG-RFI-015"] * 2
    assert sorted(one.text for one in issued.current("two").books[0].refused) == ["1", "2"]


def test_hostile_and_strange_files_stop_nothing(issued: Competition, tmp_path: Path) -> None:
    """A bomb, a DTD, a PDF, an empty file, an answer to the RFI: each is named and kept, the good one is read."""
    good = issued.bidder("06-")
    good.type({("company", "all", "name"): "株式会社丙"})
    good.save(tmp_path)
    issued.town.build()
    Bidder(*issued.town.book("03-")).save(tmp_path)
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "proposal.pdf").write_bytes(b"%PDF-1.7")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (64 << 20) + b"</a>")
    with zipfile.ZipFile(tmp_path / "dtd.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><Types/>')
    outcome = issued.collect("hostile", IN_TIME, tmp_path)

    assert {one.place.file: one.code for one in outcome.findings if one.severity == "error"} == {
        "03-回答票.xlsx": "MIG-RFI-001",
        "empty.xlsx": "MIG-FORM-001",
        "bomb.xlsx": "MIG-FORM-006",
        "dtd.xlsx": "MIG-FORM-007",
    }
    assert [one.place.file for one in outcome.findings if one.code == "MIG-RFI-034"] == ["proposal.pdf"]
    assert outcome.unreadable
    assert (issued.current("hostile").name, len(outcome.data.files)) == ("株式会社丙", 6)


def test_what_scoring_gets(issued: Competition, tmp_path: Path) -> None:
    """Yen with tax from any unit and tax, words of functions, days: then the facts of the offer count them."""
    estimate, proposal = issued.bidder("07-"), issued.bidder("06-")
    fit = issued.bidder("08-機能・帳票対応表-001")
    estimate.type(
        {
            ("company", "all", "name"): "株式会社丁",
            ("company", "all", "tax_rate"): "10%",
            ("initial", "I01", "amount"): "1,200",
            ("initial", "I01", "unit"): "千円",
            ("initial", "I01", "tax"): "税抜",
            ("initial", "I02", "amount"): "１２０万円",
            ("initial", "I02", "unit"): "千円",
            ("initial", "I02", "tax"): "内税",
            ("running", "R10", "year_two"): 500,
            ("running", "R10", "tax"): "税込",
            ("cloud", "C01", "year_two"): 500,
            ("cloud", "C01", "tax"): "税込",
        }
    )
    proposal.type({("product", "P010", "offer"): "一部可", ("schedule", "S11", "end"): "令和10年1月4日"})
    fit.type({("function", "0010001", "support"): "代替", ("function", "0010001", "note"): "EUC で作る"})
    fit.type({("form", "0010001", "support"): "×", ("function", "0010002", "support"): "?"})
    files = (one.save(tmp_path) for one in (estimate, proposal, fit))
    issued.collect("d-sha", IN_TIME, *files)
    found = records.load(VendorAnswers, issued.out("vendors/d-sha.json").read_bytes(), "d-sha")
    rfp_offers.fill(issued.workspace, on("2027-07-22"), issued.unit)
    offers = issued.path("offers.csv").read_text(encoding="utf-8-sig")
    facts = dict(line.split(",")[2:4] for line in offers.splitlines() if line.startswith("d-sha,"))

    assert {one.id: dict(one.years) for one in found.costs} == {
        "initial-I01": {"initial": 1_320_000},
        "initial-I02": {"initial": 1_200_000},
        "running-R10": {"2": 500},
    }
    assert {id: (one.word, one.raw) for id, one in found.functions.items()} == {
        "0010001": ("代替", "代替"),
        "0010002": (None, "?"),
        "帳票0010001": ("対応不可", "×"),
    }
    assert (found.name, dict(found.businesses)) == ("株式会社丁", {"010": "条件付き"})
    assert dict(found.dates) == {"本番のデータ移行・切替": "2028-01-04"}
    assert (facts["見積額"], facts["必須代替"], facts["必須不可"]) == ("2520500", "1", "1")


def test_wrong_use(issued: Competition, tmp_path: Path) -> None:
    """A vendor without a key, an unknown unit, an empty folder are told before anything is written."""
    file = issued.bidder("07-").save(tmp_path / "one")
    (tmp_path / "none").mkdir()
    with pytest.raises(MigrateError) as vendor:
        issued.collect("株式会社甲", IN_TIME, file)
    with pytest.raises(NothingCheckedError) as none:
        issued.collect("a-sha", IN_TIME, tmp_path / "none")

    assert (vendor.value.code, none.value.code) == ("MIG-RFI-029", "MIG-RFI-036")
    assert not issued.path("received/a-sha").exists()
