"""Whose delivery is it? What speaks for files that were taken under the wrong vendor's key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from migrate.forms.form import plain
from migrate.model.finding import Finding, Place, Severity
from migrate.procure.submission import Submission

Deliveries = Mapping[str, Sequence[Submission]]
"""Vendor → its deliveries."""


def doubts(one: Submission, before: Deliveries) -> Iterator[Finding]:
    """A workbook that another vendor has sent to the byte; a company's name that is another vendor's, or a new one.

    They name other vendors: nothing of it is for the vendor.
    """
    others = {vendor: many for vendor, many in before.items() if vendor != one.vendor}
    yield from _same_files(one, others)
    yield from _same_names(one, others)
    mine = _names(before.get(one.vendor, ()))
    for name, written in _names((one,)).items():
        if mine and name not in mine:
            params = {"vendor": one.vendor, "before": "、".join(mine.values()), "now": written}
            yield _told("MIG-RFP-058", Severity.WARNING, params)


def _same_files(one: Submission, others: Deliveries) -> Iterator[Finding]:
    filled = {f"{book.layout} {book.scope}" for book in one.books if book.given}
    known = {
        file.sha256: (vendor, each.number) for vendor, many in others.items() for each in many for file in each.files
    }
    for file in one.files:
        if file.book in filled and file.sha256 in known:
            vendor, number = known[file.sha256]
            yield _told("MIG-RFP-056", Severity.ERROR, {"vendor": vendor, "number": number}, file.name)


def _same_names(one: Submission, others: Deliveries) -> Iterator[Finding]:
    for name, written in _names((one,)).items():
        for vendor, many in others.items():
            if name in _names(many):
                yield _told("MIG-RFP-057", Severity.ERROR, {"vendor": vendor, "name": written})


def _names(deliveries: Sequence[Submission]) -> dict[str, str]:
    """Names of companies as they compare → as they were written."""
    books = (book for one in deliveries for book in one.books)
    found = (str(book.get("company", "all", "name") or "") for book in books)
    return {plain(name): name for name in found if name}


def _told(code: str, severity: Severity, params: Mapping[str, str | int], file: str | None = None) -> Finding:
    return Finding(code=code, severity=severity, place=Place(file=file), params=params)
