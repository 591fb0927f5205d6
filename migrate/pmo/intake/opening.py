"""One file of a folder of returns: read as whatever it is, never trusted; reports, or why there are none."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import archive, beginning, xlsx
from migrate.files.digest import sha256_of
from migrate.model.pmo import BodyReport
from migrate.model.value import value
from migrate.pmo.intake import cells, own, package, published, workbook
from migrate.pmo.intake.terms import Terms
from migrate.pmo.intake.verdict import FileVerdict, NotTakenError, Remark, Verdict

JSON, XLSX = "JSON", "xlsx"
"""Forms of own reports; of two that say the same the first is used."""
MAX_FILE = 64 << 20
_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})
_BROKEN = frozenset({"MIG-SRC-221", "MIG-SYS-050"})
_HOSTILE = frozenset(f"MIG-FORM-{number:03}" for number in (2, 5, 6, 7, 8, 9, 10)) | {"MIG-SRC-222"}


@value
class Opened:
    """A file that was read: a first verdict (taken, or why not), and the reports in it."""

    told: FileVerdict
    reports: tuple[BodyReport, ...] = ()
    own: bool = True


def paths(folder: Path, store: Path) -> tuple[Path, ...]:
    """All files below the folder, by name; what lies in the store is none of them."""
    inside = store.resolve()
    every = (one for one in folder.rglob("*") if one.is_symlink() or not one.is_dir())
    return tuple(sorted(one for one in every if not one.absolute().is_relative_to(inside)))


def opened(path: Path, name: str, terms: Terms) -> Opened:
    """The file ``path``, called ``name`` in what is told of it."""
    sha256 = ""
    try:
        if path.is_symlink() or not path.is_file():
            raise NotTakenError(Verdict.REFUSED, "ほかの場所を指すリンクか、ファイルではないものです")
        if path.stat().st_size > MAX_FILE:
            raise NotTakenError(Verdict.REFUSED, f"{MAX_FILE >> 20} MB を超えています")
        sha256 = sha256_of(path)
        found = _read(path, terms)
    except NotTakenError as error:
        told = FileVerdict(file=name, sha256=sha256, verdict=error.verdict, reason=error.reason, faults=error.faults)
        return Opened(told=told)
    except UnreadableError as error:
        verdict = Verdict.UNREADABLE
        if error.code in _HOSTILE:
            verdict = Verdict.REFUSED
        elif error.code in _BROKEN:
            verdict = Verdict.BROKEN
        return Opened(told=FileVerdict(file=name, sha256=sha256, verdict=verdict, reason=terms.worded(error)))
    except OSError:
        reason = "読む権限がないか、読んでいる間に無くなりました"
        return Opened(told=FileVerdict(file=name, sha256=sha256, verdict=Verdict.UNREADABLE, reason=reason))
    return replace(found, told=replace(found.told, file=name, sha256=sha256))


def _read(path: Path, terms: Terms) -> Opened:
    """The reports of a file.

    Raises:
        NotTakenError: there are none to be taken.
        UnreadableError: what the guards say.
    """
    suffix = path.suffix.casefold()
    if not archive.is_visible(path.name):
        raise NotTakenError(Verdict.OTHER, "システムや表計算ソフトが残したファイルです")
    if not path.stat().st_size:
        raise NotTakenError(Verdict.UNREADABLE, "空のファイルです")
    if suffix in _BOOKS:
        return _book(path.name, xlsx.read_bytes(path), terms)
    kind = archive.kind(path)
    if kind == "zip":
        return _package(path, terms)
    if kind:
        raise NotTakenError(Verdict.UNREADABLE, "この圧縮形式は読みません（ZIP で送ってもらってください）")
    if suffix == ".json":
        return _own(JSON, (), lambda: own.read(beginning.read(path, MAX_FILE), terms), terms)
    if suffix == ".csv":
        return _published(path.name, {"CSV": _csv(beginning.read(path, MAX_FILE))}, terms)
    raise NotTakenError(Verdict.OTHER, "報告（ZIP、JSON、Excel、CSV）ではありません")


def _package(path: Path, terms: Terms) -> Opened:
    """The report in a zip: the JSON first, the workbook where that is missing or damaged."""
    found = package.opened(path, terms.worded)
    if found.json is None:
        return _instead(path.name, found, f"{package.JSON} がないか、書き換わっています", terms)
    data = found.json
    try:
        return _own(JSON, found.remarks, lambda: own.read(data, terms), terms)
    except NotTakenError as error:
        if found.xlsx is None or error.verdict not in (Verdict.SCHEMA, Verdict.UNREADABLE):
            raise
        try:
            return _instead(path.name, found, error.reason, terms)
        except (NotTakenError, UnreadableError):
            raise error from None


def _instead(name: str, found: package.Package, reason: str, terms: Terms) -> Opened:
    """The workbook of a package, for want of its JSON."""
    data = found.xlsx or b""
    remarks = (*found.remarks, Remark(code="MIG-PMO-062", detail=reason))
    return _own(XLSX, remarks, lambda: workbook.read(xlsx.loads(data, name), terms), terms)


def _own(form: str, remarks: Sequence[Remark], read: Callable[[], BodyReport], terms: Terms) -> Opened:
    """A body's own report, its body identified."""
    told = read()
    body = terms.register.own(told.body, told.period)
    report, left = own.of_the_twenty(replace(told, body=body), terms)
    if terms.period and report.period != terms.period:
        raise NotTakenError(Verdict.PERIOD, f"{report.period} の報告です（集めているのは {terms.period}）")
    return Opened(told=_taken(form, (*remarks, *left)), reports=(report,))


def _taken(form: str, remarks: Sequence[Remark]) -> FileVerdict:
    return FileVerdict(file="", sha256="", verdict=Verdict.TAKEN, form=form, remarks=tuple(remarks))


def _book(name: str, data: bytes, terms: Terms) -> Opened:
    book = xlsx.loads(data, name, any_form=True)
    if workbook.is_report(book):
        return _own(XLSX, (), lambda: workbook.read(book, terms), terms)
    return _published(name, {sheet.name: cells.texts(sheet) for sheet in book.sheets}, terms)


def _published(name: str, sheets: dict[str, list[list[str]]], terms: Terms) -> Opened:
    found = published.read(name, sheets, terms)
    if terms.period and any(one.period != terms.period for one in found.reports):
        raise NotTakenError(Verdict.PERIOD, f"{found.reports[0].period} の資料です（集めているのは {terms.period}）")
    if not found.reports:
        raise NotTakenError(
            Verdict.SCHEMA,
            "団体の行が一つもありません" if not found.faults else own.summary(found.faults),
            found.faults,
        )
    verdict = Verdict.PARTLY if found.faults else Verdict.TAKEN
    reason = own.summary(found.faults) if found.faults else ""
    told = replace(_taken(found.form, found.remarks), verdict=verdict, reason=reason, faults=found.faults)
    return Opened(told=told, reports=found.reports, own=False)


def _csv(data: bytes) -> list[list[str]]:
    """The rows of a CSV in UTF-8 or, as Excel saves it, in Shift_JIS; all equally long.

    Raises:
        NotTakenError: neither.
    """
    for encoding in ("utf-8-sig", "cp932"):
        try:
            rows = list(_rows(data.decode(encoding)))
        except UnicodeDecodeError:
            continue
        except csv.Error:
            break
        width = max(map(len, rows), default=0)
        return [[*row, *[""] * (width - len(row))] for row in rows]
    raise NotTakenError(Verdict.UNREADABLE, "CSV（UTF-8 か Shift_JIS）として読めません")


def _rows(text: str) -> Iterator[list[str]]:
    yield from csv.reader(io.StringIO(text, newline=""), strict=True)
