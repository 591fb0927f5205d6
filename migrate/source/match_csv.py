"""Which table a CSV file holds and how it is written: by the names of its header, else by the order of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import CsvForm, SourceTable
from migrate.model.value import value
from migrate.source import codec as codecs
from migrate.source import csv_stated, csv_types, dialect, header, trailer, transcode
from migrate.source.csv_stated import ESCAPE, WORDS, Stated
from migrate.source.detect import Look
from migrate.source.dialect import Dialect
from migrate.source.header import Header, Meeting
from migrate.source.opening import opened
from migrate.source.records import fields

_QUOTING = {"all": "全部の欄を引用符で囲み", "minimal": "必要な欄だけ引用符で囲み", "none": "引用符なし"}
_NEWLINES = {"CRLF": "改行 CRLF", "LF": "改行 LF", "CR": "改行 CR", "mixed": "改行 CRLF と LF"}
_EVEN = 0.99
"""Part of the records that must have the same number of fields where no header says it."""
_LOOKED = 500
"""So many records are held against the types of a table's columns."""
_BY_TYPE = 90
_BY_TYPE_AND_NAME = 95
_KNOWN = "、".join(WORDS.values())


@value
class Csv:
    """A CSV file that holds rows of a table. ``why`` is the sentence without its end."""

    form: CsvForm
    table: SourceTable
    why: str
    findings: tuple[Finding, ...] = ()


@value
class _Reading:
    """The header of a CSV file beside one table."""

    table: SourceTable
    header: Header
    meeting: Meeting


@value
class _File:
    """A file that is looked at."""

    look: Look
    head: bytes
    stated: Stated

    @property
    def data(self) -> bytes:
        """Its first bytes, recoded so that no separator is part of a character."""
        return header.seen(self.head, self.look.encoding.codec)

    @property
    def inner(self) -> str:
        return transcode.inner(self.look.encoding.codec, b"|" + ESCAPE)

    def finding(
        self, code: str, severity: Severity, params: dict[str, str | int], table: SourceTable | None = None
    ) -> Finding:
        place = Place(file=self.look.source.name, table=table.name if table else None)
        return Finding(code=code, severity=severity, place=place, params=params)


def _called(look: Look, table: SourceTable) -> tuple[bool, int]:
    """Of tables with the same columns: the one that is stated, then the one after which the file is called.

    The file ``zei/T.csv`` is called after ``zei.T`` rather than after ``T``: the longest name counts.
    """
    path = ".".join(("", *PurePosixPath(look.source.name).with_suffix("").parts)).casefold()
    return table.name == look.table, len(table.name) if path.endswith(f".{table.name.casefold()}") else 0


def _readings(file: _File, tables: Sequence[SourceTable], lines: Sequence[Header]) -> Iterator[_Reading]:
    """The tables of whose columns and of which header at least half agree; where both are stated, any."""
    sure = file.stated.header is True and bool(file.look.table)
    there = {name.casefold() for one in lines for name in one.names}
    for table in tables if lines else ():
        if not sure and there.isdisjoint(header.names_of((table,))):
            continue
        found, meeting = header.best(lines, table)
        if sure or meeting.met * 2 >= max(len(found.names), len(table.columns)):
            yield _Reading(table=table, header=found, meeting=meeting)


def _rank(file: _File, one: _Reading) -> tuple[float, int, bool, int]:
    share = one.meeting.met / (len(one.table.columns) + len(one.meeting.extra))
    return (share, -one.header.skipped, *_called(file.look, one.table))


def _by_header(file: _File, tables: Sequence[SourceTable]) -> _Reading | None:
    codec = file.look.encoding.codec
    readings = list(_readings(file, tables, header.headers(file.head, codec, file.stated)))
    if not any(one.meeting.whole for one in readings):
        lower = list(header.below(file.head, codec, header.names_of(tables), file.stated))
        readings += _readings(file, tables, lower)
    return max(readings, key=lambda one: _rank(file, one), default=None)


def _header_findings(file: _File, reading: _Reading) -> Iterator[Finding]:
    table, meeting = reading.table, reading.meeting
    missing = [c.name for c, at in zip(table.columns, meeting.positions, strict=True) if at is None]
    for code, names in (("MIG-SRC-013", missing), ("MIG-SRC-018", meeting.extra), ("MIG-SRC-020", meeting.repeated)):
        told = meeting.met or names is missing  # a line without any known name may hold values, whatever was stated
        if names and told:
            columns = "、".join(name or "（名前なし）" for name in names)
            yield file.finding(code, Severity.ERROR, {"columns": columns}, table)


def _form(file: _File, found: Dialect, skipped: int, sure: int) -> CsvForm:
    """The form as it is kept, its footer counted at the end of the file."""
    rule = trailer.Rule(
        form=found.form,
        codec=transcode.inner(file.look.encoding.codec, header.separators(found.form)),
        width=found.width,
        stated=file.stated.footer,
    )
    return CsvForm(
        delimiter=found.form.delimiter.decode(),
        quote=found.form.quote.decode(),
        escape=found.form.escape.decode(),
        quoting=found.quoting,
        newline=found.newline,
        skipped=skipped,
        footer=_footer(file, found, rule),
        sure=sure,
        stated=file.stated.keys,
    )


def _footer(file: _File, found: Dialect, rule: trailer.Rule) -> int:
    if rule.stated is not None:
        return rule.stated
    codec = file.look.encoding.codec
    with transcode.readable(opened(file.look.source.path), codec, header.separators(found.form)) as stream:
        return trailer.footer(trailer.tail_of(stream), rule)[0]


def _said(found: Dialect, form: CsvForm) -> str:
    escape = "、バックスラッシュでエスケープ" if form.escape else ""
    return f"{WORDS[found.form.delimiter]}区切り（{_QUOTING[form.quoting]}{escape}、{_NEWLINES[form.newline]}）"


def _form_findings(file: _File, found: Dialect, form: CsvForm, table: SourceTable, titles: int) -> Iterator[Finding]:
    """What was passed over or could be meant otherwise; ``titles`` counts the lines in front of the header."""
    if titles and "skip" not in form.stated:
        yield file.finding("MIG-SRC-228", Severity.INFO, {"count": titles}, table)
    if form.footer and "footer" not in form.stated:
        yield file.finding("MIG-SRC-229", Severity.WARNING, {"count": form.footer}, table)
    unusual = [] if form.quote or "quote" in form.stated else ["引用符を文字として"]
    unusual += [] if not form.escape or "escape" in form.stated else ["バックスラッシュをエスケープとして"]
    if unusual:
        whole = found.share == 1.0 and found.plain < 1.0
        params: dict[str, str | int] = {
            "how": "、".join(unusual),
            "fit": round(found.share * found.records),
            "plain": round(found.plain * found.records),
            "records": found.records,
        }
        yield file.finding("MIG-SRC-230", Severity.INFO if whole else Severity.WARNING, params, table)
    if found.alone:
        yield file.finding("MIG-SRC-232", Severity.WARNING, {"count": found.alone, "newline": form.newline}, table)
    if found.nulls:
        yield file.finding("MIG-SRC-233", Severity.INFO, {"count": found.nulls}, table)


def _whole(file: _File) -> bool:
    return len(file.head) < 1 << 20


def _with_header(file: _File, reading: _Reading) -> Csv:
    found = dialect.judge(file.data, reading.header.start, reading.header.form, file.stated, len(reading.header.names))
    titles = reading.header.skipped - reading.header.marked
    form = _form(file, found, reading.header.skipped, sure=100)
    met, columns = reading.meeting.met, len(reading.table.columns)
    where = f" {reading.header.skipped + 1} 行目の見出し" if titles else "見出し"
    why = f"{_said(found, form)}の{where}の列名が、表 {reading.table.name} の {columns} 列のうち {met} 列と一致する"
    findings = (*_header_findings(file, reading), *_form_findings(file, found, form, reading.table, titles))
    return Csv(form=form, table=reading.table, why=why, findings=findings)


@value
class _Bare:
    """A file without header under one delimiter, and the tables of as many columns."""

    found: Dialect
    first: Header
    agreements: tuple[csv_types.Agreement, ...]


def _fields(file: _File, first: Header, found: Dialect) -> tuple[csv_types.Field, ...]:
    """The fields of the first records that have as many as most."""
    records = dialect.body_of(file.data, first.begin, found.form, _whole(file))[:_LOOKED]
    cut = [fields(one.raw, found.form) for one in records if one.fields == found.width]
    texts = ([codecs.decode(field, file.inner) for field in one] for one in cut)
    return tuple(csv_types.look(cells) for cells in zip(*texts, strict=True))


def _bare(file: _File, tables: Sequence[SourceTable]) -> Iterator[_Bare]:
    for form in header.forms(file.data, file.stated):
        lines = header.rows(file.data, file.inner, form)
        first = next((one for one in lines if one.skipped >= (file.stated.skip or 0)), None)
        if first is None:
            continue
        found = dialect.judge(file.data, first.begin, form, file.stated)
        stated = bool(file.look.table) or file.stated.header is False
        if found.share < _EVEN and not stated:
            continue
        fitting = [table for table in tables if len(table.columns) == found.width and (found.width > 1 or stated)]
        fitting = [table for table in fitting if stated or all(column.start is None for column in table.columns)]
        looked = _fields(file, first, found) if fitting else ()
        agreements = tuple(csv_types.agree(table, looked) for table in fitting) if looked else ()
        if agreements:
            yield _Bare(found=found, first=first, agreements=agreements)


def _without_header(file: _File, one: _Bare, agreement: csv_types.Agreement) -> Csv:
    table = agreement.table
    stated = file.stated.header is False
    named = any(_called(file.look, table)) or PurePosixPath(file.look.source.name).stem.casefold().startswith(
        table.name.casefold()
    )
    sure = 100 if stated and file.look.table else _BY_TYPE_AND_NAME if named else _BY_TYPE
    form = replace(_form(file, one.found, one.first.skipped, sure), header=False)
    columns = len(table.columns)
    how = "project.yaml に見出しなしとあり、" if stated else f"{agreement.proofs} 列の値の型が合い、"
    why = f"{_said(one.found, form)}の欄の数が表 {table.name} の {columns} 列と同じで、{how}見出しがないとみた"
    why += f"（確かさ {sure} %）" if sure < 100 else ""
    findings = tuple(_form_findings(file, one.found, form, table, one.first.skipped - one.first.marked))
    if not stated:
        told = file.finding("MIG-SRC-227", Severity.WARNING, {"sure": sure, "file": file.look.source.name}, table)
        findings = (told, *findings)
    return Csv(form=form, table=table, why=why, findings=findings)


def _by_order(file: _File, tables: Sequence[SourceTable]) -> tuple[Csv | None, tuple[str, ...]]:
    """The one table whose types agree; else the names of those that could be meant."""
    if file.stated.header is True:
        return None, ()
    stated = file.stated.header is False and bool(file.look.table)
    found = [(one, agreement) for one in _bare(file, tables) for agreement in one.agreements]
    likely = [
        (one, agreement)
        for one, agreement in found
        if stated or (not agreement.contradicted and not (agreement.first_differs and file.stated.header is None))
    ]
    sure = [(one, a) for one, a in likely if stated or file.stated.header is False or a.proofs]
    called = [(one, a) for one, a in sure if any(_called(file.look, a.table))]
    best = max((_called(file.look, a.table) for _, a in called), default=(False, 0))
    called = [(one, a) for one, a in called if _called(file.look, a.table) == best]
    chosen = called if len(called) == 1 else sure
    if len(chosen) == 1:
        return _without_header(file, *chosen[0]), ()
    return None, tuple(dict.fromkeys(agreement.table.name for _, agreement in likely))


def find(look: Look, tables: Sequence[SourceTable], head: bytes) -> tuple[Csv | None, tuple[str, ...]]:
    """The table whose rows the file holds; where none is sure, the names of those that it could be without header.

    Raises:
        MigrateError: MIG-SRC-015, project.yaml states a form that does not exist.
    """
    file = _File(look=look, head=head, stated=csv_stated.of_source(look.source.declared))
    if file.stated.header is not False and (reading := _by_header(file, tables)):
        return _with_header(file, reading), ()
    return _by_order(file, tables)


def unmatched(look: Look, head: bytes) -> tuple[CsvForm | None, int, tuple[Finding, ...]]:
    """How a file that fits no table is written, as far as it can be told, and the number of its fields.

    Where two delimiters cut it about equally well, a finding says so.
    """
    file = _File(look=look, head=head, stated=csv_stated.of_source(look.source.declared))
    lines = header.headers(head, look.encoding.codec, file.stated)
    judged = [dialect.judge(file.data, one.begin, one.form, file.stated) for one in lines if one.names]
    judged = [one for one in judged if one.width > 1]
    judged.sort(key=lambda one: (one.share * (one.width > 1), one.width), reverse=True)
    if not judged:
        return None, max((len(one.names) for one in lines), default=0), ()
    best, second = judged[0], dialect.rival(judged)
    found: tuple[Finding, ...] = ()
    if second:
        params: dict[str, str | int] = {
            "first": WORDS[best.form.delimiter],
            "second": WORDS[second.form.delimiter],
            "known": _KNOWN,
            "file": look.source.name,
        }
        found = (file.finding("MIG-SRC-226", Severity.WARNING, params),)
    return _form(file, best, lines[0].skipped, sure=round(best.share * (50 if second else 100))), best.width, found
