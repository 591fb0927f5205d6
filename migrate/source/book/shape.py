"""Sheets whose columns do not stand one a row below a heading: cards, headings down the side, two rows a column.

Their cells are put in the places of an ordinary list, so that one reader reads all of them; addresses stay the sheet's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from migrate.model.value import value
from migrate.source.book.grid import Cell, Grid
from migrate.source.book.header import NAMES, SHAPE, Header, Kind, headers
from migrate.source.book.words import heading

_TABLE = frozenset({"table", "table_logical", "table_physical"})
_LEAST = 4
"""So many headings below each other make a side of headings."""
_FEW = 2
Places = list[list[Cell | None]]


@value
class _Label:
    """A heading in a card, and the cell that it names (None for a blank one)."""

    cell: Cell
    meaning: str
    named: Cell | None


def _labels(grid: Grid) -> dict[Cell, str]:
    """Cells that are headings of cards: a known heading that stands in its column in most of the cards.

    A value that reads like a heading (a column called 備考) stands there only once.
    """
    found = {
        (row, column): heading("heading", grid.own(row, column))
        for row in range(grid.height)
        for column in grid.held(row)
    }
    found = {cell: said for cell, said in found.items() if said}
    often = Counter((column, said) for (_, column), said in found.items())
    cards = max((n for (_, said), n in often.items() if said in NAMES | SHAPE), default=0)
    return {
        (row, column): said
        for (row, column), said in found.items()
        if said in _TABLE or 2 * often[column, said] > cards
    }


def _read(grid: Grid, cells: Mapping[Cell, str]) -> Iterator[_Label]:
    """The labels in the order of reading; each names the next text to its right that is no label."""
    for (row, column), said in sorted(cells.items()):
        named = next((c for c in grid.held(row) if c > column), None)
        at = None if named is None or (row, named) in cells else (row, named)
        yield _Label(cell=(row, column), meaning=said, named=at)


def _cards(labels: Iterator[_Label]) -> list[dict[str, _Label]]:
    """The labels in cards: one begins where a meaning comes again, and where the name of a table comes."""
    found: list[dict[str, _Label]] = []
    for one in labels:
        card = found[-1] if found else {}
        again = one.meaning in card or (one.meaning in _TABLE and card.keys() & NAMES)
        if not found or again:
            found.append({})
        found[-1][one.meaning] = one
    return found


def _spare(grid: Grid, rows: Sequence[int], used: set[Cell]) -> Iterator[Cell]:
    for row in rows:
        yield from ((row, column) for column in grid.held(row) if (row, column) not in used)


def _as_it_is(grid: Grid, rows: range) -> Places:
    return [[(row, column) for column in range(grid.width)] for row in rows]


def from_cards(grid: Grid) -> Grid | None:
    """A sheet of cards as a list; None where it holds none.

    What stands in a card and is neither heading nor value gets a row of its own, so that the reader lists it.
    """
    cards = _cards(_read(grid, _labels(grid)))
    first = next((n for n, card in enumerate(cards) if card.keys() & NAMES and card.keys() & SHAPE), None)
    if first is None:
        return None
    top = cards[first][next(iter(cards[first]))].cell[0]
    cards = cards[first:]
    parts: dict[str, Cell] = {}
    for card in cards:
        for said, one in card.items():
            parts.setdefault(said, one.cell)
    order = list(parts)
    places: Places = [*_as_it_is(grid, range(top)), list(parts.values())]
    used = {cell for card in cards for one in card.values() for cell in (one.cell, one.named) if cell}
    starts = [next(iter(card.values())).cell[0] for card in cards] + [grid.height]
    for card, begin, end in zip(cards, starts, starts[1:], strict=False):
        places.append([card[said].named if said in card else None for said in order])
        beside = list(_spare(grid, range(begin, max(end, begin + 1)), used))
        used |= set(beside)
        if beside:
            places.append([None] * len(order) + [*beside])
    return grid.rearranged(places)


def _side(grid: Grid) -> tuple[int, range] | None:
    """A column with headings below each other that together make columns of a table, and its rows."""
    for column in range(min(grid.width, 6)):
        run: list[int] = []
        for row in range(grid.height + 1):
            said = heading("heading", grid.own(row, column)) if row < grid.height else ""
            if said and said not in _TABLE:
                run.append(row)
                continue
            meanings = [heading("heading", grid.own(one, column)) for one in run]
            once = len(set(meanings)) == len(meanings)
            if len(run) >= _LEAST and once and set(meanings) & NAMES and set(meanings) & SHAPE:
                return column, range(run[0], run[-1] + 1)
            run = []
    return None


def from_side(grid: Grid) -> Grid | None:
    """A sheet whose headings stand below each other, with a column of the table in each column; None without."""
    found = _side(grid)
    if found is None:
        return None
    column, rows = found
    values = [c for c in range(column + 1, grid.width) if any(grid.own(row, c) for row in rows)]
    labelled = (sum(bool(heading("heading", grid.own(row, c))) for row in rows) for c in values)
    if len(values) < _FEW or max(labelled) > _FEW:  # cards beside each other
        return None
    places = _as_it_is(grid, range(rows.start))
    places += [[(row, c) for row in rows] for c in (column, *values)]
    return grid.rearranged([*places, *_as_it_is(grid, range(rows.stop, grid.height))])


def _second(grid: Grid, row: int) -> dict[int, str]:
    """A second row of headings, each below another heading of its column; empty where it is none."""
    upper = {c: said for c in grid.held(row) if (said := heading("heading", grid.own(row, c)))}
    lower = {c: heading("heading", grid.own(row + 1, c)) for c in grid.held(row + 1)}
    wide = any(grid.after(row, c) > c + 1 and not grid.joined((row, c), (row + 1, c)) for c in lower)
    fits = all(said and c in upper and said not in upper.values() for c, said in lower.items())
    named = {upper.get(c, "") for c in lower} | set(lower.values())
    whole = set(upper.values()) & SHAPE or set(lower.values()) & SHAPE
    return lower if lower and fits and not wide and whole and len(named & NAMES) > 1 else {}


def from_pairs(grid: Grid) -> Grid | None:
    """A sheet with two rows a column (the physical name below the logical one) as one row each; None without any."""
    places: Places = []
    row, any_ = 0, False
    while row < grid.height:
        lower = _second(grid, row)
        if not lower:
            places.append([(row, column) for column in range(grid.width)])
            row += 1
            continue
        any_ = True
        while row < grid.height and grid.held(row) and set(grid.held(row + 1)) <= set(lower):
            places.append([*((row, c) for c in range(grid.width)), *((row + 1, c) for c in lower)])
            row += 2
    return grid.rearranged(places) if any_ else None


def arranged(grid: Grid) -> tuple[Grid, tuple[Header, ...]]:
    """The sheet as a list of columns, with its headers; as it is where it is one, or nothing of the kind."""
    pairs = from_pairs(grid)
    if pairs is not None:
        grid = pairs
    found = headers(grid)
    if any(one.kind is Kind.COLUMNS for one in found):
        return grid, found
    for other in (from_side(grid), from_cards(grid)):
        again = headers(other) if other is not None else ()
        if other is not None and any(one.kind is Kind.COLUMNS for one in again):
            return other, again
    return grid, found
