"""An auditor's questions to the ledger: is it whole, who ran what, which runs touched a file, what did others do."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import handover, ledger, ledger_report, ledger_verify, phase_set
from migrate.flow.phase_set import Setting
from migrate.model.ledger import Asked, LedgerReport
from migrate.report.formats import xlsx
from migrate.workspace import job
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

BODY = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'


def at(day: int, who: str = "総務課") -> Session:
    """Somebody on a day of November 2026."""
    return replace(frozen_session(date(2026, 11, day)), who=who)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """Three people, five runs, one of them failed; two of them touched residents.csv."""
    found = create(tmp_path / "town", BODY.encode(), b"a" * 32)
    source = found.path("source/residents.csv")
    source.write_text("NO\n1\n", encoding="utf-8")
    for day, who, command in ((2, "税務課", "source scan"), (5, "総務課", "convert run 001")):
        with job.run(found, at(day, who), command) as work:
            work.note(source)
            work.write(f"out/{day}.json", b"{}")
    with pytest.raises(MigrateError), job.run(found, at(6), "convert run 002"):
        raise MigrateError("MIG-SYS-014")
    for day, step in ((9, "①-1"), (20, "①-2")):
        phase_set.set_status(found, at(day, "情報政策課"), Setting(step=step, status="完了済み", business="001"))
    return found


def told(town: Workspace, **asked: str) -> LedgerReport:
    data = ledger_report.report(town, at(27), Asked(**asked)).data
    assert isinstance(data, LedgerReport)
    return data


def test_the_whole_story(town: Workspace) -> None:
    """In the order of time; the failed run with its code; nothing is added to the ledger by asking."""
    before = town.ledger.read_bytes()
    found = told(town)

    assert [(one.line, one.day, one.who, one.error) for one in found.runs] == [
        (1, "2026-11-02", "税務課", ""),
        (2, "2026-11-05", "総務課", ""),
        (3, "2026-11-06", "総務課", "MIG-SYS-014"),
        (4, "2026-11-09", "情報政策課", ""),
        (5, "2026-11-20", "情報政策課", ""),
    ]
    assert (found.verdict.whole, found.all, town.ledger.read_bytes()) == (True, 5, before)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ({"since": "2026-11-05", "until": "2026-11-09"}, [2, 3, 4]),
        ({"since": "2026-11-10"}, [5]),
        ({"who": "総務課"}, [2, 3]),
        ({"command": "convert"}, [2, 3]),
        ({"file": "residents.csv"}, [1, 2]),
        ({"file": "source/*"}, [1, 2]),
        ({"file": "out/5.json"}, [2]),
        ({"who": "総務課", "command": "convert run 002"}, [3]),
    ],
)
def test_what_was_asked_for(town: Workspace, asked: dict[str, str], lines: list[int]) -> None:
    assert [one.line for one in told(town, **asked).runs] == lines


def test_a_file_is_found_by_its_digest(town: Workspace) -> None:
    """However it was called."""
    digest = told(town).runs[0].inputs[0].sha256
    assert [one.line for one in told(town, file=digest[:12].upper()).runs] == [1, 2]


def test_no_run_and_days_the_wrong_way_round(town: Workspace) -> None:
    with pytest.raises(NothingCheckedError) as none:
        told(town, who="だれでもない")
    with pytest.raises(MigrateError) as wrong:
        told(town, since="2026-11-09", until="2026-11-05")
    assert (none.value.code, wrong.value.code) == ("MIG-SYS-088", "MIG-SYS-089")


def test_a_ledger_that_was_tampered_with_is_reported_with_its_faults(town: Workspace) -> None:
    """An auditor gets what can be read, and is told first what cannot be believed."""
    lines = town.ledger.read_bytes().splitlines(keepends=True)
    town.ledger.write_bytes(b"".join([lines[0], b"{}\n", *lines[2:]]))

    outcome = ledger_report.report(town, at(27), Asked())

    assert [(one.code, one.place.line) for one in outcome.findings] == [("MIG-SYS-070", 2)]
    assert [one.line for one in outcome.data.runs] == [1, 3, 4, 5]  # type: ignore[attr-defined]
    assert "合わないところがあります" in outcome.document.summary


def test_the_workbook_has_every_digest(town: Workspace, tmp_path: Path) -> None:
    """In full, on a page of its own."""
    outcome = ledger_report.report(town, at(27), Asked())
    (tmp_path / "a.xlsx").write_bytes(xlsx.render(outcome.document))
    book = load_workbook(tmp_path / "a.xlsx")
    cells = {cell.value for row in book["入力と出力のファイル"].iter_rows() for cell in row}
    assert {one.sha256 for run in told(town).runs for one in (*run.inputs, *run.outputs)} <= cells


def test_runs_of_the_other_network_stand_beside_ours(town: Workspace, tmp_path: Path) -> None:
    """Under its name, in the order of time; its file is verified too."""
    other = create(tmp_path / "papers", BODY.encode(), b"b" * 32)
    phase_set.set_status(other, at(7, "財政課"), Setting(step="①-1", status="完了済み", business="001"))
    ledger.export(other, at(8), tmp_path / "daicho.json", name="文書系")
    ledger.merge(town, at(21), tmp_path / "daicho.json")

    assert [(one.origin, one.line) for one in told(town).runs] == [
        *(("", number) for number in (1, 2, 3)),
        ("文書系", 1),
        *(("", number) for number in (4, 5, 6)),
    ]
    kept = next(town.path("ledgers").glob("*.json"))
    kept.write_bytes(kept.read_bytes().replace("財政課".encode(), "税務課".encode()))
    assert [one.code for one in ledger_verify.verify(town).findings] == ["MIG-SYS-061"]


def test_copies_vouch_for_the_ledger(town: Workspace, tmp_path: Path) -> None:
    """A copy, a hand-over package, a file of exchange: all are beginnings of the ledger, until it is changed."""
    copy = Path(shutil.copyfile(town.ledger, tmp_path / "backup.jsonl"))
    ledger.export(town, at(21), tmp_path / "daicho.json")
    package = tmp_path / "package.zip"
    handover.pack(town, at(22), handover.Wanted(target=package))
    copies = (copy, package, tmp_path / "daicho.json")
    assert [one.fits for one in ledger_verify.judged(town, copies=copies)[0].witnesses] == [True] * 4

    lines = town.ledger.read_bytes().splitlines(keepends=True)
    town.ledger.write_bytes(b"".join(lines[:4]))
    town.head.unlink()
    found = ledger_verify.verify(town, copies=copies)
    assert [one.code for one in found.findings] == ["MIG-SYS-073"] * 3


@pytest.mark.parametrize("content", [b"", b"x", b"[]\n", b"PK\x03\x04", b'{"kind": "migrate-ledger"}'])
def test_a_copy_that_holds_no_ledger_is_refused(town: Workspace, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "copy").write_bytes(content)
    with pytest.raises(UnreadableError):
        ledger_verify.verify(town, copies=(tmp_path / "copy",))


def test_nothing_to_verify(tmp_path: Path) -> None:
    """A workspace without a line, and one whose ledger has gone."""
    town = create(tmp_path / "w", BODY.encode(), b"c" * 32)
    with pytest.raises(NothingCheckedError):
        ledger_verify.verify(town)

    phase_set.set_status(town, at(7), Setting(step="①-1", status="完了済み", business="001"))
    town.ledger.unlink()
    assert [one.code for one in ledger_verify.verify(town).findings] == ["MIG-SYS-073"]
