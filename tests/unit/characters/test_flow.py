"""`spec import-font` in and out of a workspace, and what `doctor` says of the tables."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from migrate.characters import glyphs, present, stored
from migrate.files import yaml
from migrate.files.digest import sha256_of
from migrate.flow import doctor
from migrate.flow.doctor import CharacterTable, Health
from migrate.flow.spec import font as flow
from migrate.model.finding import Severity
from migrate.workspace import clock, folder
from migrate.workspace.folder import Workspace

from . import fonts

SESSION = clock.session(date(2026, 11, 26))
PROJECT = (
    b"schema_version: 1\nmunicipality:\n  code: '990019'\n  name: \xe4\xb8\x83\xe7\x80\xac\xe9\x87\x8e\xe7\x94\xba\n"
)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """An empty workspace."""
    return folder.create(tmp_path / "town", PROJECT, key=bytes(32))


@pytest.fixture
def gj(tmp_path: Path) -> Path:
    """A font of three GJ glyphs, one more that no character reaches."""
    path = tmp_path / "acgjm.ttf"
    path.write_bytes(fonts.saved(fonts.font(fonts.GJ, ["gj009999"], name="Invented GJ")))
    return path


@pytest.fixture
def mj(tmp_path: Path) -> Path:
    """A font of MJ glyphs: 山 and 邉 as in the list, 邉 with a selector as another glyph than in the list."""
    path = tmp_path / "mjm.ttf"
    sequences = ((0x9089, 0xE010F, "mj026191"), (0x9089, 0xE01EF, "mj026190"))
    path.write_bytes(fonts.saved(fonts.font({0x9089: "mj026190"}, ["mj026191"], sequences, name="Invented MJ")))
    return path


def _files(root: Path) -> list[str]:
    return sorted(p.relative_to(root).as_posix() for p in (root / "spec").rglob("*") if p.is_file())


def _health(found: tuple[CharacterTable, ...]) -> dict[str, tuple[Health, int | None]]:
    return {table.name: (table.health, table.rows) for table in found}


def test_the_table_is_saved_and_the_font_is_not(workspace: Workspace, gj: Path) -> None:
    """The workspace gets the table and its papers; the font's bytes stay where they are."""
    flow.import_font(gj, 0, workspace, SESSION)

    assert _files(workspace.root) == [
        "spec/characters/InventedGJ-Regular/SOURCE.yaml",
        "spec/characters/InventedGJ-Regular/glyphs.parquet",
    ]


def test_papers_of_the_table(workspace: Workspace, gj: Path) -> None:
    """SOURCE.yaml says which font it was, its version, its licence and its sha256."""
    flow.import_font(gj, 0, workspace, SESSION)
    papers = yaml.load(workspace.path("spec", "characters", "InventedGJ-Regular", "SOURCE.yaml"))

    assert (papers["edition"], papers["licence"], papers["publisher"], papers["sha256"]) == (
        "Version 001.00",
        "Invented Licence 1.0",
        "Invented for a test",
        sha256_of(gj),
    )


def test_again_changes_nothing(workspace: Workspace, gj: Path) -> None:
    """The same font again: no file is touched, and the ledger says so."""
    flow.import_font(gj, 0, workspace, SESSION)
    outcome = flow.import_font(gj, 0, workspace, SESSION)

    assert isinstance(outcome.data, flow.FontImported)
    assert (outcome.data.changed, workspace.entries()[-1].result.value) == (False, "変更なし")


def test_outside_a_workspace_it_is_only_shown(gj: Path) -> None:
    """Without a workspace the counts are shown and nothing is saved."""
    data = flow.import_font(gj, 0, None, SESSION).data

    assert isinstance(data, flow.FontImported)
    assert (data.saved, data.gj, data.mj, data.mappings, data.silent) == (False, 3, 0, 3, 1)


def test_silent_glyphs_are_a_finding(gj: Path) -> None:
    """A named glyph that no character reaches is said."""
    found = flow.import_font(gj, 0, None, SESSION).findings

    assert [(f.code, f.params["count"], f.params["names"]) for f in found] == [("MIG-SPEC-087", 1, "GJ009999")]


def test_differences_from_the_list_are_a_finding(mj: Path) -> None:
    """A sequence that shows another glyph than the list says is a warning; one that the list lacks is counted."""
    found = flow.import_font(mj, 0, None, SESSION).findings

    assert [(f.code, f.severity, f.params["differing"], f.params["unknown"], f.params["same"]) for f in found] == [
        ("MIG-SPEC-088", Severity.WARNING, 1, 1, 1)
    ]


def test_doctor_knows_the_bundled_tables() -> None:
    """The bundled tables are named with rows and edition; fonts that nobody imported are なし with what to do."""
    found = doctor.characters(Path("/nonexistent"))

    assert [(t.name, t.health, t.rows, t.edition, bool(t.cure)) for t in found] == [
        ("MJ文字情報一覧表", Health.GOOD, 58_862, "Ver.006.02", False),
        ("MJ文字情報一覧表 変体仮名編", Health.GOOD, 299, "Ver.002.01", False),
        ("MJ縮退マップ", Health.GOOD, 62_682, "Ver.1.2.0", False),
        ("追加文字（GJ）", Health.ABSENT, None, "", True),
        ("IPAmj明朝", Health.ABSENT, None, "", True),
    ]


def test_doctor_knows_imported_fonts(workspace: Workspace, gj: Path, mj: Path) -> None:
    """Fonts that were imported into the workspace are named with their counts of glyphs."""
    flow.import_font(gj, 0, workspace, SESSION)
    flow.import_font(mj, 0, workspace, SESSION)
    found = _health(doctor.characters(workspace.root))

    assert (found["追加文字（GJ）"], found["IPAmj明朝"]) == ((Health.GOOD, 3), (Health.GOOD, 2))


def test_doctor_meets_a_damaged_table(workspace: Workspace, gj: Path) -> None:
    """A damaged table of a font is 注意 with a cure, and a warning finding."""
    flow.import_font(gj, 0, workspace, SESSION)
    workspace.path("spec", "characters", "InventedGJ-Regular", glyphs.FILE).write_bytes(b"PAR1")
    found = [t for t in doctor.characters(workspace.root) if t.health is Health.CAUTION]

    assert [(t.title, "import-font" in t.cure) for t in found] == [("InventedGJ-Regular", True)]


def test_doctor_without_the_bundled_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation that left the tables out is sound: なし, with what to do, and no finding."""
    monkeypatch.setattr(stored, "bundled", lambda _: tmp_path)
    outcome = doctor.doctor(tmp_path)
    tables = doctor.characters(tmp_path)

    assert {t.health for t in tables} == {Health.ABSENT}
    assert [f for f in outcome.findings if f.params["name"] in {t.name for t in tables}] == []


def test_doctor_with_a_damaged_bundled_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged bundled table is 不良 and an error finding."""
    shutil.copytree(stored.place("mji").parent, tmp_path / "characters")
    (tmp_path / "characters" / "mji" / "mji.parquet").write_bytes(b"PAR1")
    monkeypatch.setattr(stored, "bundled", lambda _: tmp_path)
    found = [f for f in doctor.doctor(tmp_path).findings if f.params["name"] == present.Kind.MJ.value]

    assert [f.severity for f in found] == [Severity.ERROR]
