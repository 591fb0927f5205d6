"""The dashboard of the whole nation: how long it takes to make, how large it is, how quick it is in Chromium.

Limits: at most 1 MB, ready under 0.5 s, a filter under 50 ms. Usage: bench_dashboard.py [PAGES] (default 5).
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from migrate.flow import pmo_dashboard
from migrate.pmo import store
from migrate.pmo.received import Received
from tests import nation

MONTHS = ("2025-11", "2025-12", "2026-01")
WORDS = ("東", "東京", "東京 介", "東京 介護", "")
FILTER = """(words) => {
  const form = document.forms.filter;
  form.elements.words.value = words;
  const from = performance.now();
  form.dispatchEvent(new Event("input"));
  document.getElementById("rows").offsetHeight;
  return performance.now() - from;
}"""
SORT = """(at) => {
  const from = performance.now();
  document.querySelectorAll("#rows thead button")[at].click();
  document.getElementById("rows").offsetHeight;
  return performance.now() - from;
}"""
BODY = """async () => {
  const from = performance.now();
  location.hash = "#body/131016";
  while (!document.querySelector("#body h2")) await new Promise((done) => setTimeout(done));
  document.getElementById("body").offsetHeight;
  return performance.now() - from;
}"""


def _made(folder: Path) -> Path:
    for month in MONTHS:
        received = [
            Received(report=one, form="JSON", file=f"{one.body.code}.zip", sha256="0" * 64)
            for one in nation.month(month)
        ]
        store.add(folder / "store", month, received)
    start = time.perf_counter()
    page = pmo_dashboard.page(folder / "store")
    print(f"made of {len(MONTHS)} months   {time.perf_counter() - start:6.1f} s")
    print(f"size               {len(page) / 1000:6.0f} kB  (at most 1000)")
    target = folder / "dashboard.html"
    target.write_bytes(page)
    return target


def _said(name: str, times: list[float], limit: str = "") -> None:
    print(f"{name:18} {statistics.median(times):6.0f} ms  (worst {max(times):.0f}){limit}")


def main() -> None:
    """Print medians over several fresh pages."""
    pages = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        target = _made(Path(folder))
        chromium = play.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        ready, filters, sorts, bodies = [], [], [], []
        for _ in range(pages):
            page = chromium.new_page(viewport={"width": 1366, "height": 768})
            page.goto(target.as_uri())
            page.wait_for_selector("#tools:not([hidden])", state="attached")
            ready.append(page.evaluate("performance.getEntriesByName('ready')[0].startTime"))
            filters += [page.evaluate(FILTER, words) for words in WORDS]
            sorts += [page.evaluate(SORT, at) for at in (5, 3, 9)]
            bodies.append(page.evaluate(BODY))
            page.close()
        _said("ready", ready, "  limit 500")
        _said("filter", filters, "  limit 50")
        _said("sort", sorts)
        _said("a body's page", bodies)
        chromium.close()


if __name__ == "__main__":
    main()
