"""Two networks: what was done on one side counts on the other, no value travels, nothing is lost or made up."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import ledger, phase, phase_fact, phase_set
from migrate.flow.phase_fact import Fact
from migrate.flow.phase_set import Setting
from migrate.model.procedure import Status
from migrate.phase import exchange
from migrate.phase.exchange import Exchange
from migrate.phase.history import Change
from migrate.workspace import job
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

from ... import leaks

PLANTED = ("ヤマダタロウ山田", "東山町三丁目四五六", "山田さんの届出について")
BODY = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\n'


def at(day: int, who: str = "職員") -> Session:
    """Somebody on a day of November 2026."""
    return replace(frozen_session(date(2026, 11, day)), who=who)


@pytest.fixture
def data_side(tmp_path: Path) -> Workspace:
    """The network of residents' data: a comparison has run there, and raw rows lie in the restricted folder."""
    found = create(tmp_path / "data", BODY.encode(), b"a" * 32)
    found.path("source/residents.csv").write_text("\n".join(PLANTED), encoding="utf-8")
    with job.run(found, at(1), "gap functions show") as work:
        work.note(found.path("source/residents.csv"))
        work.write("out/functions/steps/001-3-2.json", b"{}")
        work.write("out/restricted/001/rejects.csv", PLANTED[0].encode(), restricted=True)
    return found


@pytest.fixture
def papers(tmp_path: Path) -> Workspace:
    """The network of documents."""
    found = create(tmp_path / "papers", BODY.encode(), b"b" * 32)
    phase_set.set_status(found, at(2), Setting(step="①-1", status="完了済み", business="001"))
    return found


def carried(side: Workspace, notes: bool = False) -> Path:
    """The file of exchange of one side."""
    file = side.root.parent / f"{side.root.name}.json"
    ledger.export(side, at(20), file, name="住民データ系", notes=notes)
    return file


def proven(side: Workspace) -> list[tuple[str, str]]:
    """Codes of proven steps of 001, and whose ledger says so."""
    steps = phase.progress_of(side, "001").steps
    return [(one.step.code, each.origin) for one in steps for each in one.evidence if each.proves]


def test_evidence_of_the_other_side_counts(data_side: Workspace, papers: Workspace) -> None:
    """The artefact's digest travels, so ③-2 is proven there too; the step's status is people's still."""
    assert proven(data_side) == [("③-2", "")]
    ledger.merge(papers, at(21), carried(data_side))
    assert proven(papers) == [("③-2", "住民データ系")]
    assert phase.progress_of(papers, "001").steps[8].status is Status.OPEN


def test_what_changed_over_there_is_outdated_over_here(data_side: Workspace, papers: Workspace) -> None:
    """After the input has changed, or the artefact has gone, the next file of exchange takes the proof away."""
    ledger.merge(papers, at(21), carried(data_side))
    data_side.path("source/residents.csv").write_text("別のもの", encoding="utf-8")
    ledger.merge(papers, at(22), carried(data_side))
    assert proven(papers) == []
    data_side.path("out/functions/steps/001-3-2.json").unlink()
    ledger.merge(papers, at(23), carried(data_side))
    assert not any(one.evidence for one in phase.progress_of(papers, "001").steps)


def test_no_value_travels(data_side: Workspace) -> None:
    """Values of the source, of restricted files and of notes are in no form in the file; restricted paths neither."""
    noted = Setting(step="③-1", status="完了済み", business="001", note=PLANTED[2])
    secret = data_side.path("out/restricted/001/rejects.csv")
    phase_set.set_status(data_side, at(3), replace(noted, evidence=secret))
    phase_fact.fact(data_side, at(3), Fact(business="001", reason="4", remains=PLANTED[2]))
    file = carried(data_side)
    assert leaks.find(file, PLANTED) == []
    told = file.read_text(encoding="utf-8")
    assert "source/residents.csv" in told
    assert "restricted" not in told
    assert [one.word for one in leaks.find(carried(data_side, notes=True), PLANTED) if one.form == "text"] == [
        PLANTED[2]
    ]


def test_the_same_file_again_adds_nothing(data_side: Workspace, papers: Workspace) -> None:
    """Twice exported is the same bytes, twice merged the same files; an older file takes nothing back."""
    phase_set.set_status(data_side, at(3), Setting(step="③-1", status="完了済み", business="001"))
    file = carried(data_side)
    older = shutil.copy(file, file.with_name("older.json"))
    assert carried(data_side).read_bytes() == Path(older).read_bytes()
    first = ledger.merge(papers, at(21), file).data
    assert isinstance(first, ledger.LedgerMerge)
    assert (first.lines, first.changes) == (2, 1)
    phase_set.set_status(data_side, at(4), Setting(step="③-2", status="完了済み", business="001"))
    ledger.merge(papers, at(22), carried(data_side))
    kept = {
        path: path.read_bytes()
        for path in papers.root.rglob("*")
        if path.name in ("progress.csv",) or path.parent.name == "ledgers"
    }
    again = ledger.merge(papers, at(23), Path(older)).data
    assert isinstance(again, ledger.LedgerMerge)
    assert (again.lines, again.changes, again.systems) == (0, 0, 0)
    assert {path: path.read_bytes() for path in kept} == kept


def test_both_sides_set_the_same_step(data_side: Workspace, papers: Workspace) -> None:
    """The later time counts on both sides, both lines stay in the history, and it is told once."""
    phase_set.set_status(papers, at(10), Setting(step="③-1", status="完了済み", business="001"))
    phase_set.set_status(data_side, at(9), Setting(step="③-1", status="作業中", business="001"))
    told = ledger.merge(papers, at(21), carried(data_side))
    assert [(one.code, one.params["step"], one.params["counts"]) for one in told.findings] == [
        ("MIG-PHS-043", "③-1", "完了済み")
    ]
    assert phase.progress_of(papers, "001").steps[7].status is Status.DONE
    assert papers.path("progress.csv").read_text(encoding="utf-8").count(",8,") == 2
    assert ledger.merge(papers, at(22), carried(data_side)).findings == ()
    ledger.merge(data_side, at(22), carried(papers))
    assert phase.progress_of(data_side, "001").steps[7].status is Status.DONE


def test_there_and_back_again_makes_nothing_new(data_side: Workspace, papers: Workspace) -> None:
    """What a side got from the other does not come back to it as news."""
    phase_set.set_status(data_side, at(3), Setting(step="③-1", status="完了済み", business="001"))
    ledger.merge(papers, at(21), carried(data_side))
    back = ledger.merge(data_side, at(22), carried(papers)).data
    assert isinstance(back, ledger.LedgerMerge)
    assert back.changes == 1  # ①-1 of the papers' side only


def test_a_business_that_only_the_other_side_has_is_on_the_board(data_side: Workspace, papers: Workspace) -> None:
    """What is set over there of a business that is pinned only there is not hidden here."""
    pinned = data_side.path("project.yaml")
    pinned.write_text(BODY.replace("{}", '{"031": "2023-09-29"}'), encoding="utf-8")
    phase_set.set_status(Workspace(data_side.root), at(3), Setting(step="③-1", status="完了済み", business="031"))
    ledger.merge(papers, at(21), carried(data_side))
    found = {one.id: one.name for one in phase.businesses(papers)}
    assert (found.get("031"), len(found)) == ("住登外者宛名番号管理", 21)


def test_facts_of_systems_travel(data_side: Workspace, papers: Workspace) -> None:
    """In operation since, told over there, stands here."""
    phase_fact.fact(data_side, at(3), Fact(business="020", operation="2026-01-05"))
    ledger.merge(papers, at(21), carried(data_side))
    assert [one.operation for one in phase_fact.fact(papers, at(22), Fact()).data.systems] == ["2026-01-05"]


@pytest.mark.parametrize("what", ["line", "status", "present", "cut", "other"])
def test_an_altered_file_is_refused(data_side: Workspace, papers: Workspace, what: str) -> None:
    """A changed result, status or digest, a cut or another file: MIG-SYS-061, and nothing is taken."""
    phase_set.set_status(data_side, at(3), Setting(step="③-1", status="作業中", business="001"))
    file = carried(data_side)
    told = json.loads(file.read_text(encoding="utf-8"))
    match what:
        case "line":
            told["lines"][0]["result"] = "失敗"
        case "status":
            told["progress"][0]["status"] = "完了済み"
        case "present":
            told["present"][0]["sha256"] = "0" * 64
        case "other":
            told = {"kind": "something"}
    text = json.dumps(told, ensure_ascii=False)
    file.write_text(text[:-40] if what == "cut" else text, encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        ledger.merge(papers, at(21), file)
    assert (caught.value.code, papers.path("ledgers").exists()) == ("MIG-SYS-061", False)


@pytest.mark.parametrize("field", [{"step": 99}, {"business": "../x"}, {"at": "soon"}, {"at": "2026-11-03"}])
def test_a_sealed_file_with_impossible_lines_is_refused(
    data_side: Workspace, papers: Workspace, field: dict[str, int | str]
) -> None:
    """Whoever can write the file can seal it: lines that no command writes never reach progress.csv."""
    phase_set.set_status(data_side, at(3), Setting(step="③-1", status="作業中", business="001"))
    file = carried(data_side)
    told = records.load(Exchange, file.read_bytes(), file.name)
    change = records.as_json(told.progress[0]) | field
    forged = replace(told, progress=(records.load(Change, records.to_bytes(change), "change"),))
    file.write_bytes(records.dump(exchange.sealed(forged)))
    before = papers.path("progress.csv").read_bytes()
    with pytest.raises(MigrateError) as caught:
        ledger.merge(papers, at(21), file)
    assert (caught.value.code, papers.path("progress.csv").read_bytes()) == ("MIG-SYS-061", before)


def test_another_municipality_and_ones_own_are_refused(data_side: Workspace, papers: Workspace, tmp_path: Path) -> None:
    """MIG-SYS-062 and -063; a file of a newer version is MIG-SYS-065."""
    other = create(tmp_path / "other", BODY.replace("990019", "990027").encode(), b"c" * 32)
    phase_set.set_status(other, at(2), Setting(step="1", status="完了済み", business="001"))
    newer = carried(data_side)
    told = json.loads(newer.read_text(encoding="utf-8")) | {"version": 2}
    newer = newer.with_name("newer.json")
    newer.write_text(json.dumps(told), encoding="utf-8")
    for file, code in (
        (carried(other), "MIG-SYS-062"),
        (carried(papers), "MIG-SYS-063"),
        (newer, "MIG-SYS-065"),
    ):
        with pytest.raises(MigrateError) as caught:
            ledger.merge(papers, at(21), file)
        assert caught.value.code == code


def test_a_ledger_that_was_written_anew_is_refused(data_side: Workspace, papers: Workspace) -> None:
    """The other side was restored from an older copy and went on: MIG-SYS-064, what was merged stays."""
    copy = data_side.ledger.read_bytes()
    phase_set.set_status(data_side, at(3), Setting(step="③-1", status="完了済み", business="001"))
    ledger.merge(papers, at(21), carried(data_side))
    data_side.ledger.write_bytes(copy)
    phase_set.set_status(data_side, at(5), Setting(step="③-2", status="完了済み", business="001"))
    with pytest.raises(MigrateError) as caught:
        ledger.merge(papers, at(22), carried(data_side))
    assert caught.value.code == "MIG-SYS-064"
    assert proven(papers) == [("③-2", "住民データ系")]


def test_a_workspace_that_began_as_a_copy(data_side: Workspace, tmp_path: Path) -> None:
    """Both sides share their first lines; what each did since is taken in, and again adds nothing."""
    twin = Workspace(Path(shutil.copytree(data_side.root, tmp_path / "twin")))
    with job.run(twin, at(5), "phase make ⑭-3") as work:
        work.write("out/phase/steps/001-14-3.json", b"{}")
    phase_set.set_status(twin, at(6), Setting(step="⑭-3", status="作業中", business="001"))
    file = carried(twin)
    first = ledger.merge(data_side, at(21), file).data
    assert isinstance(first, ledger.LedgerMerge)
    assert (first.lines, first.changes) == (2, 1)
    assert proven(data_side) == [("③-2", ""), ("⑭-3", "住民データ系")]
    assert phase.progress_of(data_side, "001").steps[33].status is Status.WORKING
    again = ledger.merge(data_side, at(22), file).data
    assert isinstance(again, ledger.LedgerMerge)
    assert (again.lines, again.changes) == (0, 0)


def test_nothing_to_carry_and_nothing_written_over(papers: Workspace, tmp_path: Path) -> None:
    """An empty ledger is MIG-SYS-066; a file that is something else stays (MIG-SYS-067)."""
    empty = create(tmp_path / "empty", BODY.encode(), b"d" * 32)
    with pytest.raises(NothingCheckedError) as nothing:
        ledger.export(empty, at(1), tmp_path / "out.json")
    assert (nothing.value.code, (tmp_path / "out.json").exists()) == ("MIG-SYS-066", False)
    with pytest.raises(MigrateError) as caught:
        ledger.export(papers, at(3), papers.ledger)
    assert caught.value.code == "MIG-SYS-067"
