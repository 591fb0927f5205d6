"""The home page of a workspace: the figures of the other commands, what is late, and a link to all there is to open."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import typer

from migrate.cli.frame.app import build
from migrate.cli.frame.show import payload
from migrate.errors import UnreadableError
from migrate.files import records
from migrate.flow import (
    phase,
    phase_fact,
    phase_make,
    phase_next,
    phase_read,
    phase_risks,
    phase_set,
    plan,
    plan_draft,
    report_home,
)
from migrate.flow.plan_draft import Wish
from migrate.model.finding import Severity
from migrate.model.gap import Fit, GapReport, ItemGap
from migrate.model.quality import CheckResult, Outcome, State
from migrate.phase import form as forms
from migrate.phase import home
from migrate.phase.home import FileState, Home
from migrate.phase.risks import Standing, Wanted
from migrate.workspace import job
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create
from migrate.workspace.ledger import Result

from ...clerk import Clerk

CASES = Path(__file__).resolve().parents[2] / "cases"
SESSION = frozen_session(date(2026, 11, 27))
TEXT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'
FORM, DOCUMENT = "phase/forms/04-4-課題と対策.xlsx", "out/phase/04-4-課題と対策.docx"


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    """A workspace in which nothing has been done."""
    return create(tmp_path / "town", TEXT.encode(), b"k" * 32)


@pytest.fixture
def kept(empty: Workspace) -> Workspace:
    """A workspace with registers of risks and a plan, all written by people."""
    shutil.copytree(CASES / "report-home" / "registers" / "in", empty.root, dirs_exist_ok=True)
    return empty


def page(workspace: Workspace, as_of: date = SESSION.as_of) -> Home:
    found: Home = report_home.run(workspace, frozen_session(as_of)).data.home
    return found


def html(workspace: Workspace) -> str:
    return workspace.path(report_home.FILE).read_text(encoding="utf-8")


def states(workspace: Workspace) -> dict[str, tuple[FileState, str]]:
    return {one.path: (one.state, one.changed) for one in page(workspace).files}


def test_an_empty_workspace_is_told_what_to_type_first(empty: Workspace) -> None:
    """All that can be begun is listed, the first of it is in the sentence of the page, and nothing is called good."""
    made = report_home.run(empty, SESSION)
    found = made.data.home
    assert (found.first, found.begun, found.files, found.data) == (home.firsts(), False, (), ())
    assert made.document.summary == "まだ何も始まっていません。はじめに migrate phase make ① を打ちます。"
    assert "t-good" not in re.sub(r"<style>.*?</style>", "", html(empty), flags=re.DOTALL)
    assert (made.findings, made.nothing_checked) == ((), False)


def test_the_commands_that_are_told_first_exist() -> None:
    """Each of them is a command of ours."""
    groups: Any = typer.main.get_command(build())
    for one in home.firsts():
        noun, verb = one.command.split()[:2]
        assert verb in groups.commands[noun].commands, one.command


def test_the_same_state_gives_the_same_bytes(kept: Workspace) -> None:
    """A second run changes no file and is noted as 変更なし; another day is another page."""
    session = Session(who="test", as_of=SESSION.as_of)
    report_home.run(kept, session)
    before = html(kept)
    report_home.run(kept, session)
    assert (html(kept), kept.entries()[-1].result) == (before, Result.UNCHANGED)
    page(kept, date(2027, 4, 1))
    assert html(kept) != before


def test_the_figures_are_those_of_the_other_commands(kept: Workspace) -> None:
    """Rates as phase status has them, next steps as phase next, lateness as plan show, overdue rows as phase risks."""
    phase_set.set_status(
        kept, SESSION, phase_set.Setting(step="①-1", status="完了済み", business="all", note="", evidence=None)
    )
    found = page(kept)
    board = phase.status_of_all(kept).data
    assert (found.completion, found.evidence_rate) == (board.completion, board.evidence_rate)
    assert [(one.business, one.completion) for one in found.standings] == [
        (one.business, one.completion) for one in board.businesses
    ]
    assert found.next == phase_next.following(kept).data
    told = Counter(one.code for one in plan.show(kept, SESSION).findings)
    assert (len(found.late), len(found.broken)) == (told["MIG-PHS-101"], told["MIG-PHS-099"])
    risks = phase_risks.show(kept, SESSION, Wanted(overdue=True)).data
    assert found.overdue == risks.entries
    assert all(one.standing is Standing.OVERDUE for one in found.overdue)
    assert (found.registered, len(found.overdue)) == (phase_risks.show(kept, SESSION, Wanted()).data.open, 4)


def test_the_phases_of_a_business_add_up(kept: Workspace) -> None:
    """The steps of the three phases are the 40, and the closed ones are those of the official rate."""
    phase_set.set_status(
        kept, SESSION, phase_set.Setting(step="⑨-1", status="対象外", business="010", note="随意契約", evidence=None)
    )
    one = next(each for each in page(kept).standings if each.business == "010")
    assert [(each.phase, each.steps, each.closed, each.proven) for each in one.phases] == [
        ("計画立案フェーズ", 13, 0, 0),
        ("システム選定フェーズ", 17, 1, 0),
        ("移行フェーズ", 10, 0, 0),
    ]
    assert one.completion == 1 / 40


def test_operation_and_extension_stand_apart_from_the_rates(kept: Workspace) -> None:
    """A business that runs and one whose system is 特定移行支援システム are told; no rate moves."""
    before = page(kept)
    facts = {"system": "", "until": "", "remains": ""}
    phase_fact.fact(
        kept, SESSION, phase_fact.Fact(**facts | {"business": "024", "operation": "2026-02-01", "reason": ""})
    )
    phase_fact.fact(
        kept,
        SESSION,
        phase_fact.Fact(**facts | {"business": "027", "operation": "", "reason": "4", "until": "2030-03"}),
    )
    after = page(kept)
    assert (after.completion, after.evidence_rate) == (before.completion, before.evidence_rate)
    assert (after.in_operation, [one.business for one in after.systems if one.reason]) == (1, ["027"])
    assert "2026-02-01 稼働" in html(kept)
    page(kept, date(2026, 1, 31))
    assert "2026-02-01 予定" in html(kept)
    page(kept)
    assert re.search('<td class="t-caution">2030-03</td>', html(kept))


def test_what_is_late_depends_on_the_day(kept: Workspace) -> None:
    """Before anything is due nothing is late; later more is."""
    early, late = page(kept, date(2026, 10, 1)), page(kept, date(2027, 6, 1))
    assert (early.late, early.overdue) == ((), ())
    assert len(late.late) > len(page(kept).late) > 0


def test_the_json_holds_what_the_page_shows(kept: Workspace) -> None:
    """Every name of a late task, of an overdue row and of a file stands in both."""
    made = report_home.run(kept, SESSION)
    told = json.loads(payload(made))
    assert set(told) == {"schema_version", "kind", "tool", "inputs", "file", "home", "findings"}
    names = [one["task"]["name"] for one in told["home"]["late"]]
    names += [one["subject"] for one in told["home"]["overdue"]]
    names += [one["path"].rpartition("/")[2] for one in told["home"]["files"]]
    assert names
    assert [one for one in names if one not in html(kept)] == []


def test_every_file_to_open_is_linked_and_no_other(kept: Workspace) -> None:
    """Links lead to files that are there, whatever their names; raw values, sources and symbolic links are not told."""
    odd = "out/phase/覚え書き （案）#1 100%&x.docx"
    shown = (FORM, odd, "out/report/report.html", "調べ物.xlsx")
    hidden = (
        "out/restricted/031/sample.xlsx",
        "source/名簿.xlsx",
        "out/converted/031/表.csv",
        "out/phase/~$開いている.docx",
        ".migrate/kept/x.csv",
        "progress.csv.bak",
        "mapping/031.csv",
    )
    for name in (*shown, *hidden):
        kept.path(name).parent.mkdir(parents=True, exist_ok=True)
        kept.path(name).write_bytes(b"x")
    kept.path("out/phase/よそ.docx").symlink_to(kept.path(odd))
    assert {one.path for one in page(kept).files} == {*shown, "plan/tasks.csv"}
    links = re.findall(r'href="(\.\./[^"]*)"', html(kept))
    here = kept.path(report_home.FILE).parent
    assert {(here / unquote(one)).resolve() for one in links} == {
        kept.path(name).resolve() for name in (*shown, "plan/tasks.csv")
    }


def filled(workspace: Workspace) -> Path:
    path = workspace.path(FORM)
    row = {"subject": "外字の数", "state": "作業中", "business": "010"}
    answers = {("issue", "+0", question): said for question, said in row.items()}
    path.write_bytes(Clerk(forms.form(4)).fill(path.read_bytes(), answers))
    return path


def test_a_form_is_fresh_then_unread_then_read(empty: Workspace) -> None:
    """What stands in a form is told to be unread until a command has taken it up; the document is old from then on."""
    phase_make.make(empty, SESSION, "④-4")
    assert states(empty) == {FORM: (FileState.FRESH, ""), DOCUMENT: (FileState.FRESH, "")}
    path = filled(empty)
    assert states(empty) == {FORM: (FileState.UNREAD, ""), DOCUMENT: (FileState.FRESH, "")}
    phase_read.read(empty, SESSION, [path])
    assert states(empty) == {
        FORM: (FileState.READ, ""),
        DOCUMENT: (FileState.STALE, "phase/04/issue.yaml"),
    }
    phase_make.make(empty, SESSION, "④-4")
    assert states(empty) == {FORM: (FileState.FRESH, ""), DOCUMENT: (FileState.FRESH, "")}


def test_a_document_rests_on_its_own_registers_first(empty: Workspace) -> None:
    """An answer to another item is told and not called old; the status of a step makes no document old."""
    phase_make.make(empty, SESSION, "①-1")
    phase_make.make(empty, SESSION, "④-4")
    phase_set.set_status(
        empty, SESSION, phase_set.Setting(step="①-1", status="作業中", business="all", note="", evidence=None)
    )
    assert {state for state, _ in states(empty).values()} == {FileState.FRESH}
    phase_read.read(empty, SESSION, [filled(empty)])
    found = states(empty)
    assert found["out/phase/01-1-推進体制案.docx"] == (FileState.AROUND, "phase/04/issue.yaml")
    assert found[DOCUMENT] == (FileState.STALE, "phase/04/issue.yaml")


def test_what_people_changed_and_what_nobody_noted(empty: Workspace) -> None:
    """A document that somebody edited is theirs; a file that no line of the ledger names is said to be so."""
    phase_make.make(empty, SESSION, "④-4")
    empty.path(DOCUMENT).write_bytes(b"edited")
    empty.path("out/phase/よそから.docx").write_bytes(b"x")
    found = states(empty)
    assert found[DOCUMENT] == (FileState.EDITED, "")
    assert found["out/phase/よそから.docx"] == (FileState.UNTOLD, "")


def test_what_was_made_from_an_old_result_is_old(empty: Workspace) -> None:
    """A report is old with the result that it was made from, and names it; so does the state of the data."""
    for name, (source, target) in {
        "gap run": ("mapping/010.yaml", "out/gap/010.json"),
        "report build": ("out/gap/010.json", "out/report/report.html"),
    }.items():
        empty.path(source).parent.mkdir(parents=True, exist_ok=True)
        if not empty.path(source).exists():
            empty.path(source).write_text("a", encoding="utf-8")
        with job.run(empty, SESSION, name) as work:
            work.read(empty.path(source))
            work.write(target, records.dump(GapReport(spec="010@1", items=(), columns=())))
    assert states(empty) == {"out/report/report.html": (FileState.FRESH, "")}
    empty.path("mapping/010.yaml").write_text("b", encoding="utf-8")
    assert states(empty) == {"out/report/report.html": (FileState.STALE, "out/gap/010.json")}
    (one,) = page(empty).data
    assert one.outdated == ("out/gap/010.json",)
    assert "やり直し</span>" in html(empty)


def test_a_file_that_its_own_run_goes_on_with_is_not_old(empty: Workspace) -> None:
    """A history that each run reads and writes anew is fresh; it is old when something else that was read changes."""
    history = empty.path("out/check/history.csv")
    history.parent.mkdir(parents=True)
    history.write_text("a", encoding="utf-8")
    empty.path("mapping/010.yaml").write_text("m", encoding="utf-8")
    with job.run(empty, SESSION, "check run") as work:
        work.read(empty.path("mapping/010.yaml"))
        work.write("out/check/history.csv", work.read(history) + b"b")
    assert states(empty) == {"out/check/history.csv": (FileState.FRESH, "")}
    empty.path("mapping/010.yaml").write_text("n", encoding="utf-8")
    assert states(empty) == {"out/check/history.csv": (FileState.STALE, "mapping/010.yaml")}


def test_a_draft_that_people_go_on_with_is_never_old(empty: Workspace) -> None:
    """The plan is people's: what it was drafted from may change, and what is made from it does not grow old by that."""
    phase_fact.fact(
        empty,
        SESSION,
        phase_fact.Fact(business="010", system="", operation="", reason="4", until="2029-03-31", remains=""),
    )
    plan_draft.init(empty, SESSION, Wish(business="010", go_live=""))
    phase_make.make(empty, SESSION, "④-4")
    phase_fact.fact(
        empty,
        SESSION,
        phase_fact.Fact(business="010", system="", operation="", reason="", until="2030-03-31", remains=""),
    )
    found = states(empty)
    assert found["plan/tasks.csv"] == (FileState.FRESH, "")
    assert found[DOCUMENT] == (FileState.AROUND, "phase/systems.csv")
    with empty.path("plan/tasks.csv").open("a", encoding="utf-8") as plan_file:
        plan_file.write("\n")
    assert states(empty)["plan/tasks.csv"] == (FileState.EDITED, "")


def write(workspace: Workspace, name: str, one: object) -> None:
    workspace.path(name).parent.mkdir(parents=True, exist_ok=True)
    workspace.path(name).write_bytes(records.dump(one))


def test_open_findings_are_counted_by_business(empty: Workspace) -> None:
    """Undecided and lacking items, failures nobody has decided on by weight; a tool that has not run is None, not 0."""
    items = [
        ItemGap(item_id=f"0310000{n}", item="x", table="表", output_condition="必須", implementation="○", fit=fit)
        for n, fit in enumerate((Fit.FIT, Fit.DECIDE, Fit.DECIDE, Fit.MISSING))
    ]
    write(empty, "out/gap/010.json", GapReport(spec="010@1", items=tuple(items), columns=()))
    outcomes = tuple(
        Outcome(
            code=f"MIG-DQ-00{n}",
            severity=severity,
            table="表",
            item="氏名",
            state=State.FAILED,
            rows=9,
            failed=failed,
            category="形式",
            waived=settled,
        )
        for n, (severity, failed, settled) in enumerate(
            ((Severity.ERROR, 5, 2), (Severity.WARNING, 4, 0), (Severity.INFO, 7, 0)), start=1
        )
    )
    write(empty, "out/check/010.json", CheckResult(spec="010@1", rows=9, outcomes=outcomes, findings=()))
    (one,) = page(empty).data
    assert (one.business, one.undecided, one.lacking, one.errors, one.warnings) == ("010", 2, 1, 3, 4)
    assert (one.rejected, one.closed, one.differences) == (None, None, None)
    assert "品質のエラー 3・現新比較の相違 0" in html(empty)


def test_a_page_is_not_made_of_damaged_files(kept: Workspace) -> None:
    """A damaged history is refused with its code, and no page is left that looks whole."""
    kept.path("progress.csv").write_text("at,who\nきのう,だれか\n", encoding="utf-8")
    with pytest.raises(UnreadableError):
        report_home.run(kept, SESSION)
    assert not kept.path(report_home.FILE).exists()


def test_hostile_words_of_registers_are_words(kept: Workspace) -> None:
    """What people wrote into a register is text on the page, whatever it looks like."""
    path = kept.path("phase/00/risk.yaml")
    hostile = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ベンダの人手が足りず、作業が遅れる", hostile), encoding="utf-8"
    )
    assert hostile in {one.subject for one in page(kept).overdue}
    assert hostile not in html(kept)
    assert "&lt;script&gt;alert(1)" in html(kept)
