"""Find a table in a sheet by the meaning of its headings: in any row, one or two rows high, columns in any order.

The headings are data: `specs/layouts/official-item-definition/headings.csv`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from migrate.files import tables
from migrate.model.value import value
from migrate.spec.view import View

_ROWS_SEARCHED = 100
_HEIGHTS = (1, 2)
_NOISE = re.compile(r"[\W_]")
REQUIRED = "必須"


@value
class Vocabulary:
    """The headings of one kind of table: normalised heading → field, and the fields without which it is none."""

    fields: Mapping[str, str]
    required: frozenset[str]
    official: Mapping[str, str]
    """Field → its first heading, as published."""


@value
class Header:
    """Where a table's headings are. ``columns`` names each field's columns, from 0; data start at ``first_row``."""

    row: int
    first_row: int
    columns: Mapping[str, tuple[int, ...]]
    titled: frozenset[int]
    """Columns that have a heading, known or not."""


def plain(text: str) -> str:
    """A heading without what does not carry meaning: width, case, blanks, line breaks, brackets, signs."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def vocabularies(layout: Path) -> Mapping[str, Vocabulary]:
    """The vocabularies of a layout folder by kind of table (``items``, ``codes``)."""
    rows = tables.read(layout / "headings.csv")
    found = {}
    for kind in dict.fromkeys(row["table"] for row in rows):
        own = [row for row in rows if row["table"] == kind]
        official: dict[str, str] = {}
        for row in own:
            official.setdefault(row["field"], row["heading"])
        found[kind] = Vocabulary(
            fields={plain(row["heading"]): row["field"] for row in own},
            required=frozenset(row["field"] for row in own if row["required"] == REQUIRED),
            official=official,
        )
    return found


def _field(view: View, position: tuple[int, int], height: int, parent: str, words: Vocabulary) -> str | None:
    row, column = position
    top = view.text(row, column)
    low = view.text(row + 1, column) if height == 2 and not view.joined((row, column), (row + 1, column)) else ""
    if not low.strip():
        return words.fields.get(plain(top)) if top.strip() else None
    both = words.fields.get(plain((top or parent) + low))
    return both or words.fields.get(plain(low))


def _header(view: View, row: int, height: int, words: Vocabulary) -> Header:
    columns: dict[str, tuple[int, ...]] = {}
    titled = set()
    parent = ""
    for column in range(view.width):
        parent = view.text(row, column) or parent
        if any(view.text(row + below, column).strip() for below in range(height)):
            titled.add(column)
        field = _field(view, (row, column), height, parent, words)
        if field is not None:
            columns[field] = (*columns.get(field, ()), column)
    return Header(row=row, first_row=row + height, columns=columns, titled=frozenset(titled))


def find(view: View, words: Vocabulary) -> Header | None:
    """The header that explains most columns; None where no row has all required headings."""
    best: Header | None = None
    for row in range(min(view.height, _ROWS_SEARCHED)):
        for height in _HEIGHTS:
            header = _header(view, row, height, words)
            whole = words.required <= set(header.columns)
            if whole and (best is None or len(header.columns) > len(best.columns)):
                best = header
    return best
