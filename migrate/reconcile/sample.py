"""Reproducible samples: the rows whose keyed digests come first, so that both sides of a cut-over draw the same ones.

Rows are drawn stratum by stratum (the block of the mapping that wrote a row, the rule by which others were merged into
it, the value of an item such as 異動事由; of rows that must not arrive the rule or the code that kept them out), one of
each at least as long as there is room, the rest by size. One pass; two bytes of memory for each row.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from migrate.model.mapping import Fate
from migrate.model.value import value
from migrate.reconcile.sample_origin import kept_out, origins

_BATCH = 1 << 16
MOST_STRATA = 200
"""Strata that are told apart; rows of any further one are drawn as その他."""
OTHER = "その他"
WRITTEN = Fate.WRITTEN.value
Digest = Callable[[tuple[str, ...]], str]


@value
class Delivered:
    """One converted table, where its rows come from, and what was refused on the way to it."""

    table: str
    rows: Path
    """Parquet, all columns text; the row number is the position, from 1."""
    lineage: Path
    """Parquet: target_row, source_table, source_file, source_row, fate."""
    unwritten: Path | None
    """Parquet of the rows that no target row names (`engine.unwritten`); None where it has been destroyed."""
    key: tuple[str, ...]
    by: str
    """Item whose values are strata too; empty: none."""


@value
class Drawn:
    """One row of the sample. ``stratum`` is its number, ``digest`` that of its key."""

    stratum: int
    digest: str
    row: int
    """In the converted table; 0 for a row that is not in it."""
    file: str
    source_row: int


@value
class Stratum:
    """Rows of one kind. ``name`` says how they came to be; ``value`` is that of the item, a resident's."""

    name: str
    value: str
    rows: int
    drawn: int


@value
class Sample:
    """The rows drawn, by stratum and digest."""

    strata: tuple[Stratum, ...]
    rows: tuple[Drawn, ...]


class _Heaps:
    """For each stratum the rows that come first, no more than are asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self.first: dict[tuple[str, str], list[tuple[int, str, int, str]]] = {}
        self.counts: dict[tuple[str, str], int] = {}

    def put(self, stratum: tuple[str, str], digest: str, row: int, file: str = "") -> None:
        """Offer one row."""
        if stratum not in self.counts and len(self.counts) >= MOST_STRATA:
            stratum = (OTHER, "")
        self.counts[stratum] = self.counts.get(stratum, 0) + 1
        heap = self.first.setdefault(stratum, [])
        entry = (-int(digest, 16), digest, -row, file)
        if len(heap) < self._most:
            heapq.heappush(heap, entry)
        elif entry > heap[0]:
            heapq.heapreplace(heap, entry)


def shares(counts: Mapping[tuple[str, str], int], wanted: int) -> dict[tuple[str, str], int]:
    """How many rows of each stratum: one of each, the smallest first, then by size (largest remainder).

    >>> shares({("書込", "a"): 90, ("書込", "b"): 9, ("書込", "c"): 1}, 10)
    {('書込', 'c'): 1, ('書込', 'b'): 2, ('書込', 'a'): 7}
    """
    ordered = sorted(counts, key=lambda one: (counts[one], one))
    found = {one: int(number < wanted) for number, one in enumerate(ordered)}
    left, total = wanted - sum(found.values()), sum(counts.values())
    exact = {one: min(counts[one] - found[one], left * counts[one] / total) for one in ordered} if total else {}
    for one in ordered:
        found[one] += int(exact[one])
    spare = [one for one in sorted(ordered, key=lambda s: (int(exact[s]) - exact[s], s)) if found[one] < counts[one]]
    while (short := wanted - sum(found.values())) > 0 and spare:
        for one in spare[:short]:
            found[one] += 1
        spare = [one for one in spare if found[one] < counts[one]]
    return found


def _offer(heaps: _Heaps, table: Delivered, digest: Digest) -> None:
    came, row = origins(table.lineage, table.unwritten, table.table), 0
    columns = [*table.key, *((table.by,) if table.by and table.by not in table.key else ())]
    for batch in pq.ParquetFile(table.rows).iter_batches(_BATCH, columns=columns):
        texts = {name: batch.column(name).to_pylist() for name in columns}
        strata = texts[table.by] if table.by else [""] * len(batch)
        for parts, text in zip(zip(*(texts[name] for name in table.key), strict=True), strata, strict=True):
            row += 1
            heaps.put((came.of(row), text or ""), digest(tuple(part or "" for part in parts)), row)


def _origins(lineage: Path, wanted: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The source row that each of these target rows was written from."""
    rows = pq.read_table(
        lineage,
        columns=["target_row", "source_file", "source_row"],
        filters=[("target_row", "in", sorted(wanted) or [0]), ("fate", "=", WRITTEN)],
    )
    return {row: (file, number) for row, file, number in zip(*(c.to_pylist() for c in rows.columns), strict=True)}


def draw(table: Delivered, wanted: int, digest: Digest) -> Sample:
    """``wanted`` rows of ``table``; the same rows wherever the keys and the digest are the same."""
    heaps = _Heaps(wanted)
    _offer(heaps, table, digest)
    for one in kept_out(table.unwritten, table.table) if table.unwritten else ():
        heaps.put((one.why, ""), digest(one.key or (one.file, str(one.row))), one.row, one.file)
    drawn = shares(heaps.counts, wanted)
    strata = sorted(heaps.counts, key=lambda one: (not one[0].startswith(WRITTEN), one))
    chosen = [
        (number, digest_, -row, file)
        for number, one in enumerate(strata, start=1)
        for _, digest_, row, file in sorted(heaps.first[one], reverse=True)[: drawn[one]]
    ]
    origins = _origins(table.lineage, {row for _, _, row, file in chosen if not file})
    rows = (
        Drawn(stratum=number, digest=digest_, row=0, file=file, source_row=row)
        if file
        else Drawn(
            stratum=number,
            digest=digest_,
            row=row,
            file=origins.get(row, ("", 0))[0],
            source_row=origins.get(row, ("", 0))[1],
        )
        for number, digest_, row, file in chosen
    )
    return Sample(
        strata=tuple(Stratum(name=one[0], value=one[1], rows=heaps.counts[one], drawn=drawn[one]) for one in strata),
        rows=tuple(rows),
    )
