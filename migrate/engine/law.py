"""Law 1, checked from the written files: each source row has one fate, each target row names its source rows."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.engine import parts
from migrate.engine.block import BlockRun
from migrate.engine.duckdb import Engine, name, text
from migrate.engine.result import ConvertedTable
from migrate.model.balance import BalanceLine, TargetCount
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Fate
from migrate.model.staging import Piece
from migrate.model.value import value

BROKEN = "MIG-CNV-006"
_WRITTEN = f"fate = {text(Fate.WRITTEN.value)}"
RULE = "MIG-CNV-026"
"""Code of rows that a row rule rejects."""


@value
class Sums:
    """Both sums as counted, and what does not close."""

    lines: tuple[BalanceLine, ...]
    targets: tuple[TargetCount, ...]
    findings: tuple[Finding, ...]


def _by(engine: Engine, sql: str) -> dict[str, int]:
    """Counts of a query ``SELECT key, count(*) …`` by its key."""
    return {str(key): int(count) for key, count in engine.rows(f"{sql} GROUP BY 1 ORDER BY 1")}


def _own(run: BlockRun, piece: Piece) -> str:
    return f"source_table = {text(run.staged.table)} AND source_file = {text(piece.file)}"


def _taken(own: tuple[BlockRun, ...]) -> str:
    """SQL of rows that a rule took: the row and the rule's name, by the first part that took it."""
    each = []
    for n, run in enumerate(own):
        names = " ".join(f"WHEN {i} THEN {text(rule.name)}" for i, rule in enumerate(run.block.rows))
        if names:
            each.append(
                f"SELECT s._row, {n} AS part, CASE c.rule {names} END AS named FROM {name(run.source)} AS s "
                f"JOIN {name(run.odd)} AS c ON c._row = s._row WHERE c.rule IS NOT NULL"
            )
    if not each:
        return "SELECT 0 AS _row, '' AS named WHERE false GROUP BY ALL"
    return f"SELECT _row, arg_min(named, part) AS named FROM ({' UNION ALL '.join(each)}) GROUP BY _row"


def _reasons(own: tuple[BlockRun, ...], names: set[str], refusing: bool) -> dict[str, str]:
    """Why rules keep rows out, by their names: those named, and with ``refusing`` those that reject, too."""
    found: dict[str, list[str]] = {}
    for rule in (rule for run in own for rule in run.block.rows):
        if rule.reason and (rule.name in names or (refusing and rule.fate is Fate.REJECTED)):
            found.setdefault(rule.name, []).append(rule.reason)
    return {name: "、".join(dict.fromkeys(found[name])) for name in sorted(found)}


def _line(engine: Engine, own_parts: tuple[BlockRun, ...], lineage: str, piece: Piece) -> BalanceLine:
    """Fates of the rows of one source file in one target, counted in lineage and rejects.

    Excluded rows are those of the source in neither. Over several parts a row is written where one of them writes it.
    """
    run = own_parts[0]
    block, own, row = run.block, _own(run, piece), f"source_row + {piece.before}"
    told = f"SELECT {row} AS _row, fate FROM {name(lineage)} WHERE {own}"
    written = f"SELECT _row FROM ({told}) WHERE {_WRITTEN}"
    refused = f"SELECT {row} AS _row, code FROM law_rejects WHERE {own} AND target_table = {text(block.table)}"
    here = f"_row > {piece.before} AND _row <= {piece.before + piece.rows}"
    named, taken = "SELECT named, count(*)", f"FROM ({_taken(own_parts)} HAVING {here})"
    merged = _by(
        engine,
        f"{named} {taken} WHERE _row IN (SELECT _row FROM ({told}) WHERE fate = {text(Fate.MERGED.value)}) "
        f"AND _row NOT IN ({written})",
    )
    excluded = _by(
        engine,
        f"{named} {taken} WHERE _row NOT IN (SELECT _row FROM ({told})) AND _row NOT IN (SELECT _row FROM ({refused}))",
    )
    rejected = _by(engine, f"SELECT code, count(DISTINCT _row) FROM ({refused})")
    return BalanceLine(
        target=block.table,
        source=run.staged.table,
        file=piece.file,
        read=piece.rows,
        written=engine.number(f"SELECT count(DISTINCT source_row) FROM {name(lineage)} WHERE {own} AND {_WRITTEN}"),
        rejected=rejected,
        merged=merged,
        excluded=excluded,
        reasons=_reasons(own_parts, {*merged, *excluded}, RULE in rejected),
    )


def _twice(engine: Engine, own_parts: tuple[BlockRun, ...], lineage: str, piece: Piece) -> int:
    """Source rows that the files name with more than one fate: in one part, or both told and refused."""
    run, told = own_parts[0], f"FROM {name(lineage)} WHERE {_own(own_parts[0], piece)}"
    refused = f"SELECT source_row FROM law_rejects WHERE {_own(run, piece)} AND target_table = {text(run.block.table)}"
    both = f"SELECT source_row {told} AND source_row IN ({refused})"
    lines, rows = engine.rows(f"SELECT count(*), count(DISTINCT source_row) {told}")[0]
    if lines != rows:  # a row of several parts has a line in each, as has one that is divided
        several = f"SELECT DISTINCT source_row, fate, part {told}"
        both += f" UNION ALL SELECT source_row FROM ({several}) GROUP BY source_row, part HAVING count(*) > 1"
    return engine.number(f"SELECT count(DISTINCT source_row) FROM ({both})")


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
            f"SELECT count(DISTINCT target_row) FROM {lineage} WHERE {_WRITTEN} AND target_row BETWEEN 1 AND {rows}"
        )
        targets.append(TargetCount(table=table.table, rows=rows, with_source=named))
        if not targets[-1].closed:
            place = Place(business=business, table=table.table)
            findings.append(_broken(place, "元の行を示す出力の行", rows, named))
    lines = []
    for own in parts.together(runs):
        lineage = lineages[own[0].block.table]
        for piece in own[0].staged.pieces:
            lines.append(_line(engine, own, lineage, piece))
            findings += _wrong(lines[-1], _twice(engine, own, lineage, piece), business)
    return Sums(lines=tuple(lines), targets=tuple(targets), findings=tuple(findings))
