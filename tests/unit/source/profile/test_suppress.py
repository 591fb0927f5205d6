"""Counts below 10 are neither told nor can they be worked out: checked by trying out every possibility."""

from __future__ import annotations

import random
from itertools import product

import pytest

from migrate.source.profile.suppress import Told, suppress


def _possible(told: Told, rows: int) -> dict[str, set[int]]:
    """Value → numbers that fit all that is told; hidden large numbers and hidden blanks may be anything they can."""
    ranges: list[range] = []
    keys = [*told.counts, "§empty", "§blank"]
    for key in keys:
        text = told.counts.get(key)
        if text is None:
            exact = told.empty if key == "§empty" else told.blank
            ranges.append(range(rows + 1) if exact is None else range(exact, exact + 1))
        else:
            ranges.append(
                {"<10": range(1, 10), ">=10": range(10, rows + 1)}.get(text) or range(int(text), int(text) + 1)
            )
    found: dict[str, set[int]] = {key: set() for key in told.counts}
    last = ranges[0]
    for rest in product(*ranges[1:]):
        first = rows - sum(rest)
        if first in last:
            for key, count in zip(keys, (first, *rest), strict=True):
                if key in found:
                    found[key].add(count)
    return found


def _cases() -> list[tuple[dict[str, int], int, int]]:
    dice = random.Random(10)
    cases: list[tuple[dict[str, int], int, int]] = [
        ({"1": 30, "2": 3}, 0, 0),
        ({"1": 10, "2": 1}, 0, 0),
        ({"1": 3}, 0, 0),
        ({"1": 1, "2": 1}, 0, 0),
        ({"1": 9, "2": 9}, 4, 0),
        ({"1": 2}, 1, 1),
    ]
    for _ in range(60):
        values = {str(n): dice.choice((1, 2, 9, 10, 11, 25)) for n in range(dice.randint(1, 4))}
        cases.append((values, dice.choice((0, 1, 7)), dice.choice((0, 2))))
    return cases


@pytest.mark.parametrize(("counts", "empty", "blank"), _cases())
def test_no_count_below_ten_can_be_worked_out(counts: dict[str, int], empty: int, blank: int) -> None:
    """For each value below 10 at least three numbers stay possible, the true one among them."""
    rows = sum(counts.values()) + empty + blank
    told = suppress(counts, rows, empty, blank)
    possible = _possible(told, rows) if told.safe else {}

    assert [
        key
        for key, text in told.counts.items()
        if (text == "<10" and len(possible[key]) < 3) or counts[key] not in possible[key]
    ] == []


def test_large_counts_are_exact_where_nothing_is_rare() -> None:
    """Without a rare value every count is told."""
    assert suppress({"1": 10, "2": 20}, 35, 5, 0) == Told(counts={"1": "10", "2": "20"}, empty=5, blank=0, safe=True)


def test_the_smallest_other_count_goes_with_a_single_rare_one() -> None:
    """One rare value alone would be the difference to the total."""
    assert suppress({"1": 500, "2": 300, "7": 4}, 804, 0, 0).counts == {"1": "500", "2": ">=10", "7": "<10"}


def test_one_record_tells_nothing() -> None:
    """Where the total itself is the count, no value is listed."""
    assert suppress({"1": 1}, 1, 0, 0) == Told(counts={}, empty=None, blank=None, safe=False)
