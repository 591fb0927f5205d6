"""The standard CSV of a converted table, streamed from its Parquet file.

The bytes depend on the rows and the form only, not on how the rows come in chunks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migrate.model.delivery import DeliveryForm, Quoting
from migrate.model.value import value

_BATCH = 16384
"""Rows that are put together at once: the texts of all columns stay in the processor's cache."""
_TEXT = pa.large_string()
_MARK = "\ufeff"
SPECIAL = '"\r\n'
"""Besides the delimiter, what a field without quotes cannot hold."""


@value
class Part:
    """One written file, and its rows (the header line is none)."""

    path: Path
    rows: int


def write(parquet: Path, into: Path, form: DeliveryForm, header: Sequence[str] = ()) -> tuple[Part, ...]:
    """Write the rows of a Parquet file of text columns as CSV files ``1``, ``2`` … in the folder ``into``.

    ``header`` are the fields of the first line of each file, none for no such line. Every value can be written in
    ``form`` (see `unwritable.find`).

    Raises:
        OSError: the disk is full or the folder cannot be written.
        UnicodeEncodeError: a character that the encoding does not have.
    """
    into.mkdir(parents=True, exist_ok=True)
    title = [pa.array([name], _TEXT) for name in header]
    begin = (_MARK if form.bom else "").encode(form.encoding) + (bytes(_lines(title, form)) if title else b"")
    parts: list[Part] = []
    with pq.ParquetFile(parquet, pre_buffer=False) as source:  # a buffer would grow to the whole file
        pieces = _cut(source.iter_batches(_BATCH), form.rows)
        for _, batches in groupby(pieces, key=itemgetter(0)):
            path, rows = into / str(len(parts) + 1), 0
            with path.open("wb") as out:
                out.write(begin)
                for _, batch in batches:
                    out.write(_lines(batch.columns, form))
                    rows += batch.num_rows
            parts.append(Part(path=path, rows=rows))
    if not parts:
        (into / "1").write_bytes(begin)
        parts.append(Part(path=into / "1", rows=0))
    return tuple(parts)


def _cut(batches: Iterable[pa.RecordBatch], most: int) -> Iterator[tuple[int, pa.RecordBatch]]:
    """The batches with the number of the file that each goes into, cut where one file ends (``most`` 0: never)."""
    done = 0
    for batch in batches:
        at = 0
        while at < batch.num_rows:
            size = min(batch.num_rows - at, most - done % most) if most else batch.num_rows
            yield done // most if most else 0, batch.slice(at, size)
            at += size
            done += size


def _lines(columns: Sequence[pa.Array], form: DeliveryForm) -> Any:
    """The bytes of the lines of some rows."""
    quote = '"' if form.quoting is Quoting.ALL else ""
    fields = [_field(column.cast(_TEXT), form, alone=len(columns) == 1) for column in columns]
    fields[0] = _join(form.nothing, quote, fields[0])
    fields[-1] = _join(form.nothing, fields[-1], quote + form.newline)
    lines = _join(form.nothing, *fields, between=quote + form.delimiter + quote)
    data = lines.buffers()[2].slice(0, pc.sum(pc.binary_length(lines)).as_py())
    return data if form.encoding == "utf-8" else data.to_pybytes().decode().encode(form.encoding)


def _join(nothing: str, *parts: pa.Array | str, between: str = "") -> pa.Array:
    """Columns (or a text for all rows) put together row by row; ``nothing`` stands for no value."""
    given = [pa.scalar(one, _TEXT) if isinstance(one, str) else one for one in parts]
    separator = pa.scalar(between, _TEXT)
    return pc.binary_join_element_wise(*given, separator, null_handling="replace", null_replacement=nothing)


def _field(column: pa.Array, form: DeliveryForm, alone: bool) -> pa.Array:
    """A column as it stands between the delimiters, without the quotes that every field has."""
    if form.quoting is Quoting.ALL:
        return pc.replace_substring(column, '"', '""') if may_hold(column, '"') else column
    special = SPECIAL + form.delimiter
    if form.quoting is Quoting.NONE or not (alone or may_hold(column, special)):
        return column
    pattern = f"[{special}]"
    if alone:  # an empty line would be no row to some readers
        column, pattern = pc.fill_null(column, form.nothing), f"^$|{pattern}"
    quoted = _join("", '"', pc.replace_substring(column, '"', '""'), '"')
    return pc.if_else(pc.match_substring_regex(column, pattern), quoted, column)


def may_hold(column: pa.Array, characters: str) -> bool:
    """False where no value of ``column`` holds one of these ASCII characters; quick, and may say True in vain."""
    data = column.buffers()[2]
    if data is None:
        return False
    block = data.to_pybytes()
    return any(byte in block for byte in characters.encode())
