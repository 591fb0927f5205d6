"""Content digest: what a table's rows are, in their order, whatever file holds them and in whatever pieces they come.

Of each column its name and three streams are digested (SHA-256): the bytes of its texts, their lengths, and where there
is no value. Without the last it is the content in which an empty text and no value are the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.delivery import Content

_LENGTH = pa.int32()


class _Column:
    """The streams of one column."""

    def __init__(self) -> None:
        self.texts, self.lengths, self.absent = hashlib.sha256(), hashlib.sha256(), hashlib.sha256()
        self.empty = 0

    def add(self, given: pa.Array) -> None:
        lengths = pc.fill_null(pc.binary_length(given), 0).cast(_LENGTH)
        size = pc.sum(lengths).as_py() or 0
        nothing = len(given) - (pc.sum(pc.not_equal(lengths, 0)).as_py() or 0)
        self.empty += nothing - given.null_count
        if size:
            self.texts.update(_texts(given, size))
        self.lengths.update(_raw(lengths))
        self.absent.update(_raw(pc.is_null(given).cast(pa.uint8())) if given.null_count else bytes(len(given)))


def _raw(numbers: pa.Array) -> memoryview:
    """The bytes of an array of numbers without nulls."""
    width, start = numbers.type.bit_width // 8, numbers.offset
    return memoryview(numbers.buffers()[1])[start * width : (start + len(numbers)) * width]


def _texts(given: pa.Array, size: int) -> memoryview:
    """The ``size`` bytes of all texts, one after the other; what stands under a missing value is none of them."""
    _, offsets, texts = given.buffers()
    ends = memoryview(offsets).cast("q" if pa.types.is_large_string(given.type) else "i")
    first, last = ends[given.offset], ends[given.offset + len(given)]
    return memoryview(texts)[first:last] if last - first == size else _texts(pc.fill_null(given, ""), size)


class Digesting:
    """Digests rows as they pass; all their columns are text."""

    def __init__(self, columns: Iterable[str]) -> None:
        self._columns = {name: _Column() for name in columns}
        self._rows = 0

    def add(self, rows: pa.Table | pa.RecordBatch) -> None:
        """Some rows more; columns are found by name."""
        batches = rows.to_batches() if isinstance(rows, pa.Table) else (rows,)
        for batch in batches:
            self._rows += batch.num_rows
            for name, column in self._columns.items():
                column.add(batch.column(name))

    def content(self) -> Content:
        """Of all rows so far."""
        columns = self._columns.values()
        named = (hashlib.sha256(name.encode()) for name in self._columns)
        parts = (part for name, one in zip(named, columns, strict=True) for part in (name, one.texts, one.lengths))
        folded = hashlib.sha256(b"".join(part.digest() for part in parts))
        exact = hashlib.sha256(folded.digest() + b"".join(one.absent.digest() for one in columns))
        return Content(
            rows=self._rows,
            exact=exact.hexdigest(),
            folded=folded.hexdigest(),
            empty=sum(one.empty for one in columns),
        )
