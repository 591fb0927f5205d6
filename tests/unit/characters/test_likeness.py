"""Glyphs that look alike have shapes that agree, whatever font they are of and wherever they stand in their box."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

from migrate.characters import drawing, likeness
from migrate.errors import UnreadableError

NOTO = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc")
IPAMJ = Path("/usr/share/fonts/truetype/ipamj/ipamjm.ttf")
Box = tuple[int, int, int, int]
CROSS: tuple[Box, ...] = ((0, 450, 1000, 550), (450, 0, 550, 1000))
CORNER: tuple[Box, ...] = ((0, 0, 100, 1000), (0, 0, 1000, 100))
FRAME: tuple[Box, ...] = ((0, 0, 100, 1000), (900, 0, 1000, 1000), (100, 0, 900, 100), (100, 900, 900, 1000))


def _glyph(boxes: tuple[Box, ...], scale: float = 1.0, shift: int = 0) -> object:
    pen = TTGlyphPen(None)
    for left, bottom, right, top in boxes:
        corners = ((left, bottom), (left, top), (right, top), (right, bottom))
        points = [(round(x * scale) + shift, round(y * scale) + shift) for x, y in corners]
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def make(path: Path, glyphs: dict[int, object]) -> Path:
    """A font with these glyphs."""
    names = [".notdef", *(f"g{code:X}" for code in glyphs)]
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder(names)
    build.setupCharacterMap({code: f"g{code:X}" for code in glyphs})
    build.setupGlyf(dict(zip(names, [TTGlyphPen(None).glyph(), *glyphs.values()], strict=True)))
    build.setupHorizontalMetrics(dict.fromkeys(names, (1000, 0)))
    build.setupHorizontalHeader(ascent=1000, descent=0)
    build.setupNameTable({"familyName": "Alike", "styleName": "Regular"})
    build.setupOS2()
    build.setupPost()
    build.save(path)
    return path


def known_font(folder: Path) -> Path:
    """十, 乚 and 口 as plain strokes."""
    shapes = {ord("十"): CROSS, ord("乚"): CORNER, ord("口"): FRAME}
    return make(folder / "known.ttf", {code: _glyph(boxes) for code, boxes in shapes.items()})


def gaiji_font(folder: Path) -> Path:
    """Gaiji that look like 口 and 十, smaller and elsewhere."""
    return make(
        folder / "EUDC.TTE", {0xE000: _glyph(FRAME, 0.6, 150), 0xE001: _glyph(CROSS, 0.8, 30), 0xE002: _glyph(())}
    )


def test_found_by_shape(tmp_path: Path) -> None:
    """A smaller glyph elsewhere in its box finds its like; an empty glyph has no shape."""
    known = drawing.shapes(known_font(tmp_path), ["十", "乚", "口", "山"])
    gaiji = drawing.shapes(gaiji_font(tmp_path), ["\ue000", "\ue001", "\ue002"])

    assert (sorted(known), sorted(gaiji)) == (["乚", "十", "口"], ["\ue000", "\ue001"])
    assert [likeness.nearest(gaiji[text], known, 1)[0].text for text in ("\ue000", "\ue001")] == ["口", "十"]
    assert (
        likeness.nearest(gaiji["\ue000"], known, 1)[0].score > 80 > likeness.nearest(gaiji["\ue000"], known, 3)[1].score
    )


def test_characters_of_a_font(tmp_path: Path) -> None:
    """A font tells all its characters."""
    assert drawing.characters(known_font(tmp_path)) == ("乚", "十", "口")


def test_stored(tmp_path: Path) -> None:
    """Shapes are read back as they were; the same shapes are the same bytes; a damaged file is refused."""
    shapes = drawing.shapes(known_font(tmp_path), ["十", "口"])
    path = tmp_path / "a.parquet"
    path.write_bytes(likeness.to_bytes(shapes))

    assert likeness.read(path) == shapes
    assert likeness.to_bytes(dict(reversed(shapes.items()))) == path.read_bytes()
    path.write_bytes(b"PAR1")
    with pytest.raises(UnreadableError, match="MIG-SPEC-089"):
        likeness.read(path)


def test_real_fonts() -> None:
    """Of 40 kanji of one real Mincho at least 34 come first, and 38 among five, of 600 kanji of another."""
    if not (NOTO.is_file() and IPAMJ.is_file()):
        pytest.skip("fonts-noto-cjk・fonts-ipamj-mincho がありません（apt-get install）")
    dice = random.Random(3)
    among = dice.sample(
        [one for one in drawing.characters(IPAMJ) if len(one) == 1 and "\u4e00" <= one <= "\u9fa0"], 600
    )
    wanted = dice.sample(among, 40)
    known, unknown = drawing.shapes(IPAMJ, among), drawing.shapes(NOTO, wanted)
    found = {text: [one.text for one in likeness.nearest(shape, known, 5)] for text, shape in unknown.items()}

    assert len(found) == 40
    assert sum(text == best[0] for text, best in found.items()) >= 34
    assert sum(text in best for text, best in found.items()) >= 38
