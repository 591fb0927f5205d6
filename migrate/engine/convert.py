"""Convert staged rows by a plan: target tables, lineage, rejects, and the balance counted from the written files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa

from migrate.engine import block as blocks
from migrate.engine import found, law, meetings, parquet, parts, pieces
from migrate.engine.block import WRITTEN, BlockRun
from migrate.engine.duckdb import Engine, name, opened, text
from migrate.engine.found import Found
from migrate.engine.plan import Plan
from migrate.engine.result import Converted, ConvertedTable, Surroundings
from migrate.errors import MigrateError
from migrate.model.finding import Place, sort_key
from migrate.model.mapping import Fate
from migrate.model.staging import Staged

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


def _guard(plan: Plan, staged: Mapping[str, Staged]) -> None:
    places = Counter((block.table, block.source, block.part) for block in plan.blocks)
    for (table, source, _), count in places.items():
        if count > 1:
            raise MigrateError("MIG-CNV-018", Place(table=table), {"table": table, "source": source})
    for source in plan.sources:
        if source not in staged:
            raise MigrateError("MIG-CNV-019", Place(table=source), {"source": source})


def _target(engine: Engine, plan: Plan, table: str, runs: tuple[BlockRun, ...], into: Path) -> ConvertedTable:
    """Write one target table and its lineage: by block, then by source row."""
    items = plan.columns[table]
    schema = pa.schema([(item, pa.string()) for item in items])
    own = [run for run in runs if run.block.table == table]
    position = 0
    for run in own:
        numbered = f"{position} + row_number() OVER (ORDER BY _row) AS target_row"
        engine.run(
            f"CREATE TABLE {name(run.converted + '§target')} AS "
            f"SELECT _row, {numbered} FROM {name(run.converted)} AS c WHERE {WRITTEN}"
        )
        position += engine.number(f"SELECT count(*) FROM {name(run.converted + '§target')}")

    def rows() -> list[str]:
        named = ", ".join(f"i{n} AS {name(item)}" for n, item in enumerate(items))
        return [f"SELECT {named} FROM {name(run.converted)} AS c WHERE {WRITTEN} ORDER BY _row" for run in own]

    number = plan.tables.index(table)
    path, lineage = into / f"{number}.parquet", into / f"{number}.lineage.parquet"
    written = parquet.write(path, schema, (batch for sql in rows() for batch in engine.batches(sql)))
    parquet.write(lineage, LINEAGE, (batch for run in own for batch in engine.batches(_lineage(run))))
    return ConvertedTable(table=table, rows=written, parquet=path, lineage=lineage)


def _lineage(run: BlockRun) -> str:
    """SQL of one block's lineage; a merged row goes with its survivor."""
    target, staged = name(run.converted + "§target"), run.staged
    source = f"{text(staged.table)} AS source_table, {pieces.file_of(staged, 'c._row')} AS source_file"
    row = f"{pieces.number_of(staged, 'c._row')} AS source_row"
    part = text(run.block.part)
    merging = [n for n, rule in enumerate(run.block.rows) if rule.latest_by]
    merged = f"c.rule IN ({', '.join(map(str, merging))})" if merging else "false"
    fate = f"CASE WHEN {merged} THEN {text(Fate.MERGED.value)} ELSE {text(Fate.WRITTEN.value)} END"
    return (
        f"SELECT t.target_row, {source}, {row}, {fate} AS fate, {part} AS part FROM {name(run.converted)} AS c "
        f"LEFT JOIN {target} AS t ON t._row = CASE WHEN {merged} THEN c.survivor ELSE c._row END "
        f"WHERE {merged} OR ({WRITTEN}) ORDER BY c._row"
    )


def _restricted(runs: tuple[BlockRun, ...], everything: list[Found], into: Path) -> tuple[Path, Path, Path]:
    """Write the files that hold raw values: rejects, values, undecodable bytes."""
    rejects, values, undecodable = (into / f"{n}.parquet" for n in ("rejects", "values", "undecodable"))
    refused: list[tuple[object, ...]] = [
        (run.block.table, run.staged.table, *run.staged.place(one.row), one.code, one.item or None, one.reason, one.raw)
        for run, block in zip(runs, everything, strict=True)
        for one in block.rejects
    ]
    parquet.write_rows(rejects, found.REJECTS, refused)
    parquet.write_rows(values, found.VALUES, [line for block in everything for line in block.values])
    sources = {run.staged.table: run.staged for run in runs}
    bad: list[tuple[object, ...]] = [
        (staged.table, *staged.place(one.row), one.column, one.raw)
        for staged in sources.values()
        for one in sorted(staged.bad_bytes, key=lambda b: (b.row, b.column))
    ]
    parquet.write_rows(undecodable, found.UNDECODABLE, bad)
    return rejects, values, undecodable


def convert(plan: Plan, staged: Mapping[str, Staged], into: Path, surroundings: Surroundings) -> Converted:
    """Convert the staged rows (source table → `Staged`) and write the result's files into the folder ``into``.

    Row rules run in file order and the first that matches takes the row; then `latest_by` rules merge among the rest;
    then items are filled; then rows with a failed 拒否 item or an empty key item are rejected. The balance is counted
    from the written files; where a sum does not close, MIG-CNV-006 is among the findings.

    Raises:
        MigrateError: MIG-CNV-016 to -019, the plan does not fit itself or the staged files.
        OSError, MemoryError: the disk is full, the machine is too small.
    """
    _guard(plan, staged)
    into.mkdir(parents=True, exist_ok=True)
    with opened(into / "work", surroundings.limits) as engine:
        runs = tuple(blocks.run(engine, plan, n, staged) for n in range(len(plan.blocks)))
        found_beside = [f for run in runs for f in meetings.findings(plan.business, run)]
        for own in parts.together(runs):
            parts.refuse_together(engine, own)
            found_beside += parts.yields(engine, plan.business, own)
        everything = [found.read(engine, plan, run, surroundings) for run in runs]
        tables = tuple(_target(engine, plan, table, runs, into) for table in plan.tables)
        rejects, values, undecodable = _restricted(runs, everything, into)
        engine.read_parquet("law_rejects", rejects)
        sums = law.check(engine, plan.business, runs, tables)
    unreported: Counter[str] = sum((one.unreported for one in everything), Counter())
    findings = [*(f for one in everything for f in one.findings), *found_beside, *sums.findings]
    return Converted(
        tables=tables,
        rejects=rejects,
        values=values,
        undecodable=undecodable,
        lines=sums.lines,
        targets=sums.targets,
        findings=tuple(sorted(findings, key=sort_key)),
        unreported=dict(sorted(unreported.items())),
    )
