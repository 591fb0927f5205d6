"""Rows of 機能要件 and 帳票要件 sheets as functions and forms.

実装類型 is a column of its own, or three columns of marks with its names as headings (also the names of the first
generation: 実装すべき機能, 実装してもしなくても良い機能, 実装しない機能).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from migrate.model.finding import Severity
from migrate.model.spec import Form, Function
from migrate.spec.workbook.headings import plain
from migrate.spec.workbook.table import MARKS, Table, digits

_ID, _LEAST = 7, 5
_MIDNIGHT = "T00:00:00"
_HEADS = ("number", "category1", "category2", "category3")
_DASHES = frozenset({"-", "－", "―", "ー", "×"})
T = TypeVar("T", Function, Form)


class RequirementTable(Table):
    """One sheet of functions or forms."""

    def refuse(self, row: int, reason: str) -> None:
        """List a row that is no function or form."""
        self.say("MIG-SPEC-028", Severity.ERROR, self.cell(row, "id"), {"reason": reason})

    def identity(self, row: int) -> str | None:
        """The 7-digit ID of a row; None, and a finding, where there is none."""
        text = self.text(row, "id")
        found = digits(text, _ID, _LEAST)
        if found is None and (self.is_note(row) or (not text.strip() and self.only(row, _HEADS))):
            self.note(row)
        elif found is None:
            self.refuse(row, f"{self.words.official['id']}が数字 7 桁になりません")
        return found

    def _columns_of_kinds(self) -> list[tuple[int, str]]:
        """The columns that have a name of 実装類型 as heading, each name once, as published but for blanks."""
        found: dict[str, int] = {}
        for column in self.header.columns.get("marked", ()):
            heads = (self.view.text(row, column) for row in range(self.header.first_row - 1, self.header.row - 1, -1))
            name = next((text for text in heads if self.words.fields.get(plain(text)) == "marked"), "")
            found.setdefault("".join(name.split()), column)
        return [(column, name) for name, column in found.items()]

    def kind(self, row: int) -> str | None:
        """実装類型 as published; None, and a finding, where the marks do not say one."""
        if self.has("kind"):
            text = self.text(row, "kind")
            if self.words.fields.get(plain(text)) != "marked":
                params = {"kind": text or "（空）"}
                self.say("MIG-SPEC-034", Severity.WARNING, self.cell(row, "kind"), params)
            return text
        marked = []
        for column, name in self._columns_of_kinds():
            text = self.view.text(row, column).strip()
            if text in MARKS:
                marked.append(name)
            elif text and text not in _DASHES:
                self.refuse(row, f"「{name}」の列に ○ ではない印があります")
                return None
        if len(marked) > 1:
            self.refuse(row, f"実装類型が二つ以上あります（{'、'.join(marked)}）")
            return None
        if not marked and self.has("marked"):
            self.say("MIG-SPEC-034", Severity.WARNING, self.cell(row, "marked"), {"kind": "（空）"})
        return marked[0] if marked else ""

    def date(self, row: int) -> str:
        """適合基準日 as published; a date cell as ISO date."""
        return self.text(row, "conformity_date").removesuffix(_MIDNIGHT)

    def columns(self) -> None:
        """See ``Table.columns``; three columns of marks stand for the column 実装類型."""
        self._spans["marked"] = tuple(column for column, _ in self._columns_of_kinds())
        super().columns()
        if not (self.has("kind") or self._spans["marked"]):
            cell = self.view.cell(self.header.row, 0)
            self.say("MIG-SPEC-014", Severity.WARNING, cell, {"heading": "実装類型"})


def _function(table: RequirementTable, row: int, identity: str, kind: str) -> Function:
    return Function(
        id=identity,
        categories=(table.text(row, "category1"), table.text(row, "category2"), table.text(row, "category3")),
        requirement=table.text(row, "requirement"),
        kind=kind,
        conformity_date=table.date(row),
        remarks=table.text(row, "remarks"),
    )


def _form(table: RequirementTable, row: int, identity: str, kind: str) -> Form | None:
    if not table.text(row, "name").strip():
        table.refuse(row, "帳票の名称が空です")
        return None
    return Form(
        id=identity,
        name=table.text(row, "name"),
        categories=(table.text(row, "category1"), table.text(row, "category2")),
        requirement=table.text(row, "requirement"),
        kind=kind,
        conformity_date=table.date(row),
        remarks=table.text(row, "remarks"),
    )


def _read(table: RequirementTable, made: Callable[[RequirementTable, int, str, str], T | None]) -> list[tuple[str, T]]:
    found = []
    for row in table.rows:
        identity = table.identity(row)
        kind = table.kind(row) if identity is not None else None
        if identity is not None and kind is not None and (one := made(table, row, identity, kind)) is not None:
            found.append((table.cell(row, "id"), one))
    table.columns()
    return found


def read_functions(table: RequirementTable) -> list[tuple[str, Function]]:
    """The functions of one sheet in their order, each with the address of its 機能ID."""
    return _read(table, _function)


def read_forms(table: RequirementTable) -> list[tuple[str, Form]]:
    """The forms of one sheet in their order, each with the address of its 帳票ID."""
    return _read(table, _form)
