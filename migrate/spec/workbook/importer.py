"""A workbook that a ministry or a vendor published as a spec: everything byte for byte as published.

What the workbook is, is found by its contents: 項目定義書 and 基本データリスト, コード一覧, 機能・帳票要件,
機能別連携仕様, API 仕様書, and sheets of our own export.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files.xlsx import Workbook, column_number
from migrate.files.xlsx_unread import Unread
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.spec import Spec, SpecImport, SpecKind
from migrate.spec.workbook import api as api_sheet
from migrate.spec.workbook import codes as codes_sheet
from migrate.spec.workbook import codes_csv
from migrate.spec.workbook import functions as functions_sheet
from migrate.spec.workbook import gathered as gathering
from migrate.spec.workbook import interfaces as interfaces_sheet
from migrate.spec.workbook import items as items_sheet
from migrate.spec.workbook import own as own_sheets
from migrate.spec.workbook import sheets as sheet_finder
from migrate.spec.workbook.api import ApiTable
from migrate.spec.workbook.codes import CodeTable
from migrate.spec.workbook.gathered import Gathered
from migrate.spec.workbook.identity import Request, api_edition, business_name, business_of, edition_of
from migrate.spec.workbook.items import LEGEND
from migrate.spec.workbook.sheets import OFFICIAL, Sheets

__all__ = ("LAYOUT", "LAYOUTS", "Request", "edition_of", "open_references", "understand")

LAYOUTS = Path("layouts")
LAYOUT = LAYOUTS / OFFICIAL
_CELL = re.compile(r"([A-Z]+)([0-9]+)")
_UNREAD = {Unread.FORMULA: "計算されていない数式", Unread.ERROR: "エラー値"}
_UNKNOWN_PUBLISHER = "取り込んだファイルの発行元（ファイルからは分かりません）"
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "items": items_sheet.read,
    "functions": functions_sheet.read_functions,
    "forms": functions_sheet.read_forms,
    "interfaces": interfaces_sheet.read,
    "references": own_sheets.read_references,
    "basis": own_sheets.read_basis,
    "papers": own_sheets.read_papers,
}
_TITLES = (("items",), ("request", "response"), ("functions", "forms"), ("interfaces",), ("codes",))


def open_references(spec: Spec, file: str) -> list[Finding]:
    """Items that name a code list which the spec does not hold (MIG-SPEC-010)."""
    return [
        Finding(
            code="MIG-SPEC-010",
            severity=Severity.WARNING,
            place=Place(business=spec.business, table=item.table, item=item.name, file=file),
            params={"code": item.code},
            basis=LEGEND,
        )
        for item in spec.items
        if item.code_list_id and item.code_list_id not in spec.codes
    ]


def _gather(sheets: Sheets) -> Gathered:
    """Everything that can be read before the business is known."""
    gathered = Gathered()
    for table in sheets.tables:
        if reader := _READERS.get(table.words.kind):
            gathered.of(table.words.kind).add(table, reader(table))
    return gathered


def _identity(gathered: Gathered, request: Request, sheets: Sheets, papers: Mapping[str, str]) -> str:
    own = (gathered.items.values, gathered.functions.values, gathered.forms.values)
    ids = [one.id for values in own for one in values]
    if not ids and not request.business and not papers:
        ids = [row.id for row in gathered.interfaces.values]
    return business_of(ids, request, papers.get("business", ""), sheets)


def _late(gathered: Gathered, sheets: Sheets, business: str, own_name: str) -> None:
    """Read what needs the business: code lists (whose names stand in front) and APIs (whose items have no ID)."""
    number = api_sheet.FIRST_NUMBER
    codes = tuple(dict.fromkeys(item.code for item in gathered.items.values))
    for table in sheets.of("request", "response", "codes"):
        if isinstance(table, ApiTable):
            found = api_sheet.read(table, business, number)
            gathered.items.add(table, found)
            number += len(found)
        elif isinstance(table, CodeTable):
            gathered.codes.add(table, codes_sheet.read(table, own_name, codes))


def _provenance(request: Request, edition: str, title: str, papers: Mapping[str, str]) -> Provenance:
    try:
        day = date.fromisoformat(edition).isoformat()
    except ValueError:
        day = ""
    derived = f"{request.file} を migrate spec import で読み取り、名称・値を変えずに写したもの。"
    return Provenance(
        title=papers.get("paper") or title or request.file,
        publisher=papers.get("publisher") or _UNKNOWN_PUBLISHER,
        edition=edition,
        date=papers.get("date", day),
        url=papers.get("url", ""),
        licence=papers.get("licence") or "発行元の定めによる",
        sha256=request.sha256,
        derived=papers.get("derived") or derived,
        originals=(FileDigest(path=request.file, sha256=request.sha256),),
    )


def _kind(gathered: Gathered, sheets: Sheets, papers: Mapping[str, str]) -> SpecKind:
    """What the spec rests on; a list with a legal basis of ours is never taken for an official one."""
    kind = own_sheets.kind_of(papers["kind"]) if papers.get("kind") else SpecKind.OFFICIAL
    if kind is SpecKind.OFFICIAL and gathered.basis.values:
        return SpecKind.STARTER
    if kind is not SpecKind.OFFICIAL:
        return kind
    api = bool(sheets.of("request", "response")) and not sheets.of("items")
    return SpecKind.API if api else SpecKind.OFFICIAL


def _title(sheets: Sheets, papers: Mapping[str, str]) -> str:
    if "title" in papers:
        return papers["title"]
    for kinds in _TITLES:
        for table in sheets.of(*kinds):
            if isinstance(table, ApiTable) and (name := table.view.beside("仕様名", table.header.row)):
                return name
        if title := sheets.title(*kinds):
            return title
    return ""


def _spec(gathered: Gathered, sheets: Sheets, request: Request) -> Spec:
    papers = dict(gathered.papers.take(lambda *_: False))
    edition = edition_of(request, papers.get("edition") or api_edition(sheets))
    business = _identity(gathered, request, sheets, papers)
    name = papers.get("business_name") or business_name(sheets, request.names.get(business, ""))
    _late(gathered, sheets, business, name or request.names.get(business, ""))
    items = gathering.own(gathered.items, business, ("MIG-SPEC-002", "MIG-SPEC-008"))
    functions = gathering.own(gathered.functions, business, ("MIG-SPEC-028", "MIG-SPEC-029"))
    forms = gathering.own(gathered.forms, business, ("MIG-SPEC-028", "MIG-SPEC-029"))
    title = _title(sheets, papers)
    return Spec(
        business=business,
        business_name=papers["business_name"] if "business_name" in papers else name or request.names.get(business, ""),
        edition=edition,
        kind=_kind(gathered, sheets, papers),
        title=title,
        items=gathering.complete(items, gathered),
        code_lists=gathering.code_lists(gathered.codes),
        provenance=_provenance(request, edition, title, papers),
        functions=functions,
        forms=forms,
        interfaces=gathering.interfaces(gathered.interfaces),
    )


def _unread(sheets: Sheets, request: Request) -> list[Finding]:
    """Cells of the tables whose value the reader did not get (MIG-SPEC-039): it is missing in the spec."""
    heads = {table.view.name: table.header for table in sheets.tables}
    found = []
    for one in request.unread:
        address = _CELL.fullmatch(one.cell)
        header = heads.get(one.sheet)
        if address and header and int(address[2]) > header.row and column_number(address[1]) in header.titled:
            place = Place(file=request.file, sheet=one.sheet, cell=one.cell)
            params = {"reason": _UNREAD[one.reason]}
            found.append(Finding(code="MIG-SPEC-039", severity=Severity.ERROR, place=place, params=params))
    return found


def _ordered(findings: Iterable[Finding], book: Workbook) -> tuple[Finding, ...]:
    """By code, then as one reads the workbook: sheet by sheet, row by row, A8 before A10."""
    sheets = {sheet.name: number for number, sheet in enumerate(book.sheets)}

    def key(finding: Finding) -> tuple[str, int, int, int]:
        place = finding.place
        found = _CELL.fullmatch(place.cell or "")
        row, column = (int(found[2]), column_number(found[1])) if found else (0, 0)
        return (finding.code, sheets.get(place.sheet or "", -1), row, column)

    return tuple(sorted(findings, key=key))


def understand(book: Workbook, request: Request, layouts: Path) -> SpecImport:
    """The spec in a workbook. ``layouts`` is the folder of all layouts' headings (bundled `specs/` / LAYOUTS).

    In each sheet rows of data = taken + rows that are findings, one each. A finding of severity ERROR says that the
    workbook holds more than was understood.

    Raises:
        UnreadableError: MIG-SPEC-001 (in a CSV file -038), no sheet has a known table; -021, one nearly has.
        NothingCheckedError: MIG-SPEC-017, the tables hold nothing that was understood.
        MigrateError: MIG-SPEC-003/-004 (edition), -005/-024/-025 (業務ID).
    """
    sheets = sheet_finder.find(book, request.file, layouts)
    near = next((one for one in sheets.findings if one.severity is Severity.ERROR), None)
    if not sheets.tables and near is not None:
        raise UnreadableError(near.code, near.place, near.params)
    if not sheets.tables and request.file.lower().endswith(codes_csv.SUFFIX):
        raise UnreadableError("MIG-SPEC-038", Place(file=request.file, line=1), {"file": request.file})
    if not sheets.tables:
        names = "、".join(sheet.name for sheet in book.sheets)
        raise UnreadableError("MIG-SPEC-001", Place(file=request.file), {"file": request.file, "sheets": names})
    gathered = _gather(sheets)
    spec = _spec(gathered, sheets, request)
    if not (spec.items or spec.code_lists or spec.functions or spec.forms or spec.interfaces):
        rows = sum(len(table.rows) for table in sheets.tables)
        place = Place(file=request.file, sheet=sheets.tables[0].view.name)
        raise NothingCheckedError("MIG-SPEC-017", place, {"rows": rows})
    findings = [*sheets.findings, *(one for table in sheets.tables for one in table.findings)]
    findings += _unread(sheets, request)
    if not spec.business_name:
        place = Place(business=spec.business, file=request.file)
        findings.append(Finding(code="MIG-SPEC-015", severity=Severity.WARNING, place=place))
    return SpecImport(spec=spec, sheets=gathered.read(sheets.tables), findings=_ordered(findings, book))
