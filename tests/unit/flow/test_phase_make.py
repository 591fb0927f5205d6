"""Make, fill, read, make again: registers come back, documents hold them, and exactly the step is proven."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import phase, phase_make, phase_read
from migrate.phase import form as forms
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

from ...clerk import Clerk, Spot

SESSION = frozen_session(date(2026, 11, 26))
FORM, DOCUMENT = "phase/forms/01-1-推進体制案.xlsx", "out/phase/01-1-推進体制案.docx"
ROLES = ("head", "lead", "office", "owner", "budget", "contract", "law", "security")
POLICY: dict[Spot, Any] = {
    ("policy", "all", "purpose"): "全業務を期限までに移す",
    ("policy", "all", "target"): "令和9年3月末",
    ("policy", "all", "meeting"): "推進会議（毎月）",
}
AREAS = tuple(one.key for one in forms.form(1).of("area").presets)
WHOLE: dict[Spot, Any] = (
    POLICY
    | {
        ("role", key, question): text
        for key in ROLES
        for question, text in (("department", "企画課"), ("duty", "決裁"))
    }
    | {("area", key, "agreed"): "令和8年11月2日" for key in AREAS}
)
OFFERED = {"role": 1, "area": 4}
"""Answers that we suggest in a row and that come back with what is typed there: 上位の役割; who decides, does …"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {"031": "2023-09-29"}\n'
    return create(tmp_path / "town", text.encode(), b"k" * 32)


def fill(workspace: Workspace, answers: dict[Spot, Any], name: str = FORM, item: int = 1) -> Path:
    path = workspace.path(name)
    path.write_bytes(Clerk(forms.form(item)).fill(path.read_bytes(), answers))
    return path


def words(workspace: Workspace, name: str = DOCUMENT) -> str:
    with zipfile.ZipFile(io.BytesIO(workspace.path(name).read_bytes())) as parts:
        return parts.read("word/document.xml").decode()


def evidenced(workspace: Workspace, business: str = "031") -> dict[str, list[str]]:
    steps = phase.status(workspace, business).data.steps
    return {one.step.code: [each.command for each in one.evidence] for one in steps if one.evidence}


def test_the_whole_way(workspace: Workspace) -> None:
    """What is typed stands in the document, comes back in the next form, and proves its step in every business."""
    first = phase_make.make(workspace, SESSION, "①-1")
    assert (first.data.form, first.data.document, [one.proven for one in first.data.proofs]) == (
        FORM,
        DOCUMENT,
        [False] * 21,
    )
    read = phase_read.read(workspace, SESSION, [fill(workspace, WHOLE)])
    answered = 3 + len(ROLES) * 3 + len(AREAS) * 2
    offered = (len(ROLES) - 1) * OFFERED["role"] + len(AREAS) * OFFERED["area"]
    assert (read.data.new, read.findings) == (answered + offered, ())
    assert evidenced(workspace) == {}
    again = phase_make.make(workspace, SESSION, "1-1")
    assert all(one.proven for one in again.data.proofs)
    assert "推進会議（毎月）" in words(workspace)
    assert "まだ書かれていないところ" not in words(workspace)
    assert evidenced(workspace) == {"①-1": ["phase make"]}
    assert evidenced(workspace, "001") == {"①-1": ["phase make"]}


def test_a_step_that_is_no_longer_whole_is_no_longer_proven(workspace: Workspace) -> None:
    """An answer that is taken out of the kept file takes the proof away when the document is made again."""
    phase_make.make(workspace, SESSION, "①-1")
    phase_read.read(workspace, SESSION, [fill(workspace, WHOLE)])
    phase_make.make(workspace, SESSION, "①-1")
    path = workspace.path("phase/01/policy.yaml")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "purpose" not in line), encoding="utf-8")
    phase_make.make(workspace, SESSION, "①-1")
    assert evidenced(workspace) == {}
    assert "まだ書かれていないところ" in words(workspace)


REPORT: dict[Spot, Any] = {
    ("report", "+0", "held"): "令和8年11月20日",
    ("report", "+0", "to"): "町長",
    ("report", "+0", "way"): "面談",
    ("report", "+0", "topic"): "体制と期限",
}


def test_each_step_moves_the_evidence_by_one_and_leaves_the_others(workspace: Workspace) -> None:
    """①-1 stays proven while ①-3 is filled in; once its own answers change, it is a trace until it is made again."""
    for code, answers, name in (("①-1", WHOLE, FORM), ("①-3", REPORT, "phase/forms/01-3-首長等への報告.xlsx")):
        before = phase.progress_of(workspace, "031").evidenced
        phase_make.make(workspace, SESSION, code)
        phase_read.read(workspace, SESSION, [fill(workspace, answers, name)])
        assert phase.progress_of(workspace, "031").evidenced == before
        phase_make.make(workspace, SESSION, code)
        assert phase.progress_of(workspace, "031").evidenced == before + 1
    path = workspace.path("phase/01/policy.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("毎月", "毎週"), encoding="utf-8")
    first = phase.progress_of(workspace, "031").steps[0]
    assert (first.proven, first.evidence[0].changed) == (False, "phase/01/policy.yaml")
    phase_make.make(workspace, SESSION, "①-1")
    assert phase.progress_of(workspace, "031").evidenced == 2


def test_a_whole_work_item_has_one_form(workspace: Workspace) -> None:
    """① holds the sheets of its three steps; what is read proves each step that is whole and no other."""
    made = phase_make.make(workspace, SESSION, "①")
    assert made.data.form == "phase/forms/01-推進体制.xlsx"
    phase_read.read(workspace, SESSION, [fill(workspace, WHOLE, made.data.form)])
    proofs = phase_make.make(workspace, SESSION, "①").data.proofs
    assert {one.code for one in proofs if one.proven} == {"①-1"}
    assert {one.code for one in proofs} == {"①-1", "①-2", "①-3"}


def test_a_filled_in_form_is_not_written_over(workspace: Workspace) -> None:
    """MIG-PHS-038 until it has been read, or --force."""
    phase_make.make(workspace, SESSION, "①-1")
    fill(workspace, POLICY)
    with pytest.raises(MigrateError) as caught:
        phase_make.make(workspace, SESSION, "①-1")
    assert caught.value.code == "MIG-PHS-038"
    phase_make.make(workspace, SESSION, "①-1", force=True)


def test_mistakes(workspace: Workspace, tmp_path: Path) -> None:
    """No such step; no form; a workbook of something else; a cell that is no answer is named and not kept."""
    with pytest.raises(MigrateError) as caught:
        phase_make.make(workspace, SESSION, "⑲")
    assert caught.value.code == "MIG-PHS-040"
    with pytest.raises(NothingCheckedError) as nothing:
        phase_read.read(workspace, SESSION, [])
    assert nothing.value.code == "MIG-PHS-041"
    phase_make.make(workspace, SESSION, "①-1")
    other = tmp_path / "other.xlsx"
    other.write_bytes(Clerk(forms.form(1)).edit(workspace.path(FORM).read_bytes(), _strip))
    with pytest.raises(UnreadableError) as strange:
        phase_read.read(workspace, SESSION, [other])
    assert strange.value.code == "MIG-PHS-020"
    found = phase_read.read(workspace, SESSION, [fill(workspace, {("policy", "all", "target"): "そのうち"})])
    assert [one.code for one in found.findings] == ["MIG-PHS-021"]
    assert "そのうち" not in "".join(path.read_text() for path in workspace.path("phase").rglob("*.yaml"))


def test_what_other_commands_make_is_said(workspace: Workspace) -> None:
    """MIG-PHS-060 names what to type instead; nothing is written, and no run is noted."""
    with pytest.raises(NothingCheckedError) as caught:
        phase_make.make(workspace, SESSION, "⑤-1")
    assert (caught.value.code, "migrate rfi build" in str(caught.value.params["commands"])) == ("MIG-PHS-060", True)
    assert not workspace.path("out", "phase").exists()
    assert workspace.entries() == ()


def _strip(book: Any) -> None:
    """Leave nothing by which the form could be known."""
    for name in book.sheetnames[1:]:
        del book[name]
