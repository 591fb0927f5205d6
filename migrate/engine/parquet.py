"""Parquet files with the same bytes for the same rows: fixed row groups, one compression, nothing of the machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

ROW_GROUP = 131072
_DICTIONARY = 1 << 17
"""Bytes of distinct values after which a column is written plain: names and numbers are not worth a dictionary."""

_FORM: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 1,
    "version": "2.6",
    "dictionary_pagesize_limit": _DICTIONARY,
}


def write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches as row groups of exactly `ROW_GROUP` rows (the last one shorter); the number of rows."""
    rows = 0
    held: list[pa.RecordBatch] = []
    waiting = 0
    with pq.ParquetWriter(path, schema, **_FORM) as writer:

        def flush(everything: bool) -> None:
            nonlocal held, waiting
            table = pa.Table.from_batches(held, schema).combine_chunks()
            at = 0
            while waiting - at >= ROW_GROUP or (everything and at < waiting):
                writer.write_table(table.slice(at, ROW_GROUP), row_group_size=ROW_GROUP)
                at += min(ROW_GROUP, waiting - at)
            held = table.slice(at).to_batches() if at < waiting else []
            waiting -= at

        for batch in batches:
            held.append(batch.cast(schema))
            waiting += batch.num_rows
            rows += batch.num_rows
            if waiting >= ROW_GROUP:
                flush(everything=False)
        flush(everything=True)
    return rows


def write_rows(path: Path, schema: pa.Schema, rows: list[tuple[object, ...]]) -> int:
    """Write Python rows; the number of rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=schema)
    return write(path, schema, table.to_batches(ROW_GROUP))
