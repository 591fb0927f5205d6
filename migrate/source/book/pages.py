"""Tables that go on: on the next printed page with its title again, or on the next sheet (2/3, 続き)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from migrate.model.finding import Severity
from migrate.source.book.draft import Draft, Report


def _goes_on(first: Draft, other: Draft) -> bool:
    """True where a second definition of a name goes on with the first one: other columns, and the numbers go on.

    Without numbers its title or sheet says so, or it is a further page of the same sheet.
    """
    if first.logical and other.logical and first.logical != other.logical:
        return False
    names = {column.name.casefold() for column in first.columns}
    if not other.columns or any(column.name.casefold() in names for column in other.columns):
        return False
    if first.numbers and other.numbers:
        return other.numbers[0] == first.numbers[-1] + 1
    return other.paged or other.sheet == first.sheet


def join_pages(drafts: Sequence[Draft], reports: Mapping[str, Report]) -> Mapping[int, Draft]:
    """Give the columns of each further page to the table that it goes on with, and say so (MIG-SRC-076).

    Returns:
        The table by ``id`` of each draft that was only a page of it.
    """
    last: dict[str, Draft] = {}
    taken: dict[int, Draft] = {}
    for draft in drafts:
        first = last.setdefault(draft.name.casefold(), draft)
        if first is draft or not _goes_on(first, draft):
            continue
        taken[id(draft)] = first
        sheet = "" if draft.sheet == first.sheet else f"{draft.sheet}!"
        first.columns += [replace(c, cell=f"{sheet}{c.cell}") for c in draft.columns]
        first.primary += draft.primary
        first.indexes += draft.indexes
        first.numbers += draft.numbers
        first.paged_columns += len(draft.columns)
        place = f"{first.sheet} の {first.cell}"
        reports[draft.sheet].say("MIG-SRC-076", Severity.INFO, draft.cell, {"first": place}, draft.name)
    return taken


def whole(drafts: Iterable[Draft], taken: Mapping[int, Draft]) -> list[Draft]:
    """The drafts that are tables of their own."""
    return [draft for draft in drafts if id(draft) not in taken]
