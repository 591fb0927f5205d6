"""What each sheet of a workbook is, found by its contents; a sheet without a known table is said, not skipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from migrate.files import tables
from migrate.files.xlsx import Workbook
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.spec.workbook import headings, interfaces
from migrate.spec.workbook.api import ApiTable
from migrate.spec.workbook.codes import CodeTable
from migrate.spec.workbook.functions import RequirementTable, legend
from migrate.spec.workbook.headings import Sighting, Vocabulary
from migrate.spec.workbook.interfaces import InterfaceTable
from migrate.spec.workbook.items import ItemTable
from migrate.spec.workbook.table import Table
from migrate.spec.workbook.view import View

OFFICIAL = "official-item-definition"
_ABOVE = {("items", "3"), ("codes", "1")}
"""Sheet and row of the notes that the official layout has above its tables."""
KINDS: Mapping[str, Any] = {
    "papers": Table,
    "references": Table,
    "basis": Table,
    "request": ApiTable,
    "response": ApiTable,
    "interfaces": InterfaceTable,
    "functions": RequirementTable,
    "forms": RequirementTable,
    "items": ItemTable,
    "codes": CodeTable,
}
"""Kind of table → its reader."""
KIND_NAMES = {
    "papers": "出典",
    "references": "外部キー",
    "basis": "根拠",
    "request": "API のリクエスト",
    "response": "API のレスポンス",
    "interfaces": "機能別連携仕様",
    "forms": "帳票要件",
    "functions": "機能要件",
    "items": "データ項目",
    "codes": "コード一覧",
}


@value
class Sheets:
    """The tables of a workbook in the order of their sheets, the other sheets, and what was said about both."""

    tables: tuple[Table, ...]
    others: tuple[View, ...]
    findings: tuple[Finding, ...]
    fixed: frozenset[str]
    """Texts above the official tables that are notes of the layout, no title."""

    def of(self, *kinds: str) -> tuple[Table, ...]:
        """The tables of some kinds."""
        return tuple(table for table in self.tables if table.words.kind in kinds)

    def title(self, *kinds: str) -> str:
        """The first text above the first table of ``kinds``; ``""`` without one."""
        for table in self.of(*kinds):
            view = table.view
            above = (view.own(row, column) for row in range(table.header.row) for column in range(view.width))
            found = next((text for text in above if text.strip() and text not in self.fixed), "")
            if found:
                return found
        return ""


def _unknown(view: View, sighting: Sighting | None, file: str) -> Finding:
    rows = sum(bool(view.held(row)) for row in range(view.height))
    if sighting is None:
        place = Place(file=file, sheet=view.name)
        return Finding(code="MIG-SPEC-022", severity=Severity.INFO, place=place, params={"rows": rows})
    header = sighting.header
    cell = view.cell(header.row, min(min(columns) for columns in header.columns.values()))
    missing = "、".join(sighting.words.official[field] for field in sighting.missing)
    params: Mapping[str, str | int] = {"kind": KIND_NAMES[sighting.words.kind], "missing": missing, "rows": rows}
    place = Place(file=file, sheet=view.name, cell=cell)
    return Finding(code="MIG-SPEC-021", severity=Severity.ERROR, place=place, params=params)


def _legends(found: list[Table], others: list[View]) -> None:
    """Give the tables of functions and forms the workbook's legend of signs: on their own sheet, else on another."""
    elsewhere = [view.own(row, column) for view in others for row in range(view.height) for column in view.held(row)]
    for table in found:
        if isinstance(table, RequirementTable):
            table.signs = {**legend(elsewhere, table.kind_names), **legend(table.notes(), table.kind_names)}


def find(book: Workbook, file: str, layouts: Path) -> Sheets:
    """The tables of a workbook; ``layouts`` is the bundled `specs/layouts`."""
    words: Mapping[str, Vocabulary] = headings.vocabularies(layouts)
    found: list[Table] = []
    others: list[View] = []
    findings: list[Finding] = []
    for sheet in book.sheets:
        view = View(sheet)
        if not any(view.held(row) for row in range(view.height)):
            continue
        if not view.visible:
            place = Place(file=file, sheet=view.name)
            findings.append(Finding(code="MIG-SPEC-023", severity=Severity.INFO, place=place))
        sighting = headings.choose(headings.sightings(view, words), tuple(KINDS))
        labelled = interfaces.stated(view, words["interfaces"])
        if labelled is not None and (sighting is None or sighting.missing or sighting.words.kind == "interfaces"):
            found.append(InterfaceTable(view, labelled[1], file, labelled[0]))
        elif sighting is None or sighting.missing:
            findings.append(_unknown(view, sighting, file))
            others.append(view)
        else:
            found.append(KINDS[sighting.words.kind](view, sighting, file))
    _legends(found, others)
    cells = tables.read(layouts / OFFICIAL / "cells.csv")
    fixed = frozenset(row["text"] for row in cells if (row["sheet"], row["cell"][-1]) in _ABOVE)
    return Sheets(tables=tuple(found), others=tuple(others), findings=tuple(findings), fixed=fixed)
