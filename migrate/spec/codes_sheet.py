"""Rows of a code sheet (コード一覧) as code lists; ID and name stand only in the first row of a list, often merged."""

from __future__ import annotations

from migrate.model.finding import Basis, Finding, Place, Severity
from migrate.model.spec import CodeValue
from migrate.model.value import value
from migrate.spec.headings import Header, plain
from migrate.spec.items_sheet import LEGEND
from migrate.spec.view import View

_BUSINESS = plain("業務名")


@value
class SheetCodes:
    """What one code sheet gave: (published ID, name, value) in order, and findings."""

    values: tuple[tuple[str, str, CodeValue], ...]
    data_rows: int
    findings: tuple[Finding, ...]


def business_name(view: View) -> str:
    """The name below (else right of) the cell 「業務名」; ``""`` without one."""
    for row in range(min(view.height, 10)):
        for column in range(view.width):
            if plain(view.own(row, column)) == _BUSINESS:
                right = column + 1
                while right < view.width and view.joined((row, column), (row, right)):
                    right += 1
                return view.text(row + 1, column) or view.text(row, right)
    return ""


def read(view: View, header: Header, file: str) -> SheetCodes:
    """The values of one code sheet; a row that is none is a finding (MIG-SPEC-011)."""
    marks = view.marks(header.first_row, header.titled)
    basis = Basis(document=LEGEND.document, section="コード一覧（個別）", date=LEGEND.date)
    values: list[tuple[str, str, CodeValue]] = []
    findings: list[Finding] = []
    names: dict[str, str] = {}
    published = ""

    def text(row: int, field: str) -> str:
        columns = header.columns.get(field)
        return view.text(row, columns[0]) if columns else ""

    def refuse(row: int, reason: str) -> None:
        place = Place(file=file, sheet=view.name, cell=view.cell(row, header.columns["value"][0]))
        findings.append(
            Finding(code="MIG-SPEC-011", severity=Severity.ERROR, place=place, params={"reason": reason}, basis=basis)
        )

    rows = [row for row in range(header.first_row, view.height) if view.holds(row, marks)]
    for row in rows:
        published = text(row, "code_list") or published
        name = text(row, "name") or names.get(published, "")
        if not published:
            refuse(row, "コードIDがありません")
        elif not text(row, "value"):
            refuse(row, "コード値がありません")
        elif names.setdefault(published, name) != name:
            refuse(row, "同じコードIDに、別のコード名があります")
        else:
            one = CodeValue(value=text(row, "value"), meaning=text(row, "meaning"), remarks=text(row, "remarks"))
            values.append((published, name, one))
    return SheetCodes(values=tuple(values), data_rows=len(rows), findings=tuple(findings))
