r"""Proofs that a block of bytes is whole text of an encoding: one pass outside of the interpreter's lock, no text made.

What a code knows is asked of `codec.decode`, the one authority, and becomes a regular expression for RE2 (Arrow). A
block that is not proved is not thereby wrong: a character may be cut at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from migrate.source.codec import decode
from migrate.text.characters import undecodable

_LASTS = [byte for byte in range(0x100) if byte != ord("\n")]
_STAND_INS = frozenset(map(undecodable, range(0x100)))


def count_high(data: bytes) -> int:
    """Number of bytes from 80 to FF."""
    numbers = pa.Array.from_buffers(pa.uint8(), len(data), [None, pa.py_buffer(data)])
    return int(pc.sum(pc.shift_right(numbers, pa.scalar(7, pa.uint8()))).as_py() or 0)


def _code(data: Iterable[int]) -> str:
    return "".join(rf"\x{byte:02x}" for byte in data)


def _lasts(lead: bytes, codec: str) -> bytes:
    """The bytes that make one character together with ``lead``; in between stand line feeds, which are characters."""
    tried = decode(b"\n".join(lead + bytes((last,)) for last in _LASTS), codec).split("\n")
    return bytes(last for last, text in zip(_LASTS, tried, strict=True) if len(text) == 1 and text not in _STAND_INS)


@cache
def _text(codec: str) -> str:
    """Regular expression of whole text of one and two bytes a character; the rare three of EUC-JP are left out."""
    single = b"\n" + _lasts(b"", codec)
    leads = [bytes((code,)) for code in range(0x80, 0x100) if code not in single]
    alike: defaultdict[bytes, list[str]] = defaultdict(list)
    for lead in leads:
        alike[_lasts(lead, codec)].append(_code(lead))
    several = [f"(?:{'|'.join(those)})[{_code(lasts)}]" for lasts, those in alike.items() if lasts]
    return rf"\A(?:[{_code(single)}]|{'|'.join(several)})*\z"


def unproved(data: bytes, ends: Sequence[int], codec: str) -> list[bytes]:
    """The parts of ``data`` that are not known to be text of UTF-8, CP932 or EUC-JP without an undecodable byte.

    Args:
        data: bytes.
        ends: the offset at which each part ends, ascending; the last one is the end of ``data``.
        codec: ``utf-8``, ``cp932`` or ``euc_jp``.
    """
    begins = (0, *ends[:-1])
    offsets = pa.array((0, *ends), pa.int32()).buffers()[1]
    parts = pa.Array.from_buffers(pa.binary(), len(ends), [None, offsets, pa.py_buffer(data)])
    if codec == "utf-8":
        wrong = range(len(ends)) if not _is_utf8(parts) else ()
    else:
        wrong = pc.indices_nonzero(pc.invert(pc.match_substring_regex(parts, _text(codec)))).to_pylist()
    return [data[begins[at] : ends[at]] for at in wrong]


def _is_utf8(parts: pa.BinaryArray) -> bool:
    try:
        parts.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True
