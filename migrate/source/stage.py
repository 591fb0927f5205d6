"""A data file to Parquet: text as decoded, one row per good record under its true number, the bad ones beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.model.staging import BadBytes, BadRow, Staged
from migrate.source import read_csv, read_fixed
from migrate.source.chunk import Chunk
from migrate.source.side_by_side import in_order

_GROUP_ROWS = 131_072
_GROUP_BYTES = 64 << 20


def _chunks(path: Path, file: SourceFile, table: SourceTable) -> Iterator[Chunk]:
    if file.kind is SourceKind.CSV:
        return read_csv.each(path, file, table, lambda piece: piece)
    if file.kind is SourceKind.FIXED:
        return in_order(read_fixed.tasks(path, file, table), "fixed")
    reason = "データのファイル（CSV、固定長）ではありません"
    raise UnreadableError("MIG-SRC-014", Place(file=file.path), {"reason": reason})


class _Groups:
    """Collects batches into row groups large enough for a column store."""

    def __init__(self, writer: pq.ParquetWriter, schema: pa.Schema) -> None:
        self.writer = writer
        self.schema = schema
        self.batches: list[pa.RecordBatch] = []
        self.rows = 0
        self.bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        if not batch.num_rows:
            return
        self.batches.append(batch)
        self.rows += batch.num_rows
        self.bytes += batch.nbytes
        if self.rows >= _GROUP_ROWS or self.bytes >= _GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        if self.batches:
            self.writer.write_table(pa.Table.from_batches(self.batches, self.schema), row_group_size=self.rows)
        self.batches, self.rows, self.bytes = [], 0, 0


def stage(path: Path, file: SourceFile, table: SourceTable, into: Path) -> Staged:
    """Read a data file into ``into`` as Parquet (zstd), in bounded memory.

    Blank lines are no records. Cells are exactly what was decoded; in fixed-length files the blanks (half- and
    full-width) at the right end of a field are padding and are dropped.

    Args:
        path: the data file.
        file: what it is taken for (kind CSV or FIXED, encoding).
        table: the table whose rows it holds.
        into: an existing folder.

    Raises:
        UnreadableError: MIG-SRC-013, -018, -020 (header against table), -014 (no record can be found).
        OSError: the disk is full or the file vanished.
    """
    chunks = _chunks(path, file, table)
    names = tuple(column.name for column in table.columns)
    schema = pa.schema([("_row", pa.int64()), *((name, pa.string()) for name in names)])
    target = into / (re.sub(r"[/\\]", "_", file.path) + ".parquet")
    read = others = 0
    bad_bytes: list[BadBytes] = []
    bad_rows: list[BadRow] = []
    with pq.ParquetWriter(target, schema, compression="zstd", compression_level=1) as writer:
        groups = _Groups(writer, schema)
        for chunk in chunks:
            groups.add(chunk.batch(names, read))
            bad_bytes += chunk.bad_bytes_after(read)
            bad_rows += chunk.bad_rows_after(read)
            read += chunk.records
            others += chunk.others
        groups.flush()
    return Staged(
        table=table.name,
        file=file.path,
        rows=read - others,
        parquet=target,
        bad_bytes=tuple(sorted(bad_bytes, key=lambda one: one.row)),
        bad_rows=tuple(bad_rows),
    )
