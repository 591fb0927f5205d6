r"""The shape of a value: one letter per character that says its class, never the character itself.

``9`` digit, ``A`` letter, ``E`` letter of an era (MTSHR), ``k`` half-width kana, ``p`` other half-width, the marks
``- / . : , @ + ( )`` and the blank as they are; full-width: ``D`` digit, ``L`` letter, ``e`` letter of an era,
``K`` katakana, ``H`` hiragana, ``_`` blank, ``h`` hyphen, ``M m`` the two characters of an era's name,
``Y N W`` 年月日, ``G`` 元, ``a`` characters of addresses, ``J`` any other; ``g`` gaiji (private use),
``u`` undecodable, ``c`` control.

Text beyond ASCII is taken as numbers (UTF-16) and looked up in a table of all 65,536, many times as fast as
`str.translate` and without holding the interpreter; characters beyond U+FFFF are first replaced by one of their class.
"""

from __future__ import annotations

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from migrate.text import characters

_MARKS = "-/.:,@+() "
_ERA_FIRST, _ERA_SECOND = "明大昭平令", "治正和成"
_ADDRESS = "都道府県市区郡町村丁目番地号"
_NAMED = {"年": "Y", "月": "N", "日": "W", "元": "G", "\u3000": "_"}
_HYPHENS = "‐‑‒–—―−－"
_SPARSE = 4
"""Where fewer than one in so many values is beyond ASCII, only those are looked up in the table."""
_BEYOND = re.compile("[\U00010000-\U0010ffff]")
_IN_PLACE = {"u": "\ud800", "g": "\ue000", "J": "\u4e00"}
"""Class of a character beyond U+FFFF → the one that is looked up in its place (U+D800 is no character of any text)."""


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


@cache
def _table() -> pa.UInt8Array:
    """Class of each number below 65,536; outside of these ranges all are ``J``."""
    classes = bytearray(b"J" * 0x10000)
    classes[0xE000:0xF900] = b"g" * 0x1900
    named = map(ord, _ERA_FIRST + _ERA_SECOND + _ADDRESS + _HYPHENS + "".join(_NAMED))
    for code in (*range(0x100), *range(0x3000, 0x3100), *range(0xFF00, 0x10000), *named):
        classes[code] = ord(letter(chr(code)))
    classes[ord(_IN_PLACE["u"])] = ord("u")
    return pa.Array.from_buffers(pa.uint8(), len(classes), [None, pa.py_buffer(bytes(classes))])


def _classes(data: bytes) -> pa.Buffer:
    """UTF-8 text as one class byte per character."""
    if data.isascii():
        return pa.py_buffer(data.translate(_ASCII))
    text = data.decode()
    codes = text.encode("utf-16-le")
    if len(codes) != 2 * len(text):
        text = _BEYOND.sub(lambda hit: _IN_PLACE[letter(hit[0])], text)
        codes = text.encode("utf-16-le", "surrogatepass")
    numbers = pa.Array.from_buffers(pa.uint16(), len(text), [None, pa.py_buffer(codes)])
    return pc.take(_table(), numbers, boundscheck=False).buffers()[1]


def shapes(values: pa.StringArray) -> pa.StringArray:
    """The shape of each value; as many characters as the value has. No nulls allowed."""
    count = len(values)
    _, offsets, data = values.buffers()
    if data is None or not count:
        return pa.array([""] * count, pa.string())
    ends = memoryview(offsets).cast("i")
    begin, end = ends[values.offset], ends[values.offset + count]
    raw = data.slice(begin, end - begin).to_pybytes()
    if not raw.isascii():
        beyond = pc.invert(pc.string_is_ascii(values))
        if pc.sum(beyond).as_py() * _SPARSE < count:
            return pc.replace_with_mask(_shaped(values, raw.translate(_ASCII)), beyond, shapes(values.filter(beyond)))
    return _shaped(values, _classes(raw))


def _shaped(values: pa.StringArray, classes: pa.Buffer | bytes) -> pa.StringArray:
    """Texts as long as ``values``, of their class bytes, one behind the other."""
    count, offsets = len(values), values.buffers()[1]
    ends = memoryview(offsets).cast("i")
    begin = ends[values.offset]
    if len(classes) == ends[values.offset + count] - begin:
        if begin == 0 and values.offset == 0:
            return pa.Array.from_buffers(pa.string(), count, [None, offsets, pa.py_buffer(classes)])
        lengths = pc.binary_length(values)
    else:
        lengths = pc.utf8_length(values)
    starts = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths.cast(pa.int32()))])
    return pa.Array.from_buffers(pa.string(), count, [None, starts.buffers()[1], pa.py_buffer(classes)])
