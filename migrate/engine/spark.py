"""Computing on Spark: joins and expressions as Spark SQL, calls by the same Python bodies in its workers.

What is computed lands as Parquet in the conversion's folder, which workers must see under the same path; from there it
is read chunk by chunk like anything that was computed on this machine.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from sqlglot import exp

from migrate import __version__
from migrate.engine import chunks, joins, spark_session, spark_worker
from migrate.engine.chunks import ROW, Chunk
from migrate.engine.dialects import portable, translated
from migrate.engine.duckdb import Engine, Limits
from migrate.engine.evaluator import Over, Work
from migrate.engine.joins import Joined
from migrate.engine.projection import Asked, Level, Projection, array
from migrate.engine.spark_session import Address
from migrate.errors import MigrateError

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

_SPARK = "spark"
_PARTS, _WAIT = 8, 120
"""Tasks of the look at the workers, and seconds until somebody must have taken them."""


def name(text: str) -> str:
    """An identifier in Spark SQL."""
    return "`" + text.replace("`", "``") + "`"


def url(path: Path) -> str:
    """A path of the local file system as Spark takes it, whatever its default file system is."""
    return f"file:///{path.resolve().as_posix().lstrip('/')}"


class _Tables:
    """Spark's views, as `joins` makes them."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def view(self, relation: str, select: str) -> None:
        self._session.sql(f"CREATE OR REPLACE TEMPORARY VIEW {name(relation)} AS {translated(select, _SPARK)}")

    def read_parquet(self, view: str, path: Path) -> tuple[str, ...]:
        frame = self._session.read.parquet(url(path))
        frame.createOrReplaceTempView(name(view))
        return tuple(frame.columns)


class _Computing:
    """The asked columns of one block. Source columns are numbered in it: ``mapInArrow`` takes no dots in names."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._projection = Projection(lowering=work.lowering, asked=work.asked)
        self._short: dict[str, str] = {}
        for column in self._projection.columns:
            self._short.setdefault(column.lower(), f"c{len(self._short)}")

    def over(self, rows: DataFrame) -> DataFrame:
        """``_row`` and all asked columns of ``rows``."""
        frame = rows.selectExpr(ROW, *(f"{name(column)} AS {short}" for column, short in self._short.items()))
        for level in self._projection.levels:
            frame = self._with_calls(frame, level)
        return frame.selectExpr(ROW, *map(self._selected, self._work.asked))

    def _selected(self, one: Asked) -> str:
        text = portable(one.tree.transform(self._numbered), _SPARK).sql(_SPARK)
        return f"CAST({text} AS {'INT' if one.number else 'STRING'}) AS {name(one.name)}"

    def _numbered(self, node: exp.Expression) -> exp.Expression:
        if not isinstance(node, exp.Column):
            return node
        return exp.column(exp.to_identifier(self._short.get(node.name.lower(), node.name), quoted=True))

    def _with_calls(self, frame: DataFrame, level: Level) -> DataFrame:
        from pyspark.sql.types import StringType, StructField, StructType  # noqa: PLC0415 (heavy, and an extra)

        made = [name for call, _ in level for name in (call.value_column, call.failure_column)]
        schema = StructType([*frame.schema.fields, *(StructField(name, StringType()) for name in made)])
        given = frame.selectExpr("*", *(self._selected(one) for _, one in level))
        return given.mapInArrow(spark_worker.calls(level, self._work.code_maps), schema)


def _together(rows: DataFrame, chunk: int) -> DataFrame:
    """Rows that are near each other in the source, near each other again after a join: few files hold a chunk."""
    from pyspark.sql.functions import expr  # noqa: PLC0415 (heavy, and an extra)

    return rows.repartition(expr(f"{ROW} div {chunk}")).sortWithinPartitions(ROW)


class Spark:
    """The evaluator on an open Spark session."""

    def __init__(self, session: SparkSession) -> None:
        self._session = session

    def base(self, engine: Engine, work: Work) -> Joined:
        """See `Evaluator.base`; the joined rows are written, in the order of their record numbers."""
        if not work.block.joins:
            return joins.alone(engine, work.block, work.parquets, work.relation)
        with spark_session.told():
            looked = joins.look_up(_Tables(self._session), work.block, work.parquets, work.relation)
            rows = self._session.sql(translated(looked.select, _SPARK))
            ordered = _together(rows, engine.limits.chunk)
            relation = self._keep(engine, work, ordered, "joined")
        counts = joins.counts(engine, work.block, work.parquets, relation)
        return Joined(relation=relation, columns=looked.columns, counts=counts)

    def columns(self, engine: Engine, work: Work, base: Joined) -> Over:
        """See `Evaluator.columns`; everything is computed at once."""
        folder = _folder(engine, work, "joined") if base.counts else work.parquets[work.block.source]
        with spark_session.told():
            relation = self._keep(
                engine, work, _Computing(work).over(self._session.read.parquet(url(folder))), "computed"
            )

        def over(chunk: Chunk, asked: tuple[Asked, ...]) -> tuple[pa.Array, pa.Table]:
            table = chunks.between(engine, relation, chunk, tuple(one.name for one in asked))
            schema = pa.schema([(one.name, one.type) for one in asked])
            return array(table.column(ROW)), table.drop_columns(ROW).cast(schema)

        return over

    def _keep(self, engine: Engine, work: Work, rows: DataFrame, kind: str) -> str:
        """Write rows, unless a run before this one has written them, and make them a relation of ``engine``.

        Raises:
            MigrateError: MIG-CNV-084, files that workers wrote are not here.
        """
        folder = _folder(engine, work, kind)
        if not (folder / "_SUCCESS").exists():
            rows.write.mode("overwrite").option("maxRecordsPerFile", engine.limits.chunk).parquet(url(folder))
        relation = f"{work.relation}§{kind}"
        with pq.ParquetFile(work.parquets[work.block.source]) as file:
            wanted = file.metadata.num_rows
        if not any(folder.glob("*.parquet")):
            raise unseen(folder)
        engine.read_parquet(relation, folder / "*.parquet")
        if engine.number(f'SELECT count(*) FROM "{relation}"') != wanted:
            raise unseen(folder)
        return relation


def _folder(engine: Engine, work: Work, kind: str) -> Path:
    return engine.folder / f"spark{work.number}" / kind


def unseen(folder: Path) -> MigrateError:
    """The error where workers and this machine do not see each other's files."""
    return MigrateError("MIG-CNV-084", params={"folder": str(folder)})


def looked_at(session: SparkSession, where: Address, folder: Path) -> None:
    """Ask workers whether they have this program and see the folder, before they are given work.

    Raises:
        MigrateError: MIG-CNV-083, -084 (they do not see the folder), -085 (another version), -087 (nobody works).
    """
    told: SimpleQueue[list[tuple[str, bool]] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            asked = session.range(0, _PARTS, 1, _PARTS)
            rows = asked.mapInArrow(spark_worker.looks(folder), "version string, sees boolean").collect()
            told.put([(str(row["version"]), bool(row["sees"])) for row in rows])
        except Exception as error:  # noqa: BLE001 (raised where it is waited for)
            told.put(error)

    threading.Thread(target=ask, daemon=True).start()
    try:
        answers = told.get(timeout=_WAIT)
    except Empty:
        raise MigrateError("MIG-CNV-087", params={"address": where.shown, "seconds": _WAIT}) from None
    if isinstance(answers, Exception):
        with spark_session.told():
            raise answers
    other = [version for version, _ in answers if version != __version__]
    if other:
        raise MigrateError("MIG-CNV-085", params={"ours": __version__, "theirs": other[0] or "なし"})
    if not all(sees for _, sees in answers):
        raise unseen(folder)


@contextmanager
def opened(where: Address, folder: Path, memory: str = Limits().memory) -> Iterator[Spark]:
    """An evaluator on the Spark at ``where``.

    Args:
        where: where Spark is.
        folder: an empty folder that workers see under the same path, as they must see the conversion's.
        memory: what Spark may take on this machine; a cluster has its own settings.

    Raises:
        MigrateError: MIG-CNV-080 to -085, -087: see `spark_session.session` and the look at the workers.
    """
    with spark_session.session(where, folder, memory) as session:
        looked_at(session, where, folder)
        yield Spark(session)
