"""Every business goes through show, export, import of its own export, and diff; nothing differs.

Each takes one of the layouts; `test_interop` holds every layout against every spec.
"""

from __future__ import annotations

from datetime import date
from itertools import cycle
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow.spec import diff, export, import_, show
from migrate.model.spec_diff import SpecDiff
from migrate.spec import store
from migrate.workspace import folder
from migrate.workspace.clock import Session, session
from migrate.workspace.folder import Workspace

from .interop_specs import FOLDERS, name_of

FILES = {"odcs": "a.yaml", "table-schema": "datapackage.json", "json-schema": "a.json", "ddl": "a.sql"}
BUSINESSES = [one for one in FOLDERS if one.parent.name[:3].isdigit()]
PROJECT = b"municipality:\n  code: '990019'\n  name: x\nspecs: {}\n"


def _id(one: Path | str) -> str:
    return one if isinstance(one, str) else name_of(one)


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A new workspace."""
    return folder.create(tmp_path / "town", PROJECT)


@pytest.fixture
def now() -> Session:
    """The session of the test."""
    return session(date(2026, 11, 23))


@pytest.mark.parametrize(("place", "layout"), list(zip(BUSINESSES, cycle(FILES), strict=False)), ids=_id)
def test_there_and_back(town: Workspace, now: Session, place: Path, layout: str) -> None:
    """A spec that is shown, exported and imported as another edition does not differ from itself."""
    spec = store.read(place)
    target = town.root.parent / FILES[layout]
    show.show(spec.id, town)
    export.export(spec.id, town, export.Wanted(layout=layout, target=target))
    done = import_.import_(import_.Wanted(file=target, edition="copy"), town, now)
    found = diff.diff(spec.id, f"{spec.business}@copy", town).data

    assert isinstance(found, SpecDiff)
    assert (done.findings, found.changes, found.not_compared) == ((), (), ())


def test_saved_as_it_is_bundled(town: Workspace, now: Session) -> None:
    """The folder of an imported export equals the bundled one, file by file and byte by byte."""
    place = FOLDERS[0]
    spec = store.read(place)
    target = town.root.parent / "a.sql"
    export.export(spec.id, town, export.Wanted(layout="ddl", target=target, dialect="oracle"))
    import_.import_(import_.Wanted(file=target), town, now)
    saved = town.path(f"spec/{spec.business}/{spec.edition}")

    assert {one.name: one.read_bytes() for one in saved.iterdir()} == {
        one.name: one.read_bytes() for one in place.iterdir()
    }


def test_changed_export_is_not_saved(town: Workspace, now: Session) -> None:
    """An export that was changed outside what it carries is reported and not saved."""
    target = town.root.parent / "a.sql"
    export.export("031", town, export.Wanted(layout="ddl", target=target))
    target.write_text(target.read_text(encoding="utf-8").replace("NOT NULL", "", 1), encoding="utf-8")
    done = import_.import_(import_.Wanted(file=target), town, now)

    assert ({one.code for one in done.findings}, town.path("spec/031").exists()) == ({"MIG-SPEC-065"}, False)


def test_reference_model_is_not_kept(town: Workspace, now: Session) -> None:
    """The reference model is no 業務: its export can be made, but not imported into a workspace."""
    target = town.root.parent / "a.json"
    export.export("GIF", town, export.Wanted(layout="json-schema", target=target))
    with pytest.raises(MigrateError) as caught:
        import_.import_(import_.Wanted(file=target), town, now)

    assert (caught.value.code, town.path("spec/GIF").exists()) == ("MIG-SPEC-025", False)


def test_foreign_file_is_refused(town: Workspace, now: Session) -> None:
    """DDL that this tool did not write is no standard."""
    target = town.root.parent / "a.sql"
    target.write_text("CREATE TABLE t (a INT);", encoding="utf-8")
    with pytest.raises(MigrateError) as caught:
        import_.import_(import_.Wanted(file=target), town, now)

    assert caught.value.code == "MIG-SPEC-063"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"layout": "csv"}, "MIG-SPEC-018"),
        ({"layout": "odcs", "dialect": "oracle"}, "MIG-SPEC-061"),
        ({"layout": "official", "names": "romaji"}, "MIG-SPEC-061"),
        ({"layout": "ddl", "table": "住民票"}, "MIG-SPEC-061"),
        ({"layout": "json-schema", "checks": True}, "MIG-SPEC-061"),
        ({"layout": "ddl", "names": "english"}, "MIG-SPEC-066"),
        ({"layout": "ddl", "dialect": "mysql"}, "MIG-SPEC-060"),
        ({"layout": "table-schema", "table": "住民票"}, "MIG-SPEC-013"),
    ],
)
def test_wrong_options(tmp_path: Path, more: dict[str, str], code: str) -> None:
    """An option that the layout does not take, or a value that there is none of, is refused, and nothing is written."""
    with pytest.raises(MigrateError) as caught:
        export.export("031", None, export.Wanted(target=tmp_path / "a", **more))

    assert (caught.value.code, (tmp_path / "a").exists()) == (code, False)
