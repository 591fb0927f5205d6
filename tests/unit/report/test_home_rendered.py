"""The home page in a real browser: quiet, accessible, usable by keyboard, on A4."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from migrate.flow import phase_make, report_home
from migrate.workspace.clock import frozen_session
from migrate.workspace.folder import create

CASES = Path(__file__).resolve().parents[2] / "cases"
SESSION = frozen_session(date(2026, 11, 27))
TEXT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'


@pytest.fixture
def pages(tmp_path: Path) -> dict[str, Path]:
    """The page of an empty workspace, and of one with registers, a plan, forms, and 22 businesses."""
    found = {}
    for name in ("empty", "kept"):
        town = create(tmp_path / name, TEXT.encode(), b"k" * 32)
        if name == "kept":
            shutil.copytree(CASES / "report-home" / "registers" / "in", town.root, dirs_exist_ok=True)
            pinned = TEXT + 'specs: {"031": "2023-09-29", "032": "2023-09-29"}\n'
            town.path("project.yaml").write_text(pinned, encoding="utf-8")
            for step in ("①", "④", "⑱", "横断"):
                phase_make.make(town, SESSION, step)
        report_home.run(town, SESSION)
        found[name] = town.path(*report_home.FILE.split("/"))
    return found


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    """Chromium, closed after the test."""
    with sync_playwright() as play:
        one = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield one
        one.close()


def opened(browser: Browser, path: Path, **options: Any) -> tuple[Page, list[str], list[str]]:
    """The page, what it says, and what it asks for."""
    page = browser.new_page(viewport={"width": 1280, "height": 900}, **options)
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    return page, said, asked


@pytest.mark.parametrize("name", ["empty", "kept"])
def test_quiet_and_accessible(browser: Browser, axe: Path, pages: dict[str, Path], name: str) -> None:
    """No word on the console, no request elsewhere, nothing wider than the page, no serious finding of axe-core."""
    page, said, asked = opened(browser, pages[name], bypass_csp=True)
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    page.evaluate(axe.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    bad = [(one["id"], one["impact"]) for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert (said, len(asked), wide, bad) == ([], 1, False, [])


def test_every_link_is_reached_by_keyboard(browser: Browser, pages: dict[str, Path]) -> None:
    """Tab alone goes from the top to each link of the page, and what has the focus is seen."""
    page, _, _ = opened(browser, pages["kept"])
    wanted = page.locator("a").count()
    reached = set()
    for _ in range(wanted + page.locator("button, input, [tabindex='0']").count() + 1):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(e => [e.tagName, e.getAttribute('href'), getComputedStyle(e).outlineStyle])(document.activeElement)"
        )
        if told[0] == "A":
            reached.add(told[1])
            assert told[2] == "solid"
    assert len(reached) == len(set(page.locator("a").evaluate_all("all => all.map(a => a.getAttribute('href'))")))


@pytest.mark.parametrize(("name", "most"), [("empty", 3), ("kept", 8)])
def test_on_paper(browser: Browser, pages: dict[str, Path], tmp_path: Path, name: str, most: int) -> None:
    """A4 and few pages; every section, every business and the last file are printed."""
    page, _, _ = opened(browser, pages[name])
    page.pdf(path=tmp_path / "home.pdf", prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", tmp_path / "home.pdf"], capture_output=True, text=True, check=True).stdout
    command = ["pdftotext", "-layout", str(tmp_path / "home.pdf"), "-"]
    text = re.sub(r"\s", "", subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    assert "A4" in info
    assert int(re.search(r"Pages:\s+(\d+)", info).group(1)) <= most  # type: ignore[union-attr]
    wanted = ["いま、どこにいるか", "次にすること", "遅れていること", "残っている指摘", "データの状態", "開くもの"]
    wanted += ["001住民基本台帳", "002印鑑登録"]
    wanted += ["031", "032", "18-運用開始.xlsx", "tasks.csv"] if name == "kept" else ["migratephasemake①"]
    assert [one for one in wanted if one not in text] == []
