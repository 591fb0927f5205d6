"""Columns of raw cells to columns of text, one decoding per column instead of one per cell."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from migrate.source.codec import KEPT, STAND_IN, decode

_SPARSE = 4
"""Where fewer than one in so many cells is beyond ASCII, only those are decoded."""
_CONTROLS = [bytes([code]) for code in range(0x20) if code not in (0x09, 0x0A, 0x0D)]


def _bytes_of(cells: pa.BinaryArray | pa.StringArray) -> bytes:
    """The bytes of all cells, one behind the other."""
    _, offsets, data = cells.buffers()
    if data is None or len(cells) == 0:
        return b""
    ends = memoryview(offsets).cast("i")
    begin, end = ends[cells.offset], ends[cells.offset + len(cells)]
    return bytes(data.slice(begin, end - begin).to_pybytes())


def _decode_each(cells: pa.BinaryArray, codec: str) -> pa.StringArray:
    return pa.array([decode(cell, codec) for cell in cells.to_pylist()], pa.string())


def _decode_joined(cells: pa.BinaryArray, raw: bytes, codec: str) -> pa.StringArray:
    """Join the cells with a control character that none of them holds, decode once, split again.

    A control character is no second byte in CP932 or UTF-8, so a double-byte character cut at the end of a cell
    cannot take the separator with it.
    """
    separator = next((one for one in _CONTROLS if one not in raw), None)
    if separator is None:
        return _decode_each(cells, codec)
    whole = pa.ListArray.from_arrays(pa.array([0, len(cells)], pa.int32()), cells)
    joined = pc.binary_join(whole, separator)[0].as_buffer().to_pybytes()
    text = decode(joined, codec).encode()
    ends = pa.array([0, len(text)], pa.int32()).buffers()[1]
    one = pa.Array.from_buffers(pa.string(), 1, [None, ends, pa.py_buffer(text)])
    return pc.split_pattern(one, separator.decode()).values


def decode_column(cells: pa.BinaryArray, codec: str) -> tuple[pa.StringArray, list[int]]:
    """Text of a column of raw cells, and the positions of the cells that hold undecodable bytes.

    A pure-ASCII column is only retyped, without copying.

    Args:
        cells: binary array without nulls.
        codec: one that ``codec_of`` gives and that needs no recoding, or ``KEPT``.
    """
    raw = _bytes_of(cells)
    if raw.isascii():
        return cells.view(pa.string()), []
    codec = "utf-8" if codec == "utf-8-sig" else codec
    if codec in ("utf-8", KEPT):
        try:
            return cells.cast(pa.string()), []
        except pa.ArrowInvalid:
            pass
    plain = cells.view(pa.string())
    beyond = pc.invert(pc.string_is_ascii(plain))
    if pc.sum(beyond).as_py() * _SPARSE > len(cells):
        return _decoded(cells, raw, codec)
    few = cells.filter(beyond)
    text, bad = _decoded(few, _bytes_of(few), codec)
    return pc.replace_with_mask(plain, beyond, text), pc.indices_nonzero(beyond).take(
        pa.array(bad, pa.int64())
    ).to_pylist()


def _decoded(cells: pa.BinaryArray, raw: bytes, codec: str) -> tuple[pa.StringArray, list[int]]:
    """As `decode_column`; ``raw`` are the bytes of all cells."""
    text = _decode_joined(cells, raw, codec)
    if not has_stand_in(text):
        return text, []
    bad = pc.match_substring_regex(text, STAND_IN)
    return text, pc.indices_nonzero(bad).to_pylist()


def has_stand_in(text: pa.StringArray) -> bool:
    """Quick look for the UTF-8 bytes F3 BF, with which every stand-in begins; F3 alone is found many times faster."""
    raw = _bytes_of(text)
    return b"\xf3" in raw and b"\xf3\xbf" in raw
