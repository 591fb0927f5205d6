"""Set, tell, and see: several businesses at once, evidence that is named, facts apart, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.flow import phase, phase_fact, phase_next, phase_set
from migrate.flow.phase_fact import Fact
from migrate.flow.phase_set import Setting
from migrate.model.document import Cell, Document, Grid, Tone
from migrate.model.procedure import Status
from migrate.report.formats import html, text
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

SESSION = frozen_session(date(2026, 11, 26))


def later(days: int) -> Session:
    """The same person, some days on."""
    at = SESSION.frozen or datetime.min
    return replace(SESSION, frozen=at + timedelta(days=days))


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    body = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {"031": "2023-09-29"}\n'
    return create(tmp_path / "town", body.encode(), b"k" * 32)


def grids(page: Document) -> list[Grid]:
    """All tables of a document."""
    return [block for part in page.sections for block in part.blocks if isinstance(block, Grid)]


def test_all_businesses_of_the_town_are_on_the_board(town: Workspace) -> None:
    """The 20 in the published order, then what is pinned beside them; the mean is that of the 20."""
    phase_set.set_status(town, SESSION, Setting(step="①-1", status="完了済み", business="all"))
    phase_set.set_status(town, SESSION, Setting(step="2", status="対象外", business="031"))
    board = phase.status_of_all(town).data
    assert isinstance(board, phase.Board)
    assert [one.business for one in board.businesses][:2] == ["001", "005"]
    assert [one.business for one in board.businesses][20:] == ["031"]
    assert (board.completion, board.evidence_rate) == (1 / 40, 0.0)
    assert [board.businesses[20].completion, board.businesses[0].completion] == [2 / 40, 1 / 40]


def test_the_board_says_in_words_what_it_shows(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each cell has the word of its status and of its evidence; a terminal of 120 columns holds all 40 steps."""
    phase_set.set_status(town, SESSION, Setting(step="①-1", status="作業中", business="010"))
    page = phase.status_of_all(town, date(2026, 11, 26)).document
    grid = next(one for one in grids(page) if one.compact)
    assert (len(grid.rows), len(grid.columns)) == (21, 43)
    monkeypatch.setenv("COLUMNS", "120")
    printed = text.render(page).decode()
    (line,) = [line for line in printed.splitlines() if line.startswith("010 個人住民税") and "中" in line]
    assert line.split()[-1] == "中" + "未" * 39
    assert '<td class="t-caution">中\n・</td>' in html.render(page).decode()
    assert "2026-11-26" in printed


def test_several_businesses_at_once(town: Workspace) -> None:
    """Any mark between the 業務ID; each has its own line; the same again adds nothing."""
    wanted = Setting(step="②-2", status="作業中", business="010、011, 012")
    done = phase_set.set_status(town, SESSION, wanted).data
    assert isinstance(done, phase_set.StepSet)
    assert [(one.business, one.before) for one in done.changes] == [(id, Status.OPEN) for id in ("010", "011", "012")]
    before = town.path("progress.csv").read_bytes()
    phase_set.set_status(town, later(1), wanted)
    assert town.path("progress.csv").read_bytes() == before
    assert before.count(b"\n") == 4


@pytest.mark.parametrize(
    ("business", "code"), [("abc", "MIG-PHS-004"), ("007", "MIG-PHS-042"), ("010,099", "MIG-PHS-042")]
)
def test_a_business_that_is_none_sets_nothing(town: Workspace, business: str, code: str) -> None:
    """One wrong 業務ID and none of the others is set either; 007 is part of 005, which is said."""
    with pytest.raises(MigrateError) as caught:
        phase_set.set_status(town, SESSION, Setting(step="1", status="完了済み", business=business))
    assert caught.value.code == code
    assert not town.path("progress.csv").exists()
    if business == "007":
        assert "005" in caught.value.params["instead"]


def test_evidence_is_noted_with_its_digest_and_a_missing_one_is_said(town: Workspace, tmp_path: Path) -> None:
    """A file that is named stands in the history; without one, and without the ledger, MIG-PHS-047 says so."""
    bare = phase_set.set_status(town, SESSION, Setting(step="③-2", status="完了済み", business="010,031"))
    assert [(one.code, one.params["businesses"]) for one in bare.findings] == [("MIG-PHS-047", "010、031")]
    record = town.path("minutes.txt")
    record.write_text("決定", encoding="utf-8")
    shown = phase_set.set_status(town, SESSION, Setting(step="③-2", status="完了済み", business="010", evidence=record))
    assert shown.findings == ()
    (line,) = [one.change for one in phase_next.past(town, "010").data.changes if one.change.evidence]
    assert (line.evidence, len(line.sha256)) == ("minutes.txt", 64)
    record.write_text("別の決定", encoding="utf-8")
    (shown_as,) = [row[-1] for row in grids(phase_next.past(town, "010").document)[0].rows if row[-1]]
    assert shown_as == Cell(text="minutes.txt（その後、変わっています）", tone=Tone.CAUTION)
    with pytest.raises(UnreadableError) as caught:
        missing = Setting(step="1", status="完了済み", business="010", evidence=tmp_path / "gone.pdf")
        phase_set.set_status(town, SESSION, missing)
    assert caught.value.code == "MIG-SYS-001"


def test_history_is_filtered_and_tells_what_was_before(town: Workspace) -> None:
    """By business, by step or work item, the latest first."""
    for day, (step, status, business) in enumerate(
        [("③-1", "作業中", "010"), ("③-1", "完了済み", "010"), ("③-2", "作業中", "011"), ("①-1", "完了済み", "010")]
    ):
        phase_set.set_status(town, later(day), Setting(step=step, status=status, business=business))
    found = phase_next.past(town, "010", "③").data.changes
    assert [(one.before, one.change.status) for one in found] == [
        (Status.WORKING, Status.DONE),
        (Status.OPEN, Status.WORKING),
    ]
    assert len(phase_next.past(town).data.changes) == 4


def test_a_clock_that_was_put_back_loses_nothing(town: Workspace) -> None:
    """What is set last counts, whatever the clock says."""
    phase_set.set_status(town, later(5), Setting(step="1", status="完了済み", business="010"))
    phase_set.set_status(town, later(1), Setting(step="1", status="作業中", business="010"))
    assert phase.progress_of(town, "010").steps[0].status is Status.WORKING


def test_facts_of_a_system_stand_apart_from_the_rate(town: Workspace) -> None:
    """In operation with open steps is said, and moves no rate; each fact is kept until it is taken back."""
    phase_fact.fact(town, SESSION, Fact(business="020", operation="令和8年1月5日"))
    phase_fact.fact(town, SESSION, Fact(business="027", reason="4", until="令和12年3月"))
    phase_fact.fact(town, later(1), Fact(business="027", remains="ベンダの確保"))
    outcome = phase.status_of_all(town)
    board = outcome.data
    assert isinstance(board, phase.Board)
    told = {one.business: one for standing in board.businesses for one in standing.systems}
    assert (told["020"].operation, told["027"].reason, told["027"].until) == ("2026-01-05", "4", "2030-03")
    assert (told["027"].remains, board.completion) == ("ベンダの確保", 0.0)
    assert "稼働中で、終わっていないステップのある業務: 020" in text.render(outcome.document).decode()
    phase_fact.fact(town, later(2), Fact(business="020", operation="なし"))
    assert [one.business for one in phase_fact.fact(town, SESSION, Fact()).data.systems] == ["027"]


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Fact(business="027", reason="5"), "MIG-PHS-044"),
        (Fact(business="027", operation="2026-01"), "MIG-PHS-045"),
        (Fact(business="027", until="いつか"), "MIG-PHS-045"),
        (Fact(business="007", reason="1"), "MIG-PHS-042"),
    ],
)
def test_a_fact_that_is_none_is_refused(town: Workspace, wanted: Fact, code: str) -> None:
    """Four 事由; a day for the start, a day or month for the deadline."""
    with pytest.raises(MigrateError) as caught:
        phase_fact.fact(town, SESSION, wanted)
    assert (caught.value.code, town.path("phase/systems.csv").exists()) == (code, False)


def test_damaged_facts_are_named(town: Workspace) -> None:
    """A row that ``phase fact`` does not write stops the board and names its row."""
    phase_fact.fact(town, SESSION, Fact(business="020", operation="2026-01-05"))
    path = town.path("phase/systems.csv")
    path.write_bytes(path.read_bytes().replace(b"2026-01-05", b"soon"))
    with pytest.raises(UnreadableError) as caught:
        phase.status_of_all(town)
    assert (caught.value.code, caught.value.where.row) == ("MIG-PHS-046", 1)


def test_what_can_be_done_now_and_by_whom(town: Workspace) -> None:
    """At first ①-1 alone; once it is closed, what rests on it; a role sees its own."""
    first = phase_next.following(town).data
    assert [one.step.code for one in first.upcoming] == ["①-1"]
    assert (len(first.upcoming[0].businesses), first.upcoming[0].command) == (21, "phase make ①-1")
    phase_set.set_status(town, SESSION, Setting(step="①-1", status="対象外", business="010"))
    phase_set.set_status(town, SESSION, Setting(step="②-1", status="作業中", business="010"))
    then = phase_next.following(town, "010").data
    assert [(one.step.code, one.working) for one in then.upcoming] == [("①-2", ()), ("②-1", ("010",))]
    assert [one.step.code for one in phase_next.following(town, "010", "現行ベンダ").data.upcoming] == ["②-1"]


def test_a_role_that_nobody_has_is_refused(town: Workspace) -> None:
    """A misspelt role is no empty list: the roles are named."""
    with pytest.raises(MigrateError) as caught:
        phase_next.following(town, who="業務所管課")
    assert caught.value.code == "MIG-PHS-048"
    assert "業務主管課" in caught.value.params["known"]


def test_a_step_is_shown_with_what_it_takes(town: Workspace) -> None:
    """Who, commands, traps and rules of evidence; a work item shows all its steps."""
    shown = text.render(phase.show("⑭-2").document).decode()
    for part in ("業務主管課", "migrate check run", "つまずきやすいところ", "out/check/業務ID.json", "本ツール"):
        assert part in shown
    assert [one.step.code for one in phase.show("③").data.steps] == ["③-1", "③-2"]
    with pytest.raises(MigrateError) as caught:
        phase.show("41")
    assert caught.value.code == "MIG-PHS-040"
