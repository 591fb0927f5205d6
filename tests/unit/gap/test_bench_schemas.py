"""The development schemas of the matcher (`tests/bench/schemas/`) ask for items that the standard has."""

from __future__ import annotations

from pathlib import Path

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.spec import library

FOLDER = Path(__file__).parents[2] / "bench" / "schemas"
ROWS = tuple(row for path in sorted(FOLDER.glob("*.csv")) for row in tables.read(path))


def test_every_gold_item_is_in_its_starter() -> None:
    """Each answer names an item of a bundled starter, or nothing at all."""
    entries = library.entries(bundled("specs"))
    businesses = sorted({row["gold_business"] for row in ROWS} - {""})
    specs = [library.resolve(f"{business}@starter-2026-11", entries, {}).spec for business in businesses]
    known = {(spec.business, item.table, item.name) for spec in specs for item in spec.items} | {("", "", "")}

    asked = [(row["gold_business"], row["gold_table"], row["gold_item"]) for row in ROWS]
    assert [gold for gold in asked if gold not in known] == []


def test_no_item_is_asked_for_twice_in_a_table() -> None:
    """An item has one column in each table, so that an assignment can be judged."""
    asked = [(row["source_table"], row["gold_table"], row["gold_item"]) for row in ROWS if row["gold_item"]]

    assert len(asked) == len(set(asked))


def test_columns_without_counterpart_are_asked_too() -> None:
    """A matcher that matches everything must not shine: a tenth of the columns or more has no counterpart."""
    without = [row for row in ROWS if not row["gold_item"]]

    assert len(without) * 10 >= len(ROWS)
