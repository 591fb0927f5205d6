"""An edition that `project.yaml` names and that is not at hand: said, and never replaced by another one."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow.spec import search, show
from migrate.workspace import folder
from migrate.workspace.folder import Workspace


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A workspace that pins an edition of 001 which nobody imported."""
    text = 'municipality: {code: "990019", name: 七瀬野町}\nspecs: {"001": "2099-01-01"}\nsources: []\n'
    (tmp_path / "project.yaml").write_text(text, encoding="utf-8")
    return folder.find(tmp_path)


def test_show_does_not_fall_back(town: Workspace) -> None:
    """The starter does not stand in for the missing edition."""
    with pytest.raises(MigrateError) as caught:
        show.show("001", town)

    assert (caught.value.code, caught.value.params["reference"]) == ("MIG-SPEC-006", "001@2099-01-01")


def test_other_editions_can_be_named(town: Workspace) -> None:
    """An edition that is named, and another business, are not affected."""
    found = [show.show(reference, town).document.title for reference in ("001@starter-2026-11", "002")]

    assert [title.split()[0] for title in found] == ["住民基本台帳", "印鑑登録"]


def test_list_and_search_say_it(town: Workspace) -> None:
    """Both leave the business out, and say why."""
    said = [
        any("001@2099-01-01 が、手もとにありません" in text for text in outcome.notices)
        for outcome in (
            show.list_specs(town),
            search.search("宛名番号", town),
            show.list_specs(None),
        )
    ]

    assert said == [True, True, False]
