"""Pictures of the reports for the README: made by Chromium from the demo town and an invented nation.

``python -m tests.screenshots`` makes them anew; `test_screenshots.py` says when that is due.
"""

from __future__ import annotations

import csv
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from migrate.flow import pmo_dashboard
from migrate.pmo import store
from migrate.pmo.received import Received

from . import nation

FOLDER = Path(__file__).resolve().parents[1] / "reports" / "screenshots"
LIST = FOLDER / "pages.csv"
"""Picture, and the sha256 of the page that it was made of."""
AS_OF = "2026-11-23"
_SEEN = {"width": 1280, "height": 860}


def report(folder: Path) -> Path:
    """The report of the demo town."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MIGRATE_")} | {"PYTHONUTF8": "1"}
    words = [sys.executable, "-m", "migrate", "demo", "machi", "--as-of", AS_OF, "-q"]
    subprocess.run(words, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    return folder / "machi" / "out" / "report" / "report.html"


def dashboard(folder: Path) -> Path:
    """The page of what all bodies of an invented nation report of a month."""
    reports = list(nation.month("2026-01"))
    received = [Received(report=one, form="JSON", file=f"{one.body.code}.zip", sha256="0" * 64) for one in reports]
    store.add(folder / "保管庫", "2026-01", received)
    page = folder / "全国.html"
    page.write_bytes(pmo_dashboard.page(folder / "保管庫"))
    return page


PAGES = {"report.png": report, "dashboard.png": dashboard}


def digest(page: Path) -> str:
    """What a picture's page is known by."""
    return hashlib.sha256(page.read_bytes()).hexdigest()


def main() -> None:
    """Take all pictures."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    FOLDER.mkdir(exist_ok=True)
    rows = []
    with tempfile.TemporaryDirectory() as place, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, make in PAGES.items():
            page = make(Path(place))
            tab = browser.new_page(viewport=_SEEN)
            tab.goto(page.as_uri())
            tab.wait_for_load_state("networkidle")
            tab.screenshot(path=FOLDER / name)
            rows.append((name, digest(page)))
        browser.close()
    with LIST.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("picture", "page"), *rows])


if __name__ == "__main__":
    main()
