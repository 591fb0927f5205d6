"""Deliveries of vendors: what was meant comes back, what cannot be read is named by its cell, nothing is dropped."""

from __future__ import annotations

import random
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records, xlsx
from migrate.procure.answers import VendorAnswers
from migrate.procure.submission import Current, Submission

from .town import Bidder, Town


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """A town whose packages are out; tests of this module only add deliveries of vendors of their own."""
    town = Town(tmp_path_factory.mktemp("rfi"))
    town.decide()
    town.answer_survey()
    town.build(issued="2026-12-01")
    return town


def _bidder(town: Town, name: str = "03-", part: str = "standard") -> Bidder:
    return Bidder(*town.book(name, part))


def _current(town: Town, vendor: str) -> Current:
    path = town.workspace.path(f"out/rfi/all/answers/{vendor}.json")
    return records.load(Current, path.read_bytes(), path.name)


def _said(town: Town, vendor: str) -> dict[tuple[str, str, str], Any]:
    return {(g.sheet, g.key, g.question): g.value for book in _current(town, vendor).books for g in book.given}


def _codes(outcome: Any) -> Counter[str]:
    return Counter(one.code for one in outcome.findings)


@pytest.mark.parametrize(
    ("seed", "part", "name"), [(1, "standard", "03-"), (2, "standard", "04-"), (3, "outside", "03-")]
)
def test_what_was_meant_comes_back(issued: Town, tmp_path: Path, seed: int, part: str, name: str) -> None:
    """Every way of writing an answer is read as it was meant, with the text as it was written beside it."""
    bidder = _bidder(issued, name, part)
    meant = bidder.fill(random.Random(seed))
    outcome = issued.collect(bidder.save(tmp_path), vendor=f"meant-{seed}")

    assert _said(issued, f"meant-{seed}") == meant
    (book,) = _current(issued, f"meant-{seed}").books
    assert all(one.text for one in book.given)
    assert (book.refused, book.strays, book.lost) == ((), (), ())
    assert "MIG-RFI-002" not in _codes(outcome)


def test_raw_text_stands_beside_the_value(issued: Town, tmp_path: Path) -> None:
    """「120万円」 is 1,200,000, and says how it was written and where."""
    bidder = _bidder(issued)
    bidder.type({("initial", "I01", "amount"): "１２０万円", ("initial", "I01", "tax"): "税抜き"})
    issued.collect(bidder.save(tmp_path), vendor="raw")
    (given,) = [one for one in _current(issued, "raw").books[0].given if one.question == "amount"]

    assert (given.value, given.text, given.cell) == (1_200_000, "１２０万円", "03-回答票.xlsx 初期費用 E6")


def test_bad_cells_are_named_and_kept(issued: Town, tmp_path: Path) -> None:
    """A range, an unknown word, a broken number: an error at the cell, its text kept, the neighbours read."""
    bidder = _bidder(issued)
    bidder.type(
        {
            ("initial", "I01", "amount"): "100〜120万円",
            ("initial", "I02", "amount"): "月額10万円",
            ("product", "P010", "offer"): "△",
            ("product", "P010", "conformance_number"): "10-0",
            ("company", "all", "name"): "株式会社甲乙",
        }
    )
    outcome = issued.collect(bidder.save(tmp_path), vendor="bad")
    refused = {(one.key, one.question): one.text for one in _current(issued, "bad").books[0].refused}

    assert refused == {
        ("I01", "amount"): "100〜120万円",
        ("I02", "amount"): "月額10万円",
        ("P010", "offer"): "△",
        ("P010", "conformance_number"): "10-0",
    }
    assert _codes(outcome)["MIG-RFI-002"] == 4
    assert {str(one.place.cell) for one in outcome.findings if one.code == "MIG-RFI-002"} == {"E6", "E7", "I7"}
    assert _current(issued, "bad").name == "株式会社甲乙"
    returned = xlsx.load(issued.workspace.path(outcome.data.returned))
    cells = [cell for sheet in returned.sheets for row in sheet.rows for cell in row]
    assert {"E6", "E7", "I7"} <= set(cells)


def test_a_personal_number_is_kept_nowhere_but_in_the_vendors_file(issued: Town, tmp_path: Path) -> None:
    """A text with a number that passes the check digit of a 個人番号 is refused, and not repeated."""
    number = "12345678901" + "8"
    bidder = _bidder(issued)
    bidder.type({("company", "all", "note"): f"番号 {number}"})
    outcome = issued.collect(bidder.save(tmp_path), vendor="mynumber")

    assert _codes(outcome)["MIG-RFI-002"] == 1
    written = [p for p in issued.workspace.path("out/rfi").rglob("*mynumber*") if p.suffix == ".json"]
    written.append(issued.workspace.path("rfi/all/received/mynumber/001/submission.json"))
    assert [p for p in written if number.encode() in p.read_bytes()] == []
    assert b"mynumber" in written[-1].read_bytes()


def test_what_vendors_do_to_sheets(issued: Town, tmp_path: Path) -> None:
    """Inserted rows, sorted rows, moved sheets, notes merged over rows, own columns: read, or named by the cell."""
    bidder = _bidder(issued)
    bidder.type({("running", "R01", f"year_{year}"): 100 for year in ("one", "two", "three", "four", "five")})
    bidder.type({("running", "R03", "year_one"): 300, ("question", "Q01", "answer"): "〇"})

    def change(book: Any) -> None:
        page = bidder.page(book, "running")
        page.insert_rows(8, 2)
        page["D8"], page["E8"] = "勝手に足した行", 999
        page["S4"], page["S6"] = "社内メモ", "見ないでください"
        page.merge_cells("L6:L7")
        page["L6"] = "2 行にまたがる前提"
        book.move_sheet(page, offset=-5)
        del book["_meta"]
        book.create_sheet("見積の内訳")["A1"] = "自由な表"

    bidder.edit(change)
    outcome = issued.collect(bidder.save(tmp_path), vendor="sheets")
    said = _said(issued, "sheets")

    assert said["running", "R01", "year_five"] == 100
    assert said["running", "R03", "year_one"] == 300
    assert said["question", "Q01", "answer"] == "はい"
    assert (said["running", "R01", "basis"], said["running", "R02", "basis"]) == ("2 行にまたがる前提",) * 2
    (stray,) = _current(issued, "sheets").books[0].strays
    assert stray.cell == "03-回答票.xlsx 運用費用 B8"
    assert set(stray.texts) == {"勝手に足した行", "999"}
    codes = _codes(outcome)
    assert (codes["MIG-RFI-012"], codes["MIG-RFI-009"], codes["MIG-RFI-006"]) == (1, 1, 1)


def test_an_amount_merged_over_rows_is_no_amount_of_each(issued: Town, tmp_path: Path) -> None:
    """Else the sum would hold it as often as there are rows."""
    bidder = _bidder(issued)
    bidder.type({("initial", "I01", "amount"): 3_000_000})
    bidder.edit(lambda book: bidder.page(book, "initial").merge_cells("E6:E8"))
    outcome = issued.collect(bidder.save(tmp_path), vendor="merged")

    assert _said(issued, "merged") == {("initial", "I01", "amount"): 3_000_000}
    assert _codes(outcome)["MIG-RFI-002"] == 2


def test_deleted_rows_are_missed(issued: Town, tmp_path: Path) -> None:
    """A row that the vendor took out is named: no requirement goes unanswered in silence."""
    bidder = _bidder(issued, "04-")
    bidder.edit(lambda book: bidder.page(book, "function").delete_rows(7, 2))
    outcome = issued.collect(bidder.save(tmp_path), vendor="deleted")

    assert outcome.data.lost == 2
    (told,) = [one for one in outcome.findings if one.code == "MIG-RFI-021"]
    assert (told.params["count"], told.params["keys"]) == (2, "0010002、0010003")


def test_odd_answers_are_asked_back(issued: Town, tmp_path: Path) -> None:
    """A number of another business, an end before its start, a breakdown that does not come to its row."""
    bidder = _bidder(issued)
    cells: dict[tuple[str, str, str], Any] = {
        ("product", "P010", "conforming"): "適合確認済み",
        ("product", "P010", "conformance_number"): "001-0_1234567890123_2",
        ("schedule", "S01", "start"): "2028-03-01",
        ("schedule", "S01", "end"): "2028-02-01",
        ("running", "R10", "year_one"): 500,
        ("cloud", "C01", "year_one"): 300,
        ("cloud", "C02", "year_one"): "100円",
    }
    bidder.type(cells)
    codes = _codes(issued.collect(bidder.save(tmp_path), vendor="odd"))

    assert {code: codes[code] for code in ("MIG-RFI-022", "MIG-RFI-023", "MIG-RFI-024")} == {
        "MIG-RFI-022": 1,
        "MIG-RFI-023": 1,
        "MIG-RFI-024": 1,
    }


def test_late_duplicate_and_superseded(issued: Town, tmp_path: Path) -> None:
    """Of a workbook the newest version counts; a file that came before is no new answer; what is late is said."""
    first, second = _bidder(issued), _bidder(issued, "04-")
    first.type({("initial", "I01", "amount"): 1})
    second.type({("function", "0010001", "support"): "○"})
    issued.collect(first.save(tmp_path / "1"), second.save(tmp_path / "1"), vendor="again", received="2027-02-01")
    repeated = issued.collect(first.save(tmp_path / "2"), vendor="again", received="2027-02-02")
    assert (repeated.data.number, repeated.data.duplicates, _codes(repeated)) == (
        0,
        ("03-回答票.xlsx",),
        Counter({"MIG-RFI-035": 1}),
    )
    first.type({("initial", "I01", "amount"): 2})
    late = issued.collect(first.save(tmp_path / "3"), vendor="again", received="2027-02-13")
    codes = _codes(late)

    assert (late.data.number, late.data.late) == (2, True)
    assert (codes["MIG-RFI-030"], codes["MIG-RFI-031"]) == (1, 1)
    now = _current(issued, "again")
    assert (now.numbers, now.superseded, now.late, now.received) == ((1, 2), (), True, "2027-02-13")
    said = _said(issued, "again")
    assert (said["initial", "I01", "amount"], said["function", "0010001", "support"]) == (2, "対応済み")
    for number in (1, 2):
        path = issued.workspace.path(f"rfi/all/received/again/{number:03}/submission.json")
        kept = records.load(Submission, path.read_bytes(), path.name)
        for file in kept.files:
            assert records.as_json(issued.workspace.path(file.kept).stat().st_mode & 0o777) == 0o600


def test_two_files_of_one_workbook_that_differ_count_neither(issued: Town, tmp_path: Path) -> None:
    """Nobody knows which is meant; both cells are named."""
    bidder = _bidder(issued)
    bidder.type({("initial", "I01", "amount"): 1})
    one = bidder.save(tmp_path, "見積.xlsx")
    bidder.type({("initial", "I01", "amount"): 2})
    outcome = issued.collect(one, bidder.save(tmp_path, "見積（最終）.xlsx"), vendor="two")

    assert _said(issued, "two") == {}
    assert _codes(outcome)["MIG-RFI-015"] == 2
    assert sorted(one.text for one in _current(issued, "two").books[0].refused) == ["1", "2"]


def test_hostile_and_strange_files_stop_nothing(issued: Town, tmp_path: Path) -> None:
    """A bomb, a DTD, a PDF, an empty file, somebody else's workbook: each is named and kept, the good one is read."""
    good = _bidder(issued)
    good.type({("company", "all", "name"): "株式会社丙"})
    good.save(tmp_path)
    other = Bidder(good.book, good.data)
    other.edit(lambda book: [book.remove(page) for page in book.worksheets[1:]])
    (tmp_path / "empty.xlsx").write_bytes(b"")
    (tmp_path / "catalogue.pdf").write_bytes(b"%PDF-1.7")
    other.save(tmp_path, "guide-only.xlsx")
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<a>" + b" " * (64 << 20) + b"</a>")
    with zipfile.ZipFile(tmp_path / "dtd.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", '<!DOCTYPE x [<!ENTITY a "b">]><Types/>')
    outcome = issued.collect(tmp_path, vendor="hostile")

    told = {one.place.file: one.code for one in outcome.findings if one.severity == "error"}
    assert told == {
        "empty.xlsx": "MIG-FORM-001",
        "guide-only.xlsx": "MIG-RFI-001",
        "bomb.xlsx": "MIG-FORM-006",
        "dtd.xlsx": "MIG-FORM-007",
    }
    assert [one.place.file for one in outcome.findings if one.code == "MIG-RFI-034"] == ["catalogue.pdf"]
    assert outcome.unreadable
    assert _current(issued, "hostile").name == "株式会社丙"
    assert len(outcome.data.files) == 6


def test_formulas(issued: Town, tmp_path: Path) -> None:
    """A formula that was never calculated has no value, and says so at its cell."""
    bidder = _bidder(issued)
    bidder.type({("initial", "I01", "amount"): "=100*12", ("initial", "I02", "amount"): 5})
    outcome = issued.collect(bidder.save(tmp_path), vendor="formula")

    assert _said(issued, "formula") == {("initial", "I02", "amount"): 5}
    assert [one.place.cell for one in outcome.findings if one.code == "MIG-RFI-004"] == ["E6"]


def test_what_comparison_gets(issued: Town, tmp_path: Path) -> None:
    """Words, yen with tax, days, businesses, people; the breakdown of the cloud is in its row already."""
    bidder, fit = _bidder(issued), _bidder(issued, "04-")
    cells: dict[tuple[str, str, str], Any] = {
        ("company", "all", "name"): "株式会社丁",
        ("company", "all", "tax_rate"): "10%",
        ("initial", "I01", "amount"): "1,200",
        ("initial", "I01", "unit"): "千円",
        ("initial", "I01", "tax"): "税抜",
        ("initial", "I02", "amount"): "120万円",
        ("initial", "I02", "unit"): "千円",
        ("initial", "I02", "tax"): "内税",
        ("running", "R10", "year_two"): 500,
        ("running", "R10", "tax"): "税込",
        ("cloud", "C01", "year_two"): 500,
        ("product", "P010", "offer"): "一部可",
        ("schedule", "S11", "end"): "令和10年1月4日",
        ("team", "T01", "people"): "２名",
    }
    bidder.type(cells)
    fit.type({("function", "0010001", "support"): "代替", ("function", "0010001", "note"): "EUC で作る"})
    fit.type({("form", "0010001", "support"): "×", ("function", "0010002", "support"): "?"})
    issued.collect(bidder.save(tmp_path), fit.save(tmp_path), vendor="d-sha")
    path = issued.workspace.path("out/rfi/all/vendors/d-sha.json")
    found = records.load(VendorAnswers, path.read_bytes(), path.name)

    assert found.name == "株式会社丁"
    assert {one.id: dict(one.years) for one in found.costs} == {
        "initial-I01": {"initial": 1_320_000},
        "initial-I02": {"initial": 1_200_000},
        "running-R10": {"2": 500},
    }
    words = {id: (one.word, one.note, one.raw) for id, one in found.functions.items()}
    assert words == {
        "0010001": ("代替", "EUC で作る", "代替"),
        "0010002": (None, "", "?"),
        "帳票0010001": ("対応不可", "", "×"),
    }
    assert dict(found.businesses) == {"010": "条件付き"}
    assert dict(found.dates) == {"本番のデータ移行・切替": "2028-01-04"}
    assert dict(found.capacity) == {"プロジェクトの責任者": "2 人"}


def test_wrong_use(issued: Town, tmp_path: Path) -> None:
    """A vendor without a key, an unknown unit, an empty folder are told before anything is written."""
    file = _bidder(issued).save(tmp_path / "one")
    (tmp_path / "none").mkdir()
    with pytest.raises(MigrateError) as vendor:
        issued.collect(file, vendor="株式会社甲")
    with pytest.raises(NothingCheckedError) as none:
        issued.collect(tmp_path / "none")
    assert (vendor.value.code, none.value.code) == ("MIG-RFI-029", "MIG-RFI-036")
