"""A delivery of a vendor: which workbook each file is, what it says, and what has to be asked about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from migrate.files.xlsx import Workbook
from migrate.forms.answer import day
from migrate.forms.form import Form
from migrate.forms.merge import merge
from migrate.forms.read import workbook
from migrate.forms.read.rows import Source
from migrate.forms.read.workbook import Around, Filled
from migrate.forms.records import Answers
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.procure import judging, layouts
from migrate.procure.package import Book, Package, form_of
from migrate.procure.submission import BookAnswers, Submission, read


@value
class Opened:
    """A file that is one of the workbooks of a package."""

    name: str
    package: Package
    book: Book
    filled: Filled


@value
class Taken:
    """One workbook, with all files of the delivery that hold it."""

    answers: BookAnswers
    findings: tuple[Finding, ...]


def find(packages: Iterable[Package], found: Workbook) -> tuple[Package, Book] | None:
    """The workbook of a package that a file is; None where it is none, or where its sheets do not say which.

    A file that lost its stamps is taken for the only workbook of its form.
    """
    for package in packages:
        for id in dict.fromkeys(one.layout for one in package.books if layouts.is_answer(one.layout)):
            form = layouts.form(id)
            if not workbook.is_ours(form.head, found):
                continue
            scope = workbook.scope(form, found)
            mine = [one for one in package.books if one.layout == id]
            if (book := package.book(id, scope)) is not None:
                return package, book
            if not scope and len(mine) == 1:
                return package, mine[0]
    return None


def open_file(packages: Iterable[Package], found: Workbook, source: Source) -> Opened | None:
    """A file of a delivery as one of the packages' workbooks, None where it is none of them."""
    if (hit := find(packages, found)) is None:
        return None
    package, book = hit
    around = Around(form=form_of(book), names={}, municipality=package.code)
    filled = workbook.of_book(found, source, around)
    return Opened(name=source.file, package=package, book=book, filled=filled)


def take(opened: Sequence[Opened]) -> Taken:
    """What the files of one workbook say together."""
    book = opened[0].book
    form: Form = form_of(book)
    merged = merge(form, Answers(), [one.filled for one in opened])
    answers = read(book, form, merged)
    told = (*(f for one in opened for f in one.filled.findings), *merged.findings)
    return Taken(answers=answers, findings=(*told, *judging.judge(book, form, answers, opened[0].name)))


def take_all(opened: Iterable[Opened]) -> tuple[Taken, ...]:
    """Every workbook of a delivery, with all of its files."""
    found: dict[tuple[str, str], tuple[Opened, ...]] = {}
    for one in opened:
        key = one.book.layout, one.book.scope
        found[key] = (*found.get(key, ()), one)
    return tuple(take(many) for many in found.values())


def _due(packages: Iterable[Package]) -> str:
    """The ISO day until which answers are taken; empty where there is none."""
    return max((one.answers_due for one in packages), default="")


def is_late(received: str, packages: Iterable[Package]) -> bool:
    """True for a delivery after the day until which answers are taken."""
    due = day(_due(packages))
    return due is not None and date.fromisoformat(received) > due


def around(one: Submission, before: Sequence[Submission], packages: Sequence[Package]) -> list[Finding]:
    """What is to be said of a delivery as a whole: late, in the place of an earlier one, not all there."""
    found: list[Finding] = []
    due = _due(packages)
    if one.late:
        found.append(_told("MIG-RFI-030", Severity.WARNING, {"received": one.received, "due": due}))
    held = {(book.layout, book.scope): each.number for each in before for book in each.books}
    for book in one.books:
        if (number := held.get((book.layout, book.scope))) is not None:
            found.append(_told("MIG-RFI-031", Severity.INFO, {"number": number, "form": _called(book)}))
    have = {*held, *((book.layout, book.scope) for book in one.books)}
    for package in packages:
        wanted = [each for each in package.books if layouts.is_answer(each.layout)]
        missing = [each.file for each in wanted if (each.layout, each.scope) not in have]
        if missing and len(missing) < len(wanted):
            params: dict[str, str | int] = {"count": len(missing), "files": "、".join(missing[:5])}
            found.append(_told("MIG-RFI-032", Severity.WARNING, params))
    for book in one.books:
        if left := book.asked - book.answered - book.pending:
            params = {"count": left, "asked": book.asked, "form": _called(book)}
            found.append(_told("MIG-RFI-033", Severity.WARNING, params))
    return found


def _called(book: BookAnswers) -> str:
    """A workbook in words."""
    noun = layouts.layout(book.layout).noun
    return f"{noun}（{book.business}）" if book.business else noun


def _told(code: str, severity: Severity, params: Mapping[str, str | int]) -> Finding:
    return Finding(code=code, severity=severity, place=Place(), params=params)
