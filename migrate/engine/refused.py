"""The files that hold raw values: rejected records, values that could not be converted, undecodable bytes.

They are written batch by batch: a mistake in a mapping can fill them with every row of a table.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from migrate.engine import parquet, pieces
from migrate.engine.block import REJECTED, WRITTEN, BlockRun
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.found import Teller
from migrate.engine.result import Records
from migrate.model.staging import BadRow

REJECTS = pa.schema(
    [
        ("target_table", pa.string()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("code", pa.string()),
        ("item", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.binary()),
    ]
)
VALUES = pa.schema(
    [
        ("target_table", pa.string()),
        ("item", pa.string()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("source_column", pa.string()),
        ("code", pa.string()),
        ("reason", pa.string()),
        ("raw", pa.string()),
    ]
)
UNDECODABLE = pa.schema(
    [
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("source_column", pa.string()),
        ("raw", pa.binary()),
    ]
)
_LATE = f"{REJECTED} AND NOT starts_with(c.reject, 'P|')"
_Line = tuple[object, ...]


def _batch(lines: list[_Line], schema: pa.Schema) -> pa.RecordBatch:
    columns = list(zip(*lines, strict=True))
    arrays = [pa.array(list(column), field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _ragged(run: BlockRun, bad: BadRow) -> _Line:
    """A record that could not be cut into columns."""
    reason = f"あるべき {bad.expected}、実際 {bad.found}"
    place = run.staged.place(bad.row)
    return (run.block.table, run.staged.table, *place, "MIG-CNV-002", None, reason, bad.raw)


def _rejects(engine: Engine, run: BlockRun, teller: Teller, records: Records) -> Iterator[pa.RecordBatch]:
    """The rejected rows of a block by record number, each with the bytes of its record."""
    table = name(run.odd)
    rows = engine.table(f"SELECT c._row FROM {table} AS c WHERE {_LATE} ORDER BY c._row").column("_row").to_pylist()
    raw = iter(records(run.staged.table, rows) if rows else ())
    ragged = sorted(run.staged.bad_rows, key=lambda bad: bad.row) if run.first else []
    said = f"SELECT c._row, c.reject, {teller.failed()} FROM {table} AS c WHERE {_LATE} ORDER BY c._row"
    for batch in engine.batches(said):
        lines: list[_Line] = []
        for row, reject, failure in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            while ragged and ragged[0].row < row:
                lines.append(_ragged(run, ragged.pop(0)))
            told = teller.reject(reject, failure)
            head = (run.block.table, run.staged.table, *run.staged.place(row))
            lines.append((*head, told.code, told.item or None, told.reason, next(raw)[1]))
        if lines:
            yield _batch(lines, REJECTS)
    if ragged:
        yield _batch([_ragged(run, bad) for bad in ragged], REJECTS)


def _values(engine: Engine, run: BlockRun, teller: Teller) -> Iterator[pa.RecordBatch]:
    """The source values of items that stay empty in written rows: by item, then by record, then by column."""
    staged = run.staged
    place = f"{pieces.file_of(staged, 'c._row')} AS source_file, {pieces.number_of(staged, 'c._row')} AS source_row"
    for n in run.failing:
        failed = f"FROM {name(run.odd)} AS c WHERE {WRITTEN} AND c.e{n} IS NOT NULL"
        firsts = engine.rows(f"SELECT min(c.e{n}) {failed} GROUP BY split_part(c.e{n}, '|', 1)")
        each = []
        for (first,) in firsts:
            call, told = teller.call(first), teller.failure(first)
            for at, column in enumerate(call.columns):
                each.append(
                    f"SELECT {text(run.block.table)} AS target_table, {text(teller.items[n])} AS item, "
                    f"{text(staged.table)} AS source_table, {place}, {text(column)} AS source_column, "
                    f"{text(told.code)} AS code, substr(c.e{n}, {len(str(call.number)) + 2}) AS reason, "
                    f"s.{name(column)} AS raw, c._row AS by_row, {at} AS by_column "
                    f"FROM {name(run.odd)} AS c JOIN {name(run.source)} AS s ON s._row = c._row "
                    f"WHERE {WRITTEN} AND starts_with(c.e{n}, '{call.number}|')"
                )
        if each:
            listed = ", ".join(VALUES.names)
            yield from engine.batches(f"SELECT {listed} FROM ({' UNION ALL '.join(each)}) ORDER BY by_row, by_column")


def _undecodable(runs: tuple[BlockRun, ...]) -> list[_Line]:
    return [
        (staged.table, *staged.place(one.row), one.column, one.raw)
        for staged in {run.staged.table: run.staged for run in runs}.values()
        for one in sorted(staged.bad_bytes, key=lambda bad: (bad.row, bad.column))
    ]


def write(engine: Engine, runs: tuple[BlockRun, ...], records: Records, into: Path) -> tuple[Path, Path, Path]:
    """Write the three files into the folder ``into``: rejects, values, undecodable bytes."""
    rejects, values, undecodable = (into / f"{one}.parquet" for one in ("rejects", "values", "undecodable"))
    tellers = [(run, Teller(run, runs)) for run in runs]
    refused = (batch for run, teller in tellers for batch in _rejects(engine, run, teller, records))
    parquet.write(rejects, REJECTS, refused)
    parquet.write(values, VALUES, (batch for run, teller in tellers for batch in _values(engine, run, teller)))
    parquet.write_rows(undecodable, UNDECODABLE, _undecodable(runs))
    return rejects, values, undecodable
