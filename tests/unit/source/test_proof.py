"""What is proved to be text of an encoding has no undecodable byte, and nothing that could be proved is missed."""

from __future__ import annotations

import random

import pytest

from migrate.source.codec import Tally
from migrate.source.proof import count_high, unproved


def _bad(data: bytes, codec: str) -> int:
    tally = Tally(codec)
    tally.take(data, last=True)
    return tally.undecodable


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8"])
def test_all_codes_of_two_bytes(codec: str) -> None:
    """Each of the 65,536 pairs of bytes is proved exactly where the code knows both bytes."""
    pairs = [bytes((first, last)) for first in range(0x100) for last in range(0x100)]
    expected = [pair for pair in pairs if _bad(pair, codec)]
    if codec == "utf-8":
        assert expected == [pair for pair in pairs if unproved(pair, [2], codec)]
    else:
        assert expected == unproved(b"".join(pairs), range(2, 2 * len(pairs) + 1, 2), codec)


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "utf-8"])
def test_undecodable_bytes_are_in_what_is_not_proved(codec: str) -> None:
    """However lines of random bytes are put together, the parts that are not proved hold all undecodable bytes."""
    rng = random.Random(4)
    text = "氏名,ﾔﾏﾀﾞ,丂﨑①,1980\n".encode(codec, "replace")
    for _ in range(100):
        noise = [bytes(rng.randrange(0x20, 0x100) for _ in range(rng.randrange(6))) + b"\n" for _ in range(20)]
        lines = [rng.choice((text, one)) for one in noise]
        ends = [sum(map(len, lines[: at + 1])) for at in range(len(lines))]
        rest = unproved(b"".join(lines), ends, codec)
        assert sum(_bad(line, codec) for line in lines) == sum(_bad(part, codec) for part in rest)


def test_high_bytes_are_counted() -> None:
    """Bytes from 80 to FF are counted, also where there is none."""
    assert (count_high(b""), count_high(b"abc\x7f"), count_high(bytes(range(256)))) == (0, 0, 128)
