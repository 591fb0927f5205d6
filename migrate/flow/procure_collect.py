"""A vendor's delivery of any kind of procurement: kept as it came, read, judged, answered with a return sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records, xlsx, xlsx_unread
from migrate.flow.procure_desk import Desk, vendors
from migrate.forms.form import KEY
from migrate.forms.plan import file_part
from migrate.forms.read.rows import Source
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.procure import comparable, receiving, returned, whose
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
class Collected:
    """What came of a delivery."""

    unit: str
    submission: Submission
    """Number 0 and without files where nothing new came."""
    duplicates: tuple[str, ...]
    """Files that had come before."""
    kept: str
    """Folder of the delivery, relative to the workspace; empty where nothing new came."""
    returned: str
    """The return sheet."""
    findings: tuple[Finding, ...]
    inputs: tuple[FileDigest, ...]
    unreadable: bool
    """True where a workbook could not be read; a brochure beside the answers is none."""


@value
class _File:
    """A file of a delivery."""

    name: str
    data: bytes
    """Empty for one that is too large, or in use."""
    sha256: str
    opened: Opened | None
    finding: Finding | None
    """Why it was not read."""


@value
class _Tray:
    """Where a delivery is put."""

    desk: Desk
    unit: str
    vendor: str
    packages: tuple[Package, ...]
    before: tuple[Submission, ...]

    @property
    def next(self) -> int:
        """The number of the next delivery."""
        return max((one.number for one in self.before), default=0) + 1

    @property
    def folder(self) -> str:
        """Where the next delivery is kept."""
        return self.desk.received_folder(self.unit, self.vendor, self.next)


def _at_once(_work: Job, _unit: str) -> None:
    """A delivery that may be opened whenever it comes."""


def collect(
    desk: Desk,
    workspace: Workspace,
    session: Session,
    files: Sequence[Path],
    wish: Delivery,
    may_open: Callable[[Job, str], None] = _at_once,
) -> Collected:
    """Take a delivery: files, or folders with them. One that cannot be read stops none of the others.

    ``may_open`` is asked before anything of the delivery is read; it raises where the unit's are not to be opened yet.

    Raises:
        MigrateError: MIG-RFI-026 (which unit?), -029 (no key of a vendor).
        NothingCheckedError: MIG-RFI-027 (no package is built), -036 (a folder without files).
        UnreadableError: MIG-SYS-001, -002, -003.
    """
    unit = desk.unit_of(workspace, wish.unit)
    if not KEY.fullmatch(wish.vendor):
        raise MigrateError("MIG-RFI-029", params={"vendor": wish.vendor})
    day = wish.received or session.as_of.isoformat()
    with job.run(workspace, session, f"{desk.kind} collect") as work:
        may_open(work, unit)
        packages = tuple(desk.packages(work, unit).values())
        deliveries = desk.received(work, unit)
        before = deliveries.get(wish.vendor, ())
        tray = _Tray(desk=desk, unit=unit, vendor=wish.vendor, packages=packages, before=before)
        fresh, again = _apart([_open(work, path, packages) for path in _paths(files)], tray)
        taken = receiving.take_all(one.opened for one in fresh if one.opened)
        made = Submission(
            vendor=wish.vendor,
            number=tray.next if fresh else 0,
            edition=max(one.edition for one in packages),
            received=day,
            late=receiving.is_late(day, packages),
            files=tuple(_received(tray, fresh)),
            books=tuple(one.answers for one in taken),
        )
        found = [*again, *(f for one in taken for f in one.findings), *(f.finding for f in fresh if f.finding)]
        doubts: tuple[Finding, ...] = ()
        if fresh:
            found += receiving.around(made, before, packages)
            doubts = tuple(whose.doubts(made, deliveries))
            deliveries = {**deliveries, wish.vendor: (*before, made)}
        name = _keep(work, tray, (made, fresh), sorted(found, key=sort_key)) if fresh else ""
        findings = tuple(sorted((*found, *doubts), key=sort_key))
        _write_current(work, tray, vendors(deliveries))
        work.findings = len(findings)
    return Collected(
        unit=unit,
        submission=made,
        duplicates=tuple(one.place.file or "" for one in again),
        kept=tray.folder if fresh else "",
        returned=name,
        findings=findings,
        inputs=tuple(work.inputs.values()),
        unreadable=any(one.finding is not None and one.finding.severity is Severity.ERROR for one in fresh),
    )


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
    """A file, read as far as it can be.

    Raises:
        UnreadableError: MIG-SYS-001, -002, the file itself cannot be had.
    """
    name, data, opened, told = path.name, b"", None, None
    sha256 = work.note(path).sha256
    try:
        data = xlsx.read_bytes(path)
        if path.suffix.lower() in _BOOKS:
            found = xlsx.loads(data, name, any_form=True)
            unread = frozenset((one.sheet, one.cell) for one in xlsx_unread.unread(data))
            opened = receiving.open_file(packages, found, Source(file=name, unread=unread))
            if opened is None:
                raise UnreadableError("MIG-RFI-001", Place(file=name), {"file": name})
        else:
            told = _finding("MIG-RFI-034", Severity.WARNING, name, {"file": name})
    except UnreadableError as error:
        told = Finding(code=error.code, severity=Severity.ERROR, place=error.where, params=error.params)
    return _File(name=name, data=data, sha256=sha256, opened=opened, finding=told)


def _finding(code: str, severity: Severity, file: str, params: dict[str, str | int]) -> Finding:
    return Finding(code=code, severity=severity, place=Place(file=file), params=params)


def _apart(given: Sequence[_File], tray: _Tray) -> tuple[tuple[_File, ...], tuple[Finding, ...]]:
    """Files that had not come before, and a finding for each that had (or that came twice)."""
    known = {file.sha256: one.number for one in tray.before for file in one.files}
    fresh: dict[str, _File] = {}
    again = []
    for one in given:
        if one.sha256 in known or one.sha256 in fresh:
            number = known.get(one.sha256, tray.next)
            again.append(_finding("MIG-RFI-035", Severity.INFO, one.name, {"number": number}))
        else:
            fresh[one.sha256] = one
    return tuple(fresh.values()), tuple(again)


def _received(tray: _Tray, fresh: Sequence[_File]) -> Iterator[ReceivedFile]:
    for at, one in enumerate(fresh, start=1):
        path = Path(one.name)
        suffix = f".{file_part(path.suffix[1:])}" if path.suffix else ""
        yield ReceivedFile(
            name=one.name,
            kept=f"{tray.folder}/{at:02}-{file_part(path.stem)}{suffix}" if one.data else "",
            sha256=one.sha256,
            book=f"{one.opened.book.layout} {one.opened.book.scope}" if one.opened else "",
        )


def _keep(work: Job, tray: _Tray, delivery: tuple[Submission, Sequence[_File]], findings: Sequence[Finding]) -> str:
    """Keep the delivery as it came and as it was read; name of the return sheet."""
    made, fresh = delivery
    for file, one in zip(made.files, fresh, strict=True):
        if file.kept:
            work.write(file.kept, one.data, restricted=True)
    work.write(f"{tray.folder}/submission.json", records.dump(made), restricted=True)
    name = f"{tray.desk.folder(tray.unit)}/returned/{made.vendor}-{made.number:03}.xlsx"
    page = returned.document(tray.packages[0], made, findings, messages.sentence, messages.cure)
    work.write(name, sheet.render(page))
    return name


def _write_current(work: Job, tray: _Tray, now: Sequence[Current]) -> None:
    """What counts of each vendor, and the same for comparison and scoring; none of one whose deliveries are gone."""
    folder = tray.desk.folder(tray.unit)
    standard = next(one for one in tray.packages if one.part == STANDARD)
    work.write(f"{folder}/requirements.json", records.dump(comparable.requirements(standard)))
    for one in now:
        work.write(f"{folder}/answers/{one.vendor}.json", records.dump(one))
        work.write(f"{folder}/vendors/{one.vendor}.json", records.dump(comparable.vendor(standard, one)))
    counting = {one.vendor for one in now}
    for part in ("answers", "vendors"):
        for path in sorted(work.workspace.path(folder, part).glob("*.json")):
            if path.stem not in counting:
                work.remove(f"{folder}/{part}/{path.name}")
