"""Layers of a diagram: which column each box stands in, and in which order, so that few arrows cross.

The way of Sugiyama: break cycles, choose layers, let long arrows pass through every layer, order each layer by the
mean place of its neighbours. Same diagram, same layers.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence

from migrate.model.document import Diagram
from migrate.model.value import value

MAX_COLUMNS = 4
"""Columns of the wide group."""
_SWEEPS, _FEW_SWEEPS, _MANY = 12, 3, 300
_SLACK = 2

Slot = str | tuple[int, int]
"""A box by its id, or the passage of a link (its number) through a column."""


@value
class Layers:
    """Columns from left to right, each from top to bottom, and the slots that each link goes through."""

    columns: tuple[tuple[Slot, ...], ...]
    groups: tuple[int, ...]
    """Group of each column."""
    routes: tuple[tuple[Slot, ...], ...]
    """Per link: from its start to its end, column by column."""


def _line(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> list[str]:
    """The nodes in an order in which few links point backwards (Eades, Lin and Smyth)."""
    left: list[str] = []
    right: list[str] = []
    rest = list(nodes)
    while rest:
        inside = set(rest)
        out, into = dict.fromkeys(rest, 0), dict.fromkeys(rest, 0)
        for start, end in links:
            if start in inside and end in inside:
                out[start] += 1
                into[end] += 1
        sink = next((n for n in rest if not out[n] and into[n]), None)
        chosen = sink or max(rest, key=lambda n: (not into[n], out[n] - into[n]))  # the first of equals
        if sink is not None:
            right.insert(0, sink)
        else:
            left.append(chosen)
        rest.remove(chosen)
    return left + right


def _by_paths(order: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """The longest way to each node along links that point forwards."""
    place = {node: number for number, node in enumerate(order)}
    layer = dict.fromkeys(order, 0)
    for node in order:
        for start, end in links:
            if start == node and place[start] < place[end]:
                layer[end] = max(layer[end], layer[node] + 1)
    return layer


def _by_cuts(order: Sequence[str], links: Sequence[tuple[str, str]], parts: int) -> dict[str, int]:
    """The order cut into ``parts`` columns of nearly one size, with as few links as possible inside a column."""
    place = {node: number for number, node in enumerate(order)}
    size = len(order)
    most = -(-size // parts) + _SLACK
    inside = [[0] * (size + 1) for _ in range(size + 1)]
    spans = [tuple(sorted((place[a], place[b]))) for a, b in links]
    for first in range(size):
        for last in range(first, min(size, first + most)):
            inside[first][last + 1] = sum(first <= a and b <= last for a, b in spans)
    best: dict[tuple[int, int], tuple[int, int, tuple[int, ...]]] = {(0, 0): (0, 0, ())}
    for part in range(1, parts + 1):
        for end in range(1, size + 1):
            options = [
                (cost + inside[begin][end], squares + (end - begin) ** 2, (*cuts, end))
                for begin in range(max(0, end - most), end)
                if (known := best.get((part - 1, begin))) is not None
                for cost, squares, cuts in (known,)
            ]
            if options:
                best[part, end] = min(options)
    cuts = best[parts, size][2]
    return {node: next(n for n, cut in enumerate(cuts) if place[node] < cut) for node in order}


def _wide(nodes: Sequence[str], links: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Column of each node of the wide group, from 0."""
    order = _line(nodes, links)
    found = _by_paths(order, links)
    if max(found.values(), default=0) < MAX_COLUMNS:
        return found
    return _by_cuts(order, links, MAX_COLUMNS)


def _columns(diagram: Diagram) -> tuple[dict[str, int], tuple[int, ...]]:
    """Column of each node, and the group of each column; a group without a node has no column."""
    group = {node.id: node.group for node in diagram.nodes}
    wide = [n.id for n in diagram.nodes if n.group == diagram.wide]
    within = [(k.start, k.end) for k in diagram.links if group[k.start] == group[k.end] == diagram.wide]
    inner = _wide(wide, [pair for pair in dict.fromkeys(within) if pair[0] != pair[1]])
    keys = sorted({(g, inner.get(id, 0)) for id, g in group.items()})
    number = {key: n for n, key in enumerate(keys)}
    return {id: number[g, inner.get(id, 0)] for id, g in group.items()}, tuple(key[0] for key in keys)


def _crossings(above: Sequence[Slot], below: Sequence[Slot], joins: Sequence[tuple[Slot, Slot]]) -> int:
    left = {slot: n for n, slot in enumerate(above)}
    right = {slot: n for n, slot in enumerate(below)}
    seen: list[int] = []
    total = 0
    for _, end in sorted((left[a], right[b]) for a, b in joins):
        total += len(seen) - bisect_left(seen, end + 1)
        insort(seen, end)
    return total


def _total(columns: Sequence[Sequence[Slot]], joins: Mapping[int, Sequence[tuple[Slot, Slot]]]) -> int:
    return sum(_crossings(columns[n], columns[n + 1], joins[n]) for n in range(len(columns) - 1))


def _sorted(column: Sequence[Slot], place: Mapping[Slot, int], near: Mapping[Slot, Sequence[Slot]]) -> list[Slot]:
    """A column by the mean place of each slot's neighbours; a slot without any stays where it is."""
    own = {slot: n for n, slot in enumerate(column)}

    def mean(slot: Slot) -> float:
        others = near.get(slot, ())
        return sum(place[o] for o in others) / len(others) if others else float(own[slot])

    return sorted(column, key=mean)


def _ordered(
    columns: list[list[Slot]], joins: Mapping[int, Sequence[tuple[Slot, Slot]]], sweeps: int
) -> list[list[Slot]]:
    best, fewest = [list(c) for c in columns], _total(columns, joins)
    for sweep in range(sweeps):
        forward = sweep % 2 == 0
        numbers = range(1, len(columns)) if forward else range(len(columns) - 2, -1, -1)
        for n in numbers:
            other = n - 1 if forward else n + 1
            near: dict[Slot, list[Slot]] = defaultdict(list)
            for a, b in joins[min(n, other)]:
                mine, theirs = (b, a) if forward else (a, b)
                near[mine].append(theirs)
            columns[n] = _sorted(columns[n], {slot: k for k, slot in enumerate(columns[other])}, near)
        if (now := _total(columns, joins)) < fewest:
            best, fewest = [list(c) for c in columns], now
    return best


def layers(diagram: Diagram) -> Layers:
    """The columns of a diagram; every link goes through one slot of each column between its ends."""
    column, groups = _columns(diagram)
    slots: list[list[Slot]] = [[] for _ in groups]
    for node in diagram.nodes:
        slots[column[node.id]].append(node.id)
    joins: dict[int, list[tuple[Slot, Slot]]] = {n: [] for n in range(len(groups))}
    routes: list[tuple[Slot, ...]] = []
    for number, link in enumerate(diagram.links):
        first, last = column[link.start], column[link.end]
        step = 1 if first <= last else -1
        route: list[Slot] = [link.start]
        for n in range(first + step, last, step) if first != last else ():
            slots[n].append((number, n))
            route.append((number, n))
        route.append(link.end)
        for a, b in itertools.pairwise(route) if first != last else ():
            here = first + step * (route.index(a))
            joins[min(here, here + step)].append((a, b) if step > 0 else (b, a))
        routes.append(tuple(route))
    sweeps = _SWEEPS if len(diagram.links) <= _MANY else _FEW_SWEEPS
    ordered = _ordered(slots, joins, sweeps)
    return Layers(columns=tuple(map(tuple, ordered)), groups=groups, routes=tuple(routes))
