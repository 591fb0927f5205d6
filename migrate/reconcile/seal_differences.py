"""The file of the differences of two seals: a header, then one line of JSON per row that differs. No value, no key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.model.finding import Place
from migrate.model.seal import DifferencesHeader, SealedRow

MARK = b'{"differences":1,'
_MOST_LINE = 1 << 20
_PIECE = 1 << 20


def line(value: object) -> bytes:
    """One value as one line."""
    return (json.dumps(records.as_json(value), ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def write(target: Path, header: DifferencesHeader, lines: IO[bytes]) -> None:
    """Write a differences file; ``lines`` holds its rows."""
    with target.open("wb") as stream:
        stream.write(line(header))
        while piece := lines.read(_PIECE):
            stream.write(piece)


def is_differences(path: Path) -> bool:
    """True for a file that begins as a differences file does."""
    with path.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def _refused(path: Path, number: int, reason: str) -> UnreadableError:
    return UnreadableError("MIG-REC-029", Place(file=path.name, line=number), {"file": path.name, "reason": reason})


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Numbered lines.

    Raises:
        UnreadableError: MIG-SYS-001, -002; MIG-REC-029, a line is too long to be one of ours.
    """
    try:
        with path.open("rb") as stream:
            number = 0
            while found := stream.readline(_MOST_LINE):
                number += 1
                if not found.endswith(b"\n"):
                    raise _refused(path, number, "行が途中で切れているか、長すぎます")
                yield number, found
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None


def head(path: Path) -> DifferencesHeader:
    """The header.

    Raises:
        UnreadableError: MIG-SYS-001, -002; MIG-REC-029, the file is none of differences.
    """
    _, first = next(_lines(path), (1, b""))
    try:
        return records.load(DifferencesHeader, first, path.name)
    except UnreadableError:
        raise _refused(path, 1, "1 行目が、相違のファイルの形ではありません") from None


def rows(path: Path, header: DifferencesHeader) -> Iterator[SealedRow]:
    """The rows that differ, one at a time; at the end their number is checked.

    Raises:
        UnreadableError: MIG-REC-029, a line is damaged, or some are gone.
    """
    count = 0
    for number, found in _lines(path):
        if number == 1:
            continue
        try:
            row = records.load(SealedRow, found, path.name)
        except UnreadableError:
            raise _refused(path, number, "行を読めません") from None
        if not 0 <= row.table < len(header.tables):
            raise _refused(path, number, "見出しにない表です")
        count += 1
        yield row
    promised = sum(one.missing + one.extra + one.changed for one in header.tables)
    if count != promised:
        raise _refused(path, count + 1, f"行の数が {count:,} です（見出しでは {promised:,}）")
