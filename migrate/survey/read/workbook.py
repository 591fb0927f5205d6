"""One file: is it ours, whose is it, which sheet is which, and what do they say."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.files.xlsx import Sheet, Workbook
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.survey.book.machine import CODES, META, Meta, read_meta
from migrate.survey.book.make import GUIDE, INTERFACES, PROGRESS
from migrate.survey.form import ALL, KEY, VERSION, Form, SheetForm, plain
from migrate.survey.plan import SYSTEM
from migrate.survey.read.found import finding
from migrate.survey.read.grid import Grid
from migrate.survey.read.rows import Reader, Row, Source

_OURS = frozenset({META, CODES, GUIDE, PROGRESS, INTERFACES})


@value
class Filled:
    """What one file says."""

    file: str
    meta: Meta | None
    """None where the machine sheet is gone: then it is not known which answers the form was given."""
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def _names(meta: Meta | None, names: Mapping[str, str]) -> dict[str, str]:
    """Plain name of a system → its key: as the form printed it, and as it is kept."""
    found = {plain(name): key for key, name in names.items()}
    for values in (meta.offered, meta.kept) if meta else ():
        found |= {plain(name): key for (sheet, key, q), name in values.items() if (sheet, q) == (SYSTEM, "name")}
    return {name: key for name, key in found.items() if KEY.fullmatch(key)}


class _Sheets:
    """Tells which sheet of the form a sheet is."""

    def __init__(self, form: Form, meta: Meta | None, names: Mapping[str, str]) -> None:
        self._form = form
        self._meta = meta
        self._names = _names(meta, names)

    def of(self, grid: Grid) -> tuple[SheetForm, str] | None:
        """The sheet's form and key: by its stamp, by its name, by its headings; None where it is none of ours."""
        stamp = grid.stamp()
        claims = [stamp[1:]] if stamp else []
        if self._meta and grid.name in self._meta.sheets:
            claims.append(self._meta.sheets[grid.name])
        for id, key in claims:
            sheet = self._form.sheet(id)
            if sheet is not None and sheet.id != SYSTEM:
                return sheet, "" if sheet.table else ALL
            if sheet is not None and KEY.fullmatch(key):
                return sheet, key
        return self._by_headings(grid)

    def _by_headings(self, grid: Grid) -> tuple[SheetForm, str] | None:
        tables = [(len(head[1]), s) for s in self._form.sheets if s.table and (head := grid.table_head(s))]
        if tables:
            return max(tables, key=lambda one: one[0])[1], ""
        if (head := grid.form_head()) is None:
            return None
        top, columns = head
        labels = (
            {plain(grid.text(row, columns["question"])) for row in range(top, grid.height)}
            if "question" in columns
            else set()
        )
        forms = [s for s in self._form.sheets if not s.table]
        best = max(forms, key=lambda s: sum(plain(q.label) in labels for q in s.questions) / len(s.questions))
        if best.id != SYSTEM:
            return best, ALL
        name = plain(best.first.label)
        rows = (r for r in range(top, grid.height) if plain(grid.text(r, columns.get("question", 0))) == name)
        row = next(rows, None)
        return best, "" if row is None else self._names.get(plain(grid.text(row, columns["answer"])), "")


def _is_ours(book: Workbook, meta: Meta | None) -> bool:
    return meta is not None or any(Grid(sheet).stamp() for sheet in book.sheets)


def _edition(book: Workbook, meta: Meta | None) -> int:
    stamps = (stamp[0] for sheet in book.sheets if (stamp := Grid(sheet).stamp()))
    return meta.version if meta else next(stamps, VERSION)


@value
class Around:
    """What a file is read against."""

    form: Form
    names: Mapping[str, str]
    """Key of a system → the name that is kept for it."""
    municipality: str


def _head_findings(file: str, edition: int, meta: Meta | None, around: Around) -> list[Finding]:
    found = []
    place = Place(file=file)
    if edition != VERSION:
        newer = edition > VERSION
        severity = Severity.WARNING if newer else Severity.INFO
        params: dict[str, str | int] = {"edition": edition, "known": VERSION, "age": "新しい" if newer else "古い"}
        found.append(finding("MIG-SRC-283", severity, place, params))
    theirs = meta.municipality if meta else ""
    if theirs and around.municipality and theirs != around.municipality:
        params = {"theirs": theirs, "ours": around.municipality}
        found.append(finding("MIG-SRC-284", Severity.ERROR, place, params))
    return found


def _read_sheet(reader: Reader, grid: Grid, kind: tuple[SheetForm, str], keys: dict[str, str]) -> list[Row]:
    """The rows of one sheet; ``keys`` notes which systems have been read, from which sheet."""
    form, key = kind
    if form.table:
        return list(reader.table(grid, form))
    row = reader.form(grid, form, key)
    if row is None:
        return []
    if not key:
        params: dict[str, str | int] = {"reason": "どのシステムのシートか分かりません"}
        reader.findings.append(finding("MIG-SRC-277", Severity.ERROR, row.place, params))
        return []
    if f"{form.id} {key}" in keys:
        params = {"other": keys[f"{form.id} {key}"]}
        reader.findings.append(finding("MIG-SRC-281", Severity.ERROR, row.place, params))
        return []
    keys[f"{form.id} {key}"] = grid.name
    return [row]


def _left_out(sheet: Sheet, file: str) -> Finding:
    return finding("MIG-SRC-276", Severity.WARNING, Place(file=file, sheet=sheet.name))


def read(data: bytes, file: str, around: Around) -> Filled:
    """The answers in the bytes of a workbook.

    Raises:
        UnreadableError: MIG-SRC-271 (no questionnaire of ours), MIG-FORM-001 to -015 (no workbook that can be read).
    """
    book = xlsx.loads(data, file)
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    return of_book(book, Source(file=file, unread=unread), around)


def of_book(book: Workbook, source: Source, around: Around) -> Filled:
    """The answers in a workbook.

    Raises:
        UnreadableError: MIG-SRC-271, no questionnaire of ours.
    """
    file = source.file
    meta = read_meta(next((s for s in book.sheets if s.name == META), None))
    if not _is_ours(book, meta):
        raise UnreadableError("MIG-SRC-271", Place(file=file), {"file": file})
    reader = Reader(source)
    reader.findings += _head_findings(file, _edition(book, meta), meta, around)
    if any(one.code == "MIG-SRC-284" for one in reader.findings):
        return Filled(file=file, meta=meta, rows=(), findings=tuple(reader.findings))
    which = _Sheets(around.form, meta, around.names)
    rows: list[Row] = []
    keys: dict[str, str] = {}
    for sheet in book.sheets:
        grid = Grid(sheet)
        if sheet.name in _OURS or grid.is_empty():
            continue
        if (kind := which.of(grid)) is None:
            reader.findings.append(_left_out(sheet, file))
        else:
            rows += _read_sheet(reader, grid, kind, keys)
    return Filled(file=file, meta=meta, rows=tuple(rows), findings=tuple(reader.findings))
