"""Which table a data file holds: by the names of its header, else by the length of its records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from migrate.errors import MigrateError
from migrate.model.finding import Finding, Place, Severity
from migrate.model.source import CsvForm, SourceKind, SourceTable
from migrate.model.value import value
from migrate.source import match_csv, read_fixed, transcode
from migrate.source.detect import Look
from migrate.source.header import head_bytes

_NO_NAMES = "見出しの列名が合う表がありません。"


@value
class Match:
    """What a data file is. ``table`` is empty where none fits; then a finding says so."""

    kind: SourceKind
    table: str = ""
    why: str
    findings: tuple[Finding, ...] = ()
    csv: CsvForm | None = None
    """CSV files: how they are written."""


def _error(code: str, look: Look, params: dict[str, str | int]) -> Finding:
    place = Place(file=look.source.name)
    return Finding(code=code, severity=Severity.ERROR, place=place, params=params)


def _no_match(look: Look, head: bytes, reason: str) -> Match:
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<?xml"):
        return Match(kind=SourceKind.CSV, why="XML の文書で、読めない", findings=(_error("MIG-SRC-309", look, {}),))
    form, width, found = match_csv.unmatched(look, head)
    kind = look.kind or (SourceKind.CSV if width > 1 else SourceKind.FIXED)
    told = (_error("MIG-SRC-009", look, {"reason": reason}), *(found if kind is SourceKind.CSV else ()))
    csv = form if kind is SourceKind.CSV else None
    return Match(kind=kind, why="DDL でもレイアウト表でもなく、合う表もない", findings=told, csv=csv)


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
    could: tuple[str, ...] = ()
    if look.kind is not SourceKind.FIXED:
        csv, could = match_csv.find(look, tables, head)
        if csv:
            why, found = csv.why, csv.findings
            return Match(kind=SourceKind.CSV, table=csv.table.name, why=why, findings=found, csv=csv.form)
    if could:
        return _no_match(look, head, f"{_NO_NAMES}見出しのない CSV なら、表 {'、'.join(could)} かもしれません")
    if look.kind is SourceKind.CSV or transcode.needed(look.encoding.codec):
        return _no_match(look, head, f"{_NO_NAMES}見出しのない CSV としても、欄の数と型の合う表がありません")
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
