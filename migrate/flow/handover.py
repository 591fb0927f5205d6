"""Pack what a workspace hands over into one verifiable file: without residents' data, or encrypted."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

import migrate
from migrate.files import atomic, bagit, records, seal
from migrate.files.bagit import Entry
from migrate.files.digest import sha256_of
from migrate.files.seal import Lock
from migrate.flow import csv_left_out, handover_asked, handover_contents, handover_guard
from migrate.flow.finished import manifest_file
from migrate.flow.handover_asked import Wanted
from migrate.flow.handover_contents import COMMAND, RECORD, Packed
from migrate.flow.outcome import Outcome
from migrate.handover import document, parts
from migrate.handover.parts import Part
from migrate.model.delivery import Manifest
from migrate.model.finding import Finding, Place, Severity
from migrate.model.handover import Handover, HandoverFile, HandoverMade, RejectCount
from migrate.model.provenance import FileDigest
from migrate.report import formats, messages
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_README, _PAGE = "README.txt", "contents.html"


def _record(work: Job, packed: Sequence[Packed], counted: Sequence[RejectCount]) -> Handover:
    named, as_of = work.workspace.project, work.session.as_of
    files = [HandoverFile(path=one.entry.name, part=one.part.id, bytes=one.bytes) for one in packed]
    return Handover(
        folder=f"handover-{named.code or 'workspace'}-{as_of:%Y%m%d}",
        code=named.code,
        municipality=named.name,
        as_of=as_of.isoformat(),
        tool=f"migrate {migrate.__version__}",
        restricted=any(one.part.restricted for one in packed),
        specs=handover_contents.specs(work),
        inputs=handover_contents.inputs(work.workspace),
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


@contextmanager
def _pack(work: Job, goes: Path, lock: Lock | None, contents: Handover, packed: Sequence[Packed]) -> Iterator[Path]:
    """The finished package beside its place; what is to be encrypted is put together inside the workspace only."""
    page = formats.render("html", document.contents_page(contents, messages.heading))
    entries = [
        *(one.entry for one in packed),
        Entry(name=RECORD, content=records.dump(contents)),
        Entry(name=_README, content=document.readme(contents).encode("utf-8-sig")),
        Entry(name=_PAGE, content=page),
    ]
    with _beside(goes) as temp:
        if lock is None:
            bagit.write(temp, contents.folder, entries, _info(contents))
        else:
            plain = work.scratch() / "plain.zip"
            plain.touch(mode=atomic.RESTRICTED)
            bagit.write(plain, contents.folder, entries, _info(contents))
            seal.seal(plain, temp, lock)
        yield temp


def _guard(packed: Sequence[Packed]) -> None:
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


def _without_csv(work: Job, packed: Sequence[Packed]) -> Iterator[Finding]:
    """Said of each conversion in the package of which there is no CSV."""
    for one in packed:
        name = PurePosixPath(one.entry.name)
        if name.match(manifest_file("*")):
            manifest = records.load(Manifest, work.read(work.workspace.path(one.entry.name)), one.entry.name)
            yield from csv_left_out.said_of(name.parent.name, manifest)


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
            a password), -060 (another package is there), -010, -012.
        NothingCheckedError: MIG-SYS-048.
        UnreadableError: a file cannot be read or written.
    """
    lock = handover_asked.lock_of(wanted)
    chosen = parts.chosen(wanted.include, wanted.restricted)
    goes = handover_asked.target(wanted.target, lock is not None)
    if lock is not None and not wanted.force:
        handover_asked.check_free(goes)  # what is encrypted anew never has the same bytes
    with job.run(workspace, session, f"{COMMAND} --with-restricted" if wanted.restricted else COMMAND) as work:
        packed, counted = handover_contents.gather(work, chosen)
        if not wanted.restricted:
            _guard(packed)
        contents = _record(work, packed, counted)
        with _pack(work, goes, lock, contents, packed) as finished:
            work.changed = handover_asked.put(finished, goes, wanted.force)
        digest = FileDigest(path=workspace.relative(goes), sha256=sha256_of(goes))
        work.outputs[digest.path] = digest
        missing = parts.absent(chosen, (one.part.id for one in packed))
        found = (*_absent(missing), *_without_csv(work, packed))
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
