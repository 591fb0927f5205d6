"""Towns with their welfare rows, before any rule sees them: whole by the standard, repeatable, spoiled in one place."""

from __future__ import annotations

from collections import Counter
from datetime import date
from functools import cache

import pytest

from migrate.files.bundled import bundled
from migrate.model.spec import Spec
from migrate.spec import library

from .defects import Defect, Spot, defects
from .defects_welfare import PLANTED
from .households import Household, Row, Tables, Town
from .kinds import KINDS
from .times import after

AS_OF = date(2026, 11, 23)
MINE = tuple(one for one in defects() if one.id[:3] in PLANTED)
REQUIRED = "必須"
FUTURE = ("納期限", "終了年月日")
"""How items end whose days may lie ahead."""


def _town(seed: int = 5) -> Town:
    town = Town(seed)
    for number in range(1, 2 * len(KINDS) + 1):
        town.settle(number, number % len(KINDS))
    return town


@cache
def _spec(business: str) -> Spec:
    return library.resolve(business, library.entries(bundled("specs")), {}).spec


def _mine(town: Town) -> Tables:
    return {name: rows for name, rows in town.tables.items() if name[0] in PLANTED}


def _plain(rows: list[Row]) -> list[tuple[int, dict[str, str]]]:
    return [(row.household, dict(row.cells)) for row in rows]


def _of(town: Town, home: Household, *, own: bool) -> dict[tuple[str, str], list[tuple[int, dict[str, str]]]]:
    """The rows of a household, or all the others."""
    kept = {name: [row for row in rows if (row.household == home.number) is own] for name, rows in town.tables.items()}
    return {name: _plain(rows) for name, rows in kept.items() if rows}


def test_every_business_has_rows() -> None:
    """All six businesses are in the town."""
    assert {business for business, _ in _mine(_town())} == PLANTED.keys()


def test_rows_hold_only_items_of_the_standard() -> None:
    """No cell stands under a name that the table of the standard lacks."""
    strange = {
        (business, table, name)
        for (business, table), rows in _mine(_town()).items()
        for name in {name for row in rows for name in row.cells} - {i.name for i in _spec(business).items_of(table)}
    }

    assert strange == set()


def test_required_items_are_filled_and_keys_are_unique() -> None:
    """Each 必須 item has a value in each row; no two rows have one key."""
    wrong = set()
    for (business, table), rows in _mine(_town()).items():
        items = _spec(business).items_of(table)
        wrong |= {
            (business, table, item.name)
            for item in items
            if item.output_condition == REQUIRED and not all(row.cells.get(item.name) for row in rows)
        }
        keys = Counter(tuple(row.cells.get(item.name) for item in items if item.primary_key) for row in rows)
        wrong |= {(business, table, "主キー") for count in keys.values() if count > 1}

    assert wrong == set()


def test_codes_are_of_the_list() -> None:
    """A coded cell has a value of its list, if the list has values yet."""
    wrong = set()
    for (business, table), rows in _mine(_town()).items():
        spec = _spec(business)
        for item in spec.items_of(table):
            values = {one.value for one in spec.codes[item.code].values} if item.code in spec.codes else set()
            used = {row.cells[item.name] for row in rows if row.cells.get(item.name)}
            if values - {"任意"} and used - values:
                wrong.add((business, table, item.name))

    assert wrong == set()


def test_references_are_resolved() -> None:
    """What a row refers to is in the town."""
    town, wrong = _town(), set()
    for (business, table), rows in _mine(town).items():
        for item in _spec(business).items_of(table):
            for to in item.references:
                held = {row.cells.get(to.item) for row in town.tables[to.business, to.table]}
                if {row.cells[item.name] for row in rows if row.cells.get(item.name)} - held:
                    wrong.add((business, table, item.name))

    assert wrong == set()


def test_no_day_lies_ahead_but_ends_and_last_days() -> None:
    """What has happened has happened by the day of the extract."""
    ahead = {
        (business, table, name)
        for (business, table), rows in _mine(_town()).items()
        for row in rows
        for name, cell in row.cells.items()
        if name.endswith("年月日") and cell > AS_OF.isoformat() and not name.endswith(FUTURE)
    }

    assert ahead == set()


def test_one_seed_gives_one_town() -> None:
    """Two builds are equal; another seed gives another town."""
    built = [{name: _plain(rows) for name, rows in _town(seed).tables.items()} for seed in (5, 5, 6)]

    assert built[0] == built[1]
    assert built[0] != built[2]


def test_there_are_five_defects_to_a_business() -> None:
    """Five each, none twice."""
    assert Counter(one.id[:3] for one in MINE) == dict.fromkeys(PLANTED, 5)
    assert len({one.title for one in MINE}) == len(MINE)


@pytest.mark.parametrize("defect", MINE, ids=[one.id for one in MINE])
def test_a_defect_changes_rows_of_its_own_household_only(defect: Defect) -> None:
    """Its household differs from the clean one, in its own business or in what that is held against; no other does."""
    clean, spoiled = _town(), _town()
    number = 2 * len(KINDS) + 1
    before, home = (town.settle(number, defect.kind) for town in (clean, spoiled))
    defect.spoil(Spot(spoiled, home))

    assert _of(spoiled, home, own=False) == _of(clean, before, own=False)
    changed = {
        business
        for business, table in clean.tables.keys() | spoiled.tables.keys()
        if _of(clean, before, own=True).get((business, table)) != _of(spoiled, home, own=True).get((business, table))
    }
    assert changed == {defect.id[:3]}


def test_a_day_of_birth_has_each_month() -> None:
    """Months are counted over the end of a year, forwards and backwards."""
    assert after(date(2024, 12, 28), months=13) == date(2026, 1, 28)
    assert after(date(2025, 1, 15), months=-1) == date(2024, 12, 15)
