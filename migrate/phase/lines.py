"""CSV files to which lines are only ever added: what stands there stays, and an older file gets the newer columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence

from migrate.files import tables


def add(before: bytes, header: Sequence[str], lines: Sequence[Mapping[str, str]]) -> bytes:
    """The text of the file with more lines.

    A file with the same header stays as it is, byte for byte; one of an earlier version, whose header is shorter, is
    written anew with the missing columns empty.
    """
    if not lines:
        return before
    if not before:
        before = tables.to_bytes(tuple(header), ())
    rows = list(csv.reader(io.StringIO(before.decode("utf-8-sig"), newline="")))
    if len(rows[0]) < len(header):
        missing = [""] * (len(header) - len(rows[0]))
        before = tables.to_bytes(tuple(header), [(*row, *missing) for row in rows[1:]])
    if not before.endswith(b"\n"):
        before += b"\n"
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([line.get(name, "") for name in header] for line in lines)
    return before + stream.getvalue().encode()
