"""A file of several tables' rows in which the rows of some tables are replaced by new ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text
from migrate.model.value import value


@value
class Renewal:
    """Which rows of the old file go, and in which order the columns ``by`` put what remains and what is new."""

    by: tuple[str, ...]
    """Columns that tell to which part of the file a row belongs; the first decides whether an old row goes."""
    gone: tuple[str, ...]
    """Values of the first column whose old rows go."""
    order: Mapping[tuple[str, ...], int]
    """Values of ``by`` → place in the file; those that are not named come last. Inside, rows keep their order."""


def write(engine: Engine, old: Path, new: Path, into: Path, renewal: Renewal) -> None:
    """Write the rows of ``old`` that stay and all rows of ``new`` as the Parquet file ``into``."""
    schema = pq.read_schema(new)
    gone = ", ".join(text(one) for one in renewal.gone)
    arms = "".join(
        f" WHEN {' AND '.join(_is(column, one) for column, one in zip(renewal.by, values, strict=True))} THEN {place}"
        for values, place in renewal.order.items()
    )
    place = f"CASE{arms} ELSE {len(renewal.order)} END" if arms else "0"
    parts = (
        f"SELECT *, {side} AS side FROM read_parquet({text(str(path))}, file_row_number = true) WHERE {which}"
        for side, path, which in ((0, old, f"{name(renewal.by[0])} NOT IN ({gone})"), (1, new, "true"))
    )
    columns = ", ".join(name(column) for column in schema.names)
    rows = f"SELECT {columns} FROM ({' UNION ALL '.join(parts)}) ORDER BY {place}, side, file_row_number"
    parquet.write(into, schema, engine.batches(rows))


def _is(column: str, wanted: str) -> str:
    return f"{name(column)} = {text(wanted)}"


def places(values: Sequence[tuple[str, ...]]) -> dict[tuple[str, ...], int]:
    """Each value with the place of its first occurrence."""
    return {one: n for n, one in enumerate(dict.fromkeys(values))}
