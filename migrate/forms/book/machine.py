"""What the workbook says to the reader: a stamp that everybody sees, and two sheets that nobody needs to see."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from migrate.files.xlsx import Sheet, cell_text
from migrate.forms.answer import Answer
from migrate.forms.form import Head, SheetForm
from migrate.forms.plan import BookPlan
from migrate.model.value import value

META, CODES = "_meta", "_codes"
HELP_ROW = "#help"
ID_HEAD = "ID"
PARTIES, INTERFACES = "parties", "interfaces"
"""Lists of suggestions; their names in the workbook have the form's prefix."""
_STAMP = r"{id} 第(\d+)版：(\w+)：([0-9A-Za-z-]*)"
_ROW = ("kind", "sheet_name", "sheet", "key", "question", "value")
KEPT, OFFERED, SHEET = "kept", "offered", "sheet"


@value
class Meta:
    """The machine sheet as it is read back."""

    version: int
    municipality: str
    sheets: Mapping[str, tuple[str, str]]
    """Name of a sheet → its id and key."""
    kept: Mapping[tuple[str, str, str], str]
    """(sheet, key, question) → the answer that the form was given, as text."""
    offered: Mapping[tuple[str, str, str], str]
    """… and what it only suggested."""


def stamp(head: Head, sheet: SheetForm, key: str) -> str:
    """The line that tells a sheet even where the machine sheets are gone; a table has the file's scope as its key."""
    return f"様式 {head.id} 第{head.version}版：{sheet.id}：{key}（様式は本ツール独自）"


def read_stamp(head: Head, text: str) -> tuple[int, str, str] | None:
    """Edition, sheet id and key that a stamp of this form names; None for any other text."""
    found = re.search(_STAMP.format(id=head.id), text)
    return (int(found[1]), found[2], found[3]) if found else None


def _lines(plan: BookPlan) -> Iterator[tuple[str, ...]]:
    yield ("form", plan.form.head.id)
    yield ("version", str(plan.form.head.version))
    yield ("municipality", plan.municipality)
    yield ("made", plan.made)
    yield _ROW
    for sheet in plan.sheets:
        key = plan.scope if sheet.form.table else sheet.rows[0].key
        yield (SHEET, sheet.name, sheet.form.id, key)
        for row in sheet.rows:
            for question, answer in {**row.offers, **row.answers}.items():
                kind = KEPT if question in row.answers else OFFERED
                yield (kind, sheet.name, sheet.form.id, row.key, question, str(answer))


def write_meta(book: Any, plan: BookPlan) -> None:
    """The sheet with the form's edition, the ids of the sheets, and every answer as it was printed."""
    sheet = book.add_worksheet(META)
    text = book.add_format({"num_format": "@"})
    for at, line in enumerate(_lines(plan)):
        for column, part in enumerate(line):
            sheet.write_string(at, column, part, text)
    sheet.very_hidden()


def write_codes(book: Any, plan: BookPlan) -> None:
    """The closed answers, each list a column with a defined name."""
    sheet = book.add_worksheet(CODES)
    prefix = plan.form.head.prefix
    named = {PARTIES: plan.parties, **plan.lists}
    lists: dict[str, tuple[str, ...]] = {f"{prefix}_{name}": items for name, items in named.items()}
    for one in plan.form.sheets:
        for question in one.questions:
            if question.choices:
                lists[question.list_name] = tuple(choice.text for choice in question.choices)
    for column, (name, items) in enumerate(lists.items()):
        sheet.write_string(0, column, name)
        for at, item in enumerate(items, start=1):
            sheet.write_string(at, column, item)
        letter = chr(ord("A") + column)
        book.define_name(name, f"={CODES}!${letter}$2:${letter}${max(2, len(items) + 1)}")
    sheet.very_hidden()


def read_meta(head: Head, sheet: Sheet | None) -> Meta | None:
    """The machine sheet's content; None where it is not there or is not ours."""
    if sheet is None:
        return None
    rows = [tuple(cell_text(cell) for cell in row) for row in sheet.rows]
    heads = {row[0]: row[1] for row in rows[:4] if len(row) > 1}
    if heads.get("form") != head.id or not heads.get("version", "").isdecimal():
        return None
    sheets: dict[str, tuple[str, str]] = {}
    values: dict[str, dict[tuple[str, str, str], str]] = {KEPT: {}, OFFERED: {}}
    for row in rows[4:]:
        full = (*row, *("",) * (len(_ROW) - len(row)))
        if full[0] == SHEET:
            sheets[full[1]] = (full[2], full[3])
        elif full[0] in values:
            values[full[0]][full[2], full[3], full[4]] = full[5]
    return Meta(
        version=int(heads["version"][:9]),
        municipality=heads.get("municipality", ""),
        sheets=sheets,
        kept=values[KEPT],
        offered=values[OFFERED],
    )


def text_of(answer: Answer | None) -> str:
    """An answer as the machine sheet keeps it."""
    return "" if answer is None else str(answer)
