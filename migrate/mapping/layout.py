"""Of which tables and columns a layout is made: by that a pack is known to fit a current system."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Dict

from migrate.mapping import seen
from migrate.mapping.trees import trees
from migrate.model.mapping import Mapping
from migrate.model.source import SourceSchema
from migrate.model.value import value

Columns = Dict[str, frozenset[str]]
"""Table → names of its columns."""


@value
class LayoutFit:
    """How much of a layout a current system has."""

    tables: int
    tables_met: int
    columns: int
    columns_met: int
    unknown: int
    """Columns that the current system has in those tables, and the layout does not."""


def of_mapping(mapping: Mapping) -> Columns:
    """The tables that a mapping reads, with every column that it uses, judges or drops."""
    found: dict[str, set[str]] = {}
    for block in trees(mapping)[0]:
        found.setdefault(block.block.source, set())
        for table, column in (seen.origin(block.block, name) for name in block.used | block.judged):
            found.setdefault(table, set()).add(column)
        for table, column in block.beyond:
            found.setdefault(table, set()).add(column)
    for dropped in mapping.dropped:
        found.setdefault(dropped.source, set()).add(dropped.column)
    return {table: frozenset(columns) for table, columns in sorted(found.items())}


def of_schema(schema: SourceSchema) -> Columns:
    """The tables of a current system with their columns."""
    return {table.name: frozenset(column.name for column in table.columns) for table in schema.tables}


def fingerprint(layout: Columns) -> str:
    """16 hex digits that are the same for layouts of the same table and column names, whatever their order."""
    lines = ("\x1f".join((table, *sorted(columns))) for table, columns in sorted(layout.items()))
    return hashlib.sha256("\x1e".join(lines).encode()).hexdigest()[:16]


def fit(layout: Columns, held: Columns) -> LayoutFit:
    """Lay a layout beside what a current system holds."""
    met = {table: columns & held[table] for table, columns in layout.items() if table in held}
    return LayoutFit(
        tables=len(layout),
        tables_met=len(met),
        columns=sum(map(len, layout.values())),
        columns_met=sum(map(len, met.values())),
        unknown=sum(len(held[table] - layout[table]) for table in met),
    )
