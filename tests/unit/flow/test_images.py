"""`convert images` in a workspace: every file and every name has a fate, and nothing outside is touched."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.flow import images, source
from migrate.flow.outcome import Outcome
from migrate.images import inventory
from migrate.model.images import ImageBalance
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Result
from tests.leaks import find

ROOT = Path(__file__).resolve().parents[3]
FIXTURE = ROOT / "tests" / "cases" / "convert-images" / "town" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))
FOLDER, TARGET = "images/印影", "out/converted/002/images/印影"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A scanned workspace with five images and eight rows."""
    shutil.copytree(FIXTURE, tmp_path / "machi")
    workspace = Workspace(tmp_path / "machi")
    source.scan(workspace, SESSION)
    return workspace


def balance(outcome: Outcome) -> ImageBalance:
    """The balance of the only kind."""
    found: ImageBalance = outcome.data.balances[0]  # type: ignore[attr-defined]
    return found


def reasons(outcome: Outcome) -> list[tuple[str, str]]:
    """Code and reason of every finding."""
    return [(one.code, str(one.params["why"])) for one in outcome.findings]


def copied(workspace: Workspace) -> dict[str, str]:
    """Sha256 of what stands in the target folder."""
    root = workspace.path(TARGET)
    files = [path for path in root.rglob("*") if path.is_file()]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_every_file_and_name_has_a_fate(town: Workspace) -> None:
    """Rows, names and files close; Windows paths and other letter cases find their files."""
    outcome = images.run(town, SESSION)
    found = balance(outcome)

    assert found.closed
    assert outcome.notices == ("out/converted/002/images/ と out/restricted/images/（取扱注意）に書きました。",)
    assert (found.rows, found.blank, found.names, found.found, found.missing, found.refused_names) == (7, 1, 6, 4, 1, 1)
    assert (found.files, found.copied, found.orphans, found.refused, found.damaged) == (5, 4, 1, 0, 2)
    assert reasons(outcome) == [
        ("MIG-CNV-076", ""),
        ("MIG-CNV-077", ""),
        ("MIG-CNV-078", "受け取らない形式（PNG）"),
        ("MIG-CNV-078", "途中で切れている"),
        ("MIG-CNV-079", "フォルダの外を指している"),
    ]


def test_a_balance_that_does_not_close_is_seen(town: Workspace) -> None:
    """One file, name or row more or less, and it does not close."""
    found = balance(images.run(town, SESSION))
    wrong = [
        replace(found, **{name: getattr(found, name) + 1}).closed
        for name in ("rows", "blank", "named_rows", "names", "found", "missing", "files", "copied", "orphans")
    ]

    assert wrong == [False] * 9


def test_copies_are_exact_and_restricted(town: Workspace) -> None:
    """The manifest tells what stands there; a second run changes nothing."""
    images.run(town, SESSION)
    before = copied(town)
    manifest = json.loads(town.path(f"{TARGET}.json").read_bytes())
    images.run(town, SESSION)

    assert {one["path"]: one["sha256"] for one in manifest["files"]} == before == copied(town)
    assert {stat.S_IMODE(path.stat().st_mode) for path in town.path(TARGET).rglob("*.*")} == {0o600}
    assert town.entries()[-1].result is Result.UNCHANGED


def test_what_is_gone_goes(town: Workspace) -> None:
    """A file that rows name no more, one that changed, and what a killed run left behind."""
    images.run(town, SESSION)
    town.path(FOLDER, "A0003.png").unlink()
    whole = town.path(FOLDER, "01/A0001.tif").read_bytes()
    town.path(FOLDER, "A0004.tif").write_bytes(whole)
    town.path(TARGET, "01/.x.part").write_bytes(b"x")
    found = balance(images.run(town, SESSION))

    assert sorted(copied(town)) == ["01/A0001.tif", "01/a0002.TIF", "A0004.tif"]
    assert (found.missing, found.damaged, found.alike) == (2, 0, 1)


def test_hostile_files_are_refused(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Links, pipes, unreadable names and giants: counted, not followed, not read."""
    folder = town.path(FOLDER)
    (folder / "A0005.tif").symlink_to(town.path("project.yaml"))
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "A0010.tif")
    (folder / os.fsdecode("印影".encode("cp932") + b".tif")).write_bytes(b"x")
    with (folder / "giant.tif").open("wb") as stream:
        stream.truncate(inventory.MAX_BYTES + 1)
    deep = folder
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    outcome = images.run(town, SESSION)
    found = balance(outcome)

    assert [one for one in reasons(outcome) if one[0] == "MIG-CNV-079"] == [
        ("MIG-CNV-079", why)
        for why in (
            "2 GB を超えている",
            "ふつうのファイルでない",
            "ファイル名の文字を読めない",
            "フォルダの外を指している",
            "リンク（ショートカット）",
        )
    ]
    assert (found.refused, found.refused_names, found.missing, found.closed) == (5, 2, 0, True)


def test_names_stay_restricted(town: Workspace) -> None:
    """A file name may hold a number of somebody: it is in no finding, no ledger line, no report."""
    outcome = images.run(town, SESSION)
    allowed = ["source", "images", "out/restricted", "out/converted"]

    assert find(town.root, ["A0004.tif", "A0005.tif", "A0009.tif"], allowed) == []
    assert "A000" not in repr(outcome.document) + repr(outcome.findings)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("folder: images/印影", "folder: ../印影", "MIG-CNV-060"),
        ("folder: images/印影", "folder: /tmp", "MIG-CNV-060"),
        ("folder: images/印影", "folder: out/x", "MIG-CNV-060"),
        ("folder: images/印影", "folder: images/無い", "MIG-SYS-001"),
        ("file: GAZO", "file: GAZOU", "MIG-CNV-063"),
        ("file: GAZO", "file: zenkaku(GAZO)", "MIG-CNV-060"),
        ("table: T_INKAN", "table: T_IN", "MIG-CNV-063"),
        ("[TIFF, JPEG]", "[GIF]", "MIG-CNV-060"),
        ("images: 1", "images: 2", "MIG-CNV-060"),
    ],
)
def test_mistakes_are_refused(town: Workspace, old: str, new: str, code: str) -> None:
    """Before anything is written."""
    path = town.path("mapping/images.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        images.run(town, SESSION)

    assert caught.value.code == code
    assert not town.path("out/converted").exists()


def test_nothing_there_is_no_success(town: Workspace) -> None:
    """No file and no row that names one; no declaration."""
    path = town.path("mapping/images.yaml")
    path.write_text(path.read_text(encoding="utf-8").replace("HAISHI = '0'", "HAISHI = '9'"), encoding="utf-8")
    shutil.rmtree(town.path(FOLDER))
    town.path(FOLDER).mkdir()
    with pytest.raises(NothingCheckedError) as empty:
        images.run(town, SESSION)
    path.unlink()
    with pytest.raises(NothingCheckedError) as none:
        images.run(town, SESSION)

    assert (empty.value.code, none.value.code) == ("MIG-CNV-062", "MIG-CNV-051")


def test_an_empty_folder_misses_everything(town: Workspace) -> None:
    """Rows name files and none is there: that is a finding, not nothing to do."""
    shutil.rmtree(town.path(FOLDER))
    town.path(FOLDER).mkdir()
    found = balance(images.run(town, SESSION))

    assert (found.files, found.missing, found.refused_names, found.closed) == (0, 5, 1, True)


def test_a_small_disk_is_refused_before_the_start(town: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is copied where the disk is sure to fill up."""
    free = shutil.disk_usage(town.root)._replace(free=10)
    monkeypatch.setattr(images.shutil, "disk_usage", lambda _: free)
    with pytest.raises(UnreadableError) as caught:
        images.run(town, SESSION)

    assert (caught.value.code, town.path(TARGET).exists()) == ("MIG-CNV-020", False)
