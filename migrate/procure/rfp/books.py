"""The workbooks of a request for proposals, and the package as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.procure import layouts
from migrate.procure.layouts import Layout, Line
from migrate.procure.package import STANDARD, Book, Package, Page, scope, single
from migrate.procure.package import Business as Scope
from migrate.procure.rfi.books import fit, product
from migrate.procure.rfp.chapters import PAPERS
from migrate.procure.rfp.paper import file_name
from migrate.procure.rfp.tender import KIND, Tender

PROPOSAL, ESTIMATE, FIT, ASK = "rfp/proposal", "rfp/estimate", "rfp/fit", "rfp/ask"
LOG = "rfp/log"
_BLANK = 30


def package(tender: Tender, made: str) -> Package:
    """The package; ``made`` is the ISO day on which it is made."""
    terms, situation = tender.terms, tender.situation
    return Package(
        kind=KIND,
        part=STANDARD,
        unit=terms.unit,
        unit_name=terms.unit_name,
        title=terms.text("title"),
        municipality=situation.municipality,
        code=situation.code,
        made=made,
        edition=terms.edition,
        issued=terms.text("issued"),
        questions_due=terms.text("questions_due"),
        answers_due=terms.text("answers_due"),
        contact=terms.text("contact"),
        businesses=tuple(Scope(id=one.id, name=one.name, edition=one.edition) for one in situation.businesses),
        papers=tuple(map(file_name, PAPERS)),
        books=tuple(_books(tender)),
    )


def _books(tender: Tender) -> Iterator[Book]:
    for one in layouts.listed(KIND):
        if one.part != STANDARD:
            continue
        if one.id == FIT:
            yield from (fit(one, tender.terms.unit, each) for each in tender.situation.businesses if each.wanted)
        else:
            yield _book(one, tender)


def _book(layout: Layout, tender: Tender) -> Book:
    """A workbook about the whole unit."""
    rows: dict[str, tuple[Line, ...]] = {}
    if layout.id != ASK:
        rows |= layouts.lines(layout.id)
    if layout.id == PROPOSAL:
        rows["product"] = tuple(product(one) for one in tender.situation.businesses)
    pages = (
        Page(sheet=sheet.id, lines=rows.get(sheet.id, ())) if sheet.table else single(sheet.id)
        for sheet in layouts.form(layout.id).sheets
    )
    return Book(
        layout=layout.id,
        scope=scope(tender.terms.unit),
        file=f"{layout.file}.xlsx",
        title=tender.terms.text("title"),
        business="",
        pages=tuple(pages),
        blank=_BLANK if layout.id == ASK else 0,
    )
