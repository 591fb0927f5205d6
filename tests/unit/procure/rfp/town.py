"""The town that asked for information now asks for proposals; invented vendors fill its workbooks in."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.files import records
from migrate.flow import rfp_build, rfp_collect, rfp_init, rfp_offers, rfp_show
from migrate.flow.outcome import Outcome
from migrate.procure.package import Package
from migrate.procure.submission import Current

from ...flow import rfp_town
from ..rfi import town as rfi
from ..rfi.town import Bidder, Spot, on

DUE = "2027-07-20"
TERMS = {
    "title": "住民・税の標準準拠システムの構築・利用業務",
    "method": "公募型プロポーザル方式",
    "contact": "情報政策課",
    "address": "情報政策課の窓口",
    "questions_due": "2027-06-20",
    "answers_due": DUE,
    "build_start": "2027-10-01",
    "build_end": "2028-09-30",
    "use_start": "2028-09-04",
    "use_end": "2033-08-31",
    "go_live": "2028-09-04",
}


class Competition(rfp_town.Town):
    """One unit's competition in the town of the request for information."""

    def __init__(self, town: rfi.Town, unit: str = "all") -> None:
        self.town, self.workspace, self.unit = town, town.workspace, unit
        rfp_init.init(self.workspace, on("2027-05-01"), unit)

    def build(self, day: str = "2027-05-20", revise: bool = False, **told: str) -> Outcome:
        wish = rfp_build.Wish(unit=self.unit, businesses=tuple(rfi.NAMES), told={**TERMS, **told}, revise=revise)
        return rfp_build.build(self.workspace, on(day), wish)

    def issue(self) -> None:
        """Criteria locked, then the package is out."""
        self.set(提出期限=DUE)
        self.lock(day="2027-05-10")
        self.build(issued="2027-06-01")

    @property
    def folder(self) -> Path:
        return self.out("standard")

    def package(self) -> Package:
        return records.load(Package, (self.folder / "package.json").read_bytes(), "package")

    def bidder(self, begins: str) -> Bidder:
        """Somebody with the workbook whose file begins so."""
        book = next(one for one in self.package().books if one.file.startswith(begins))
        return Bidder(book, (self.folder / book.file).read_bytes())

    def collect(self, vendor: str, received: str, *files: Path) -> Outcome:
        wish = rfp_collect.Delivery(vendor=vendor, received=received, unit=self.unit)
        return rfp_collect.collect(self.workspace, on(received), files, wish)

    def current(self, vendor: str) -> Current:
        return records.load(Current, self.out(f"answers/{vendor}.json").read_bytes(), vendor)

    def said(self, vendor: str) -> dict[Spot, Any]:
        """What counts of a vendor's answers, but for those about single businesses."""
        books = (book for book in self.current(vendor).books if not book.business)
        return {(one.sheet, one.key, one.question): one.value for book in books for one in book.given}

    def show(self, day: str) -> Outcome:
        return rfp_show.show(self.workspace, on(day), self.unit)

    def evaluate(self, grade: Mapping[str, str]) -> Outcome:
        """Three judges who agree on a grade for each vendor."""
        rfp_offers.fill(self.workspace, on("2027-07-22"), self.unit)
        self.judges()
        self.sheets(day="2027-07-23")
        self.fill(lambda judge, vendor, number: grade[vendor.replace("_", "-")])
        return self.score(day="2027-07-30")
