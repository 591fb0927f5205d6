"""A package: what is sent to vendors. Its workbooks are values, so that answers are read against what was sent."""

from __future__ import annotations

from dataclasses import replace

from migrate.forms.form import ALL, Form, Preset
from migrate.forms.plan import BookPlan, RowPlan, SheetPlan
from migrate.model.value import value
from migrate.procure import days, layouts
from migrate.procure.layouts import Line

STANDARD, OUTSIDE = "standard", "outside"
"""Parts of a request: the standard's systems, and all others (⑤-3)."""


@value
class Page:
    """One sheet of a workbook: its id in the layout, and its rows; a sheet that is one record has the row ``all``."""

    sheet: str
    lines: tuple[Line, ...]


@value
class Book:
    """One workbook."""

    layout: str
    """Id of its form, such as ``rfi/answer``."""
    scope: str
    """What comes back with the answers: unit, and 業務ID where the workbook is about one business."""
    file: str
    title: str
    business: str
    """業務ID; empty where it is about the whole unit."""
    pages: tuple[Page, ...]
    blank: int = 0
    """Blank rows of each table, where vendors add rows of their own."""


@value
class Business:
    """A business that the package is about."""

    id: str
    """業務ID."""
    name: str
    edition: str
    """Edition of the standard; empty where its functions are not imported."""


@value
class Package:
    """Everything that one request holds. Days are ISO; an empty one is not stated."""

    kind: str
    """``rfi`` or ``rfp``."""
    part: str
    unit: str
    """Key of the unit of procurement."""
    title: str
    municipality: str
    code: str
    """全国地方公共団体コード, empty where not stated."""
    made: str
    edition: int
    issued: str
    """Empty while it is a draft."""
    questions_due: str
    answers_due: str
    contact: str
    """A department, never a person."""
    businesses: tuple[Business, ...]
    papers: tuple[str, ...]
    """Names of the documents, without their ends: each is there as .docx and, for machines, as .json."""
    books: tuple[Book, ...]
    unit_name: str = ""
    """As ④-1 calls the unit; may be empty."""
    digest: str = ""
    """SHA-256 of what the documents say, so that a change of theirs is one of the package."""

    @property
    def draft(self) -> bool:
        """True until the day of issue is stated."""
        return not self.issued

    @property
    def unlisted(self) -> tuple[Business, ...]:
        """The businesses whose requirements were not at hand, so that no workbook lists them."""
        listed = {one.business for one in self.books}
        return tuple(one for one in self.businesses if one.id not in listed)

    def book(self, layout: str, scope: str) -> Book | None:
        """The workbook of that form and scope."""
        return next((one for one in self.books if (one.layout, one.scope) == (layout, scope)), None)


def scope(unit: str, business: str = "") -> str:
    """What a workbook is about.

    >>> scope("tax", "010"), scope("tax")
    ('tax-010', 'tax')
    """
    return f"{unit}-{business}" if business else unit


def form_of(book: Book) -> Form:
    """The form of a workbook, which knows the rows that it prints."""
    form = layouts.form(book.layout)
    by_sheet = {page.sheet: page.lines for page in book.pages}
    sheets = (
        replace(sheet, presets=tuple(Preset(key=one.key, name=one.key, words=()) for one in by_sheet[sheet.id]))
        if sheet.table
        else sheet
        for sheet in form.sheets
        if sheet.id in by_sheet
    )
    return replace(form, sheets=tuple(sheets))


def _sender(book: Book, package: Package) -> tuple[tuple[str, str], ...]:
    """Whom a workbook goes back to, and by when: it is often read without the letter."""
    asks = not layouts.is_answer(book.layout)
    told = (
        ("団体", package.municipality),
        ("期限", days.told(package.questions_due if asks else package.answers_due)),
        ("窓口", package.contact or days.UNSAID),
        ("資料の版", f"第{package.edition}版"),
    )
    return tuple(one for one in told if one[1])


def plan_of(book: Book, package: Package) -> BookPlan:
    """The workbook as it is to be written."""
    form = form_of(book)
    blank = tuple(RowPlan(key="", answers={}, offers={}) for _ in range(book.blank))
    sheets = []
    for sheet in form.sheets:
        page = next(one for one in book.pages if one.sheet == sheet.id)
        rows = tuple(RowPlan(key=one.key, answers={}, offers={}, printed=dict(one.printed)) for one in page.lines)
        sheets.append(SheetPlan(form=sheet, name=sheet.name, rows=(*rows, *blank) if sheet.table else rows))
    mark = "【案】" if package.draft else ""
    return BookPlan(
        form=replace(form, guide=(*_sender(book, package), *form.guide)),
        title=f"{mark}{book.title}",
        file=book.file,
        sheets=tuple(sheets),
        parties=(),
        scope=book.scope,
        municipality=package.code,
        made=package.issued or package.made,
    )


def single(sheet: str) -> Page:
    """A sheet that is one record."""
    return Page(sheet=sheet, lines=(Line(key=ALL, printed={}),))
