"""A diagram: boxes never lie on each other, arrows never run across a box, same diagram same picture."""

from __future__ import annotations

import random
import re
import time
from xml.etree import ElementTree

import pytest

from migrate.model.document import Diagram, Document, Line, Link, Node, Section, Tone
from migrate.report import diagram, formats, outline
from migrate.report.formats import html
from migrate.report.layers import MAX_COLUMNS, layers

KINDS = (("含む", Line.SOLID), ("含まない", Line.DASHED), ("不明", Line.DOTTED))


def drawn(seed: int, systems: int, links: int) -> Diagram:
    """A diagram of so many boxes and arrows, seeded."""
    dice = random.Random(seed)
    nodes = [
        Node(id=f"n{n}", label=f"システム{n}の名称がとても長いもの", group=dice.choice((0, 1, 1, 1, 2)))
        for n in range(systems)
    ]
    pairs = [(dice.choice(nodes).id, dice.choice(nodes).id) for _ in range(links)]
    return Diagram(
        title="つながり",
        groups=("周辺", "業務", "外部"),
        nodes=tuple(nodes),
        links=tuple(Link(start=a, end=b, text="情報", kind=dice.randrange(3)) for a, b in pairs),
        kinds=KINDS,
        summary="まとめ",
        wide=1,
    )


CASES = [
    drawn(seed, *size)
    for seed, size in enumerate([(1, 0), (1, 1), (2, 1), (5, 9), (30, 80), (30, 20), (12, 60), (60, 150)])
]


@pytest.mark.parametrize("case", CASES, ids=lambda d: f"{len(d.nodes)}-{len(d.links)}")
def test_boxes_are_apart(case: Diagram) -> None:
    """No two boxes touch, and all are inside the picture."""
    picture = diagram.picture(case)
    boxes = picture.boxes
    assert len(boxes) == len(case.nodes)
    for n, one in enumerate(boxes):
        assert 0 <= one.x <= diagram.WIDTH - diagram.BOX and 0 <= one.y <= picture.height - one.height
        for other in boxes[n + 1 :]:
            apart = (
                abs(one.x - other.x) >= diagram.BOX or one.y + one.height < other.y or other.y + other.height < one.y
            )
            assert apart


@pytest.mark.parametrize("case", CASES, ids=lambda d: f"{len(d.nodes)}-{len(d.links)}")
def test_arrows_pass_between_boxes(case: Diagram) -> None:
    """Within a column an arrow runs level, where no box stands; between columns there are no boxes."""
    picture = diagram.picture(case)
    assert [a.number for a in picture.arrows] == list(range(1, len(case.links) + 1))
    for arrow in picture.arrows:
        for x1, y1, x2, y2 in _levels(arrow.path):
            assert y1 == y2
            for box in picture.boxes:
                inside = min(x1, x2) < box.x + diagram.BOX and max(x1, x2) > box.x and box.y < y1 < box.y + box.height
                assert not inside


def _levels(path: str) -> list[tuple[float, float, float, float]]:
    """The straight parts of a path."""
    found, at = [], (0.0, 0.0)
    for command, body in re.findall(r"([MLC])([^MLC]*)", path):
        numbers = [float(one) for one in body.split()]
        end = (numbers[-2], numbers[-1])
        if command == "L":
            found.append((*at, *end))
        at = end
    return found


def test_groups_stand_in_their_order() -> None:
    """The first group is left of the wide one, the last right of it; the wide one has at most four columns."""
    found = layers(CASES[4])
    assert list(found.groups) == sorted(found.groups)
    assert found.groups.count(1) <= MAX_COLUMNS
    assert (found.groups.count(0), found.groups.count(2)) == (1, 1)


def test_a_chain_takes_a_column_a_link() -> None:
    """a → b → c stands in three columns, and its arrows point right."""
    nodes = tuple(Node(id=c, label=c, group=0) for c in "abc")
    links = (Link(start="a", end="b", text=""), Link(start="b", end="c", text=""))
    case = Diagram(title="t", groups=("g",), nodes=nodes, links=links, kinds=KINDS, summary="")
    xs = [box.x for box in diagram.picture(case).boxes]
    assert xs == sorted(set(xs))


def test_same_diagram_same_bytes() -> None:
    """Nothing depends on chance or on the order of a set."""
    assert html.svg(drawn(4, 30, 80)) == html.svg(drawn(4, 30, 80))


def test_the_file_stands_alone() -> None:
    """Sound XML with title and description; no script, no style, no address but the one of SVG; texts are texts."""
    nodes = (Node(id="a", label='<script>"&', group=0), Node(id="b", label="\x00b\ud800", group=0, tone=Tone.CAUTION))
    case = Diagram(
        title="<b>", groups=("g",), nodes=nodes, links=(Link(start="a", end="b", text="]]>"),), kinds=KINDS, summary="s"
    )
    text = html.svg(case).decode()
    root = ElementTree.fromstring(text)
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {"svg", "title", "desc", "rect", "text", "path", "polygon", "g"}
    assert [root.find(f"{{http://www.w3.org/2000/svg}}{one}") is not None for one in ("title", "desc")] == [True, True]
    assert "style=" not in text and text.count("http") == 1
    assert '<script>"&' in "".join(root.itertext())


def test_every_format_tells_every_arrow() -> None:
    """The page lists the arrows under the picture; text and workbook have the table."""
    case = drawn(4, 30, 80)
    document = Document(title="t", sections=(Section(id="a", title="s", blocks=(case,)),))
    page = formats.render("html", document).decode()
    assert page.count("<svg") == 1 and page.count("<tr>") == 81
    assert formats.render("text", document).decode().count("| 情報") == 80
    assert formats.render("xlsx", document).startswith(b"PK")
    assert len(outline.links_grid(case).rows) == 80


def test_lines_differ_without_colour() -> None:
    """Each kind of link has its own dashes, and its word stands in the legend."""
    text = html.svg(drawn(4, 30, 80)).decode()
    assert {"8 4", "2 4"} <= set(re.findall(r'stroke-dasharray="([^"]*)"', text))
    assert all(f">{word}</text>" in text for word, _ in KINDS)


def test_a_large_one_ends() -> None:
    """150 boxes and 1,000 arrows are laid out in seconds."""
    start = time.perf_counter()
    picture = diagram.picture(drawn(9, 150, 1000))
    assert len(picture.arrows) == 1000
    assert time.perf_counter() - start < 30
