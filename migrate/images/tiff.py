"""TIFF: size and resolution of its first page, the number of pages, and whether the picture's bytes are all there."""

from __future__ import annotations

import struct

from migrate.images.window import CUT, Window, WrongError, inch
from migrate.model.images import Header, ImageFormat

_ENTRIES, _PAGES, _PARTS = 4096, 10_000, 131_072
_SHORT, _LONG, _RATIONAL = 3, 4, 5
_SIZES = {1: 1, 2: 1, _SHORT: 2, _LONG: 4, _RATIONAL: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
"""Type → bytes of one value."""
_WIDTH, _HEIGHT, _ACROSS, _UNIT = 256, 257, 282, 296
_BYTES = ((273, 279), (324, 325))
"""Tags of where the strips (or tiles) are, and how long each is."""

Tags = dict[int, tuple[int, int, int]]
"""Tag → type, count, and where its values are."""


def _directory(data: Window, order: str, place: int) -> tuple[Tags, int]:
    """The tags of one page, and where the next page is."""
    (count,) = struct.unpack(order + "H", data.at(place, 2))
    if not 0 < count <= _ENTRIES:
        raise WrongError("項目の数が正しくない")
    rows = data.at(place + 2, 12 * count)
    tags: Tags = {}
    for at in range(0, 12 * count, 12):
        tag, kind, amount, value = struct.unpack(order + "HHII", rows[at : at + 12])
        size = amount * _SIZES.get(kind, 1)
        if size > 4 and value + size > data.length:
            raise WrongError(CUT)
        tags[tag] = (kind, amount, place + 2 + at + 8 if size <= 4 else value)
    (after,) = struct.unpack(order + "I", data.at(place + 2 + 12 * count, 4))
    return tags, int(after)


def _numbers(data: Window, order: str, tags: Tags, tag: int) -> tuple[int, ...]:
    """The whole numbers of a tag, none where it is not there."""
    if tag not in tags:
        return ()
    kind, amount, place = tags[tag]
    if kind not in (_SHORT, _LONG) or amount > _PARTS:
        raise WrongError("項目の形が正しくない")
    return struct.unpack(f"{order}{amount}{'H' if kind == _SHORT else 'I'}", data.at(place, amount * _SIZES[kind]))


def _dpi(data: Window, order: str, tags: Tags) -> int:
    if _ACROSS not in tags or tags[_ACROSS][0] != _RATIONAL:
        return 0
    above, below = struct.unpack(order + "II", data.at(tags[_ACROSS][2], 8))
    if not below:
        return 0
    unit = next(iter(_numbers(data, order, tags, _UNIT)), 2)
    dots = round(int(above) / int(below))
    return {2: dots, 3: inch(dots, 1)}.get(unit, 0)


def _whole(data: Window, order: str, tags: Tags) -> None:
    """Refuse a page whose picture lies beyond the end of the file, or that has none."""
    parts = [(places, lengths) for places, lengths in _BYTES if places in tags]
    if not parts:
        raise WrongError("画像がない")
    for places, lengths in parts:
        starts, counts = _numbers(data, order, tags, places), _numbers(data, order, tags, lengths)
        if len(counts) != len(starts):
            raise WrongError("項目の形が正しくない")
        if any(start + count > data.length for start, count in zip(starts, counts, strict=True)):
            raise WrongError(CUT)


def read(data: Window) -> Header:
    """The header of a TIFF file.

    Raises:
        WrongError: its structure does not hold together, or bytes are missing.
    """
    order = "<" if data.at(0, 2) == b"II" else ">"
    (place,) = struct.unpack(order + "I", data.at(4, 4))
    seen: set[int] = set()
    first: Header | None = None
    while place:
        if place in seen or len(seen) >= _PAGES:
            raise WrongError("ページのつながりが輪になっている")
        seen.add(place)
        tags, after = _directory(data, order, place)
        _whole(data, order, tags)
        if first is None:
            width, height = (next(iter(_numbers(data, order, tags, tag)), 0) for tag in (_WIDTH, _HEIGHT))
            first = Header(format=ImageFormat.TIFF, width=width, height=height, dpi=_dpi(data, order, tags))
        place = after
    if first is None:
        raise WrongError("画像がない")
    return Header(format=first.format, width=first.width, height=first.height, dpi=first.dpi, pages=len(seen))
