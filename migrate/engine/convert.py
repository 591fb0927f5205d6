"""Convert staged rows by a plan: target tables, lineage, rejects, and the balance counted from the written files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from migrate.engine import block as blocks
from migrate.engine import cases, found, law, meetings, parts, refused, target, unwritten
from migrate.engine.duckdb import opened
from migrate.engine.plan import Plan
from migrate.engine.result import Converted, Surroundings
from migrate.errors import MigrateError
from migrate.model.finding import Place, sort_key
from migrate.model.staging import Staged


def _guard(plan: Plan, staged: Mapping[str, Staged]) -> None:
    places = Counter((block.table, block.source, block.part) for block in plan.blocks)
    for (table, source, _), count in places.items():
        if count > 1:
            raise MigrateError("MIG-CNV-018", Place(table=table), {"table": table, "source": source})
    for source in plan.sources:
        if source not in staged:
            raise MigrateError("MIG-CNV-019", Place(table=source), {"source": source})


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
        runs = tuple(blocks.run(engine, plan, n, staged, surroundings) for n in range(len(plan.blocks)))
        found_beside = [f for run in runs for f in meetings.findings(plan.business, run)]
        for own in parts.together(runs):
            parts.refuse_together(engine, own)
            found_beside += parts.yields(engine, plan.business, own)
        cases.refuse_children(engine, runs)
        everything = [found.read(engine, plan, run, runs, surroundings.digest) for run in runs]
        tables = tuple(target.write(engine, plan, table, runs, into) for table in plan.tables)
        rejects, values, undecodable = refused.write(engine, runs, surroundings.records, into)
        engine.read_parquet("law_rejects", rejects)
        kept_out = into / "unwritten.parquet"
        unwritten.write(engine, plan, runs, "law_rejects", kept_out)
        sums = law.check(engine, plan.business, runs, tables)
    unreported: Counter[str] = sum((one.unreported for one in everything), Counter())
    findings = [*(f for one in everything for f in one.findings), *found_beside, *sums.findings]
    return Converted(
        tables=tables,
        rejects=rejects,
        values=values,
        undecodable=undecodable,
        unwritten=kept_out,
        lines=sums.lines,
        targets=sums.targets,
        findings=tuple(sorted(findings, key=sort_key)),
        unreported=dict(sorted(unreported.items())),
    )
