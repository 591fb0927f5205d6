"""Import into a workspace: saved, pinned, noted; a changed workbook shows exactly its changes."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow.outcome import Outcome
from migrate.flow.spec import at_hand, export, import_, show
from migrate.model.finding import Severity
from migrate.workspace import folder
from migrate.workspace.clock import Session, session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result

PROJECT = b"# kept\nmunicipality:\n  code: '990019'\n  name: x\nspecs: {}\n"
FILE = "031_20230929.xlsx"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A new workspace."""
    return folder.create(tmp_path / "town", PROJECT)


@pytest.fixture
def now() -> Session:
    """The session of the test."""
    return session(date(2026, 11, 23))


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """The bundled spec as an official workbook."""
    export.export("031@2023-09-29", None, export.Wanted(layout="official", target=tmp_path / FILE))
    return tmp_path / FILE


def _names(town: Workspace) -> list[tuple[str, str]]:
    shown = records.as_json(show.items("031", Workspace(town.root)).data)
    return [(item["id"], item["name"]) for item in shown["items"]]


def _published() -> list[tuple[str, str]]:
    shown = records.as_json(show.items("031", None).data)
    return [(item["id"], item["name"]) for item in shown["items"]]


def test_import_saves_pins_and_notes(town: Workspace, now: Session, book: Path) -> None:
    """The spec is saved, `project.yaml` pins it and keeps its comment, the ledger notes the inputs."""
    data = records.as_json(import_.import_(import_.Wanted(file=book), town, now).data)
    entry = town.entries()[-1]

    assert (
        *(data["data_rows"], data["items"], data["rows_not_understood"], len(data["tables"]), data["code_lists"]),
        *(data["saved"], data["changed"]),
    ) == (29, 29, 0, 1, 3, True, True)
    assert Workspace(town.root).project.specs["031"] == "2023-09-29"
    assert town.path("project.yaml").read_bytes().startswith(b"# kept")
    assert (entry.command, entry.result, tuple(f.path for f in entry.inputs)) == ("spec import", Result.DONE, (FILE,))


def test_import_of_the_real_workbook(town: Workspace, now: Session, shared: Path) -> None:
    """The published workbook gives the 29 published names, 1 group, 3 code lists."""
    real = shared / "official" / "031_item_definition_20230929.xlsx"
    outcome = import_.import_(import_.Wanted(file=real), town, now)

    assert {finding.code for finding in outcome.findings} == {"MIG-SPEC-022"}
    assert _published() == _names(town)
    assert len(_names(town)) == 29


def test_import_again_changes_nothing(town: Workspace, now: Session, book: Path) -> None:
    """The second import leaves one ledger line 「変更なし」 and the same bytes."""
    import_.import_(import_.Wanted(file=book), town, now)
    before = {p: p.read_bytes() for p in sorted(town.path("spec").rglob("*.*")) if p.is_file()}
    import_.import_(import_.Wanted(file=book), Workspace(town.root), now)
    after = {p: p.read_bytes() for p in sorted(town.path("spec").rglob("*.*")) if p.is_file()}

    assert before == after
    assert [entry.result for entry in town.entries()] == [Result.DONE, Result.UNCHANGED]


def test_changed_copy_shows_exactly_its_changes(town: Workspace, now: Session, book: Path, tmp_path: Path) -> None:
    """One item renamed, one ID changed, the columns in reverse order: `spec items` shows just that."""
    import_.import_(import_.Wanted(file=book), town, now)
    changed = openpyxl.load_workbook(book)
    sheet = changed.worksheets[0]
    sheet["D8"] = "個人番号（改）"
    sheet["C35"] = 77
    for one in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(one))
    ids, others = [1, 2], [c for c in range(22, 2, -1) if c not in (5, 6, 7)]
    order = [0, *others, *ids, 5, 6, 7]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=23)]
    for number, values in enumerate(rows, start=1):
        for column, old in enumerate(order, start=1):
            sheet.cell(number, column).value = values[old]
    changed.save(tmp_path / "031_20240331.xlsx")

    outcome = import_.import_(import_.Wanted(file=tmp_path / "031_20240331.xlsx"), Workspace(town.root), now)
    expected = _published()
    expected[1] = ("03100002", "個人番号（改）")
    expected[28] = ("03100077", "操作時刻")

    assert {finding.code for finding in outcome.findings} == {"MIG-SPEC-022"}
    assert expected == _names(town)


def test_outside_a_workspace_nothing_is_saved(now: Session, book: Path) -> None:
    """Without a workspace the import says what it understood and that nothing was saved."""
    outcome = import_.import_(import_.Wanted(file=book), None, now)

    assert (records.as_json(outcome.data)["saved"], records.as_json(outcome.data)["items"]) == (False, 29)
    assert any("保存していません" in notice for notice in outcome.notices)
    assert [book] == sorted(book.parent.iterdir())


def test_refused_workbook_leaves_nothing(town: Workspace, now: Session, tmp_path: Path) -> None:
    """A refused workbook saves nothing, pins nothing, and the ledger notes the failure with its code."""
    (tmp_path / FILE).write_bytes(b"not a workbook")
    with pytest.raises(UnreadableError):
        import_.import_(import_.Wanted(file=tmp_path / FILE), town, now)

    assert list(town.path("spec").iterdir()) == []
    assert town.path("project.yaml").read_bytes() == PROJECT
    assert (town.entries()[-1].result, town.entries()[-1].error) == (Result.FAILED, "MIG-FORM-003")


@pytest.fixture
def damaged(book: Path) -> Path:
    """The official workbook with one row that is no item."""
    changed = openpyxl.load_workbook(book)
    changed.worksheets[0]["C9"] = "?"
    changed.save(book)
    return book


def _listed(outcome: Outcome) -> list[str]:
    return [finding.code for finding in outcome.findings if finding.severity is not Severity.INFO]


def test_rows_that_are_not_understood_are_findings(town: Workspace, now: Session, damaged: Path) -> None:
    """A workbook that yields less than it holds is an error: the row is a finding, and nothing is saved or pinned."""
    outcome = import_.import_(import_.Wanted(file=damaged), town, now)
    data = records.as_json(outcome.data)

    assert _listed(outcome) == ["MIG-SPEC-002"]
    assert (data["saved"], data["changed"], data["rows_not_understood"], data["items"]) == (False, False, 1, 28)
    assert (list(town.path("spec").iterdir()), town.path("project.yaml").read_bytes()) == ([], PROJECT)
    assert (town.entries()[-1].result, town.entries()[-1].findings) == (Result.FINDINGS, 1)


def test_partial_saves_what_was_understood(town: Workspace, now: Session, damaged: Path) -> None:
    """With --partial the rest is saved, the row stays a finding, and the ledger counts it."""
    outcome = import_.import_(import_.Wanted(file=damaged, partial=True), town, now)

    assert _listed(outcome) == ["MIG-SPEC-002"]
    assert (len(_names(town)), town.entries()[-1].findings) == (28, 1)


def test_export_into_a_folder_that_is_a_file(tmp_path: Path) -> None:
    """A target that cannot be written is an ordinary error."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(UnreadableError):
        export.export("031", None, export.Wanted(layout="official", target=tmp_path / "file" / "a.xlsx"))


def test_export_onto_an_open_workbook(tmp_path: Path) -> None:
    """A workbook that is open in Excel is not overwritten."""
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    with pytest.raises(UnreadableError) as caught:
        export.export("031", None, export.Wanted(layout="official", target=tmp_path / "a.xlsx"))

    assert caught.value.code == "MIG-SYS-005"


def test_named_workspace_must_exist(tmp_path: Path) -> None:
    """A folder named with -C that is no workspace is an error, not a silent fallback."""
    with pytest.raises(MigrateError) as caught:
        at_hand.around(tmp_path)

    assert caught.value.code == "MIG-SYS-013"


def test_exported_bytes_are_a_workbook(book: Path) -> None:
    """Other programs open what was exported."""
    sheets = openpyxl.load_workbook(io.BytesIO(book.read_bytes())).sheetnames

    assert len(sheets) == 4
    assert (bundled("specs") / "layouts" / "official-item-definition").is_dir()


def test_own_export_knows_its_edition(town: Workspace, now: Session, tmp_path: Path) -> None:
    """An export comes back without an edition being typed; a date in the file's name goes first."""
    named, dated = tmp_path / "copy.xlsx", tmp_path / "031_20240331.xlsx"
    export.export("031", None, export.Wanted(layout="official", target=named))
    export.export("031", None, export.Wanted(layout="official", target=dated))
    editions = [
        records.as_json(import_.import_(import_.Wanted(file=file), town, now).data)["spec"] for file in (named, dated)
    ]

    assert editions == ["031@2023-09-29", "031@2024-03-31"]
