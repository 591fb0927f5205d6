"""A whole book: every sheet is read, or passed over with a word; keys are joined when all tables are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from migrate.files import xlsx_marks
from migrate.files.xlsx import Sheet, Workbook
from migrate.files.xlsx_marks import SheetMarks
from migrate.files.xlsx_unread import UnreadCell
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.source import SourceTable
from migrate.model.value import value
from migrate.source import remarks
from migrate.source.book import looks
from migrate.source.book.draft import Directory, Draft, Report
from migrate.source.book.grid import Grid
from migrate.source.book.header import Kind
from migrate.source.book.keys import resolve
from migrate.source.book.pages import join_pages, whole
from migrate.source.book.plausible import quoted
from migrate.source.book.shape import arranged
from migrate.source.book.sheet import Owned, SheetReader, name_from_list
from migrate.source.book.words import meaning

SURE = 90
"""A sheet that was read with less certainty than this is a warning."""
_FEW = 3
_MOST_UNREAD = 1_000
_DIGITS = "0123456789０１２３４５６７８９ ()（）_-"


@value
class BookSheet:
    """What became of one sheet."""

    name: str
    fate: str
    """``read``, ``list`` (a list of tables), ``passed`` (said and passed over), ``empty``, ``unknown``."""
    why: str
    """One Japanese sentence."""
    tables: int = 0
    columns: int = 0
    sure: int | None = None
    """How sure the reading is, 0 to 100; None where nothing was read."""
    reasons: tuple[str, ...] = ()
    """Why it is below 100."""


@value
class Book:
    """What a table-definition workbook says."""

    tables: tuple[SourceTable, ...]
    sheets: tuple[BookSheet, ...]
    findings: tuple[Finding, ...]


def _passed(sheet: Sheet, said: str) -> str:
    """Why a sheet is passed over before it is read; empty where it is not."""
    if not sheet.visible:
        return "非表示のシートです"
    return "記入例・ひな形のシートです" if said == "sample" else ""


def _first(sheet: Sheet, marks: SheetMarks, report: Report) -> tuple[SheetReader | None, BookSheet | None]:
    """The reader of a sheet worth reading, else what became of it."""
    grid = Grid(sheet, marks.struck)
    looks.say(grid, marks, report)
    if not any(grid.held(row) for row in range(grid.height)):
        return None, BookSheet(name=sheet.name, fate="empty", why="何も書かれていません。")
    said = meaning("sheet", sheet.name.rstrip(_DIGITS))
    why = _passed(sheet, said)
    reader = None if why else SheetReader(grid, report)
    if reader is not None and not reader.headers and said == "pass":
        why = "表の定義ではないシートです"
    if why:
        defines = not sheet.visible and any(one.kind is Kind.COLUMNS for one in arranged(grid)[1])
        severity = Severity.WARNING if defines else Severity.INFO
        why += "が、列の定義の見出しがあります" if defines else ""
        report.say("MIG-SRC-062", severity, "", {"reason": why})
        return None, BookSheet(name=sheet.name, fate="passed", why=f"{why}。")
    return reader, None


def _result(reader: SheetReader) -> BookSheet:
    """What became of a sheet that was read; the figure is also a finding."""
    name, report = reader.grid.name, reader.report
    columns = sum(len(draft.columns) - draft.paged_columns for draft in reader.drafts)
    if not columns and reader.listed:
        return BookSheet(name=name, fate="list", why=f"表の一覧です（{len(reader.listed)} 個）。")
    if not columns:
        if reader.pending:
            return BookSheet(name=name, fate="list", why=f"索引・外部キーの一覧です（{len(reader.pending)} 個）。")
        cells = sum(len(reader.grid.held(row)) for row in range(reader.grid.height))
        severity = Severity.WARNING if cells > _FEW else Severity.INFO
        report.say("MIG-SRC-063", severity, "", {"count": cells})
        return BookSheet(name=name, fate="unknown", why="列の定義の見出しが見つかりません。", sure=0)
    reasons = tuple(sorted(report.reasons, key=lambda one: (-report.reasons[one], one)))
    params: dict[str, str | int] = {
        "sure": report.sure,
        "tables": len(reader.drafts),
        "columns": columns,
        "reasons": "、".join(reasons) or "分からない所はありません",
    }
    report.say("MIG-SRC-061", Severity.INFO if report.sure >= SURE else Severity.WARNING, "", params)
    return BookSheet(
        name=name,
        fate="read",
        why="列の定義の見出しがあります。",
        tables=len(reader.drafts),
        columns=columns,
        sure=report.sure,
        reasons=reasons,
    )


def _unread(cells: tuple[UnreadCell, ...], readers: Mapping[str, SheetReader]) -> None:
    """Say which cells have no value (MIG-SRC-073), the first thousand of a sheet."""
    said = Counter[str]()
    for one in cells:
        said[one.sheet] += 1
        if one.sheet in readers and said[one.sheet] <= _MOST_UNREAD:
            reason = "計算されていない式です" if one.reason == "formula" else "エラー値です"
            readers[one.sheet].report.say("MIG-SRC-073", Severity.WARNING, one.cell, {"reason": reason})
            readers[one.sheet].report.doubt("値のないセルがあります", 10)


def _join(readers: Mapping[str, SheetReader]) -> list[Draft]:
    """All tables of the book, with the names of its list of tables and with their keys."""
    reports = {name: reader.report for name, reader in readers.items()}
    pages = [draft for reader in readers.values() for draft in reader.drafts]
    taken = join_pages(pages, reports)
    drafts = whole(pages, taken)
    for reader in readers.values():
        for cell, name in name_from_list(Directory(drafts), reader.listed).items():
            reader.report.say("MIG-SRC-068", Severity.WARNING, cell, {"name": quoted(name) or "示したセル"})
    pending: list[Owned] = [one for reader in readers.values() for one in reader.pending]
    directory = Directory(drafts)
    for beside, one in pending:
        resolve(one, taken.get(id(beside), beside), directory, reports)
    for reader in readers.values():
        for draft, column, cell in reader.unaimed:
            owner = taken.get(id(draft), draft)
            if not any(column in key.columns for key in owner.foreign):
                params = {"reason": "外部キーのしるしがありますが、参照先がどこにも書かれていません"}
                reader.report.say("MIG-SRC-071", Severity.WARNING, cell, params)
                reader.report.doubt("キーや索引の読めない所があります", 5)
    return drafts


def read_book(
    workbook: Workbook,
    file: str,
    unread: tuple[UnreadCell, ...] = (),
    marks: Mapping[str, SheetMarks] | None = MappingProxyType({}),
) -> Book:
    """Read a table-definition workbook in any layout.

    A book without a table gives no tables and the error MIG-SRC-060; nothing else is raised.

    Args:
        workbook: its values.
        file: its name for places.
        unread: cells without a value (`xlsx_unread.unread`).
        marks: what is struck through or hidden, by sheet (`xlsx_marks.marks`); None for a form that does not tell it.
    """
    fates: dict[str, BookSheet] = {}
    readers: dict[str, SheetReader] = {}
    reports: list[Report] = []
    for sheet in workbook.sheets:
        report = Report(file, sheet.name)
        if marks is None:
            report.doubt("取消線と非表示の行は、このブックの形式からは分かりません", 5)
        reader, fate = _first(sheet, (marks or {}).get(sheet.name, xlsx_marks.NONE), report)
        reports.append(report)
        if reader is not None:
            reader.read()
            readers[sheet.name] = reader
        if fate is not None:
            fates[sheet.name] = fate
    _unread(unread, readers)
    drafts = [draft for draft in _join(readers) if draft.columns]
    drafts, doubled = _once(drafts, file)
    sheets = [fates.get(s.name) or _result(readers[s.name]) for s in workbook.sheets]
    labels = {one.name: _label(one, number) for number, one in enumerate(sheets, 1)}
    tables, left_out = remarks.clean(_nullable(draft).freeze(file) for draft in drafts)
    findings = [*doubled, *left_out, *(_under(labels, finding) for report in reports for finding in report.findings)]
    if not drafts:
        findings.append(Finding(code="MIG-SRC-060", severity=Severity.ERROR, place=Place(file=file)))
    return Book(
        tables=tables,
        sheets=tuple(replace(one, name=labels[one.name]) for one in sheets),
        findings=tuple(sorted(findings, key=sort_key)),
    )


def _label(sheet: BookSheet, number: int) -> str:
    """The name of a sheet for people: that of one that is no definition may be a person's, and is a number then."""
    return sheet.name if sheet.fate in ("read", "list") or quoted(sheet.name) else f"{number} 枚目のシート"


def _under(labels: Mapping[str, str], finding: Finding) -> Finding:
    """The finding under the sheet's name for people."""
    sheet = finding.place.sheet or ""
    return replace(finding, place=replace(finding.place, sheet=labels.get(sheet, sheet) or None))


def _once(drafts: Sequence[Draft], file: str) -> tuple[list[Draft], list[Finding]]:
    """Tables by name; a second table of a name is a finding, and the first one counts."""
    kept: dict[str, Draft] = {}
    findings = []
    for draft in drafts:
        first = kept.setdefault(draft.name.casefold(), draft)
        if first is not draft:
            place = Place(file=file, sheet=draft.sheet, cell=draft.cell, table=draft.name)
            params: dict[str, str | int] = {"first": f"{file}（{first.sheet} の {first.cell}）"}
            findings.append(Finding(code="MIG-SRC-010", severity=Severity.ERROR, place=place, params=params))
    return list(kept.values()), findings


def _nullable(draft: Draft) -> Draft:
    """A key that a part below the columns declared makes its columns required, as in DDL."""
    keys = {name for _, name in draft.primary}
    draft.columns = [replace(c, nullable=False) if c.name in keys else c for c in draft.columns]
    return draft
