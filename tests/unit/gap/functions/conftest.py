"""A desk for the Fit&Gap: invented requirements, a workspace that imported them, a hand that fills forms in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from migrate.flow import functions as flow
from migrate.flow import functions_show
from migrate.flow.outcome import Outcome
from migrate.flow.spec import import_
from migrate.forms.form import Form
from migrate.gap.functions import layout
from migrate.workspace.clock import Session, frozen_session
from migrate.workspace.folder import Workspace, create

SESSION = frozen_session(date(2026, 11, 26))
PROJECT = 'municipality:\n  code: "990019"\n  name: 七瀬野町\n'
MUST, OPTION, NEVER = "実装必須機能", "標準オプション機能", "実装不可機能"
FUNCTIONS = (
    ("0010001", "管理", "氏名などを\n管理できること。", MUST, "2026-04-01"),
    ("0010002", "検索", "あいまい検索ができること。", "実装してもしなくても良い機能", "令和8年4月1日"),
    ("0010003", "独自帳票", "団体独自の項目を追加できること。", NEVER, ""),
    ("0010004", "照会", "=照会できること。", MUST, "2027-04-01"),
)
FORMS = (("0010001", "住民票の写し", "住民票の写しを出力できること。", MUST, "2026-04-01"),)
Spot = tuple[str, str, str]
"""Sheet, key, question."""


def requirements(path: Path, functions: Any = FUNCTIONS, forms: Any = FORMS) -> Path:
    """An invented 機能・帳票要件 workbook, headed as the ministries' are."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "機能要件"
    sheet.append(["大項目", "中項目", "小項目", "機能ID", "要件", "実装類型", "適合基準日", "備考"])
    for id, name, text, kind, day in functions:
        sheet.append(["1 管理", "1.1 住民", name, id, text, kind, day, None])
        sheet.cell(sheet.max_row, 5).data_type = "s"
    if forms:
        other = book.create_sheet("帳票要件")
        other.append(["帳票ID", "帳票名称", "大項目", "中項目", "帳票要件", "実装類型", "適合基準日", "備考"])
        for id, name, text, kind, day in forms:
            other.append([id, name, "1 証明", "1.1 交付", text, kind, day, None])
    book.save(path)
    return path


class Desk:
    """A workspace, and what people do with its forms."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace: Workspace = create(folder / "town", PROJECT.encode(), b"k" * 32)

    def bring(self, business: str = "001", edition: str = "2026-01", **rows: Any) -> None:
        """Import the invented requirements."""
        file = requirements(self.folder / f"req-{business}-{edition}.xlsx", **rows)
        import_.import_(import_.Wanted(file=file, business=business, edition=edition), self.workspace, SESSION)

    def make(self, force: bool = False, **wish: Any) -> list[Path]:
        """The forms that are made."""
        outcome = flow.make(self.workspace, SESSION, flow.Wish(**wish), force)
        return [self.workspace.path(one.path) for one in outcome.data.forms]

    def edit(self, path: Path, change: Callable[[Any], None], to: str = "") -> Path:
        """The file after ``change(workbook)``, under another name where one is given."""
        book = openpyxl.load_workbook(path)
        change(book)
        target = path.with_name(to) if to else path
        book.save(target)
        return target

    def fill(self, path: Path, answers: Mapping[Spot, Any], to: str = "") -> Path:
        """Write answers into their cells; a key ``+n`` is the n-th blank row (from 0)."""

        def change(book: Any) -> None:
            for (sheet, key, question), given in answers.items():
                self.cell(book, sheet, key, question).value = given

        return self.edit(path, change, to)

    def form(self, book: Any) -> Form:
        """Which of the two forms a workbook is."""
        return layout.offer() if "製品" in book.sheetnames else layout.fit()

    def cell(self, book: Any, sheet: str, key: str, question: str) -> Any:
        """The cell of an answer, found by the hidden ids."""
        found = self.form(book).of(sheet)
        page = book[found.name]
        if not found.table:
            row = next(r for r in range(5, page.max_row + 1) if page.cell(r, 1).value == question)
            return page.cell(row, 5)
        column = 2 + [q.id for q in found.questions].index(question)
        keys = [page.cell(r, 1).value or "" for r in range(6, page.max_row + 1)]
        row = [n for n, one in enumerate(keys) if not one][int(key[1:])] if key.startswith("+") else keys.index(key)
        return page.cell(6 + row, column)

    def read(self, *files: Path, overwrite: bool = False, session: Session = SESSION) -> Outcome:
        """What the files add."""
        return flow.read(self.workspace, session, files, overwrite)

    def show(self, *businesses: str, department: str = "", session: Session = SESSION) -> Outcome:
        """Where it stands."""
        return functions_show.show(self.workspace, session, businesses, department)

    def kept(self, name: str) -> str:
        """A stored file."""
        return self.workspace.path(name).read_bytes().decode("utf-8-sig")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with the requirements of 001."""
    desk = Desk(tmp_path)
    desk.bring()
    return desk


@pytest.fixture
def bare(tmp_path: Path) -> Desk:
    """A desk without requirements."""
    return Desk(tmp_path)


ALL: dict[Spot, Any] = {
    ("function", "0010001", "current"): "有",
    ("function", "0010001", "fit"): "適合",
    ("function", "0010002", "current"): "○",
    ("function", "0010002", "adopt"): "採用する",
    ("function", "0010002", "priority"): "高",
    ("function", "0010002", "fit"): "Gap",
    ("function", "0010002", "policy"): "運用見直し",
    ("function", "0010002", "department"): "市民課",
    ("function", "0010002", "deadline"): "令和9年3月31日",
    ("function", "0010003", "current"): "有",
    ("function", "0010003", "policy"): "EUC",
    ("function", "0010003", "department"): "市民課",
    ("function", "0010003", "deadline"): date(2027, 1, 31),
    ("function", "0010004", "current"): "無",
    ("function", "0010004", "fit"): "不適合",
    ("function", "0010004", "policy"): "経過措置",
    ("function", "0010004", "department"): "情報政策課",
    ("function", "0010004", "deadline"): "2030-03-31",
    ("form", "0010001", "current"): "有",
    ("form", "0010001", "fit"): "適合",
    ("outside", "+0", "name"): "敬老祝いの対象者一覧",
    ("outside", "+0", "kind"): "機能",
    ("outside", "+0", "content"): "毎年 9 月に対象者を抜き出す。",
    ("outside", "+0", "current"): "有",
    ("outside", "+0", "policy"): "独自施策システム等",
    ("outside", "+0", "department"): "福祉課",
    ("outside", "+0", "deadline"): "2027-03",
}
"""Everything that the form of 001 asks for."""


@pytest.fixture
def everything() -> dict[Spot, Any]:
    """Everything that the form of 001 asks for."""
    return dict(ALL)
