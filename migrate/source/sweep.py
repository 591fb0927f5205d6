"""One pass over all bytes of a file: everything that tells its encoding, counted side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice
from pathlib import Path

from migrate.files.side_by_side import in_order
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.opening import opened
from migrate.source.proof import count_high, unproved

BLOCK = 4 << 20
_STEP = 64 << 10
_PART = 8 << 10
_SAMPLE = 256 << 10
ENOUGH = 1_000
"""So many undecodable bytes end the count of an encoding: another one is right, or the exact number is asked later."""
_ESCAPE = re.compile(rb"\x1b[$(]")
_JUDGED = ("utf-8", "cp932", "euc_jp")


@value
class Sweep:
    """What the bytes of a file are."""

    size: int
    zeros: int
    high: int
    """Bytes from 80 to FF."""
    escapes: bool
    """True where a switch of ISO-2022-JP stands in it."""
    head: bytes
    """Its first bytes."""
    sample: bytes
    """Bytes from the first one beyond ASCII."""
    undecodable: Mapping[str, int]
    """Encoding → bytes that it does not know; more than 1,000 are not counted to the end."""

    def given_up(self, codec: str) -> bool:
        """True where the count of ``codec`` is only a lower bound."""
        return self.undecodable[codec] > ENOUGH


def blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces."""
    with opened(path) as stream:
        while block := stream.read(BLOCK):
            yield block


@value
class _Piece:
    """A piece of the file."""

    data: bytes
    alone: bool
    """Line ends stand around it. None is a second byte of CP932, EUC-JP or UTF-8: it holds only whole characters."""

    def ends(self) -> list[int]:
        """Where its parts end: behind a line end about every 8 KB."""
        found, at = [], 0
        while at < len(self.data):
            at = self.data.rfind(b"\n", at, at + _PART) + 1 or self.data.find(b"\n", at) + 1 or len(self.data)
            found.append(at)
        return found


@value
class _Seen:
    """What the bytes of a piece are. ``piece``: its bytes, where its undecodable ones are still to be counted."""

    zeros: int
    high: int
    escapes: bool
    undecodable: Mapping[str, int]
    piece: bytes = b""


def _pieces(stream: Iterable[bytes]) -> Iterator[_Piece]:
    rest, alone = b"", True
    for block in stream:
        end = block.rfind(b"\n") + 1 or block.rfind(b"\r") + 1
        yield _Piece(data=b"".join((rest, memoryview(block)[: end or None])), alone=alone and end > 0)
        rest, alone = block[end:] if end else b"", end > 0
    if rest:
        yield _Piece(data=rest, alone=alone)


def _counted(tally: codecs.Tally, block: bytes, most: int) -> bool:
    """Count a block; True where there were more than ``most``."""
    for begin in range(0, len(block), _STEP):
        tally.take(block[begin : begin + _STEP])
        if tally.undecodable > most:
            return True
    return False


def _undecodable(piece: _Piece, codec: str, most: int) -> int:
    """Undecodable bytes of a piece that stands alone; counting ends soon after ``most``."""
    if piece.data.isascii():
        return 0
    tally = codecs.Tally(codec)
    for part in unproved(piece.data, piece.ends(), codec) if len(piece.data) > _STEP else (piece.data,):
        if _counted(tally, part, most):
            break
    else:
        tally.take(b"", last=True)
    return tally.undecodable


def undecodable(path: Path, codec: str, most: int) -> int:
    """Bytes that ``codec`` does not know; counting ends soon after ``most``."""
    tally = codecs.Tally(codec)
    for block in blocks(path):
        if _counted(tally, block, most):
            return tally.undecodable
    tally.take(b"", last=True)
    return tally.undecodable


def _look(piece: _Piece, wanted: tuple[str, ...]) -> _Seen:
    """Look at a piece; bytes that the ``wanted`` encodings do not know are counted where it stands alone."""
    data, plain = piece.data, piece.data.isascii()
    return _Seen(
        zeros=data.count(0) if 0 in data else 0,
        high=0 if plain else count_high(data),
        escapes=plain and _ESCAPE.search(data) is not None,
        undecodable={codec: _undecodable(piece, codec, ENOUGH) for codec in wanted if piece.alone},
        piece=b"" if piece.alone else data,
    )


class _Begin:
    """The first bytes of a file, and the first ones from where it is no longer ASCII; fed by reading on."""

    def __init__(self, stream: Iterable[bytes]) -> None:
        self.stream = stream
        self.head = self.sample = b""
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for block in self.stream:
            self.size += len(block)
            self.head = self.head or block[:_SAMPLE]
            if not self.sample and not block.isascii():
                begin = next(n for n in range(0, len(block), _STEP) if not block[n : n + _STEP].isascii())
                self.sample = block[begin : begin + _SAMPLE]
            yield block


def sweep(path: Path, first: bool = False, judged: tuple[str, ...] = _JUDGED) -> Sweep:
    """Read the file once and count what the ``judged`` encodings do not know; ``first``: only its first block, up to
    the last line end there.
    """
    begin = _Begin(blocks(path))
    tallies = {codec: codecs.Tally(codec) for codec in judged}

    def wanted() -> tuple[str, ...]:
        return tuple(codec for codec, tally in tallies.items() if tally.undecodable <= ENOUGH)

    zeros = high = 0
    escapes = False
    tasks = (partial(_look, piece, wanted()) for piece in islice(_pieces(begin), 1 if first else None))
    for seen in in_order(tasks, "sweep"):
        zeros, high, escapes = zeros + seen.zeros, high + seen.high, escapes or seen.escapes
        for codec in wanted():
            tallies[codec].undecodable += seen.undecodable.get(codec, 0)
            _counted(tallies[codec], seen.piece, ENOUGH)
    for codec in wanted():
        tallies[codec].take(b"", last=True)
    return Sweep(
        size=begin.size,
        zeros=zeros,
        high=high,
        escapes=escapes,
        head=begin.head,
        sample=begin.sample,
        undecodable={codec: tally.undecodable for codec, tally in tallies.items()},
    )
