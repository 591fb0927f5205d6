"""Records whose ends the file itself says: lengths in front of them (RDW, BDW), or line ends behind short lines.

Lengths are those of IBM's record formats: two bytes, high byte first, that count themselves and the two zero bytes
behind them. Where a length cannot be right nothing behind it can be found, and all of it is one bad record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.value import value

BLOCK = 8 << 20
_MOST_PENDING = 128 << 20
_END_OF_FILE = b"\x1a"
WORD = 4
"""Bytes of a record's or block's descriptor."""


@value
class Frame:
    """One record as it lies in the file, its descriptor or line end left out."""

    data: bytes
    sound: bool = True
    """False where its length or its end is not to be found."""


Cutter = Callable[[bytes, bool], tuple[list[Frame], bytes]]
"""Cuts the records from the beginning of bytes (True: no more follow) and gives what is left."""


def descriptor(data: bytes, at: int) -> int:
    """The length that a descriptor says, itself included; 0 where there is none."""
    if len(data) < at + WORD or data[at + 2 : at + WORD] != b"\0\0":
        return 0
    length = int.from_bytes(data[at : at + 2], "big")
    return length if length >= WORD else 0


def variable(data: bytes, last: bool) -> tuple[list[Frame], bytes]:
    """Records behind their RDW (RECFM=V)."""
    frames: list[Frame] = []
    at = 0
    while len(data) - at >= WORD or (last and at < len(data)):
        length = descriptor(data, at)
        if not length or (last and at + length > len(data)):
            break
        if at + length > len(data):
            return frames, data[at:]
        frames.append(Frame(data=data[at + WORD : at + length]))
        at += length
    rest = data[at:]
    if rest and (last or len(rest) >= WORD):
        return _spoilt(frames, rest, last)
    return frames, rest


def blocked(data: bytes, last: bool) -> tuple[list[Frame], bytes]:
    """Blocks behind their BDW, in them records behind their RDW (RECFM=VB)."""
    frames: list[Frame] = []
    at = 0
    while len(data) - at >= WORD or (last and at < len(data)):
        length = descriptor(data, at)
        if not length or (last and at + length > len(data)):
            break
        if at + length > len(data):
            return frames, data[at:]
        frames += variable(data[at + WORD : at + length], True)[0]
        at += length
    rest = data[at:]
    if rest and (last or len(rest) >= WORD):
        return _spoilt(frames, rest, last)
    return frames, rest


def _spoilt(frames: list[Frame], rest: bytes, last: bool) -> tuple[list[Frame], bytes]:
    """Nothing behind a wrong length can be found: it waits for the end of the file, and is one bad record."""
    if last:
        return [*frames, Frame(data=rest, sound=False)], b""
    return frames, rest


def lines(newline: bytes) -> Cutter:
    """Lines, each a record, however short."""

    def cut(data: bytes, last: bool) -> tuple[list[Frame], bytes]:
        found = data.split(newline)
        rest = found.pop()
        if last and rest.rstrip(_END_OF_FILE):
            found.append(rest.rstrip(_END_OF_FILE))
            rest = b""
        return [Frame(data=one) for one in found], rest if not last else b""

    return cut


def stepped(length: int, newline: bytes) -> Cutter:
    """Records of one length whose bytes may be those of a line end: the end is looked for where it must stand.

    Where it does not stand there, the record goes up to the next line end and is a bad one.
    """
    step = length + len(newline)

    def cut(data: bytes, last: bool) -> tuple[list[Frame], bytes]:
        frames, at = [], 0
        while len(data) - at >= step:
            if data.startswith(newline, at + length):
                frames.append(Frame(data=data[at : at + length]))
                at += step
                continue
            end = data.find(newline, at)
            if end < 0:
                break
            frames.append(Frame(data=data[at:end], sound=False))
            at = end + len(newline)
        rest = data[at:].rstrip(_END_OF_FILE) if last and len(data) - at != length else data[at:]
        if last and rest:
            ending = rest.removesuffix(newline)
            frames.append(Frame(data=ending, sound=len(ending) == length))
            rest = b""
        return frames, rest

    return cut


def frames(stream: BinaryIO, cut: Cutter, name: str) -> Iterator[list[Frame]]:
    """All records of a stream, some thousand at a time.

    Raises:
        UnreadableError: MIG-SRC-014, no end of a record in 128 MB.
    """
    rest = b""
    while read := stream.read(BLOCK):
        found, rest = cut(rest + read, False)
        if found:
            yield found
        if len(rest) > _MOST_PENDING:
            raise UnreadableError("MIG-SRC-014", Place(file=name), {"reason": "レコードの終わりが見つかりません"})
    found, _ = cut(rest, True)
    if found:
        yield found


def chained(head: bytes, whole: bool, blocks: bool) -> int:
    """How many records the beginning of a file holds under its descriptors; 0 where one of them is wrong."""
    found, rest = (blocked if blocks else variable)(head, whole)
    wrong = any(not frame.sound for frame in found) or (len(rest) >= WORD and not descriptor(rest, 0))
    return 0 if wrong else len(found)
