"""Fixed-length records as bytes: fields are cut at byte positions, never at characters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.source import SourceFile, SourceTable
from migrate.model.staging import BadBytes, BadRow
from migrate.model.value import value
from migrate.source.cells import decode_column
from migrate.source.chunk import Chunk
from migrate.source.opening import length_of, opened

BLOCK = 8 << 20
_FIRST = 1 << 20
_MOST_PENDING = 128 << 20
_BLANKS = " \u3000"
_END_OF_FILE = b"\x1a"


@value
class Cut:
    """One field: name, first byte (from 0) and the byte behind its last."""

    name: str
    begin: int
    end: int


@value
class Shape:
    """How a file of records is cut."""

    cuts: tuple[Cut, ...]
    length: int
    """Bytes of a record, its line end left out."""
    newline: bytes
    """``\\r\\n``, ``\\n``, ``\\r`` or nothing."""
    codec: str


def record_length(table: SourceTable) -> int:
    """Bytes of a record by the layout, 0 where a column has no position or width."""
    if not table.columns or any(c.start is None or c.bytes is None for c in table.columns):
        return 0
    return max((c.start or 0) + (c.bytes or 0) - 1 for c in table.columns)


def newline_in(head: bytes, length: int) -> bytes:
    """The line end of a file of records: what the file's beginning shows, nothing where records follow each other."""
    if b"\r\n" in head:
        return b"\r\n"
    if b"\n" in head:
        return b"\n"
    return b"\r" if b"\r" in head and (len(head) <= length or head[length : length + 1] == b"\r") else b""


def fits(path: Path, table: SourceTable) -> bool:
    """True where most records at the file's beginning are as long as the layout says."""
    length = record_length(table)
    with opened(path) as stream:
        head = stream.read(_FIRST)
    if not length or not head:
        return False
    newline = newline_in(head, length)
    if not newline:
        return length_of(path) % length == 0 or length_of(path) % length == len(_END_OF_FILE)
    lines = head.rstrip(_END_OF_FILE).split(newline)
    whole = lines[:-1] if len(lines) > 1 and (len(head) == _FIRST or not lines[-1]) else lines
    return sum(len(line) == length for line in whole) * 2 > len(whole)


def _whole(block: bytes, shape: Shape) -> bool:
    """True where the block is nothing but records of the right length, each with its line end."""
    step = shape.length + len(shape.newline)
    if len(block) % step:
        return False
    count = len(block) // step
    if any(block[shape.length + n :: step] != bytes([byte]) * count for n, byte in enumerate(shape.newline)):
        return False
    return not shape.newline or block.count(shape.newline[-1:]) == count


def _chunk(data: bytes, step: int, shape: Shape, numbers: tuple[int, ...] | range) -> Chunk:
    """Cut records of ``step`` bytes each into text columns; blanks at the right end of a field are dropped."""
    count = len(data) // step
    records = pa.FixedSizeBinaryArray.from_buffers(pa.binary(step), count, [None, pa.py_buffer(data)])
    columns: list[pa.Array] = []
    bad_bytes: list[BadBytes] = []
    for cut in shape.cuts:
        raw = pc.binary_slice(records, cut.begin, cut.end).cast(pa.binary())
        trimmed = pc.ascii_rtrim(raw.view(pa.string()), characters=" ").view(pa.binary())
        text, bad = decode_column(trimmed, shape.codec)
        columns.append(pc.utf8_rtrim(text, characters=_BLANKS))
        bad_bytes += [BadBytes(row=numbers[at], column=cut.name, raw=raw[at].as_py()) for at in bad]
    records_read = len(numbers)
    return Chunk(records=records_read, numbers=numbers, columns=tuple(columns), bad_bytes=tuple(bad_bytes))


def _by_line(block: bytes, shape: Shape) -> Chunk:
    """Records found at line ends; one of another length is a bad record."""
    good: list[bytes] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    lines = block.split(shape.newline[-1:])
    if not lines[-1]:
        lines.pop()
    for number, line in enumerate(lines, start=1):
        record = line[:-1] if shape.newline == b"\r\n" and line.endswith(b"\r") else line
        if len(record) == shape.length:
            good.append(record)
            numbers.append(number)
        else:
            bad.append(BadRow(row=number, found=len(record), expected=shape.length, raw=record))
    chunk = _chunk(b"".join(good), shape.length, shape, tuple(numbers))
    return Chunk(
        records=len(lines),
        numbers=chunk.numbers,
        columns=chunk.columns,
        bad_bytes=chunk.bad_bytes,
        bad_rows=tuple(bad),
    )


def _parse(block: bytes, shape: Shape) -> Chunk:
    step = shape.length + len(shape.newline)
    if _whole(block, shape):
        return _chunk(block, step, shape, range(1, len(block) // step + 1))
    if shape.newline:
        return _by_line(block, shape)
    whole = len(block) // step * step
    chunk = _chunk(block[:whole], step, shape, range(1, whole // step + 1))
    left = block[whole:]
    bad = BadRow(row=whole // step + 1, found=len(left), expected=shape.length, raw=left)
    return Chunk(
        records=whole // step + 1,
        numbers=chunk.numbers,
        columns=chunk.columns,
        bad_bytes=chunk.bad_bytes,
        bad_rows=(bad,),
    )


def blocks(path: Path, shape: Shape, name: str) -> Iterator[bytes]:
    """The file in pieces of about 8 MB that end at a record's end.

    Raises:
        UnreadableError: MIG-SRC-014, no line end in 128 MB.
    """
    rest = b""
    step = shape.length + len(shape.newline)
    with opened(path) as stream:
        while read := stream.read(BLOCK):
            data = rest + read
            end = data.rfind(shape.newline[-1:]) + 1 if shape.newline else len(data) // step * step
            rest = data[end:]
            if end:
                yield data[:end]
            if len(rest) > _MOST_PENDING:
                raise UnreadableError("MIG-SRC-014", Place(file=name), {"reason": "行の終わりが見つかりません"})
    rest = rest.rstrip(_END_OF_FILE)
    if len(rest) == shape.length:
        rest += shape.newline
    if rest:
        yield rest


def shape_of(path: Path, file: SourceFile, table: SourceTable) -> Shape:
    """How the file is cut for the table.

    Raises:
        UnreadableError: MIG-SRC-014, the table has no byte positions.
    """
    length = record_length(table)
    if not length:
        place = Place(file=file.path, table=table.name)
        raise UnreadableError("MIG-SRC-014", place, {"reason": "レイアウトに開始位置と桁数がありません"})
    with opened(path) as stream:
        head = stream.read(_FIRST)
    cuts = tuple(
        Cut(name=c.name, begin=c.start - 1, end=c.start - 1 + c.bytes)
        for c in table.columns
        if c.start is not None and c.bytes is not None
    )
    return Shape(cuts=cuts, length=length, newline=newline_in(head, length), codec=file.encoding)


def tasks(path: Path, file: SourceFile, table: SourceTable) -> Iterator[Callable[[], Chunk]]:
    """The file in pieces of about 8 MB, each a call that gives its chunk; they may run side by side.

    Raises:
        UnreadableError: as ``shape_of``.
    """
    shape = shape_of(path, file, table)
    for block in blocks(path, shape, file.path):
        yield partial(_parse, block, shape)
