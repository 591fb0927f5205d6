"""Tiny fonts of our own making: empty outlines under the names that real fonts give their glyphs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.ttLib.ttCollection import TTCollection

Sequences = Sequence[tuple[int, int, str | None]]
"""(base, selector, glyph), glyph None where the base's own glyph is shown."""


def font(
    cmap: Mapping[int, str],
    others: Sequence[str] = (),
    sequences: Sequences = (),
    name: str = "Test Mincho",
    nameless: bool = False,
) -> TTFont:
    """A TrueType font with the glyphs of ``cmap`` and ``others``; ``nameless`` leaves out the glyph names."""
    glyphs = [".notdef", *dict.fromkeys([*cmap.values(), *others])]
    build = FontBuilder(1000, isTTF=True)
    build.setupGlyphOrder(glyphs)
    build.setupCharacterMap(dict(cmap), uvs=list(sequences))
    build.setupGlyf({glyph: TTGlyphPen(None).glyph() for glyph in glyphs})
    return _finish(build, glyphs, name, nameless)


def cff(cmap: Mapping[int, str], name: str = "Test Mincho") -> TTFont:
    """An OpenType font with CFF outlines: its glyph names are in the CFF table, post has none."""
    glyphs = [".notdef", *dict.fromkeys(cmap.values())]
    build = FontBuilder(1000, isTTF=False)
    build.setupGlyphOrder(glyphs)
    build.setupCharacterMap(dict(cmap))
    empty = T2CharStringPen(1000, None).getCharString()
    build.setupCFF(name.replace(" ", ""), {}, dict.fromkeys(glyphs, empty), {})
    return _finish(build, glyphs, name, True)


def _finish(build: FontBuilder, glyphs: Sequence[str], name: str, nameless: bool) -> TTFont:
    build.setupHorizontalMetrics(dict.fromkeys(glyphs, (1000, 0)))
    build.setupHorizontalHeader(ascent=800, descent=-200)
    build.setupNameTable(
        {
            "copyright": "Invented for a test",
            "familyName": name,
            "styleName": "Regular",
            "fullName": name,
            "version": "Version 001.00",
            "psName": name.replace(" ", "") + "-Regular",
            "licenseDescription": "Invented Licence 1.0",
        }
    )
    build.setupOS2()
    build.setupPost(keepGlyphNames=not nameless)
    build.font.recalcTimestamp = False
    build.font["head"].created = build.font["head"].modified = 0
    return build.font


def saved(made: TTFont | TTCollection) -> bytes:
    """The bytes of a font file."""
    stream = io.BytesIO()
    made.save(stream)
    return stream.getvalue()


def collection(*fonts: TTFont) -> bytes:
    """The bytes of a TTC."""
    made = TTCollection()
    made.fonts = [TTFont(io.BytesIO(saved(one)), recalcTimestamp=False) for one in fonts]
    return saved(made)


GJ = {0x100000: "gj000001", 0x100001: "gj000002", 0x10DE92: "gj007947", 0x5C71: "uni5C71"}
MJ = {0x5C71: "mj010687", 0x9089: "mj026190", 0x3042: "hiragana"}
MJ_SEQUENCES: Sequences = ((0x9089, 0xE010F, None), (0x9089, 0xE0110, "mj026191"))
