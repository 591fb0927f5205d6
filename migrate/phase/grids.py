"""Tables of the registers."""

from __future__ import annotations

from dataclasses import replace

from migrate.model.document import Cell, Grid, Value


def filled(grid: Grid) -> Grid:
    """A table without the columns in which no row says anything; the first column always stays."""
    kept = [n for n in range(len(grid.columns)) if n == 0 or any(_says(row[n]) for row in grid.rows)]
    return replace(
        grid,
        columns=tuple(grid.columns[n] for n in kept),
        rows=tuple(tuple(row[n] for n in kept) for row in grid.rows),
    )


def _says(one: Value) -> bool:
    return (one.text if isinstance(one, Cell) else one) not in ("", None)
