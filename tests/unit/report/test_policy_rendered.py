"""Pages under their own content security policy in a real browser: nothing is refused, and nothing hostile runs."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from migrate.files.bundled import bundled
from migrate.flow import pmo_dashboard
from migrate.model.document import (
    Block,
    Diagram,
    Document,
    Lane,
    Line,
    Link,
    Node,
    Point,
    Section,
    Stretch,
    Timeline,
    Tone,
)
from migrate.pmo import store
from migrate.pmo.received import Received
from migrate.report.formats import html

from ... import nation
from .conftest import document, program

RUNS = (
    "<script>window.ran=1</script>",
    "</script><script>window.ran=2</script>",
    "<img src=x onerror='window.ran=3'>",
    '"><svg onload=window.ran=4>',
    "javascript:window.ran=5",
    "</style><script>window.ran=6</script>",
    "<iframe srcdoc='<script>parent.ran=7</script>'></iframe>",
    "]]><a xlink:href='javascript:window.ran=8'>x</a>",
)
_KEPT = ("id", "start", "end")
_WATCH = "addEventListener('securitypolicyviolation', (event) => console.log(event.violatedDirective), true)"
_CASES = Path(__file__).parents[2] / "cases"
_INLINE = re.compile(
    r"<[a-z][^>]*\s(on[a-z]+|style|srcset|xlink:href)\s*=|<[a-z][^>]*\s(?:src|href)=[\"'](?![#?\w.%/-]+[\"'])", re.I
)
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def _poisoned(found: Any, words: Iterator[str], name: str = "") -> Any:
    """The value with hostile text in the place of every text that is no id."""
    if isinstance(found, str) and not isinstance(found, Tone | Line):
        return found if name in _KEPT else next(words)
    if isinstance(found, tuple):
        return tuple(_poisoned(one, words, name) for one in found)
    if dataclasses.is_dataclass(found) and not isinstance(found, type):
        fields = {one.name: _poisoned(getattr(found, one.name), words, one.name) for one in dataclasses.fields(found)}
        return dataclasses.replace(found, **fields)
    return found


def _pictures() -> tuple[Block, ...]:
    nodes = (Node(id="a", label="住記", group=0, note="注"), Node(id="b", label="税", group=1))
    arrows = Diagram(
        title="連携",
        groups=("現行", "標準"),
        nodes=nodes,
        links=(Link(start="a", end="b", text="日次"),),
        kinds=(("電文", Line.SOLID),),
        summary="1 本",
    )
    day = date(2026, 11, 2)
    bar = Stretch(start=day, end=date(2027, 1, 8), kind=0, text="変換")
    lane = Lane(label="031", bars=(bar,), points=(Point(day=day, text="切替"),), shades=(bar,))
    plan = Timeline(
        title="工程",
        lanes=(lane,),
        kinds=(("予定", Tone.PLAIN, "―"), ("繁忙期", Tone.MUTED, "□")),
        point="節目",
        today=day,
        summary="1 本",
    )
    return (arrows, plan)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every kind of page of ours with hostile text wherever data stand, and as it is."""
    folder = tmp_path_factory.mktemp("pages")
    whole = document(88)
    whole = dataclasses.replace(whole, sections=(*whole.sections, Section(id="x", title="図", blocks=_pictures())))
    hostile = _poisoned(whole, cycle(RUNS))
    assert isinstance(hostile, Document)
    reports = []
    for one in nation.month("2026-01", chosen=nation.bodies()[:8]):
        named = dataclasses.replace(one.body, name=f"{one.body.name}{RUNS[2]}{RUNS[1]}")
        reports.append(dataclasses.replace(one, body=named))
    received = [Received(report=one, form="JSON", file=f"{one.body.code}.zip", sha256="0" * 64) for one in reports]
    store.add(folder / "store", "2026-01", received)
    made = {
        "page": html.render(whole),
        "hostile": html.render(hostile),
        "dashboard": pmo_dashboard.page(folder / "store"),
    }
    for name, data in made.items():
        (folder / f"{name}.html").write_bytes(data)
    return {name: folder / f"{name}.html" for name in made}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed after the last test."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.mark.parametrize("name", ["page", "hostile", "dashboard"])
def test_policy_holds(name: str, pages: dict[str, Path], browser: Browser) -> None:
    """No violation, no message, no request but the page itself; what is hostile is shown as text and does not run."""
    said: list[str] = []
    page = browser.new_page()
    page.add_init_script(_WATCH)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: said.append(request.url))
    page.goto(pages[name].as_uri())
    page.wait_for_timeout(300)
    shown = page.inner_text("body")
    ran, inputs = page.evaluate("window.ran ?? 0"), page.locator("input").count()
    page.close()

    assert (said, ran) == ([pages[name].as_uri()], 0)
    assert inputs, "the page's own script has run"
    assert "<img src=x" in shown


def test_policy_refuses(pages: dict[str, Path], browser: Browser) -> None:
    """The policy itself holds where escaping would fail: injected markup neither runs nor loads."""
    data = pages["page"].read_text(encoding="utf-8")
    path = pages["page"].with_name("injected.html")
    evil = "".join(RUNS[n] for n in (0, 2, 6)) + "<link rel=stylesheet href=x.css><p style='color:red' id=red>x</p>"
    path.write_text(data.replace('<main id="main"', f'{evil}<main id="main"', 1), encoding="utf-8")
    said: list[str] = []
    page = browser.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.goto(path.as_uri())
    page.wait_for_timeout(300)
    colour = page.evaluate("getComputedStyle(document.getElementById('red')).color")

    assert (page.evaluate("window.ran ?? 0"), colour != "rgb(255, 0, 0)") == (0, True)
    assert len(said) >= 4, said


def _written() -> list[Path]:
    return sorted(_CASES.glob("**/expected/**/*.html"))


@pytest.mark.parametrize("path", _written(), ids=lambda path: path.relative_to(_CASES).as_posix())
def test_golden_page_is_strict(path: Path) -> None:
    """Each page that a golden case keeps: a policy of hashes, no handler or style in a tag, nothing from elsewhere."""
    _strict(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["page", "hostile", "dashboard"])
def test_page_is_strict(name: str, pages: dict[str, Path]) -> None:
    """The same of every kind of page."""
    _strict(pages[name].read_text(encoding="utf-8"))


def test_whole_pages_have_a_policy() -> None:
    """Every template that makes a page asks for a policy, so that the kinds of pages above are all of them."""
    layouts = bundled("reports") / "layouts"
    whole = {p.name: p.read_text(encoding="utf-8") for p in layouts.rglob("*.j2") if "<html" in p.read_text("utf-8")}

    assert sorted(whole) == ["dashboard.html.j2", "page.html.j2"]
    assert [name for name, text in whole.items() if 'content="{{ policy }}"' not in text] == []


def _strict(text: str) -> None:
    (policy,) = _POLICY.findall(text)
    body = re.sub(r"<(script|style)\b.*?</\1>", "", text, flags=re.S)

    assert policy.replace("&#39;", "'").startswith("default-src 'none'; "), policy
    assert "unsafe" not in policy
    assert [hit[0] for hit in _INLINE.finditer(body)] == []
