"""Which table a data file holds: by the names of its header, else by the length of its records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import SourceKind, SourceTable
from migrate.model.value import value
from migrate.source import read_fixed
from migrate.source.detect import Look
from migrate.source.header import WORDS, Header, Meeting, best, head_bytes, headers


@value
class Match:
    """What a data file is. ``table`` is empty where none fits; then a finding says so."""

    kind: SourceKind
    table: str = ""
    why: str
    findings: tuple[Finding, ...] = ()


@value
class _Reading:
    """The header of a CSV file beside one table."""

    table: SourceTable
    header: Header
    meeting: Meeting


def _error(code: str, look: Look, params: dict[str, str | int], table: str = "") -> Finding:
    place = Place(file=look.source.name, table=table or None)
    return Finding(code=code, severity=Severity.ERROR, place=place, params=params)


def _header_findings(look: Look, reading: _Reading) -> tuple[Finding, ...]:
    table = reading.table
    meeting = reading.meeting
    missing = [c.name for c, at in zip(table.columns, meeting.positions, strict=True) if at is None]
    found = []
    for code, names in (("MIG-SRC-013", missing), ("MIG-SRC-018", meeting.extra), ("MIG-SRC-020", meeting.repeated)):
        if names:
            columns = "、".join(name or "（名前なし）" for name in names)
            found.append(_error(code, look, {"columns": columns}, table.name))
    return tuple(found)


def _best_reading(look: Look, tables: Sequence[SourceTable], head: bytes) -> _Reading | None:
    """The table whose columns the header names; at least half of the header and of the table must agree."""
    readings = []
    lines = headers(head, look.encoding.codec)
    for table in tables:
        header, meeting = best(lines, table)
        if meeting.met * 2 >= max(len(header.names), len(table.columns)):
            readings.append(_Reading(table=table, header=header, meeting=meeting))
    return max(
        readings,
        key=lambda r: (r.meeting.met / (len(r.table.columns) + len(r.meeting.extra)), *_called(look, r.table)),
        default=None,
    )


def _called(look: Look, table: SourceTable) -> tuple[bool, bool]:
    """Of tables with the same columns: the one that is stated, then the one after which the file is called."""
    stem, name = PurePosixPath(look.source.name).stem.casefold(), table.name.casefold()
    return table.name == look.table, stem == name or stem.endswith(f".{name}")


def _csv(look: Look, reading: _Reading) -> Match:
    met, columns = reading.meeting.met, len(reading.table.columns)
    delimiter = WORDS[reading.header.form.delimiter]
    why = f"{delimiter}区切りの見出しの列名が、表 {reading.table.name} の {columns} 列のうち {met} 列と一致する"
    findings = _header_findings(look, reading)
    return Match(kind=SourceKind.CSV, table=reading.table.name, why=why, findings=findings)


def _no_match(look: Look, head: bytes, reason: str) -> Match:
    width = max(len(header.names) for header in headers(head, look.encoding.codec))
    kind = look.kind or (SourceKind.CSV if width > 1 else SourceKind.FIXED)
    finding = _error("MIG-SRC-009", look, {"reason": reason})
    return Match(kind=kind, why="DDL でもレイアウト表でもなく、合う表もない", findings=(finding,))


def _nearest(look: Look, fitting: Sequence[SourceTable]) -> list[SourceTable]:
    """Of several layouts with the same record length, those whose name the file's name begins with."""
    stem = PurePosixPath(look.source.name).stem.casefold()
    return [table for table in fitting if stem.startswith(table.name.casefold())]


def match(look: Look, tables: Sequence[SourceTable]) -> Match:
    """Find the table of a data file.

    Raises:
        MigrateError: MIG-SRC-015, project.yaml names a table that no DDL and no layout declares.
    """
    if look.table:
        stated = [table for table in tables if table.name == look.table]
        if not stated:
            known = "、".join(sorted(table.name for table in tables)) or "なし"
            params = {"file": look.source.name, "key": "table", "value": look.table, "known": known}
            raise MigrateError("MIG-SRC-015", Place(file="project.yaml"), params)
        tables = stated
    head = head_bytes(look.source.path)
    if look.kind is not SourceKind.FIXED and (reading := _best_reading(look, tables, head)):
        return _csv(look, reading)
    if look.kind is SourceKind.CSV:
        return _no_match(look, head, "見出しの列名が合う表がありません")
    fitting = [table for table in tables if read_fixed.fits(look.source.path, table)]
    if len(fitting) > 1:
        fitting = _nearest(look, fitting) or fitting
    if len(fitting) == 1:
        length = read_fixed.record_length(fitting[0])
        newline = {b"\r\n": "改行 CRLF", b"\n": "改行 LF", b"\r": "改行 CR", b"": "改行なし"}
        ending = newline[read_fixed.newline_in(head, length)]
        why = f"レコードの長さ {length} バイト（{ending}）が、レイアウト {fitting[0].name} と一致する"
        return Match(kind=SourceKind.FIXED, table=fitting[0].name, why=why)
    if fitting:
        names = "、".join(table.name for table in fitting)
        return _no_match(look, head, f"レコードの長さが合うレイアウトが複数あり（{names}）、決められません")
    return _no_match(look, head, "見出しの列名が合う表も、レコードの長さが合うレイアウトもありません")
