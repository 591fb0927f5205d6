"""What a profile of the data says about the columns that a mapping reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from migrate.model.profile import Care, ColumnProfile, FileProfile
from migrate.model.source import SourceTable
from migrate.text import blanks

Measured = Mapping[tuple[str, str], tuple[ColumnProfile, ...]]
"""Table and column → its profile in each of the table's files."""


def measured(profiles: Iterable[FileProfile]) -> Measured:
    """The columns of all profiles by table and name."""
    found: dict[tuple[str, str], list[ColumnProfile]] = {}
    for profile in profiles:
        for column in profile.columns:
            found.setdefault((profile.table, column.name), []).append(column)
    return {place: tuple(columns) for place, columns in found.items()}


def as_measured(table: SourceTable, known: Mapping[str, tuple[ColumnProfile, ...]]) -> SourceTable | None:
    """``table`` with the longest value of each column as its length; None where a column was not measured.

    ``known``: column of the table → its profiles.
    """
    columns = []
    for column in table.columns:
        longest = [one.longest or 0 for one in known.get(column.name, ())]
        if not longest:
            return None
        columns.append(replace(column, length=max(longest), length_unit="CHAR", bytes=None))
    return replace(table, columns=tuple(columns))


def uncovered(columns: Iterable[ColumnProfile], old: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Values of code columns that a code map does not know, each with its count as the profile tells it.

    A value that the profile does not show counts by its shape (``9{3}``).
    """
    known = set(old)
    found: dict[str, list[str]] = {}
    for column in columns:
        for one in column.values if column.care is Care.CODE else ():
            if one.text is None:
                found.setdefault(one.pattern, []).append(one.count)
            elif blanks.strip(one.text) and not known & {one.text, blanks.strip(one.text)}:
                found.setdefault(one.text, []).append(one.count)
    return tuple((text, "＋".join(counts)) for text, counts in sorted(found.items()))


def at_least(count: str) -> int:
    """Smallest number of rows that a count tells of.

    >>> at_least("120"), at_least("<10"), at_least(">=10"), at_least("120＋<10")
    (120, 1, 10, 121)
    """
    parts = count.split("＋")
    return sum(1 if part.startswith("<") else int(part.removeprefix(">=")) for part in parts)
