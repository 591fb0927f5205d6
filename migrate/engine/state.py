"""A set of rows as a state: its digests, its checksum, what becomes of it when a delta is applied.

The digest of a row is the MD5 of its values one after the other, each as its length in bytes, a colon and its UTF-8
text, a colon alone for no value: no two different rows give the same text, and any other program can compute it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.engine import parquet
from migrate.engine.duckdb import BATCH, Engine, name, text
from migrate.model.delta import Change, Checksum
from migrate.model.value import value

_HALF = "18446744073709551615::UHUGEINT"


@value
class Layout:
    """The columns of a table; as relations they are ``c0``, ``c1`` … beside the row number ``r`` (from 1)."""

    items: tuple[str, ...]
    key: tuple[str, ...]
    """Items by which rows are paired; empty where whole rows are."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns."""
        return tuple(f"c{n}" for n in range(len(self.items)))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the key."""
        return tuple(f"c{self.items.index(item)}" for item in self.key)

    @property
    def schema(self) -> pa.Schema:
        """Schema of the table's Parquet files."""
        return pa.schema([(item, pa.string()) for item in self.items])


def digests(relation: str) -> str:
    """Name of the table of the digests (``r``, ``h``) of a relation."""
    return f"{relation}§digests"


def load(engine: Engine, relation: str, path: Path, layout: Layout) -> None:
    """Make the rows of a Parquet file a relation, and a table of their digests."""
    listed = "".join(f", {name(item)} AS c{n}" for n, item in enumerate(layout.items))
    source = f"read_parquet({text(str(path))}, file_row_number = true)"
    engine.run(f"CREATE OR REPLACE VIEW {name(relation)} AS SELECT file_row_number + 1 AS r{listed} FROM {source}")
    written = ", ".join(f"strlen({column}), ':', {column}" for column in layout.columns)
    engine.run(
        f"CREATE OR REPLACE TABLE {name(digests(relation))} AS "
        f"SELECT r, md5_number(concat({written})) AS h FROM {name(relation)}"
    )


def checksum(engine: Engine, select: str) -> Checksum:
    """Checksum of the digests ``h`` of a query."""
    sums = f"coalesce(sum((h >> 64)::UBIGINT), 0), coalesce(sum((h & {_HALF})::UBIGINT), 0)"
    rows, high, low = engine.rows(f"SELECT count(*), {sums} FROM ({select})")[0]
    return Checksum(rows=int(rows), sum=f"{int(high):x} {int(low):x}")


def duplicates(engine: Engine, relation: str, layout: Layout) -> bool:
    """True where two rows have the same key."""
    listed = ", ".join(layout.keys)
    query = f"SELECT 1 FROM {name(relation)} GROUP BY {listed} HAVING count(*) > 1"
    return bool(engine.rows(f"SELECT EXISTS ({query})")[0][0])


def differing(engine: Engine, one: str, other: str) -> int:
    """How many rows the digests of one query have that those of the other lack, and the other way round."""
    pairs = ((one, other), (other, one))
    return sum(engine.number(f"SELECT count(*) FROM (({a}) EXCEPT ALL ({b}))") for a, b in pairs)


class Applied:
    """The relation ``before`` with the files of a delta applied: what the target system holds after loading them."""

    def __init__(self, engine: Engine, before: str, files: Mapping[Change, Path], layout: Layout) -> None:
        """``before`` is loaded (`load`); rows are paired by ``layout.key``, whole rows where it is empty."""
        self._engine, self._before, self._files, self._layout = engine, before, files, layout
        for change, path in files.items():
            load(engine, self._part(change), path, layout)
        self._removed = engine.fresh("removed")
        engine.run(f"CREATE TABLE {name(self._removed)} AS {self._replaced() if layout.key else self._taken()}")

    def _part(self, change: Change) -> str:
        return f"{self._before}§{change.value}"

    def _replaced(self) -> str:
        """SQL of the rows that the delta names by their key."""
        keys = ", ".join(self._layout.keys)
        named = " UNION ALL ".join(
            f"SELECT {keys} FROM {name(self._part(change))}" for change in (Change.DELETED, Change.CHANGED)
        )
        same = " AND ".join(f"b.{key} IS NOT DISTINCT FROM d.{key}" for key in self._layout.keys)
        return f"SELECT b.r FROM {name(self._before)} AS b SEMI JOIN ({named}) AS d ON {same}"

    def _taken(self) -> str:
        """SQL of as many rows as the delta deletes of each, the first of those that are equal."""
        gone = f"SELECT h, count(*) AS n FROM {name(digests(self._part(Change.DELETED)))} GROUP BY h"
        return (
            f"SELECT r FROM (SELECT b.r, d.n, row_number() OVER (PARTITION BY b.h ORDER BY b.r) AS place "
            f"FROM {name(digests(self._before))} AS b JOIN ({gone}) AS d ON d.h = b.h) WHERE place <= n"
        )

    @property
    def digests(self) -> str:
        """Query of the digests ``h`` of all rows."""
        kept = f"SELECT h FROM {name(digests(self._before))} WHERE r NOT IN (SELECT r FROM {name(self._removed)})"
        new = (f"SELECT h FROM {name(digests(self._part(change)))}" for change in (Change.CHANGED, Change.ADDED))
        return " UNION ALL ".join((kept, *new))

    def write(self, before: Path, into: Path) -> int:
        """Write all rows as Parquet: those that stay in the order of ``before``, then changed, then added ones."""
        return parquet.write(into, self._layout.schema, self._rows(before))

    def _rows(self, before: Path) -> Iterator[pa.RecordBatch]:
        first = 1
        with pq.ParquetFile(before) as source:
            for batch in source.iter_batches(BATCH):
                last = first + batch.num_rows - 1
                gone = self._engine.table(
                    f"SELECT r FROM {name(self._removed)} WHERE r BETWEEN {first} AND {last}"
                ).column("r")
                numbers = pa.array(range(first, last + 1), pa.int64())
                yield batch.filter(pc.invert(pc.is_in(numbers, gone.combine_chunks()))) if len(gone) else batch
                first = last + 1
        for change in (Change.CHANGED, Change.ADDED):
            with pq.ParquetFile(self._files[change]) as source:
                yield from source.iter_batches(BATCH)
