"""Header rows, found by what their headings mean: in any row, one to three rows high, merged or not, side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

from migrate.model.value import value
from migrate.source.book.grid import Grid
from migrate.source.book.words import NUMBERED, heading, meaning

_HEIGHTS = (1, 2, 3)
NAMES = frozenset({"logical", "physical", "name"})
SHAPE = frozenset({"type", "typelength", "length", "integer", "bytes", "chars"})
_FURTHER = frozenset({"required", "nullable", "pk", "key", "default", "scale"})
_TABLES = frozenset({"table", "table_logical", "table_physical"})
_WHOLE = frozenset({"reftable", "refcolumn", "table", "table_logical", "table_physical"})
"""Meanings that only both levels of a heading give together (参照先 over テーブル)."""
_LEAST = 2
"""Heading cells in the upper row of a header: one cell alone, however wide, is a title."""
_REPEATED = NUMBERED | {"other", "name"}
_NO_GROUP = frozenset({"logical", "physical", "number"})
"""Headings that never stand over others as their group: there they are the label of a title."""
_ANCHORS = frozenset({"number", "logical", "physical", "name", "type", "key_name", "key_columns"})


class Kind(StrEnum):
    """What stands below a header."""

    COLUMNS = "columns"
    KEYS = "keys"
    """Indexes, constraints, foreign keys."""
    TABLES = "tables"
    """A list of tables without their columns."""


@value
class Header:
    """Headings of one table of the sheet. Rows and columns from 0; data begin at ``first``."""

    kind: Kind
    top: int
    first: int
    columns: Mapping[str, tuple[int, ...]]
    """Meaning → its columns: the first one, those merged with it, and further ones where a meaning may repeat."""
    left: int
    right: int
    """First column that does not belong to it."""
    unknown: tuple[tuple[int, str], ...]
    """Columns whose heading is not known, with the heading."""
    score: int = 0


@value
class _Column:
    number: int
    text: str
    meaning: str
    strangers: int
    """Heading cells over or in this column that its meaning does not explain."""
    again: bool
    """True where it is merged with the column before."""


def _levels(grid: Grid, row: int, height: int, column: int) -> list[tuple[str, bool]]:
    """Heading texts of a column from top to bottom, each with: it is shared with neighbours by a merge."""
    found: list[tuple[str, bool]] = []
    for at in range(row, row + height):
        if at > row and grid.joined((at - 1, column), (at, column)):
            continue
        text = grid.text(at, column)
        wide = any(grid.joined((at, column), (at, near)) for near in (column - 1, column + 1))
        if text:
            found.append((text, wide))
    return found


def _column(grid: Grid, row: int, height: int, column: int, part: str) -> _Column | None:
    levels = _levels(grid, row, height, column)
    if not levels:
        return None
    low = row + height - 1
    again = column > 0 and grid.joined((low, column - 1), (low, column))
    texts = [text for text, _ in levels]
    joined = "".join(texts)
    found = meaning(part, joined)
    if len(levels) > 1 and levels[-2][1] and found not in _WHOLE:
        found = meaning(part, texts[-1]) or found
    if found:
        return _Column(number=column, text=joined, meaning=found, strangers=0, again=again)
    if len(texts) > 1:
        found = meaning(part, texts[-1])
        over = [(meaning(part, text), wide) for text, wide in levels[:-1]]
        above = sum(said in _NO_GROUP if said else not wide for said, wide in over)
        if found:
            return _Column(number=column, text=texts[-1], meaning=found, strangers=above, again=again)
    strangers = sum(not wide or n == len(levels) - 1 for n, (_, wide) in enumerate(levels))
    return _Column(number=column, text=" ".join(texts), meaning="", strangers=strangers, again=again)


def _window(grid: Grid, row: int, height: int, part: str) -> list[_Column]:
    found = (_column(grid, row, height, column, part) for column in range(grid.width))
    return [one for one in found if one is not None]


def _groups(window: Sequence[_Column]) -> list[list[_Column]]:
    """Headings of tables that stand side by side: a new group begins where the first meaning comes again."""
    groups: list[list[_Column]] = [[]]
    for column in window:
        group = groups[-1]
        first = next((one.meaning for one in group if one.meaning in _ANCHORS), "")
        if column.meaning and column.meaning == first and not column.again:
            groups.append([column])
        else:
            group.append(column)
    return groups


def _kind(found: set[str], part: str, listing: bool) -> Kind | None:
    """What headings of these meanings stand over; None where they make no table."""
    if part == "block":
        keyed = {"key_name", "ref_table", "key_unique", "referrer", "key_kind"}
        return Kind.KEYS if "key_columns" in found and found & keyed else None
    if found & NAMES and found & SHAPE:
        return Kind.COLUMNS
    if {"logical", "physical"} <= found and found & _FURTHER:
        return Kind.COLUMNS
    named = found & (_TABLES | NAMES)
    if len(named) > 1 and (found & _TABLES or listing):
        return Kind.TABLES
    return None


def _header(group: Sequence[_Column], rows: tuple[int, int], part: str, listing: bool) -> Header | None:
    columns: dict[str, tuple[int, ...]] = {}
    unknown = []
    last = ""
    for one in group:
        if one.again and last == one.meaning and last:
            columns[last] = (*columns[last], one.number)
        elif one.meaning and (one.meaning not in columns or one.meaning in _REPEATED):
            columns[one.meaning] = (*columns.get(one.meaning, ()), one.number)
            last = one.meaning
        else:
            last = ""
            if not one.again:
                unknown.append((one.number, one.text))
    kind = _kind(set(columns), part, listing)
    strangers = sum(one.strangers for one in group if not one.again)
    score = 2 * len(columns) - strangers
    if kind is None or score <= 0 or (kind is Kind.TABLES and strangers):
        return None
    return Header(
        kind=kind,
        top=rows[0],
        first=sum(rows),
        columns=columns,
        left=group[0].number,
        right=group[-1].number + 1,
        unknown=tuple(unknown),
        score=score,
    )


def _at(grid: Grid, row: int, height: int, part: str, listing: bool) -> tuple[Header, ...]:
    window = _window(grid, row, height, part)
    groups = _groups(window)
    found = [_header(group, (row, height), part, listing) for group in groups]
    if len(groups) > 1 and any(one is None for one in found):
        found = [_header(window, (row, height), part, listing)]
    return tuple(one for one in found if one is not None)


def _worth(grid: Grid, part: str) -> set[int]:
    """Rows from which a window may hold a header: headings of two meanings in it."""
    known = [{said for c in grid.held(row) if (said := heading(part, grid.own(row, c)))} for row in range(grid.height)]
    return {row for row in range(grid.height) if len(set().union(*known[row : row + len(_HEIGHTS)])) > 1}


def _gap(grid: Grid, row: int, height: int) -> bool:
    """True where a row inside the window shows nothing: what stands above it belongs to something else."""
    return any(not any(grid.text(at, c) for c in range(grid.width)) for at in range(row + 1, row + height))


def headers(grid: Grid) -> tuple[Header, ...]:
    """The headers of a sheet from top to bottom, then from left to right; the windows that explain most win."""
    listing = "一覧" in grid.name
    rows = {part: _worth(grid, part) for part in ("heading", "block")}
    found: list[tuple[int, int, int, tuple[Header, ...]]] = []
    for row in sorted(rows["heading"] | rows["block"]):
        for height in _HEIGHTS:
            if row + height > grid.height or len(grid.held(row)) < min(height, _LEAST) or _gap(grid, row, height):
                continue
            columns = _at(grid, row, height, "heading", listing) if row in rows["heading"] else ()
            if row in rows["block"] and not any(one.kind is Kind.COLUMNS for one in columns):
                columns = _at(grid, row, height, "block", listing) or columns
            if columns:
                found.append((-sum(one.score for one in columns), row, height, columns))
    taken: set[int] = set()
    kept: list[Header] = []
    for _, row, height, columns in sorted(found, key=lambda one: one[:3]):
        window = set(range(row, row + height))
        if not window & taken:
            taken |= window
            kept += columns
    if any(one.kind is Kind.COLUMNS for one in kept):
        kept = [one for one in kept if one.kind is not Kind.TABLES]
    return tuple(sorted(kept, key=lambda one: (one.top, one.left)))
