"""Every bundled spec of a 業務 goes through show, export, import of its own export, and diff: nothing differs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow.spec import diff, export, import_, show
from migrate.spec import library
from migrate.workspace import folder
from migrate.workspace.clock import session

PROJECT = b"municipality:\n  code: '990019'\n  name: x\nspecs: {}\n"
IDS = sorted({e.head.business for e in library.entries(bundled("specs")) if e.head.business != "GIF"})


def test_all_standardised_businesses_are_here() -> None:
    """28 ids with a starter model and 031."""
    assert len(IDS) == 29


@pytest.mark.parametrize("business", IDS)
def test_official_workbook_round_trip(business: str, tmp_path: Path) -> None:
    """The workbook in the official layout comes back as the same spec, of the same kind, saved and pinned."""
    town = folder.create(tmp_path / "town", PROJECT)
    shown = records.as_json(show.show(business, None).data)
    book = tmp_path / f"{business}.xlsx"
    export.export(business, None, export.Wanted(layout="official", target=book))

    wanted = import_.Wanted(file=book, edition="again")
    imported = import_.import_(wanted, town, session(date(2026, 11, 25)))
    data = records.as_json(imported.data)
    again = folder.Workspace(town.root)
    compared = records.as_json(diff.diff(f"{business}@{shown['edition']}", f"{business}@again", again).data)

    assert (data["saved"], data["rows_not_understood"], data["items"]) == (True, 0, shown["items"])
    assert records.as_json(show.show(business, again).data)["spec_kind"] == shown["spec_kind"]
    assert compared["changes"] == []
