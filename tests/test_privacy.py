"""Planted words of every personal column are after a run in the folders of data only (all commands: bench_privacy)."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from .canaries import DATA, Town
from .leaks import find

LINES = (
    "source scan -v",
    "convert run -v",
    "check run -v --split --fail-on warning",
    "reconcile run --json",
    "report build",
    "handover --to a.zip",
)
BROKEN = """
import sys, threading, warnings, duckdb, migrate.flow.convert as module
def broken(*_, **__):
    warnings.warn({word!r}, UserWarning)
    thread = threading.Thread(target=int, args=({word!r},))
    thread.start()
    thread.join()
    try:
        duckdb.execute("SELECT CAST(? AS INTEGER)", [{word!r}])
    except duckdb.Error as error:
        raise ValueError({word!r}) from error
module.run = broken
from migrate.cli.frame.app import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Town:
    """The town after its commands, the last of which fails inside; do not change it."""
    town = Town(tmp_path_factory.mktemp("privacy") / "town")
    town.settle(["main", "images"])
    for line in LINES:
        town.type("main", line)
    town.type("images", "source scan")
    town.type("images", "convert images -v")
    town.type("main", "convert run -v", script=BROKEN.format(word=town.canaries.of("name", "exception")))
    return town


def test_nothing_planted_is_found(walked: Town) -> None:
    """Not in findings, reports, ledger, package, prints, crash logs, arguments or environment of any process."""
    assert walked.leaks() == []


def test_the_commands_worked(walked: Town) -> None:
    """What was searched is the work of commands that met the planted rows: rows are refused, the last one broke."""
    assert [code for *_, code in walked.commands] == [0, 0, 1, 1, 0, 0, 0, 0, 1, 4]
    assert any(name.startswith("migrate-") for name in walked.left)


def test_every_word_is_where_it_was_planted(walked: Town) -> None:
    """The search sees each word in the folders of data: those of images by the names of their files."""
    roots = [walked.folder / part / one for part in ("main", "images") for one in ("source", "system", "images")]
    found = {leak.word for root in roots if root.is_dir() for leak in find(root, walked.canaries.given)}
    planted = {word for word, where in walked.canaries.given.items() if where != "exception"}

    assert planted - found == set()


def test_folders_of_data_are_all_needed(walked: Town) -> None:
    """No folder is left out of the search in which nothing was found."""
    root = walked.folder / "main"
    made = [one for one in DATA if (root / one).is_dir() and any((root / one).rglob("*.*"))]
    held = [one for one in made if find(root / one, walked.canaries.given)]

    assert (held, len(held) >= 4) == (made, True)


def test_rows_for_people_start_no_formula(walked: Town) -> None:
    """The lists of the hand-over and of the images are opened with a spreadsheet program."""
    lists: list[Path] = [*(walked.folder / "images" / "out/restricted/images").glob("*.csv")]
    cells = [cell for one in lists for row in csv.reader(io.StringIO(one.read_text("utf-8-sig"))) for cell in row]

    assert cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝"))] == []
