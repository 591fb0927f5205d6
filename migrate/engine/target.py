"""One target table and its lineage, written from the converted chunks: by block, then by source row."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine import converting, pieces
from migrate.engine.block import REJECTED, BlockRun
from migrate.engine.content import Digesting
from migrate.engine.duckdb import Engine, columns_of, name, text
from migrate.engine.parquet import Writer
from migrate.engine.plan import Plan
from migrate.engine.projection import array
from migrate.engine.result import ConvertedTable
from migrate.model.mapping import Fate

LINEAGE = pa.schema(
    [
        ("target_row", pa.int64()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("fate", pa.string()),
        ("part", pa.string()),
    ]
)
"""``target_row`` is NULL only for a merged row whose survivor was rejected. ``part`` names one of several blocks from
the same source, and is empty where there is one."""
_PLACED = pa.schema([("_row", pa.int64()), ("target_row", pa.int64())])


def _placed(run: BlockRun) -> str:
    """Table of the written rows of a block and their numbers in the target."""
    return f"{run.odd}§placed"


def _written(engine: Engine, run: BlockRun) -> Iterator[pa.Table]:
    """The rows of a block that are written: ``_row`` and the mapped items."""
    for file in run.files:
        rows = converting.read(file)
        if not len(rows):
            continue
        numbers = rows.column("_row")
        first, last = numbers[0].as_py(), numbers[-1].as_py()
        rejected = engine.table(
            f"SELECT _row FROM {name(run.odd)} AS c WHERE _row BETWEEN {first} AND {last} AND {REJECTED}"
        ).column("_row")
        yield rows.filter(pc.invert(pc.is_in(numbers, array(rejected)))) if len(rejected) else rows


def _items(rows: pa.Table, run: BlockRun, schema: pa.Schema) -> pa.Table:
    """All items of the target, in order; those that nothing is mapped to are empty."""
    nothing = pa.nulls(len(rows), pa.string())
    mapped = set(run.mapped)
    columns = [rows.column(f"i{n}") if n in mapped else nothing for n in range(len(schema))]
    return pa.table(columns, schema=schema)


def _merging(run: BlockRun) -> str:
    """The rules of a block that merge, for SQL; empty where there is none."""
    return ", ".join(str(n) for n, rule in enumerate(run.block.rows) if rule.latest_by)


def _plain_lineage(run: BlockRun, rows: pa.Array, numbers: pa.Array) -> Iterator[pa.RecordBatch]:
    """Lineage of rows of a block that merges none, ascending by record number."""
    part = run.block.part
    for piece in run.staged.pieces:
        own = pc.and_(pc.greater(rows, piece.before), pc.less_equal(rows, piece.before + piece.rows))
        here = rows.filter(own)
        columns = [
            numbers.filter(own),
            *(pa.repeat(one, len(here)) for one in (run.staged.table, piece.file)),
            pc.subtract(here, piece.before),
            *(pa.repeat(one, len(here)) for one in (Fate.WRITTEN.value, part)),
        ]
        if len(here):
            yield pa.RecordBatch.from_arrays(columns, schema=LINEAGE)


def _merged_lineage(run: BlockRun) -> str:
    """SQL of the lineage of a block that merges; a merged row goes with its survivor."""
    staged, placed = run.staged, name(_placed(run))
    told = (
        f"SELECT _row, target_row, {text(Fate.WRITTEN.value)} AS fate FROM {placed} "
        f"UNION ALL SELECT o._row, t.target_row, {text(Fate.MERGED.value)} FROM {name(run.odd)} AS o "
        f"LEFT JOIN {placed} AS t ON t._row = o.survivor WHERE o.rule IN ({_merging(run)})"
    )
    origin = f"{text(staged.table)} AS source_table, {pieces.file_of(staged, 'c._row')} AS source_file"
    row = f"{pieces.number_of(staged, 'c._row')} AS source_row"
    return (
        f"SELECT c.target_row, {origin}, {row}, c.fate, {text(run.block.part)} AS part FROM ({told}) AS c "
        f"ORDER BY c._row"
    )


def _block(engine: Engine, run: BlockRun, rows: Writer, lineage: Writer, schema: pa.Schema) -> None:
    """Write the rows of one block, and where each came from."""
    merging = bool(_merging(run))
    if merging:
        engine.run(f"CREATE TABLE {name(_placed(run))} ({columns_of(_PLACED)})")
    for written in _written(engine, run):
        first = rows.rows + 1
        numbers = pa.array(range(first, first + len(written)), pa.int64())
        for batch in _items(written, run, schema).to_batches():
            rows.add(batch)
        if merging:
            engine.insert(_placed(run), pa.table([written.column("_row"), numbers], schema=_PLACED))
            continue
        for batch in _plain_lineage(run, array(written.column("_row")), numbers):
            lineage.add(batch)
    for batch in engine.batches(_merged_lineage(run)) if merging else ():
        lineage.add(batch)


def write(engine: Engine, plan: Plan, table: str, runs: tuple[BlockRun, ...], into: Path) -> ConvertedTable:
    """Write one target table and its lineage into the folder ``into``."""
    schema = pa.schema([(item, pa.string()) for item in plan.columns[table]])
    number = plan.tables.index(table)
    path, beside = into / f"{number}.parquet", into / f"{number}.lineage.parquet"
    digesting = Digesting(plan.columns[table])
    with Writer(path, schema, digesting.add) as rows, Writer(beside, LINEAGE) as lineage:
        for run in runs:
            if run.block.table == table:
                _block(engine, run, rows, lineage, schema)
    return ConvertedTable(table=table, rows=rows.rows, parquet=path, lineage=beside, content=digesting.content())
