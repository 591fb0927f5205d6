"""How rows came to be: which block of the mapping wrote a row, what was merged into it, which rule kept a row out."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from migrate.model.mapping import Fate
from migrate.model.value import value

_BATCH = 1 << 16
_MOST = 1 << 15
"""Kinds of written rows that are told apart."""


@value
class KeptOut:
    """A source row that no target row names: why, and the key that it would have."""

    why: str
    file: str
    row: int
    key: tuple[str, ...] | None
    """None where it could not be cut into columns."""


@value
class Origins:
    """Of each target row (from 1) how it came to be."""

    names: tuple[str, ...]
    kinds: Sequence[int]
    """Target row → position in ``names``."""

    def of(self, row: int) -> str:
        """The words for one target row."""
        return self.names[self.kinds[row]] if row < len(self.kinds) else Fate.WRITTEN.value


def _merging(lineage: Path, unwritten: Path | None, table: str) -> dict[int, str]:
    """Target row → the first rule, by name, that merged another row into it; empty words where the rule is unknown."""
    merged = pl.scan_parquet(lineage).filter(pl.col("fate") == Fate.MERGED.value, pl.col("target_row").is_not_null())
    if unwritten is None:
        return dict.fromkeys(merged.select("target_row").unique().collect().to_series(), "")
    place = ["source_table", "source_file", "source_row"]
    rules = pl.scan_parquet(unwritten).filter(pl.col("target_table") == table, pl.col("fate") == Fate.MERGED.value)
    found = (
        merged.join(rules.select(*place, "why"), on=place, how="left")
        .group_by("target_row")
        .agg(pl.col("why").min().fill_null(""))
        .collect()
    )
    return dict(found.iter_rows())


def _block(source: str, part: str) -> str:
    return f"{source}（{part}）" if part else source


def origins(lineage: Path, unwritten: Path | None, table: str) -> Origins:
    """How the rows of ``table`` came to be; the block is named where there are several."""
    merging = _merging(lineage, unwritten, table)
    written = pl.scan_parquet(lineage).filter(pl.col("fate") == Fate.WRITTEN.value)
    blocks = written.select("source_table", "part").unique().collect().height
    numbers: dict[str, int] = {Fate.WRITTEN.value: 0}
    kinds = array("H", [0])
    columns = ["target_row", "source_table", "part", "fate"]
    for batch in pq.ParquetFile(lineage).iter_batches(_BATCH, columns=columns):
        for row, source, part, fate in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if fate != Fate.WRITTEN.value:
                continue
            name = f"{fate} {_block(source, part)}" if blocks > 1 else fate
            if (rule := merging.get(row)) is not None:
                name += f"（統合 {rule}）" if rule else "（統合あり）"
            if row >= len(kinds):
                kinds.extend([0] * (row + 1 - len(kinds)))
            kinds[row] = numbers.setdefault(name, len(numbers)) if len(numbers) < _MOST else numbers.get(name, 0)
    return Origins(names=tuple(numbers), kinds=kinds)


def kept_out(unwritten: Path, table: str) -> Iterator[KeptOut]:
    """The rejected rows of ``table`` and those that a rule excludes, each once."""
    columns = ["target_table", "fate", "why", "source_file", "source_row", "key"]
    seen: set[tuple[str, int]] = set()
    for batch in pq.ParquetFile(unwritten).iter_batches(_BATCH, columns=columns):
        for target, fate, why, file, row, key in zip(*(c.to_pylist() for c in batch.columns), strict=True):
            if target != table or fate == Fate.MERGED.value or (file, row) in seen:
                continue
            seen.add((file, row))
            parts = None if key is None else tuple(part or "" for part in key)
            yield KeptOut(why=f"{fate} {why}", file=file, row=row, key=parts)
