"""Bytes of large blocks are counted as `bytes.count` counts them."""

from __future__ import annotations

import random

import pytest

from migrate.source.counting import count


@pytest.mark.parametrize("size", [1000, (1 << 20) - 1, 1 << 20, (1 << 20) + 13])
def test_as_bytes_count(size: int) -> None:
    """Also where the block ends within a pair, and where a byte does not stand in it at all."""
    random_ = random.Random(size)
    data = bytes(random_.choices(b"ab\r\n", [6, 6, 1, 1], k=size)) + b"\r\n"
    wanted = (b"\n", b"\r", b"\r\n", b"\0", b"a")

    found = [count(data, one, end) for end in (size, size + 1, size + 2) for one in wanted]

    assert found == [data.count(one, 0, end) for end in (size, size + 1, size + 2) for one in wanted]
