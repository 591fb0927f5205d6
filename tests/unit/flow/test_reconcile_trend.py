"""`reconcile trend`: the ledger against the window."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from migrate.errors import MigrateError
from migrate.flow import reconcile_trend
from migrate.report import formats
from migrate.workspace import folder, ledger
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry, Result

AT = frozen_session(date(2026, 11, 23))


@pytest.fixture
def town(tmp_path: Path) -> Workspace:
    """A workspace with one rehearsal of 90 seconds and 3 findings."""
    project = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs: {}\nsources: []\n'
    made = folder.create(tmp_path / "w", project.encode())
    for command, seconds, findings in (("convert run 031", 60.0, 0), ("reconcile run 031", 30.0, 3)):
        entry = Entry(
            at=AT.now(),
            who="t",
            command=command,
            inputs=(),
            outputs=(),
            result=Result.DONE,
            findings=findings,
            seconds=seconds,
        )
        ledger.append(made.ledger, entry, made.head)
    return made


def test_within_and_over_the_window(town: Workspace) -> None:
    """90 seconds are within two minutes, and over one; both charts go into every format."""
    assert reconcile_trend.run(town, "2m").findings == ()
    found = reconcile_trend.run(town, "1m")
    assert [(one.code, one.params["seconds"]) for one in found.findings] == [("MIG-REC-067", 90)]
    assert found.document.summary == "2026-11-23 は計 90.0 秒（切替の時間 1m の 150.0 %）、残っている指摘は 3 件です。"
    page = formats.render("html", found.document).decode()
    assert all(
        f"2026-11-23: {said}" in page for said in ("読取り 0、番号 0、変換 60", "変換 0、品質検査 0、現新比較 3")
    )
    assert formats.render("docx", found.document).startswith(b"PK")


def test_nothing_run_yet(town: Workspace) -> None:
    """A ledger without a rehearsal: nothing was checked."""
    town.ledger.unlink()
    assert reconcile_trend.run(town, "48h").nothing_checked


def test_not_a_window(town: Workspace) -> None:
    """A window is a number and a unit."""
    with pytest.raises(MigrateError) as error:
        reconcile_trend.run(town, "二日")
    assert error.value.code == "MIG-REC-066"
