"""The page: data is text, the policy matches, the same document gives the same bytes."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from migrate.model.document import Bar, BarChart, Document, Section, Tone
from migrate.report.bars import WIDTH, picture
from migrate.report.formats import html
from migrate.report.page import PAPER_FROM, PRINTED, SHOWN


class _Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.texts: list[str] = []
        self.raw: dict[str, str] = {}
        self._open = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open in {"style", "script"}:
            self.raw[self._open] = self.raw.get(self._open, "") + data
            return
        self.texts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


def _page(document: Document) -> _Page:
    return _Page(html.render(document).decode())


def test_data_is_text(sample: Document) -> None:
    """Markup in a title, a note, a head or a cell is shown, not obeyed."""
    page = _page(sample)

    assert (page.tags.count("script"), page.tags.count("img"), page.tags.count("i"), page.tags.count("b")) == (
        1,
        0,
        0,
        0,
    )
    assert {"<script>alert(1)</script>", "<p>本文</p>", "<i>注</i>", "<h1>記号"} <= set(page.texts)


def test_policy_hashes_are_those_of_the_page(sample: Document) -> None:
    """The content policy allows nothing but the page's own style and script."""
    page = _page(sample)
    policy = next(v for tag, name, v in page.attributes if (tag, name) == ("meta", "content") and "default-src" in v)

    def source(tag: str) -> str:
        return base64.b64encode(hashlib.sha256(page.raw[tag].encode()).digest()).decode()

    expected = (
        f"default-src 'none'; style-src 'sha256-{source('style')}'; script-src 'sha256-{source('script')}'; "
        "base-uri 'none'; form-action 'none'"
    )
    assert policy == expected


def test_nothing_inline_and_nothing_outside(sample: Document) -> None:
    """No style or handler attributes, no address outside the page, and unsafe links are dropped."""
    page = _page(sample)
    style = [x for x in page.attributes if x[1] == "style" or x[1].startswith("on")]
    outside = [x for x in page.attributes if x[1] in {"src", "srcset", "action", "data"}]
    links = {v for _, name, v in page.attributes if name == "href" and not v.startswith("#")}

    assert (style, outside, links) == ([], [], {"out/report.xlsx"})
    assert not re.search(r"@import|url\(\s*['\"]?(?!#)", page.raw["style"])


def test_control_characters_are_gone(sample: Document) -> None:
    """Characters that no page may hold are left out; line ends become one kind; rare characters stay."""
    text = html.render(sample).decode()

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f]", text)
    assert {"abc", "一行目\n二行目", "𠮷野家　髙﨑\ue000", "半角"} <= set(_page(sample).texts)


def test_same_document_same_bytes(sample: Document) -> None:
    """Rendering has no clock and no order of chance."""
    assert html.render(sample) == html.render(sample)


def test_ids_are_unique(sample: Document) -> None:
    """Every id in the page is used once."""
    ids = [v for _, name, v in _page(sample).attributes if name == "id"]

    assert len(ids) == len(set(ids))


def test_long_grid_is_cut_and_says_so(sized: Callable[[int], Document]) -> None:
    """Of 5,000 rows the page shows the first 200 and names the sheet that has them all."""
    page = _page(sized(5000))
    cells = [t for t in page.texts if t.startswith("MIG-DQ-")]

    assert len(cells) == SHOWN
    expected = (
        "全 5,000 行のうち、はじめの 200 行を示しています。"
        "すべての行は、同じ報告書の Excel 版のシート「指摘一覧」にあります。"
    )
    assert expected in page.texts


@pytest.mark.parametrize(("rows", "cut"), [(PAPER_FROM, False), (PAPER_FROM + 1, True)])
def test_long_grid_on_paper(sized: Callable[[int], Document], rows: int, cut: bool) -> None:
    """A table longer than a few pages is printed only in part, and the paper says so."""
    text = html.render(sized(rows)).decode()

    assert (f"紙には、全 {rows:,} 行のうち、はじめの {PRINTED} 行だけを印刷します。" in text) is cut


def test_empty_document() -> None:
    """A document without facts, summary and sections is still a page."""
    page = _page(Document(title="題"))

    assert page.texts.count("題") == 2
    assert "記載する内容はありません。" in page.texts


def test_accessible_table(sample: Document) -> None:
    """Tables have captions and heads with scope, the page a language, a skip link and a main part."""
    page = _page(sample)
    tables = page.tags.count("table")
    scopes = {v for tag, name, v in page.attributes if (tag, name) == ("th", "scope")}

    assert (page.tags.count("caption"), page.tags.count("thead"), scopes) == (tables, tables, {"col", "row"})
    assert {("html", "lang", "ja"), ("a", "href", "#main"), ("main", "id", "main")} <= set(page.attributes)


def test_state_has_word_and_mark(sample: Document) -> None:
    """A state is a word and a mark, not a colour alone."""
    text = html.render(sample).decode()

    assert '<span class="state t-bad"><span class="mark" aria-hidden="true">×</span>不一致</span>' in text


def test_bars_start_at_zero_and_keep_their_numbers() -> None:
    """Lengths are proportional from zero; a number that does not fit its bar stands behind the bar."""
    chart = BarChart(
        title="図",
        parts=(("多", Tone.GOOD), ("少", Tone.BAD)),
        bars=(Bar(label="甲", values=(10_000, 1)), Bar(label="乙", values=(5_000, 0))),
        unit="行",
        summary="",
    )
    drawn = picture(chart)
    first, second = drawn.lines

    assert {p.x for line in drawn.lines for p in line.pieces[:1]} == {drawn.zero}
    assert round(first.pieces[0].width / second.pieces[0].width, 2) == 2.0
    assert ([p.number for p in first.pieces], first.tail) == (["10,000", ""], "少 1")
    assert first.pieces[-1].x + first.pieces[-1].width < WIDTH


def test_chart_says_all_its_numbers() -> None:
    """A reader who does not see the chart hears every number."""
    chart = BarChart(
        title="図", parts=(("多", Tone.GOOD),), bars=(Bar(label="甲", values=(3,)),), unit="行", summary=""
    )
    page = _page(Document(title="題", sections=(Section(id="a", title="a", blocks=(chart,)),)))

    assert "甲: 多 3（単位: 行）" in page.texts
