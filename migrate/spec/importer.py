"""An official workbook (項目定義書, 基本データリスト) as a spec: everything byte for byte as published."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files.xlsx import Workbook
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import Provenance
from migrate.model.spec import CodeList, Item, SheetRead, Spec, SpecImport, SpecKind
from migrate.model.value import value
from migrate.spec import codes_sheet, headings, items_sheet, parts
from migrate.spec.codes_sheet import SheetCodes
from migrate.spec.items_sheet import LEGEND, SheetItems
from migrate.spec.library import EDITION
from migrate.spec.view import View

LAYOUT = Path("layouts") / "official-item-definition"
_DATE_IN_NAME = re.compile(r"(?<![0-9])(20[0-9]{2})[-_.]?([0-9]{2})[-_.]?([0-9]{2})(?![0-9])")
_IN_BRACKETS = re.compile(r"[（(]([^（）()]+)[）)]")
_NOT_NAMES = frozenset({"個別", "連携"})


@value
class Request:
    """What the user said about a workbook; empty texts where nothing was said."""

    file: str
    sha256: str
    business: str = ""
    edition: str = ""


@value
class _Sheets:
    items: tuple[tuple[View, SheetItems], ...]
    codes: tuple[tuple[View, SheetCodes], ...]
    title: str


def edition_of(request: Request) -> str:
    """The edition: as given, else the date in the file name as ISO date.

    Raises:
        MigrateError: MIG-SPEC-003 (neither), -004 (the text cannot name a folder).
    """
    if request.edition:
        if not EDITION.fullmatch(request.edition):
            raise MigrateError("MIG-SPEC-004", params={"edition": request.edition})
        return request.edition
    for year, month, day in _DATE_IN_NAME.findall(request.file):
        try:
            return date(int(year), int(month), int(day)).isoformat()
        except ValueError:
            continue
    raise MigrateError("MIG-SPEC-003", Place(file=request.file), {"file": request.file})


def _read_sheets(book: Workbook, layout: Path, file: str) -> _Sheets:
    words = headings.vocabularies(layout)
    items: list[tuple[View, SheetItems]] = []
    codes: list[tuple[View, SheetCodes]] = []
    title = ""
    for sheet in book.sheets:
        view = View(sheet)
        if (header := headings.find(view, words["items"])) is not None:
            items.append((view, items_sheet.read(view, header, words["items"], file)))
            above = (view.own(row, column) for row in range(header.row) for column in range(view.width))
            title = title or next((text for text in above if text.strip()), "")
        elif (header := headings.find(view, words["codes"])) is not None:
            codes.append((view, codes_sheet.read(view, header, file)))
    if not items:
        names = "、".join(sheet.name for sheet in book.sheets)
        raise UnreadableError("MIG-SPEC-001", Place(file=file), {"file": file, "sheets": names})
    return _Sheets(items=tuple(items), codes=tuple(codes), title=title)


def _business(sheets: _Sheets, request: Request) -> str:
    """The 業務ID that most item IDs begin with."""
    counts = Counter(item.id[:3] for _, part in sheets.items for _, item in part.items)
    most = counts.most_common(2)
    tied = len(most) == 2 and most[0][1] == most[1][1]
    if request.business and request.business in counts:
        return request.business
    if request.business or tied:
        found = "、".join(f"{business}（{count} 項目）" for business, count in sorted(counts.items()))
        raise MigrateError(
            "MIG-SPEC-005", Place(file=request.file), {"found": found, "wanted": request.business or "?"}
        )
    return most[0][0]


def _business_name(sheets: _Sheets) -> str:
    for view, _ in sheets.codes:
        if name := codes_sheet.business_name(view):
            return name
    for text in (sheets.title, *(view.name for view, _ in (*sheets.items, *sheets.codes))):
        for name in _IN_BRACKETS.findall(text):
            if name not in _NOT_NAMES:
                return str(name)
    return ""


def _own_items(sheets: _Sheets, business: str, file: str) -> tuple[tuple[Item, ...], list[Finding]]:
    """Items of ``business``, each ID once; every other row becomes a finding."""
    items: dict[str, Item] = {}
    findings: list[Finding] = []
    for view, part in sheets.items:
        for cell, item in part.items:
            place = Place(business=business, file=file, sheet=view.name, cell=cell)
            if item.id[:3] != business:
                reason = f"データ項目ID {item.id} は業務ID {business} のものではありません"
                findings.append(
                    Finding(code="MIG-SPEC-002", severity=Severity.ERROR, place=place, params={"reason": reason})
                )
            elif item.id in items:
                findings.append(
                    Finding(code="MIG-SPEC-008", severity=Severity.ERROR, place=place, params={"id": item.id})
                )
            else:
                items[item.id] = item
    return tuple(items.values()), findings


def _code_lists(sheets: _Sheets) -> tuple[CodeList, ...]:
    return parts.code_lists(value for _, part in sheets.codes for value in part.values)


def _open_references(spec: Spec, file: str) -> list[Finding]:
    """Items that name a code list which the workbook does not hold."""
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


def _reads(sheets: _Sheets, items: tuple[Item, ...]) -> tuple[SheetRead, ...]:
    """What became of the rows of each sheet; ``items`` are those that were taken."""
    taken: Counter[str] = Counter()
    kept = {id(item) for item in items}
    for view, part in sheets.items:
        taken[view.name] += sum(id(item) in kept for _, item in part.items)
    return (
        *(
            SheetRead(name=view.name, part="items", rows=part.data_rows, taken=taken[view.name])
            for view, part in sheets.items
        ),
        *(
            SheetRead(name=view.name, part="codes", rows=part.data_rows, taken=len(part.values))
            for view, part in sheets.codes
        ),
    )


def _papers(request: Request, edition: str, title: str) -> Provenance:
    try:
        day = date.fromisoformat(edition).isoformat()
    except ValueError:
        day = ""
    return Provenance(
        title=title or request.file,
        publisher="取り込んだファイルの発行元（ファイルからは分かりません）",
        edition=edition,
        date=day,
        licence="発行元の定めによる",
        sha256=request.sha256,
        derived=f"{request.file} を migrate spec import で読み取り、名称・値を変えずに写したもの。",
    )


def understand(book: Workbook, request: Request, layout: Path) -> SpecImport:
    """The spec in a workbook. ``layout`` is the folder of the layout's headings (bundled `specs/` / LAYOUT).

    Rows of data = items + findings MIG-SPEC-002 and -008, one each.

    Raises:
        UnreadableError: MIG-SPEC-001, no sheet has an item table.
        NothingCheckedError: MIG-SPEC-017, the item table has no item.
        MigrateError: MIG-SPEC-003/-004 (edition), -005 (業務ID not clear).
    """
    edition = edition_of(request)
    sheets = _read_sheets(book, layout, request.file)
    if not any(part.items for _, part in sheets.items):
        rows = sum(part.data_rows for _, part in sheets.items)
        raise NothingCheckedError(
            "MIG-SPEC-017", Place(file=request.file, sheet=sheets.items[0][0].name), {"rows": rows}
        )
    business = _business(sheets, request)
    items, findings = _own_items(sheets, business, request.file)
    for _, read_items in sheets.items:
        findings += read_items.findings
    for _, read_codes in sheets.codes:
        findings += read_codes.findings
    name = _business_name(sheets)
    if not name:
        place = Place(business=business, file=request.file)
        findings.append(Finding(code="MIG-SPEC-015", severity=Severity.WARNING, place=place))
    spec = Spec(
        business=business,
        business_name=name,
        edition=edition,
        kind=SpecKind.OFFICIAL,
        title=sheets.title,
        items=items,
        code_lists=_code_lists(sheets),
        provenance=_papers(request, edition, sheets.title),
    )
    findings += _open_references(spec, request.file)
    return SpecImport(spec=spec, sheets=_reads(sheets, items), findings=tuple(sorted(findings, key=sort_key)))
