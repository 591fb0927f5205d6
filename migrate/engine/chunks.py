"""The rows of a staged table in chunks: whole row groups, so that a chunk is the same however often it is read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from migrate.engine.duckdb import Engine, name
from migrate.model.value import value

ROW = "_row"


@value
class Chunk:
    """Some rows of a staged table, by record number: from ``first`` to ``last``."""

    number: int
    first: int
    last: int
    groups: tuple[int, ...]


def of(parquet: Path, rows: int) -> tuple[Chunk, ...]:
    """The chunks of a staged file, in order, each of at least ``rows`` rows but the last."""
    with pq.ParquetFile(parquet) as file:
        return tuple(_cut(file.metadata, rows))


def _cut(metadata: pq.FileMetaData, rows: int) -> Iterator[Chunk]:
    groups: list[int] = []
    held = number = 0
    filled = [group for group in range(metadata.num_row_groups) if metadata.row_group(group).num_rows]
    for group in filled:
        groups.append(group)
        held += metadata.row_group(group).num_rows
        if held >= rows or group == filled[-1]:
            first, last = _rows(metadata, groups[0]).min, _rows(metadata, groups[-1]).max
            yield Chunk(number=number, first=first, last=last, groups=tuple(groups))
            groups, held, number = [], 0, number + 1


def _rows(metadata: pq.FileMetaData, group: int) -> pq.Statistics:
    return metadata.row_group(group).column(metadata.schema.names.index(ROW)).statistics


def read(parquet: Path, chunk: Chunk, columns: tuple[str, ...]) -> pa.Table:
    """``_row`` and ``columns`` of a chunk, under the names given; case does not count in finding them."""
    with pq.ParquetFile(parquet) as file:
        have = {one.lower(): one for one in file.schema_arrow.names}
        stored = {one: have[one.lower()] for one in columns}
        table = file.read_row_groups(list(chunk.groups), [ROW, *dict.fromkeys(stored.values())])
    return pa.table([table.column(ROW), *(table.column(stored[one]) for one in columns)], names=[ROW, *columns])


def between(engine: Engine, relation: str, chunk: Chunk, columns: tuple[str, ...]) -> pa.Table:
    """``_row`` and ``columns`` of those rows of a relation that are in a chunk, by record number."""
    listed = ", ".join(map(name, (ROW, *columns)))
    return engine.table(
        f"SELECT {listed} FROM {name(relation)} WHERE {ROW} BETWEEN {chunk.first} AND {chunk.last} ORDER BY {ROW}"
    )
