"""What an image file is, by its own bytes: format, size in pixels, resolution, and whether it is whole.

Nothing is decoded. Every read is bounded and every offset is held against the length of the file, so that a file
which lies about itself costs a few reads and gets a reason.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

from migrate.images import tiff
from migrate.images.window import CUT, Window, WrongError, inch
from migrate.model.images import Header, ImageFormat

_SEGMENTS = 100_000
"""Chunks of a PNG, segments of a JPEG or boxes of a JPEG 2000 that are walked, at most."""
_TAIL = 4096
_SOF = frozenset((*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0)))
"""JPEG markers that begin a frame."""
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))
"""JPEG markers without a length."""
_JP2 = b"\x00\x00\x00\x0cjP  \r\n\x87\n"


def _png(data: Window) -> Header:
    width, height = struct.unpack(">II", data.at(16, 8))
    dpi, place = 0, 8
    for _ in range(_SEGMENTS):
        length, name = struct.unpack(">I4s", data.at(place, 8))
        if length > data.length - place - 12:
            raise WrongError(CUT)
        if name == b"pHYs" and length == 9:
            across, _, unit = struct.unpack(">IIB", data.at(place + 8, 9))
            dpi = inch(across, 100) if unit == 1 else 0
        if name == b"IEND":
            return Header(format=ImageFormat.PNG, width=width, height=height, dpi=dpi, pages=1)
        place += length + 12
    raise WrongError("区切りが多すぎる")


def _jfif(data: Window, place: int) -> int:
    """Resolution that a JFIF segment states."""
    body = data.at(place, 16)
    if body[4:9] != b"JFIF\0":
        return 0
    unit, across = body[11], int.from_bytes(body[12:14], "big")
    return {1: across, 2: inch(across, 1)}.get(unit, 0)


def _jpeg(data: Window) -> Header:
    place, width, height, dpi = 2, 0, 0, 0
    for _ in range(_SEGMENTS):
        mark, kind = data.at(place, 2)
        if mark != 0xFF:
            raise WrongError("区切りがあるはずの所にない")
        if kind == 0xFF or kind in _BARE:
            place += 1 if kind == 0xFF else 2
            continue
        if kind == 0xD9:
            raise WrongError("画像がない")
        length = int.from_bytes(data.at(place + 2, 2), "big")
        if kind in _SOF:
            height, width = struct.unpack(">HH", data.at(place + 5, 4))
        if kind == 0xE0 and length >= 14:
            dpi = _jfif(data, place)
        if kind == 0xDA:
            break
        place += 2 + max(length, 2)
    if b"\xff\xd9" not in data.tail(_TAIL):
        raise WrongError(CUT)
    return Header(format=ImageFormat.JPEG, width=width, height=height, dpi=dpi, pages=1)


def _pdf(data: Window) -> Header:
    if b"%%EOF" not in data.tail(_TAIL):
        raise WrongError(CUT)
    return Header(format=ImageFormat.PDF)


def _bmp(data: Window) -> Header:
    length, offset, head = struct.unpack("<I4xII", data.at(2, 16))
    if head == 12:
        width, height = struct.unpack("<HH", data.at(18, 4))
        across = 0
    else:
        width, height = struct.unpack("<ii", data.at(18, 8))
        across = int.from_bytes(data.at(38, 4), "little") if head >= 40 else 0
    if length > data.length or offset >= data.length:
        raise WrongError(CUT)
    return Header(format=ImageFormat.BMP, width=abs(width), height=abs(height), dpi=inch(across, 100), pages=1)


def _codestream(data: Window, place: int) -> tuple[int, int]:
    """Width and height of a JPEG 2000 codestream."""
    if data.at(place, 4) != b"\xffO\xffQ":
        raise WrongError("画像がない")
    right, below, left, above = struct.unpack(">IIII", data.at(place + 8, 16))
    return right - left, below - above


def _j2k(data: Window) -> Header:
    width, height = _codestream(data, 0)
    if b"\xff\xd9" not in data.tail(_TAIL):
        raise WrongError(CUT)
    return Header(format=ImageFormat.JPEG2000, width=width, height=height, pages=1)


def _jp2(data: Window) -> Header:
    place = 0
    for _ in range(_SEGMENTS):
        length, name = struct.unpack(">I4s", data.at(place, 8))
        head = 8
        if length == 1:
            length, head = int.from_bytes(data.at(place + 8, 8), "big"), 16
        if length == 0:
            length = data.length - place
        if length < head or length > data.length - place:
            raise WrongError(CUT)
        if name == b"jp2c":
            width, height = _codestream(data, place + head)
            if b"\xff\xd9" not in data.tail(_TAIL):
                raise WrongError(CUT)
            return Header(format=ImageFormat.JPEG2000, width=width, height=height, pages=1)
        place += length
    raise WrongError("区切りが多すぎる")


_FORMS: tuple[tuple[bytes, ImageFormat, Callable[[Window], Header]], ...] = (
    (b"\x89PNG\r\n\x1a\n", ImageFormat.PNG, _png),
    (b"\xff\xd8\xff", ImageFormat.JPEG, _jpeg),
    (b"II*\x00", ImageFormat.TIFF, tiff.read),
    (b"MM\x00*", ImageFormat.TIFF, tiff.read),
    (_JP2, ImageFormat.JPEG2000, _jp2),
    (b"\xffO\xffQ", ImageFormat.JPEG2000, _j2k),
    (b"BM", ImageFormat.BMP, _bmp),
)
_PDF_WITHIN = 1024
"""A PDF may have something in front of its head."""


def read(stream: BinaryIO, length: int) -> Header:
    """What the image in ``stream`` of ``length`` bytes is; never raises for what the bytes are.

    Args:
        stream: positioned anywhere, can seek.
        length: its length in bytes.

    Raises:
        OSError: it cannot be read.
    """
    data = Window(stream, length)
    start = data.some(0, _PDF_WITHIN)
    found = next(((form, reader) for magic, form, reader in _FORMS if start.startswith(magic)), None)
    if found is None and b"%PDF-" in start:
        found = (ImageFormat.PDF, _pdf)
    if found is None:
        return Header(format=ImageFormat.UNKNOWN, why="空のファイル" if not length else "画像として知らない形式")
    form, reader = found
    try:
        header = reader(data)
    except WrongError as error:
        return Header(format=form, why=error.why)
    if form is not ImageFormat.PDF and not (header.width > 0 and header.height > 0):
        return Header(format=form, why="縦か横が 0 ドット")
    return header
