"""What rests on a starter model says at its head that it is ours, not the official list, and how to import that one."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from migrate.files import records
from migrate.flow import check_file, gap, report
from migrate.flow.spec import show
from migrate.model.document import Document, Note
from migrate.model.spec import NOTICES, SpecKind
from migrate.workspace import folder
from migrate.workspace.clock import session
from migrate.workspace.folder import Workspace

STARTER = "002@starter-2026-11"
NOTICE = NOTICES[SpecKind.STARTER]
SCANNED = Path(__file__).parents[2] / "cases" / "gap-run" / "town" / "in" / "out" / "source" / "schema.json"
PROJECT = b"municipality:\n  code: '990019'\n  name: x\nspecs:\n  '002': starter-2026-11\n"


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A workspace that works on 印鑑登録 with the starter model, scanned."""
    made = folder.create(tmp_path / "town", PROJECT)
    target = made.path("out", "source", "schema.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(SCANNED, target)
    return made


def _facts(document: Document) -> list[tuple[str, str]]:
    return [fact for fact in document.facts if fact[0].startswith("ご注意")]


def test_notice_tells_how_to_import() -> None:
    """The notice names the official list and the command that imports it."""
    assert "公式の「基本データリスト」ではありません" in NOTICE
    assert "migrate spec import" in NOTICE


@pytest.mark.parametrize("look", [show.show, show.items, show.codes])
def test_spec_commands(look: object) -> None:
    """`spec show`, `spec items` and `spec codes` begin with the notice; an official spec has none."""
    starter, official = look("002", None), look("031", None)  # type: ignore[operator]

    first = starter.document.sections[0].blocks[0]
    assert isinstance(first, Note)
    assert first.text == NOTICE
    assert not any(isinstance(b, Note) and b.text == NOTICE for b in official.document.sections[0].blocks)


def test_spec_show_json() -> None:
    """Machines see it too."""
    assert records.as_json(show.show("002", None).data)["notice"] == NOTICE
    assert records.as_json(show.show("031", None).data)["notice"] == ""


def test_gap_and_report(town: Workspace) -> None:
    """The comparison and the report carry the notice in their head."""
    at = session(date(2026, 11, 25))
    compared = gap.run(town, at, "002")
    built = report.run(Workspace(town.root), at, "002")

    assert _facts(compared.document) == [(f"ご注意（{STARTER}）", NOTICE)]
    assert _facts(built.document) == [(f"ご注意（{STARTER}）", NOTICE)]
    assert NOTICE in town.path("out", "report", "report.html").read_text(encoding="utf-8")


def test_check_of_a_file(tmp_path: Path) -> None:
    """The check of a delivered file against a starter carries it; against an official list it does not."""
    table = show.items("002", None).data.items[0].table
    names = [item.name for item in show.items("002", None, table).data.items]
    file = tmp_path / f"{table}.csv"
    file.write_text(",".join(names) + "\r\n" + ",".join("1" for _ in names) + "\r\n", encoding="utf-8")

    checked = check_file.check_file(check_file.Target(file=file, spec="002"), session(date(2026, 11, 23)))

    assert _facts(checked.document) == [(f"ご注意（{STARTER}）", NOTICE)]
