"""CSV files of our own making: UTF-8, LF, a header line, every row as long as the header."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.model.finding import Place


def read(path: Path) -> list[dict[str, str]]:
    """Rows of a CSV with header as dictionaries.

    Raises:
        UnreadableError: MIG-SYS-001 (no such file), MIG-SYS-008 (not UTF-8, a ragged row, no header) with the line.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
    except UnicodeDecodeError:
        raise UnreadableError(
            "MIG-SYS-008", Place(file=path.name), {"file": path.name, "reason": "UTF-8 ではありません"}
        ) from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = next(reader, None)
        if not header:
            raise UnreadableError(
                "MIG-SYS-008", Place(file=path.name), {"file": path.name, "reason": "見出し行がありません"}
            )
        rows = []
        for row in reader:
            if len(row) != len(header):
                place = Place(file=path.name, line=reader.line_num)
                raise UnreadableError("MIG-SYS-008", place, {"file": path.name, "reason": "列の数が見出しと違います"})
            rows.append(dict(zip(header, row, strict=True)))
    except csv.Error:
        place = Place(file=path.name, line=reader.line_num)
        raise UnreadableError(
            "MIG-SYS-008", place, {"file": path.name, "reason": "CSV の書き方が正しくありません"}
        ) from None
    return rows


def to_bytes(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """CSV text with header, quoted only where needed."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return stream.getvalue().encode()
