"""A delivery in archives goes the whole way, scan to reconciliation, as if its files lay in a folder."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError, UnreadableError
from migrate.flow import convert, reconcile, source, source_profile
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

FIXTURE = Path(__file__).resolve().parents[3] / "tests" / "cases" / "convert-run" / "fates" / "in"
SESSION = Session(who="test", as_of=date(2026, 11, 26))


def _zipped(workspace: Workspace) -> None:
    """All of source/ into one archive with folders, named in CP932 as Windows does."""
    folder = workspace.path("source")
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with zipfile.ZipFile(workspace.path("納品.zip"), "w", zipfile.ZIP_DEFLATED) as packed:
        for path in files:
            packed.write(path, f"税/{path.relative_to(folder).as_posix()}")
            path.unlink()
    workspace.path("納品.zip").rename(folder / "納品.zip")


def _gzipped(workspace: Workspace) -> None:
    """Every file of source/ into a gzip file of its own."""
    for path in sorted(path for path in workspace.path("source").rglob("*") if path.is_file()):
        path.with_name(f"{path.name}.gz").write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        path.unlink()


def _town(folder: Path) -> Workspace:
    shutil.copytree(FIXTURE, folder)
    shutil.rmtree(folder / "out")
    return Workspace(folder)


def _run(workspace: Workspace) -> dict[str, str]:
    """Scan, profile, convert, reconcile; sha256 of the converted tables, and what was found on the way."""
    source.scan(workspace, SESSION)
    profiled = source_profile.profile(workspace, SESSION)
    converted = convert.run(workspace, SESSION)
    reconciled = reconcile.run(workspace, SESSION)
    folder = workspace.path("out", "converted")
    tables = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.suffix in (".csv", ".parquet") and not path.name.startswith("_")
    }
    counts = [sorted(one.code for one in outcome.findings) for outcome in (profiled, converted, reconciled)]
    return {**tables, "findings": json.dumps(counts)}


@pytest.mark.parametrize("pack", [_zipped, _gzipped])
def test_packed_and_plain_give_the_same(tmp_path: Path, pack: object) -> None:
    """Converted tables are the same bytes and the findings the same codes; nothing was unpacked to disk."""
    plain, packed = _town(tmp_path / "plain"), _town(tmp_path / "packed")
    pack(packed)  # type: ignore[operator]
    before = sorted(packed.path("source").rglob("*"))

    assert _run(packed) == _run(plain)
    assert sorted(packed.path("source").rglob("*")) == before


def test_the_ledger_names_the_archive(tmp_path: Path) -> None:
    """The ledger and the manifest hold the archive's digest, the schema those of the files in it."""
    town = _town(tmp_path / "machi")
    names = sorted(path.name for path in town.path("source").iterdir())
    digests = {name: hashlib.sha256(town.path("source", name).read_bytes()).hexdigest() for name in names}
    _zipped(town)
    archive = hashlib.sha256(town.path("source", "納品.zip").read_bytes()).hexdigest()
    _run(town)

    schema = json.loads(town.path("out/source/schema.json").read_bytes())
    manifest = json.loads(next(town.path("out/converted").rglob("manifest.json")).read_bytes())
    noted = [{one.path: one.sha256 for one in entry.inputs} for entry in town.entries()]
    assert {one["path"].rsplit("/", 1)[1]: one["sha256"] for one in schema["files"]} == digests
    assert manifest["sources"] == [{"path": "source/納品.zip", "sha256": archive}]
    assert all(one.get("source/納品.zip", archive) == archive for one in noted)


def test_a_member_that_is_gone(tmp_path: Path) -> None:
    """A new archive without the data file is an error that names it, as for a plain file."""
    town = _town(tmp_path / "machi")
    _zipped(town)
    _run(town)
    path = town.path("source", "納品.zip")
    with zipfile.ZipFile(path) as packed:
        kept = {name: packed.read(name) for name in packed.namelist() if not name.endswith(".csv")}
    with zipfile.ZipFile(path, "w") as packed:
        for name, data in kept.items():
            packed.writestr(name, data)

    with pytest.raises(UnreadableError) as caught:
        convert.run(town, SESSION)

    assert (caught.value.code, caught.value.where.file) == ("MIG-SYS-001", "source/納品.zip/税/atena.csv")


def test_statements_about_members(tmp_path: Path) -> None:
    """project.yaml names a file in an archive, or all of them by the archive; one that is not in it is an error."""
    town = _town(tmp_path / "machi")
    _zipped(town)
    data = next(name for name in zipfile.ZipFile(town.path("source", "納品.zip")).namelist() if name.endswith(".csv"))
    project = town.path("project.yaml").read_text(encoding="utf-8").replace("sources: []", "")

    def stated(file: str, rest: str) -> Workspace:
        text = f"{project}\nsources:\n  - file: {file}\n    {rest}\n"
        town.path("project.yaml").write_text(text, encoding="utf-8")
        return Workspace(town.root)

    outcome = source.scan(stated(f"source/納品.zip/{data}", "encoding: cp932"), SESSION)
    whys = {one.path: "project.yaml" in one.why for one in outcome.data.files}  # type: ignore[attr-defined]
    assert [path for path, said in whys.items() if said] == [f"source/納品.zip/{data}"]
    outcome = source.scan(stated(f"納品.zip/{data}", "kind: 対象外"), SESSION)
    assert f"source/納品.zip/{data}" not in [one.path for one in outcome.data.files]  # type: ignore[attr-defined]
    with pytest.raises(MigrateError) as caught:
        source.scan(stated("納品.zip/NO.CSV", "kind: 対象外"), SESSION)
    assert caught.value.code == "MIG-SRC-022"
