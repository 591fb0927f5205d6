"""An invented town that asks for information, and invented vendors that fill its workbooks in."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from migrate.files import records
from migrate.flow import functions, rfi_build, rfi_collect, rfi_show, survey
from migrate.flow.outcome import Outcome
from migrate.flow.spec import import_
from migrate.forms.answer import Answer
from migrate.forms.form import Form, Kind, Question
from migrate.procure.package import Book, Package, form_of
from migrate.survey.form import form as survey_form
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

from ....clerk import Clerk

PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'
NAMES = {"001": "住民基本台帳", "010": "個人住民税", "011": "法人住民税"}
MADE, QUESTIONS, ANSWERS = date(2026, 11, 27), "2027-01-15", "2027-02-12"
SESSION = frozen_session(MADE)
TERMS = {"contact": "情報政策課", "questions_due": QUESTIONS, "answers_due": ANSWERS}
_KINDS = ("実装必須機能", "実装必須機能", "標準オプション機能", "実装不可機能")
Spot = tuple[str, str, str]
"""Sheet, key, question."""
Cells = Mapping[Spot, Any]
"""… → what is typed."""


def on(day: str) -> Session:
    """A session on an ISO day."""
    return frozen_session(date.fromisoformat(day))


def _requirements(path: Path, business: str, number: int) -> Path:
    """An invented 機能・帳票要件 workbook, headed as the ministries' are."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = "機能要件"
    page.append(["大項目", "中項目", "小項目", "機能ID", "要件", "実装類型", "適合基準日", "備考"])
    for n in range(1, number + 1):
        text = f"{NAMES[business]}を照会できること（その{n}）。"
        page.append(["1 管理", "1.1 台帳", f"照会{n}", f"{business}{n:04}", text, _KINDS[n % 4], "2026-04-01", None])
    other = book.create_sheet("帳票要件")
    other.append(["帳票ID", "帳票名称", "大項目", "中項目", "帳票要件", "実装類型", "適合基準日", "備考"])
    other.append([f"{business}0001", "通知書", "1 通知", "1.1 交付", "出力できること。", _KINDS[0], "2026-04-01", None])
    book.save(path)
    return path


class Town:
    """A workspace with survey, requirements and Fit&Gap of three businesses."""

    def __init__(self, folder: Path, functions_each: int = 8) -> None:
        self.folder = folder
        self.workspace: Workspace = create(folder / "town", PROJECT.encode(), b"k" * 32)
        for business in NAMES:
            file = _requirements(folder / f"req-{business}.xlsx", business, functions_each)
            wanted = import_.Wanted(file=file, business=business, edition="2025-08")
            import_.import_(wanted, self.workspace, SESSION)

    def decide(self) -> None:
        """The departments decide on every option; 010 has a function outside the standard."""
        made = functions.make(self.workspace, SESSION, functions.Wish(businesses=tuple(NAMES)))
        paths = [self.workspace.path(one.path) for one in made.data.forms]
        for path in paths:
            book = openpyxl.load_workbook(path)
            for row, heads, page in _rows(book["機能要件"]):
                option = str(page.cell(row, heads["類型"]).value).startswith("標準オプション")
                page.cell(row, heads["現行の有無"]).value = "有"
                page.cell(row, heads["採否"]).value = "採用" if option else None
                page.cell(row, heads["優先順位"]).value = "高" if option else None
            if path.name.startswith("010"):
                _, heads, page = next(_rows(book["標準にない機能・帳票"], blank=True))
                row = {"名称": "敬老祝いの一覧", "機能か帳票か": "機能", "内容": "抜き出す。", "現行の有無": "有"}
                for title, said in (row | {"対応方針": "独自施策システム等"}).items():
                    page.cell(6, heads[title]).value = said
            book.save(path)
        functions.read(self.workspace, SESSION, paths)

    def answer_survey(self) -> None:
        """The survey names a system for taxes, what it costs, its vendor, and a system beside it."""
        told = {"in_use": "有", "name": "税総合システム", "businesses": "010 011", "vendor": "甲乙丙情報株式会社"}
        told |= {"package": "税くん", "cost_total": 7_654_321, "cost_work": 1_234_567, "gaiji": 321, "tables": 120}
        cells: dict[Spot, Any] = {("system", "010", id): said for id, said in told.items()}
        around = survey_form().of("peripheral").presets[0].key
        cells[("peripheral", around, "in_use")] = "有"
        path = self.workspace.path(survey.make(self.workspace, SESSION, survey.Wish()).data.forms[0].path)
        path.write_bytes(Clerk(survey_form()).fill(path.read_bytes(), cells))
        survey.read(self.workspace, SESSION, (path,))

    def build(self, session: Session = SESSION, revise: bool = False, unit: str = "", **told: Any) -> Outcome:
        """The packages."""
        wish = rfi_build.Wish(unit=unit, businesses=tuple(NAMES), told={**TERMS, **told}, revise=revise)
        return rfi_build.build(self.workspace, session, wish)

    def package(self, part: str = "standard", unit: str = "all") -> Package:
        """The package as it was built."""
        return records.load(Package, self.workspace.path(f"out/rfi/{unit}/{part}/package.json").read_bytes(), "package")

    def book(self, name: str, part: str = "standard") -> tuple[Book, bytes]:
        """A workbook of the package whose file begins with ``name``."""
        book = next(one for one in self.package(part).books if one.file.startswith(name))
        return book, self.workspace.path(f"out/rfi/all/{part}/{book.file}").read_bytes()

    def collect(self, *files: Path, vendor: str = "a-sha", received: str = "2027-02-01") -> Outcome:
        """What comes of a delivery."""
        wish = rfi_collect.Delivery(vendor=vendor, received=received)
        return rfi_collect.collect(self.workspace, on(received), files, wish)

    def show(self, day: str) -> Outcome:
        """Where it stands on a day."""
        return rfi_show.show(self.workspace, on(day))


def _rows(page: Any, blank: bool = False) -> Iterator[tuple[int, dict[str, int], Any]]:
    heads = {str(cell.value).split("\n")[0]: cell.column for cell in page[4]}
    for row in range(6, page.max_row + 1):
        if blank or page.cell(row, 1).value:
            yield row, heads, page


def answer_to(question: Question, dice: random.Random) -> tuple[Any, Answer]:
    """A good answer as a vendor types it, and as it is read."""
    match question.kind:
        case Kind.MONEY:
            return dice.choice(_AMOUNTS)
        case Kind.NUMBER:
            return dice.choice(
                [(10, 10), ("１０", 10), ("10人", 10)] if question.unit == "人" else [(10, 10), ("１０", 10)]
            )
        case Kind.DATE:
            return dice.choice([("令和10年1月4日", "2028-01-04"), ("R10.1", "2028-01"), ("未定", "未定")])
        case Kind.CHOICE:
            choice = dice.choice(question.choices)
            words = [choice.text, f"　{choice.text} ", *(word for word in choice.words if _is_own(question, word))]
            return dice.choice(words), choice.text
        case Kind.CONFORMANCE:
            return "０１０-0_1234567890123_2", "010-0_1234567890123_2"
        case _:
            text = f"{question.label}の説明{dice.randint(0, 99)}"
            return dice.choice([text, f"{text}\n"]), text


def _is_own(question: Question, word: str) -> bool:
    """True for a word that only one choice has."""
    return sum(word in one.words or word == one.text for one in question.choices) == 1


_AMOUNTS: list[tuple[Any, Answer]] = [
    (1_200_000, 1_200_000),
    ("120万円", 1_200_000),
    ("１，２００，０００円", 1_200_000),
    ("無償", 0),
    ("▲50,000", -50_000),
    ("別途見積", "未定"),
    ("上記に含む", "含む"),
]


class Bidder:
    """Somebody at a vendor's desk with one workbook."""

    def __init__(self, book: Book, data: bytes) -> None:
        self.book = book
        self.form: Form = form_of(book)
        self.clerk = Clerk(self.form)
        self.data = data

    def questions(self) -> Iterator[tuple[Spot, Question]]:
        """Every cell that can be answered."""
        for page in self.book.pages:
            for line in page.lines:
                for question in self.form.of(page.sheet).questions:
                    if not question.printed:
                        yield (page.sheet, line.key, question.id), question

    def fill(self, dice: random.Random, share: float = 1.0) -> dict[Spot, Answer]:
        """Answer a share of the questions; what was meant."""
        typed, meant = {}, {}
        for spot, question in self.questions():
            if dice.random() < share:
                typed[spot], meant[spot] = answer_to(question, dice)
        self.type(typed)
        return meant

    def type(self, cells: Cells) -> None:
        """Write into cells."""

        def change(book: Any) -> None:
            columns: dict[str, tuple[Any, dict[str, int], dict[str, int]]] = {}
            for (sheet, key, question), given in cells.items():
                form = self.form.of(sheet)
                if not form.table:
                    self.clerk.cell(book, sheet, self.book.scope if form.table else key, question).value = given
                    continue
                if sheet not in columns:
                    page = book[form.name]
                    rows = {page.cell(r, 1).value: r for r in range(6, page.max_row + 1)}
                    columns[sheet] = page, rows, {q.id: n for n, q in enumerate(form.questions, start=2)}
                page, rows, names = columns[sheet]
                page.cell(rows[key], names[question]).value = given

        self.edit(change)

    def edit(self, change: Callable[[Any], None]) -> None:
        """Do something to the workbook."""
        book = openpyxl.load_workbook(io.BytesIO(self.data))
        change(book)
        stream = io.BytesIO()
        book.save(stream)
        self.data = stream.getvalue()

    def page(self, book: Any, sheet: str) -> Any:
        """The sheet of that id."""
        return book[self.form.of(sheet).name]

    def save(self, folder: Path, name: str = "") -> Path:
        """The file that is sent."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / (name or self.book.file)
        path.write_bytes(self.data)
        return path
