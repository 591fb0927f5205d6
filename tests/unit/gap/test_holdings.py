"""Several files of one table are one column's contents: nothing of a file is left out of the counts."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from migrate.gap.holdings import add, together
from migrate.gap.values import Held
from migrate.model.profile import Care, ColumnProfile, Tally, ValueCount

PLAIN = ColumnProfile(
    name="A", logical_name="", care=Care.CODE, why="", empty=1, blank=0, distinct=2, distinct_exact=True, shortest=1,
    longest=3, mean_length=None, characters=(Tally(name="gaiji", count=2),), signatures=(), patterns=(),
)  # fmt: skip


def values(**counts: str) -> tuple[ValueCount, ...]:
    return tuple(ValueCount(text=text, pattern="A", count=count) for text, count in counts.items())


def test_rows_and_counts_are_added() -> None:
    """Rows, empties and classes of characters are sums, lengths are the extremes."""
    other = replace(PLAIN, empty=4, shortest=2, longest=9, characters=(Tally(name="gaiji", count=5),))
    held: dict[tuple[str, str], Held] = {}
    add(held, {("T", "A"): Held(profile=PLAIN, rows=10)})
    add(held, {("T", "A"): Held(profile=other, rows=20)})
    one = held["T", "A"]

    assert (one.rows, one.profile.empty, one.profile.shortest, one.profile.longest) == (30, 5, 1, 9)
    assert one.profile.characters == (Tally(name="gaiji", count=7),)
    assert not one.profile.distinct_exact


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("12", "30", "42"), ("<10", "<10", "<19"), ("<10", "30", ">=31"), (">=10", "30", ">=40"),
        (">=10", ">=10", ">=20"), ("<10", ">=10", ">=11"),
    ],
)  # fmt: skip
def test_bounds_of_codes_are_kept(one: str, other: str, expected: str) -> None:
    """A count that is not told is never told by adding."""
    first = Held(profile=replace(PLAIN, values=values(X=one)), rows=100)
    second = Held(profile=replace(PLAIN, values=values(X=other, Y="20")), rows=100)

    assert together(first, second).profile.values == values(X=expected, Y="20")


def test_what_is_not_told_stays_so() -> None:
    """None of one file is None of both."""
    untold = Held(profile=replace(PLAIN, empty=None, undecodable=None), rows=5)

    assert together(untold, Held(profile=PLAIN, rows=5)).profile.empty is None
    assert together(Held(profile=PLAIN, rows=5), untold).profile.undecodable is None


def test_digests_that_were_cut_are_those_that_both_have_whole() -> None:
    """The smallest n of the union of two files, whichever way they were cut."""
    rng = random.Random(3)
    for _ in range(50):
        sets = [frozenset(rng.randrange(10_000) for _ in range(rng.randint(1, 60))) for _ in range(2)]
        cut = [frozenset(sorted(s)[:20]) for s in sets]
        one, other = (Held(profile=PLAIN, rows=1, digests=c, digests_cut=len(c) >= 20) for c in cut)
        found = together(one, other)
        whole = sorted(sets[0] | sets[1])

        assert sorted(found.digests) == [d for d in whole if d <= max(found.digests)]
