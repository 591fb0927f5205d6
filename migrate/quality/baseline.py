"""The baseline: failures known at a certain time, by business key, so that it survives re-extracts.

`check/baseline.parquet` has a row for each rule, place and key digest, with the number of failures known there: one
more with the same key is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text
from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.quality import Settlement
from migrate.model.value import value

FILE = "check/baseline.parquet"
PLACE = ("code", "table", "item", "key")
SCHEMA = pa.schema(
    [
        *((column, pa.string()) for column in ("business", *PLACE)),
        ("rows", pa.int64()),
        *((column, pa.string()) for column in ("owner", "reason", "date")),
    ]
)
_IDENTITY = tuple(name(column) for column in ("business", *PLACE))


@value
class Said:
    """Who takes failures as known, why and when."""

    owner: str
    reason: str
    date: date


@value
class Known:
    """Entries of one rule that were taken together. ``rows``: failures known there."""

    business: str
    code: str
    rows: int
    owner: str
    reason: str
    date: str


def require(path: Path) -> None:
    """Refuse a file that is not a baseline.

    Raises:
        UnreadableError: MIG-DQ-046, it is damaged or of another form.
    """
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        schema = None
    if schema is None or not schema.equals(SCHEMA):
        raise UnreadableError("MIG-DQ-046", Place(file=FILE), {"file": FILE})


def relation(path: Path | None) -> str:
    """The entries as a relation in SQL; of None, no entries."""
    if path is not None:
        return f"read_parquet({text(str(path))})"
    columns = ", ".join(
        f"CAST(NULL AS {'BIGINT' if field.type == pa.int64() else 'VARCHAR'}) AS {name(field.name)}" for field in SCHEMA
    )
    return f"(SELECT {columns} WHERE false)"


def _failing(failures: Path, where: str) -> str:
    listed = ", ".join(_IDENTITY)
    return (
        f"(SELECT {listed}, count(*) AS rows FROM read_parquet({text(str(failures))}) "
        f"WHERE key IS NOT NULL AND {where} GROUP BY {listed})"
    )


def update(engine: Engine, before: Path | None, failures: Path, said: Said, into: Path) -> int:
    """Write the baseline with the open failures of a run added; the number of entries.

    An entry that covers them already keeps its owner, reason and date.
    """
    known = _failing(failures, f"(settled IS NULL OR settled = {text(Settlement.KNOWN)})")
    own = {"owner": said.owner, "reason": said.reason, "date": said.date.isoformat()}
    kept = "coalesce(b.rows, 0) >= coalesce(f.rows, 0)"
    listed = [f"coalesce(b.{column}, f.{column}) AS {column}" for column in _IDENTITY]
    listed.append("greatest(coalesce(b.rows, 0), coalesce(f.rows, 0)) AS rows")
    listed += [f"CASE WHEN {kept} THEN b.{column} ELSE {text(said)} END AS {column}" for column, said in own.items()]
    same = " AND ".join(f"b.{column} = f.{column}" for column in _IDENTITY)
    select = f"SELECT {', '.join(listed)} FROM {relation(before)} b FULL JOIN {known} f ON {same}"
    return parquet.write(into, SCHEMA, _ordered(engine, select))


def prune(engine: Engine, before: Path | None, failures: Path, business: str, into: Path) -> int:
    """Write the baseline without what did not fail in the last run of ``business``; the number of entries."""
    same = " AND ".join(f"b.{column} = f.{column}" for column in _IDENTITY)
    rows = f"CASE WHEN b.business = {text(business)} THEN least(b.rows, coalesce(f.rows, 0)) ELSE b.rows END"
    listed = ", ".join("CAST(left_rows AS BIGINT) AS rows" if f.name == "rows" else name(f.name) for f in SCHEMA)
    inner = (
        f"SELECT b.*, {rows} AS left_rows FROM {relation(before)} b LEFT JOIN {_failing(failures, 'true')} f ON {same}"
    )
    return parquet.write(into, SCHEMA, _ordered(engine, f"SELECT {listed} FROM ({inner}) WHERE left_rows > 0"))


def _ordered(engine: Engine, select: str) -> Iterator[pa.RecordBatch]:
    yield from engine.batches(f"SELECT * FROM ({select}) ORDER BY {', '.join(_IDENTITY)}")


def keyless(engine: Engine, failures: Path) -> int:
    """Open failures of rows without key, which no baseline can hold."""
    return engine.number(
        f"SELECT count(*) FROM read_parquet({text(str(failures))}) WHERE key IS NULL AND settled IS NULL"
    )


def summary(path: Path) -> tuple[Known, ...]:
    """The entries by business, rule and decision."""
    by = ["business", "code", "owner", "reason", "date"]
    found = pl.scan_parquet(path).group_by(by).agg(pl.col("rows").sum()).sort(by).collect()
    return tuple(
        Known(
            business=one["business"],
            code=one["code"],
            rows=one["rows"],
            owner=one["owner"],
            reason=one["reason"],
            date=one["date"],
        )
        for one in found.iter_rows(named=True)
    )
