"""The parts of a Word file around its body: styles, numbering, header and footer, properties, relations.

ECMA-376, WordprocessingML: no clock, no machine, no field that Word asks about. Fonts are named for East Asian text,
and no theme is there that could outdo them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from migrate.model.document import Document, Tone
from migrate.model.value import value
from migrate.report import outline

FONT = "BIZ UDPゴシック"
INK = {Tone.PLAIN: "1A1A1A", Tone.GOOD: "115A36", Tone.CAUTION: "604B00", Tone.BAD: "A90000", Tone.MUTED: "4D4D4D"}
HEAD = "0017C1"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_NAMES = "http://schemas.openxmlformats.org"
PARTS = f"{_NAMES}/officeDocument/2006/relationships"
W = f'xmlns:w="{_NAMES}/wordprocessingml/2006/main"'
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EPOCH = date(1980, 1, 1)
LEVELS, NUMBERED = 3, 1
"""Levels of headings with numbers of Word's own; the list that counts them."""
_LOWER = {2: 20, 3: 18}
"""Level of a heading below the first → half points."""


def run(text: str, bold: bool = False, ink: str = "") -> str:
    """A run of text, with breaks where its lines end."""
    look = ("<w:b/>" if bold else "") + (f'<w:color w:val="{ink}"/>' if ink else "")
    said = "<w:br/>".join(
        f'<w:t xml:space="preserve">{escape(part)}</w:t>' for part in outline.clean(text).replace("\t", " ").split("\n")
    )
    return f"<w:r>{f'<w:rPr>{look}</w:rPr>' if look else ''}{said}</w:r>"


def paragraph(runs: str, style: str = "", more: str = "") -> str:
    """A paragraph of a style; ``more`` are further properties."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{more}</w:pPr>{runs}</w:p>"


def _style(name: str, word: str, paragraph: str, run: str, base: str = "Normal") -> str:
    based = f'<w:basedOn w:val="{base}"/>' if name != base else ""
    default = ' w:default="1"' if name == base else ""
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{word}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _space(before: int, after: int) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}" w:line="240" w:lineRule="auto"/>'


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _styles(document: Document) -> str:
    fonts = " ".join(f'w:{kind}="{FONT}"' for kind in ("ascii", "hAnsi", "eastAsia", "cs"))
    blue = f'<w:color w:val="{HEAD}"/>'
    listed = (
        _style("Normal", "Normal", _space(0, 40), _size(18)),
        _style("Title", "Title", _space(0, 40), f"<w:b/>{_size(30)}"),
        _style(
            "Heading1",
            "heading 1",
            f'<w:keepNext/>{_space(60, 40)}<w:outlineLvl w:val="0"/>',
            f"<w:b/>{blue}{_size(22)}",
        ),
        *(
            _style(
                f"Heading{level}",
                f"heading {level}",
                f'<w:keepNext/>{_space(40, 30)}<w:outlineLvl w:val="{level - 1}"/>',
                f"<w:b/>{_size(size)}",
            )
            for level, size in _LOWER.items()
            if document.contents
        ),
        *(
            _style(f"TOC{level}", f"toc {level}", f'{_space(0, 0)}<w:ind w:left="{(level - 1) * 300}"/>', _size(17))
            for level in range(1, LEVELS + 1)
            if document.contents
        ),
        _style("Caption", "caption", f"<w:keepNext/>{_space(20, 20)}", f"<w:b/>{_size(17)}"),
        _style("Cell", "Table Cell", _space(0, 0), _size(16)),
        _style("Small", "Small", _space(0, 40), _size(15)),
        _style("Gap", "Gap", '<w:spacing w:before="0" w:after="0" w:line="100" w:lineRule="exact"/>', _size(4)),
        _style("Footer", "footer", f'{_space(0, 0)}<w:jc w:val="center"/>', _size(14)),
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="{INK[Tone.PLAIN]}"/>{_size(18)}'
        '<w:lang w:val="en-US" w:eastAsia="ja-JP"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    return f"{XML}<w:styles {W}>{defaults}{''.join(listed)}</w:styles>"


def _footer(document: Document) -> str:
    pages = (f'<w:fldSimple w:instr="{name}"><w:r><w:t>1</w:t></w:r></w:fldSimple>' for name in ("PAGE", "NUMPAGES"))
    who = "　".join(part for part in (document.subtitle, document.title) if part)
    return f"{XML}<w:ftr {W}>{paragraph(run(f'{who}　　') + run(' / ').join(pages), 'Footer')}</w:ftr>"


def _properties(document: Document) -> str:
    day = f"{(outline.as_of(document) or _EPOCH).isoformat()}T00:00:00Z"
    stamps = "".join(
        f'<dcterms:{one} xsi:type="dcterms:W3CDTF">{day}</dcterms:{one}>' for one in ("created", "modified")
    )
    return (
        f'{XML}<cp:coreProperties xmlns:cp="{_NAMES}/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(outline.clean(document.title))}</dc:title><dc:language>ja-JP</dc:language>{stamps}"
        "</cp:coreProperties>"
    )


def _relations(*targets: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{XML}<Relationships xmlns="{_NAMES}/package/2006/relationships">{listed}</Relationships>'


def _header(document: Document) -> str:
    """A word across every page, drawn as Word draws its watermarks (VML), which LibreOffice shows too."""
    name = quoteattr(outline.clean(document.watermark))
    shape = (
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" '
        f'alt={name} style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:300pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" fillcolor="#d9d9d9" stroked="f">'
        f'<v:fill opacity=".5"/><v:textpath style="font-family:\'{FONT}\';font-size:1pt" string={name}/></v:shape>'
    )
    spaces = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    said = run(f"【{document.watermark}】", bold=True, ink=INK[Tone.BAD])
    more = '<w:jc w:val="right"/>'
    return f"{XML}<w:hdr {W} {spaces}>{paragraph(f'{said}<w:r><w:pict>{shape}</w:pict></w:r>', 'Small', more)}</w:hdr>"


def _numbering() -> str:
    """Numbers of headings, level by level: 1, 1.1, 1.1.1."""
    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:pStyle w:val="Heading{n + 1}"/>'
        f'<w:suff w:val="space"/><w:lvlText w:val="{".".join(f"%{k + 1}" for k in range(n + 1))}"/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="0" w:firstLine="0"/></w:pPr></w:lvl>'
        for n in range(LEVELS)
    )
    return (
        f'{XML}<w:numbering {W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>{levels}'
        f'</w:abstractNum><w:num w:numId="{NUMBERED}"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )


@value
class _Part:
    """A part that the body is related to."""

    kind: str
    """Kind of its relation and name of its file."""
    text: str


def _around(document: Document) -> tuple[_Part, ...]:
    """The parts around the body, in the order of their relations."""
    found = [
        _Part(kind="styles", text=_styles(document)),
        _Part(kind="footer", text=_footer(document)),
    ]
    if document.contents:
        found.append(_Part(kind="numbering", text=_numbering()))
    if document.watermark:
        found.append(_Part(kind="header", text=_header(document)))
    return tuple(found)


def references(document: Document) -> str:
    """What the body says of its header and footer."""
    ids = {one.kind: f"rId{at}" for at, one in enumerate(_around(document), start=1)}
    return "".join(
        f'<w:{kind}Reference w:type="default" r:id="{ids[kind]}"/>' for kind in ("header", "footer") if kind in ids
    )


def _types(parts: Iterable[_Part]) -> str:
    kinds = {"/word/document.xml": f"{_TYPE}.document.main+xml"}
    kinds |= {f"/word/{one.kind}.xml": f"{_TYPE}.{one.kind}+xml" for one in parts}
    kinds["/docProps/core.xml"] = "application/vnd.openxmlformats-package.core-properties+xml"
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in kinds.items())
    return (
        f'{XML}<Types xmlns="{_NAMES}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def packed(document: Document, body: str) -> bytes:
    """The file with that body: no macro, no link outside, same document same bytes."""
    main = (f"{PARTS}/officeDocument", "word/document.xml")
    about = (f"{_NAMES}/package/2006/relationships/metadata/core-properties", "docProps/core.xml")
    around = _around(document)
    parts = {
        "[Content_Types].xml": _types(around),
        "_rels/.rels": _relations(main, about),
        "word/document.xml": body,
        "word/_rels/document.xml.rels": _relations(*((f"{PARTS}/{one.kind}", f"{one.kind}.xml") for one in around)),
        **{f"word/{one.kind}.xml": one.text for one in around},
        "docProps/core.xml": _properties(document),
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            one = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            one.compress_type, one.create_system = zipfile.ZIP_DEFLATED, 0
            archive.writestr(one, text.encode())
    return stream.getvalue()
