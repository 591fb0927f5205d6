"""Several blocks from one source into one target: together they give each source row one fate.

A row that one part refuses is written by none of them: half of a row would be a loss that nobody sees.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migrate.engine.block import REJECTED, WRITTEN, BlockRun
from migrate.engine.duckdb import Engine, name, text
from migrate.model.finding import Finding, Place, Severity
from migrate.model.mapping import Yields

TWIN = "P|0"
"""``reject`` of a row that another part of the same source and target refuses; it is told there, once."""
YIELDS = "MIG-CNV-030"


def together(runs: Iterable[BlockRun]) -> Iterator[tuple[BlockRun, ...]]:
    """The runs by target and source, in the order of their first."""
    groups: dict[tuple[str, str], list[BlockRun]] = {}
    for run in runs:
        groups.setdefault((run.block.table, run.block.source), []).append(run)
    yield from map(tuple, groups.values())


def refuse_together(engine: Engine, parts: tuple[BlockRun, ...]) -> None:
    """A row that a part refuses is refused by the first of those parts, and taken from the others.

    May be asked again when more rows are refused: what was taken from a part before stays so.
    """
    if len(parts) == 1:
        return
    refused = name(parts[0].odd + "§refused")
    told = " UNION ALL ".join(
        f"SELECT _row, {n} AS part FROM {name(run.odd)} AS c WHERE {REJECTED} AND c.reject <> '{TWIN}'"
        for n, run in enumerate(parts)
    )
    engine.run(f"CREATE OR REPLACE TABLE {refused} AS SELECT _row, min(part) AS part FROM ({told}) GROUP BY _row")
    for n, run in enumerate(parts):
        merging = [str(i) for i, rule in enumerate(run.block.rows) if rule.latest_by]
        open_to = f"(c.rule IS NULL OR c.rule IN ({', '.join(merging)}))" if merging else "c.rule IS NULL"
        engine.run(
            f"UPDATE {name(run.odd)} AS c SET rule = NULL, reject = '{TWIN}' "
            f"FROM {refused} AS r WHERE r._row = c._row AND r.part <> {n} AND {open_to}"
        )
        engine.run(
            f"INSERT INTO {name(run.odd)} (_row, reject) SELECT _row, '{TWIN}' FROM {refused} "
            f"WHERE part <> {n} AND _row NOT IN (SELECT _row FROM {name(run.odd)})"
        )


def _fates(runs: tuple[BlockRun, ...]) -> str:
    """SQL of each part's view of each row: written (w), refused (r), merged (m), the rule that keeps it out."""
    each = []
    for run in runs:
        names = " ".join(f"WHEN {n} THEN {text(rule.name)}" for n, rule in enumerate(run.block.rows))
        merging = [str(n) for n, rule in enumerate(run.block.rows) if rule.latest_by]
        merged = f"coalesce(c.rule IN ({', '.join(merging)}), false)" if merging else "false"
        named = f"CASE c.rule {names} END" if names else "NULL"
        each.append(
            f"SELECT s._row, {WRITTEN} AS w, {REJECTED} AS r, {merged} AS m, {named} AS named "
            f"FROM {name(run.source)} AS s LEFT JOIN {name(run.odd)} AS c ON c._row = s._row"
        )
    return " UNION ALL ".join(each)


def yields(engine: Engine, business: str, runs: tuple[BlockRun, ...]) -> Iterator[Finding]:
    """MIG-CNV-030 where a source row gives fewer or more target rows than the mapping says.

    A row that a rule of one and the same name keeps out of every part is out on purpose, not fallen between the parts.
    """
    said = next((run.block.yields for run in runs if run.block.yields is not None), None)
    if said is None:
        return
    meant = f"count(named) = {len(runs)} AND count(DISTINCT named) = 1"
    none, several = engine.rows(
        "SELECT count(*) FILTER (WHERE rows = 0 AND NOT told), count(*) FILTER (WHERE rows > 1) FROM "
        f"(SELECT _row, sum(CAST(w AS INTEGER)) AS rows, bool_or(r) OR bool_or(m) OR ({meant}) AS told "
        f"FROM ({_fates(runs)}) GROUP BY _row)"
    )[0]
    at_least, at_most = said in (Yields.ONE, Yields.AT_LEAST_ONE), said in (Yields.ONE, Yields.AT_MOST_ONE)
    if (at_least and none) or (at_most and several):
        first = runs[0]
        params: dict[str, str | int] = {
            "source": first.block.source,
            "yields": said.value,
            "none": none,
            "several": several,
        }
        place = Place(business=business, table=first.block.table, file=first.staged.file)
        yield Finding(code=YIELDS, severity=Severity.ERROR, place=place, params=params)
