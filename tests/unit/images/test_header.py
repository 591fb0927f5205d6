"""Heads of images are read whole, and nothing that lies or is cut off gets by."""

from __future__ import annotations

import io
import struct
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.images import header
from migrate.model.images import Header, ImageFormat

from . import pictures

WHOLE = {
    "png": (pictures.png(), ImageFormat.PNG, 300, 1),
    "jpeg": (pictures.jpeg(), ImageFormat.JPEG, 300, 1),
    "tiff": (pictures.tiff(), ImageFormat.TIFF, 300, 1),
    "tiff of a Macintosh": (pictures.tiff(">"), ImageFormat.TIFF, 300, 1),
    "tiff of five pages": (pictures.tiff(pages=5), ImageFormat.TIFF, 300, 5),
    "bmp": (pictures.bmp(), ImageFormat.BMP, 300, 1),
    "jp2": (pictures.jp2(), ImageFormat.JPEG2000, 0, 1),
    "j2k": (pictures.j2k(), ImageFormat.JPEG2000, 0, 1),
}


def read(data: bytes) -> Header:
    """The header of a file with these bytes."""
    return header.read(io.BytesIO(data), len(data))


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_image(name: str) -> None:
    """Format, dots, resolution and pages."""
    data, form, dpi, pages = WHOLE[name]

    assert read(data) == Header(format=form, width=7, height=3, dpi=dpi, pages=pages)


def test_a_pdf_has_no_dots() -> None:
    """Its head may come after something else."""
    assert read(b"\n\n" + pictures.pdf()) == Header(format=ImageFormat.PDF)


@pytest.mark.parametrize("name", WHOLE)
def test_every_cut_is_noticed(name: str) -> None:
    """However many bytes are missing at the end."""
    data = WHOLE[name][0]

    assert [length for length in range(len(data)) if not read(data[:length]).why] == []


_LIES = {
    "PNG chunk of 4 GB": pictures.png().replace(struct.pack(">I", 9) + b"pHYs", b"\xff\xff\xff\xffpHYs"),
    "TIFF with a directory beyond": b"II*\0" + struct.pack("<I", 0xFFFFFFF0) + bytes(50),
    "TIFF that is a circle": pictures.tiff()[:94] + struct.pack("<I", 8) + pictures.tiff()[98:],
    "TIFF with a million strips": pictures.tiff().replace(
        struct.pack("<HHI", 273, 4, 1), struct.pack("<HHI", 273, 4, 1 << 28)
    ),
    "TIFF with a strip beyond": pictures.tiff().replace(
        struct.pack("<HHII", 279, 4, 1, 3), struct.pack("<HHII", 279, 4, 1, 1 << 31)
    ),
    "TIFF without entries": b"II*\0" + struct.pack("<IH", 8, 0) + bytes(50),
    "BMP of 4 GB": b"BM" + b"\xff\xff\xff\xff" + pictures.bmp()[6:],
    "JP2 box of 16 EB": pictures.jp2()[:12] + struct.pack(">I4sQ", 1, b"free", 1 << 63) + pictures.jp2()[12:],
    "JPEG of nothing": b"\xff\xd8\xff\xd9",
    "no dots": pictures.bmp()[:18] + bytes(8) + pictures.bmp()[26:],
    "text": "画像ではない".encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("name", _LIES)
def test_lies_cost_nothing(name: str) -> None:
    """A reason, at once, and no memory to speak of."""
    start = time.perf_counter()
    found = read(_LIES[name])

    assert found.why != ""
    assert time.perf_counter() - start < 1


@settings(max_examples=400, deadline=None)
@given(
    data=st.sampled_from([one for one, *_ in WHOLE.values()]),
    edits=st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=8),
    tail=st.binary(max_size=40),
)
def test_no_bytes_stop_it(data: bytes, edits: list[tuple[int, int]], tail: bytes) -> None:
    """Whatever is damaged, there is a header, and it never says more than it can."""
    damaged = bytearray(data)
    for place, byte in edits:
        damaged[place % len(damaged)] = byte
    found = read(bytes(damaged) + tail)

    assert found.why or (found.width > 0 and found.height > 0) or found.format is ImageFormat.PDF


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_an_answer(data: bytes) -> None:
    """Noise is no image, and no accident."""
    assert isinstance(read(data), Header)
