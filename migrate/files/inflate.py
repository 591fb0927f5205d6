"""Compressed bytes as a seekable stream: inflated as they are asked for, checked to the last byte, never on disk."""

from __future__ import annotations

import io
import sys
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO

BLOCK = 1 << 20
_READ = 128 << 10
"""What is left behind a member is copied once a member: small pieces keep files of many small members linear."""
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31
_RAW_WINDOW = -15


class DamageError(Exception):
    """Compressed bytes that are not what they promise; the text says in Japanese what is wrong."""


def _some(source: BinaryIO, length: int) -> Iterator[bytes]:
    """The next ``length`` bytes in blocks."""
    while length:
        data = source.read(min(_READ, length))
        if not data:
            raise DamageError("途中で切れています")
        length -= len(data)
        yield data


def _all(source: BinaryIO) -> Iterator[bytes]:
    while data := source.read(_READ):
        yield data


class _Inflater:
    """One deflate stream in a row of blocks; ``left`` holds what follows its end."""

    def __init__(self, window: int, left: bytes = b"") -> None:
        self.inflate = zlib.decompressobj(window)
        self.left = left

    def run(self, source: Iterator[bytes]) -> Iterator[bytes]:
        data = self.left or next(source, b"")
        try:
            while data:
                yield self.inflate.decompress(data, BLOCK)
                if self.inflate.eof:
                    self.left = self.inflate.unused_data
                    return
                data = self.inflate.unconsumed_tail or next(source, b"")
            yield self.inflate.flush()
        except zlib.error:
            raise DamageError("圧縮の内容が壊れています") from None
        if not self.inflate.eof:
            raise DamageError("途中で切れています")
        self.left = self.inflate.unused_data


def deflated(source: BinaryIO, length: int) -> Iterator[bytes]:
    """What ``length`` bytes of raw deflate hold.

    Raises:
        DamageError: they are damaged, cut off, or hold more than one stream.
    """
    blocks = _some(source, length)
    inflater = _Inflater(_RAW_WINDOW)
    yield from inflater.run(blocks)
    if inflater.left or next(blocks, b""):
        raise DamageError("圧縮の内容の後ろに、別の内容があります")


def stored(source: BinaryIO, length: int) -> Iterator[bytes]:
    """``length`` bytes as they are.

    Raises:
        DamageError: the file ends before.
    """
    yield from _some(source, length)


def gunzipped(source: BinaryIO) -> Iterator[bytes]:
    """What a gzip file holds: all of its members one behind the other, each with its check sum and length checked.

    Zero bytes behind the last member are padding (RFC 1952 says nothing of them, tapes and gzip itself do).

    Raises:
        DamageError: a member is damaged or cut off, or something else follows.
    """
    blocks = _all(source)
    left = next(blocks, b"")
    while left:
        inflater = _Inflater(_GZIP_WINDOW, left)
        yield from inflater.run(blocks)
        left = inflater.left.lstrip(b"\0")
        while len(left) < len(_GZIP) and (more := next(blocks, b"")):
            left = (left + more).lstrip(b"\0")
        if left and not left.startswith(_GZIP):
            raise DamageError("圧縮の内容の後ろに、別の内容があります")


def checked(blocks: Iterator[bytes], size: int, crc: int) -> Iterator[bytes]:
    """The same blocks; their length and CRC-32 must come out as the directory says.

    Raises:
        DamageError: they do not.
    """
    length, found = 0, 0
    for block in blocks:
        length += len(block)
        found = zlib.crc32(block, found)
        if length > size:
            raise DamageError("書かれた大きさより長い内容です")
        yield block
    if length != size or found != crc:
        raise DamageError("検査値（CRC）か大きさが合いません")


class Stream(io.BufferedIOBase):
    """Blocks as a file that can be read from any offset; going back inflates once more from the start.

    ``start`` opens the blocks afresh; ``fail`` makes the exception that a damage becomes.
    """

    def __init__(self, start: Callable[[], Iterator[bytes]], fail: Callable[[str], Exception]) -> None:
        super().__init__()
        self._start = start
        self._fail = fail
        self._blocks = start()
        self._rest = b""
        self._at = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def tell(self) -> int:
        """Offset of the next byte."""
        return self._at

    def _fill(self) -> bool:
        """True where bytes are at hand, False at the end."""
        try:
            while not self._rest:
                block = next(self._blocks, None)
                if block is None:
                    return False
                self._rest = block
        except DamageError as damage:
            raise self._fail(str(damage)) from None
        return True

    def read(self, size: int | None = -1) -> bytes:
        """So many bytes, fewer only at the end; all that are left where ``size`` is negative."""
        wanted = sys.maxsize if size is None or size < 0 else size
        parts: list[bytes] = []
        while wanted and self._fill():
            part = self._rest if len(self._rest) <= wanted else self._rest[:wanted]
            self._skip(len(part))
            parts.append(part)
            wanted -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to an offset; the way there is inflated and dropped."""
        if whence == io.SEEK_CUR:
            offset += self._at
        elif whence == io.SEEK_END:
            while self._fill():
                self._skip(len(self._rest))
            offset += self._at
        if offset < self._at:
            self._blocks, self._rest, self._at = self._start(), b"", 0
        while self._at < offset and self._fill():
            self._skip(min(offset - self._at, len(self._rest)))
        return self._at

    def _skip(self, count: int) -> None:
        self._rest = self._rest[count:] if count < len(self._rest) else b""
        self._at += count
