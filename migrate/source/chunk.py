"""A piece of a data file, cut into columns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.staging import BadBytes, BadRow
from migrate.model.value import value
from migrate.source.cells import decode_column


@value
class Chunk:
    """Columns of some records, in the table's order. Record numbers count from 1 within the chunk."""

    records: int
    """All records, bad ones and those of other kinds included."""
    others: int = 0
    """Records of other kinds, which are rows of other tables."""
    numbers: tuple[int, ...] | range
    """Record numbers of the rows in `columns`."""
    columns: tuple[pa.Array, ...]
    """Text; a column whose values repeat may be a dictionary of texts, in which a text may stand twice."""
    bad_bytes: tuple[BadBytes, ...] = ()
    bad_rows: tuple[BadRow, ...] = ()
    zeros: int = 0
    """NUL bytes of the piece; counted in CSV files."""

    def batch(self, names: tuple[str, ...], before: int) -> pa.RecordBatch:
        """As a record batch with `_row`; ``before`` is the number of records in front of the chunk."""
        if isinstance(self.numbers, range):
            numbers = pa.array(range(before + self.numbers.start, before + self.numbers.stop), pa.int64())
        else:
            numbers = pa.array([before + number for number in self.numbers], pa.int64())
        plain = (c.dictionary_decode() if isinstance(c, pa.DictionaryArray) else c for c in self.columns)
        return pa.record_batch([numbers, *plain], ["_row", *names])

    def bad_bytes_after(self, before: int) -> Iterable[BadBytes]:
        """The undecodable cells with their record numbers in the file."""
        return (replace(one, row=one.row + before) for one in self.bad_bytes)

    def bad_rows_after(self, before: int) -> Iterable[BadRow]:
        """The bad records with their numbers in the file."""
        return (replace(one, row=one.row + before) for one in self.bad_rows)


def text_column(
    name: str, cells: pa.BinaryArray | pa.DictionaryArray, codec: str, numbers: tuple[int, ...] | range
) -> tuple[pa.StringArray | pa.DictionaryArray, tuple[BadBytes, ...]]:
    """Text of one column, and its cells with undecodable bytes (raw, under their record numbers).

    Of a dictionary each value is decoded once; the column stays a dictionary.
    """
    if isinstance(cells, pa.DictionaryArray):
        texts, wrong = decode_column(cells.dictionary, codec)
        text = pa.DictionaryArray.from_arrays(cells.indices, texts)
        bad = pc.indices_nonzero(pc.is_in(cells.indices, pa.array(wrong, pa.int32()))).to_pylist() if wrong else []
    else:
        text, bad = decode_column(cells, codec)
    return text, tuple(BadBytes(row=numbers[at], column=name, raw=cells[at].as_py()) for at in bad)
