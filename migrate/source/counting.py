"""Counting bytes of large blocks: many times as fast as `bytes.count`, and outside of the interpreter's lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    import polars as pl

_SMALL = 1 << 20
"""Below, to load what counts faster would take longer."""


def _numbers(data: bytes, begin: int, end: int) -> pl.Series:
    import polars as pl  # noqa: PLC0415 (heavy)

    return pl.Series(pa.Array.from_buffers(pa.uint8(), end - begin, [None, pa.py_buffer(data)], offset=begin))


def count(data: bytes, wanted: bytes, end: int) -> int:
    r"""How often ``wanted``, one byte or two different ones, stands among the first ``end`` bytes.

    >>> block = b"a,b\r\n" * (1 << 18)
    >>> count(block, b"\n", len(block)), count(block, b"\r\n", 12), count(block, b"\r\n", len(block))
    (262144, 2, 262144)
    """
    if end < _SMALL:
        return data.count(wanted, 0, end)
    if data.find(wanted, 0, end) < 0:
        return 0
    found = _numbers(data, 0, end - len(wanted) + 1) == wanted[0]
    for place, byte in enumerate(wanted[1:], 1):
        found &= _numbers(data, place, end - len(wanted) + 1 + place) == byte
    return int(found.sum())
