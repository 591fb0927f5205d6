"""The bytes of chosen records, as they stand in a data file: for the file of rejected rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.source import read_csv, read_fixed, transcode
from migrate.source import records as cutting


def _csv(path: Path, file: SourceFile, table: SourceTable) -> Iterator[bytes]:
    shape, body = read_csv.shape_of(path, file, table)
    for block in read_csv.blocks(path, body, shape, file.path):
        for record in block.records or cutting.cut(block.data, shape.form, last=True)[0]:
            if record.raw or shape.width == 1:  # a blank line is no record, as when it was read
                yield transcode.original(record.raw, body.codec, body.separators)


def raw_records(path: Path, file: SourceFile, table: SourceTable, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The records with the numbers ``rows`` (ascending, from 1), line ends left out.

    Raises:
        UnreadableError: as `stage`.
    """
    wanted = iter(rows)
    next_row = next(wanted, None)
    records = (_csv if file.kind is SourceKind.CSV else read_fixed.raw_records)(path, file, table)
    for number, raw in enumerate(records, start=1):
        if next_row is None:
            return
        if number == next_row:
            yield number, raw
            next_row = next(wanted, None)
