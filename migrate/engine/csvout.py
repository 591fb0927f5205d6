"""The standard CSV of a converted table, streamed from its Parquet file.

How the file of ファイル連携 is to be written stands in 別紙8 of the common-function specification, which was not
available: every choice below is this tool's default and a setting.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow.parquet as pq

from migrate.model.value import value

_BATCH = 65536


@value
class CsvForm:
    """How the CSV is written."""

    encoding: str = "utf-8"
    """Python codec; ``utf-8`` has no BOM, ``utf-8-sig`` has one."""
    newline: str = "\r\n"
    delimiter: str = ","
    quote: str = '"'
    """Put around every field; a quote inside is doubled."""
    header: bool = True
    """First line: the Japanese item names."""
    nothing: str = ""
    """What no value is written as, inside the quotes."""


def _line(fields: Sequence[str], form: CsvForm) -> str:
    quoted = (form.quote + one.replace(form.quote, form.quote * 2) + form.quote for one in fields)
    return form.delimiter.join(quoted) + form.newline


def _lines(parquet: pq.ParquetFile, form: CsvForm) -> Iterator[str]:
    if form.header:
        yield _line(parquet.schema_arrow.names, form)
    for batch in parquet.iter_batches(_BATCH):
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield _line([form.nothing if one is None else one for one in row], form)


def write(parquet: Path, target: Path, form: CsvForm | None = None) -> None:
    """Write the rows of a Parquet file of text columns as CSV.

    Raises:
        OSError: the disk is full or the folder cannot be written.
    """
    with pq.ParquetFile(parquet) as source, target.open("w", encoding=(form or CsvForm()).encoding, newline="") as out:
        out.writelines(_lines(source, form or CsvForm()))
