"""A diagram in a Word document: native shapes, all boxes and arrows, in an office program; the memo's page."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

from migrate.model.document import Diagram, Document, Line, Link, Node, Section
from migrate.phase import organisation_memo
from migrate.phase.artefacts.item01_organisation import money
from migrate.report import outline
from migrate.report.formats import docx

from ..phase.planning_facts import crowded

SHAPE = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def diagram(*texts: str, kinds: int = 1) -> Diagram:
    """A line of boxes, an arrow from each to the next with a text."""
    nodes = tuple(Node(id=str(at), label=f"箱{at}&<>\n課", group=0) for at in range(len(texts) + 1))
    links = tuple(Link(start=str(at), end=str(at + 1), text=text, kind=at % kinds) for at, text in enumerate(texts))
    lines = (("実線", Line.SOLID), ("点線", Line.DOTTED))
    return Diagram(title="図", groups=("",), nodes=nodes, links=links, kinds=lines, summary="並びです。")


def document(one: Diagram) -> Document:
    return Document(title="題", sections=(Section(id="a", title="節", blocks=(one,)),))


def body(one: Diagram) -> ElementTree.Element:
    with zipfile.ZipFile(io.BytesIO(docx.render(document(one)))) as parts:
        return ElementTree.fromstring(parts.read("word/document.xml"))


def words(element: ElementTree.Element) -> list[str]:
    return ["".join(one.text or "" for one in p.iter(f"{W}t")) for p in element.iter(f"{W}p")]


def test_each_box_and_arrow_is_a_shape() -> None:
    """Three boxes, two arrows with a head each, and a number on each; the table under it says what they are."""
    found = body(diagram("甲", "乙"))
    assert len(list(found.iter(f"{SHAPE}wsp"))) == 3 + 2 + 2
    assert len(list(found.iter(f"{DRAWN}tailEnd"))) == 2
    assert {"箱0&<>", "課", "1", "2", "甲", "乙"} <= set(words(found))


def test_arrows_that_say_nothing_have_no_number_and_no_table() -> None:
    """The lines of a chart of roles need none."""
    found = body(diagram("", ""))
    assert len(list(found.iter(f"{SHAPE}wsp"))) == 3 + 2
    assert "終点" not in words(found) and "並びです。" in words(found)


def test_the_table_of_arrows_for_other_formats() -> None:
    """Labels are on one line; where no arrow says anything there is no column for it."""
    spoken, mute = (outline.links_grid(diagram(*texts)) for texts in (("甲", ""), ("", "")))
    assert [one.title for one in spoken.columns] == ["番号", "起点", "終点", "線", "内容"]
    assert [one.title for one in mute.columns] == ["番号", "起点", "終点", "線"]
    assert mute.rows[0] == (1, "箱0&<> 課", "箱1&<> 課", "実線")


def test_a_legend_stands_under_several_kinds_only() -> None:
    """One kind of line explains itself."""
    assert "点線" not in words(body(diagram("", "")))
    assert {"実線", "点線"} <= set(words(body(diagram("", "", kinds=2))))


def test_without_a_box_nothing_is_drawn() -> None:
    """No shape, and the summary is there."""
    empty = Diagram(title="図", groups=(), nodes=(), links=(), kinds=(), summary="ありません。")
    assert not list(body(empty).iter(f"{SHAPE}wsp")) and "ありません。" in words(body(empty))


def test_it_fits_on_the_page() -> None:
    """Forty boxes in a column are drawn smaller, not cut."""
    nodes = tuple(Node(id=str(at), label=f"箱{at}", group=0) for at in range(41))
    links = tuple(Link(start="0", end=str(at), text="") for at in range(1, 41))
    tall = Diagram(title="図", groups=("",), nodes=nodes, links=links, kinds=(("線", Line.SOLID),), summary="")
    (extent,) = body(tall).iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}extent")
    assert int(extent.attrib["cy"]) <= 8_000 * 635


def _pages(office: str, folder: Path, one: Document) -> tuple[str, str]:
    """What pdfinfo says of the document in an office program, and its text."""
    (folder / "one.docx").write_bytes(docx.render(one))
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "one.docx")]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    told = (["pdfinfo", folder / "one.pdf"], ["pdftotext", "-layout", folder / "one.pdf", "-"])
    info, text = (subprocess.run(each, check=True, capture_output=True, text=True).stdout for each in told)
    return info, text


def test_an_office_program_draws_it(office: str, tmp_path: Path) -> None:
    """Labels and numbers are on the page."""
    _, text = _pages(office, tmp_path, document(diagram("甲", "乙")))
    assert all(label in text.replace(" ", "") for label in ("箱0", "箱1", "箱2"))


def test_the_memo_is_one_page(office: str, tmp_path: Path) -> None:
    """Of a town in which all is late, dear and undecided, the memo is still one A4 page."""
    info, text = _pages(office, tmp_path, organisation_memo.memo(crowded(), money(crowded())))
    assert "Pages:           1\n" in info and "A4" in info
    assert "ほかに" in text
