"""The standard CSV of a converted table, streamed from its Parquet file.

How the file of ファイル連携 is to be written stands in 別紙8 of the common-function specification, which was not
available: every choice below is this tool's default and a setting.
"""

from __future__ import annotations

import codecs
import io
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv

from migrate.model.value import value

_BATCH = 65536


@value
class CsvForm:
    """How the CSV is written. Every field is in double quotes; one inside is doubled."""

    encoding: str = "utf-8"
    """Python codec; ``utf-8`` has no BOM, ``utf-8-sig`` has one."""
    newline: str = "\r\n"
    delimiter: str = ","
    header: bool = True
    """First line: the Japanese item names."""
    nothing: str = ""
    """What no value is written as, inside the quotes."""


class _Encoded(io.RawIOBase):
    """A sink that writes UTF-8 text as another encoding; a character may arrive in two pieces."""

    def __init__(self, out: BinaryIO, encoding: str) -> None:
        self._out = out
        self._decoder = codecs.getincrementaldecoder("utf-8")()
        self._encoder = codecs.getincrementalencoder(encoding)()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._out.write(self._encoder.encode(self._decoder.decode(bytes(data))))
        return len(data)


def write(parquet: Path, target: Path, form: CsvForm | None = None) -> None:
    """Write the rows of a Parquet file of text columns as CSV.

    Raises:
        OSError: the disk is full or the folder cannot be written.
        UnicodeEncodeError: a character that the encoding of ``form`` does not have.
    """
    form = form or CsvForm()
    options = csv.WriteOptions(
        include_header=form.header,
        quoting_style="all_valid",
        quoting_header="all_valid",
        delimiter=form.delimiter,
        eol=form.newline,
    )
    with pq.ParquetFile(parquet) as source, target.open("wb") as out:
        sink = out if form.encoding == "utf-8" else _Encoded(out, form.encoding)
        with csv.CSVWriter(sink, source.schema_arrow, write_options=options) as writer:
            for batch in source.iter_batches(_BATCH):
                columns = [pc.fill_null(column, form.nothing) for column in batch.columns]
                writer.write_batch(pa.RecordBatch.from_arrays(columns, schema=source.schema_arrow))
