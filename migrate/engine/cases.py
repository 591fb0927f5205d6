"""Rows that belong to a rejected row: they go with it, as one case, so that no child is left without its parent."""

from __future__ import annotations

from migrate.engine import joins, parts
from migrate.engine.block import REJECTED, WRITTEN, BlockRun
from migrate.engine.duckdb import Engine, name
from migrate.engine.plan import PlanParent

CASE = "C"
"""Kind of ``reject`` of such a row: ``C|index of the parent's run|its record number``."""
CODE = "MIG-CNV-031"


def _staged(run: BlockRun) -> str:
    """Relation of the block's staged rows: the keys need not be among the columns that the block itself reads."""
    return f"{run.odd}§staged"


def _read(engine: Engine, run: BlockRun, columns: list[str]) -> None:
    """Make `_staged`; a key column that it has lost is an error."""
    have = {one.lower() for one in engine.read_parquet(_staged(run), run.staged.parquet)}
    for column in columns:
        if column.lower() not in have:
            raise joins.missing(column, run.block.source)


def _fates(run: BlockRun, columns: list[str], wanted: str) -> str:
    """SQL of the keys (k0 …) and rows of a block's rows with a fate."""
    keys = ", ".join(f"{joins.key_of(column, 's')} AS k{n}" for n, column in enumerate(columns))
    return (
        f"SELECT s._row, {keys} FROM {name(_staged(run))} AS s LEFT JOIN {name(run.odd)} AS c ON c._row = s._row "
        f"WHERE {wanted}"
    )


def _parents(runs: tuple[BlockRun, ...], parent: PlanParent) -> list[tuple[int, BlockRun]]:
    return [
        (n, run) for n, run in enumerate(runs) if run.block.table == parent.table and run.block.source == parent.source
    ]


def _orphans(run: BlockRun, parents: list[tuple[int, BlockRun]], parent: PlanParent) -> str:
    """SQL of the written rows of a block whose parents are all rejected: row, and ``reject`` with the first of them."""
    ours, theirs = [one for one, _ in parent.keys], [one for _, one in parent.keys]
    keys = ", ".join(f"k{n}" for n in range(len(ours)))
    lost = " UNION ALL ".join(f"SELECT {n} AS run, * FROM ({_fates(one, theirs, REJECTED)})" for n, one in parents)
    there = " UNION ALL ".join(f"SELECT {keys} FROM ({_fates(one, theirs, WRITTEN)})" for _, one in parents)
    first = f"SELECT {keys}, min(struct_pack(run := run, _row := _row)) AS top FROM ({lost}) GROUP BY {keys}"
    own = _fates(run, ours, WRITTEN)
    return (
        f"SELECT o._row, concat('{CASE}|', p.top.run, '|', p.top._row) AS reject FROM ({own}) AS o "
        f"JOIN ({first}) AS p USING ({keys}) ANTI JOIN ({there}) AS t USING ({keys})"
    )


def _refuse(engine: Engine, run: BlockRun, parents: list[tuple[int, BlockRun]], parent: PlanParent) -> bool:
    """Reject the rows of one block that have lost their parents; True where there were any."""
    table, odd = name(f"{run.odd}§orphans"), name(run.odd)
    engine.run(f"CREATE OR REPLACE TABLE {table} AS {_orphans(run, parents, parent)}")
    if not engine.number(f"SELECT count(*) FROM {table}"):
        return False
    engine.run(f"UPDATE {odd} AS c SET reject = o.reject FROM {table} AS o WHERE o._row = c._row")
    engine.run(f"INSERT INTO {odd} (_row, reject) SELECT _row, reject FROM {table} ANTI JOIN {odd} USING (_row)")
    return True


def refuse_children(engine: Engine, runs: tuple[BlockRun, ...]) -> None:
    """Reject the rows of each block with a parent all of whose parent rows are rejected; their children then, too.

    A row that has another parent row with the same key, which is written, stays. So does one whose parents are kept
    out by a named rule (対象外, 統合), and one that never had a parent: that is for checks to say.

    Raises:
        MigrateError: MIG-CNV-017, the staged rows lack a key column.
    """
    families = [(run, one, _parents(runs, one)) for run in runs if (one := run.block.parent) is not None]
    for n, run in enumerate(runs):
        ours = [ours for one, parent, _ in families if one is run for ours, _ in parent.keys]
        theirs = [their for _, parent, many in families if n in dict(many) for _, their in parent.keys]
        if ours or theirs:
            _read(engine, run, [*ours, *theirs])
    waiting = bool(families)
    while waiting:
        waiting = False
        for run, parent, parents in families:
            waiting = _refuse(engine, run, parents, parent) or waiting
        for own in parts.together(runs):
            parts.refuse_together(engine, own)
