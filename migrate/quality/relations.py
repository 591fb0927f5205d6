"""The rows of the checked tables as relations of the engine, for rules that look at more than one row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from migrate.engine.duckdb import Engine, Limits, text
from migrate.engine.duckdb import opened as open_engine
from migrate.engine.spark_tables import SparkTables
from migrate.model.value import value
from migrate.quality.bind import Bound
from migrate.quality.judge import FAILED
from migrate.quality.kinds import Reach, TableTest, quoted, relation_name
from migrate.quality.rows import Rows, batches

Files = Mapping[tuple[str, str], Rows]
"""(業務ID, table) → its file."""


def _reads(one: Bound) -> Iterator[Reach]:
    use = one.use
    for item in (use.item.name, *one.kind.columns(use)):
        yield Reach(business=use.spec.business, table=use.table, item=item)
    yield from one.kind.tables(use)


@value
class Relations:
    """An engine in which the tables appear when a rule asks for them."""

    engine: Engine
    files: Files
    seen: dict[tuple[str, str], set[str]]
    """Columns that are visible already."""
    spark: SparkTables | None = None
    """Where the rules are asked instead of in the engine."""

    def failing(self, bound: tuple[Bound, ...]) -> pl.DataFrame:
        """Failures of the rules that judge a whole table: ``use`` (position in ``bound``) and ``row`` (from 1).

        Raises:
            UnreadableError: a file cannot be read (see ``batches``).
        """
        tests = [(i, one.kind.test(one.use)) for i, one in enumerate(bound)]
        tested = [(i, test) for i, test in tests if isinstance(test, TableTest)]
        reads = {reach for i, _ in tested for reach in _reads(bound[i])}
        try:
            self._show(reads)
            return pl.concat([pl.DataFrame(schema=FAILED), *(self._failing(i, test) for i, test in tested)])
        except OSError:
            for table in {(one.business, one.table) for one in reads}:
                items = sorted(one.item for one in reads if (one.business, one.table) == table)
                for _ in batches(self.files[table], items):  # says which file it is
                    pass
            raise

    def _failing(self, position: int, test: TableTest) -> pl.DataFrame:
        rows = pl.DataFrame((self.spark or self.engine).table(test.sql))
        return rows.select(use=pl.lit(position, pl.Int64), row=pl.col("_row").cast(pl.Int64))

    def _show(self, reaches: Iterable[Reach]) -> None:
        wanted: dict[tuple[str, str], set[str]] = {}
        for one in reaches:
            wanted.setdefault((one.business, one.table), set()).add(one.item)
        for table, items in sorted(wanted.items()):
            before = self.seen.get(table, set())
            if not items <= before:
                self._load(table, sorted(items | before))
                self.seen[table] = items | before

    def _load(self, table: tuple[str, str], items: list[str]) -> None:
        """Make the rows visible, numbered from 1: Parquet where it is, CSV as a copy of the columns that are read."""
        rows, name = self.files[table], relation_name(*table)
        if self.spark is not None:
            self.spark.show(name, rows.path, items)
            return
        kind = "TABLE" if rows.is_csv else "VIEW"
        self.engine.run(f"DROP {kind} IF EXISTS {quoted(name)}")
        if not rows.is_csv:
            listed = ", ".join(f"NULLIF({quoted(item)}, '') AS {quoted(item)}" for item in items)
            source = f"read_parquet({text(str(rows.path))}, file_row_number = true)"
            self.engine.view(name, f"SELECT file_row_number + 1 AS _row, {listed} FROM {source}")
            return
        listed = ", ".join(f"{quoted(item)} VARCHAR" for item in items)
        self.engine.run(f"CREATE TABLE {quoted(name)} (_row BIGINT, {listed})")
        done = 0
        for frame in batches(rows, items):
            numbers = pl.int_range(done + 1, done + frame.height + 1, dtype=pl.Int64)
            self.engine.insert(name, frame.select(numbers.alias("_row"), *items).to_arrow())
            done += frame.height


@contextmanager
def opened(scratch: Path, files: Files, limits: Limits, spark: SparkTables | None = None) -> Iterator[Relations]:
    """Relations over ``files``; ``scratch`` is an empty folder for the engine's files, which hold values of rows."""
    with open_engine(scratch, limits) as engine:
        yield Relations(engine=engine, files=files, seen={}, spark=spark)
