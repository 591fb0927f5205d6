"""Values that a form of CSV cannot hold: found before a file is written, told, never replaced."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.engine import parquet as parquet_files
from migrate.engine.csvout import SPECIAL, may_hold
from migrate.model.delivery import UNICODE, DeliveryForm, Quoting
from migrate.model.value import value
from migrate.text.writable import unwritable

LISTING = pa.schema(
    [
        ("item", pa.string()),
        ("target_row", pa.int64()),
        ("why", pa.string()),
        ("character", pa.string()),
        ("count", pa.int64()),
    ]
)
"""``target_row`` counts from 1, 0 is the header line; ``character`` as ``U+20BB7``, with how often the value has it."""
_BATCH = 16384


class Why(StrEnum):
    """Why a value cannot be written."""

    CHARACTER = "文字コードにない文字"
    SEPARATOR = "引用符なしでは書けない文字"
    NOTHING = "値なしの印と同じ値"


@value
class Unwritable:
    """Values of one item that cannot be written, for one reason."""

    item: str
    why: Why
    rows: int
    characters: Mapping[str, int]
    """``U+20BB7`` → how often, the most frequent first; empty for `Why.NOTHING`."""


def find(parquet: Path, form: DeliveryForm, header: Sequence[str], listing: Path) -> tuple[Unwritable, ...]:
    """What in the rows of a Parquet file of text columns, and in the ``header`` line, ``form`` cannot hold.

    Where there is anything, ``listing`` is written (see `LISTING`), in the order of rows and columns.
    """
    if form.encoding in UNICODE and form.quoting is not Quoting.NONE and not form.nothing:
        return ()
    rows: Counter[tuple[str, Why]] = Counter()
    characters: dict[tuple[str, Why], Counter[str]] = {}
    lines: list[tuple[object, ...]] = []

    def batches() -> Iterator[pa.RecordBatch]:
        for row, item, why, counts in _places(parquet, form, header):
            rows[item, why] += 1
            characters.setdefault((item, why), Counter()).update(counts)
            lines.extend((item, row, why.value, one, count) for one, count in (counts or {"": 1}).items())
            if len(lines) >= _BATCH:
                yield _batch(lines)
                lines.clear()
        if lines:
            yield _batch(lines)

    if not parquet_files.write(listing, LISTING, batches()):
        listing.unlink()
    ordered = {key: sorted(counts.items(), key=lambda one: (-one[1], one[0])) for key, counts in characters.items()}
    return tuple(Unwritable(item=i, why=w, rows=rows[i, w], characters=dict(ordered[i, w])) for i, w in sorted(ordered))


def _batch(lines: list[tuple[object, ...]]) -> pa.RecordBatch:
    columns = zip(*lines, strict=True)
    arrays = [pa.array(column, one.type) for column, one in zip(columns, LISTING, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=LISTING)


_Found = tuple[int, str, Why, Mapping[str, int]]


def _places(parquet: Path, form: DeliveryForm, header: Sequence[str]) -> Iterator[_Found]:
    with pq.ParquetFile(parquet, pre_buffer=False) as source:
        items = source.schema_arrow.names
        for item, name in zip(items, header, strict=False):
            yield from ((0, item, why, counts) for _, why, counts in _values(pa.array([name]), form, is_value=False))
        before = 1
        for batch in source.iter_batches(_BATCH):
            found = [
                (before + at, n, why, counts)
                for n, column in enumerate(batch.columns)
                for at, why, counts in _values(column, form)
            ]
            found.sort(key=lambda one: one[:2])
            yield from ((row, items[n], why, counts) for row, n, why, counts in found)
            before += batch.num_rows


def _values(
    column: pa.Array, form: DeliveryForm, is_value: bool = True
) -> Iterator[tuple[int, Why, Mapping[str, int]]]:
    """Positions of the values that cannot be written."""
    special = SPECIAL + form.delimiter
    wanted: dict[Why, frozenset[str]] = {}
    data = column.buffers()[2]
    if data is not None and form.encoding not in UNICODE:
        wanted[Why.CHARACTER] = unwritable(data.to_pybytes().decode(), form.encoding)
    if form.quoting is Quoting.NONE and may_hold(column, special):
        wanted[Why.SEPARATOR] = frozenset(special)
    for why, characters in wanted.items():
        if characters:
            pattern = "[" + "".join(rf"\x{{{ord(one):X}}}" for one in sorted(characters)) + "]"
            for at in pc.indices_nonzero(pc.match_substring_regex(column, pattern)).to_pylist():
                found = Counter(one for one in column[at].as_py() if one in characters)
                yield at, why, {f"U+{ord(one):04X}": found[one] for one in sorted(found)}
    if is_value and form.nothing:
        for at in pc.indices_nonzero(pc.equal(column, form.nothing)).to_pylist():
            yield at, Why.NOTHING, {}
