"""Pack what a workspace hands over into one verifiable file: without residents' data, or encrypted."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import migrate
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import archive, atomic, bag_check, bagit, records, seal, yaml
from migrate.files.bagit import Entry
from migrate.files.digest import sha256_of
from migrate.files.seal import Lock
from migrate.flow import handover_guard
from migrate.flow.outcome import Outcome
from migrate.handover import document, parts, rejects
from migrate.handover.parts import LEDGER, PROJECT, REJECTS, Part
from migrate.model.balance import Conversion
from migrate.model.finding import Finding, Place, Severity
from migrate.model.handover import Handover, HandoverFile, HandoverMade, RejectCount
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.report import formats, messages
from migrate.workspace import job, project
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

COMMAND = "handover"
RECORD, README, PAGE = "handover.json", "README.txt", "contents.html"
_REJECTS = "out/rejects"
_LEAST_PASSWORD = 12
_ALWAYS = (PROJECT, LEDGER)
"""Parts that every workspace has: with nothing else there is nothing to hand over."""


@value
class Wanted:
    """What is to be packed, and where to."""

    target: Path
    include: tuple[str, ...] = ()
    restricted: bool = False
    recipients: tuple[str, ...] = ()
    password_env: str = ""


@value
class _Packed:
    """One file of a part and its content."""

    part: Part
    entry: Entry

    @property
    def bytes(self) -> int:
        content = self.entry.content
        return len(content) if isinstance(content, bytes) else content.stat().st_size


def usage(reason: str) -> MigrateError:
    """Options that do not go together."""
    return MigrateError("MIG-SYS-040", params={"reason": reason})


def password(variable: str, least: int = 1) -> str:
    """The password in an environment variable; empty where no variable is named.

    Raises:
        MigrateError: MIG-SYS-046, it is not set, or has fewer than ``least`` characters.
    """
    if not variable:
        return ""
    found = os.environ.get(variable, "")
    if len(found) < least:
        raise MigrateError("MIG-SYS-046", params={"variable": variable, "least": least})
    return found


def _lock(wanted: Wanted) -> Lock | None:
    """What the package is closed with, None where it stays open.

    Raises:
        MigrateError: MIG-SYS-040, -042, -044, -045, -046.
    """
    if wanted.recipients and wanted.password_env:
        raise usage("--recipient と --password-env は、どちらか一つです")
    if not wanted.recipients and not wanted.password_env:
        if wanted.restricted:
            raise MigrateError("MIG-SYS-042")
        return None
    lock = Lock(recipients=wanted.recipients, password=password(wanted.password_env, _LEAST_PASSWORD))
    seal.check(lock)
    return lock


def target(wanted: Path, encrypted: bool) -> Path:
    """Where a package goes: an encrypted one is named ``….zip.age``. No other file is written over.

    Raises:
        MigrateError: MIG-SYS-040, the name is not that of a package, or there is something else.
    """
    name = wanted.name.removesuffix(".age") if encrypted else wanted.name
    if not name.casefold().endswith(".zip") or wanted.is_dir():
        raise usage(f"--to は .zip で終わるファイル名です（{wanted.name}）")
    goes = wanted.with_name(f"{name}.age" if encrypted else name)
    if goes.exists() and not (seal.is_sealed(goes) or bag_check.is_bag(goes)):
        raise usage(f"すでにある {goes.name} は引渡しパッケージではないので、書きかえません")
    return goes


def _project(workspace: Workspace) -> bytes:
    """project.yaml without databases, whose addresses concern nobody else, and without comments."""
    stated = yaml.load(workspace.path(project.FILE))
    kept = {key: stated[key] for key in ("municipality", "specs", "sources", "output") if stated.get(key)}
    return yaml.dumps(records.as_json(kept))


def _ledger(workspace: Workspace) -> bytes:
    """The ledger up to the last line that is no hand-over: packing twice gives the same bytes, and the chain holds."""
    entries = workspace.entries()
    count = len(entries)
    while count and entries[count - 1].command.startswith(COMMAND):
        count -= 1
    lines = workspace.ledger.read_bytes().split(b"\n")[:count] if count else []
    return b"".join(line + b"\n" for line in lines)


def _found(work: Job, part: Part, taken: set[str]) -> Iterator[_Packed]:
    """The files of a part that no part before it has taken; links and what other programs left behind stay out."""
    workspace = work.workspace
    for pattern in part.files:
        for path in sorted(workspace.root.glob(pattern)):
            name = path.relative_to(workspace.root).as_posix()
            if name in taken or not path.is_file() or path.is_symlink() or not archive.is_visible(name):
                continue
            taken.add(name)
            made = {PROJECT: _project, LEDGER: _ledger}.get(part.id)
            if made is None:
                work.note(path)
            yield _Packed(part=part, entry=Entry(name=name, content=made(workspace) if made else path))


def _rejects(work: Job, part: Part) -> tuple[list[_Packed], list[RejectCount]]:
    """The lists of what conversions rejected and found; no value is read for them."""
    packed: list[_Packed] = []
    counted: list[RejectCount] = []
    for path in sorted(work.workspace.path("out", "convert").glob("*.json")):
        conversion = records.load(Conversion, work.read(path), work.workspace.relative(path))
        kept = work.workspace.path("out", "restricted", path.stem, "rejects.parquet")
        kept_out = rejects.rejected(kept) if kept.is_file() else frozenset()
        data = rejects.listed(conversion, kept_out, messages.sentence)
        packed.append(_Packed(part=part, entry=Entry(name=f"{_REJECTS}/{path.stem}.csv", content=data)))
        counted += rejects.counts(path.stem, conversion, kept_out)
    return packed, counted


def _gather(work: Job, chosen: Sequence[Part]) -> tuple[list[_Packed], list[RejectCount]]:
    """Everything that goes in.

    Raises:
        NothingCheckedError: MIG-SYS-048, there is nothing yet.
    """
    packed: list[_Packed] = []
    counted: list[RejectCount] = []
    taken: set[str] = set()
    for part in chosen:
        if part.id == REJECTS:
            lists, counted = _rejects(work, part)
            packed += lists
        else:
            packed += _found(work, part, taken)
    if not {one.part.id for one in packed} - set(_ALWAYS):
        raise NothingCheckedError("MIG-SYS-048")
    return sorted(packed, key=lambda one: one.entry.name), counted


def _inputs(workspace: Workspace) -> tuple[FileDigest, ...]:
    """Files that people gave (sources, specs), with the sha256 that the ledger noted last."""
    noted: dict[str, FileDigest] = {}
    for entry in workspace.entries():
        noted |= {one.path: one for one in entry.inputs if not entry.command.startswith(COMMAND)}
    given = (one for path, one in noted.items() if not path.startswith(("out/", "mapping/")))
    return tuple(sorted(given, key=lambda one: one.path))


def _specs(work: Job) -> tuple[str, ...]:
    pinned = {f"{business}@{edition}" for business, edition in work.workspace.project.specs.items()}
    paths = sorted(work.workspace.path("out", "convert").glob("*.json"))
    return tuple(sorted(pinned | {records.load(Conversion, work.read(one), one.name).spec for one in paths}))


def _record(work: Job, packed: Sequence[_Packed], counted: Sequence[RejectCount]) -> Handover:
    named, as_of = work.workspace.project, work.session.as_of
    files = [HandoverFile(path=one.entry.name, part=one.part.id, bytes=one.bytes) for one in packed]
    return Handover(
        folder=f"handover-{named.code or 'workspace'}-{as_of:%Y%m%d}",
        code=named.code,
        municipality=named.name,
        as_of=as_of.isoformat(),
        tool=f"migrate {migrate.__version__}",
        restricted=any(one.part.restricted for one in packed),
        specs=_specs(work),
        inputs=_inputs(work.workspace),
        files=tuple(files),
        rejects=tuple(counted),
    )


def _info(contents: Handover) -> list[tuple[str, str]]:
    return [
        ("Source-Organization", contents.municipality),
        ("External-Identifier", contents.folder),
        ("External-Description", "標準準拠システムへの移行作業の引渡し"),
        ("Bagging-Date", contents.as_of),
        ("Bag-Software-Agent", contents.tool),
        ("Contains-Personal-Data", "yes" if contents.restricted else "no"),
    ]


@contextmanager
def _beside(goes: Path) -> Iterator[Path]:
    """A temp file on the target's file system that is gone at the end."""
    try:
        goes.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.refuse(error, goes.name) from None
    temp = goes.parent / f".{uuid.uuid4().hex}.part"
    try:
        yield temp
    finally:
        temp.unlink(missing_ok=True)


def _publish(temp: Path, goes: Path) -> bool:
    """Put the finished package in its place; False where the file holds exactly these bytes."""
    if goes.is_file() and sha256_of(goes) == sha256_of(temp):
        return False
    atomic.publish(temp, goes)
    return True


def _pack(work: Job, goes: Path, lock: Lock | None, contents: Handover, packed: Sequence[_Packed]) -> bool:
    """Write the package; what is to be encrypted is put together inside the workspace only."""
    page = formats.render("html", document.contents_page(contents, messages.heading))
    entries = [
        *(one.entry for one in packed),
        Entry(name=RECORD, content=records.dump(contents)),
        Entry(name=README, content=document.readme(contents).encode("utf-8-sig")),
        Entry(name=PAGE, content=page),
    ]
    with _beside(goes) as temp:
        if lock is None:
            bagit.write(temp, contents.folder, entries, _info(contents))
        else:
            plain = work.scratch() / "plain.zip"
            plain.touch(mode=atomic.RESTRICTED)
            bagit.write(plain, contents.folder, entries, _info(contents))
            seal.seal(plain, temp, lock)
        return _publish(temp, goes)


def _guard(packed: Sequence[_Packed]) -> None:
    for one in packed:
        if not one.part.nobodys:
            handover_guard.refuse_numbers(one.entry.name, one.entry.content)


def _absent(missing: Sequence[Part]) -> tuple[Finding, ...]:
    """What could have been in it: a warning each, since a gap in a package is found too late by its reader."""
    return tuple(
        Finding(
            code="MIG-SYS-059",
            severity=Severity.WARNING,
            place=Place(),
            params={"part": one.title, "command": f"migrate {one.command}" if one.command else "source/ に置く"},
        )
        for one in missing
    )


def _notices(made: HandoverMade, lock: Lock | None) -> tuple[str, ...]:
    written = f"{made.file} に書きました" if made.written else f"{made.file} は前と同じ内容なので、書きかえていません"
    option = "" if lock is None else " --password-env 変数名" if lock.password else " --identity 秘密鍵のファイル"
    return (
        f"{written}（{made.bytes:,} バイト、sha256 {made.sha256}）。",
        "この sha256 は、パッケージとは別の手段（電話など）で伝えてください。",
        f"受け取った側の検査: migrate handover --verify {made.file}{option} --sha256 伝えた値",
    )


def pack(workspace: Workspace, session: Session, wanted: Wanted) -> Outcome:
    """Write the package ``wanted.target``; who packed what is noted in the ledger.

    Raises:
        MigrateError: MIG-SYS-040 to -046 (options, keys), -049 (a number that can be a 個人番号), -058 (too large for
            a password), -010, -012.
        NothingCheckedError: MIG-SYS-048.
        UnreadableError: a file cannot be read or written.
    """
    lock = _lock(wanted)
    chosen = parts.chosen(wanted.include, wanted.restricted)
    goes = target(wanted.target, lock is not None)
    with job.run(workspace, session, f"{COMMAND} --with-restricted" if wanted.restricted else COMMAND) as work:
        packed, counted = _gather(work, chosen)
        if not wanted.restricted:
            _guard(packed)
        contents = _record(work, packed, counted)
        work.changed = _pack(work, goes, lock, contents, packed)
        digest = FileDigest(path=workspace.relative(goes), sha256=sha256_of(goes))
        work.outputs[digest.path] = digest
        missing = parts.absent(chosen, (one.part.id for one in packed))
        found = _absent(missing)
        work.findings = len(found)
    made = HandoverMade(
        file=goes.name,
        bytes=goes.stat().st_size,
        sha256=digest.sha256,
        encrypted=lock is not None,
        written=work.changed,
        contents=contents,
        absent=tuple(one.id for one in missing),
    )
    page = document.made_page(contents, missing, messages.heading)
    return Outcome(
        kind="handover",
        data=made,
        document=page,
        brief=document.brief(page),
        findings=found,
        inputs=_sorted(work.inputs),
        notices=_notices(made, lock),
    )


def _sorted(inputs: Mapping[str, FileDigest]) -> tuple[FileDigest, ...]:
    return tuple(sorted(inputs.values(), key=lambda one: one.path))
