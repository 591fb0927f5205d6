"""The file of a seal: one line that says what it is, a header in JSON, then the records of each table.

Records are of fixed length and sorted, so that a bucket is found by counting, nothing is compressed, and a header
that promises more rows than there are bytes is refused before anything is read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.model.finding import Place
from migrate.model.seal import Chosen, SealedTable, SealHeader
from migrate.model.value import value

MARK = b"migrate-seal 1 "
_FIRST = re.compile(rb"migrate-seal 1 ([0-9a-f]{64}) ([0-9]{1,8})\n")
_FIRST_LENGTH = 128
_MOST_HEADER = 16 << 20
_MOST_TABLES = 1000
MOST_BUCKETS = 1 << 16
DIGEST_BITS = 32
"""Bits of the key digest by which rows can be told apart in buckets."""
_PIECE = 1 << 20
SUMMARY_BYTES = 2900
"""What one QR code holds (version 40, level L: 2,953 bytes)."""
_SUM = re.compile(r"[0-9a-f]{16}")


@value
class Sealed:
    """An opened seal."""

    path: Path
    header: SealHeader
    body: int
    """Where the records begin."""
    sha256: str
    """Of all its bytes: to be told to the other side by another way."""

    def begins(self, number: int) -> int:
        """Where the records of table ``number`` begin."""
        return self.body + sum(one.rows * one.width for one in self.header.tables[:number])


def shape(items: tuple[str, ...], key: tuple[str, ...]) -> str:
    """16 hex digits that stand for the items of a table and its key."""
    return hashlib.sha256(json.dumps([items, key], ensure_ascii=False).encode()).hexdigest()[:16]


def coarser(buckets: tuple[tuple[int, str], ...], number: int) -> tuple[tuple[int, str], ...]:
    """The same rows in ``number`` buckets, each of as many neighbours.

    >>> coarser(((1, "00000000000000ff"), (2, "0000000000000001")), 1)
    ((3, '0000000000000100'),)
    """
    size = len(buckets) // number
    return tuple(
        (
            sum(count for count, _ in buckets[at : at + size]),
            f"{sum(int(total, 16) for _, total in buckets[at : at + size]) % (1 << 64):016x}",
        )
        for at in range(0, len(buckets), size)
    )


def fineness(table: SealedTable) -> int:
    """Bits of the key digest, after those of the chosen buckets, that choose a bucket."""
    return (len(table.buckets) // len(table.chosen.numbers)).bit_length() - 1


def at(table: SealedTable, bits: int) -> tuple[tuple[int, str], ...]:
    """The buckets of a table, 2^``bits`` for each that was chosen; no more than there are."""
    return coarser(table.buckets, len(table.chosen.numbers) << bits)


def _header_bytes(header: SealHeader) -> bytes:
    said = records.as_json(header)
    for table in said["tables"]:
        if not table["chosen"]["bits"]:
            del table["chosen"]
    if header.form == "summary":
        for table in said["tables"]:
            del table["items"], table["key"], table["groups"]
    return (json.dumps(said, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def summary(header: SealHeader) -> SealHeader:
    """The header of a summary: buckets as fine as one QR code allows, one per table at least."""
    for most in range(16, -1, -1):
        tables = tuple(
            replace(one, items=(), key=(), groups=(), buckets=at(one, min(most, fineness(one))))
            for one in header.tables
        )
        short = replace(header, form="summary", tables=tables)
        if len(_header_bytes(short)) + _FIRST_LENGTH <= SUMMARY_BYTES:
            break
    return short


def write(target: Path, header: SealHeader, body: Path | None) -> str:
    """Write a seal; its sha256."""
    head = _header_bytes(header)
    inner = hashlib.sha256(head)
    for piece in _pieces(body):
        inner.update(piece)
    first = MARK + f"{inner.hexdigest()} {len(head)}\n".encode()
    outer = hashlib.sha256(first + head)
    with target.open("wb") as stream:
        stream.write(first + head)
        for piece in _pieces(body):
            outer.update(piece)
            stream.write(piece)
    return outer.hexdigest()


def _pieces(body: Path | None) -> Iterator[bytes]:
    if body is not None and body.is_file():
        with body.open("rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece


def is_seal(path: Path) -> bool:
    """True for a file that begins as a seal does."""
    with path.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def load(path: Path) -> Sealed:
    """Open a seal and check it to its last byte.

    Raises:
        UnreadableError: MIG-SYS-001, -002; MIG-REC-021, it is no seal, or is damaged.
    """
    name = path.name
    try:
        with path.open("rb") as stream:
            return _load(stream, path)
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=name), {"file": name}) from None
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=name), {"file": name}) from None


def _refused(path: Path, reason: str) -> UnreadableError:
    return UnreadableError("MIG-REC-021", Place(file=path.name), {"file": path.name, "reason": reason})


def _load(stream: BinaryIO, path: Path) -> Sealed:
    first = stream.readline(_FIRST_LENGTH)
    found = _FIRST.fullmatch(first)
    if found is None:
        raise _refused(path, "1 行目が、封印の形ではありません")
    length = int(found[2])
    if length > _MOST_HEADER:
        raise _refused(path, "見出しが大きすぎます")
    head = stream.read(length)
    inner, outer = hashlib.sha256(head), hashlib.sha256(first + head)
    size = 0
    while piece := stream.read(_PIECE):
        inner.update(piece)
        outer.update(piece)
        size += len(piece)
    if len(head) != length or inner.hexdigest() != found[1].decode():
        raise _refused(path, "内容が、1 行目の sha256 と合いません（欠けたか、変わっています）")
    try:
        header = records.load(SealHeader, head, path.name)
    except UnreadableError:
        raise _refused(path, "見出しを読めません") from None
    names = {one.table for one in header.tables}
    if len(header.tables) > _MOST_TABLES or len(names) != len(header.tables) or not all(map(_fits, header.tables)):
        raise _refused(path, "見出しの件数が、互いに合いません")
    full = header.form == "full"
    if size != (sum(one.rows * one.width for one in header.tables) if full else 0):
        raise _refused(path, "行のダイジェストの長さが、見出しの件数と合いません")
    return Sealed(path=path, header=header, body=len(first) + length, sha256=outer.hexdigest())


def is_choice(chosen: Chosen) -> bool:
    """Numbers that can be bucket numbers of so many bits, each once and in their order."""
    numbers = chosen.numbers
    rising = all(one < two for one, two in pairwise(numbers))
    within = 0 <= chosen.bits <= DIGEST_BITS and all(0 <= one < 1 << chosen.bits for one in numbers)
    return 0 < len(numbers) <= MOST_BUCKETS and rising and within


def _fits(table: SealedTable) -> bool:
    """Counts that can be true: for each chosen bucket a power of two of buckets, which hold the rows together."""
    count, chosen = len(table.buckets), len(table.chosen.numbers)
    each = count // chosen if is_choice(table.chosen) else 0
    return (
        0 < count <= MOST_BUCKETS
        and each * chosen == count
        and each & (each - 1) == 0
        and table.chosen.bits + fineness(table) <= DIGEST_BITS
        and all(rows >= 0 and _SUM.fullmatch(total) for rows, total in table.buckets)
        and sum(rows for rows, _ in table.buckets) == table.rows
        and table.empty_texts >= 0
    )
