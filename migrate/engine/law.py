"""Law 1, checked from the written files: each source row has one fate, each target row names its source rows."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.engine.block import BlockRun
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.result import ConvertedTable
from migrate.model.balance import BalanceLine, TargetCount
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Fate
from migrate.model.value import value

BROKEN = "MIG-CNV-006"


@value
class Sums:
    """Both sums as counted, and what does not close."""

    lines: tuple[BalanceLine, ...]
    targets: tuple[TargetCount, ...]
    findings: tuple[Finding, ...]


def _by(engine: Engine, sql: str) -> dict[str, int]:
    """Counts of a query ``SELECT key, count(*) …`` by its key."""
    return {str(key): int(count) for key, count in engine.rows(f"{sql} GROUP BY 1 ORDER BY 1")}


def _line(engine: Engine, run: BlockRun, lineage: str) -> BalanceLine:
    """Fates of one block, counted in lineage and rejects; excluded rows are those of the source in neither."""
    staged, block = run.staged, run.block
    own = f"source_table = {text(staged.table)} AND source_file = {text(staged.file)}"
    told = f"SELECT source_row AS _row, fate FROM {name(lineage)} WHERE {own}"
    refused = f"SELECT source_row AS _row, code FROM law_rejects WHERE {own} AND target_table = {text(block.table)}"
    rules = "CASE c.rule " + " ".join(f"WHEN {n} THEN {text(r.name)}" for n, r in enumerate(block.rows)) + " END"
    named = f"{rules if block.rows else 'NULL'}"
    taken = f"FROM {name(run.source)} AS s JOIN {name(run.converted)} AS c ON c._row = s._row"
    merged = _by(
        engine,
        f"SELECT {named}, count(*) {taken} WHERE c.rule IS NOT NULL AND "
        f"s._row IN (SELECT _row FROM ({told}) WHERE fate = {text(Fate.MERGED.value)})",
    )
    excluded = _by(
        engine,
        f"SELECT {named}, count(*) {taken} WHERE c.rule IS NOT NULL AND "
        f"s._row NOT IN (SELECT _row FROM ({told})) AND s._row NOT IN (SELECT _row FROM ({refused}))",
    )
    return BalanceLine(
        target=block.table,
        source=staged.table,
        file=staged.file,
        read=staged.rows,
        written=engine.number(f"SELECT count(DISTINCT _row) FROM ({told}) WHERE fate = {text(Fate.WRITTEN.value)}"),
        rejected=_by(engine, f"SELECT code, count(DISTINCT _row) FROM ({refused})"),
        merged=merged,
        excluded=excluded,
    )


def _twice(engine: Engine, run: BlockRun, lineage: str) -> int:
    """Source rows of a block that the files name with more than one fate."""
    own = f"source_table = {text(run.staged.table)} AND source_file = {text(run.staged.file)}"
    return engine.number(
        f"SELECT count(*) FROM (SELECT _row FROM (SELECT DISTINCT source_row AS _row, fate FROM {name(lineage)} "
        f"WHERE {own} UNION ALL SELECT source_row, code FROM law_rejects WHERE {own} "
        f"AND target_table = {text(run.block.table)}) GROUP BY _row HAVING count(*) > 1)"
    )


def _broken(place: Place, what: str, expected: int, found: int) -> Finding:
    params: dict[str, str | int] = {"what": what, "expected": expected, "found": found}
    return Finding(code=BROKEN, severity=Severity.ERROR, place=place, params=params)


def _wrong(line: BalanceLine, twice: int, business: str) -> Iterator[Finding]:
    place = Place(business=business, table=line.target, file=line.file)
    if not line.closed:
        yield _broken(place, "元データの行の行き先", line.read, line.accounted)
    if twice:
        yield _broken(place, "行き先が二つある元データの行", 0, twice)


def check(engine: Engine, business: str, runs: tuple[BlockRun, ...], tables: tuple[ConvertedTable, ...]) -> Sums:
    """Count the written files (lineage, rejects, target) against the source rows."""
    lineages = {}
    targets = []
    findings: list[Finding] = []
    for n, table in enumerate(tables):
        lineage, target = f"law_lineage{n}", f"law_target{n}"
        engine.read_parquet(lineage, table.lineage)
        engine.read_parquet(target, table.parquet)
        lineages[table.table] = lineage
        rows = engine.number(f"SELECT count(*) FROM {target}")
        named = engine.number(
            f"SELECT count(DISTINCT target_row) FROM {lineage} "
            f"WHERE fate = {text(Fate.WRITTEN.value)} AND target_row BETWEEN 1 AND {rows}"
        )
        targets.append(TargetCount(table=table.table, rows=rows, with_source=named))
        if not targets[-1].closed:
            place = Place(business=business, table=table.table)
            findings.append(_broken(place, "元の行を示す出力の行", rows, named))
    lines = []
    for run in runs:
        lineage = lineages[run.block.table]
        lines.append(_line(engine, run, lineage))
        findings += _wrong(lines[-1], _twice(engine, run, lineage), business)
    return Sums(lines=tuple(lines), targets=tuple(targets), findings=tuple(findings))
