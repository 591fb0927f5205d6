"""The commands as a whole, in a workspace: make, fill, read, show, and what phase status then says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow import phase
from migrate.flow import survey as flow
from migrate.model.survey import Split
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace, create

SESSION = frozen_session(date(2026, 11, 26))
WISH = flow.Wish(businesses=frozenset({"031"}), blank=5)
FORM = "survey/forms/調査票.xlsx"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    text = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {"031": "2023-09-29"}\n'
    return create(tmp_path / "town", text.encode(), b"k" * 32)


def fill(desk: Any, workspace: Workspace, answers: dict[tuple[str, str, str], Any], name: str = FORM) -> Path:
    path = workspace.path(name)
    path.write_bytes(desk.fill(path.read_bytes(), answers))
    return path


def test_the_whole_way(desk: Any, workspace: Workspace) -> None:
    """What is typed comes back in the inventory and in the next form, and proves its step."""
    flow.make(workspace, SESSION, WISH)
    given = {("system", "031", "in_use"): "無"}
    outcome = flow.read(workspace, SESSION, [fill(desk, workspace, given)])
    assert (outcome.data.new, outcome.findings, outcome.nothing_checked) == (3, (), False)
    assert "in_use: 無" in workspace.path("survey/system-031.yaml").read_text(encoding="utf-8")
    shown = flow.show(workspace, SESSION)
    assert [s.in_use for s in shown.data.inventory.systems] == [False]
    assert workspace.path("out/survey/dependencies.svg").read_bytes().startswith(b"<svg ")
    steps = phase.status(workspace, "031").data.steps
    proven = {s.step.code: [e.command for e in s.evidence] for s in steps if s.evidence}
    assert proven == {"②-1": ["survey show"], "②-2": ["survey show"]}
    again = flow.make(workspace, SESSION, WISH)
    assert again.data.forms[0].known == 3


def test_without_a_file_the_folder_of_forms_is_read(desk: Any, workspace: Workspace, tmp_path: Path) -> None:
    """No file means all of survey/forms/; a folder means all that is in it, but for the locks of open books."""
    with pytest.raises(NothingCheckedError) as caught:
        flow.read(workspace, SESSION, ())
    assert caught.value.code == "MIG-SRC-252"
    flow.make(workspace, SESSION, WISH)
    path = fill(desk, workspace, {("system", "031", "in_use"): "無"})
    path.with_name("~$別の票.xlsx").write_bytes(b"lock")
    assert flow.read(workspace, SESSION, ()).data.files == (FORM,)
    away = tmp_path / "回収"
    path.parent.rename(away)
    assert flow.read(workspace, SESSION, (away,)).data.same == 1
    with pytest.raises(NothingCheckedError):
        flow.read(workspace, SESSION, (workspace.root / "spec",))


def test_proof_goes_with_its_answers(desk: Any, workspace: Workspace) -> None:
    """An answer that people take out of the YAML takes the step's proof with it."""
    flow.make(workspace, SESSION, WISH)
    flow.read(workspace, SESSION, [fill(desk, workspace, {("system", "031", "in_use"): "無"})])
    flow.show(workspace, SESSION)
    kept = workspace.path("survey/system-031.yaml")
    kept.write_text(kept.read_text(encoding="utf-8").replace("in_use: 無", "in_use: 有"), encoding="utf-8")
    flow.show(workspace, SESSION)
    assert not any(s.evidence for s in phase.status(workspace, "031").data.steps)


def test_a_filled_form_is_not_overwritten(desk: Any, workspace: Workspace) -> None:
    """A form that people have filled in and nobody has read is refused; read, it may go; so with --force."""
    flow.make(workspace, SESSION, WISH)
    path = fill(desk, workspace, {("system", "031", "vendor"): "甲社"})
    before = path.read_bytes()
    with pytest.raises(MigrateError) as caught:
        flow.make(workspace, SESSION, WISH)
    assert (caught.value.code, path.read_bytes()) == ("MIG-SRC-289", before)
    flow.read(workspace, SESSION, [path])
    flow.make(workspace, SESSION, WISH)
    fill(desk, workspace, {("system", "031", "vendor"): "乙社"})
    flow.make(workspace, SESSION, WISH, force=True)


def test_nothing_was_filled_in(workspace: Workspace) -> None:
    """An empty form is no survey (exit 5), and neither is a workspace without answers."""
    flow.make(workspace, SESSION, WISH)
    assert flow.read(workspace, SESSION, [workspace.path(FORM)]).nothing_checked
    with pytest.raises(NothingCheckedError):
        flow.show(workspace, SESSION)


def test_reading_twice_changes_nothing(desk: Any, workspace: Workspace) -> None:
    """The same file again: the same answers, and no byte of the kept files."""
    flow.make(workspace, SESSION, WISH)
    path = fill(desk, workspace, {("system", "031", "vendor"): "甲社"})
    flow.read(workspace, SESSION, [path])
    before = {p.name: p.read_bytes() for p in workspace.path("survey").glob("*.yaml")}
    again = flow.read(workspace, SESSION, [path])
    assert (again.data.new, again.data.changed, again.findings) == (0, 0, ())
    assert {p.name: p.read_bytes() for p in workspace.path("survey").glob("*.yaml")} == before


def test_one_file_a_department(desk: Any, workspace: Workspace) -> None:
    """--split department: a file for each department and one for what concerns all; read together they are one."""
    flow.make(workspace, SESSION, flow.Wish(businesses=frozenset({"001", "031"}), blank=5))
    given = {("system", "001", "department"): "市民課", ("system", "031", "department"): "税務課"}
    flow.read(workspace, SESSION, [fill(desk, workspace, given)])
    wish = flow.Wish(businesses=frozenset({"001", "031"}), split=Split.DEPARTMENT, blank=5)
    names = [one.path.removeprefix("survey/forms/") for one in flow.make(workspace, SESSION, wish).data.forms]
    assert names == ["調査票-市民課.xlsx", "調査票-税務課.xlsx", "調査票-全体.xlsx"]
    paths = [
        fill(desk, workspace, {("system", "001", "vendor"): "甲社"}, "survey/forms/調査票-市民課.xlsx"),
        fill(desk, workspace, {("system", "031", "vendor"): "乙社"}, "survey/forms/調査票-税務課.xlsx"),
        fill(desk, workspace, {("counterpart", "eltax", "in_use"): "有"}, "survey/forms/調査票-全体.xlsx"),
    ]
    outcome = flow.read(workspace, SESSION, paths)
    assert (outcome.data.new, outcome.findings) == (4, ())
    shown = flow.show(workspace, SESSION).data.inventory
    assert [s.vendor for s in shown.systems] == ["甲社", "乙社"]


def test_what_the_scan_knows_is_suggested(desk: Any, workspace: Workspace) -> None:
    """The number of tables and the encoding of the data files stand in the form of the only pinned business."""
    from migrate.flow import source

    workspace.path("source", "a.sql").write_text("CREATE TABLE T1 (C1 CHAR(1));\nCREATE TABLE T2 (C1 CHAR(1));\n")
    workspace.path("source", "T1.csv").write_bytes("C1\n東京\n".encode("cp932"))
    source.scan(workspace, SESSION)
    flow.make(workspace, SESSION, WISH)
    book = desk.open(workspace.path(FORM).read_bytes())
    assert (desk.cell(book, "system", "031", "tables").value, desk.cell(book, "system", "031", "charset").value) == (
        2,
        "CP932",
    )


def test_unknown_business(workspace: Workspace) -> None:
    """A 業務ID that does not exist is said before anything is written."""
    with pytest.raises(MigrateError) as caught:
        flow.make(workspace, SESSION, flow.Wish(businesses=frozenset({"999"})))
    assert caught.value.code == "MIG-SRC-299"


def test_the_inventory_is_plain_json(desk: Any, workspace: Workspace) -> None:
    """out/survey/inventory.json holds what the command's own JSON holds."""
    flow.make(workspace, SESSION, WISH)
    flow.read(workspace, SESSION, [fill(desk, workspace, {("system", "031", "vendor"): "甲社"})])
    shown = flow.show(workspace, SESSION)
    kept = json.loads(workspace.path("out/survey/inventory.json").read_bytes())
    assert kept["systems"][0]["vendor"] == shown.data.inventory.systems[0].vendor == "甲社"
