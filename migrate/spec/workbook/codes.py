"""Rows of a code list (コード一覧（個別）, コード一覧（連携）, or a CSV file) as code values.

ID and name stand in each row, or only in the first row of a list, often merged. 連携 lists belong to another 業務: its
name stands in front of the ID (「住民基本台帳1」), or in a column of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from migrate.model.finding import Basis, Severity
from migrate.model.spec import CodeValue
from migrate.spec.workbook.headings import Sighting
from migrate.spec.workbook.items import LEGEND
from migrate.spec.workbook.table import Table
from migrate.spec.workbook.view import View

SHARED = "連携"
_OWN = "個別"
_LABEL = "業務名"

_ZEROS = re.compile(r"(?<![0-9])0+(?=[0-9])")

CodeRow = tuple[str, str, CodeValue]
"""Published ID, name of the list, value."""


def _bare(text: str) -> str:
    return _ZEROS.sub("", unicodedata.normalize("NFKC", text))


class CodeTable(Table):
    """One code sheet on its way to code values."""

    def __init__(self, view: View, sighting: Sighting, file: str) -> None:
        basis = Basis(document=LEGEND.document, section="コード一覧（個別）", date=LEGEND.date)
        super().__init__(view, sighting, file, basis)
        self.names: dict[str, str] = {}
        self.published = ""
        self.spelled: Mapping[str, str] = {}
        """ID of a 連携 list without leading zeros → as the items spell it."""

    @property
    def titled_business(self) -> str:
        """The name below (else right of) the cell 「業務名」 above the table; ``""`` without one."""
        return self.view.beside(_LABEL, self.header.row)

    @property
    def shared(self) -> bool:
        """True for コード一覧（連携）."""
        return SHARED in self.view.name or self.has("business")

    def prefix(self, row: int, own_business: str) -> str:
        """The name of another 業務 that stands before the IDs of this row."""
        if not self.shared:
            return ""
        name = self.text(row, "business").strip() if self.has("business") else self.titled_business.strip()
        return "" if name in ("", own_business) else name

    def identity(self, row: int, own_business: str) -> str:
        """The published ID of a row; ``""`` where it stands further up."""
        text = self.text(row, "code_list")
        prefix = self.prefix(row, own_business) if text.strip().isdigit() else ""
        return self.spelled.get(_bare(prefix + text), prefix + text) if prefix else text

    def value(self, row: int, own_business: str) -> CodeRow | None:
        """The value in a row; None, and a finding, where it is none."""
        own = self.identity(row, own_business)
        if self.is_note(row, "value"):
            self.note(row)
            return None
        self.published = own or self.published
        name = self.text(row, "name") or self.names.get(self.published, "")
        reason = ""
        if not self.published:
            reason = "コードIDがありません"
        elif not self.text(row, "value"):
            reason = "コード値がありません"
        elif self.names.setdefault(self.published, name) != name:
            reason = "同じコードIDに、別のコード名があります"
        if reason:
            self.say("MIG-SPEC-011", Severity.ERROR, self.cell(row, "value"), {"reason": reason})
            return None
        text = {field: self.text(row, field) for field in ("value", "meaning", "remarks")}
        return (self.published, name, CodeValue(value=text["value"], meaning=text["meaning"], remarks=text["remarks"]))


def read(table: CodeTable, own_business: str, item_codes: Iterable[str] = ()) -> list[tuple[str, CodeRow]]:
    """The values of one code sheet in their order, each with the address of its value.

    ``own_business`` is the name of the 業務 that the workbook is about: its own lists have no name in front.
    ``item_codes`` are the items' own words for code lists: 「住民基本台帳001」 names the list 1 of 住民基本台帳.
    """
    table.spelled = {_bare(code): code for code in item_codes if not code.isdigit()}
    found = [
        (table.cell(row, "value"), one) for row in table.rows if (one := table.value(row, own_business)) is not None
    ]
    table.columns()
    return found
