"""Titles and opening sentences of a work item's document: `reports/layouts/phase/<NN>/chapters.csv`, ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.document import Block, Grid, Note, Section
from migrate.model.value import value


@value
class Chapter:
    """One part of a document."""

    id: str
    title: str
    text: str

    def section(self, *blocks: Block) -> Section:
        """The chapter with its opening sentence before ``blocks``."""
        opening = (Note(text=self.text),) if self.text else ()
        return Section(id=self.id, title=self.title, blocks=(*opening, *blocks))


def used(grid: Grid) -> Grid:
    """The table without the columns of which no row says anything."""
    kept = [at for at in range(len(grid.columns)) if any(row[at] not in ("", None) for row in grid.rows)]
    columns = tuple(grid.columns[at] for at in kept)
    return replace(grid, columns=columns, rows=tuple(tuple(row[at] for at in kept) for row in grid.rows))


@cache
def of_item(item: int) -> Mapping[str, Chapter]:
    """Id → chapter of a work item, in the order of the file.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(bundled("reports") / "layouts" / "phase" / f"{item:02}" / "chapters.csv")
    return {row["chapter"]: Chapter(id=row["chapter"], title=row["title"], text=row["text"]) for row in rows}
