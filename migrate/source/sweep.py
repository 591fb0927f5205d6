"""One pass over all bytes of a file: everything that tells its encoding, counted side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source.opening import opened

BLOCK = 4 << 20
_STEP = 64 << 10
_SAMPLE = 256 << 10
_ENOUGH = 1_000
"""So many undecodable bytes end the count of an encoding: another one is right, or the exact number is asked later."""
_HIGH = bytes(range(0x80, 0x100))
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
        return self.undecodable[codec] > _ENOUGH


def blocks(path: Path) -> Iterator[bytes]:
    """The file in pieces."""
    with opened(path) as stream:
        while block := stream.read(BLOCK):
            yield block


def undecodable(path: Path, codec: str, most: int) -> int:
    """Bytes that ``codec`` does not know; counting ends soon after ``most``."""
    tally = codecs.Tally(codec)
    for block in blocks(path):
        if _counted(tally, block, most):
            return tally.undecodable
    tally.take(b"", last=True)
    return tally.undecodable


def _counted(tally: codecs.Tally, block: bytes, most: int) -> bool:
    """Count a block; True where there were more than ``most``."""
    for begin in range(0, len(block), _STEP):
        tally.take(block[begin : begin + _STEP])
        if tally.undecodable > most:
            return True
    return False


def _from_first_high(block: bytes) -> bytes:
    begin = next(n for n in range(0, len(block), _STEP) if not block[n : n + _STEP].isascii())
    return block[begin : begin + _SAMPLE]


def sweep(path: Path) -> Sweep:
    """Read the file once."""
    size = zeros = high = 0
    escapes = False
    head = sample = b""
    tallies = {codec: codecs.Tally(codec) for codec in _JUDGED}
    for block in blocks(path):
        head = head or block[:_SAMPLE]
        zeros += block.count(0)
        size += len(block)
        plain = block.isascii()
        escapes = escapes or (plain and _ESCAPE.search(block) is not None)
        if not plain:
            high += len(block) - len(block.translate(None, _HIGH))
            sample = sample or _from_first_high(block)
        for tally in tallies.values():
            if tally.undecodable <= _ENOUGH:
                _counted(tally, block, _ENOUGH)
    for tally in tallies.values():
        if tally.undecodable <= _ENOUGH:
            tally.take(b"", last=True)
    return Sweep(
        size=size,
        zeros=zeros,
        high=high,
        escapes=escapes,
        head=head,
        sample=sample,
        undecodable={codec: tally.undecodable for codec, tally in tallies.items()},
    )
