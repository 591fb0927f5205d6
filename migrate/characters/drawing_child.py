"""The glyph drawing process: one line of JSON and font bytes on stdin, pictures or shapes as JSON on stdout.

A picture is a PNG (base64). A shape is a number whose bits say how dark each part of a coarse, blurred picture of the
glyph is: two glyphs are as near as their numbers have bits in common, whatever the fonts.

A crash here is an ordinary error. It is run as a file and knows nothing of the toolkit. Coverage is exact: each edge
of an outline adds the area to its right in the pixels that it crosses, and a running sum along the row gives the grey.
"""

from __future__ import annotations

import base64
import io
import json
import math
import struct
import sys
import zlib
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

_MEMORY = 3 << 30
_STEPS, _FEW_STEPS = 8, 3
"""Straight edges of a curve: in a picture, in a shape."""
_MOST_EDGES = 60_000
_MARGIN = 0.06
Point = tuple[float, float]


def _limit() -> None:
    """Bound the memory and leave no core file, where the system can."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CORE, 0)):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


_GRID = 16
_LEVELS = (0.6, 1.2, 1.8)
"""Bits of a part of a shape: it is darker than so many times the mean."""


class _Edges(BasePen):  # type: ignore[misc]  # the library has no types
    """Straight edges of an outline; curves become a few of them."""

    def __init__(self, glyphs: Any, steps: int) -> None:
        super().__init__(glyphs)
        self._steps = steps
        self.edges: list[tuple[Point, Point]] = []
        self._start: Point = (0.0, 0.0)
        self._at: Point = (0.0, 0.0)

    def _moveTo(self, point: Point) -> None:  # noqa: N802  # the library's names
        self._start = self._at = point

    def _lineTo(self, point: Point) -> None:  # noqa: N802
        if len(self.edges) >= _MOST_EDGES:
            raise ValueError("too many edges")
        self.edges.append((self._at, point))
        self._at = point

    def _curveToOne(self, one: Point, two: Point, end: Point) -> None:  # noqa: N802
        start = self._at
        for step in range(1, self._steps + 1):
            t = step / self._steps
            a, b, c, d = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3
            self._lineTo(
                (
                    a * start[0] + b * one[0] + c * two[0] + d * end[0],
                    a * start[1] + b * one[1] + c * two[1] + d * end[1],
                )
            )

    def _closePath(self) -> None:  # noqa: N802
        if self._at != self._start:
            self._lineTo(self._start)

    def _endPath(self) -> None:  # noqa: N802
        self._closePath()


def _edge(rows: list[list[float]], start: Point, end: Point) -> None:
    """Add one edge (in pixels, downwards) to the running sums of the rows that it crosses."""
    sign = 1.0
    if start[1] > end[1]:
        start, end, sign = end, start, -1.0
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        return
    slope = (x1 - x0) / (y1 - y0)
    width = len(rows[0]) - 2
    for row in range(max(0, math.floor(y0)), min(len(rows), math.ceil(y1))):
        top, bottom = max(y0, row), min(y1, row + 1)
        if bottom <= top:
            continue
        height = (bottom - top) * sign
        middle = x0 + ((top + bottom) / 2 - y0) * slope
        middle = min(max(middle, 0.0), width - 1e-6)
        pixel = int(middle)
        share = middle - pixel
        rows[row][pixel] += height * (1 - share)
        rows[row][pixel + 1] += height * share


def _grey(edges: list[tuple[Point, Point]], size: int, box: tuple[float, float, float]) -> bytes:
    """Pixels, 0 black to 255 white; ``box`` is left, top and scale."""
    left, top, scale = box
    rows = [[0.0] * (size + 2) for _ in range(size)]
    for start, end in edges:
        a = ((start[0] - left) * scale, (top - start[1]) * scale)
        b = ((end[0] - left) * scale, (top - end[1]) * scale)
        _edge(rows, a, b)
    pixels = bytearray()
    for row in rows:
        sum_ = 0.0
        for part in row[:size]:
            sum_ += part
            pixels.append(255 - round(min(1.0, abs(sum_)) * 255))
    return bytes(pixels)


def _smoothed(lines: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Each part with its neighbours in the line (1 : 2 : 1); there is no ink outside."""
    return [
        tuple(before + 2 * here + after for before, here, after in zip((0, *line), line, (*line[1:], 0), strict=False))
        for line in lines
    ]


def _blurred(grey: bytes) -> list[int]:
    """How dark the parts of a coarse picture are, each with its neighbours; fonts differ by that much."""
    lines = [tuple(255 - part for part in grey[at : at + _GRID]) for at in range(0, len(grey), _GRID)]
    columns = _smoothed([*zip(*_smoothed(lines), strict=True)])
    return [part for column in columns for part in column]


def _shape(edges: list[tuple[Point, Point]]) -> int:
    """The shape of an outline, moved and scaled to fill its box."""
    across = [point[0] for edge in edges for point in edge]
    up = [point[1] for edge in edges for point in edge]
    side = max(max(across) - min(across), max(up) - min(up)) or 1.0
    box = ((min(across) + max(across) - side) / 2, (min(up) + max(up) + side) / 2, _GRID / side)
    dark = _blurred(_grey(edges, _GRID, box))
    mean = sum(dark) / len(dark) or 1.0
    bits = 0
    for part in dark:
        for level in _LEVELS:
            bits = bits << 1 | (part > level * mean)
    return bits


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(pixels: bytes, size: int) -> bytes:
    lines = b"".join(b"\0" + pixels[at : at + size] for at in range(0, size * size, size))
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(lines, 9)) + _chunk(b"IEND", b"")
    )


class _Drawer:
    def __init__(self, font: Any, size: int) -> None:
        self.size = size
        self.glyphs = font.getGlyphSet()
        self.best: dict[int, str] = font.getBestCmap() or {}
        self.sequences: dict[tuple[int, int], str | None] = {
            (base, selector): name
            for table in font["cmap"].tables
            if table.format == 14
            for selector, pairs in table.uvsDict.items()
            for base, name in pairs
        }
        head = font["hhea"]
        self.ascent, self.descent = head.ascent, head.descent
        if self.ascent - self.descent <= 0:
            self.ascent, self.descent = font["head"].unitsPerEm, 0

    def name(self, text: str) -> str | None:
        """The glyph of one character, with one selector at most."""
        base = ord(text[0])
        if len(text) == 1:
            return self.best.get(base)
        if len(text) > 2 or (base, ord(text[1])) not in self.sequences:
            return None
        return self.sequences[base, ord(text[1])] or self.best.get(base)

    def edges(self, text: str, steps: int) -> list[tuple[Point, Point]]:
        """The outline of a character, nothing where the font has none, or an empty one."""
        name = self.name(text)
        if name is None or name == ".notdef":
            return []
        pen = _Edges(self.glyphs, steps)
        self.glyphs[name].draw(pen)
        return pen.edges

    def shape(self, text: str) -> str | None:
        """The shape of a character in hexadecimal."""
        edges = self.edges(text, _FEW_STEPS)
        return f"{_shape(edges):x}" if edges else None

    def picture(self, text: str) -> str | None:
        """The picture of a character."""
        edges = self.edges(text, _STEPS)
        if not edges:
            return None
        name = self.name(text)
        height = self.ascent - self.descent
        scale = self.size * (1 - 2 * _MARGIN) / height
        width = self.glyphs[name].width or height
        left = (width - self.size / scale) / 2
        grey = _grey(edges, self.size, (left, self.ascent + _MARGIN * self.size / scale, scale))
        return base64.b64encode(_png(grey, self.size)).decode()

    def characters(self) -> list[str]:
        """All characters of the font, selectors included."""
        pairs = [chr(base) + chr(selector) for base, selector in self.sequences]
        return sorted([*map(chr, self.best), *pairs])


def _face(data: bytes) -> Any:
    return TTFont(io.BytesIO(data), lazy=True, fontNumber=0 if data[:4] == b"ttcf" else -1)


def main() -> int:
    """Read stdin, write stdout; a font that cannot be drawn is ``{"refused": true}``."""
    _limit()
    wanted = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        drawer = _Drawer(_face(data), wanted["size"])
        draw = drawer.picture if wanted["kind"] == "pictures" else drawer.shape
        texts = drawer.characters() if wanted["texts"] is None else wanted["texts"]
        if wanted["kind"] == "characters":
            answer: dict[str, Any] = {"texts": texts}
        else:
            answer = {"drawn": [draw(text) for text in texts]}
    except Exception:  # noqa: BLE001  # the library's own words stop here
        answer = {"refused": True}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
