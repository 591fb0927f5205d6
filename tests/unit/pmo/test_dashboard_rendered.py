"""The dashboard of the whole nation in a real browser: quick, quiet, accessible, usable by keyboard, on A4."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from migrate.flow import pmo_dashboard
from migrate.model.pmo import Body, BodyKind, BodyReport, ReportedBusiness
from migrate.pmo import store
from migrate.pmo.columns import MARKS
from migrate.pmo.received import Received
from migrate.text.rates import percent

from ... import nation
from ..report.conftest import program

READY = "#tools:not([hidden])"
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
GENEROUS = 4
"""Other work may run beside the tests; `tests/bench/bench_dashboard.py` measures alone."""
TOWN = "131016"

Row = tuple[BodyReport, ReportedBusiness]


@pytest.fixture(scope="module")
def reports() -> list[BodyReport]:
    """What all 1,788 bodies report of a month, in the order of the page."""
    found = list(nation.month("2026-01"))
    return sorted(found, key=lambda one: (one.body.code[:2], one.body.kind is BodyKind.PREFECTURE, one.body.code))


@pytest.fixture(scope="module")
def rows(reports: list[BodyReport]) -> list[Row]:
    """The rows in the order of the page."""
    return [(report, business) for report in reports for business in report.businesses]


@pytest.fixture(scope="module")
def file(reports: list[BodyReport], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the nation; of the month before only one prefecture is known."""
    folder = tmp_path_factory.mktemp("nation")
    some = tuple(one for one in nation.bodies() if one.prefecture == "富山県")
    for month in (list(nation.month("2025-12", chosen=some)), reports):
        received = [Received(report=one, form="JSON", file=f"{one.body.code}.zip", sha256="0" * 64) for one in month]
        store.add(folder / "保管庫", month[0].period, received)
    (folder / "全国.html").write_bytes(pmo_dashboard.page(folder / "保管庫"))
    return folder / "全国.html"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, closed after the last test."""
    chromium = program("chromium", "chromium-browser", "google-chrome")
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield one
        one.close()


@pytest.fixture
def opened(browser: Browser, file: Path) -> Iterator[Callable[..., Page]]:
    """Opens the page at an address, ready; fails at the end where it has said or asked for anything."""
    noise: list[str] = []
    pages: list[Page] = []

    def open_at(address: str = "", **options: Any) -> Page:
        page = browser.new_page(**({"viewport": {"width": 1366, "height": 768}} | options))
        page.on("console", lambda message: noise.append(message.text))
        page.on("pageerror", lambda error: noise.append(str(error)))
        page.on("request", lambda request: noise.append(request.url))
        page.goto(file.as_uri() + address)
        if options.get("java_script_enabled", True):
            page.wait_for_selector(READY, state="attached")
        pages.append(page)
        return page

    yield open_at
    assert [one for one in noise if not one.startswith(file.as_uri())] == []
    for page in pages:
        page.close()


def _hits(page: Page) -> int:
    found = re.fullmatch(r"34,914 件のうち ([\d,]+) 件.*", page.locator("#hits").inner_text())
    assert found is not None
    return int(found.group(1).replace(",", ""))


def _drawn(page: Page) -> list[tuple[int, str, str, str]]:
    """Place, prefecture, body and business of the rows that are in the page."""
    return [
        tuple(one)
        for one in page.evaluate(
            """[...document.querySelectorAll("#rows tr[aria-rowindex]")].map((row) =>
               [Number(row.getAttribute("aria-rowindex")) - 2, ...[0, 1, 2].map((at) => row.cells[at].textContent)])"""
        )
    ]


def _expected(found: list[Row], count: int) -> list[tuple[int, str, str, str]]:
    return [
        (place, report.body.prefecture, report.body.name, business.name)
        for place, (report, business) in enumerate(found[:count])
    ]


def test_the_whole_nation_is_less_than_a_megabyte(file: Path, rows: list[Row]) -> None:
    """All 34,914 rows with 40 states each stand in one file of at most a megabyte."""
    assert len(rows) == 1741 * 20 + 47 * 2
    assert file.stat().st_size <= 1_000_000


@pytest.mark.parametrize("width", [400, 1366, 1920])
def test_ready_soon_and_never_wider_than_the_window(opened: Callable[..., Page], width: int) -> None:
    """The page is ready in a moment; nothing makes it scroll sideways, on a telephone either."""
    page = opened(viewport={"width": width, "height": 800})
    ready = page.evaluate("performance.getEntriesByName('ready')[0].startTime")
    print(f"ready after {ready:.0f} ms")

    assert ready < 500 * GENEROUS
    assert page.evaluate(TOO_WIDE) == 0
    page.goto(f"{page.url}#body/{TOWN}")
    page.wait_for_selector("#body h2")
    assert page.evaluate(TOO_WIDE) == 0


CHOICES: list[tuple[dict[str, str], Callable[[Row], bool]]] = [
    ({"prefecture": "東京都"}, lambda one: one[0].body.prefecture == "東京都"),
    ({"business": "介護保険", "band": "80 % 未満"}, lambda one: one[1].name == "介護保険" and _rate(one) < 0.8 - 1e-9),
    ({"vendor": "ベンダ丁", "band": "100 %"}, lambda one: one[1].systems[0].vendor == "ベンダ丁" and _rate(one) == 1),
    ({"size": "50万人以上"}, lambda one: (one[0].body.population or 0) >= 500_000),
    ({"size": "不明"}, lambda one: one[0].body.population is None),
    ({"words": "ベンダ甲 １３１０１６"}, lambda one: one[0].body.code == TOWN and "甲" in one[1].systems[0].vendor),
    ({"words": "府中 戸籍"}, lambda one: "府中" in one[0].body.name and "戸籍" in one[1].name),
    ({"words": "パッケージ17", "prefecture": "沖縄県"}, lambda one: _has_package(one, "17", "沖縄県")),
    ({"words": "どこにもない"}, lambda one: False),
]


def _rate(one: Row) -> float:
    return one[1].completion or 0


def _has_package(one: Row, number: str, prefecture: str) -> bool:
    return one[0].body.prefecture == prefecture and one[1].systems[0].package.endswith(f"パッケージ{number}")


def _choose(page: Page, wanted: dict[str, str]) -> None:
    for name, word in wanted.items():
        field = page.locator(f"#filter [name={name}]")
        if name == "words":
            field.fill(word)
        else:
            field.select_option(label=word)


def test_filters_find_what_python_finds(opened: Callable[..., Page], rows: list[Row]) -> None:
    """Every choice gives the rows that a plain loop over the reports gives, in the same order."""
    page = opened()
    for wanted, fits in CHOICES:
        page.locator("#filter button").click()
        page.locator("#hits", has_text="うち 34,914 件").wait_for()
        _choose(page, wanted)
        expected = [one for one in rows if fits(one)]
        drawn = _drawn(page)

        assert (_hits(page), drawn) == (len(expected), _expected(expected, len(drawn))), wanted
        assert len(drawn) >= min(len(expected), 10)


def test_a_filter_takes_no_time(opened: Callable[..., Page]) -> None:
    """A keystroke is answered before it is felt."""
    page = opened()
    took = page.evaluate(
        """["東", "東京", "東京 介", ""].map((words) => {
             const form = document.forms.filter;
             form.elements.words.value = words;
             const from = performance.now();
             form.dispatchEvent(new Event("input"));
             return performance.now() - from;
           })"""
    )
    print("filter", [f"{one:.0f} ms" for one in took])

    assert max(took) < 50 * GENEROUS


def test_heads_sort(opened: Callable[..., Page], rows: list[Row]) -> None:
    """A head sorts by its column and says so; again, the other way round; ties stay in the order of codes."""
    page = opened()
    head = page.locator("#rows thead th", has_text="完了率")
    for direction, reverse in (("ascending", False), ("descending", True)):
        head.locator("button").click()
        expected = sorted(rows, key=_rate, reverse=reverse)
        drawn = _drawn(page)

        assert head.get_attribute("aria-sort") == direction
        assert drawn == _expected(expected, len(drawn))
    page.locator("#rows thead button", has_text="特定移行").click()
    late = sorted((one for one in rows if one[1].systems[0].reason), key=lambda one: one[1].systems[0].reason)
    assert _drawn(page)[:10] == _expected(late, 10), "rows without one come last"
    assert page.locator("#rows th[aria-sort]").count() == 1


def test_only_rows_in_sight_are_in_the_page(opened: Callable[..., Page], rows: list[Row]) -> None:
    """Of 34,914 rows a few dozen exist at a time; at the end of the list stands the last one."""
    page = opened()
    box = page.locator("#rows")
    box.evaluate("(box) => { box.scrollTop = box.scrollHeight; }")
    page.locator("#rows tr[aria-rowindex='34915']").wait_for()
    drawn = _drawn(page)

    assert len(drawn) < 60
    assert drawn[-1][1:] == (rows[-1][0].body.prefecture, rows[-1][0].body.name, rows[-1][1].name)
    assert page.locator("#rows table").get_attribute("aria-rowcount") == "34915"


def test_by_keyboard_alone(opened: Callable[..., Page], rows: list[Row]) -> None:
    """Skip link first; arrows move in the list, Enter opens the body, Esc comes back to the very row."""
    page = opened()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "本文へ移動"
    page.locator("#rows").focus()
    for key in ("ArrowDown", "ArrowDown", "PageDown", "ArrowUp"):
        page.keyboard.press(key)
    index = int(page.evaluate("document.activeElement.closest('tr').getAttribute('aria-rowindex')")) - 2
    assert page.evaluate("document.activeElement.textContent") == rows[index][0].body.name
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.closest('tr').getAttribute('aria-rowindex')") == "34915"
    page.keyboard.press("Enter")
    page.wait_for_selector("#body h2")
    assert (page.evaluate("document.activeElement.id"), page.locator("#board").is_visible()) == ("body", False)
    page.keyboard.press("Escape")
    page.wait_for_selector("#board", state="visible")
    assert page.evaluate("document.activeElement.closest('tr').getAttribute('aria-rowindex')") == "34915"


def test_focus_is_seen(opened: Callable[..., Page]) -> None:
    """What has the focus has a thick outline: links in rows, heads, fields."""
    page = opened()
    page.locator("#rows").focus()
    page.keyboard.press("ArrowDown")
    seen = [page.evaluate("getComputedStyle(document.activeElement).outlineWidth")]
    for field in ("#rows thead button", "#filter select", "#filter input", "#filter button", "nav a"):
        page.locator(field).first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        seen.append(page.evaluate("getComputedStyle(document.activeElement).outlineWidth"))

    assert seen == ["4px"] * 6


def test_the_page_of_a_body_is_its_report(opened: Callable[..., Page], reports: list[BodyReport]) -> None:
    """Board, rate and systems of a body are those that it reported; its address can be kept."""
    report = next(one for one in reports if one.body.code == TOWN)
    page = opened(f"#body/{TOWN}")
    page.wait_for_selector("#body h2")
    board = page.evaluate(
        """[...document.querySelectorAll("#body .steps tbody tr")].map((row) =>
           [row.cells[0].textContent, row.cells[1].textContent,
            [...row.cells].slice(2).map((cell) => cell.firstChild.textContent).join("")])"""
    )
    expected = [
        [one.name, percent(one.completion), "".join(MARKS[step.status] for step in one.steps)]
        for one in report.businesses
    ]

    assert board == expected
    assert f"{percent(report.completion)} %（20 業務の平均）" in page.locator("#body .facts").inner_text()
    assert page.locator("#body .systems tbody tr").count() == 20
    assert report.businesses[3].systems[0].package in page.locator("#body .systems").inner_text()


def test_candidates_lead_to_their_reasons(opened: Callable[..., Page]) -> None:
    """The first candidate for support opens with the reasons of its businesses."""
    page = opened()
    page.locator("#help a").first.click()
    page.wait_for_selector("#body .reasons")

    assert "1 番目" in page.locator("#body .facts").inner_text()
    assert "計画の日を過ぎたステップ" in page.locator("#body .reasons").inner_text()


def test_a_prefecture_of_the_heat_table_filters_the_list(opened: Callable[..., Page], rows: list[Row]) -> None:
    """Its name in the table leads to its rows."""
    page = opened()
    page.locator("#heat a", has_text="沖縄県").click()
    expected = sum(one[0].body.prefecture == "沖縄県" for one in rows)
    page.locator("#hits", has_text=f"うち {expected} 件").wait_for()

    assert _drawn(page)[0][1] == "沖縄県"


def _axe() -> str:
    found = importlib.util.find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        pytest.skip("axe-playwright-python がありません（requirements-dev.lock にあります）")
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ["", f"#body/{TOWN}"])
def test_accessible(opened: Callable[..., Page], address: str) -> None:
    """axe-core has no serious finding in the whole, the filtered list, the page of a body."""
    page = opened(address, bypass_csp=True)
    if address:
        page.wait_for_selector("#body h2")
    else:
        _choose(page, {"words": "どこにもない"})
        _choose(page, {"words": "東京"})
    page.evaluate(_axe())
    found = page.evaluate("axe.run({resultTypes: ['violations']})")

    assert [(one["id"], one["impact"]) for one in found["violations"] if one["impact"] != "minor"] == []
    assert found["testEngine"]["name"] == "axe-core"


def _printed(page: Page, target: Path) -> list[str]:
    """The text of each page on paper; all are A4 landscape."""
    page.pdf(path=target, prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", target], capture_output=True, text=True, check=True).stdout
    assert re.search(r"Page size:\s+84[12]\S* x 59[45]\S* pts \(A4\)", info)
    text = subprocess.run(["pdftotext", "-layout", target, "-"], capture_output=True, text=True, check=True).stdout
    return text.split("\f")[:-1]


def test_on_paper(opened: Callable[..., Page], tmp_path: Path) -> None:
    """Four sheets: figures and trend, the whole heat table, all steps, candidates and definitions; no long list."""
    sheets = _printed(opened(), tmp_path / "whole.pdf")
    begins = [re.sub(r"\s", "", one)[:24] for one in sheets]

    assert len(sheets) == 4
    assert "標準化移行の進捗" in begins[0]
    assert begins[1].startswith("2都道府県×業務の完了率")
    assert begins[2].startswith("340ステップの状況")
    assert begins[3].startswith("4支援の候補")
    assert {"北海道", "沖縄県", "全体"} <= set(sheets[1].split())
    assert "⑱-1" in sheets[2]
    assert "札幌市" not in "".join(sheets)


def test_a_body_on_paper(opened: Callable[..., Page], tmp_path: Path) -> None:
    """The page of a body prints its board on the first of two sheets and nothing of the whole."""
    page = opened(f"#body/{TOWN}")
    page.wait_for_selector("#body h2")
    sheets = _printed(page, tmp_path / "body.pdf")

    assert len(sheets) == 2
    assert "印鑑登録" in sheets[0]
    assert "都道府県 × 業務" not in "".join(sheets)


def test_without_javascript(opened: Callable[..., Page]) -> None:
    """Figures, trend, heat table, steps and candidates are there; the list says what to open instead."""
    page = opened(java_script_enabled=False)

    assert page.locator(".card").count() == 10
    assert [page.locator(f"#{one} tbody tr").count() for one in ("heat", "funnel", "help")] == [48, 40, 10]
    assert page.locator("svg.trend").is_visible()
    assert page.locator("#tools").is_hidden()
    assert "migrate pmo rollup --xlsx" in page.locator("#list").inner_text()


def test_names_like_markup_are_only_shown(browser: Browser, reports: list[BodyReport], tmp_path: Path) -> None:
    """Whatever a body, vendor or package is called, the script shows it as text and nothing runs."""
    odd = "<img src=x onerror=alert(1)>"
    report = reports[0]
    system = replace(report.businesses[0].systems[0], vendor=odd, package=odd)
    changed = replace(
        report,
        body=Body(name=odd, prefecture="北海道"),
        businesses=(replace(report.businesses[0], systems=(system,)), *report.businesses[1:]),
    )
    store.add(tmp_path / "s", "2026-01", [Received(report=changed, form="JSON", file="a", sha256="0" * 64)])
    (tmp_path / "page.html").write_bytes(pmo_dashboard.page(tmp_path / "s"))
    page = browser.new_page()
    said: list[str] = []
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("console", lambda message: said.append(message.text))
    page.goto((tmp_path / "page.html").as_uri())
    _choose(page, {"vendor": odd})
    page.locator("#rows tbody a").first.click()
    page.wait_for_selector("#body h2")

    assert (said, page.locator("img").count()) == ([], 0)
    assert page.locator("#body h2").inner_text() == f"北海道　{odd}"
    assert page.locator("#body .systems td").first.inner_text() == odd
    page.close()


def test_a_browser_that_cannot_unpack(browser: Browser, file: Path) -> None:
    """Where the data cannot be unpacked, the page says so and stays readable."""
    page = browser.new_page()
    page.add_init_script("delete window.DecompressionStream")
    page.goto(file.as_uri())
    page.wait_for_selector("#failed", state="visible")

    assert page.locator("#tools").is_hidden()
    assert page.locator("#heat tbody tr").count() == 48
    page.close()
