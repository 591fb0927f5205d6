"""Towns with their welfare rows, before any rule sees them: whole by the standard, repeatable, spoiled in one place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pytest

from . import whole
from .bills import AS_OF
from .defects import Defect, Spot, defects
from .defects_welfare import PLANTED
from .households import Tables
from .kinds import KINDS
from .times import after

MINE = tuple(one for one in defects() if one.id[:3] in PLANTED)
FUTURE = ("納期限", "終了年月日")
"""How items end whose days may lie ahead."""


def test_every_business_has_rows() -> None:
    """All six businesses are in the town."""
    assert {business for business, _ in whole.of(whole.small_town(), PLANTED)} == PLANTED.keys()


@pytest.mark.parametrize(
    "breaks", [whole.strange, whole.empty, whole.repeated, whole.misfits, whole.uncoded], ids=lambda one: one.__name__
)
def test_rows_are_as_the_standard_has_them(breaks: Callable[[Tables], whole.Places]) -> None:
    """Names, 必須, keys, types and codes."""
    assert breaks(whole.of(whole.small_town(), PLANTED)) == set()


def test_references_are_resolved() -> None:
    """What a row refers to is in the town."""
    town = whole.small_town()

    assert whole.unresolved(town, whole.of(town, PLANTED)) == set()


def test_no_day_lies_ahead_but_ends_and_last_days() -> None:
    """What has happened has happened by the day of the extract."""
    ahead = {
        (business, table, name)
        for (business, table), rows in whole.of(whole.small_town(), PLANTED).items()
        for row in rows
        for name, cell in row.cells.items()
        if name.endswith("年月日") and cell > AS_OF.isoformat() and not name.endswith(FUTURE)
    }

    assert ahead == set()


def test_one_seed_gives_one_town() -> None:
    """Two builds are equal; another seed gives another town."""
    built = [{name: whole.plain(rows) for name, rows in whole.small_town(seed).tables.items()} for seed in (5, 5, 6)]

    assert built[0] == built[1]
    assert built[0] != built[2]


def test_there_are_five_defects_to_a_business() -> None:
    """Five each, none twice."""
    assert Counter(one.id[:3] for one in MINE) == dict.fromkeys(PLANTED, 5)
    assert len({one.title for one in MINE}) == len(MINE)


@pytest.mark.parametrize("defect", MINE, ids=[one.id for one in MINE])
def test_a_defect_changes_rows_of_its_own_household_only(defect: Defect) -> None:
    """Its household differs from the clean one, in its own business or in what that is held against; no other does."""
    clean, spoiled = whole.small_town(), whole.small_town()
    number = 2 * len(KINDS) + 1
    before, home = (town.settle(number, defect.kind) for town in (clean, spoiled))
    defect.spoil(Spot(spoiled, home))

    assert whole.rows_of(spoiled, home, own=False) == whole.rows_of(clean, before, own=False)
    old, new = whole.rows_of(clean, before, own=True), whole.rows_of(spoiled, home, own=True)
    assert {name[0] for name in old.keys() | new.keys() if old.get(name) != new.get(name)} == {defect.id[:3]}


def test_a_day_of_birth_has_each_month() -> None:
    """Months are counted over the end of a year, forwards and backwards."""
    assert after(date(2024, 12, 28), months=13) == date(2026, 1, 28)
    assert after(date(2025, 1, 15), months=-1) == date(2024, 12, 15)
