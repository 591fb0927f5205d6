"""A diagram as a native drawing of a Word document: boxes and arrows that people can move, no picture file.

DrawingML of ECMA-376 with the shapes of Word 2010 (MS-ODRAWXML); programs that do not know them print nothing, and the
text of the drawing stands in its description.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from migrate.model.document import Diagram, Line
from migrate.report import outline
from migrate.report.bars import length_of
from migrate.report.diagram import BOX, WIDTH, Arrow, Box, Point, picture

_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
_WORD = "http://schemas.microsoft.com/office/word/2010"
_NAMES = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    f'xmlns:wp="{_MAIN}/wordprocessingDrawing" xmlns:a="{_MAIN}/main" xmlns:wpg="{_WORD}/wordprocessingGroup" '
    f'xmlns:wps="{_WORD}/wordprocessingShape"'
)
_TWIP = 635
"""EMU of a twentieth of a point; 12,700 are a point."""
_TALLEST = 8_000
"""Twentieths of a point that fit on a page on its side beside its heading."""
_LETTER = 13
"""Size of the letters in the picture's units."""
_DASHES = {Line.SOLID: "solid", Line.DASHED: "dash", Line.DOTTED: "sysDot"}
_FILL = {"wide": "E8F1FE", "first": "FFFFFF", "last": "F2F2F2", "doubt": "FBF5E0"}
_EDGE = {"wide": "0017C1", "first": "4D4D4D", "last": "4D4D4D", "doubt": "604B00"}
_ARROW = "4D4D4D"
_PILL = 14.0
_TIGHT = " ".join(f'{side}Ins="0"' for side in "ltrb")
"""No space between an edge and the text."""


class _Drawing:
    """Shapes of one diagram, in EMU."""

    def __init__(self, scale: float) -> None:
        self._scale = scale
        self._shapes: list[str] = []

    def _emu(self, length: float) -> int:
        return round(length * self._scale)

    def _frame(self, x: float, y: float, width: float, height: float) -> str:
        return (
            f'<a:xfrm><a:off x="{self._emu(x)}" y="{self._emu(y)}"/>'
            f'<a:ext cx="{self._emu(width)}" cy="{self._emu(height)}"/></a:xfrm>'
        )

    def _shape(self, geometry: str, look: str, text: str) -> None:
        number = len(self._shapes) + 2
        kind = "<wps:cNvSpPr/>" if not text else '<wps:cNvSpPr txBox="1"/>'
        self._shapes.append(
            f'<wps:wsp><wps:cNvPr id="{number}" name="{number}"/>{kind}<wps:spPr>{geometry}{look}</wps:spPr>{text}'
            f'<wps:bodyPr {_TIGHT} anchor="ctr"/></wps:wsp>'
        )

    def _lines(self, lines: Sequence[str], bold: bool = False) -> str:
        size = max(8, round(_LETTER * self._scale / 12_700 * 2))
        look = f'<w:rPr>{"<w:b/>" if bold else ""}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        said = "".join(
            '<w:p><w:pPr><w:pStyle w:val="Cell"/><w:jc w:val="center"/></w:pPr>'
            f'<w:r>{look}<w:t xml:space="preserve">{escape(one)}</w:t></w:r></w:p>'
            for one in lines
        )
        return f"<wps:txbx><w:txbxContent>{said}</w:txbxContent></wps:txbx>"

    def box(self, one: Box) -> None:
        """A box with its label."""
        look = (
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="{_FILL[one.style]}"/>'
            f'</a:solidFill><a:ln w="9525"><a:solidFill><a:srgbClr val="{_EDGE[one.style]}"/></a:solidFill></a:ln>'
        )
        self._shape(self._frame(one.x, one.y, BOX, one.height), look, self._lines([line for _, line in one.lines]))

    def text(self, middle: Point, words: str, width: float, paper: str = "") -> None:
        """Words around a point; ``paper`` is the colour behind them."""
        fill = f'<a:solidFill><a:srgbClr val="{paper}"/></a:solidFill>' if paper else "<a:noFill/>"
        frame = self._frame(middle[0] - width / 2, middle[1] - _PILL / 2, width, _PILL + 2)
        look = f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln>'
        self._shape(frame, look, self._lines([words], bold=True))

    def line(self, path: Sequence[tuple[str, tuple[Point, ...]]], line: Line, head: bool) -> None:
        """A path of moves (M), lines (L) and curves (C)."""
        points = [point for _, many in path for point in many]
        left, top = (min(point[axis] for point in points) for axis in (0, 1))
        right, bottom = (max(point[axis] for point in points) for axis in (0, 1))
        width, height = max(right - left, 1.0), max(bottom - top, 1.0)
        tags = {"M": "moveTo", "L": "lnTo", "C": "cubicBezTo"}
        drawn = "".join(
            f"<a:{tags[kind]}>"
            + "".join(f'<a:pt x="{self._emu(x - left)}" y="{self._emu(y - top)}"/>' for x, y in many)
            + f"</a:{tags[kind]}>"
            for kind, many in path
        )
        size = f'w="{self._emu(width)}" h="{self._emu(height)}"'
        geometry = (
            f"{self._frame(left, top, width, height)}<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
            f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst><a:path {size} fill="none">{drawn}</a:path></a:pathLst>'
            "</a:custGeom>"
        )
        end = '<a:tailEnd type="triangle"/>' if head else ""
        look = (
            f'<a:noFill/><a:ln w="9525"><a:solidFill><a:srgbClr val="{_ARROW}"/></a:solidFill>'
            f'<a:prstDash val="{_DASHES[line]}"/>{end}</a:ln>'
        )
        self._shape(geometry, look, "")

    @property
    def shapes(self) -> str:
        """All of them, those drawn first behind."""
        return "".join(self._shapes)


def _path(arrow: Arrow) -> list[tuple[str, tuple[Point, ...]]]:
    """The steps of an arrow, to the point of its head."""
    found: list[tuple[str, tuple[Point, ...]]] = []
    for kind, said in re.findall(r"([MLC])([^MLC]*)", arrow.path):
        numbers = [float(one) for one in said.split()]
        found.append((kind, tuple(zip(numbers[::2], numbers[1::2], strict=True))))
    x, y = arrow.head.split(" ")[0].split(",")
    return [*found, ("L", ((float(x), float(y)),))]


def drawing(diagram: Diagram, room: int) -> str:
    """The paragraph with the drawing, empty where there is no box; ``room`` is its width in twentieths of a point.

    A link without a text has no number, since nothing more is said of it; a legend stands under several kinds of links.
    """
    if not diagram.nodes:
        return ""
    found = picture(diagram)
    legend = len({link.kind for link in diagram.links}) > 1
    tall = found.height if legend else found.legend_y
    scale = min(room / WIDTH, _TALLEST / tall) * _TWIP
    drawn = _Drawing(scale)
    for one in found.headings:
        if one.text:
            drawn.text((one.x, 20.0), one.text, length_of(one.text) + 24)
    for arrow in found.arrows:
        drawn.line(_path(arrow), arrow.line, head=True)
    for box in found.boxes:
        drawn.box(box)
    for arrow, link in zip(found.arrows, diagram.links, strict=True):
        if link.text:
            drawn.text((arrow.pill_x, arrow.pill_y), str(arrow.number), arrow.pill_width, paper="FFFFFF")
    for sample in found.samples if legend else ():
        y = found.legend_y
        drawn.line([("M", ((sample.x, y),)), ("L", ((sample.x + 50, y),))], sample.line, head=False)
        width = length_of(sample.word) + 16
        drawn.text((sample.x + 56 + width / 2, y), sample.word, width)
    across, down = round(WIDTH * scale), round(tall * scale)
    number = 1 + zlib.crc32(diagram.title.encode()) % 1_000_000
    return (
        f'<w:p><w:r><mc:AlternateContent {_NAMES}><mc:Choice Requires="wpg">'
        '<w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{number}" name={quoteattr(outline.clean(diagram.title))} descr={quoteattr(found.text)}/>'
        f'<a:graphic><a:graphicData uri="{_WORD}/wordprocessingGroup"><wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/><a:chOff x="0" y="0"/>'
        f'<a:chExt cx="{across}" cy="{down}"/></a:xfrm></wpg:grpSpPr>{drawn.shapes}</wpg:wgp></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>"
    )
