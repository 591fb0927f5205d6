r"""Files whose bytes cannot be cut at separators, read as UTF-8 on the fly.

In UTF-16 and ISO-2022-JP a comma's byte may be part of a character; so may ``|`` and ``\`` in Shift_JIS. Such a file
is recoded while it is read; a byte b that its encoding does not know becomes the lone surrogate U+DC00 + b, which
UTF-8 does not have, and from there the same stand-in as in every other file.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from migrate.files import inflate
from migrate.source.codec import CP932_WRONG, JISX0201, KEPT, UTF16

_BLOCK = 1 << 20
_HANDLER = "migrate-lone-byte"
_PAIRED = (*UTF16, "iso2022_jp_ext")
_TRAILS = ("cp932", "shift_jis_2004")
"""Codes in which a second byte may be ``|`` or a backslash."""
_JIS_NEC = 0x2D
_BOM = "\ufeff"
_LONE = re.compile("[\udc00-\udcff]")
_MENDED = {"cp932": {code: 0xDC00 + byte for code, byte in CP932_WRONG.items()}, "shift_jis_2004": JISX0201}


def _lone(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    wrong = error.object[error.start : error.end]
    if error.encoding.startswith("iso2022") and len(wrong) == 2 and wrong[0] == _JIS_NEC:
        trail = wrong[1] + (0x1F if wrong[1] < 0x60 else 0x20)
        known = bytes((0x87, trail)).decode("cp932", "ignore")
        if known:
            return known, error.end
    end = error.end if error.encoding.startswith(("utf", "iso2022")) else error.start + 1
    return "".join(chr(0xDC00 + byte) for byte in error.object[error.start : end]), end


codecs.register_error(_HANDLER, _lone)


def needed(codec: str, separators: bytes = b"") -> bool:
    """True where a file in ``codec`` cannot be cut at these separators as it stands."""
    return codec in _PAIRED or (codec in _TRAILS and any(byte in separators for byte in b"|\\"))


def inner(codec: str, separators: bytes = b"") -> str:
    """The codec of the bytes that `readable` gives."""
    return KEPT if needed(codec, separators) else codec


class _Recoder:
    """Blocks in one encoding to blocks in UTF-8; a byte order mark at the start is dropped."""

    def __init__(self, codec: str) -> None:
        self._decoder = codecs.getincrementaldecoder(codec)(_HANDLER)
        self._first = True
        self._mend = _MENDED.get(codec)

    def take(self, block: bytes, last: bool) -> bytes:
        text = self._decoder.decode(block, last)
        if text and self._first:
            self._first = False
            text = text.removeprefix(_BOM)
        if self._mend and any(chr(code) in text for code in self._mend):
            text = text.translate(self._mend)
        return text.encode("utf-8", "surrogatepass")


def _recoded(stream: BinaryIO, codec: str) -> Iterator[bytes]:
    stream.seek(0)
    recoder = _Recoder(codec)
    while block := stream.read(_BLOCK):
        yield recoder.take(block, last=False)
    yield recoder.take(b"", last=True)


class _Readable(inflate.Stream):
    """A recoded stream that closes the one below it."""

    def __init__(self, below: BinaryIO, codec: str) -> None:
        super().__init__(lambda: _recoded(below, codec), ValueError)
        self._below = below

    def close(self) -> None:
        """Close both."""
        self._below.close()
        super().close()


def readable(stream: BinaryIO, codec: str, separators: bytes = b"") -> BinaryIO:
    """``stream`` itself, or recoded to UTF-8 where it cannot be cut at ``separators``; closing it closes both."""
    if not needed(codec, separators):
        return stream
    return cast("BinaryIO", _Readable(stream, codec))


def head(data: bytes, codec: str, separators: bytes = b"") -> bytes:
    """The first bytes of a file as `readable` would give them; a character cut off at the end is dropped."""
    return _Recoder(codec).take(data, last=False) if needed(codec, separators) else data


def original(raw: bytes, codec: str, separators: bytes = b"") -> bytes:
    """Bytes that `readable` gave, as they stood in the file.

    Where an encoding has two codes for a character the common one comes out; a character that Python cannot write
    back leaves all of them in UTF-8.
    """
    if not needed(codec, separators):
        return raw
    text = raw.decode("utf-8", "surrogatepass")
    parts = re.split("([\udc00-\udcff])", text)
    try:
        return b"".join(
            bytes([ord(part) - 0xDC00]) if _LONE.fullmatch(part) else part.encode(codec) for part in parts if part
        )
    except UnicodeEncodeError:
        return raw


def undecodable(stream: BinaryIO, codec: str, most: int) -> int:
    """Bytes that ``codec`` does not know, for codes that are recoded; counting ends soon after ``most``."""
    count = 0
    for block in _recoded(stream, codec):
        if not block.isascii():
            count += len(_LONE.findall(block.decode("utf-8", "surrogatepass")))
        if count > most:
            break
    return count
