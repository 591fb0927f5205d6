"""Row by row on Spark: the same pairing as `compare`, as Spark SQL over the files themselves.

Rows are digested, paired and joined by key in Spark's workers; what is left, the rows that differ, lands as Parquet;
this machine gives the differences their classes by the same SQL as ever. So both engines leave the same file of
differences, to the byte.
"""

from __future__ import annotations

from migrate.engine.duckdb import Engine, text
from migrate.engine.spark_tables import SparkTables
from migrate.model.reconcile import DifferenceKind, TableComparison
from migrate.reconcile.compare import Expected, classify, views
from migrate.reconcile.delivered import Delivered

_EXPECTED, _DELIVERED = "expected", "delivered"
_NONE = "CAST(NULL AS {})"


def compare(engine: Engine, spark: SparkTables, expected: Expected, delivered: Delivered) -> TableComparison:
    """See `compare.compare`, which it stands in for; `compare.listed` names the differences.

    Raises:
        UnreadableError: MIG-REC-010, the delivered file breaks off while it is read.
        MigrateError: MIG-CNV-083, Spark gave up; -084, files that workers wrote are not here.
    """
    columns = tuple(f"c{n}" for n in range(len(expected.columns)))
    keys = tuple(f"c{expected.columns.index(item)}" for item in expected.key)
    views(engine, expected, delivered)
    for relation, path in ((_EXPECTED, expected.rows), (_DELIVERED, delivered.parquet)):
        spark.number(relation, path, expected.columns, tells_empty=delivered.tells_empty)
    left, pairs = (engine.folder / engine.fresh(made) for made in ("left", "pairs"))
    spark.keep("left_over", _left_over(columns), left)
    spark.keep("pairs", _pairs(columns, keys), pairs)
    engine.run(f"CREATE OR REPLACE TEMP VIEW pairs AS SELECT * FROM read_parquet({text(f'{pairs}/*.parquet')})")
    classify(engine, columns, keys)
    rows, arrived = (engine.number(f"SELECT count(*) FROM {side}") for side in (_EXPECTED, _DELIVERED))
    counted = dict(engine.rows("SELECT kind, count(*) FROM differences GROUP BY kind"))
    return TableComparison(
        table=expected.table,
        file=delivered.file,
        expected=rows,
        delivered=arrived,
        equal=rows - engine.number("SELECT count(er) FROM pairs"),
        differences={one: counted.get(one.value, 0) for one in DifferenceKind},
        totals=(),
    )


def _digests(side: str, columns: tuple[str, ...]) -> str:
    """SQL: the number of each row and 128 bits of all its cells, each with its length before it."""
    cells = (f"CASE WHEN {c} IS NULL THEN '-' ELSE CAST(length({c}) AS VARCHAR) || ':' || {c} END" for c in columns)
    return f"SELECT '{side}' AS side, r, md5({' || '.join(cells)}) AS h FROM {side}"


def _left(side: str, columns: tuple[str, ...], keys: tuple[str, ...]) -> str:
    """SQL: the rows of one side without an equal one on the other, the duplicates of a key numbered."""
    number = f"row_number() OVER (PARTITION BY {', '.join(keys)} ORDER BY r)" if keys else "r"
    return (
        f"SELECT r, {number} AS n, {', '.join(columns)} FROM {side} "
        f"WHERE r IN (SELECT r FROM left_over WHERE side = '{side}')"
    )


def _left_over(columns: tuple[str, ...]) -> str:
    """SQL: the rows of either side that have no equal one on the other; the first ones of equal rows are paired."""
    counts = ", ".join(
        f"sum(CASE WHEN side = '{side}' THEN 1 ELSE 0 END) OVER (PARTITION BY h) AS n_{side}"
        for side in (_EXPECTED, _DELIVERED)
    )
    return (
        f"WITH digests AS ({_digests(_EXPECTED, columns)} UNION ALL {_digests(_DELIVERED, columns)}), "
        f"counted AS (SELECT side, r, {counts}, row_number() OVER (PARTITION BY h, side ORDER BY r) AS n FROM digests) "
        f"SELECT side, r FROM counted WHERE n > least(n_{_EXPECTED}, n_{_DELIVERED})"
    )


def _pairs(columns: tuple[str, ...], keys: tuple[str, ...]) -> str:
    """SQL of the relation ``pairs`` (see `compare`): er, dr, and the columns of both rows."""
    both = ", ".join(f"e.{column} AS e{column}, d.{column} AS d{column}" for column in columns)
    if keys:
        same = " AND ".join(("e.n = d.n", *(f"e.{key} IS NOT DISTINCT FROM d.{key}" for key in keys)))
        paired = f"SELECT e.r AS er, d.r AS dr, {both} FROM left_expected AS e FULL JOIN left_delivered AS d ON {same}"
    else:  # nothing can be paired: a full join that never meets is the one join that Spark cannot spread
        number, cell = _NONE.format("BIGINT"), _NONE.format("VARCHAR")
        ours = ", ".join(f"{column} AS e{column}, {cell} AS d{column}" for column in columns)
        theirs = ", ".join(f"{cell}, {column}" for column in columns)
        paired = (
            f"SELECT r AS er, {number} AS dr, {ours} FROM left_expected "
            f"UNION ALL SELECT {number}, r, {theirs} FROM left_delivered"
        )
    return (
        f"WITH left_expected AS ({_left(_EXPECTED, columns, keys)}), "
        f"left_delivered AS ({_left(_DELIVERED, columns, keys)}) {paired}"
    )
