"""Keys and references: judged over the whole table in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from migrate.engine.duckdb import Engine, Limits
from migrate.engine.duckdb import opened as open_engine
from migrate.quality.bind import Bound
from migrate.quality.judge import FAILED
from migrate.quality.kinds import TableTest, quoted, relation, relation_name
from migrate.quality.rows import Rows, batches


def _columns_read(tested: list[tuple[int, Bound]]) -> dict[str, set[str]]:
    """Per table, the columns that the tests read."""
    wanted: dict[str, set[str]] = {}
    for _, one in tested:
        wanted.setdefault(one.use.table, set()).update({one.use.item.name, *one.kind.columns(one.use)})
        for target in one.kind.tables(one.use):
            table, _, item = target.rpartition(".")
            wanted.setdefault(table, set()).add(item)
    return wanted


def _load(engine: Engine, table: str, rows: Rows, columns: list[str]) -> None:
    """Make the rows visible under ``relation(table)``, numbered from 1; only the columns that are read."""
    listed = ", ".join(f"{quoted(column)} VARCHAR" for column in columns)
    engine.run(f"CREATE TABLE {relation(table)} (_row BIGINT, {listed})")
    done = 0
    for frame in batches(rows, columns):
        numbered = frame.select(pl.int_range(done + 1, done + frame.height + 1, dtype=pl.Int64).alias("_row"), *columns)
        engine.insert(relation_name(table), numbered.to_arrow())
        done += frame.height


def failing(runnable: tuple[Bound, ...], opened: Mapping[str, Rows], scratch: Path) -> pl.DataFrame:
    """Failures of the rules that judge a whole table: ``use`` (position in ``runnable``) and ``row`` (from 1).

    ``scratch`` is an empty folder for the engine's own files.

    Raises:
        UnreadableError: a file cannot be read (see ``batches``).
    """
    tests = [(i, one.kind.test(one.use)) for i, one in enumerate(runnable)]
    tested = [(i, runnable[i]) for i, test in tests if isinstance(test, TableTest)]
    found: list[pl.DataFrame] = [pl.DataFrame(schema=FAILED)]
    if not tested:
        return found[0]
    with open_engine(scratch, Limits()) as engine:
        for table, columns in sorted(_columns_read(tested).items()):
            _load(engine, table, opened[table], sorted(columns))
        for position, test in tests:
            if isinstance(test, TableTest):
                rows = [row for (row,) in engine.rows(test.sql)]
                found.append(pl.DataFrame({"use": [position] * len(rows), "row": rows}, schema=FAILED))
    return pl.concat(found)
