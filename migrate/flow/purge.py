"""Dispose of residents' data that is no longer needed, by policy, with a record of every file."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of
from migrate.flow import purge_document
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.purge import Candidate, Disposed, PurgeClass
from migrate.model.value import value
from migrate.workspace import disposal, job
from migrate.workspace.clock import JST, Session
from migrate.workspace.disposal import Disposal, State
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_NEVER = ("manifest.json",)
_ASKED = "指定による"


@value
class Wish:
    """What a user asked for."""

    kinds: tuple[str, ...] = ()
    """Classes; none: those that the policy takes by itself."""
    business: str = ""
    everything: bool = False
    """Also what is not due yet."""
    confirmed: bool = False


@value
class Purge:
    """What was, or would be, disposed of."""

    confirmed: bool
    candidates: tuple[Candidate, ...]
    disposed: tuple[Disposed, ...]
    record: str
    """The record's file; empty where nothing was written."""


@value
class PurgeRecord:
    """The whole record."""

    lines: tuple[Disposal, ...]


def policy() -> tuple[PurgeClass, ...]:
    """The classes, in the order in which they are shown."""
    rows = tables.read(bundled("reports") / "layouts" / "purge.csv")
    return tuple(
        PurgeClass(
            id=row["class"],
            title=row["title"],
            patterns=tuple(row["patterns"].split()),
            days=int(row["days"]),
            default=row["default"] == "yes",
            stops=row["stops"],
        )
        for row in rows
    )


def purge(workspace: Workspace, session: Session, wish: Wish) -> Outcome:
    """List what is due; where it is ``confirmed``, remove it and write the record.

    Raises:
        MigrateError: MIG-SYS-131 (no such class), -010 (somebody else works here).
        UnreadableError: MIG-SYS-004 to -006, -011, -134.
    """
    known = {one.id: one for one in policy()}
    if unknown := [one for one in wish.kinds if one not in known]:
        raise MigrateError("MIG-SYS-131", params={"kind": unknown[0], "known": "、".join(known)})
    chosen = [one for one in known.values() if (one.id in wish.kinds if wish.kinds else one.default)]
    found = _candidates(workspace, session, chosen, wish)
    disposed: tuple[Disposed, ...] = ()
    if wish.confirmed:
        with job.run(workspace, session, "purge") as work:
            disposed = _dispose(work, [one for one in found if one.wanted], known, wish)
            work.findings = sum(bool(one.reason) for one in disposed)
    data = Purge(
        confirmed=wish.confirmed,
        candidates=found,
        disposed=disposed,
        record=disposal.FILE if disposed else "",
    )
    town = workspace.project.name
    document = (
        purge_document.disposed(town, session, disposed, known)
        if wish.confirmed
        else purge_document.planned(town, session, found, known)
    )
    return Outcome(
        kind="purge",
        data=data,
        document=document,
        findings=tuple(_failed(one) for one in disposed if one.reason),
        notices=() if wish.confirmed or not any(one.wanted for one in found) else (_CONFIRM,),
    )


_CONFIRM = "まだ何も消していません。この一覧でよければ、--yes を付けてもう一度実行してください。"


def record(workspace: Workspace, session: Session) -> Outcome:
    """The whole record, for paper.

    Raises:
        UnreadableError: MIG-SYS-134.
    """
    lines = disposal.read(workspace.path(disposal.FILE))
    known = {one.id: one for one in policy()}
    return Outcome(
        kind="purge-record",
        data=PurgeRecord(lines=lines),
        document=purge_document.record(workspace.project.name, session, lines, known),
        nothing_checked=not lines,
    )


def _candidates(
    workspace: Workspace, session: Session, chosen: Sequence[PurgeClass], wish: Wish
) -> tuple[Candidate, ...]:
    made = {one.path: entry.at[:10] for entry in workspace.entries() for one in entry.outputs}
    found: dict[str, Candidate] = {}
    for kind in chosen:
        for path in _files(workspace.root, kind):
            name = path.relative_to(workspace.root).as_posix()
            if wish.business and not re.search(rf"[/-]{re.escape(wish.business)}[/-]", name):
                continue
            since = made.get(name) or datetime.fromtimestamp(path.stat().st_mtime, JST).date().isoformat()
            due = _due(path, since, kind.days)
            wanted = wish.everything or due <= session.as_of.isoformat()
            size = path.stat().st_size
            one = Candidate(kind=kind.id, file=name, size=size, made=since, due=due, wanted=wanted)
            found.setdefault(name, one)
    return tuple(found.values())


def _files(root: Path, kind: PurgeClass) -> Iterator[Path]:
    """The files of a class; a link is no file of ours, and nothing outside the workspace is."""
    home = root.resolve()
    for pattern in kind.patterns:
        for path in sorted(root.glob(pattern)):
            inside = path.parent.resolve().is_relative_to(home)
            if path.is_file() and not path.is_symlink() and inside and path.name not in _NEVER:
                yield path


def _due(path: Path, made: str, days: int) -> str:
    """The day of the file's own note, else so many days after it was made."""
    note = path.with_name(path.name + disposal.NOTE)
    try:
        return date.fromisoformat(note.read_text(encoding="ascii").strip()).isoformat()
    except (OSError, ValueError):
        return (date.fromisoformat(made) + timedelta(days=days)).isoformat()


def _dispose(work: Job, wanted: Sequence[Candidate], known: dict[str, PurgeClass], wish: Wish) -> tuple[Disposed, ...]:
    """Announce, remove, tell; first of all settle what an earlier run left unsettled."""
    workspace, session = work.workspace, work.session
    path = workspace.path(disposal.FILE)
    at = session.now()
    left = disposal.unsettled(disposal.read(path))
    if left:
        disposal.add(path, [disposal.settled(one, workspace.root, at) for one in left])
    plans, stamps = [], []
    for one in wanted:
        stamps.append(workspace.path(one.file).stat().st_mtime_ns)
        sha256 = work.note(workspace.path(one.file)).sha256
        reason = _ASKED if wish.everything else f"{known[one.kind].title}: {one.due} 期限"
        plans.append(
            Disposal(
                at=at,
                who=session.who,
                state=State.PLANNED,
                kind=one.kind,
                file=one.file,
                size=one.size,
                sha256=sha256,
                reason=reason,
            )
        )
    if plans:
        disposal.add(path, plans)
        found = [_removed(workspace.root, one, stamp) for one, stamp in zip(plans, stamps, strict=True)]
        disposal.add(path, [_told(plan, one) for plan, one in zip(plans, found, strict=True)])
    else:
        found = []
    if plans or left:
        work.outputs[disposal.FILE] = FileDigest(path=disposal.FILE, sha256=sha256_of(path))
        work.changed = True
    return tuple(found)


def _told(plan: Disposal, one: Disposed) -> Disposal:
    return replace(plan, state=State.FAILED if one.reason else State.DONE, reason=one.reason or plan.reason)


def _removed(root: Path, plan: Disposal, stamp: int) -> Disposed:
    """Remove one file, unless it is another one by now."""
    path, reason = root / plan.file, ""
    try:
        if path.is_symlink() or path.stat().st_mtime_ns != stamp:
            reason = "途中で変わりました"
        else:
            path.unlink()
            path.with_name(path.name + disposal.NOTE).unlink(missing_ok=True)
            _empty(root, path.parent)
    except PermissionError:
        reason = "消す権限がないか、別のプログラムが開いています"
    except OSError:
        reason = "消せません（装置か共有の誤り）"
    return Disposed(kind=plan.kind, file=plan.file, size=plan.size, sha256=plan.sha256, reason=reason)


def _empty(root: Path, folder: Path) -> None:
    """Remove folders that have become empty, up to the class's own."""
    while folder not in (root, root / "out", root / ".migrate") and not any(os.scandir(folder)):
        folder.rmdir()
        folder = folder.parent


def _failed(one: Disposed) -> Finding:
    params: dict[str, str | int] = {"file": one.file, "reason": one.reason}
    return Finding(code="MIG-SYS-130", severity=Severity.ERROR, place=Place(file=one.file), params=params)
