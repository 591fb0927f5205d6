"""The Word document: A4, heads that repeat, text stays text, the same document gives the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from xml.etree import ElementTree

from migrate.model.document import Bar, BarChart, Column, Document, Grid, Note, Section, Tone
from migrate.report import outline, word_parts
from migrate.report.formats import docx

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _part(document: Document, name: str) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx.render(document))) as parts:
        return ElementTree.fromstring(parts.read(name))


def _body(document: Document) -> ElementTree.Element:
    return _part(document, "word/document.xml")


def _text(element: ElementTree.Element) -> str:
    return "".join(
        "\n" if one.tag == f"{W}br" else one.text or "" for one in element.iter() if one.tag in {f"{W}t", f"{W}br"}
    )


def _one(grid: Grid) -> Document:
    return Document(title="題", sections=(Section(id="a", title="節", blocks=(grid,)),))


def test_same_document_same_bytes(sample: Document) -> None:
    """No clock, no machine: the dates of the parts and of the properties are those of the document."""
    assert docx.render(sample) == docx.render(sample)
    with zipfile.ZipFile(io.BytesIO(docx.render(sample))) as parts:
        assert {one.date_time for one in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert parts.namelist()[0] == "[Content_Types].xml"
        assert b"2026-11-23T00:00:00Z" in parts.read("docProps/core.xml")


def test_nothing_outside(sample: Document) -> None:
    """No link outside, no macro; every part that is referred to is there."""
    with zipfile.ZipFile(io.BytesIO(docx.render(sample))) as parts:
        names = set(parts.namelist())
        for folder, name in (("", "_rels/.rels"), ("word/", "word/_rels/document.xml.rels")):
            relations = ElementTree.fromstring(parts.read(name))
            assert all("TargetMode" not in one.attrib for one in relations)
            assert {folder + one.attrib["Target"] for one in relations} <= names
        kinds = ElementTree.fromstring(parts.read("[Content_Types].xml"))
        assert {one.attrib["PartName"][1:] for one in kinds if "PartName" in one.attrib} <= names


def test_east_asian_font() -> None:
    """East Asian text has its own font and language; there is no theme that outdoes them."""
    styles = _part(Document(title="題"), "word/styles.xml")
    defaults = styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults is not None
    fonts, lang = defaults.find(f"{W}rFonts"), defaults.find(f"{W}lang")
    assert fonts is not None and lang is not None
    assert fonts.attrib[f"{W}eastAsia"] == fonts.attrib[f"{W}ascii"] == word_parts.FONT
    assert lang.attrib[f"{W}eastAsia"] == "ja-JP"


def test_rows_stay_whole_and_heads_repeat(sample: Document) -> None:
    """No row breaks across pages; the first row of each grid is a head, and no other is."""
    tables = list(_body(sample).iter(f"{W}tbl"))
    heads = 0
    for table in tables:
        rows = list(table.iter(f"{W}tr"))
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        repeated = [n for n, row in enumerate(rows) if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert repeated in ([], [0])
        heads += len(repeated)
    assert heads == 6  # a chart and five grids; facts and figures have none, an empty grid is a sentence


def test_columns_fill_the_paper(sample: Document) -> None:
    """Each table is as wide as the text, and each cell as its column."""
    for table in _body(sample).iter(f"{W}tbl"):
        widths = [int(one.attrib[f"{W}w"]) for one in table.iter(f"{W}gridCol")]
        assert sum(widths) == 16838 - 2 * 737
        for row in table.iter(f"{W}tr"):
            assert [int(one.attrib[f"{W}w"]) for one in row.iter(f"{W}tcW")] == widths


def test_text_stays_text(sample: Document) -> None:
    """What looks like markup or a formula is text; what XML may not hold is left out; lines break."""
    said = _text(_body(sample))
    for text in ("<script>alert(1)</script>", "=1+1", "0012", "𠮷野家　髙﨑\ue000", "abc", "半角", "一行目\n二行目"):
        assert text in said


def test_only_what_fits_stands_upright() -> None:
    """A narrow table leaves the paper upright, a wide one turns it."""
    for width, across in ((20, "11906"), (60, "16838")):
        grid = Grid(title="表", columns=(Column(title="甲", width=width),) * 2, rows=(("一", "二"),))
        size = _body(_one(grid)).find(f".//{W}pgSz")
        assert size is not None and size.attrib[f"{W}w"] == across


def test_more_rows_than_a_table_holds(sized: Callable[[int], Document]) -> None:
    """Rows beyond the limit are said, not lost in silence."""
    said = _text(_body(sized(docx.MAX_ROWS + 5)))
    assert f"全 {docx.MAX_ROWS + 5:,} 行のうち、はじめの {docx.MAX_ROWS:,} 行です。" in said


def test_no_rows() -> None:
    """A table without rows says so."""
    assert outline.NO_ROWS in _text(_body(_one(Grid(title="表", columns=(Column(title="甲"),), rows=()))))


def test_a_note_stays_with_the_table_that_it_introduces() -> None:
    """What leads to a table is not left behind at the foot of a page; what leads to none may be."""
    grid = Grid(title="表", columns=(Column(title="甲"),), rows=(("一",),))
    blocks = (Note(text="次のとおりです。"), grid, Note(text="以上です。"))
    body = _body(Document(title="題", sections=(Section(id="a", title="節", blocks=blocks),)))
    kept = {_text(one): one.find(f"{W}pPr/{W}keepNext") is not None for one in body.iter(f"{W}p")}
    assert (kept["次のとおりです。"], kept["以上です。"]) == (True, False)


def test_rows_to_fill_in_are_high() -> None:
    """A row with nothing but its first cell leaves room for a pen."""
    columns = (Column(title="役割"), Column(title="氏名"))
    rows = list(_body(_one(Grid(title="署名", columns=columns, rows=(("作成", None), ("確認", "甲"))))).iter(f"{W}tr"))
    assert [row.find(f"{W}trPr/{W}trHeight") is not None for row in rows] == [False, True, False]


def test_bars_are_as_long_as_their_numbers() -> None:
    """The longest bar has 24 blocks, the others in proportion, each part at least one, zero none."""
    parts = (("書込", Tone.GOOD), ("拒否", Tone.BAD))
    bars = (Bar(label="甲", values=(960, 0)), Bar(label="乙", values=(480, 1)), Bar(label="丙", values=(0, 0)))
    chart = BarChart(title="図", parts=parts, bars=bars, unit="行", summary="内訳")
    document = Document(title="題", sections=(Section(id="a", title="節", blocks=(chart,)),))
    rows = list(_body(document).iter(f"{W}tr"))[1:]
    assert [_text(row).count("■") for row in rows] == [24, 13, 0]


def test_contents_are_finished_and_headings_numbered() -> None:
    """A long document has its contents before anybody presses F9, each line a link to a heading that Word numbers."""
    levels = enumerate((1, 2, 1), start=1)
    sections = tuple(Section(id=f"s{n}", title=f"章{n}", level=level, blocks=()) for n, level in levels)
    body = _body(Document(title="仕様書", contents=True, sections=sections))
    styled = [(_style_of(one), _text(one)) for one in body.iter(f"{W}p")]
    targets = [one.attrib[f"{W}name"] for one in body.iter(f"{W}bookmarkStart")]

    assert [one for one in styled if one[0].startswith("TOC")] == [
        ("TOC1", "1 章1"),
        ("TOC2", "1.1 章2"),
        ("TOC1", "2 章3"),
    ]
    assert [style for style, _ in styled if style.startswith("Heading")] == ["Heading1", "Heading2", "Heading1"]
    assert [one.attrib[f"{W}anchor"] for one in body.iter(f"{W}hyperlink")] == targets


def test_a_watermark_stands_on_every_page_of_a_draft_only() -> None:
    """The header with the word is there while there is one, and no header else."""
    with_mark, without = (
        zipfile.ZipFile(io.BytesIO(docx.render(Document(title="仕様書", watermark=word)))) for word in ("案", "")
    )

    assert 'string="案"' in with_mark.read("word/header.xml").decode()
    assert "headerReference" in with_mark.read("word/document.xml").decode()
    assert "word/header.xml" not in without.namelist()
    assert "headerReference" not in without.read("word/document.xml").decode()


def _style_of(paragraph: ElementTree.Element) -> str:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return str(style.attrib[f"{W}val"]) if style is not None else ""
