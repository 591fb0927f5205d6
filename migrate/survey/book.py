"""The questionnaire as a workbook: the form, and the 連携ID that are known, for looking up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from migrate.files.xlsx_write import new_sheet
from migrate.forms.book import look, machine, make
from migrate.forms.book.look import Looks
from migrate.forms.plan import BookPlan
from migrate.model.catalogue import KnownInterface
from migrate.survey.form import INTERFACE

INTERFACES = "連携IDの参考"


def _interfaces(book: Any, looks: Looks, plan: BookPlan, known: Sequence[KnownInterface]) -> None:
    """連携ID that are known, for looking up."""
    sheet = new_sheet(book, INTERFACES)
    sheet.write_string(0, 0, "標準の連携ID（分かっているものだけ）", looks.role("title"))
    sheet.set_row(0, 26)
    for column, (title, width) in enumerate(
        (("連携ID", 12), ("連携の名称", 40), ("提供する業務ID", 16), ("確かさ", 60))
    ):
        sheet.set_column(column, column, width)
        sheet.write_string(2, column, title, looks.role("head"))
    for at, one in enumerate((k for k in known if k.id), start=3):
        for column, text in enumerate((one.id, one.name, one.provider, one.certainty)):
            sheet.write_string(at, column, text, looks.role("text"))
    sheet.freeze_panes(3, 0)
    look.paper(sheet, "A4", (2, 2), make.footer(plan))
    look.protect(sheet)


def workbook(plan: BookPlan, known: Sequence[KnownInterface]) -> bytes:
    """The bytes of the questionnaire; the same plan gives the same bytes."""
    full = replace(plan, lists={machine.INTERFACES: tuple(k.id for k in known if k.id)})
    asked = any(sheet.form.id == INTERFACE for sheet in plan.sheets)
    return make.workbook(full, (lambda book, looks: _interfaces(book, looks, full, known)) if asked else None)
