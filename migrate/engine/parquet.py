"""Parquet files with the same bytes for the same rows: fixed row groups, one compression, nothing of the machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Self

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


class Writer:
    """Writes batches as row groups of exactly `ROW_GROUP` rows (the last one shorter)."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self.rows = 0
        """Written so far."""
        self._schema = schema
        self._file = pq.ParquetWriter(path, schema, **_FORM)
        self._held: list[pa.RecordBatch] = []
        self._waiting = 0

    def add(self, batch: pa.RecordBatch) -> None:
        """Some rows more."""
        self._held.append(batch.cast(self._schema))
        self._waiting += batch.num_rows
        self.rows += batch.num_rows
        if self._waiting >= ROW_GROUP:
            self._flush(everything=False)

    def _flush(self, everything: bool) -> None:
        table = pa.Table.from_batches(self._held, self._schema).combine_chunks()
        at = 0
        while self._waiting - at >= ROW_GROUP or (everything and at < self._waiting):
            self._file.write_table(table.slice(at, ROW_GROUP), row_group_size=ROW_GROUP)
            at += min(ROW_GROUP, self._waiting - at)
        self._held = table.slice(at).to_batches() if at < self._waiting else []
        self._waiting -= at

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._flush(everything=True)
        self._file.close()


def write(path: Path, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write batches as `Writer` does; the number of rows."""
    with Writer(path, schema) as writer:
        for batch in batches:
            writer.add(batch)
    return writer.rows


def write_rows(path: Path, schema: pa.Schema, rows: list[tuple[object, ...]]) -> int:
    """Write Python rows; the number of rows."""
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(schema)
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    table = pa.Table.from_arrays(arrays, schema=schema)
    return write(path, schema, table.to_batches(ROW_GROUP))
