"""Parquet files with the same bytes for the same rows: fixed row groups, one compression, nothing of the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
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
    """Writes batches as row groups of exactly `ROW_GROUP` rows (the last one shorter), beside whoever makes them."""

    def __init__(self, path: Path, schema: pa.Schema, seen: Callable[[pa.Table], None] | None = None) -> None:
        """``seen`` is shown all rows, in their order, before they are written."""
        self._seen = seen
        self.rows = 0
        """Taken so far."""
        self._beside = ThreadPoolExecutor(1)
        self._writing: Future[None] | None = None
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
            whole = self._waiting // ROW_GROUP * ROW_GROUP
            table = pa.Table.from_batches(self._held, self._schema)
            self._write(table.slice(0, whole))
            self._held, self._waiting = table.slice(whole).to_batches(), self._waiting - whole

    def _write(self, table: pa.Table) -> None:
        """Write row groups once those before them are written."""
        self._wait()
        self._writing = self._beside.submit(self._groups, table)

    def _groups(self, table: pa.Table) -> None:
        if self._seen:
            self._seen(table)
        for at in range(0, len(table), ROW_GROUP):  # in one piece: how rows came must not show in the file
            self._file.write_table(table.slice(at, ROW_GROUP).combine_chunks(), row_group_size=ROW_GROUP)

    def _wait(self) -> None:
        if self._writing is not None:
            self._writing.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._beside:
            if kind is None:
                self._write(pa.Table.from_batches(self._held, self._schema))
                self._wait()
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
