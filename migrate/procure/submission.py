"""What vendors sent back: every answer with the text as it was written, every cell that held none, every row left over.

A vendor may send a part again: of each workbook the newest version counts, the earlier ones are kept.
"""

from __future__ import annotations

from collections.abc import Sequence

from migrate.forms.answer import Answer
from migrate.forms.form import Form
from migrate.forms.merge import Merged, Spot
from migrate.forms.read.rows import Row, Said
from migrate.forms.records import Count, count
from migrate.model.finding import Place
from migrate.model.value import value
from migrate.procure.package import Book


@value
class Given:
    """One cell."""

    sheet: str
    key: str
    question: str
    value: str | int | None
    """The answer: a whole number, an ISO day, a word of the choice; None where the cell holds no answer."""
    text: str
    """The cell as it was written."""
    cell: str
    """File, sheet and cell."""


@value
class Stray:
    """A row that is none of the form's: nothing of it is an answer, and nothing of it is dropped."""

    cell: str
    texts: tuple[str, ...]


@value
class BookAnswers:
    """One workbook as a vendor filled it in."""

    layout: str
    scope: str
    business: str
    given: tuple[Given, ...]
    refused: tuple[Given, ...]
    """Cells that hold no answer, or contradict another cell."""
    strays: tuple[Stray, ...]
    lost: tuple[tuple[str, str], ...]
    """Sheet and key of printed rows that did not come back."""
    asked: int
    """Required questions that concern the vendor."""
    answered: int
    pending: int
    """Answered with 不明 or 未定."""

    def get(self, sheet: str, key: str, question: str) -> Answer | None:
        """One answer, None where there is none."""
        return next(
            (one.value for one in self.given if (one.sheet, one.key, one.question) == (sheet, key, question)), None
        )

    def record(self, sheet: str, key: str) -> dict[str, Answer]:
        """The answers of one row, question id → answer."""
        return {
            one.question: one.value
            for one in self.given
            if (one.sheet, one.key) == (sheet, key) and one.value is not None
        }


@value
class ReceivedFile:
    """One file of a submission, kept as it came."""

    name: str
    kept: str
    """Where it is kept, relative to the workspace; empty for one that is too large, or was in use."""
    sha256: str
    book: str
    """Form and scope, such as ``rfi/answer tax``; empty where it could not be read."""


@value
class Submission:
    """One delivery of one vendor."""

    vendor: str
    """Key: letters, digits and hyphens."""
    number: int
    """From 1; the newest has the highest."""
    edition: int
    """Edition of the package against which it was read."""
    received: str
    """ISO day."""
    late: bool
    files: tuple[ReceivedFile, ...]
    books: tuple[BookAnswers, ...]


@value
class Current:
    """What counts of a vendor now: of each workbook the newest version."""

    vendor: str
    name: str
    """As the vendor calls itself; the key where it does not."""
    received: str
    """ISO day of the newest delivery that counts."""
    late: bool
    """True where a workbook that counts came after the day."""
    numbers: tuple[int, ...]
    """Deliveries that count."""
    superseded: tuple[int, ...]
    """Deliveries of which nothing counts any more."""
    books: tuple[BookAnswers, ...]

    def of(self, layout: str) -> tuple[BookAnswers, ...]:
        """The workbooks of one form."""
        return tuple(one for one in self.books if one.layout == layout)


def _cell(place: Place) -> str:
    return " ".join(part for part in (place.file, place.sheet, place.cell) if part)


def _given(spot: Spot, said: Said, answer: Answer | None) -> Given:
    sheet, key, question = spot
    return Given(sheet=sheet, key=key, question=question, value=answer, text=said.text, cell=_cell(said.place))


def _stray(row: Row) -> Stray:
    said = (*row.printed.values(), *(one.text for one in (*row.said.values(), *row.refused.values())))
    return Stray(cell=_cell(row.place), texts=tuple(filter(None, said)))


def read(book: Book, form: Form, merged: Merged) -> BookAnswers:
    """The answers of one workbook, as its files brought them together; ``form`` is that of `package.form_of`."""
    given = [
        _given((record.sheet, record.key, question), merged.said[record.sheet, record.key, question], answer)
        for record in merged.changes
        for question, answer in record.answers.items()
    ]
    by_record = {(record.sheet, record.key): record.answers for record in merged.changes}
    total, lost = Count(), []
    for page in book.pages:
        for line in page.lines:
            total = total.plus(
                count(form.of(page.sheet), {**line.printed, **by_record.get((page.sheet, line.key), {})})
            )
            if (page.sheet, line.key) not in merged.seen:
                lost.append((page.sheet, line.key))
    return BookAnswers(
        layout=book.layout,
        scope=book.scope,
        business=book.business,
        given=tuple(given),
        refused=tuple(_given(spot, one, None) for spot, many in merged.refused.items() for one in many),
        strays=tuple(_stray(row) for row in merged.unnamed),
        lost=tuple(lost),
        asked=total.asked,
        answered=total.answered,
        pending=total.pending,
    )


def current(submissions: Sequence[Submission]) -> Current:
    """What counts of one vendor's deliveries, of which there is at least one."""
    newest: dict[tuple[str, str], tuple[Submission, BookAnswers]] = {}
    for one in sorted(submissions, key=lambda one: one.number):
        for book in one.books:
            newest[book.layout, book.scope] = one, book
    counting = {one.number: one for one, _ in newest.values()}
    books = tuple(book for _, (_, book) in sorted(newest.items()))
    names = (str(book.get("company", "all", "name") or "") for book in books)
    return Current(
        vendor=submissions[0].vendor,
        name=next(filter(None, names), submissions[0].vendor),
        received=max((one.received for one in counting.values()), default=""),
        late=any(one.late for one in counting.values()),
        numbers=tuple(sorted(counting)),
        superseded=tuple(one.number for one in submissions if one.books and one.number not in counting),
        books=books,
    )
