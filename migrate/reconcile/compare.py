"""Row by row: the rows that the source says must have arrived against the rows of one delivered file.

Equal rows are paired first (as multisets, by a digest of the whole row in which NULL and '' differ), so that neither
duplicates of a key multiply nor equal rows cost more than one pass. Only what is left over is paired by key, the
duplicates of a key numbered in the order of their rows. Tables without a key know missing and extra rows only.
The order of the rows is not compared. Everything larger than memory is left to DuckDB.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from migrate.engine.duckdb import Engine, name, text
from migrate.engine.result import Digest
from migrate.model.delivery import Content
from migrate.model.reconcile import DifferenceKind, TableComparison
from migrate.model.value import value
from migrate.reconcile import row_digests
from migrate.reconcile.delivered import Delivered
from migrate.reconcile.differences import SCHEMA, kind


@value
class Expected:
    """What one table must hold: the Plan run on freshly staged source, and where each row comes from."""

    business: str
    table: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    """Items of the primary key; empty where the table has none."""
    rows: Path
    """Parquet: all columns text, no value = NULL; the row number is the position."""
    lineage: Path
    """Parquet: target_row, source_table, source_file, source_row, fate."""
    content: Content | None = None
    """Of its rows; None where they were not made by a conversion."""

    def same(self, delivered: Delivered) -> bool:
        """True where a delivered file is known to hold these very rows in their order."""
        if self.content is None or delivered.content is None:
            return False
        return self.content.same(delivered.content, tells_empty=delivered.tells_empty)


def agreement(expected: Expected, rows: int, file: str) -> TableComparison:
    """The comparison of a file that is the `Expected.same`: ``rows`` rows, no difference."""
    none = dict.fromkeys(DifferenceKind, 0)
    return TableComparison(
        table=expected.table, file=file, expected=rows, delivered=rows, equal=rows, differences=none, totals=()
    )


def compare(engine: Engine, expected: Expected, delivered: Delivered) -> TableComparison:
    """All differences between what one table must hold and one delivered file of it, counted; `listed` names them.

    Raises:
        UnreadableError: MIG-REC-010, the delivered file breaks off while it is read.
    """
    columns = tuple(f"c{n}" for n in range(len(expected.columns)))
    keys = tuple(f"c{expected.columns.index(item)}" for item in expected.key)
    views(engine, expected, delivered)
    _digest(engine, expected, delivered)
    _leave_over(engine, columns, keys)
    _pair(engine, columns, keys)
    classify(engine, columns, keys)
    rows, left = (
        dict(engine.rows(f"SELECT side, count(*) FROM {table} GROUP BY side")) for table in ("digests", "left_over")
    )
    counted = dict(engine.rows("SELECT kind, count(*) FROM differences GROUP BY kind"))
    return TableComparison(
        table=expected.table,
        file=delivered.file,
        expected=rows.get(_EXPECTED, 0),
        delivered=rows.get(_DELIVERED, 0),
        equal=rows.get(_EXPECTED, 0) - left.get(_EXPECTED, 0),
        differences={one: counted.get(one.value, 0) for one in DifferenceKind},
        totals=(),
    )


_EXPECTED, _DELIVERED = 0, 1


def views(engine: Engine, expected: Expected, delivered: Delivered) -> None:
    """Both sides as ``expected`` and ``delivered``: ``r``, the row number from 1, and column N of the items as cN."""
    for view, path in (("expected", expected.rows), ("delivered", delivered.parquet)):
        items = (name(item) if delivered.tells_empty else f"nullif({name(item)}, '')" for item in expected.columns)
        listed = ", ".join(f"{item} AS c{n}" for n, item in enumerate(items))
        source = f"read_parquet({text(str(path))}, file_row_number = true)"
        engine.run(f"CREATE OR REPLACE TEMP VIEW {view} AS SELECT file_row_number + 1 AS r, {listed} FROM {source}")


def _digest(engine: Engine, expected: Expected, delivered: Delivered) -> None:
    """A 128-bit digest of each row of both sides: ``h`` and ``g``, 64 bits each."""
    engine.run("CREATE OR REPLACE TEMP TABLE digests (side TINYINT, r BIGINT, h UBIGINT, g UBIGINT)")
    for side, path in ((_EXPECTED, expected.rows), (_DELIVERED, delivered.parquet)):
        for rows in row_digests.digests(path, expected.columns, tells_empty=delivered.tells_empty):
            own = pa.repeat(pa.scalar(side, pa.int8()), len(rows))
            engine.insert("digests", rows.add_column(0, "side", own))


def _leave_over(engine: Engine, columns: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Rows without an equal one on the other side, each side with the duplicates of a key numbered."""
    counts = ", ".join(f"count(*) FILTER (side = {side}) AS n{side}" for side in (_EXPECTED, _DELIVERED))
    engine.run(
        "CREATE OR REPLACE TEMP TABLE left_over AS SELECT side, r FROM ("
        "SELECT d.side, d.r, least(n0, n1) AS paired, row_number() OVER (PARTITION BY d.side, d.h, d.g ORDER BY d.r) "
        f"AS n FROM digests d JOIN (SELECT h, g, {counts} FROM digests GROUP BY h, g HAVING n0 <> n1) USING (h, g)) "
        "WHERE n > paired"
    )
    for side, view in ((_EXPECTED, "expected"), (_DELIVERED, "delivered")):
        number = f"row_number() OVER (PARTITION BY {', '.join(keys)} ORDER BY r)" if keys else "r"
        engine.run(
            f"CREATE OR REPLACE TEMP TABLE left_{view} AS SELECT r, {number} AS n, {', '.join(columns)} "
            f"FROM {view} WHERE r IN (SELECT r FROM left_over WHERE side = {side})"
        )


def _pair(engine: Engine, columns: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """What is left over as ``pairs``, by key and number: er and dr, the row on either side, and its columns."""
    same = " AND ".join(("e.n = d.n", *(f"e.{key} IS NOT DISTINCT FROM d.{key}" for key in keys)))
    both = ", ".join(f"e.{column} AS e{column}, d.{column} AS d{column}" for column in columns)
    engine.run(
        f"CREATE OR REPLACE TEMP TABLE pairs AS SELECT e.r AS er, d.r AS dr, {both} FROM left_expected e "
        f"FULL JOIN left_delivered d ON {same if keys else 'false'}"
    )


def classify(engine: Engine, columns: tuple[str, ...], keys: tuple[str, ...]) -> None:
    """Make ``differences`` of ``pairs``: a missing row, an extra row, or one difference per item."""
    parts = [
        f"SELECT {text(DifferenceKind.MISSING.value)} AS kind, er, dr, NULL AS item FROM pairs WHERE dr IS NULL",
        f"SELECT {text(DifferenceKind.EXTRA.value)}, er, dr, NULL FROM pairs WHERE er IS NULL",
    ]
    parts += [
        f"SELECT {kind(f'e{column}', f'd{column}')}, er, dr, {n} FROM pairs "
        f"WHERE er IS NOT NULL AND dr IS NOT NULL AND e{column} IS DISTINCT FROM d{column}"
        for n, column in enumerate(columns)
        if column not in keys
    ]
    engine.run(f"CREATE OR REPLACE TEMP TABLE differences AS {' UNION ALL '.join(parts)}")


def listed(engine: Engine, expected: Expected, delivered: Delivered, digest: Digest) -> Iterator[pa.RecordBatch]:
    """Every difference that `compare` has just found, in the order of the expected, then of the delivered rows."""
    keys = ", ".join(f"coalesce(ec{n}, dc{n})" for n in (expected.columns.index(item) for item in expected.key))
    engine.run(
        "CREATE OR REPLACE TEMP TABLE origins AS SELECT target_row AS er, "
        "first(source_file ORDER BY fate <> '書込', source_file, source_row) AS file, "
        "first(source_row ORDER BY fate <> '書込', source_file, source_row) AS row "
        f"FROM read_parquet({text(str(expected.lineage))}) "
        "WHERE target_row IN (SELECT er FROM differences) GROUP BY target_row"
    )
    engine.run(
        "CREATE OR REPLACE TABLE ordered AS SELECT x.kind, x.item, x.dr, o.file, o.row, "
        f"[{keys}]::VARCHAR[] AS parts FROM differences x "
        "JOIN pairs p ON x.er IS NOT DISTINCT FROM p.er AND x.dr IS NOT DISTINCT FROM p.dr "
        "LEFT JOIN origins o ON o.er = x.er ORDER BY x.er NULLS LAST, x.dr, x.item, x.kind"
    )
    for batch in engine.batches("SELECT * FROM ordered"):
        yield _named(expected, delivered, batch, digest)


def _named(expected: Expected, delivered: Delivered, batch: pa.RecordBatch, digest: Digest) -> pa.RecordBatch:
    """A batch of differences with names for numbers and a digest for the key."""
    kinds, items, rows, files, origins, parts = (column.to_pylist() for column in batch.columns)
    size = len(kinds)
    keys = [digest(tuple(part or "" for part in one)) if expected.key else None for one in parts]
    arrays: dict[str, list[Any]] = {
        "kind": kinds,
        "table": [expected.table] * size,
        "item": [None if item is None else expected.columns[item] for item in items],
        "key": keys,
        "source_file": files,
        "source_row": origins,
        "delivered_file": [delivered.file] * size,
        "delivered_row": rows,
        "fate": [None] * size,
        "by": [None] * size,
        "line": [None] * size,
    }
    return pa.RecordBatch.from_pydict(arrays, schema=SCHEMA)
