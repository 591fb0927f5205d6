"""What is odd in a vendor's answers beyond single cells: days and sums that do not fit, rows that are gone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from migrate.forms.answer import day
from migrate.forms.form import Form
from migrate.forms.read.found import finding
from migrate.model.finding import Finding, Place, Severity
from migrate.procure.money import PARTS, Amount, amounts
from migrate.procure.package import Book
from migrate.procure.submission import BookAnswers

_CLOUD_ROW = "R10"
"""「クラウド利用経費」 among the rows of running cost."""


def judge(book: Book, form: Form, answers: BookAnswers, file: str) -> tuple[Finding, ...]:
    """What is to be asked of the vendor; ``form`` is that of `package.form_of`, ``file`` the workbook's name."""
    return (
        *_lost(form, answers, file),
        *_conformance(book, form, answers, file),
        *_order(form, answers, file),
        *_cloud(form, answers, file),
        *_unsettled(book, form, answers, file),
    )


def _told(form: Form, code: str, place: tuple[str, str], params: Mapping[str, str | int]) -> Finding:
    file, sheet = place
    return finding(form.head, code, Severity.WARNING, Place(file=file, sheet=form.of(sheet).name), params)


def _lost(form: Form, answers: BookAnswers, file: str) -> Iterator[Finding]:
    """Rows that the form printed and the file no longer has."""
    for sheet, count in Counter(sheet for sheet, _ in answers.lost).items():
        keys = [key for one, key in answers.lost if one == sheet]
        yield _told(form, "MIG-RFI-021", (file, sheet), {"count": count, "keys": "、".join(keys[:5])})


def _conformance(book: Book, form: Form, answers: BookAnswers, file: str) -> Iterator[Finding]:
    """A 適合確認番号 begins with the 業務ID for which it was given."""
    numbered = (page for page in book.pages if form.of(page.sheet).question("conformance_number"))
    for page in numbered:
        for line in page.lines:
            number = str(answers.get(page.sheet, line.key, "conformance_number") or "")
            business = line.printed.get("business", "")[:3]
            if number[:3].isdecimal() and business and number[:3] != business:
                yield _told(form, "MIG-RFI-022", (file, page.sheet), {"number": number, "business": business})


def _order(form: Form, answers: BookAnswers, file: str) -> Iterator[Finding]:
    """A stage ends after it has begun."""
    for one in answers.given:
        if one.question != "end":
            continue
        start, end = day(answers.get(one.sheet, one.key, "start")), day(one.value)
        if start and end and end < start:
            yield _told(form, "MIG-RFI-023", (file, one.sheet), {"key": one.key})


def _cloud(form: Form, answers: BookAnswers, file: str) -> Iterator[Finding]:
    """The breakdown of the cloud's cost comes to its row, year by year."""
    found = amounts(form, answers)
    years = dict.fromkeys(one.question for one in found if (one.sheet, one.key) == ("running", _CLOUD_ROW))
    for at, year in enumerate(years, start=1):
        row = [one.yen for one in found if (one.sheet, one.key, one.question) == ("running", _CLOUD_ROW, year)]
        parts = [one.yen for one in found if (one.sheet, one.question) == (PARTS, year)]
        if row[0] is None or not parts or None in parts:
            continue
        if (total := sum(part for part in parts if part is not None)) != row[0]:
            yield _told(form, "MIG-RFI-024", (file, PARTS), {"year": at, "total": f"{total:,}", "row": f"{row[0]:,}"})


def _unsettled(book: Book, form: Form, answers: BookAnswers, file: str) -> Iterator[Finding]:
    """What a proposal asks for must be an amount: one finding a row, at its first cell that cannot be added up."""
    if not book.layout.startswith("rfp/"):
        return
    rows: dict[tuple[str, str], list[Amount]] = {}
    for one in amounts(form, answers):
        if one.sheet != PARTS and one.open:
            rows.setdefault((one.sheet, one.key), []).append(one)
    for (sheet, key), found in rows.items():
        place = Place(file=file, sheet=form.of(sheet).name, cell=found[0].cell.rpartition(" ")[2])
        params: dict[str, str | int] = {"key": key, "count": len(found)}
        yield finding(form.head, "MIG-RFP-059", Severity.WARNING, place, params)
