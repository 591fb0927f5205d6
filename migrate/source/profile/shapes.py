r"""The shape of a value: one letter per character that says its class, never the character itself.

``9`` digit, ``A`` letter, ``E`` letter of an era (MTSHR), ``k`` half-width kana, ``p`` other half-width, the marks
``- / . : , @ + ( )`` and the blank as they are; full-width: ``D`` digit, ``L`` letter, ``e`` letter of an era,
``K`` katakana, ``H`` hiragana, ``_`` blank, ``h`` hyphen, ``M m`` the two characters of an era's name,
``Y N W`` 年月日, ``G`` 元, ``a`` characters of addresses, ``J`` any other; ``g`` gaiji (private use),
``u`` undecodable, ``c`` control.

Text beyond ASCII is classified by two passes of a C codec (two tables of 256 characters, joined as whole numbers),
nine times as fast as `str.translate`; what the tables cannot tell apart (gaiji, ``?``) is mended one by one.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc

from migrate.text import characters

_MARKS = "-/.:,@+() "
_ERA_FIRST, _ERA_SECOND = "明大昭平令", "治正和成"
_ADDRESS = "都道府県市区郡町村丁目番地号"
_NAMED = {"年": "Y", "月": "N", "日": "W", "元": "G", "\u3000": "_"}
_HYPHENS = "‐‑‒–—―−－"
_UNKNOWN = "?"

_build = cast("Callable[[str], object]", getattr(codecs, "charmap_build"))  # noqa: B009 (not in the stubs)
_encode = cast("Callable[[str, str, object], tuple[bytes, int]]", codecs.charmap_encode)


def letter(character: str) -> str:
    r"""Class of one character.

    >>> "".join(map(letter, "S45-ｱ山　元Ａ\ue000"))
    'E99-kJ_GLg'
    """
    code = ord(character)
    if code < 0x20 or 0x7F <= code < 0xA0:
        return "c"
    if code < 0x7F or 0xFF61 <= code <= 0xFF9F:
        return _half(character)
    if characters.is_undecodable(character):
        return "u"
    if characters.is_private(character):
        return "g"
    return _full(character)


def _half(character: str) -> str:
    if character in _MARKS:
        return character
    if character.isdigit():
        return "9"
    if character.isascii() and character.isalpha():
        return "E" if character in "MTSHRmtshr" else "A"
    return "p" if character.isascii() else "k"


def _full(character: str) -> str:
    code = ord(character)
    if 0xFF01 <= code <= 0xFF5E and character not in _HYPHENS:
        return {"9": "D", "A": "L", "E": "e"}.get(_half(chr(code - 0xFEE0)), "J")
    if 0x30A0 <= code <= 0x30FF:
        return "K"
    if 0x3041 <= code <= 0x309F:
        return "H"
    for members, named in ((_ERA_FIRST, "M"), (_ERA_SECOND, "m"), (_ADDRESS, "a"), (_HYPHENS, "h")):
        if character in members:
            return named
    return _NAMED.get(character, "J")


_ASCII = bytes(ord(letter(chr(code))) if code < 0x80 else 0 for code in range(256))


class _Pass:
    """One table of the fast way: its characters as class bytes, any other character as 0.

    U+0000 comes first, otherwise Python makes a slow dict of the table; then the mark that stands for others.
    """

    def __init__(self, members: str) -> None:
        rest = 254 - len(members)
        self.map = _build("\0" + _UNKNOWN + members + "".join(chr(0xE000 + n) for n in range(rest)))
        self.classes = bytes([ord("c"), 0, *(ord(letter(one)) for one in members), *([0] * rest)])

    def __call__(self, text: str) -> bytes:
        return _encode(text, "replace", self.map)[0].translate(self.classes)


_PRINTABLE = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) != _UNKNOWN)
_WIDE_DIGITS = "".join(chr(0xFF10 + n) for n in range(10))
_FIRST = _Pass(
    "".join(map(chr, (*range(1, 0x20), 0x7F)))
    + _PRINTABLE
    + "".join(chr(code) for code in range(0xFF61, 0xFFA0))
    + _ERA_FIRST
    + _ERA_SECOND
    + _ADDRESS
    + _HYPHENS
    + "".join(_NAMED)
    + _WIDE_DIGITS
)
_SECOND = _Pass(
    "".join(chr(code) for code in (*range(0x3041, 0x30A0), *range(0x30A0, 0x3100)))
    + "".join(chr(code) for code in (*range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B)))
)
_REST = bytes([ord("J"), *range(1, 256)])
_RARE_BLOCKS = bytes(range(0xD8, 0xF9))
"""First bytes in UTF-16 of private-use characters and of characters beyond the BMP."""
_RARE = re.compile("[?\x80-\x9f\ue000-\uf8ff\U00010000-\U0010ffff]")
"""What the tables do not tell apart from other characters."""


def _may_be_rare(data: bytes, text: str) -> bool:
    """True where the text may hold one of the rare characters."""
    if any(lead in data for lead in (b"?", b"\xc2", b"\xee", b"\xf0", b"\xf3", b"\xf4")):
        return True
    if b"\xef" not in data:
        return False
    blocks = text.encode("utf-16-be")[::2]
    return len(blocks.translate(None, _RARE_BLOCKS)) != len(blocks)


def _classes(data: bytes) -> bytes:
    """UTF-8 text as one class byte per character."""
    if data.isascii():
        return data.translate(_ASCII)
    text = data.decode()
    first = _FIRST(text)
    if b"\0" not in first:
        return first
    joined = int.from_bytes(first, "little") | int.from_bytes(_SECOND(text), "little")
    classes = joined.to_bytes(len(first), "little").translate(_REST)
    if not _may_be_rare(data, text):
        return classes
    mended = bytearray(classes)
    for hit in _RARE.finditer(text):
        mended[hit.start()] = ord(letter(hit[0]))
    return bytes(mended)


def shapes(values: pa.StringArray) -> pa.StringArray:
    """The shape of each value; as many characters as the value has. No nulls allowed."""
    count = len(values)
    _, offsets, data = values.buffers()
    if data is None or not count:
        return pa.array([""] * count, pa.string())
    ends = memoryview(offsets).cast("i")
    begin, end = ends[values.offset], ends[values.offset + count]
    raw = data.slice(begin, end - begin).to_pybytes()
    classes = _classes(raw)
    if len(classes) == len(raw):
        if begin == 0 and values.offset == 0:
            return pa.Array.from_buffers(pa.string(), count, [None, offsets, pa.py_buffer(classes)])
        lengths = pc.binary_length(values)
    else:
        lengths = pc.utf8_length(values)
    starts = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths.cast(pa.int32()))])
    return pa.Array.from_buffers(pa.string(), count, [None, starts.buffers()[1], pa.py_buffer(classes)])
