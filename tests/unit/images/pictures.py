"""The smallest whole image of each format, 7 dots across and 3 down, 300 dots per inch where the format can say so."""

from __future__ import annotations

import struct
import zlib

WIDTH, HEIGHT, DPI = 7, 3, 300
_METRE = 11811


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png() -> bytes:
    """A grey PNG."""
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(WIDTH)) * HEIGHT)
    dots = struct.pack(">IIB", _METRE, _METRE, 1)
    parts = ((b"IHDR", head), (b"pHYs", dots), (b"IDAT", rows), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in parts)


def jpeg() -> bytes:
    """The skeleton of a JPEG: head, frame, scan, end."""
    jfif = b"JFIF\0\x01\x02\x01" + struct.pack(">HH", DPI, DPI) + b"\0\0"
    frame = struct.pack(">BHHB", 8, HEIGHT, WIDTH, 1) + b"\x01\x11\0"
    scan = b"\x01\x01\0\0\x3f\0"
    segments = ((0xE0, jfif), (0xC0, frame), (0xDA, scan))
    body = b"".join(b"\xff" + bytes([kind]) + struct.pack(">H", len(one) + 2) + one for kind, one in segments)
    return b"\xff\xd8" + body + bytes(20) + b"\xff\xd9"


def tiff(order: str = "<", pages: int = 1) -> bytes:
    """A bilevel TIFF whose picture stands at the end of the file."""
    out = (b"II" if order == "<" else b"MM") + struct.pack(order + "HI", 42, 8)
    size = 2 + 12 * 7 + 4 + 8 + HEIGHT
    for page in range(pages):
        here = 8 + page * size
        dots, picture = here + 2 + 12 * 7 + 4, here + 2 + 12 * 7 + 12
        entries = (
            (256, 4, 1, WIDTH),
            (257, 4, 1, HEIGHT),
            (262, 4, 1, 1),
            (273, 4, 1, picture),
            (279, 4, 1, HEIGHT),
            (282, 5, 1, dots),
            (296, 4, 1, 2),
        )
        after = here + size if page + 1 < pages else 0
        out += struct.pack(order + "H", len(entries)) + b"".join(struct.pack(order + "HHII", *one) for one in entries)
        out += struct.pack(order + "III", after, DPI, 1) + bytes(HEIGHT)
    return out


def bmp() -> bytes:
    """A BMP of 24 bits."""
    row = (WIDTH * 3 + 3) // 4 * 4
    head = struct.pack("<IiiHHIIiiII", 40, WIDTH, HEIGHT, 1, 24, 0, row * HEIGHT, _METRE, _METRE, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + row * HEIGHT, 0, 0, 54) + head + bytes(row * HEIGHT)


def j2k() -> bytes:
    """The skeleton of a JPEG 2000 codestream."""
    size = struct.pack(">HHIIIIIIIIH", 41, 0, WIDTH, HEIGHT, 0, 0, WIDTH, HEIGHT, 0, 0, 1) + b"\x07\x01\x01"
    return b"\xffO\xffQ" + size + bytes(20) + b"\xff\xd9"


def jp2() -> bytes:
    """The same in boxes."""
    stream = j2k()
    return (
        b"\x00\x00\x00\x0cjP  \r\n\x87\n"
        + struct.pack(">I4s", 20, b"ftyp")
        + b"jp2 \0\0\0\0jp2 "
        + struct.pack(">I4s", len(stream) + 8, b"jp2c")
        + stream
    )


def pdf() -> bytes:
    """Head and end of a PDF."""
    return b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
