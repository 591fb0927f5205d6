"""Find a table in a sheet by the meaning of its headings: in any row, one to three rows high, columns in any order.

The headings are data: `headings.csv` in each folder of `specs/layouts/`.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

from migrate.files import tables
from migrate.model.value import value
from migrate.spec.workbook.view import View

_ROWS_SEARCHED = 100
_HEIGHTS = (1, 2, 3)
_WHOLE_NAMES = 2
"""The first names of a column are made of all its heading cells."""
_NOISE = re.compile(r"[\W_]")
_ALIKE = 3
"""Headings of one kind that make a sheet look like a table of that kind."""
_ANYWHERE = frozenset({"number", "remarks", "other"})
"""Fields whose headings (項番, 備考, 改定内容) stand in any table."""
REQUIRED = "必須"
MAIN = "主要"
ASIDE = "任意"
_KNOWN_CELLS = 2
"""Known headings in a row that make it worth a look below the rows that are always searched."""


@value
class Vocabulary:
    """The headings of one kind of table: normalised heading → field, and the fields without which it is none."""

    kind: str
    fields: Mapping[str, str]
    ranks: Mapping[str, int]
    """Normalised heading → its place among the headings; of two columns of one field the earlier heading counts."""
    required: frozenset[str]
    main: frozenset[str]
    """Fields whose absence is an error where a column with values was not understood: it may be that one."""
    official: Mapping[str, str]
    """Field → its first heading, as published."""
    aside: frozenset[str]
    """Fields whose absence is not worth a word."""
    headings: Mapping[str, tuple[str, ...]]
    """Field → all its headings as in the data."""
    parts: frozenset[str]
    """What single heading cells may say: whole headings, and the levels of headings of two rows."""


@value
class Header:
    """Where a table's headings are. ``columns`` names each field's columns, from 0; data start at ``first_row``."""

    row: int
    first_row: int
    columns: Mapping[str, tuple[int, ...]]
    titled: frozenset[int]
    """Columns that have a heading, known or not."""


@value
class Sighting:
    """What a sheet looks like: a whole table, or (``missing`` fields) nearly one."""

    words: Vocabulary
    header: Header
    missing: tuple[str, ...] = ()


@functools.lru_cache(maxsize=20_000)
def plain(text: str) -> str:
    """A heading without what does not carry meaning: width, case, blanks, line breaks, brackets, signs."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def _vocabulary(kind: str, rows: list[dict[str, str]]) -> Vocabulary:
    official: dict[str, str] = {}
    for row in rows:
        official.setdefault(row["field"], row["heading"])
    return Vocabulary(
        kind=kind,
        fields={plain(row["heading"]): row["field"] for row in rows},
        ranks={plain(row["heading"]): rank for rank, row in enumerate(rows)},
        main=frozenset(row["field"] for row in rows if row["required"] == MAIN),
        required=frozenset(row["field"] for row in rows if row["required"] == REQUIRED),
        official=official,
        aside=frozenset(row["field"] for row in rows if row["required"] == ASIDE),
        headings={field: tuple(row["heading"] for row in rows if row["field"] == field) for field in official},
        parts=frozenset(plain(part) for row in rows for part in (row["heading"], *row["heading"].split("/"))),
    )


def vocabularies(layouts: Path) -> Mapping[str, Vocabulary]:
    """The vocabularies of all layout folders in `specs/layouts/`, by kind of table (``items``, ``codes`` …)."""
    found = {}
    for path in sorted(layouts.glob("*/headings.csv")):
        rows = tables.read(path)
        for kind in dict.fromkeys(row["table"] for row in rows):
            found[kind] = _vocabulary(kind, [row for row in rows if row["table"] == kind])
    return found


def _levels(view: View, row: int, height: int, column: int) -> list[str]:
    """The heading texts of one column from top to bottom; a cell merged with the one above it says nothing new.

    A cell of signs alone is no heading.
    """
    texts = []
    for below in range(row, row + height):
        same = below > row and view.joined((below - 1, column), (below, column))
        text = "" if same else view.text(below, column).strip()
        texts.append(text if plain(text) else "")
    return texts


def _names(own: list[str], above: list[str]) -> tuple[str, ...]:
    """What one column may be called, the fullest name first; ``above`` has the headings that reach over it."""
    filled = [level for level, text in enumerate(own) if text]
    if not filled:
        return ()
    last = filled[-1]
    whole = [text or (above[level] if level < last else "") for level, text in enumerate(own)]
    stack = [text for text in own if text]
    return tuple(plain("".join(parts)) for parts in (whole, stack, whole[max(0, last - 1) : last + 1], stack[-1:]))


@value
class _Column:
    """The heading cells of one column in a window of rows: how many hold text, and what they may mean together."""

    number: int
    cells: int
    names: tuple[str, ...]


def _window(view: View, row: int, height: int) -> list[_Column] | None:
    """The columns with text in a window of rows; None where a merged heading reaches further down."""
    above = [""] * height
    columns = []
    for column in range(view.width):
        own = _levels(view, row, height, column)
        low = row + height - 1
        if view.joined((low, column), (low + 1, column)) and view.text(low, column).strip():
            return None
        if not any(own):
            continue
        columns.append(_Column(number=column, cells=sum(bool(text) for text in own), names=_names(own, above)))
        above = [text or before for text, before in zip(own, above, strict=True)]
    return columns


def _header(window: list[_Column], rows: tuple[int, int], words: Vocabulary) -> tuple[Header, int]:
    """The header in a window (first row, height), and its known heading cells less the unknown ones."""
    ranked: dict[str, list[tuple[int, int]]] = {}
    explained = 0
    for column in window:
        hit = next((level for level, name in enumerate(column.names) if name in words.fields), None)
        if hit is not None:
            name = column.names[hit]
            ranked.setdefault(words.fields[name], []).append((words.ranks[name], column.number))
        known = 0 if hit is None else column.cells if hit < _WHOLE_NAMES else 1
        explained += 2 * known - column.cells
    titled = frozenset(column.number for column in window)
    columns = {field: tuple(column for _, column in sorted(found)) for field, found in ranked.items()}
    return Header(row=rows[0], first_row=sum(rows), columns=columns, titled=titled), explained


def _sight(header: Header, words: Vocabulary) -> Sighting:
    missing = tuple(field for field in words.official if field in words.required and field not in header.columns)
    return Sighting(words=words, header=header, missing=missing)


def _further_down(view: View, known: Mapping[str, Vocabulary]) -> list[int]:
    """The rows below the searched ones that hold known headings, and the two above each of them."""
    words = {part for vocabulary in known.values() for part in vocabulary.parts}
    found: set[int] = set()
    for row in range(_ROWS_SEARCHED, view.height):
        if sum(plain(view.own(row, column)) in words for column in view.held(row)) >= _KNOWN_CELLS:
            found.update(range(row - max(_HEIGHTS) + 1, row + 1))
    return sorted(found)


def sightings(view: View, known: Mapping[str, Vocabulary]) -> Mapping[str, Sighting]:
    """For each kind the header that explains most columns, whole tables first, then with fewest strangers.

    A table far below is looked for only where there is none in the first 100 rows.
    """
    found = _sightings(view, known, range(min(view.height, _ROWS_SEARCHED)))
    if view.height > _ROWS_SEARCHED and all(one.missing for one in found.values()):
        below = _sightings(view, known, _further_down(view, known))
        better = (kind for kind in below if kind not in found or len(below[kind].missing) < len(found[kind].missing))
        found = {**found, **{kind: below[kind] for kind in better}}
    return found


def _sightings(view: View, known: Mapping[str, Vocabulary], rows: Iterable[int]) -> dict[str, Sighting]:
    best: dict[str, tuple[tuple[int, int, int, int], Sighting]] = {}
    for row in rows:
        if not view.held(row):
            continue
        for height in _HEIGHTS:
            window = _window(view, row, height)
            if window is None:
                continue
            for kind, words in known.items():
                header, explained = _header(window, (row, height), words)
                sighting = _sight(header, words)
                rank = (-len(sighting.missing), len(header.columns), explained, -height)
                if header.columns and (kind not in best or rank > best[kind][0]):
                    best[kind] = (rank, sighting)
    return {kind: sighting for kind, (_, sighting) in best.items()}


def below(view: View, words: Vocabulary, first: int) -> Sighting | None:
    """The best header of one vocabulary from row ``first`` on; None without any."""
    return _sightings(view, {words.kind: words}, range(first, min(view.height, first + _ROWS_SEARCHED))).get(words.kind)


def choose(seen: Mapping[str, Sighting], order: tuple[str, ...]) -> Sighting | None:
    """The table that a sheet holds, else the one that it nearly is, else None; one heading alone makes no table.

    Of whole tables the one with most known headings wins (of equal ones the first in ``order``); a near one needs
    three known headings, one of them indispensable.
    """
    whole = [seen[kind] for kind in order if kind in seen and not seen[kind].missing]
    whole = [one for one in whole if len(one.header.columns.keys() - _ANYWHERE) > 1]
    if whole:
        return max(whole, key=lambda one: len(one.header.columns))
    near = [
        one
        for one in seen.values()
        if len(one.header.columns.keys() - _ANYWHERE) >= _ALIKE and one.words.required & one.header.columns.keys()
    ]
    return max(near, key=lambda one: (len(one.header.columns), -len(one.missing)), default=None)
