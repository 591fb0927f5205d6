"""What the ministry published of January 2026, as facts to hold results against, and a store that took it in."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from pathlib import Path

from migrate.flow import pmo_collect
from migrate.workspace.clock import frozen_session

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "published"
PERIOD = "2026-01"
TABLES = ("municipality_rates", "prefecture_steps")


def rows(name: str) -> list[dict[str, str]]:
    """One of the published tables."""
    with (FOLDER / f"{name}_{PERIOD}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def collected(folder: Path) -> Path:
    """A store with both tables, as `pmo collect` takes them in."""
    returns = folder / "returns"
    returns.mkdir()
    for name in TABLES:
        shutil.copy(FOLDER / f"{name}_{PERIOD}.csv", returns)
    pmo_collect.run(frozen_session(date(2026, 2, 28)), pmo_collect.Wish(folder=returns, store=folder / "store"))
    return folder / "store"
