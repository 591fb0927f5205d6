"""Counts of the twin from counts of the profile: those that were not told are filled in, all are brought to scale."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.profile import ColumnProfile
from migrate.model.value import value
from migrate.source.profile.suppress import LEAST

_RARE = 5


@value
class Coded:
    """Cells of a code column: of each value in its order, empty ones, blank ones."""

    values: tuple[int, ...]
    empty: int
    blank: int


def scaled(counts: Sequence[int], total: int) -> list[int]:
    """Whole numbers in the proportion of ``counts`` that add up to ``total``; as far as there is room none becomes 0.

    >>> scaled([900, 90, 10, 1], 100), scaled([5, 5], 1), scaled([3, 4], 7)
    ([89, 9, 1, 1], [0, 1], [3, 4])
    """
    whole = sum(counts)
    if whole in (0, total):
        return list(counts)
    exact = [count * total / whole for count in counts]
    found = [max(int(one), 1 if count else 0) for one, count in zip(exact, counts, strict=True)]
    by_rest = sorted(range(len(found)), key=lambda n: (found[n] - exact[n], -counts[n], n))
    for n in by_rest:
        if sum(found) < total:
            found[n] += 1
    while (over := sum(found) - total) > 0:
        largest = max(range(len(found)), key=lambda n: (found[n], -n))
        found[largest] -= 1 if found[largest] < 2 * over else over
    return found


def _even(total: int, parts: int, most: int) -> list[int]:
    """``total`` in so many parts as even as can be, each at least 1 and at most ``most``."""
    return [min(most, max(1, total // parts + (n < total % parts))) for n in range(parts)] if parts else []


def coded(column: ColumnProfile, rows: int) -> Coded:
    """Counts of a code column in which ``<10``, ``>=10`` and what was left out have become numbers.

    The numbers that are invented add up with the told ones to ``rows`` where that can be.
    """
    told = [int(one.count) if one.count.isdigit() else 0 for one in column.values]
    rare = [n for n, one in enumerate(column.values) if one.count.startswith("<")]
    more = [n for n, one in enumerate(column.values) if one.count.startswith(">")]
    left = rows - sum(told) - (column.empty or 0) - (column.blank or 0)
    most = min(left, (_RARE if more else LEAST - 1) * len(rare))
    for n, count in zip(rare, _even(most, len(rare), LEAST - 1), strict=True):
        told[n], left = count, left - count
    for n, count in zip(more, _even(left, len(more), max(left, LEAST)), strict=True):
        told[n], left = max(LEAST, count), left - max(LEAST, count)
    left = max(0, left)
    empty = left if column.empty is None else column.empty
    blank = column.blank if column.blank is not None else 0 if column.empty is None else left
    return Coded(values=tuple(told), empty=empty, blank=blank)
