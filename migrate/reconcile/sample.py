"""Reproducible samples: the rows whose keyed digests come first, so that both sides of a cut-over draw the same ones.

Rows are drawn stratum by stratum (how a row came to be, the value of an item such as 異動事由, the code of a
rejection), at least one of each as long as there is room, the rest by size. One pass; a byte of memory for each row.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import pyarrow.parquet as pq

from migrate.model.value import value

_BATCH = 1 << 16
MOST_STRATA = 200
"""Strata that are told apart; rows of any further one are drawn as その他."""
OTHER = "その他"
REJECTED = "拒否"
Digest = Callable[[tuple[str, ...]], str]


@value
class Delivered:
    """One converted table, where its rows come from, and what was refused on the way to it."""

    table: str
    rows: Path
    """Parquet, all columns text; the row number is the position, from 1."""
    lineage: Path
    """Parquet: target_row, source_table, source_file, source_row, fate."""
    rejects: Path
    """Parquet: target_table, source_file, source_row, code."""
    key: tuple[str, ...]
    by: str
    """Item whose values are strata too; empty: none."""


@value
class Drawn:
    """One row of the sample. ``stratum`` is its number, ``digest`` that of its key."""

    stratum: int
    digest: str
    row: int
    """In the converted table; 0 for a rejected row."""
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


def _merged(lineage: Path) -> bytearray:
    """A mark for each target row that several source rows were merged into."""
    marks = bytearray()
    for batch in pq.ParquetFile(lineage).iter_batches(_BATCH, columns=["target_row", "fate"]):
        for row, fate in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if fate == "統合" and row is not None:
                if row >= len(marks):
                    marks.extend(bytes(row + 1 - len(marks)))
                marks[row] = 1
    return marks


def _offer(heaps: _Heaps, table: Delivered, digest: Digest) -> None:
    marks, row = _merged(table.lineage), 0
    columns = [*table.key, *((table.by,) if table.by and table.by not in table.key else ())]
    for batch in pq.ParquetFile(table.rows).iter_batches(_BATCH, columns=columns):
        texts = {name: batch.column(name).to_pylist() for name in columns}
        strata = texts[table.by] if table.by else [""] * len(batch)
        for parts, text in zip(zip(*(texts[name] for name in table.key), strict=True), strata, strict=True):
            row += 1
            name = "書込（統合あり）" if row < len(marks) and marks[row] else "書込"
            heaps.put((name, text or ""), digest(tuple(part or "" for part in parts)), row)


def _rejected(rejects: Path, table: str) -> Iterator[tuple[str, str, int]]:
    columns = ["target_table", "source_file", "source_row", "code"]
    seen: set[tuple[str, int]] = set()
    for batch in pq.ParquetFile(rejects).iter_batches(_BATCH, columns=columns):
        for target, file, row, code in zip(*(batch.column(name).to_pylist() for name in columns), strict=True):
            if target == table and (file, row) not in seen:
                seen.add((file, row))
                yield code, file, row


def _origins(lineage: Path, wanted: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The source row that each of these target rows was written from."""
    rows = pq.read_table(
        lineage,
        columns=["target_row", "source_file", "source_row"],
        filters=[("target_row", "in", sorted(wanted) or [0]), ("fate", "=", "書込")],
    )
    return {row: (file, number) for row, file, number in zip(*(c.to_pylist() for c in rows.columns), strict=True)}


def draw(table: Delivered, wanted: int, digest: Digest) -> Sample:
    """``wanted`` rows of ``table``; the same rows wherever the keys and the digest are the same."""
    heaps = _Heaps(wanted)
    _offer(heaps, table, digest)
    if table.rejects.is_file():
        for code, file, row in _rejected(table.rejects, table.table):
            heaps.put((f"{REJECTED} {code}", ""), digest((file, str(row))), row, file)
    drawn = shares(heaps.counts, wanted)
    strata = sorted(heaps.counts, key=lambda one: (one[0].startswith(REJECTED), one))
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
