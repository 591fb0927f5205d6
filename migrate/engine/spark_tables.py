"""Tables on Spark for those who judge or compare rows: relations for SQL, all rows of a table for a body in workers.

Spark reads the Parquet files itself; the number of a row is its place in the file, as everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from migrate.engine import spark_session
from migrate.engine.dialects import translated
from migrate.engine.duckdb import Limits
from migrate.engine.spark import looked_at, name, unseen, url
from migrate.engine.spark_session import Address
from migrate.engine.spark_worker import Batches

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

ROW = "row"
"""Column of a batch: place of the row in its file, from 0."""


class SparkTables:
    """Parquet files of text as Spark sees them; no value is null, never an empty text."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def _rows(self, path: Path, row: str, columns: dict[str, str]) -> DataFrame:
        texts = [f"NULLIF(CAST({name(column)} AS STRING), '') AS {name(said)}" for column, said in columns.items()]
        return self._session.read.parquet(url(path)).selectExpr(row, *texts)

    def show(self, relation: str, path: Path, columns: Sequence[str]) -> None:
        """Make ``columns`` of a file a relation, its rows numbered from 1 as ``_row``."""
        with spark_session.told():
            rows = self._rows(path, "_metadata.row_index + 1 AS _row", {column: column for column in columns})
            rows.createOrReplaceTempView(name(relation))

    def number(self, relation: str, path: Path, columns: Sequence[str], *, tells_empty: bool) -> None:
        """Make a file a relation: ``r``, the row's number from 1, and column N of ``columns`` as cN.

        Without ``tells_empty`` an empty text is no value.
        """
        cells = (name(column) if tells_empty else f"NULLIF({name(column)}, '')" for column in columns)
        with spark_session.told():
            rows = self._session.read.parquet(url(path))
            listed = (f"{cell} AS c{number}" for number, cell in enumerate(cells))
            rows.selectExpr("_metadata.row_index + 1 AS r", *listed).createOrReplaceTempView(name(relation))

    def keep(self, relation: str, sql: str, into: Path) -> None:
        """Leave the rows of a query in DuckDB's SQL as Parquet in the folder ``into``, which is not there yet, and make
        them a relation.

        Raises:
            MigrateError: MIG-CNV-083, Spark gave up; -084, files that workers wrote are not here.
        """
        with spark_session.told():
            self._session.sql(translated(sql, "spark")).write.parquet(url(into))
        if not any(into.glob("*.parquet")):
            raise unseen(into)
        with spark_session.told():
            self._session.read.parquet(url(into)).createOrReplaceTempView(name(relation))

    def table(self, sql: str) -> pa.Table:
        """The rows of a query in DuckDB's SQL over relations that are shown.

        Raises:
            MigrateError: MIG-CNV-083, Spark gave up.
        """
        with spark_session.told():
            return self._session.sql(translated(sql, "spark")).toArrow()

    def through(self, path: Path, columns: Sequence[str], body: Batches, schema: str, into: Path) -> None:
        """Every row of a file through ``body`` in the workers; what it gives is left as Parquet in ``into``.

        A batch has `ROW` and the columns under names of their own, ``c0`` … in the order of ``columns``
        (``mapInArrow`` takes no dots in names); its rows may come from several places of the file.

        Args:
            path: the file, which workers see under the same path, as they must see ``into``.
            columns: the columns that the body reads.
            body: what runs in a worker.
            schema: Spark's words for what it gives.
            into: a folder that is not there yet.

        Raises:
            MigrateError: MIG-CNV-083, Spark gave up; -084, files that workers wrote are not here.
        """
        short = {column: f"c{number}" for number, column in enumerate(columns)}
        with spark_session.told():
            rows = self._rows(path, f"_metadata.row_index AS {ROW}", short)
            rows.mapInArrow(body, schema).write.parquet(url(into))
        if not any(into.glob("*.parquet")):
            raise unseen(into)


@contextmanager
def opened(where: Address, folder: Path, memory: str = Limits().memory) -> Iterator[SparkTables]:
    """Tables on the Spark at ``where``.

    Args:
        where: where Spark is.
        folder: an empty folder that workers see under the same path, as they must see the tables.
        memory: what Spark may take on this machine; a cluster has its own settings.

    Raises:
        MigrateError: MIG-CNV-080 to -085, -087: see `spark.opened`.
    """
    with spark_session.session(where, folder, memory) as session:
        looked_at(session, where, folder)
        yield SparkTables(session)
