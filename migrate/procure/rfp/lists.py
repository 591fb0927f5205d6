"""Tables of the papers that are lists of ours: `reports/layouts/rfp/lists.csv` under the heads of `list-heads.csv`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.document import Column, Grid, Value

Row = tuple[str, str, str]


@cache
def rows() -> Mapping[str, tuple[Row, ...]]:
    """List → its rows.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    found: dict[str, tuple[Row, ...]] = {}
    for row in tables.read(bundled("reports") / "layouts" / "rfp" / "lists.csv"):
        found[row["list"]] = (*found.get(row["list"], ()), (row["first"], row["second"], row["third"]))
    return found


@cache
def _heads() -> Mapping[str, Mapping[str, str]]:
    return {row["list"]: row for row in tables.read(bundled("reports") / "layouts" / "rfp" / "list-heads.csv")}


def grid(list_: str, more: tuple[tuple[Value, ...], ...] = (), ours: tuple[Row, ...] | None = None) -> Grid:
    """A list as a table, with ``more`` rows at its end; ``ours`` stand in the place of its own rows."""
    heads = _heads()[list_]
    titles = [heads[id] for id in ("first", "second", "third") if heads[id]]
    columns = tuple(
        Column(title=title, width=int(width)) for title, width in zip(titles, heads["widths"].split(), strict=True)
    )
    told: list[tuple[Value, ...]] = [row[: len(titles)] for row in (rows()[list_] if ours is None else ours)]
    return Grid(title=heads["title"], columns=columns, rows=(*told, *more))
