"""Look at every file of the current system: tables from DDL and layouts, and the data files beside them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.errors import NothingCheckedError
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.source import SourceFile, SourceKind, SourceSchema, SourceTable
from migrate.model.value import value
from migrate.source import encoding, read_fixed, remarks
from migrate.source.book import entry
from migrate.source.copybook.reader import read_copybooks
from migrate.source.ddl.script import read_scripts
from migrate.source.detect import IGNORED, Detect, Input, Look, declared_kind, doubts, look_at, text_of
from migrate.source.hosted import entry as hosted
from migrate.source.hosted.readings import undecided
from migrate.source.layout import Layout, read_layout
from migrate.source.layout_types import formed
from migrate.source.match import match
from migrate.source.opening import length_of
from migrate.source.same_name import told_apart
from migrate.source.standard.beside import Known, place
from migrate.source.transfer import entry as transfer
from migrate.source.transfer.entry import Lists

_UNKNOWN = ("MIG-SRC-001", "MIG-SRC-002", "MIG-SRC-240")
_UNMATCHED = ("MIG-SRC-009", "MIG-SRC-300", "MIG-SRC-309")
_DATA = (None, SourceKind.CSV, SourceKind.FIXED)


@value
class _Part:
    """What one file gave."""

    file: SourceFile
    tables: tuple[SourceTable, ...] = ()
    findings: tuple[Finding, ...] = ()


def _file(look: Look, kind: SourceKind, why: str, table: str = "") -> SourceFile:
    return SourceFile(
        path=look.source.name,
        kind=kind,
        sha256=look.source.sha256,
        encoding=look.encoding.codec,
        why=f"{why}ため。文字コード: {look.encoding.why}。",
        table=table,
    )


def _damaged(look: Look) -> tuple[Finding, ...]:
    """A DDL or layout whose encoding is in doubt, or with undecodable bytes: names may be damaged."""
    if not look.encoding.undecodable:
        return doubts(look)
    params: dict[str, str | int] = {"count": look.encoding.undecodable, "encoding": look.encoding.codec}
    place = Place(file=look.source.name)
    return (Finding(code="MIG-SRC-019", severity=Severity.WARNING, place=place, params=params), *doubts(look))


def _ddl(looks: Sequence[Look]) -> Iterable[_Part]:
    """The DDL scripts, read together: keys and comments may stand in another file than their table."""
    scripts = read_scripts([(text_of(look), look.source.name) for look in looks])
    for look, script in zip(looks, scripts, strict=True):
        file = replace(
            _file(look, SourceKind.DDL, look.why),
            statements_read=script.read,
            statements_skipped=script.skipped,
            statements_unknown=script.unknown,
        )
        yield _Part(file=file, tables=script.tables, findings=(*script.findings, *_damaged(look)))


def _copybooks(looks: Sequence[Look]) -> Iterable[_Part]:
    """The COBOL texts, read together: one may copy another."""
    books = read_copybooks([(text_of(look), look.source.name) for look in looks])
    for look, book in zip(looks, books, strict=True):
        file = replace(
            _file(look, SourceKind.COPYBOOK, look.why),
            statements_read=book.read,
            statements_skipped=book.skipped,
            statements_unknown=book.unknown,
        )
        yield _Part(file=file, tables=book.tables, findings=(*book.findings, *_damaged(look)))


def _books(sources: Sequence[Input]) -> tuple[list[_Part], dict[str, Lists]]:
    """The definition books, and by name the workbooks that list the items of transfer files."""
    parts: list[_Part] = []
    found: dict[str, Lists] = {}
    for source in sources:
        workbook, data = entry.load(source.path, source.name)
        lists = transfer.of_workbook(workbook, source.name) if declared_kind(source) is not SourceKind.BOOK else None
        if lists is not None:
            found[source.name] = lists
            continue
        book = entry.book_of(workbook, data, source.name)
        parts.append(_Part(file=entry.file_of(source, book), tables=book.tables, findings=book.findings))
    return parts, found


def _lists(sources: Sequence[Input], looks: Sequence[Look], lists: Mapping[str, Lists]) -> Iterable[_Part]:
    """Files that list the items of transfer files: their tables come with the first of them."""
    if not lists:
        return
    made = transfer.listing([lists[name] for name in sorted(lists)])
    tables, findings = made.tables, made.findings
    by_name = {look.source.name: look for look in looks}
    for source in (source for source in sources if source.name in lists):
        look = by_name.get(source.name)
        codec, why = (look.encoding.codec, f"文字コード: {look.encoding.why}。") if look else ("", "")
        told = (*findings, *(_damaged(look) if look else ()))
        yield _Part(file=transfer.file_of(source, lists[source.name], codec, why), tables=tables, findings=told)
        tables, findings = (), ()


def _name_layouts(layouts: Sequence[Layout], data: Sequence[Look], hosts: Sequence[Input]) -> list[Layout]:
    """Name the layouts that do not say their name: after the one data file that fits, by statement or by length.

    ``hosts`` may be files of a host: they are not looked at as text, and only their length counts.
    """
    named: list[Layout] = []
    for layout in layouts:
        if layout.named:
            named.append(layout)
            continue
        fitting = [look.source for look in data if match(_unstated(look), [layout.table]).table]
        fitting += [source for source in hosts if read_fixed.fits(source.path, layout.table)]
        stated = sorted({one.declared.table for one in fitting if one.declared and one.declared.table})
        name = layout.table.name
        if len(stated) == 1:
            name = stated[0]
        elif len(fitting) == 1:
            name = PurePosixPath(fitting[0].name).stem.upper()
        named.append(replace(layout, table=replace(layout.table, name=name)))
    return named


def _unstated(look: Look) -> Look:
    """The look without the table that project.yaml states: only the file's own form counts."""
    declared = look.source.declared
    return replace(look, source=replace(look.source, declared=replace(declared, table="") if declared else None))


def _weigh(findings: Iterable[Finding], max_unknown: int) -> tuple[Finding, ...]:
    """Unknown statements weigh as warnings where no more of them are there than the user allows."""
    found = sorted(findings, key=sort_key)
    if sum(f.code in _UNKNOWN for f in found) <= max_unknown:
        found = [replace(f, severity=Severity.WARNING) if f.code in _UNKNOWN else f for f in found]
    return tuple(found)


def _empty(source: Input) -> Finding:
    return Finding(code="MIG-SRC-011", severity=Severity.ERROR, place=Place(file=source.name))


def _without_data(tables: Iterable[SourceTable], files: Iterable[SourceFile]) -> Iterable[Finding]:
    """Tables whose rows no file holds, where there are data files at all."""
    held = {file.table for file in files if file.kind in _DATA}
    for table in tables if held else ():
        if table.name not in held:
            place = Place(file=table.file, line=table.line, table=table.name)
            yield Finding(code="MIG-SRC-017", severity=Severity.INFO, place=place)


def scan(
    sources: Sequence[Input],
    max_unknown: int = 0,
    known: Known | None = None,
    beside: Sequence[SourceSchema] = (),
    detect: Detect = encoding.detect,
) -> SourceSchema:
    """Everything that the files say of the current system's structure.

    Args:
        sources: the files, in the order in which they are read (sort them).
        max_unknown: so many unknown statements are warnings; one more makes all of them errors.
        known: gives the standards among whose groups the data files are looked for that no declared table fits.
        beside: structures of databases, each with its one file; data files are matched with their tables too.
        detect: tells the encoding of a file.

    Raises:
        NothingCheckedError: MIG-SRC-016, there is no file, or no table in any of them.
        UnreadableError: MIG-SRC-007, -008 (encoding), -012 (layout), -060 (a book without a table, and no other one),
            MIG-FORM-001 to -015 (a workbook that is refused).
        MigrateError: MIG-SRC-015, project.yaml states what does not exist.
    """
    taken = [s for s in sources if not (s.declared and s.declared.kind.casefold() in IGNORED)]
    findings = [_empty(source) for source in taken if length_of(source.path) == 0]
    full = [source for source in taken if length_of(source.path)]
    books = [source for source in full if entry.is_book(source)]
    hosts = [source for source in full if source not in books and hosted.belongs(source)]
    seen = [look_at(source, detect) for source in full if source not in books and source not in hosts]
    parts, in_books = _books(books)
    in_texts, looks = transfer.split(seen, tuple(in_books.values()))
    data = [look for look in looks if look.kind in _DATA]
    parts += _ddl([look for look in looks if look.kind is SourceKind.DDL])
    parts += _lists(full, seen, in_books | in_texts)
    parts += _copybooks([look for look in looks if look.kind is SourceKind.COPYBOOK])
    codes = [look for look in looks if look.kind is SourceKind.CODES]
    parts += [_Part(file=_file(look, SourceKind.CODES, look.why)) for look in codes]
    read = [look for look in looks if look.kind is SourceKind.LAYOUT]
    unnamed = [read_layout(text_of(look), look.source.name, look.table) for look in read]
    layouts = _name_layouts(unnamed, data, hosts)
    for look, layout in zip(read, layouts, strict=True):
        file = _file(look, SourceKind.LAYOUT, look.why, layout.table.name)
        found = (*layout.findings, *_damaged(look))
        parts.append(_Part(file=file, tables=(layout.table,), findings=found))
    parts += [_Part(file=one.files[0], tables=one.tables, findings=one.findings) for one in beside]
    databases = {one.files[0].path for one in beside}
    tables, doubled = told_apart((table for part in parts for table in part.tables), databases)
    tables, left_out = remarks.clean(tables)
    findings += [*left_out, *doubled, *(finding for part in parts for finding in part.findings)]
    settled = hosted.settle(hosts, data, tuple(map(formed, tables)), [look.source for look in codes])
    tables = settled.tables
    findings += [*settled.findings, *undecided(tables)]
    files = [*(part.file for part in parts), *settled.files]
    placed = tuple(place(settled.rest, tables, known))
    for one in placed:
        files.append(replace(_file(one.look, one.match.kind, one.match.why, one.match.table), csv=one.match.csv))
        findings += (*one.match.findings, *doubts(one.look))
    made = [one.table for one in placed if one.table is not None]
    tables = tuple(sorted((*tables, *made), key=lambda table: table.name))
    if not tables and not any(finding.code in (*_UNKNOWN, *_UNMATCHED) for finding in findings):
        entry.refuse_empty(part.file for part in parts)
        raise NothingCheckedError("MIG-SRC-016", params={"count": len(taken)})
    findings += _without_data(tables, files)
    files.sort(key=lambda file: file.path)
    return SourceSchema(tables=tables, files=tuple(files), findings=_weigh(findings, max_unknown))
