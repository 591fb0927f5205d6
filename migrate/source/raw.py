"""The bytes of chosen records, as they stand in a data file: for the file of rejected rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrate.model.source import SourceFile, SourceKind, SourceTable
from migrate.source import read_csv, read_fixed, transcode
from migrate.source import records as cutting


def _csv(path: Path, file: SourceFile, table: SourceTable, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    shape, body = read_csv.shape_of(path, file, table)
    newline = shape.form.newline
    before = 0
    for block in read_csv.blocks(path, body, shape, file.path):
        first = bisect_right(rows, before)
        if first == len(rows):
            return
        count = read_csv.lines(block, shape)
        if count is None:
            whole = block.records or cutting.cut(block.data, shape.form, last=True)[0]
            # a blank line is no record, as when it was read
            records = [record.raw for record in whole if record.raw or shape.width == 1]
            count = len(records)
        else:
            wanted = rows[first] <= before + count
            records = [line.removesuffix(b"\r") for line in block.data.split(newline)] if wanted else []
        for row in rows[first : bisect_right(rows, before + count)]:
            yield row, transcode.original(records[row - before - 1], body.codec, body.separators)
        before += count


def _fixed(path: Path, file: SourceFile, table: SourceTable, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    wanted = iter(rows)
    next_row = next(wanted, None)
    for number, raw in enumerate(read_fixed.raw_records(path, file, table), start=1):
        if next_row is None:
            return
        if number == next_row:
            yield number, raw
            next_row = next(wanted, None)


def raw_records(path: Path, file: SourceFile, table: SourceTable, rows: Sequence[int]) -> Iterator[tuple[int, bytes]]:
    """The records with the numbers ``rows`` (ascending, from 1), line ends left out.

    Raises:
        UnreadableError: as `stage`.
    """
    return (_csv if file.kind is SourceKind.CSV else _fixed)(path, file, table, rows)
