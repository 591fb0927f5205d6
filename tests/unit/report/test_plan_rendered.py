"""The plan in a real browser and in a real office program."""

from __future__ import annotations

import io
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import sync_playwright

from migrate.phase.plan import book, draft, page
from migrate.phase.plan.book_look import Paper
from migrate.phase.plan.page import View
from migrate.phase.plan.schedule import schedule
from migrate.phase.plan.tasks import Task
from migrate.report.formats import docx, html

from ..phase.plan.towns import CALENDAR, task

AS_OF = date(2026, 11, 26)
BLUE = bytes.fromhex("0017C1")


def view(tasks: tuple[Task, ...], business: str = "") -> View:
    names = {"010": "個人住民税", "024": "国民健康保険"}
    found = schedule(tasks, CALENDAR, AS_OF)
    return View(municipality="七瀬野町", schedule=found, calendar=CALENDAR, names=names, business=business)


def two() -> tuple[Task, ...]:
    wanted = (draft.Wanted(business=id, go_live=date(2028, 10, 2)) for id in ("010", "024"))
    return tuple(one for each in wanted for one in draft.draft(each, CALENDAR, AS_OF, common=each.business == "010"))


@pytest.mark.parametrize("business", ["", "010"])
def test_the_page_in_a_browser(chromium: str, axe: Path, tmp_path: Path, business: str) -> None:
    """No word on the console, no request elsewhere, nothing wider than the page, no serious finding of axe-core."""
    path = tmp_path / "plan.html"
    path.write_bytes(html.render(page.document(view(two(), business))))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        shown = browser.new_page(viewport={"width": 1280, "height": 900}, bypass_csp=True)
        said: list[str] = []
        asked: list[str] = []
        shown.on("console", lambda message: said.append(message.text))
        shown.on("request", lambda request: asked.append(request.url))
        shown.goto(path.as_uri())
        wide = shown.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
        pictures = shown.locator("svg.timeline").count()
        shown.evaluate(axe.read_text(encoding="utf-8"))
        found = shown.evaluate("axe.run()")
        browser.close()
    bad = [(one["id"], one["impact"]) for one in found["violations"] if one["impact"] in {"serious", "critical"}]
    assert (said, len(asked), wide, bad) == ([], 1, False, [])
    assert pictures == (1 if business else 4)


class Office:
    """LibreOffice with a profile of its own."""

    def __init__(self, program: str, folder: Path) -> None:
        self._program, self._folder = program, folder

    def pdf(self, data: bytes, name: str) -> Path:
        source = self._folder / name
        source.write_bytes(data)
        profile = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        command = [self._program, profile, "--headless", "--convert-to", "pdf", "--outdir", self._folder, source]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return source.with_suffix(".pdf")

    def told(self, pdf: Path) -> tuple[str, str]:
        """What pdfinfo says, and the text."""
        found = [
            subprocess.run(command, capture_output=True, text=True, check=True).stdout
            for command in (["pdfinfo", pdf], ["pdftotext", "-layout", pdf, "-"])
        ]
        return found[0], found[1]

    def blue(self, pdf: Path) -> int:
        """Points of the first page that have the colour of planned bars, heads of columns left out."""
        command = ["pdftoppm", "-r", "50", "-f", "1", "-l", "1", pdf]
        picture = subprocess.run(command, capture_output=True, check=True).stdout
        head, size, _, points = picture.split(b"\n", 3)
        width, height = map(int, size.split())
        assert head == b"P6"
        right = (
            points[3 * (width * y + x) : 3 * (width * y + x) + 3]
            for y in range(height)
            for x in range(width // 2, width)
        )
        return sum(one == BLUE for one in right)


@pytest.fixture
def libre(office: str, tmp_path: Path) -> Office:
    """LibreOffice."""
    return Office(office, tmp_path)


def test_bars_move_when_days_are_typed(libre: Office) -> None:
    """Twice as many weeks typed in the workbook are a bar of twice the length; the state follows the deadline."""
    known = (task("a", "2027-02-01", "2027-03-12", business="010"), task("z", "2027-12-01", "", kind="節目"))
    before = book.workbook(view(known), Paper.A3)
    opened = openpyxl.load_workbook(io.BytesIO(before))
    sheet = opened["工程表"]
    heads = {cell.value: cell.column for cell in sheet[4]}
    row = next(row for row in range(5, 12) if sheet.cell(row, 1).value == "a")

    def printed(name: str) -> Path:
        stream = io.BytesIO()
        opened.save(stream)
        return libre.pdf(stream.getvalue(), f"{name}.xlsx")

    lengths = []
    for end in (None, date(2027, 3, 12), date(2027, 4, 23)):
        sheet.cell(row, heads["終了"]).value = end
        lengths.append(libre.blue(printed(f"until-{end}")))
    none, short, long = lengths
    assert short - none > 100
    assert 1.9 < (long - none) / (short - none) < 2.1
    sheet.cell(row, heads["期限"]).value = date(2027, 4, 1)
    assert "期限超過" in libre.told(printed("late"))[1]


@pytest.mark.parametrize("paper", Paper)
def test_the_workbook_on_paper(libre: Office, paper: Paper) -> None:
    """The right paper, few pages, the head on each, and every task."""
    info, text = libre.told(libre.pdf(book.workbook(view(two()), paper), "工程表.xlsx"))
    assert paper.value in info
    pages = text.split("\f")[:-1]
    assert len(pages) <= 8 and "#REF" not in text and "#NAME" not in text
    names = [one.name for one in two()]
    assert all(text.replace(" ", "").replace("\n", "").count(name.replace(" ", "")) for name in names)


def test_the_word_document_on_paper(libre: Office) -> None:
    """The plan of one business as a Word document: landscape, its tasks, the board of months."""
    info, text = libre.told(libre.pdf(docx.render(page.document(view(two(), "010"))), "plan.docx"))
    assert "841.89 x 595.3" in info
    assert "運用開始の判定" in text and "■＝予定" in text
