"""Source rows that no target row names, each with the key that it would have: what a delta asks why a key is gone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from migrate.engine import converting, parquet, pieces
from migrate.engine.block import REJECTED, BlockRun
from migrate.engine.duckdb import Engine, columns_of, name, text
from migrate.engine.plan import Plan
from migrate.engine.projection import array
from migrate.model.mapping import Fate

KEY = pa.list_(pa.field("element", pa.string()))
"""Under the name that a Parquet file gives to it."""
UNWRITTEN = pa.schema(
    [
        ("target_table", pa.string()),
        ("source_table", pa.string()),
        ("source_file", pa.string()),
        ("source_row", pa.int64()),
        ("fate", pa.string()),
        ("why", pa.string()),
        ("key", KEY),
    ]
)
"""``why``: the rule's name, or the code of the rejection. ``key``: the items of the primary key in the order of the
spec, NULL inside where one is empty; NULL as a whole for a record that could not be cut into columns."""


def _late(engine: Engine, run: BlockRun, keys: tuple[int, ...]) -> str:
    """Table of the keys of rows that were in order themselves and went with another one: a part, or a parent."""
    relation = f"{run.odd}§keys"
    schema = pa.schema([("_row", pa.int64()), *((f"i{n}", pa.string()) for n in keys)])
    engine.run(f"CREATE TABLE {name(relation)} ({columns_of(schema)})")
    if not keys:
        return relation
    late = engine.table(f"SELECT _row FROM {name(run.odd)} AS c WHERE {REJECTED} AND c.i{keys[0]} IS NULL")
    for file in run.files if len(late) else ():
        rows = converting.read(file)
        rows = rows.filter(pc.is_in(rows.column("_row"), array(late.column("_row"))))
        nothing = pa.nulls(len(rows), pa.string())
        columns = [rows.column(f"i{n}") if n in run.mapped else nothing for n in keys]
        engine.insert(relation, pa.table([rows.column("_row"), *columns], schema=schema))
    return relation


def _rows(engine: Engine, plan: Plan, run: BlockRun, rejects: str) -> Iterator[pa.RecordBatch]:
    """The rows of one block that are not written, those that could not be cut among them."""
    block, staged = run.block, run.staged
    primary = plan.keys.get(block.table, ())
    keys = tuple(n for n, item in enumerate(block.items) if item.item in primary)
    listed = ", ".join(f"coalesce(c.i{n}, t.i{n})" for n in keys)
    rules = "".join(
        f" WHEN {n} THEN struct_pack(fate := {text(rule.fate.value)}, why := {text(rule.name)})"
        for n, rule in enumerate(block.rows)
    )
    taken = f"CASE c.rule{rules} END" if rules else "struct_pack(fate := NULL::VARCHAR, why := NULL::VARCHAR)"
    own = f"target_table = {text(block.table)} AND source_table = {text(staged.table)}"
    told = f"SELECT DISTINCT {pieces.row_of(staged)} AS _row, code FROM {name(rejects)} WHERE {own}"
    kept_out = (
        f"SELECT c._row, coalesce(taken.fate, {text(Fate.REJECTED.value)}) AS fate, coalesce(taken.why, r.code) AS why,"
        f" {f'[{listed}]' if keys else 'NULL::VARCHAR[]'} AS key FROM (SELECT *, {taken} AS taken FROM {name(run.odd)}"
        f" AS c WHERE c.rule IS NOT NULL OR ({REJECTED})) AS c"
        f" LEFT JOIN {name(_late(engine, run, keys))} AS t ON t._row = c._row"
        f" LEFT JOIN ({told}) AS r ON r._row = c._row AND c.rule IS NULL"
    )
    uncut = (
        f" UNION ALL SELECT _row, {text(Fate.REJECTED.value)}, code, NULL FROM ({told}) "
        f"WHERE _row NOT IN (SELECT _row FROM {name(run.source)})"
    )
    yield from engine.batches(
        f"SELECT {text(block.table)} AS target_table, {text(staged.table)} AS source_table, "
        f"{pieces.file_of(staged, 'u._row')} AS source_file, {pieces.number_of(staged, 'u._row')} AS source_row, "
        f"u.fate, u.why, u.key FROM ({kept_out}{uncut if run.first else ''}) AS u ORDER BY u._row"
    )


def write(engine: Engine, plan: Plan, runs: tuple[BlockRun, ...], rejects: str, path: Path) -> None:
    """Write the rows of all blocks that are not written (`UNWRITTEN`), by block and source row.

    ``rejects``: relation of the rejected rows (`refused.REJECTS`).
    """
    batches = (batch for run in runs for batch in _rows(engine, plan, run, rejects))
    parquet.write(path, UNWRITTEN, batches)
