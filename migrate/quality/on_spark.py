"""A table judged on Spark: the same schema, batch by batch in its workers; the failures in the order of the rows."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
import pyarrow as pa

from migrate.engine.duckdb import Engine, text
from migrate.engine.spark_tables import SparkTables
from migrate.engine.spark_worker import Batches
from migrate.quality.judge import Judge, judge_of
from migrate.quality.pieces import Judged, Task, judge_piece

_WHOLE = -1
"""In place of a rule: the line that counts the rows of a batch."""
_FAILED = pl.Schema({"use": pl.Int64(), "row": pl.Int64(), "shape": pl.String(), "key": pl.List(pl.String())})
_SCHEMA = "use bigint, row bigint, shape string, key array<string>, cells bigint, broken boolean"
_ARROW = pa.schema(
    [
        ("use", pa.int64()),
        ("row", pa.int64()),
        ("shape", pa.string()),
        ("key", pa.list_(pa.string())),
        ("cells", pa.int64()),
        ("broken", pa.bool_()),
    ]
)
"""A failure (``row`` from 1 over the table), or, without ``row``, the cells of a batch that a rule was applied to."""


def _verdict(task: Task, judge: Judge, batch: pa.RecordBatch) -> pa.RecordBatch:
    """What one batch says; its rows may lie apart in the table."""
    rows = pl.Series("row", batch.column(0)).cast(pl.Int64) + 1
    frame = pl.DataFrame(pa.table(batch.columns[1:], names=list(task.columns)))
    places = pl.DataFrame({"row": rows, "place": pl.int_range(1, batch.num_rows + 1, dtype=pl.Int64, eager=True)})
    here = task.elsewhere.join(places, on="row").select("use", row="place")
    said = judge_piece(task, judge, frame.cast(pl.String), 0, here)
    failed = said.failed.rename({"row": "place"}).join(places, on="place", how="left").select(*_FAILED)
    counts = pl.DataFrame(
        {
            "use": [*range(len(task.bound)), _WHOLE],
            "cells": [*said.judged, said.rows],
            "broken": [*(use in said.broken for use in range(len(task.bound))), False],
        },
        schema={"use": pl.Int64, "cells": pl.Int64, "broken": pl.Boolean},
    )
    whole = pl.concat([failed, counts], how="diagonal").select(_ARROW.names)
    return whole.to_arrow().cast(_ARROW).combine_chunks().to_batches()[0]


def _body(task: Task) -> Batches:
    def run(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        judge = judge_of(task.bound)
        for batch in batches:
            if batch.num_rows:
                yield _verdict(task, judge, batch)

    return run


def judged(task: Task, engine: Engine, spark: SparkTables) -> Iterator[Judged]:
    """The counts of a table, then its failures in the order of its rows; see `pieces.judged`.

    Raises:
        MigrateError: MIG-CNV-083, -084: see `SparkTables.through`.
    """
    into = engine.folder / engine.fresh("judged")
    spark.through(task.rows.path, task.columns, _body(task), _SCHEMA, into)
    found = f"read_parquet({text(f'{into}/*.parquet')})"
    sums = "SELECT use, sum(cells)::BIGINT, bool_or(broken) FROM {} WHERE row IS NULL GROUP BY use"
    counts = {use: (cells, broken) for use, cells, broken in engine.rows(sums.format(found))}
    none = pl.DataFrame(schema=_FAILED)
    uses = range(len(task.bound))
    yield Judged(
        rows=counts.get(_WHOLE, (0, False))[0],
        failed=none,
        judged=tuple(counts.get(use, (0, False))[0] for use in uses),
        broken=frozenset(use for use in uses if counts.get(use, (0, False))[1]),
    )
    nothing = (0,) * len(task.bound)
    for batch in engine.batches(f"SELECT {', '.join(_FAILED)} FROM {found} WHERE row IS NOT NULL ORDER BY row, use"):
        yield Judged(rows=0, failed=pl.DataFrame(batch).cast(_FAILED), judged=nothing, broken=frozenset())
