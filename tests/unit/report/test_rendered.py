"""The page in a real browser and the workbook in a real office program."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from migrate.model.document import Document
from migrate.report.formats import html, xlsx


class Browser:
    """A page opened from a file, with what it said and what it asked for."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program = program
        self._folder = folder
        self.said: list[str] = []
        self.asked: list[str] = []

    def start(self) -> None:
        self._play = sync_playwright().start()
        self._browser = self._play.chromium.launch(executable_path=self._program, args=["--no-sandbox"])

    def stop(self) -> None:
        self._browser.close()
        self._play.stop()

    def open(self, document: Document, **options: Any) -> Page:
        path = self._folder / "report.html"
        path.write_bytes(html.render(document))
        page = self._browser.new_page(viewport={"width": 1280, "height": 900}, **options)
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(path.as_uri())
        return page


@pytest.fixture
def browser(chromium: str, tmp_path: Path) -> Iterator[Browser]:
    """Chromium, closed after the test."""
    one = Browser(chromium, tmp_path)
    one.start()
    yield one
    one.stop()


def test_quiet(browser: Browser, sample: Document) -> None:
    """No console message, no request but the page itself, no sideways scrolling, hostile data does nothing."""
    page = browser.open(sample)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

    assert (browser.said, len(browser.asked), wide) == ([], 1, False)


def test_accessible(browser: Browser, sample: Document, axe: Path) -> None:
    """axe-core (WCAG 2.0–2.2 A/AA and best practice) has no serious and no critical finding."""
    page = browser.open(sample, bypass_csp=True)
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    bad = [(v["id"], v["impact"]) for v in found["violations"] if v["impact"] in {"serious", "critical"}]

    assert bad == []
    assert found["passes"]


def test_filter_and_sort(browser: Browser, sample: Document) -> None:
    """The filter finds words in any width and says how many rows are left; a head sorts by its column."""
    page = browser.open(sample)
    table = page.locator("table.tools").last
    page.locator(".filter input").last.fill("ＭＩＧ－ＤＱ－００１ 警告")
    shown = table.locator("tbody tr:visible").count()
    said = page.locator(".filter [role=status]").last.inner_text()
    page.locator(".filter input").last.fill("")
    table.locator("thead button").first.click()
    table.locator("thead button").first.click()

    assert (shown, said) == (6, "88 行のうち 6 行を表示")
    assert table.locator("thead th").first.get_attribute("aria-sort") == "descending"
    assert table.locator("tbody th").first.inner_text() == "MIG-DQ-015"


def test_without_javascript(browser: Browser, sample: Document) -> None:
    """Everything is there where JavaScript does not run."""
    page = browser.open(sample, java_script_enabled=False)

    assert (page.locator("table").count(), page.locator("svg.chart").count()) == (5, 1)
    assert page.locator("table").last.locator("tbody tr").count() == 88
    assert page.locator("thead button").count() == 0


def test_paper(browser: Browser, sized: Callable[[int], Document], tmp_path: Path) -> None:
    """On paper: A4 landscape, a handful of pages even with 5,000 findings, the long table cut and said so."""
    page = browser.open(sized(5000))
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", tmp_path / "report.pdf"], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(
        ["pdftotext", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = int(re.search(r"Pages:\s+(\d+)", info).group(1))  # type: ignore[union-attr]

    assert 3 <= pages <= 10
    assert "A4" in info
    assert "はじめの 30 行だけを印刷します" in re.sub(r"\n", "", text)
    assert "要対応です。" in text


def test_office_prints_every_row(office: str, sample: Document, tmp_path: Path) -> None:
    """LibreOffice opens the workbook; its PDF is A4 and holds the text of the last finding and of every sheet."""
    (tmp_path / "report.xlsx").write_bytes(xlsx.render(sample))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.xlsx"]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    pdf = tmp_path / "report.pdf"
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    found = [
        word for word in ("七瀬野町 標準化移行 検証報告書", "要判断", "不一致", "88 件目", "節番号") if word not in text
    ]

    assert (found, "A4" in info) == ([], True)
    assert json.dumps(text).count("#REF") == 0
