"""`rfi collect`: what a vendor sent back, kept as it came, read, judged, and answered with a return sheet (⑥-2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records, xlsx, xlsx_unread
from migrate.flow import rfi_state
from migrate.flow.outcome import Outcome
from migrate.forms.form import KEY
from migrate.forms.plan import file_part
from migrate.forms.read.rows import Source
from migrate.model.document import Cell, Column, Document, Figure, Figures, Grid, Section, Tone, Value
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.procure import comparable, receiving, returned
from migrate.procure.package import STANDARD, Package
from migrate.procure.receiving import Opened
from migrate.procure.submission import Current, ReceivedFile, Submission
from migrate.report import messages
from migrate.report.formats import xlsx as sheet
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_BOOKS = frozenset({".xlsx", ".xlsm", ".xls", ".ods"})


@value
class Delivery:
    """Who sent it, when, and for which unit."""

    vendor: str
    """Letters, digits and hyphens."""
    received: str = ""
    """ISO day; empty for today."""
    unit: str = ""


@value
class RfiCollect:
    """Result of `rfi collect`. Numbers count cells, but ``strays`` and ``lost`` rows."""

    unit: str
    vendor: str
    number: int
    """Number of the delivery; 0 where nothing new came."""
    received: str
    late: bool
    files: tuple[ReceivedFile, ...]
    duplicates: tuple[str, ...]
    """Files that had come before."""
    answers: int
    refused: int
    strays: int
    lost: int
    asked: int
    answered: int
    returned: str
    """The return sheet, empty where nothing new came."""


@value
class _File:
    """A file of a delivery."""

    name: str
    data: bytes
    sha256: str
    opened: Opened | None
    finding: Finding | None
    """Why it could not be taken."""


def collect(workspace: Workspace, session: Session, files: Sequence[Path], wish: Delivery) -> Outcome:
    """Take a delivery: files, or folders with them. One that cannot be read stops none of the others.

    Raises:
        MigrateError: MIG-RFI-026 (which unit?), -029 (no key of a vendor).
        NothingCheckedError: MIG-RFI-027 (no package is built), -036 (a folder without files).
        UnreadableError: MIG-SYS-001, -002, -003.
    """
    unit = rfi_state.unit_of(workspace, wish.unit)
    if not KEY.fullmatch(wish.vendor):
        raise MigrateError("MIG-RFI-029", params={"vendor": wish.vendor})
    with job.run(workspace, session, "rfi collect") as work:
        packages = tuple(rfi_state.packages(work, unit).values())
        deliveries = rfi_state.received(work, unit)
        before = deliveries.get(wish.vendor, ())
        given = [_open(work, path, packages) for path in _paths(files)]
        fresh, again = _apart(given, before)
        opened = [one.opened for one in fresh if one.opened]
        taken = [receiving.take(many) for many in receiving.grouped(opened).values()]
        made = Submission(
            vendor=wish.vendor,
            number=max((one.number for one in before), default=0) + bool(fresh),
            edition=max(one.edition for one in packages),
            received=wish.received or session.as_of.isoformat(),
            late=receiving.is_late(wish.received or session.as_of.isoformat(), packages),
            files=tuple(_received(unit, wish.vendor, before, each) for each in enumerate(fresh, start=1)),
            books=tuple(one.answers for one in taken),
        )
        found = [*again, *(f for one in taken for f in one.findings), *(f.finding for f in fresh if f.finding)]
        if fresh:
            found += receiving.around(made, before, packages)
            deliveries = {**deliveries, wish.vendor: (*before, made)}
        findings = tuple(sorted(found, key=sort_key))
        name = _write(work, unit, (made, fresh), packages, findings) if fresh else ""
        _write_current(work, unit, packages, rfi_state.vendors(deliveries))
        work.findings = len(findings)
    result = _result(unit, made, tuple(one.place.file or "" for one in again), name)
    return _outcome(work, result, findings, _unreadable(fresh))


def _unreadable(fresh: Sequence[_File]) -> bool:
    """True where a workbook could not be read; a brochure beside the answers is none."""
    return any(one.finding is not None and one.finding.severity is Severity.ERROR for one in fresh)


def _paths(files: Sequence[Path]) -> tuple[Path, ...]:
    """The files themselves, and all in the folders; what an office program left beside them is none.

    Raises:
        NothingCheckedError: MIG-RFI-036.
    """
    found: list[Path] = []
    for path in files:
        inside = sorted(one for one in path.rglob("*") if one.is_file()) if path.is_dir() else [path]
        found += (one for one in inside if not one.name.startswith(("~$", ".")))
    if not found:
        raise NothingCheckedError("MIG-RFI-036", params={"folder": "、".join(path.name for path in files)})
    return tuple(found)


def _open(work: Job, path: Path, packages: Sequence[Package]) -> _File:
    """A file, read as far as it can be; of one that is too large or in use nothing is kept.

    Raises:
        UnreadableError: MIG-SYS-001, -002, the file itself cannot be had.
    """
    name = path.name
    sha256 = work.note(path).sha256
    data, opened, told = b"", None, None
    try:
        data = xlsx.read_bytes(path)
        if path.suffix.lower() not in _BOOKS:
            told = Finding(code="MIG-RFI-034", severity=Severity.WARNING, place=Place(file=name), params={"file": name})
            return _File(name=name, data=data, sha256=sha256, opened=None, finding=told)
        found = xlsx.loads(data, name, any_form=True)
        unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
        opened = receiving.open_file(packages, found, Source(file=name, unread=unread))
        if opened is None:
            raise UnreadableError("MIG-RFI-001", Place(file=name), {"file": name})
    except UnreadableError as error:
        told = Finding(code=error.code, severity=Severity.ERROR, place=error.where, params=error.params)
    return _File(name=name, data=data, sha256=sha256, opened=opened, finding=told)


def _apart(given: Sequence[_File], before: Sequence[Submission]) -> tuple[tuple[_File, ...], tuple[Finding, ...]]:
    """Files that had not come before, and a finding for each that had (or that came twice)."""
    known = {file.sha256: one.number for one in before for file in one.files}
    fresh: dict[str, _File] = {}
    again = []
    for one in given:
        if one.sha256 not in known and one.sha256 not in fresh:
            fresh[one.sha256] = one
            continue
        number = known.get(one.sha256, max((each.number for each in before), default=0) + 1)
        again.append(
            Finding(code="MIG-RFI-035", severity=Severity.INFO, place=Place(file=one.name), params={"number": number})
        )
    return tuple(fresh.values()), tuple(again)


def _received(unit: str, vendor: str, before: Sequence[Submission], numbered: tuple[int, _File]) -> ReceivedFile:
    at, one = numbered
    folder = rfi_state.received_folder(unit, vendor, max((each.number for each in before), default=0) + 1)
    path = Path(one.name)
    suffix = f".{file_part(path.suffix[1:])}" if path.suffix else ""
    book = f"{one.opened.book.layout} {one.opened.book.scope}" if one.opened else ""
    kept = f"{folder}/{at:02}-{file_part(path.stem)}{suffix}" if one.data else ""
    return ReceivedFile(name=one.name, kept=kept, sha256=one.sha256, book=book)


def _write(
    work: Job,
    unit: str,
    delivery: tuple[Submission, Sequence[_File]],
    packages: Sequence[Package],
    findings: Sequence[Finding],
) -> str:
    """Keep the delivery as it came and as it was read; name of the return sheet."""
    made, fresh = delivery
    for file, one in zip(made.files, fresh, strict=True):
        if file.kept:
            work.write(file.kept, one.data, restricted=True)
    folder = rfi_state.received_folder(unit, made.vendor, made.number)
    work.write(f"{folder}/submission.json", records.dump(made), restricted=True)
    name = f"{rfi_state.folder(unit)}/returned/{made.vendor}-{made.number:03}.xlsx"
    page = returned.document(packages[0], made, findings, messages.sentence, messages.cure)
    work.write(name, sheet.render(page))
    return name


def _write_current(work: Job, unit: str, packages: Sequence[Package], now: Sequence[Current]) -> None:
    """What counts of each vendor, and the same for comparison and scoring."""
    folder = rfi_state.folder(unit)
    standard = next(one for one in packages if one.part == STANDARD)
    work.write(f"{folder}/requirements.json", records.dump(comparable.requirements(standard)))
    for one in now:
        work.write(f"{folder}/answers/{one.vendor}.json", records.dump(one))
        work.write(f"{folder}/vendors/{one.vendor}.json", records.dump(comparable.vendor(standard, one)))


def _result(unit: str, made: Submission, duplicates: tuple[str, ...], name: str) -> RfiCollect:
    books = made.books
    return RfiCollect(
        unit=unit,
        vendor=made.vendor,
        number=made.number if name else 0,
        received=made.received,
        late=made.late,
        files=made.files,
        duplicates=duplicates,
        answers=sum(len(one.given) for one in books),
        refused=sum(len(one.refused) for one in books),
        strays=sum(len(one.strays) for one in books),
        lost=sum(len(one.lost) for one in books),
        asked=sum(one.asked for one in books),
        answered=sum(one.answered for one in books),
        returned=name,
    )


def _outcome(work: Job, result: RfiCollect, findings: tuple[Finding, ...], unreadable: bool) -> Outcome:
    told = ["同じファイルを受領ずみなので、新しい回答はありません。"]
    if result.returned:
        folder = rfi_state.received_folder(result.unit, result.vendor, result.number)
        told = [f"受け取ったままのファイルを {folder}/ に残しました。", f"返却票を {result.returned} に書きました。"]
        told.append("次は migrate rfi show で、受領の状況を見られます。")
    return Outcome(
        kind="rfi-collect",
        data=result,
        document=_document(result),
        findings=findings,
        inputs=tuple(work.inputs.values()),
        unreadable=unreadable,
        notices=tuple(told),
    )


def _bad(label: str, number: int) -> Figure:
    return Figure(label=label, value=f"{number:,}", tone=Tone.BAD if number else Tone.PLAIN)


def _document(result: RfiCollect) -> Document:
    figures = Figures(
        figures=(
            Figure(label="読んだ回答", value=f"{result.answers:,}"),
            Figure(label="必須の欄", value=f"{result.answered:,}／{result.asked:,}"),
            _bad("読めないセル", result.refused),
            _bad("どの行でもない行", result.strays),
            _bad("無くなった行", result.lost),
        )
    )
    columns = (Column(title="ファイル", width=50), Column(title="扱い", width=20))
    rows: list[tuple[Value, ...]] = [
        (one.name, "読んだ" if one.book else Cell(text="読んでいない", tone=Tone.CAUTION)) for one in result.files
    ]
    rows += [(name, Cell(text="受領ずみ", tone=Tone.MUTED)) for name in result.duplicates]
    grid = Grid(title="ファイル", columns=columns, rows=tuple(rows))
    late = "期限の後に届きました。" if result.late and result.number else ""
    return Document(
        title="RFI の回答の受領",
        summary=f"{result.vendor} の回答 {result.answers:,} 個を読みました。{late}",
        facts=(
            ("調達の単位", result.unit),
            ("受領日", result.received),
            ("回", f"{result.number}" if result.number else "－"),
        ),
        sections=(Section(id="read", title="結果", blocks=(figures, grid) if result.number else (grid,)),),
    )
