"""A 128-bit digest of each row of a Parquet file, a few row groups at a time.

Two hashes of 64 bits with seeds of their own, each over all cells in their order, NULL and '' apart. They are Polars',
which mixes every byte of a text into every bit; DuckDB's `hash` does not: of 16-digit numbers that differ in their 8th
and 16th digits, 0.3 % of the pairs share it, and a changed row would be overlooked. Digests are good for one run only:
another release may count otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

_SEEDS = {"h": 0x5EED_0001, "g": 0x5EED_0002}
_PIECE = 1 << 17
"""Rows that are digested together, at least, where row groups are smaller than that."""
_LARGEST = 1 << 20
"""Rows of a row group that may be in memory whole."""


def digests(path: Path, columns: tuple[str, ...], *, tells_empty: bool) -> Iterator[pa.Table]:
    """``r``, the row number from 1, and ``h`` and ``g``, both halves of the digest of ``columns`` (all text).

    Without ``tells_empty``, an empty text is no value.

    Raises:
        PolarsError, ArrowException, OSError: the file is damaged.
    """
    before = 0
    for frame in _frames(path, columns):
        given = frame if tells_empty else frame.select(pl.col(name).replace("", None) for name in columns)
        numbers = pl.int_range(before + 1, before + frame.height + 1, dtype=pl.Int64, eager=True)
        halves = {half: given.hash_rows(seed) for half, seed in _SEEDS.items()}
        yield pl.DataFrame({"r": numbers, **halves}).to_arrow()
        before += frame.height


def _frames(path: Path, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
    """The rows, so many at a time that memory stays small; Polars reads for half of what Arrow's reader costs."""
    meta = pq.read_metadata(path)
    sizes = [meta.row_group(group).num_rows for group in range(meta.num_row_groups)]
    if max(sizes, default=0) > _LARGEST:  # of such a row group Polars would hold all rows
        with pq.ParquetFile(path, pre_buffer=False) as file:
            for batch in file.iter_batches(_PIECE, columns=list(columns)):
                yield pl.DataFrame(batch).select(columns)
        return
    scan = pl.scan_parquet(path, glob=False, hive_partitioning=False, cache=False)
    start = held = 0
    for place, size in enumerate(sizes, start=1):
        held += size
        if held >= _PIECE or place == len(sizes):
            yield scan.slice(start, held).select(columns).collect()
            start, held = start + held, 0
