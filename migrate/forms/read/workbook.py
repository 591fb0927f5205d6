"""One file: is it ours, whose is it, which sheet is which, and what do they say."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_unread
from migrate.files.xlsx import Sheet, Workbook
from migrate.forms.book.machine import CODES, META, Meta, read_meta
from migrate.forms.book.make import GUIDE, PROGRESS
from migrate.forms.form import ALL, KEY, Form, Head, SheetForm, plain
from migrate.forms.read.found import finding
from migrate.forms.read.grid import Grid
from migrate.forms.read.rows import Reader, Row, Source
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value

_OURS = frozenset({META, CODES, GUIDE, PROGRESS})


@value
class Filled:
    """What one file says."""

    file: str
    meta: Meta | None
    """None where the machine sheet is gone: then it is not known which answers the form was given."""
    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]
    scope: str = ""
    """What the whole file is about, see `BookPlan.scope`."""


def _names(form: Form, meta: Meta | None, names: Mapping[str, str]) -> dict[str, str]:
    """Plain name of a repeated record → its key: as the form printed it, and as it is kept."""
    spot = (form.head.repeated, form.of(form.head.repeated).first.id) if form.head.repeated else None
    found = {plain(name): key for key, name in names.items()}
    for values in (meta.offered, meta.kept) if meta else ():
        found |= {plain(name): key for (sheet, key, q), name in values.items() if (sheet, q) == spot}
    return {name: key for name, key in found.items() if KEY.fullmatch(key)}


class _Sheets:
    """Tells which sheet of the form a sheet is."""

    def __init__(self, form: Form, meta: Meta | None, names: Mapping[str, str]) -> None:
        self._form = form
        self._meta = meta
        self._names = _names(form, meta, names)

    def of(self, grid: Grid) -> tuple[SheetForm, str] | None:
        """The sheet's form and key: by its stamp, by its name, by its headings; None where it is none of ours."""
        stamp = grid.stamp(self._form.head)
        claims = [stamp[1:]] if stamp else []
        if self._meta and grid.name in self._meta.sheets:
            claims.append(self._meta.sheets[grid.name])
        for id, key in claims:
            sheet = self._form.sheet(id)
            if sheet is not None and sheet.id != self._form.head.repeated:
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
        if not forms:
            return None
        best = max(forms, key=lambda s: sum(plain(q.label) in labels for q in s.questions) / len(s.questions))
        if best.id != self._form.head.repeated:
            return best, ALL
        name = plain(best.first.label)
        rows = (r for r in range(top, grid.height) if plain(grid.text(r, columns.get("question", 0))) == name)
        row = next(rows, None)
        return best, "" if row is None else self._names.get(plain(grid.text(row, columns["answer"])), "")


def _meta(head: Head, book: Workbook) -> Meta | None:
    return read_meta(head, next((s for s in book.sheets if s.name == META), None))


def is_ours(head: Head, book: Workbook) -> bool:
    """True where a workbook is a form of this kind."""
    return _meta(head, book) is not None or any(Grid(sheet).stamp(head) for sheet in book.sheets)


def scope(form: Form, book: Workbook) -> str:
    """What the whole workbook is about, see `BookPlan.scope`; empty where its sheets do not say or do not agree."""
    meta = _meta(form.head, book)
    said = {stamp[1:] for sheet in book.sheets if (stamp := Grid(sheet).stamp(form.head))}
    said |= set(meta.sheets.values()) if meta else set()
    found = {key for id, key in said if (sheet := form.sheet(id)) is not None and sheet.table}
    return found.pop() if len(found) == 1 else ""


def _edition(head: Head, book: Workbook, meta: Meta | None) -> int:
    stamps = (stamp[0] for sheet in book.sheets if (stamp := Grid(sheet).stamp(head)))
    return meta.version if meta else next(stamps, head.version)


@value
class Around:
    """What a file is read against."""

    form: Form
    names: Mapping[str, str]
    """Key of a repeated record → the name that is kept for it."""
    municipality: str
    others: frozenset[str] = frozenset()
    """Names of sheets that are for looking up only."""


def _head_findings(file: str, edition: int, meta: Meta | None, around: Around) -> list[Finding]:
    found = []
    head, place = around.form.head, Place(file=file)
    if edition != head.version:
        newer = edition > head.version
        severity = Severity.WARNING if newer else Severity.INFO
        params: dict[str, str | int] = {"edition": edition, "known": head.version, "age": "新しい" if newer else "古い"}
        found.append(finding(head, head.codes.edition, severity, place, params))
    theirs = meta.municipality if meta else ""
    if theirs and around.municipality and theirs != around.municipality:
        params = {"theirs": theirs, "ours": around.municipality}
        found.append(finding(head, head.codes.municipality, Severity.ERROR, place, params))
    return found


def _read_sheet(reader: Reader, grid: Grid, kind: tuple[SheetForm, str], keys: dict[str, str]) -> list[Row]:
    """The rows of one sheet; ``keys`` notes which records have been read, from which sheet."""
    (form, key), head = kind, reader.head
    if form.table:
        return list(reader.table(grid, form))
    row = reader.form(grid, form, key)
    if row is None:
        return []
    if not key:
        params: dict[str, str | int] = {"reason": "何についてのシートか分かりません"}
        reader.findings.append(finding(head, head.codes.sheet, Severity.ERROR, row.place, params))
        return []
    if f"{form.id} {key}" in keys:
        params = {"other": keys[f"{form.id} {key}"]}
        reader.findings.append(finding(head, head.codes.two_sheets, Severity.ERROR, row.place, params))
        return []
    keys[f"{form.id} {key}"] = grid.name
    return [row]


def _left_out(head: Head, sheet: Sheet, file: str) -> Finding:
    return finding(head, head.codes.left_out, Severity.WARNING, Place(file=file, sheet=sheet.name))


def read(data: bytes, file: str, around: Around) -> Filled:
    """The answers in the bytes of a workbook.

    Raises:
        UnreadableError: the form's ``not_ours``, MIG-FORM-001 to -015 (no workbook that can be read).
    """
    book = xlsx.loads(data, file)
    unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
    return of_book(book, Source(file=file, unread=unread), around)


def of_book(book: Workbook, source: Source, around: Around) -> Filled:
    """The answers in a workbook.

    Raises:
        UnreadableError: the form's ``not_ours``.
    """
    file, head = source.file, around.form.head
    meta = _meta(head, book)
    if not is_ours(head, book):
        raise UnreadableError(head.codes.not_ours, Place(file=file), {"file": file})
    reader = Reader(head, source)
    reader.findings += _head_findings(file, _edition(head, book, meta), meta, around)
    if any(one.code == head.codes.municipality for one in reader.findings):
        return Filled(file=file, meta=meta, rows=(), findings=tuple(reader.findings))
    which = _Sheets(around.form, meta, around.names)
    rows: list[Row] = []
    keys: dict[str, str] = {}
    for sheet in book.sheets:
        grid = Grid(sheet)
        if sheet.name in _OURS | around.others or grid.is_empty():
            continue
        if (kind := which.of(grid)) is None:
            reader.findings.append(_left_out(head, sheet, file))
        else:
            rows += _read_sheet(reader, grid, kind, keys)
    about = scope(around.form, book)
    return Filled(file=file, meta=meta, rows=tuple(rows), findings=tuple(reader.findings), scope=about)
