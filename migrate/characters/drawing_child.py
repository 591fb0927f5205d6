"""The glyph drawing process: one line of JSON and font bytes on stdin, pictures (PNG, base64) as JSON on stdout.

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
_STEPS = 8
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


class _Edges(BasePen):  # type: ignore[misc]  # the library has no types
    """Straight edges of an outline; curves become a few of them."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
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
        for step in range(1, _STEPS + 1):
            t = step / _STEPS
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

    def draw(self, text: str) -> bytes | None:
        """The picture of a character, None where the font has none, or an empty one."""
        name = self.name(text)
        if name is None or name == ".notdef":
            return None
        pen = _Edges(self.glyphs)
        self.glyphs[name].draw(pen)
        if not pen.edges:
            return None
        height = self.ascent - self.descent
        scale = self.size * (1 - 2 * _MARGIN) / height
        width = self.glyphs[name].width or height
        left = (width - self.size / scale) / 2
        return _png(_grey(pen.edges, self.size, (left, self.ascent + _MARGIN * self.size / scale, scale)), self.size)


def _face(data: bytes) -> Any:
    return TTFont(io.BytesIO(data), lazy=True, fontNumber=0 if data[:4] == b"ttcf" else -1)


def main() -> int:
    """Read stdin, write stdout; a font that cannot be drawn is ``{"refused": true}``."""
    _limit()
    wanted = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        drawer = _Drawer(_face(data), wanted["size"])
        drawn = [drawer.draw(text) for text in wanted["texts"]]
        answer: dict[str, Any] = {"drawn": [png and base64.b64encode(png).decode() for png in drawn]}
    except Exception:  # noqa: BLE001  # the library's own words stop here
        answer = {"refused": True}
    sys.stdout.buffer.write(json.dumps(answer).encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
