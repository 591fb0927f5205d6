"""Every CP932 code is read as Python's cp932 reads it, and every other byte is kept."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.source.cells import decode_column
from migrate.source.codec import KEPT, Tally, codec_of, count_undecodable, decode

WRONG = (0x80, 0xA0, 0xFD, 0xFE, 0xFF)


def _plain(code: bytes) -> str | None:
    """The text of a code that CP932 has, by the codec itself."""
    if len(code) == 1 and code[0] in WRONG:
        return None
    try:
        return code.decode("cp932")
    except UnicodeDecodeError:
        return None


DOUBLE = [bytes((lead, trail)) for lead in range(0x81, 0xFD) for trail in range(0x40, 0xFD)]
CODES = {code: text for code in DOUBLE if (text := _plain(code)) is not None and len(text) == 1}


def test_there_are_the_published_codes() -> None:
    """7,070 printed double-byte codes of JIS X 0208 with NEC and IBM extensions and the 1,880 of gaiji."""
    gaiji = [text for text in CODES.values() if "\ue000" <= text <= "\uf8ff"]

    assert (len(CODES) > 9_000, len(gaiji), CODES[b"\xf0\x40"], CODES[b"\xf9\xfc"]) == (True, 1880, "\ue000", "\ue757")


def test_all_codes_survive_a_column() -> None:
    """Each decodable double-byte code, alone in a cell, is exactly the codec's character."""
    cells = pa.array(list(CODES), pa.binary())

    text, bad = decode_column(cells, "cp932")

    assert (text.to_pylist(), bad) == (list(CODES.values()), [])


def test_a_recoded_text_may_be_cut_anywhere() -> None:
    """Each piece of a recoded file is text: whole characters as they are, the bytes of a cut one as stand-ins."""
    data = "a山\udc81𠮷".encode("utf-8", "surrogatepass")

    assert decode(data, KEPT) == "a山\U000ff081𠮷"
    assert [decode(data[:end], KEPT) for end in (2, 3, 6, 8)] == [
        "a\U000ff0e5",
        "a\U000ff0e5\U000ff0b1",
        "a山\U000ff0ed\U000ff0b2",
        "a山\U000ff081\U000ff0f0",
    ]
    assert decode(data[3:], KEPT) == "\U000ff0b1\U000ff081𠮷"


@pytest.mark.parametrize("byte", WRONG)
def test_bytes_that_the_codec_wrongly_accepts(byte: int) -> None:
    """80, A0, FD, FE and FF alone are no characters."""
    text, bad = decode_column(pa.array([b"a", bytes([byte]) + "山".encode("cp932"), b""], pa.binary()), "cp932")

    assert (text.to_pylist(), bad) == (["a", chr(0xFF000 + byte) + "山", ""], [1])


def test_a_cut_character_takes_nothing_with_it() -> None:
    """A lead byte at the end of a cell is kept alone; the next cell is whole."""
    text, bad = decode_column(pa.array([b"x\x88", b"\x88\x9f", b"y"], pa.binary()), "cp932")

    assert (text.to_pylist(), bad) == (["x\U000ff088", "亜", "y"], [0])


def test_control_characters_in_cells() -> None:
    """NUL and all other controls may stand in cells; none of them is taken for a separator."""
    every = bytes(range(0x20))
    cells = [every + "山".encode("cp932"), b"\0", b"", every]

    text, bad = decode_column(pa.array(cells, pa.binary()), "cp932")

    assert (text.to_pylist(), bad) == ([cell.decode("cp932") for cell in cells], [])


def test_slices_of_a_column() -> None:
    """A column that is a slice of a longer one is decoded by itself."""
    whole = pa.array(["亜".encode("cp932"), b"a", b"\xff", b"b"], pa.binary())

    assert [decode_column(whole.slice(n, 2), "cp932")[1] for n in range(3)] == [[], [1], [0]]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.binary(max_size=12), max_size=8), st.sampled_from(("cp932", "utf-8", "ascii")))
def test_any_bytes_come_back(cells: list[bytes], codec: str) -> None:
    """Any cell comes back from its text: characters by the codec, stand-ins as their byte; bad cells are named."""
    text, bad = decode_column(pa.array(cells, pa.binary()), codec)

    for number, (cell, one) in enumerate(zip(cells, text.to_pylist(), strict=True)):
        assert one == decode(cell, codec)
        back = b"".join(bytes([ord(c) & 0xFF]) if ord(c) >= 0xFF000 else c.encode(codec) for c in one)
        if codec != "cp932":  # 398 codes of CP932 are doubles that encode to their twin
            assert back == cell
        assert (number in bad) == (count_undecodable(one) > 0)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(sorted(CODES)), max_size=30))
def test_round_trip_of_double_bytes(codes: list[bytes]) -> None:
    """Joined codes decode to the joined characters: no boundary shifts."""
    cells = pa.array([b"".join(codes), b"".join(reversed(codes))], pa.binary())

    text, bad = decode_column(cells, "cp932")

    forward = "".join(CODES[code] for code in codes)
    assert (text.to_pylist(), bad) == ([forward, forward[::-1]], [])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60), st.integers(1, 7), st.sampled_from(("cp932", "utf-8")))
def test_tally_does_not_depend_on_blocks(data: bytes, size: int, codec: str) -> None:
    """The number of undecodable bytes is the same in blocks of any size as in one piece."""
    tally = Tally(codec)
    for begin in range(0, len(data), size):
        tally.take(data[begin : begin + size])
    tally.take(b"", last=True)

    assert tally.undecodable == count_undecodable(decode(data, codec))


@pytest.mark.parametrize(
    ("name", "codec"),
    [("Shift_JIS", "cp932"), ("Windows-31J", "cp932"), ("MS932", "cp932"), ("UTF8", "utf-8"),
     ("utf-8-sig", "utf-8-sig"), ("EUC-JP", "euc_jp"), ("ebcdic", ""), ("", ""), ("utf-16", "utf-16-le")],
)  # fmt: skip
def test_names_of_encodings(name: str, codec: str) -> None:
    """Names as people write them; Shift_JIS means CP932, what cannot be read is no codec."""
    assert codec_of(name) == codec


@pytest.mark.parametrize("codec", ["cp932", "utf-8", "euc_jp"])
@settings(deadline=None)
@given(st.data())
def test_few_cells_beyond_ascii(codec: str, data: st.DataObject) -> None:
    """Where few cells are beyond ASCII only those are decoded; text and damaged cells are those of cell by cell."""
    strange = st.binary(min_size=1, max_size=4) | st.sampled_from(["山".encode(codec), b"\x81", b"\xff"])
    odd = data.draw(st.dictionaries(st.integers(0, 59), strange, max_size=20))
    cells = [odd.get(at, b"S450131" if at % 3 else b"") for at in range(60)]

    text, bad = decode_column(pa.array([b"\x81", *cells], pa.binary())[1:], codec)

    expected = [decode(one, codec) for one in cells]
    assert (text.to_pylist(), bad) == (expected, [at for at, one in enumerate(expected) if count_undecodable(one)])
