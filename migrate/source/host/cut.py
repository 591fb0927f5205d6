"""A field cut out of all records of a block: its bytes side by side, in one buffer."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from migrate.model.value import value
from migrate.text.characters import undecodable

_STAND_INS = tuple(undecodable(byte) for byte in range(0x100))


@value
class Field:
    """The same field of ``count`` records. ``data`` holds ``count`` times ``width`` bytes."""

    data: bytes
    width: int
    count: int

    def cells(self) -> pa.BinaryArray:
        """One binary value for each record, of any length type."""
        return fixed(self.data, self.width, self.count).cast(pa.binary())

    def raw(self, at: int) -> bytes:
        """The bytes of one record's field."""
        return self.data[at * self.width : (at + 1) * self.width]


@value
class Decoded:
    """Text of a field in all records. The cells at ``bad`` hold stand-ins for bytes that could not be read."""

    text: pa.StringArray
    bad: Sequence[int] = ()


def fixed(data: bytes | bytearray, width: int, count: int) -> pa.FixedSizeBinaryArray:
    """``count`` values of ``width`` bytes over one buffer."""
    return pa.FixedSizeBinaryArray.from_buffers(pa.binary(width), count, [None, pa.py_buffer(data)])


def field(records: pa.FixedSizeBinaryArray, begin: int, end: int) -> Field:
    """Bytes ``begin`` (from 0) up to ``end`` of every record."""
    cut = pc.binary_slice(records, begin, end)
    data = cut.buffers()[1]
    width = end - begin
    start = cut.offset * width
    taken = data.to_pybytes()[start : start + len(cut) * width] if data is not None else b""
    return Field(data=taken, width=width, count=len(cut))


def stand_ins(raw: bytes) -> str:
    """Every byte as the character that stands for it: nothing is lost of what cannot be read."""
    return "".join(map(_STAND_INS.__getitem__, raw))


def replaced(text: pa.StringArray, at: Sequence[int], by: Sequence[str]) -> pa.StringArray:
    """``text`` with other values at ascending positions."""
    if not at:
        return text
    places = pa.array(at, pa.int64())
    mask = pc.is_in(pa.array(range(len(text)), pa.int64()), value_set=places)
    return pc.replace_with_mask(text, mask, pa.array(by, pa.string()))
