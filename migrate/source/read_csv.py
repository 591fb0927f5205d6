"""CSV as bytes: whole blocks by pyarrow, a block that it refuses record by record. No row is lost or renumbered.

A block ends at its last line end, which is the end of a record unless a quote is open there. To prove that beforehand
costs a pass over the bytes; afterwards it is nearly free: as many rows as lines, none of them open. So the blocks of a
file are trusted until one does not keep that promise; from there on each is proved before it is cut.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import BinaryIO, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pc_csv

from migrate.errors import UnreadableError
from migrate.files.side_by_side import in_order
from migrate.model.finding import Place
from migrate.model.source import SourceFile, SourceTable
from migrate.model.staging import BadBytes, BadRow
from migrate.model.value import value
from migrate.source import counting
from migrate.source.chunk import Chunk, text_column
from migrate.source.csv_body import Body, body_of
from migrate.source.header import head_bytes, place
from migrate.source.records import MAX_RECORD, Form, Record, cut, fields, is_tidy, tidy_end

BLOCK = 16 << 20
_SAMPLE = 2 << 20
_NEAR = 2 << 20
"""Bytes that pyarrow cuts at a time: their fields are copied column by column while they are still in the cache."""
_MOST_PENDING = 32 * MAX_RECORD
_END_OF_FILE = b"\x1a"
_Result = TypeVar("_Result")


@value
class _Shape:
    """What a block is cut into."""

    form: Form
    codec: str
    width: int
    """Fields of a record."""
    names: tuple[str, ...]
    """The table's columns."""
    positions: tuple[int, ...]
    """Field of each column."""
    repeating: frozenset[int] = frozenset()
    """Fields that become dictionaries, so that each of their values is decoded once."""


class _BrokenTrustError(Exception):
    """In a block that was cut at a line end, lines are no records: what was read from it on has to be read again."""


@value
class _Block:
    """Whole records: as the first ``end`` bytes, which pyarrow may take, or already cut."""

    buffer: bytes = b""
    end: int = 0
    records: tuple[Record, ...] = ()
    trusted: bool = False
    """Not proved: whether each line is a record shows when it is cut."""

    @property
    def data(self) -> bytes:
        """The bytes of the records that are not cut."""
        return self.buffer[: self.end]


def _columns(
    cells: Callable[[int], pa.BinaryArray], shape: _Shape, numbers: tuple[int, ...] | range
) -> tuple[tuple[pa.Array, ...], tuple[BadBytes, ...]]:
    texts: list[pa.Array] = []
    bad: list[BadBytes] = []
    for name, position in zip(shape.names, shape.positions, strict=True):
        text, bytes_of = text_column(name, cells(position), shape.codec, numbers)
        texts.append(text)
        bad += bytes_of
    return tuple(texts), tuple(bad)


def _by_record(records: tuple[Record, ...] | list[Record], shape: _Shape) -> Chunk:
    numbers: list[int] = []
    rows: list[list[bytes]] = []
    bad_rows: list[BadRow] = []
    count = 0
    for record in records:
        if not record.raw and shape.width > 1:
            continue  # a blank line is no record, as for pyarrow
        count += 1
        if record.fields == shape.width and record.closed:
            numbers.append(count)
            rows.append(fields(record.raw, shape.form))
        else:
            bad_rows.append(BadRow(row=count, found=record.fields, expected=shape.width, raw=record.raw))
    columns, bad = _columns(lambda at: pa.array([row[at] for row in rows], pa.binary()), shape, tuple(numbers))
    return Chunk(records=count, numbers=tuple(numbers), columns=columns, bad_bytes=bad, bad_rows=tuple(bad_rows))


def _near(buffer: bytes, end: int) -> int:
    """Bytes of a piece for pyarrow, so that none ends with CR: it would drop an LF at the start of the next one."""
    sizes = range(_NEAR, _NEAR + 16)
    return next((size for size in sizes if b"\r" not in buffer[size - 1 : end : size]), end + 1)


def _by_arrow(buffer: bytes, end: int, shape: _Shape) -> pa.Table:
    """Fields of the first ``end`` bytes as they are, named by their numbers.

    Raises:
        pa.ArrowInvalid: a record has another number of fields.
    """
    names = [str(number) for number in range(shape.width)]
    return pc_csv.read_csv(
        pa.BufferReader(pa.py_buffer(buffer).slice(0, end)),
        pc_csv.ReadOptions(column_names=names, use_threads=False, block_size=_near(buffer, end)),
        pc_csv.ParseOptions(
            delimiter=shape.form.delimiter.decode(),
            quote_char=shape.form.quote.decode() or False,
            newlines_in_values=True,
            ignore_empty_lines=shape.width > 1,
        ),
        pc_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.binary()),
            check_utf8=False,
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    )


def _cells(table: pa.Table, at: int, shape: _Shape) -> pa.BinaryArray | pa.DictionaryArray:
    column = table.column(at)
    cells = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return cells.dictionary_encode() if at in shape.repeating else cells


def _keeps_trust(block: _Block, rows: int, form: Form) -> bool:
    """True where ``rows`` were read, each from one line."""
    data, end = block.buffer, block.end
    lines = counting.count(data, form.newline, end)
    if rows != lines:
        return False
    strange = b"\r" if form.newline == b"\n" else b"\n"
    other = counting.count(data, strange, end)
    if other and (form.newline != b"\n" or other != counting.count(data, b"\r\n", end)):
        return False
    return is_tidy(data[data.rfind(form.newline, 0, end - 1) + 1 : end], form)


def _parse(block: _Block, shape: _Shape) -> Chunk:
    """The chunk of a block.

    Raises:
        _BrokenTrustError: a block that was not proved is none that pyarrow may take.
    """
    if block.records:
        return _by_record(block.records, shape)
    try:
        table = _by_arrow(block.buffer, block.end, shape)
    except pa.ArrowInvalid:
        if block.trusted:
            raise _BrokenTrustError from None
        return _by_record(cut(block.data, shape.form, last=True)[0], shape)
    if block.trusted and not _keeps_trust(block, table.num_rows, shape.form):
        raise _BrokenTrustError
    numbers = range(1, table.num_rows + 1)
    columns, bad = _columns(lambda at: _cells(table, at, shape), shape, numbers)
    return Chunk(records=table.num_rows, numbers=numbers, columns=columns, bad_bytes=bad)


def lines(block: _Block, shape: _Shape) -> int | None:
    """How many records a block holds where each of its lines is one; None where they have to be cut to be told."""
    if block.records or shape.form.escape:
        return None
    try:
        rows: int = _by_arrow(block.buffer, block.end, shape).num_rows
    except pa.ArrowInvalid:
        return None
    return rows if _keeps_trust(block, rows, shape.form) else None


def _restored(block: _Block, shape: _Shape, body: Body) -> Chunk:
    zeros = counting.count(block.buffer, b"\0", block.end) + sum(record.raw.count(0) for record in block.records)
    return replace(body.restored(_parse(block, shape)), zeros=zeros)


def _repeating(block: _Block, shape: _Shape) -> frozenset[int]:
    """Fields in whose first rows a value stands more than twice on average; where they cannot be read, none."""
    sample = block.buffer[: min(_SAMPLE, block.end)]
    end = tidy_end(sample, shape.form)
    if not end:
        return frozenset()
    try:
        table = _by_arrow(sample, end, shape)
    except pa.ArrowInvalid:
        return frozenset()
    return frozenset(at for at in range(shape.width) if pc.count_distinct(table.column(at)).as_py() * 2 < len(table))


def blocks(
    path: Path, body: Body, shape: _Shape, name: str, trusting: bool = False, passed: int = 0
) -> Iterator[_Block]:
    """The records of the file in pieces of about 16 MB that end at a record's end.

    Args:
        path: the data file.
        body: where its records are.
        shape: how they are written.
        name: the file's name for people.
        trusting: a piece needs only end at a line's end; only the last one is proved.
        passed: so many bytes of the records are passed over.

    Raises:
        UnreadableError: MIG-SRC-014, no line end in 128 MB.
    """
    rest = b""
    trusting = trusting and not shape.form.escape
    with body.open(path) as stream:
        while passed and (read := stream.read(min(passed, BLOCK))):
            passed -= len(read)
        while True:
            read = stream.read(BLOCK)
            data, last = rest + read, not read
            if last:
                data = data.rstrip(_END_OF_FILE)
            trusted = trusting and not last
            end = data.rfind(shape.form.newline) + 1 if trusted else tidy_end(data, shape.form)
            if last and end is not None and _closed(data[end:], shape.form):
                end = len(data)
            if end is None or (last and end < len(data)):
                records, rest = cut(data, shape.form, last)
                if records:
                    yield _Block(records=tuple(records))
            else:
                rest = data[end:]
                if end:
                    yield _Block(buffer=data, end=end, trusted=trusted)
                if end and len(read) == BLOCK:
                    rest = _left_for_later(stream, rest)
            if last:
                return
            if len(rest) > _MOST_PENDING:
                raise UnreadableError("MIG-SRC-014", Place(file=name), {"reason": "行の終わりが見つかりません"})


def _left_for_later(stream: BinaryIO, rest: bytes) -> bytes:
    """What is to be put in front of the next block: of a plain file nothing, it is read again. To join would copy the
    whole block.
    """
    if not isinstance(stream, io.BufferedReader):
        return rest
    stream.seek(-len(rest), io.SEEK_CUR)
    return b""


def _closed(tail: bytes, form: Form) -> bool:
    """True where the last record of the file, which has no line end, is whole and holds none."""
    if b"\r" in tail or b"\n" in tail:
        return False
    return all(record.closed for record in cut(tail, form, last=True)[0])


def shape_of(path: Path, file: SourceFile, table: SourceTable) -> tuple[_Shape, Body]:
    """How the file is cut for the table, and where its records are.

    Raises:
        UnreadableError: MIG-SRC-013 (columns missing in the header, they are named), -018 (columns that the table
            does not declare: they would be lost), -020 (a name twice).
    """
    header, meeting = place(head_bytes(path), file, table)
    where = Place(file=file.path, line=1, table=table.name)
    missing = [c.name for c, at in zip(table.columns, meeting.positions, strict=True) if at is None]
    if missing:  # asked first: a line that lacks a column may be no header, and what it holds is then not to be told
        raise UnreadableError("MIG-SRC-013", where, {"columns": "、".join(missing)})
    if meeting.repeated:
        raise UnreadableError("MIG-SRC-020", where, {"columns": "、".join(meeting.repeated)})
    if meeting.extra:
        named = "、".join(name or "（名前なし）" for name in meeting.extra)
        raise UnreadableError("MIG-SRC-018", where, {"columns": named})
    width = len(header.names) or len(table.columns)
    body = body_of(file, header, width)
    shape = _Shape(
        form=header.form,
        codec=body.inner,
        width=width,
        names=tuple(column.name for column in table.columns),
        positions=tuple(at for at in meeting.positions if at is not None),
    )
    return shape, body


def _pieces(blocks_: Iterable[_Block], shape: _Shape, body: Body) -> Iterator[Callable[[], Chunk]]:
    for number, block in enumerate(blocks_):
        if not number:
            shape = replace(shape, repeating=_repeating(block, shape))
        yield partial(_restored, block, shape, body)


def tasks(path: Path, file: SourceFile, table: SourceTable, passed: int = 0) -> Iterator[Callable[[], Chunk]]:
    """The file in proved pieces of about 16 MB, each a call that gives its chunk; they may run side by side.

    Args:
        path: the data file.
        file: what it is taken for (kind CSV).
        table: the table whose rows it holds.
        passed: so many bytes of the records are passed over.

    Raises:
        UnreadableError: as ``shape_of``; MIG-SRC-014, no line end in 128 MB.
    """
    shape, body = shape_of(path, file, table)
    yield from _pieces(blocks(path, body, shape, file.path, passed=passed), shape, body)


def each(
    path: Path,
    file: SourceFile,
    table: SourceTable,
    work: Callable[[Callable[[], Chunk]], Callable[[], _Result]],
) -> Iterator[_Result]:
    """What ``work`` makes of the file, piece by piece of about 16 MB: side by side, the results in order.

    Args:
        path: the data file.
        file: what it is taken for (kind CSV).
        table: the table whose rows it holds.
        work: what to do with a call that gives a chunk, as a call that is made on one of the threads.

    Raises:
        UnreadableError: as ``shape_of``; MIG-SRC-014, no line end in 128 MB.
    """
    shape, body = shape_of(path, file, table)
    sizes: list[int] = []

    def sized(of: Iterator[_Block]) -> Iterator[_Block]:
        for block in of:
            sizes.append(block.end)
            yield block

    done = 0
    trusted = _pieces(sized(blocks(path, body, shape, file.path, trusting=True)), shape, body)
    with suppress(_BrokenTrustError):
        for result in in_order(map(work, trusted), "csv"):
            done += 1
            yield result
        return
    yield from in_order(map(work, tasks(path, file, table, passed=sum(sizes[:done]))), "csv")
