"""Pictures of characters come from the outlines of a font that the user has; a bad font is refused, not drawn."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from migrate.characters import drawing
from migrate.errors import UnreadableError

REAL = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")


def _pixels(png: bytes) -> list[bytes]:
    """Rows of grey values of one of our pictures."""
    size = struct.unpack(">II", png[16:24])
    at = png.index(b"IDAT")
    length = struct.unpack(">I", png[at - 4 : at])[0]
    data = zlib.decompress(png[at + 4 : at + 4 + length])
    assert size == (drawing.SIZE, drawing.SIZE)
    return [data[row * (size[0] + 1) + 1 : (row + 1) * (size[0] + 1)] for row in range(size[1])]


def _font(path: Path) -> Path:
    """A font in which U+E000 is a square ring over the whole em box, and U+E001 is empty."""
    pen = TTGlyphPen(None)
    for corners in (((0, -200), (0, 800), (1000, 800), (1000, -200)), ((250, 50), (750, 50), (750, 550), (250, 550))):
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    empty = TTGlyphPen(None).glyph()
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder([".notdef", "ring", "empty"])
    build.setupCharacterMap({0xE000: "ring", 0xE001: "empty"}, uvs=[(0xE000, 0xE0100, "ring")])
    build.setupGlyf({".notdef": empty, "ring": pen.glyph(), "empty": empty})
    build.setupHorizontalMetrics(dict.fromkeys((".notdef", "ring", "empty"), (1000, 0)))
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable({"familyName": "Ring", "styleName": "Regular"})
    build.setupOS2()
    build.setupPost()
    build.save(path)
    return path


def test_ring(tmp_path: Path) -> None:
    """Ink where the outline is, none in its hole and none around it."""
    font = _font(tmp_path / "EUDC.TTE")
    drawn = drawing.draw(font, ["\ue000", "\ue001", "\ue000\U000e0100", "\ue000\U000e0101", "山"])
    rows = _pixels(drawn["\ue000"])
    middle = rows[drawing.SIZE // 2]

    assert sorted(drawn) == ["\ue000", "\ue000\U000e0100"]
    assert (middle[0], middle[8], middle[drawing.SIZE // 2], middle[-8], middle[-1]) == (255, 0, 255, 0, 255)
    assert (rows[0][32], rows[6][32], rows[-7][32], rows[-1][32]) == (255, 0, 0, 255)


def test_same_bytes(tmp_path: Path) -> None:
    """The same font gives the same pictures."""
    font = _font(tmp_path / "a.ttf")

    assert drawing.draw(font, ["\ue000"]) == drawing.draw(font, ["\ue000"])


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"\x00\x01\x00\x00" + b"\xff" * 400, b"ttcf" + b"\0" * 60])
def test_refused(tmp_path: Path, data: bytes) -> None:
    """What is no font, or a damaged one, is an error with a reason and never a crash."""
    path = tmp_path / "a.ttf"
    path.write_bytes(data)
    with pytest.raises(UnreadableError) as caught:
        drawing.draw(path, ["山"])

    assert caught.value.code == "MIG-CHR-029"


def test_cut_font(tmp_path: Path) -> None:
    """A font that was cut off at any of 20 places is drawn or refused."""
    data = _font(tmp_path / "a.ttf").read_bytes()
    path = tmp_path / "cut.ttf"
    refused = 0
    for at in range(12, len(data), len(data) // 20):
        path.write_bytes(data[:at])
        try:
            drawing.draw(path, ["\ue000"])
        except UnreadableError as error:
            refused += error.code == "MIG-CHR-029"

    assert refused > 10


def test_no_file(tmp_path: Path) -> None:
    """A font that is not there is said."""
    with pytest.raises(UnreadableError, match="MIG-SYS-001"):
        drawing.draw(tmp_path / "none.ttf", ["山"])


def test_real_font() -> None:
    """IPAmj明朝 draws a kanji beyond the BMP and an IVS of the MJ collection, each in a shape of its own."""
    if not REAL.is_file():
        pytest.skip("fonts-ipamj-mincho がありません（apt-get install fonts-ipamj-mincho）")
    drawn = drawing.draw(REAL, ["𠮷", "吉", "辻", "辻\U000e0102"])

    assert len(drawn) == 4
    assert drawn["𠮷"] != drawn["吉"]
