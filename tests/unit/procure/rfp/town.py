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
VENDORS = {"a-sha": "株式会社あおば情報", "b-sha": "しらかば計算株式会社", "c-sha": "みずほの里ソフト株式会社"}
_YEARS = ("year_one", "year_two", "year_three", "year_four", "year_five")


def estimated(name: str, amount: Any, settled: bool = False) -> dict[Spot, Any]:
    """An estimate as vendors write it; one that is not ``settled`` has cells that are no amounts."""
    cells: dict[Spot, Any] = {
        ("company", "all", "name"): name,
        ("company", "all", "answered"): "令和９年７月１日",
        ("company", "all", "tax_rate"): "１０",
        ("initial", "I01", "amount"): amount,
        ("initial", "I01", "tax"): "税別",
        ("initial", "I02", "amount"): "無償",
        ("initial", "I03", "amount"): "上記に含む" if settled else "未定",
    }
    for year in _YEARS:
        cells["running", "R01", year] = "１２０万円"
        cells["running", "R02", year] = 2_000 if settled else "=1000*2"
    return cells | {("running", row, "tax"): "税込" for row in ("R01", "R02")}


def _proposed(package: Package, name: str) -> dict[Spot, Any]:
    cells: dict[Spot, Any] = {("company", "all", "name"): name, ("company", "all", "eligible"): "〇"}
    for one in package.businesses:
        cells["product", f"P{one.id}", "offer"] = "○"
        cells["product", f"P{one.id}", "start"] = "R10.9.4"
    return cells


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

    def propose(self, vendor: str, amount: Any, folder: Path, received: str = "2027-07-15") -> Outcome:
        """A vendor fills in all its workbooks, in its own way of writing, and sends them."""
        estimate, proposal = self.bidder("07-"), self.bidder("06-")
        estimate.type(estimated(VENDORS[vendor], amount))
        proposal.type(_proposed(self.package(), VENDORS[vendor]))
        files = [estimate.save(folder), proposal.save(folder)]
        for book in (one for one in self.package().books if one.business):
            fit = Bidder(book, (self.folder / book.file).read_bytes())
            words = ("○", "〇", "Ｏ", "対応済み", " 対応 ")
            spots = [spot for spot, question in fit.questions() if question.id == "support"]
            fit.type({spot: words[at % len(words)] for at, spot in enumerate(spots)})
            files.append(fit.save(folder))
        return self.collect(vendor, received, *files)

    def mend(self, vendor: str, amount: Any, folder: Path, received: str = "2027-07-19") -> Outcome:
        """It sends its estimate again, with an amount in every cell that it wrote into."""
        estimate = self.bidder("07-")
        estimate.type(estimated(VENDORS[vendor], amount, settled=True))
        return self.collect(vendor, received, estimate.save(folder))

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
