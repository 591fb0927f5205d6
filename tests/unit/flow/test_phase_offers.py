"""Rows that a form suggests: they keep their keys, come back once, and are nothing until somebody answers in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from migrate.files import yaml
from migrate.flow import phase_make, phase_read
from migrate.phase import form as forms
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import create

from ...clerk import Clerk

SESSION = frozen_session(date(2026, 11, 26))
FORM = "phase/forms/11-2-詳細スケジュール.xlsx"


def test_offered_rows_keep_their_keys(tmp_path: Path) -> None:
    """⑪-2 suggests a row a business: what is typed in one is kept under its key, and no row comes twice."""
    town = create(tmp_path / "town", 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'.encode(), b"k" * 32)
    first = phase_make.make(town, SESSION, "⑪-2")
    clerk = Clerk(forms.form(11))
    path = town.path(FORM)
    path.write_bytes(clerk.fill(path.read_bytes(), {("live", "010", "day"): "令和10年1月4日"}))
    phase_read.read(town, SESSION, [path])
    kept: Any = yaml.load(town.path("phase/11/live.yaml"))

    assert kept["rows"] == [{"key": "010", "answers": {"business": "010", "day": "2028-01-04"}}]
    again = phase_make.make(town, SESSION, "⑪-2")
    milestones = len(forms.form(11).of("milestone").question("point").choices)  # type: ignore[union-attr]
    assert again.data.rows == first.data.rows + milestones
    page = clerk.sheet(clerk.open(path.read_bytes()), "live")
    keys = [str(key) for row in range(6, page.max_row + 1) if (key := page.cell(row, 1).value)]
    assert sorted(set(keys)) == sorted(keys)
    assert "010" in keys
