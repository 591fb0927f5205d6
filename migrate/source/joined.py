"""Several data files of one table as one: the records of each follow those of the file before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.model.staging import Piece, Staged


def _shifted(batch: pa.RecordBatch, before: int, schema: pa.Schema) -> pa.RecordBatch:
    """Record numbers counted on; columns in the order of the first file."""
    columns = {name: batch.column(name) for name in batch.schema.names}
    columns["_row"] = pc.add(columns["_row"], before)
    return pa.RecordBatch.from_arrays([columns[name] for name in schema.names], schema=schema)


def one_table(each: Sequence[Staged], path: Path) -> Staged:
    """The staged files of one table, in their order, written to ``path`` as one.

    All have the columns of the table (`stage` sees to it).
    """
    schema = pq.read_schema(each[0].parquet)
    pieces: list[Piece] = []
    before = 0
    part = path.with_suffix(".part")
    with pq.ParquetWriter(part, schema, compression="lz4", use_dictionary=False) as writer:
        for one in each:
            for batch in pq.ParquetFile(one.parquet).iter_batches():
                writer.write_batch(_shifted(batch, before, schema))
            pieces.append(Piece(file=one.file, before=before, rows=one.rows))
            before += one.rows
    part.replace(path)
    placed = list(zip(each, pieces, strict=True))
    return Staged(
        table=each[0].table,
        file="、".join(one.file for one in each),
        rows=before,
        parquet=path,
        bad_bytes=tuple(replace(bad, row=bad.row + at.before) for one, at in placed for bad in one.bad_bytes),
        bad_rows=tuple(replace(bad, row=bad.row + at.before) for one, at in placed for bad in one.bad_rows),
        files=tuple(pieces),
    )
