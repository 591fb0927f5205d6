"""A vendor's workbooks as comparison and scoring take them: plain answers, yen with tax, days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.forms.form import Kind
from migrate.forms.records import missing
from migrate.procure import layouts, money
from migrate.procure.answers import CostRow, FunctionAnswer, Level, Requirement, VendorAnswers, Word
from migrate.procure.package import Book, Package, form_of
from migrate.procure.submission import BookAnswers, Current

_WORDS = {
    "対応済み": Word.YES,
    "有償オプション": Word.PAID,
    "代替で対応": Word.SUBSTITUTE,
    "開発予定": Word.LATER,
    "経過措置": Word.LATER,
    "対応しない": Word.NO,
}
"""「不明」 is no answer yet."""
_LEVELS = {"必須": Level.REQUIRED, "採用": Level.WANTED}
_FORBIDDEN = "不要（実装不可）"
_OFFERS = {"提供できる": "対応", "条件付きで提供できる": "条件付き", "提供できない": "対応不可"}
_ONCE = "amount"


def _id(sheet: str, key: str) -> str:
    """Id of a requirement: 機能ID and 帳票ID are two number spaces.

    >>> _id("function", "0100001"), _id("form", "0100001")
    ('0100001', '帳票0100001')
    """
    return f"帳票{key}" if sheet == "form" else key


def requirements(package: Package) -> tuple[Requirement, ...]:
    """What every vendor is asked of functions and forms; what must not be built is no requirement."""
    return tuple(one for book in package.books if book.business for one in _requirements(book))


def _requirements(book: Book) -> Iterator[Requirement]:
    for page in book.pages:
        for line in page.lines:
            wish = line.printed.get("wish", "")
            if wish != _FORBIDDEN:
                yield Requirement(
                    id=_id(page.sheet, line.key),
                    business=book.business,
                    text=line.printed.get("requirement") or line.printed.get("name", ""),
                    level=_LEVELS.get(wish, Level.OPTIONAL),
                    group=line.printed.get("priority", ""),
                )


def vendor(package: Package, found: Current) -> VendorAnswers:
    """The answers of a vendor to one package."""
    functions: dict[str, FunctionAnswer] = {}
    costs: list[CostRow] = []
    open_costs: list[str] = []
    blank_costs = 0
    told: dict[str, dict[str, str]] = {"dates": {}, "businesses": {}, "starts": {}, "capacity": {}}
    for answers in found.books:
        book = package.book(answers.layout, answers.scope)
        if book is None:
            continue
        if book.business:
            functions |= dict(_functions(answers))
            continue
        costs += _costs(book, answers)
        open_costs += _open_costs(book, answers)
        blank_costs += _blank_costs(book, answers)
        for page in book.pages:
            for line in page.lines:
                _tell(told, line.printed, (page.sheet, line.key), answers)
    return VendorAnswers(
        vendor=found.vendor,
        name=found.name,
        received=found.received,
        functions=functions,
        costs=tuple(costs),
        open_costs=tuple(open_costs),
        blank_costs=blank_costs,
        dates=told["dates"],
        businesses=told["businesses"],
        starts=told["starts"],
        capacity=told["capacity"],
    )


def _functions(answers: BookAnswers) -> Iterator[tuple[str, FunctionAnswer]]:
    rows: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}
    for one in answers.given:
        rows.setdefault((one.sheet, one.key), {})[one.question] = (str(one.value), one.text)
    for (sheet, key), row in rows.items():
        support, raw = row.get("support", ("", ""))
        note, due = (row.get(id, ("", ""))[0] for id in ("note", "available"))
        yield _id(sheet, key), FunctionAnswer(word=_WORDS.get(support), note=note, due=due, raw=raw)


def _costs(book: Book, answers: BookAnswers) -> Iterator[CostRow]:
    """Rows of the sheets of cost; the breakdown of the cloud is in its row already."""
    form = layouts.form(book.layout)
    by_row: dict[tuple[str, str], dict[str, int]] = {}
    for one in money.amounts(form_of(book), answers):
        if one.sheet != money.PARTS and one.taxed is not None:
            by_row.setdefault((one.sheet, one.key), {})[one.question] = one.taxed
    names = {(page.sheet, line.key): line.printed.get("name", line.key) for page in book.pages for line in page.lines}
    for (sheet, key), years in by_row.items():
        questions = [one.id for one in form.of(sheet).questions if one.kind == "money"]
        once = questions == [_ONCE]
        named = {"initial" if once else str(questions.index(id) + 1): yen for id, yen in years.items()}
        yield CostRow(id=f"{sheet}-{key}", label=names[sheet, key], years=named, initial=once)


def _open_costs(book: Book, answers: BookAnswers) -> Iterator[str]:
    """Cells that say something of a cost and are in no sum."""
    form = form_of(book)
    yield from (one.cell for one in money.amounts(form, answers) if one.sheet != money.PARTS and one.open)
    for one in answers.refused:
        question = form.of(one.sheet).question(one.question)
        if one.sheet != money.PARTS and question is not None and question.kind is Kind.MONEY:
            yield one.cell


def _blank_costs(book: Book, answers: BookAnswers) -> int:
    """How many required cells of cost hold nothing at all."""
    form = form_of(book)
    refused = {(one.sheet, one.key, one.question) for one in answers.refused}
    return sum(
        question.kind is Kind.MONEY and (page.sheet, line.key, question.id) not in refused
        for page in book.pages
        for line in (page.lines if page.sheet != money.PARTS else ())
        for question in missing(form.of(page.sheet), {**line.printed, **answers.record(page.sheet, line.key)})
    )


def _tell(
    told: Mapping[str, dict[str, str]], printed: Mapping[str, str], spot: tuple[str, str], answers: BookAnswers
) -> None:
    """Days, offers and people of one row."""
    sheet, key = spot
    said = {id: str(answer) for id, answer in answers.record(sheet, key).items()}
    match sheet:
        case "product" if "offer" in said:
            business = printed["business"][:3]
            told["businesses"][business] = _OFFERS.get(said["offer"], said["offer"])
            if "start" in said:
                told["starts"][business] = said["start"]
        case "schedule" if "end" in said:
            told["dates"][printed["name"]] = said["end"]
        case "team" if "people" in said:
            told["capacity"][printed["role"]] = f"{said['people']} 人"
        case _:
            pass
