"""A data file to Parquet: text as decoded, one row per good record under its true number, the bad ones beside it.

The Parquet is quick to write and to read, not small: it is gone when the conversion is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import feather

from migrate.errors import UnreadableError
from migrate.files.digest import sha256_of_bytes
from migrate.files.side_by_side import in_order
from migrate.model.finding import Place
from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.model.staging import BadBytes, BadRow, Staged
from migrate.model.watch import Watch, silent
from migrate.source import read_csv, read_fixed
from migrate.source.chunk import Chunk

_GROUP_ROWS = 131_072
_GROUP_BYTES = 64 << 20
_TOLD = pa.schema(
    [
        ("row", pa.int64()),
        ("column", pa.string()),
        ("found", pa.int64()),
        ("expected", pa.int64()),
        ("raw", pa.binary()),
    ]
)
"""Cells with undecodable bytes, and records that cannot be cut (without a column)."""


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


def _told(bad_bytes: list[BadBytes], bad_rows: list[BadRow], rows: int) -> pa.Table:
    """What a reader tells beside the rows, as a table."""
    cells = [(one.row, one.column, -1, -1, one.raw) for one in sorted(bad_bytes, key=lambda one: one.row)]
    records = [(one.row, None, one.found, one.expected, one.raw) for one in bad_rows]
    columns = list(zip(*cells, *records, strict=True)) if cells or records else [()] * len(_TOLD)
    schema = _TOLD.with_metadata({"rows": str(rows)})
    return pa.table([pa.array(list(one), field.type) for one, field in zip(columns, schema, strict=True)], schema)


def _target(file: SourceFile, table: SourceTable, into: Path) -> Path:
    """One name for each table of each file: a path in one word could be another one's, or too long for a name."""
    name = sha256_of_bytes(f"{file.path}\0{table.name}".encode())
    return into / f"{name}.parquet"


def staged_before(file: SourceFile, table: SourceTable, into: Path) -> Staged | None:
    """What an earlier `stage` of the file, declared in the same way, left in ``into``; None where it did not end."""
    parquet = _target(file, table, into)
    return _staged(file, table, parquet) if parquet.exists() else None


def _staged(file: SourceFile, table: SourceTable, parquet: Path) -> Staged:
    told = feather.read_table(_beside(parquet))
    lines = told.to_pylist()
    return Staged(
        table=table.name,
        file=file.path,
        rows=int(told.schema.metadata[b"rows"]),
        parquet=parquet,
        bad_bytes=tuple(
            BadBytes(row=one["row"], column=one["column"], raw=one["raw"]) for one in lines if one["column"] is not None
        ),
        bad_rows=tuple(
            BadRow(row=one["row"], found=one["found"], expected=one["expected"], raw=one["raw"])
            for one in lines
            if one["column"] is None
        ),
    )


def _beside(parquet: Path) -> Path:
    return parquet.with_suffix(".told")


def stage(path: Path, file: SourceFile, table: SourceTable, into: Path, watch: Watch = silent) -> Staged:
    """Read a data file into ``into`` as Parquet, in bounded memory.

    Blank lines are no records. Cells are exactly what was decoded; in fixed-length files the blanks (half- and
    full-width) at the right end of a field are padding and are dropped.

    Args:
        path: the data file.
        file: what it is taken for (kind CSV or FIXED, encoding).
        table: the table whose rows it holds.
        into: an existing folder.
        watch: told the records read; how many there are is not known before the end.

    Raises:
        UnreadableError: MIG-SRC-013, -018, -020 (header against table), -014 (no record can be found).
        OSError: the disk is full or the file vanished.
    """
    target = _target(file, table, into)
    chunks = _chunks(path, file, table)
    names = tuple(column.name for column in table.columns)
    schema = pa.schema([("_row", pa.int64()), *((name, pa.string()) for name in names)])
    part = target.with_suffix(".part")
    read = others = 0
    bad_bytes: list[BadBytes] = []
    bad_rows: list[BadRow] = []
    with pq.ParquetWriter(part, schema, compression="lz4", use_dictionary=False, write_statistics=["_row"]) as writer:
        groups = _Groups(writer, schema)
        for chunk in chunks:
            groups.add(chunk.batch(names, read))
            bad_bytes += chunk.bad_bytes_after(read)
            bad_rows += chunk.bad_rows_after(read)
            read += chunk.records
            others += chunk.others
            watch(f"読込 {file.path}", read, 0)
        groups.flush()
    feather.write_feather(_told(bad_bytes, bad_rows, read - others), _beside(target), compression="lz4")
    part.replace(target)
    return _staged(file, table, target)
