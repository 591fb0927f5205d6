"""Disposal: only what the policy names, never without a line before and after, and nothing else is touched."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files.digest import sha256_of_bytes
from migrate.flow import phase, purge
from migrate.flow.purge import Purge, Wish
from migrate.workspace import disposal, job
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.disposal import State
from migrate.workspace.folder import Workspace, create

BODY = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'
MADE = date(2026, 11, 1)
REJECTS, LINEAGE = "out/restricted/001/rejects.parquet", "out/lineage/001/住民.parquet"
CONVERTED, MANIFEST = "out/converted/001/住民.parquet", "out/converted/001/manifest.json"
SHEET = "out/restricted/001/sample.xlsx.age"
STEP = "out/functions/steps/001-3-2.json"


def on(day: date, who: str = "情報政策課") -> Session:
    return replace(frozen_session(day), who=who)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """What a conversion leaves, a proof that rests on its lineage, and a sheet whose own day is 2026-11-20."""
    found = create(tmp_path / "town", BODY.encode(), b"k" * 32)
    found.path("source/住民.csv").write_text("NO\n1\n", encoding="utf-8")
    with job.run(found, on(MADE), "convert run 001") as work:
        for name in (REJECTS, LINEAGE, CONVERTED, MANIFEST, SHEET):
            work.write(name, name.encode(), restricted="restricted" in name)
        work.write(SHEET + disposal.NOTE, b"2026-11-20\n", restricted=True)
    with job.run(found, on(MADE), "gap functions show") as work:
        work.note(found.path(LINEAGE))
        work.write(STEP, b"{}")
    found.path(".migrate/work/a").mkdir(parents=True)
    found.path(".migrate/work/a/part").write_bytes(b"raw")
    os.utime(found.path(".migrate/work/a/part"), (0, 0))
    return found


def tree(town: Workspace) -> set[str]:
    names = {path.relative_to(town.root).as_posix() for path in town.root.rglob("*") if path.is_file()}
    return names - {"ledger.jsonl", ".migrate/head", disposal.FILE}


def run(town: Workspace, day: date, **wish: object) -> Purge:
    data = purge.purge(town, on(day), Wish(**wish)).data  # type: ignore[arg-type]
    assert isinstance(data, Purge)
    return data


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2026, 11, 2), {".migrate/work/a/part"}),
        (date(2026, 11, 19), {".migrate/work/a/part"}),
        (date(2026, 11, 20), {".migrate/work/a/part", SHEET}),
        (date(2027, 1, 29), {".migrate/work/a/part", SHEET}),
        (date(2027, 1, 30), {".migrate/work/a/part", SHEET, REJECTS, LINEAGE}),
    ],
)
def test_what_is_due_on_a_day(town: Workspace, day: date, due: set[str]) -> None:
    """By the day on which a run wrote it, or by its own note; asking changes nothing, not even the ledger."""
    before, ledger = tree(town), town.ledger.read_bytes()

    assert {one.file for one in run(town, day).candidates if one.wanted} == due
    assert (tree(town), town.ledger.read_bytes(), town.path(disposal.FILE).exists()) == (before, ledger, False)


def test_it_goes_with_a_line_before_and_after(town: Workspace) -> None:
    """File, sha256, time, who; the files that nobody named stay; so does the proof that rested on one of them."""
    before = tree(town)
    found = run(town, date(2027, 2, 1), confirmed=True)

    gone = {".migrate/work/a/part", SHEET, SHEET + disposal.NOTE, REJECTS, LINEAGE}
    assert tree(town) == before - gone
    assert {one.file for one in found.disposed} == gone - {SHEET + disposal.NOTE}
    with town.path(disposal.FILE).open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["file"] == REJECTS]
    assert [(row["state"], row["who"], row["at"][:10]) for row in rows] == [
        ("予定", "情報政策課", "2027-02-01"),
        ("完了", "情報政策課", "2027-02-01"),
    ]
    assert {row["sha256"] for row in rows} == {sha256_of_bytes(REJECTS.encode())}
    assert town.entries()[-1].outputs[0].path == disposal.FILE
    assert not town.path("out/lineage").exists(), "folders that became empty go too"


def _proven(town: Workspace) -> list[str]:
    return [one.step.code for one in phase.progress_of(town, "001").steps for each in one.evidence if each.proves]


def test_a_proof_stands_on_what_was_disposed_of_and_falls_with_what_was_lost(town: Workspace) -> None:
    assert _proven(town) == ["③-2"]
    run(town, MADE, kinds=("lineage",), everything=True, confirmed=True)
    assert _proven(town) == ["③-2"]

    town.path(disposal.FILE).unlink()
    assert _proven(town) == []


def test_who_looks_for_it_is_told(town: Workspace) -> None:
    """Not that it is missing, but that it was disposed of."""
    run(town, MADE, kinds=("lineage",), everything=True, confirmed=True)
    with pytest.raises(UnreadableError) as caught, job.run(town, on(MADE), "reconcile run 001") as work:
        work.note(town.path(LINEAGE))
    assert (caught.value.code, caught.value.params["who"]) == ("MIG-SYS-132", "情報政策課")


def test_results_go_only_where_they_are_named_and_never_the_manifest(town: Workspace) -> None:
    assert run(town, date(2030, 1, 1), everything=True, confirmed=True).disposed
    assert {CONVERTED, MANIFEST} <= tree(town)

    run(town, date(2030, 1, 1), kinds=("converted",), confirmed=True)
    assert (CONVERTED in tree(town), MANIFEST in tree(town)) == (False, True)


@pytest.mark.parametrize(("business", "files"), [("001", {REJECTS, LINEAGE}), ("002", set())])
def test_one_business(town: Workspace, business: str, files: set[str]) -> None:
    found = run(town, MADE, kinds=("rejects", "lineage"), business=business, everything=True)
    assert {one.file for one in found.candidates} == files


def test_links_lead_nowhere(town: Workspace, tmp_path: Path) -> None:
    """Neither a file nor a folder that lies elsewhere."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "rejects.parquet").write_bytes(b"precious")
    town.path("out/restricted/002").symlink_to(outside)
    town.path(LINEAGE).unlink()
    town.path(LINEAGE).symlink_to(outside / "rejects.parquet")

    run(town, date(2030, 1, 1), everything=True, confirmed=True)

    assert (outside / "rejects.parquet").read_bytes() == b"precious"
    assert town.path(LINEAGE).is_symlink()


def test_a_run_that_was_killed_is_settled_by_the_next(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Announced and gone, announced and still there: both are told, and nothing is told twice."""

    class Killed(BaseException):
        pass

    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "住民.parquet":
            raise Killed
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    with pytest.raises(Killed):
        run(town, MADE, kinds=("rejects", "lineage"), everything=True, confirmed=True)
    monkeypatch.undo()
    assert not town.path(REJECTS).exists()
    assert len(disposal.unsettled(disposal.read(town.path(disposal.FILE)))) == 2

    run(town, MADE, kinds=("rejects", "lineage"), everything=True, confirmed=True)
    lines = disposal.read(town.path(disposal.FILE))
    assert disposal.unsettled(lines) == ()
    assert [one.state for one in lines if one.file == REJECTS] == [State.PLANNED, State.DONE]
    assert [one.state for one in lines if one.file == LINEAGE] == [
        State.PLANNED,
        State.FAILED,
        State.PLANNED,
        State.DONE,
    ]


def test_a_file_that_cannot_go_is_told_and_the_others_go(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where Excel holds it open on Windows."""
    real = Path.unlink

    def unlink(path: Path, missing_ok: bool = False) -> None:
        if path.name == "rejects.parquet":
            raise PermissionError
        real(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", unlink)
    outcome = purge.purge(town, on(MADE), Wish(kinds=("rejects", "lineage"), everything=True, confirmed=True))
    assert [(one.code, one.place.file) for one in outcome.findings] == [("MIG-SYS-130", REJECTS)]
    assert (town.path(REJECTS).exists(), town.path(LINEAGE).exists()) == (True, False)
    assert [one.state for one in disposal.read(town.path(disposal.FILE)) if one.file == REJECTS][-1] is State.FAILED


def test_an_unknown_class_and_a_damaged_record(town: Workspace) -> None:
    with pytest.raises(MigrateError) as unknown:
        run(town, MADE, kinds=("everything",))
    town.path(disposal.FILE).write_bytes(b"at,who\n1,2\n")
    with pytest.raises(UnreadableError) as damaged:
        run(town, MADE, everything=True, confirmed=True)
    assert (unknown.value.code, damaged.value.code) == ("MIG-SYS-131", "MIG-SYS-134")
    assert town.path(REJECTS).exists(), "without a record nothing goes"


def test_the_record_is_for_paper(town: Workspace) -> None:
    """Nothing was ever disposed of: exit 5; afterwards every file once."""
    assert purge.record(town, on(MADE)).nothing_checked
    run(town, MADE, kinds=("lineage",), everything=True, confirmed=True)
    told = purge.record(town, on(MADE))
    assert "1 行の記録" in told.document.summary
    assert ("立会人（署名）", "＿＿＿＿＿＿＿＿＿＿") in told.document.facts
