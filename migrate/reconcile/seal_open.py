"""Rows of one side that a differences file names, found again by their digests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa

from migrate.engine.duckdb import Engine, name, text
from migrate.model.seal import SealDifference, SealedRow
from migrate.model.value import value
from migrate.reconcile import seal_digest
from migrate.reconcile.seal_digest import Rows
from migrate.reconcile.seal_key import SealKey

_SCHEMA = pa.schema([("tab", pa.int32()), ("kind", pa.string()), ("h", pa.string()), ("groups", pa.string())])
_BATCH = 1 << 14


@value
class OpenedRow:
    """One row that differs, as this side has it."""

    kind: SealDifference
    digest: str
    """Of its key, by which the other side names it too; 32 hex digits."""
    groups: tuple[int, ...]
    row: int
    """Its number among the rows of the side."""
    source_file: str | None
    """Where the row comes from, if the side knows it, and the row there."""
    source_row: int | None
    key: tuple[str | None, ...]
    """Values of the key: for `out/restricted` and the workspace's own digest only."""


def load(engine: Engine, rows: Iterable[SealedRow], mine: tuple[int, ...]) -> None:
    """Make the table ``wanted`` of the row digests that the sides ``mine`` (0: base, 1: other) have."""
    engine.run("CREATE OR REPLACE TABLE wanted (tab INTEGER, kind VARCHAR, h VARCHAR, groups VARCHAR)")
    each = (
        (row.table, row.kind.value, digest, json.dumps(row.groups))
        for row in rows
        for digest in [(row.base, row.other)[side] for side in mine]
        if digest
    )
    while batch := list(islice(each, _BATCH)):
        engine.insert("wanted", pa.table([list(column) for column in zip(*batch, strict=True)], schema=_SCHEMA))


def find(engine: Engine, number: int, rows: Rows, lineage: Path | None, key: SealKey) -> tuple[int, int]:
    """Make the table ``opened`` of one table's rows that are wanted; how many are wanted, and how many are here.

    Of equal rows as many are taken as are wanted, the last ones: the second copy of a row is the one too many.
    """
    seal_digest.digest(engine, rows, key)
    values = ", ".join(name(item) for item in rows.key)
    source = f"read_parquet({text(str(rows.parquet))}, file_row_number = true)"
    own = f"SELECT file_row_number + 1 AS r, {f'[{values}]' if values else '[]::VARCHAR[]'} AS key FROM {source}"
    engine.run(
        "CREATE OR REPLACE TABLE matched AS SELECT w.kind, w.groups, s.k, s.r FROM "
        f"(SELECT *, row_number() OVER (PARTITION BY h ORDER BY kind, groups) AS n FROM wanted WHERE tab = {number}) w "
        "JOIN (SELECT k, h, r, row_number() OVER (PARTITION BY h ORDER BY r DESC) AS n FROM sealed "
        f"WHERE h IN (SELECT h FROM wanted WHERE tab = {number})) s USING (h, n)"
    )
    origin = (
        "SELECT target_row AS r, first(source_file ORDER BY fate <> '書込', source_file, source_row) AS file, "
        "first(source_row ORDER BY fate <> '書込', source_file, source_row) AS source_row "
        f"FROM read_parquet({text(str(lineage))}) WHERE target_row IN (SELECT r FROM matched) GROUP BY target_row"
        if lineage is not None
        else "SELECT NULL::BIGINT AS r, NULL::VARCHAR AS file, NULL::BIGINT AS source_row WHERE false"
    )
    engine.run(
        "CREATE OR REPLACE TABLE opened AS SELECT m.kind, m.k, m.groups, m.r, o.file, o.source_row, x.key "
        f"FROM matched m JOIN ({own}) x USING (r) LEFT JOIN ({origin}) o USING (r)"
    )
    return engine.number(f"SELECT count(*) FROM wanted WHERE tab = {number}"), engine.number(
        "SELECT count(*) FROM opened"
    )


def opened(engine: Engine) -> Iterator[OpenedRow]:
    """The rows of ``opened`` in their order."""
    for batch in engine.batches("SELECT kind, k, groups, r, file, source_row, key FROM opened ORDER BY r, kind"):
        for kind, digest, groups, row, file, source_row, key in zip(
            *(column.to_pylist() for column in batch.columns), strict=True
        ):
            yield OpenedRow(
                kind=SealDifference(kind),
                digest=digest,
                groups=tuple(json.loads(groups)),
                row=row,
                source_file=file,
                source_row=source_row,
                key=tuple(key),
            )
