"""The table itself: the relation ``numbers`` in a database, and its file in out/restricted/keys (取扱注意)."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, name, text

FOLDER = "out/restricted/keys"
PARQUET, CSV = f"{FOLDER}/番号対応表.parquet", f"{FOLDER}/番号対応表.csv"
NUMBERS = "numbers"
_HEADS = {
    "kind": "種類",
    "system": "システム",
    "old": "旧番号",
    "new": "新番号",
    "rule": "付け方",
    "space": "範囲",
    "reason": "理由",
    "decided_by": "決めた人",
    "decided_on": "決めた日",
    "first_run": "初回",
    "last_seen": "最終",
    "replaced": "前の新番号",
}
"""Column of the relation → head in the files. ``replaced`` holds numbers that were given up, with commas between."""
_WHOLE = ("first_run", "last_seen")
SCHEMA = pa.schema([(head, pa.int32() if one in _WHOLE else pa.string()) for one, head in _HEADS.items()])
_RUNS = b"runs"
ORDER = "kind, system, length(old), old"


def empty(engine: Engine, relation: str) -> None:
    """Make an empty relation of the table's columns."""
    columns = ", ".join(f"{one} {'INTEGER' if one in _WHOLE else 'VARCHAR'}" for one in _HEADS)
    engine.run(f"CREATE OR REPLACE TABLE {relation} ({columns})")


def load(engine: Engine, path: Path, relation: str) -> None:
    """Make a view of a file of an earlier run under the relation's own column names."""
    columns = ", ".join(f"{name(head)} AS {one}" for one, head in _HEADS.items())
    engine.run(f"CREATE OR REPLACE VIEW {relation} AS SELECT {columns} FROM read_parquet({text(str(path))})")


def runs_of(path: Path) -> bytes:
    """What `save` was told of the runs that made a file."""
    told: dict[bytes, bytes] = pq.read_schema(path).metadata or {}
    return told.get(_RUNS, b"")


def save(engine: Engine, parquet_path: Path, csv_path: Path, runs: bytes) -> int:
    """Write the relation `NUMBERS`, sorted; the same bytes for the same rows. Returns the number of rows.

    ``runs`` stands in the Parquet file itself, so that a table is never without the runs that made it.
    """
    columns = ", ".join(f"{one} AS {name(head)}" for one, head in _HEADS.items())
    rows = engine.batches(f"SELECT {columns} FROM {NUMBERS} ORDER BY {ORDER}")
    count = parquet.write(parquet_path, SCHEMA.with_metadata({_RUNS: runs}), rows)
    engine.run(
        f"COPY (SELECT * FROM read_parquet({text(str(parquet_path))})) TO {text(str(csv_path))} "
        "(FORMAT csv, HEADER true, FORCE_QUOTE *)"
    )
    return count
