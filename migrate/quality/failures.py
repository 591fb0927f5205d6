"""Every failing row, as Parquet: rule, place, row, origin, key digest and shape of the cell, never a value.

One row a failure, in the order of the spec's tables, then row, item and rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine.duckdb import Engine, name, text
from migrate.model.quality import SHOWN
from migrate.quality.bind import Bound
from migrate.quality.origin import WRITTEN
from migrate.quality.pieces import Judged

KeyDigest = Callable[..., str]
"""Digest of a row's key from the texts of its items, such as ``Workspace.key_digest``."""

SCHEMA = pa.schema(
    [
        ("code", pa.string()),
        ("severity", pa.string()),
        ("business", pa.string()),
        ("table", pa.string()),
        ("item", pa.string()),
        ("row", pa.int64()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("key", pa.string()),
        ("shape", pa.string()),
        ("settled", pa.string()),
    ]
)
"""``row`` counts in the checked file; ``source_file`` and ``source_row`` are null where no lineage names them.
``settled`` is a word of `Settlement`, null where the failure is open."""


def of_piece(bound: tuple[Bound, ...], piece: Judged, digest: KeyDigest | None) -> pa.RecordBatch:
    """The failures of a piece, without origin; a row whose key items are all empty has no key."""
    uses = pl.DataFrame(
        [
            (i, one.use.rule.code, one.use.rule.severity.value, one.use.spec.business, one.use.table, one.use.item.name)
            for i, one in enumerate(bound)
        ],
        schema={"use": pl.Int64, **dict.fromkeys(("code", "severity", "business", "table", "item"), pl.String)},
        orient="row",
    )
    keys = piece.failed["key"]
    digests = [digest(*key) if digest is not None and key is not None and any(key) else None for key in keys.to_list()]
    frame = piece.failed.with_columns(
        pl.Series("key", digests, pl.String),
        source_file=pl.lit(None, pl.String),
        source_row=pl.lit(None, pl.Int64),
        settled=pl.lit(None, pl.String),
    ).join(uses, on="use", how="left", maintain_order="left")
    table = frame.select(SCHEMA.names).to_arrow().cast(SCHEMA)
    batches = table.combine_chunks().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], SCHEMA)


def with_origins(engine: Engine, found: Path, lineage: Path) -> Iterator[pa.RecordBatch]:
    """The failures of one table in their order, each with the first source record that was written to its row."""
    rows = f"(SELECT *, row_number() OVER () AS n FROM {_file(found)})"
    origins = (
        "SELECT target_row, min({'file': source_file, 'row': source_row}) AS origin "
        f"FROM {_file(lineage)} WHERE fate = {text(WRITTEN)} "
        f'AND target_row IN (SELECT "row" FROM {_file(found)}) GROUP BY target_row'
    )
    own = {"source_file": "origin.file", "source_row": "CAST(origin.row AS BIGINT)"}
    listed = ", ".join(f"{own.get(column, name(column))} AS {name(column)}" for column in SCHEMA.names)
    yield from engine.batches(f'SELECT {listed} FROM {rows} f LEFT JOIN ({origins}) ON f."row" = target_row ORDER BY n')


def _file(path: Path) -> str:
    return f"read_parquet({text(str(path))})"


def lost(engine: Engine, found: Path) -> int:
    """Rows that fail and whose origin is not known."""
    return engine.number(f'SELECT count(DISTINCT "row") FROM {_file(found)} WHERE source_file IS NULL')


def read(found: Path) -> Iterator[pa.RecordBatch]:
    """The failures of a file."""
    with pq.ParquetFile(found) as file:
        yield from file.iter_batches()


def shown(engine: Engine, found: Path) -> tuple[dict[str, Any], ...]:
    """The first `SHOWN` open failures of each rule at each item."""
    listed = ", ".join(name(column) for column in SCHEMA.names)
    place = ", ".join(name(column) for column in ("code", "business", "table", "item"))
    numbered = f'SELECT {listed}, row_number() OVER (PARTITION BY {place} ORDER BY "row") AS n FROM {_file(found)}'
    first = f"SELECT {listed} FROM ({numbered} WHERE settled IS NULL) WHERE n <= {SHOWN}"
    return tuple(engine.table(first).to_pylist())
