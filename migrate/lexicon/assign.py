"""Global assignment: the pairing with the largest sum of scores, each row and each column at most once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

Pair = tuple[int, int]


def _components(scores: Mapping[Pair, float]) -> list[tuple[list[int], list[int]]]:
    """Rows and columns that compete with one another, so that each contest is solved alone."""
    by_row: dict[int, list[int]] = defaultdict(list)
    by_column: dict[int, list[int]] = defaultdict(list)
    for row, column in sorted(scores):
        by_row[row].append(column)
        by_column[column].append(row)
    seen: set[int] = set()
    found = []
    for start in by_row:
        if start in seen:
            continue
        rows, columns, open_rows = {start}, set[int](), [start]
        while open_rows:
            for column in by_row[open_rows.pop()]:
                if column not in columns:
                    columns.add(column)
                    fresh = [r for r in by_column[column] if r not in rows]
                    rows.update(fresh)
                    open_rows += fresh
        seen |= rows
        found.append((sorted(rows), sorted(columns)))
    return found


def _hungarian(cost: Sequence[Sequence[float]]) -> list[int]:
    """Column of each row in the cheapest full assignment; as many columns as rows or more (Jonker and Volgenant)."""
    rows, columns = len(cost), len(cost[0])
    row_price, column_price = [0.0] * (rows + 1), [0.0] * (columns + 1)
    taken_by = [0] * (columns + 1)
    came_from = [0] * (columns + 1)
    for row in range(1, rows + 1):
        taken_by[0], at = row, 0
        least = [float("inf")] * (columns + 1)
        used = [False] * (columns + 1)
        while taken_by[at]:
            used[at] = True
            here, step, ahead = taken_by[at], float("inf"), 0
            for j in range(1, columns + 1):
                if not used[j]:
                    reduced = cost[here - 1][j - 1] - row_price[here] - column_price[j]
                    if reduced < least[j]:
                        least[j], came_from[j] = reduced, at
                    if least[j] < step:
                        step, ahead = least[j], j
            for j in range(columns + 1):
                if used[j]:
                    row_price[taken_by[j]] += step
                    column_price[j] -= step
                else:
                    least[j] -= step
            at = ahead
        while at:
            taken_by[at] = taken_by[came_from[at]]
            at = came_from[at]
    chosen = [0] * rows
    for j in range(1, columns + 1):
        if taken_by[j]:
            chosen[taken_by[j] - 1] = j - 1
    return chosen


def assign(scores: Mapping[Pair, float]) -> dict[int, int]:
    """Row → column of the best pairing overall; a pair that is not in ``scores`` is never chosen.

    >>> assign({(0, 0): 0.9, (0, 1): 0.8, (1, 0): 0.85})
    {0: 1, 1: 0}
    """
    chosen: dict[int, int] = {}
    for rows, columns in _components(scores):
        width = len(columns) + len(rows)  # one empty place per row: no counterpart
        cost = [[-scores.get((r, c), -9.0) for c in columns] + [0.0] * (width - len(columns)) for r in rows]
        for row, place in zip(rows, _hungarian(cost), strict=True):
            if place < len(columns) and (row, columns[place]) in scores:
                chosen[row] = columns[place]
    return dict(sorted(chosen.items()))
