"""progress.xlsx is read where the JSON is missing or damaged: the same report, its faults told by cell."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from migrate.model.pmo import BodyReport, ReportedCounts, ReportedRisk
from migrate.pmo import book
from migrate.pmo.intake.opening import opened
from migrate.pmo.intake.verdict import Verdict

from .returns import booked, reports, small, terms, zipped


@pytest.fixture(scope="module")
def town() -> BodyReport:
    """A report with all that a report can tell."""
    one = small(reports(5)[0])
    first, second = one.businesses
    told = replace(
        first,
        systems=(replace(first.systems[0], remains="データの確認", reason="1", until="2029-03"), *first.systems),
        counts=ReportedCounts(undecided=3, errors=0),
        steps=tuple(replace(step, proven=at % 2 == 0) for at, step in enumerate(first.steps)),
    )
    risk = ReportedRisk(id="R-001", business="001", level="大", due="2026-12-20", text="文字の確認がおくれています")
    return replace(one, businesses=(told, second), risks=(risk,), notes=True, revision=2)


def test_the_workbook_says_what_the_json_says(tmp_path: Path, town: BodyReport) -> None:
    """Alone, or in a package without JSON, the workbook gives the very report; that it was used is said."""
    (tmp_path / "a.xlsx").write_bytes(booked(town))
    alone = opened(tmp_path / "a.xlsx", "a.xlsx", terms())
    packed = opened(zipped(tmp_path / "b.zip", None, booked(town)), "b.zip", terms())

    assert alone.reports == packed.reports == (town,)
    assert (alone.told.form, packed.told.form, alone.told.remarks) == ("xlsx", "xlsx", ())
    assert [one.code for one in packed.told.remarks] == ["MIG-PMO-062"]


def _rewritten(path: Path, name: str, change: bytes | None) -> Path:
    """The zip with one member changed after it was sealed (None: taken out)."""
    with zipfile.ZipFile(path) as old:
        members = {one: old.read(one) for one in old.namelist()}
    with zipfile.ZipFile(path, "w") as new:
        for one, data in members.items():
            if not one.endswith(name):
                new.writestr(one, data)
            elif change is not None:
                new.writestr(one, change)
    return path


@pytest.mark.parametrize(
    ("name", "change", "form"),
    [
        ("progress.json", b"{}", "xlsx"),
        ("progress.json", None, "xlsx"),
        ("progress.xlsx", b"PK", "JSON"),
        ("manifest-sha256.txt", b"", ""),
        ("manifest-sha256.txt", None, ""),
        ("bagit.txt", None, ""),
    ],
)
def test_json_first_workbook_second(
    tmp_path: Path, town: BodyReport, name: str, change: bytes | None, form: str
) -> None:
    """Whichever of the two the seal vouches for is used, the JSON first; without a seal neither is."""
    path = _rewritten(zipped(tmp_path / "a.zip", town, booked(town)), name, change)
    found = opened(path, "a.zip", terms())

    assert (found.told.verdict, found.told.form) == (Verdict.TAKEN if form else Verdict.BROKEN, form)
    assert found.reports == ((town,) if form else ())
    assert bool(found.told.remarks) is bool(form)


def test_a_sealed_json_that_is_none(tmp_path: Path, town: BodyReport) -> None:
    """JSON that was broken before it was sealed: the workbook is used, and if that is none either, the JSON is told."""
    both = opened(zipped(tmp_path / "a.zip", b"{broken", booked(town)), "a.zip", terms())
    none = opened(zipped(tmp_path / "b.zip", b"{broken", b"PK"), "b.zip", terms())

    assert (both.told.form, both.reports) == ("xlsx", (town,))
    assert (none.told.verdict, none.told.reason[:4]) == (Verdict.UNREADABLE, "JSON")


@pytest.mark.parametrize(
    ("spot", "text", "place", "cell"),
    [
        ((book.BOARD, 2, 9), "たぶん", "住民記録・ステップ 8・状態", "J3"),
        ((book.BOARD, 3, 0), "999", "業務ID", "A4"),
        ((book.DAYS, 5, 3), "来年", "住民記録・ステップ 5・予定の日", "D6"),
        ((book.DAYS, 5, 2), 41, "ステップ番号", "C6"),
        ((book.COUNTS, 1, 4), "少し", "住民記録・品質のエラー", "E2"),
        ((book.COVER, 5, 1), "二", "訂正の番号", "B6"),
        ((book.SYSTEMS, 0, 3), "会社", "システム", "A1"),
    ],
)
def test_faults_are_told_by_cell(
    tmp_path: Path, town: BodyReport, spot: tuple[str, int, int], text: str | float, place: str, cell: str
) -> None:
    """A workbook with an odd cell is not taken; sheet, cell and place of the fault are told."""
    (tmp_path / "a.xlsx").write_bytes(booked(town, {spot: text}))
    found = opened(tmp_path / "a.xlsx", "a.xlsx", terms())

    assert (found.told.verdict, found.reports) == (Verdict.SCHEMA, ())
    assert (spot[0], cell, place) in [(one.sheet, one.cell, one.place) for one in found.told.faults]


def test_versions_of_the_workbook(tmp_path: Path, town: BodyReport) -> None:
    """A newer workbook is told as newer; one that calls itself something else is none."""
    for text, verdict in ((2, Verdict.NEWER), ("", Verdict.SCHEMA)):
        (tmp_path / "a.xlsx").write_bytes(booked(town, {(book.COVER, 2, 1): text}))

        assert opened(tmp_path / "a.xlsx", "a.xlsx", terms()).told.verdict is verdict
