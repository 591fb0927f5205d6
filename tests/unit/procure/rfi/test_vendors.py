"""Three invented vendors answer three businesses, with every bad habit at once: what they meant is what is read."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import rfi_compare
from migrate.procure.answers import VendorAnswers
from migrate.procure.submission import Current, Submission

from .. import kept
from .town import NAMES, Bidder, Spot, Town, on

BOOKS = ("03-", *(f"04-機能・帳票回答票-{id}" for id in NAMES))
SPOILT: Mapping[Spot, Any] = {
    ("initial", "I01", "amount"): "100〜120万円",
    ("initial", "I02", "amount"): "=SUM(1,2)",
    ("product", "P001", "offer"): "△",
    ("schedule", "S01", "start"): "令和9年13月1日",
}
"""Cells that hold no answer."""


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """A town whose packages are out."""
    town = Town(tmp_path, functions_each=6)
    town.decide()
    town.answer_survey()
    town.build(issued="2026-12-01")
    return town


def _habits(bidder: Bidder, dice: random.Random) -> None:
    """What people do to a workbook while they fill it in."""

    def change(book: Any) -> None:
        question, initial = bidder.page(book, "question"), bidder.page(book, "initial")
        rows = [[cell.value for cell in row] for row in question.iter_rows(min_row=6)]
        dice.shuffle(rows)
        for at, row in enumerate(rows, start=6):
            for column, value in enumerate(row, start=1):
                question.cell(at, column).value = value
        initial.insert_rows(9)
        initial["D9"], initial["E9"] = "追加のサーバ", 500_000
        initial["L4"], initial["L6"] = "社内の控え", "粗利 30%"
        initial["D4"].value = "費目　※"
        question.merge_cells("B2:F2")
        question.sheet_state = "hidden"
        book.move_sheet(initial, offset=-4)
        book.create_sheet("参考資料")["B2"] = "会社案内"
        for name in ("_meta", "_codes"):
            del book[name]

    bidder.edit(change)


def _meant(town: Town, folder: Path, seed: int, habits: bool) -> tuple[list[Path], dict[tuple[str, Spot], Any]]:
    """The files of a vendor, and what it meant, by the file's scope."""
    dice = random.Random(seed)
    files, meant = [], {}
    for name in BOOKS:
        bidder = Bidder(*town.book(name))
        said = bidder.fill(dice, 0.9)
        if ("company", "all", "name") in said:
            said["company", "all", "name"] = f"株式会社{folder.name}"
            bidder.type({("company", "all", "name"): f"株式会社{folder.name}"})
        if habits and name == "03-":
            bidder.type(SPOILT)
            said = {spot: one for spot, one in said.items() if spot not in SPOILT}
            _habits(bidder, dice)
        meant |= {(bidder.book.scope if bidder.book.business else "", spot): one for spot, one in said.items()}
        files.append(bidder.save(folder))
    return files, meant


def _read(town: Town, vendor: str) -> Current:
    path = town.workspace.path(f"out/rfi/all/answers/{vendor}.json")
    return records.load(Current, path.read_bytes(), path.name)


def test_three_vendors(town: Town, tmp_path: Path) -> None:
    """Tidy, sloppy, late: every answer that is one comes back, every other cell is named; all are compared."""
    meant, outcomes = {}, {}
    for seed, (vendor, received) in enumerate(
        (("tidy", "2027-02-01"), ("sloppy", "2027-02-12"), ("late", "2027-02-13"))
    ):
        files, meant[vendor] = _meant(town, tmp_path / vendor, seed, habits=vendor == "sloppy")
        outcomes[vendor] = town.collect(*files, vendor=vendor, received=received)

    for vendor, said in meant.items():
        books = _read(town, vendor).books
        found = {(b.scope if b.business else "", (g.sheet, g.key, g.question)): g.value for b in books for g in b.given}
        assert found == said, vendor
    (sloppy,) = _read(town, "sloppy").of("rfi/answer")
    assert {(one.sheet, one.key, one.question) for one in sloppy.refused} == set(SPOILT)
    assert {one.text for one in sloppy.refused} == {"100〜120万円", "", "△", "令和9年13月1日"}
    assert [set(one.texts) for one in sloppy.strays] == [{"追加のサーバ", "500000"}]
    named = {(one.place.sheet, one.place.cell) for one in outcomes["sloppy"].findings if one.severity == "error"}
    assert len(named) == len(SPOILT) + 1
    assert [outcomes[vendor].data.late for vendor in meant] == [False, False, True]
    analysis = rfi_compare.run(town.workspace, on("2027-02-20"))
    received = {vendor: kept.received(_read(town, vendor)) for vendor in meant}
    kept.check("answers-to-the-rfi", {"received": received, "comparison": kept.compared(analysis.data.comparison)})


def test_every_delivery_is_kept_as_it_came(town: Town, tmp_path: Path) -> None:
    """The bytes, their digest, the day, the number; a correction changes none of what came before."""
    files, _ = _meant(town, tmp_path / "sent", 1, habits=False)
    town.collect(*files, vendor="a-sha", received="2027-02-01")
    folder = town.workspace.path("rfi/all/received/a-sha/001")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    bidder = Bidder(*town.book("03-"))
    bidder.fill(random.Random(9))
    town.collect(bidder.save(tmp_path / "again"), vendor="a-sha", received="2027-02-05")

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    submission = records.load(Submission, before["submission.json"], "submission.json")
    assert [one.sha256 for one in submission.files] == [sha256_of(path) for path in files]
    assert {town.workspace.path(one.kept).read_bytes() for one in submission.files} == {p.read_bytes() for p in files}
    assert _read(town, "a-sha").numbers == (1, 2)


def test_the_same_delivery_gives_the_same_bytes(town: Town, tmp_path: Path) -> None:
    """Two towns that receive the same files know the same."""
    files, _ = _meant(town, tmp_path / "sent", 2, habits=True)
    town.collect(*files, vendor="a-sha")
    town.collect(*files, vendor="b-sha")
    one, two = (town.workspace.path(f"out/rfi/all/vendors/{vendor}.json").read_bytes() for vendor in ("a-sha", "b-sha"))

    assert one == two.replace(b"b-sha", b"a-sha")
    assert records.load(VendorAnswers, one, "a-sha").functions
