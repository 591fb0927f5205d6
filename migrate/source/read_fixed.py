"""Fixed-length records as bytes: fields are cut at byte positions, never at characters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.record import RecordForm, RecordKind, Usage
from migrate.model.source import SourceFile, SourceTable
from migrate.model.staging import BadRow
from migrate.model.value import value
from migrate.source.chunk import Chunk
from migrate.source.host import frames as framing
from migrate.source.host.coding import Coding, coding_of
from migrate.source.host.cut import Field, field, fixed
from migrate.source.host.fields import Cut, Reader, cuts_of
from migrate.source.host.frames import Cutter, Frame
from migrate.source.opening import length_of, opened

BLOCK = 8 << 20
_FIRST = 1 << 20
_LOOKED = 256 << 10
_MOST_PENDING = 128 << 20
_END_OF_FILE = b"\x1a"
_CHARACTERS = (Usage.TEXT, Usage.WIDE, Usage.ZONED)
_LINE_ENDS = (b"\r\n", b"\n", b"\r")
_HOST_LINE_ENDS = (b"\x0d\x25", b"\x15", b"\x25")


@value
class Shape:
    """How a file of records is cut."""

    cuts: tuple[Cut, ...]
    length: int
    """Bytes of a record, its line end left out."""
    least: int
    """Bytes of the shortest record that is whole: without the occurrences of DEPENDING ON."""
    newline: bytes
    """``\\r\\n``, ``\\n``, ``\\r`` or nothing."""
    coding: Coding
    little: bool
    """COMP-5 has its low byte first."""
    cutter: Cutter | None = None
    """Cuts records whose ends the file itself says; None: lines or records of one length, cut by the block."""
    kind: RecordKind | None = None

    @property
    def blank(self) -> bytes:
        """The blank with which short records are filled up."""
        return b"\x40" if self.coding.host else b" "


@value
class Block:
    """Some records: their bytes with line ends, or each of them cut."""

    data: bytes = b""
    frames: tuple[Frame, ...] = ()


def record_length(table: SourceTable) -> int:
    """Bytes of a record by the layout, 0 where a column has no position or width."""
    if not table.columns or any(c.start is None or c.bytes is None for c in table.columns):
        return 0
    return max((c.start or 0) + (c.bytes or 0) - 1 for c in table.columns)


def _least(table: SourceTable) -> int:
    """Bytes of a record without the occurrences whose number is said in it."""
    sure = [c for c in table.columns if not (c.form and c.form.depends)]
    return max(((c.start or 0) + (c.bytes or 0) - 1 for c in sure), default=0)


def any_bytes(table: SourceTable) -> bool:
    """True where a field may hold the bytes of a line end as half bytes or binary digits."""
    return any(c.form is not None and c.form.usage not in _CHARACTERS for c in table.columns)


def newline_in(head: bytes, length: int) -> bytes:
    """The line end of a file of records: what the file's beginning shows, nothing where records follow each other."""
    if b"\r\n" in head:
        return b"\r\n"
    if b"\n" in head:
        return b"\n"
    return b"\r" if b"\r" in head and (len(head) <= length or head[length : length + 1] == b"\r") else b""


def newline_behind(head: bytes, length: int) -> bytes:
    """The line end where it is looked for only behind the records, because their fields may hold its bytes."""
    for newline in _LINE_ENDS:
        found, _ = framing.stepped(length, newline)(head[:_LOOKED], False)
        if sum(frame.sound for frame in found) * 2 > len(found):
            return newline
    return b""


def ended(path: Path, length: int) -> bool:
    """True where records of the length fill the file, but for the sign of its end (1A)."""
    size = length_of(path)
    if size % length != len(_END_OF_FILE):
        return size % length == 0
    with opened(path) as stream:
        stream.seek(size - len(_END_OF_FILE))
        return stream.read() == _END_OF_FILE


def line_end(head: bytes, table: SourceTable) -> bytes:
    """The line end behind the records of a table."""
    length = record_length(table)
    return newline_behind(head, length) if any_bytes(table) else newline_in(head, length)


def fits(path: Path, table: SourceTable) -> bool:
    """True where most records at the file's beginning are as long as the layout says."""
    length = record_length(table)
    with opened(path) as stream:
        head = stream.read(_FIRST)
    if not length or not head:
        return False
    newline = line_end(head, table)
    if not newline:
        return ended(path, length)
    lines = head.rstrip(_END_OF_FILE).split(newline)
    if any_bytes(table):
        return True
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


@value
class _Rows:
    """The records of a block that are cut into fields, and the bad ones among the others."""

    records: int
    """All records of the block."""
    others: int = 0
    """Those of other kinds."""
    numbers: tuple[int, ...] | range
    lengths: tuple[int, ...] | None = None
    """Bytes of each record, where they are not all whole."""
    bad: tuple[BadRow, ...] = ()


def _chunk(records: pa.FixedSizeBinaryArray, shape: Shape, rows: _Rows) -> Chunk:
    columns, bad_bytes = Reader(records, shape.coding, shape.little, rows.lengths).read(shape.cuts, rows.numbers)
    return Chunk(
        records=rows.records,
        others=rows.others,
        numbers=rows.numbers,
        columns=columns,
        bad_bytes=bad_bytes,
        bad_rows=rows.bad,
    )


def _kinds(cells: Field, shape: Shape, kind: RecordKind) -> tuple[list[bool], list[bool]]:
    """For each record: whether it is of the kind, and whether it is of none that is known."""
    if not cells.count:
        return [], []
    names = pc.utf8_trim(shape.coding.text(cells).text, characters=" \u3000")
    own = pc.is_in(names, value_set=pa.array(kind.values, pa.string()))
    known = pc.is_in(names, value_set=pa.array(kind.known, pa.string()))
    return own.to_pylist(), pc.invert(known).to_pylist()


def _by_step(data: bytes, shape: Shape) -> Chunk:
    """Records of one length, each with its line end."""
    step = shape.length + len(shape.newline)
    count = len(data) // step
    records, numbers = fixed(data, step, count), range(1, count + 1)
    kind = shape.kind
    if kind is None:
        return _chunk(records, shape, _Rows(records=count, numbers=numbers))
    begin = kind.start - 1
    own, strange = _kinds(field(records, begin, begin + kind.bytes), shape, kind)
    raws = [data[at * step : at * step + shape.length] for at in compress(range(count), strange)]
    bad = tuple(map(partial(_bad, shape=shape), compress(numbers, strange), raws)) if kind.carrier else ()
    chosen = tuple(compress(numbers, own))
    rows = _Rows(records=count, others=count - len(chosen) - len(bad), numbers=chosen, bad=bad)
    return _chunk(records.filter(pa.array(own, pa.bool_())), shape, rows)


def _bad(number: int, raw: bytes, shape: Shape) -> BadRow:
    return BadRow(row=number, found=len(raw), expected=shape.length, raw=raw)


def _by_frame(frames: Sequence[Frame], shape: Shape) -> Chunk:
    """Records that are cut already; one of another length, broken, or of no kind is a bad record."""
    kind = shape.kind
    own, strange = [True] * len(frames), [False] * len(frames)
    if kind is not None:
        begin, blank = kind.start - 1, shape.blank
        cells = b"".join(frame.data[begin : begin + kind.bytes].ljust(kind.bytes, blank) for frame in frames)
        own, strange = _kinds(Field(data=cells, width=kind.bytes, count=len(frames)), shape, kind)
    carrier = kind is None or kind.carrier
    good: list[bytes] = []
    numbers: list[int] = []
    bad: list[BadRow] = []
    for number, frame in enumerate(frames, start=1):
        size = len(frame.data)
        if frame.sound and own[number - 1] and shape.least <= size <= shape.length:
            good.append(frame.data)
            numbers.append(number)
        elif own[number - 1] or (carrier and (strange[number - 1] or not frame.sound)):
            bad.append(_bad(number, frame.data, shape))
    lengths = tuple(map(len, good))
    whole = all(size == shape.length for size in lengths)
    data = b"".join(good if whole else (one.ljust(shape.length, shape.blank) for one in good))
    rows = _Rows(
        records=len(frames),
        others=len(frames) - len(good) - len(bad),
        numbers=tuple(numbers),
        lengths=None if whole else lengths,
        bad=tuple(bad),
    )
    return _chunk(fixed(data, shape.length, len(good)), shape, rows)


def _lines(block: bytes, shape: Shape) -> list[Frame]:
    """Records found at line ends."""
    lines = block.split(shape.newline[-1:])
    if not lines[-1]:
        lines.pop()
    ending = b"\r" if shape.newline == b"\r\n" else b""
    return [Frame(data=line.removesuffix(ending)) for line in lines]


def _parse(block: Block, shape: Shape) -> Chunk:
    if shape.cutter is None and _whole(block.data, shape):
        return _by_step(block.data, shape)
    return _by_frame(list(_frames(block, shape)), shape)


def _frames(block: Block, shape: Shape) -> Iterable[Frame]:
    """The records of a block one by one."""
    if shape.cutter is not None:
        return block.frames
    if shape.newline:
        return _lines(block.data, shape)
    step = shape.length
    return (Frame(data=block.data[at : at + step]) for at in range(0, len(block.data), step))


def raw_records(path: Path, file: SourceFile, table: SourceTable) -> Iterator[bytes]:
    """The bytes of every record as it lies in the file, without line end and descriptor; those of other kinds too.

    Raises:
        UnreadableError: as ``shape_of`` and ``blocks``.
    """
    shape = shape_of(path, file, table)
    for block in blocks(path, shape, file.path):
        for frame in _frames(block, shape):
            yield frame.data


def blocks(path: Path, shape: Shape, name: str) -> Iterator[Block]:
    """The file in pieces of about 8 MB that end at a record's end.

    Raises:
        UnreadableError: MIG-SRC-014, no line end in 128 MB.
    """
    with opened(path) as stream:
        if shape.cutter is not None:
            for found in framing.frames(stream, shape.cutter, name):
                yield Block(frames=tuple(found))
            return
        rest = b""
        step = shape.length + len(shape.newline)
        while read := stream.read(BLOCK):
            data = rest + read
            end = data.rfind(shape.newline[-1:]) + 1 if shape.newline else len(data) // step * step
            rest = data[end:]
            if end:
                yield Block(data=data[:end])
            if len(rest) > _MOST_PENDING:
                raise UnreadableError("MIG-SRC-014", Place(file=name), {"reason": "行の終わりが見つかりません"})
    rest = rest.rstrip(_END_OF_FILE)
    if len(rest) == shape.length:
        rest += shape.newline
    if rest:
        yield Block(data=rest)


def _cutter(table: SourceTable, form: RecordForm, newline: bytes) -> Cutter | None:
    """How records are found whose ends are not found by the block."""
    match form.recfm:
        case "V":
            return framing.variable
        case "VB":
            return framing.blocked
        case "LINE":
            return framing.lines(newline or b"\n")
        case _:
            return framing.stepped(_length(table, form), newline) if newline and any_bytes(table) else None


def _length(table: SourceTable, form: RecordForm) -> int:
    """Bytes of a record: in a file of several kinds those of its longest kind, where records follow each other."""
    whole = form.kind.length if form.kind is not None else 0
    return max(record_length(table), whole if form.recfm not in ("V", "VB", "LINE") else 0)


def _newline(head: bytes, table: SourceTable, form: RecordForm, coding: Coding) -> bytes:
    if form.recfm == "LINE":
        ends = _HOST_LINE_ENDS if coding.host else _LINE_ENDS
        return next((one for one in ends if one in head), ends[1])
    if form.recfm in ("F", "V", "VB"):
        return b""
    length = _length(table, form)
    return newline_behind(head, length) if coding.host or any_bytes(table) else newline_in(head, length)


def shape_of(path: Path, file: SourceFile, table: SourceTable) -> Shape:
    """How the file is cut for the table.

    Raises:
        UnreadableError: MIG-SRC-014, the table has no byte positions; MIG-SRC-250, -251, its code table.
    """
    form = file.form or RecordForm()
    if not record_length(table):
        place = Place(file=file.path, table=table.name)
        raise UnreadableError("MIG-SRC-014", place, {"reason": "レイアウトに開始位置と桁数がありません"})
    length = _length(table, form)
    with opened(path) as stream:
        head = stream.read(_FIRST)
    coding = coding_of(path, file)
    newline = _newline(head, table, form, coding)
    least = {"V": _least(table), "VB": _least(table), "LINE": 1}.get(form.recfm, length)
    return Shape(
        cuts=cuts_of(table.columns),
        length=length,
        least=least,
        newline=newline,
        coding=coding,
        little=form.byte_order == "little" or (not form.byte_order and not coding.host),
        cutter=_cutter(table, form, newline),
        kind=form.kind,
    )


def sample(path: Path, file: SourceFile, table: SourceTable) -> Chunk:
    """The records at the file's beginning, for a look at them.

    Raises:
        UnreadableError: as ``shape_of``.
    """
    shape = shape_of(path, file, table)
    with opened(path) as stream:
        head = stream.read(_LOOKED)
    last = length_of(path) <= _LOOKED
    if shape.cutter is not None:
        return _parse(Block(frames=tuple(shape.cutter(head, last)[0])), shape)
    step = shape.length + len(shape.newline)
    return _parse(Block(data=head[: len(head) // step * step] or head), shape)


def tasks(path: Path, file: SourceFile, table: SourceTable) -> Iterator[Callable[[], Chunk]]:
    """The file in pieces of about 8 MB, each a call that gives its chunk; they may run side by side.

    Raises:
        UnreadableError: as ``shape_of``.
    """
    shape = shape_of(path, file, table)
    for block in blocks(path, shape, file.path):
        yield partial(_parse, block, shape)
