"""A town that scores proposals: its files, and judges who fill in their sheets with a spreadsheet program."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from migrate.flow import rfp_init, rfp_lock, rfp_score, rfp_sheets
from migrate.flow.outcome import Outcome
from migrate.workspace import folder
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace

PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\nspecs:\n  "010": "2026-04"\n  "011": "2026-04"\n'
JUDGES = (("j1", "委員A", "出席", ""), ("j2", "委員B", "出席", ""), ("j3", "委員C", "出席", ""))
NAMES = {"v1": "みなとシステム株式会社", "v2": "株式会社やまなみ情報", "v3": "しおかぜソフト株式会社"}
PRICES = {"v1": 112_000_000, "v2": 98_000_000, "v3": 105_000_000}
GOOD, FAIR, POOR = "優れている", "標準", "劣る"


def session(day: str = "2027-03-01") -> Session:
    return frozen_session(date.fromisoformat(day))


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


class Town:
    """One workspace with one competition."""

    def __init__(self, root: Path, unit: str = "all") -> None:
        self.workspace: Workspace = folder.create(root, PROJECT.encode(), key=b"k" * 32)
        self.unit = unit
        rfp_init.init(self.workspace, session(), unit)

    def path(self, name: str) -> Path:
        return self.workspace.root / "rfp" / self.unit / name

    def out(self, name: str) -> Path:
        return self.workspace.root / "out" / "rfp" / self.unit / name

    def put(self, name: str, columns: Sequence[str], lines: Iterable[Sequence[object]]) -> None:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(lines)
        self.path(name).write_text(stream.getvalue(), encoding="utf-8")

    def set(self, **given: str) -> None:
        """Change settings, by their label's words in rules.csv."""
        found = rows(self.path("rules.csv"))
        self.put("rules.csv", found[0], [[one[0], given.get(one[0], one[1]), one[2]] for one in found[1:]])

    def offers(self, prices: Mapping[str, int] = PRICES, more: Iterable[Sequence[object]] = ()) -> None:
        lines: list[Sequence[object]] = []
        for vendor, price in prices.items():
            lines += [(vendor, NAMES[vendor], "見積額", price), (vendor, "", "必須不可", 0)]
        self.put("offers.csv", ("業者", "業者名", "項目", "値"), [*lines, *more])

    def judges(self, lines: Iterable[Sequence[str]] = JUDGES) -> None:
        self.put("judges.csv", ("委員", "呼び名", "出席", "除斥"), lines)

    def decide(self, **given: str) -> None:
        labels = ("選定した業者", "次点", "決定日", "決裁", "通知日", "理由")
        self.put("decision.csv", ("項目", "値"), [(label, given.get(label, "")) for label in labels])

    def lock(self, reason: str = "", day: str = "2027-03-01") -> Outcome:
        return rfp_lock.set_lock(self.workspace, session(day), self.unit, reason)

    def sheets(self, day: str = "2027-04-05") -> Outcome:
        return rfp_sheets.sheets(self.workspace, session(day), self.unit)

    def score(self, files: Sequence[Path] = (), day: str = "2027-04-10") -> Outcome:
        return rfp_score.evaluate(self.workspace, session(day), files, self.unit)

    def forms(self) -> list[Path]:
        return sorted(self.path("forms").glob("*.xlsx"))

    def fill(self, grade: Callable[[str, str, str], str | None]) -> None:
        """Every judge marks every item: ``grade(judge, vendor, number)``."""
        for path in self.forms():
            _fill(path, path.name.partition("-")[0], grade)

    def ready(self, prices: Mapping[str, int] = PRICES) -> None:
        """Locked, offers in, sheets out."""
        self.lock()
        self.judges()
        self.offers(prices)
        self.sheets()


def edit(path: Path, change: Callable[[Any], None]) -> None:
    book = openpyxl.load_workbook(path)
    change(book)
    book.save(path)


def pages(book: Any) -> dict[str, Any]:
    """Vendor → its sheet, by the stamp that everybody sees."""
    found = {}
    for page in book.worksheets:
        stamp = str(page["B3"].value or "")
        if "：v_" in stamp:
            found[stamp.partition("：v_")[2].partition("：")[0]] = page
    return found


def column(page: Any, heading: str) -> int:
    return next(c for c in range(1, page.max_column + 1) if str(page.cell(4, c).value or "").startswith(heading))


def _fill(path: Path, judge: str, grade: Callable[[str, str, str], str | None]) -> None:
    book = openpyxl.load_workbook(path)
    for vendor, page in pages(book).items():
        mark = column(page, "評価")
        for row in range(6, page.max_row + 1):
            number = page.cell(row, 2).value
            if number:
                page.cell(row, mark).value = grade(judge, vendor, str(number))
    book.save(path)
