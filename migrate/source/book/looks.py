"""What a sheet shows and values do not: deleted by a line through it, hidden. Each is said."""

from __future__ import annotations

from collections.abc import Iterable

from migrate.files.xlsx import column_name
from migrate.files.xlsx_marks import SheetMarks
from migrate.model.finding import Severity
from migrate.source.book.draft import Report
from migrate.source.book.grid import Grid

_SHOWN = 20


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as runs of neighbours, first and last.

    >>> _runs({3, 4, 5, 9})
    [(3, 5), (9, 9)]
    """
    found: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return found


def _told(names: list[tuple[str, str]]) -> str:
    words = [first if first == last else f"{first}–{last}" for first, last in names[:_SHOWN]]
    return "、".join(words) + (f" ほか {len(names) - _SHOWN} か所" if len(names) > _SHOWN else "")


def say(grid: Grid, marks: SheetMarks, report: Report) -> None:
    """Say which cells were left out because a line deletes them (MIG-SRC-078), and what is hidden (MIG-SRC-079)."""
    by_row: dict[int, list[int]] = {}
    for row, column in marks.struck:
        by_row.setdefault(row, []).append(column)
    for first, last in _runs(by_row):
        count = sum(len(by_row[row]) for row in range(first, last + 1))
        lines = _told([(str(first + 1), str(last + 1))])
        cell = grid.cell(first, min(by_row[first]))
        report.say("MIG-SRC-078", Severity.WARNING, cell, {"count": count, "rows": lines})
        report.doubt("取消線で消された所があります", 5)
    rows = {row for row in marks.hidden_rows if grid.held(row)}
    columns = {c for c in marks.hidden_columns if any(c in grid.held(row) for row in range(grid.height))}
    said = []
    if rows:
        said.append("行 " + _told([(str(a + 1), str(b + 1)) for a, b in _runs(rows)]))
    if columns:
        said.append("列 " + _told([(column_name(a), column_name(b)) for a, b in _runs(columns)]))
    if said:
        severity = Severity.WARNING if rows else Severity.INFO
        row = min(rows, default=0)
        place = grid.cell(row, grid.held(row)[0] if rows else min(columns))
        report.say("MIG-SRC-079", severity, place, {"hidden": "、".join(said)})
        report.doubt("非表示の行か列も読みました", 5)
