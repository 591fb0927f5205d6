"""Carry steps, digests and results between two networks: write a file of exchange, take one in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import atomic, records
from migrate.flow import phase, phase_witness
from migrate.flow.outcome import Outcome
from migrate.model.document import Document, Note, Section
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.value import value
from migrate.phase import exchange, history, systems
from migrate.phase.exchange import Exchange
from migrate.phase.history import Change
from migrate.phase.progress import proving
from migrate.phase.systems import Told
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

EXPORT, MERGE = "ledger export", "ledger merge"


@value
class LedgerExport:
    """What one file of exchange holds."""

    origin: str
    name: str
    lines: int
    changes: int
    systems: int
    files: int
    """Files whose digests travel."""
    notes: bool
    seal: str


@value
class LedgerMerge:
    """What was new in a file of exchange."""

    origin: str
    name: str
    lines: int
    changes: int
    systems: int
    conflicts: int
    """Steps that both sides have set, to different statuses."""
    seal: str


def export(workspace: Workspace, session: Session, file: Path, name: str = "", notes: bool = False) -> Outcome:
    """Write what this workspace did to ``file``: never a value, nothing of restricted folders.

    ``name`` is what people call this network; ``notes`` takes along what people wrote by hand.

    Raises:
        NothingCheckedError: MIG-SYS-066, the ledger is empty.
        MigrateError: MIG-SYS-067, ``file`` is something else.
        UnreadableError: MIG-SYS-004/-005/-006 (``file`` cannot be written), -011, MIG-PHS-003, -046.
    """
    with job.run(workspace, session, EXPORT):
        _spare(file)
        told = _exchange(workspace, session, name, notes)
        atomic.write(file, records.dump(told))
    data = LedgerExport(
        origin=told.origin,
        name=told.name,
        lines=len(told.lines),
        changes=len(told.progress),
        systems=len(told.systems),
        files=len(told.present),
        notes=notes,
        seal=told.seal,
    )
    kept = (
        "覚え書き（phase set --note など、人が書いた文）も入っています。"
        if notes
        else "人が書いた覚え書きは入れていません。"
    )
    text = (
        f"台帳 {data.lines:,} 行、状態の変更 {data.changes:,} 件、ファイルのハッシュ {data.files:,} 件を書きました。"
        f"データの値と out/restricted/ の中身は入っていません。{kept}"
    )
    return Outcome(
        kind="ledger-export",
        data=data,
        document=Document(
            title="台帳の書き出し",
            subtitle=workspace.project.name,
            facts=(("ファイル", file.name), ("封印", told.seal[:16])),
            summary=text,
        ),
        notices=(
            "封印は、途中で欠けたり変わったりしていないことを示します。受け取った側の表示と、電話などで読み合わせてください。",
        ),
    )


def _spare(file: Path) -> None:
    """Write over nothing but an earlier file of exchange."""
    if file.is_dir() or (file.is_file() and f'"kind": "{exchange.KIND}"'.encode() not in file.read_bytes()[:200]):
        raise MigrateError("MIG-SYS-067", Place(file=file.name), {"file": file.name})


def _exchange(workspace: Workspace, session: Session, name: str, notes: bool) -> Exchange:
    mine = phase_witness.own(workspace)
    carried = exchange.lines(mine.entries)
    if not carried:
        raise NothingCheckedError("MIG-SYS-066")
    known = phase.procedure()
    speaking = proving(known, [one.id for one in phase.businesses(workspace)], mine)
    project = workspace.project
    return exchange.sealed(
        Exchange(
            kind=exchange.KIND,
            version=exchange.VERSION,
            code=project.code,
            municipality=project.name,
            origin=exchange.origin(mine.entries),
            name=name,
            as_of=session.as_of.isoformat(),
            notes=notes,
            lines=carried,
            progress=tuple(_bare(one, notes) for one in phase.changes(workspace, known.steps) if not one.origin),
            systems=tuple(_quiet(one, notes) for one in phase.told(workspace) if not one.origin),
            present=exchange.present(speaking, mine.present),
        )
    )


def _bare(one: Change, notes: bool) -> Change:
    """A change as it travels: without what people wrote unless it is wanted, and without restricted files."""
    shown = one if exchange.open_(one.evidence) else replace(one, evidence="", sha256="")
    return shown if notes else replace(shown, note="")


def _quiet(one: Told, notes: bool) -> Told:
    return one if notes else replace(one, facts=replace(one.facts, remains=""))


def merge(workspace: Workspace, session: Session, file: Path) -> Outcome:
    """Take in what another workspace of the same municipality did; the same file again adds nothing.

    Raises:
        UnreadableError: MIG-SYS-001, -002 (no such file), -061 (damaged or altered), -065 (a newer version's).
        MigrateError: MIG-SYS-062 (another municipality's), -063 (this workspace's own), -064 (a ledger that
            contradicts what was merged before).
    """
    with job.run(workspace, session, MERGE) as work:
        told = _opened(work, file)
        told, shared = _apart(workspace, told)
        target = f"{exchange.FOLDER}/{told.origin}.json"
        before = phase_witness.kept(workspace).get(target)
        fresh = _follows(told, before)
        if fresh:
            work.write(target, records.dump(told))
        changes, conflicts = _progress(work, told)
        facts = _systems(work, told)
        work.findings = len(conflicts)
    data = LedgerMerge(
        origin=told.origin,
        name=told.name,
        lines=len(told.lines) - (len(before.lines) if before else shared) if fresh else 0,
        changes=changes,
        systems=facts,
        conflicts=len(conflicts),
        seal=told.seal,
    )
    return _merged(data, told, file, conflicts)


def _merged(data: LedgerMerge, told: Exchange, file: Path, conflicts: tuple[Finding, ...]) -> Outcome:
    new = data.lines or data.changes or data.systems
    text = (
        f"新しく加わったもの: 台帳 {data.lines:,} 行、状態の変更 {data.changes:,} 件、"
        f"システムの事実 {data.systems:,} 件。"
        if new
        else "新しいことはありませんでした。"
    )
    notes = "相手の側の覚え書きは、このファイルに入っていません。" if not told.notes else ""
    return Outcome(
        kind="ledger-merge",
        data=data,
        document=Document(
            title="台帳の取込み",
            subtitle=told.municipality,
            facts=(
                ("ファイル", file.name),
                ("相手", f"{told.name or '（名前なし）'}（{told.origin}、{told.as_of} 現在）"),
                ("封印", told.seal[:16]),
            ),
            summary=text,
            sections=(Section(id="notes", title="覚え書き", blocks=(Note(text=notes),)),) if notes else (),
        ),
        findings=conflicts,
        notices=("次に打つコマンド: migrate phase status",),
    )


def _opened(work: Job, file: Path) -> Exchange:
    """The exchange in a file that is whole and of this municipality."""
    data = work.read(file)
    damaged = UnreadableError("MIG-SYS-061", Place(file=file.name), {"file": file.name})
    try:
        told = records.load(Exchange, data, file.name)
    except UnreadableError:
        raise damaged from None
    if told.kind != exchange.KIND:
        raise damaged
    if told.version > exchange.VERSION:
        raise UnreadableError("MIG-SYS-065", Place(file=file.name), {"file": file.name})
    if not (exchange.whole(told) and exchange.sound(told)):
        raise damaged
    project = work.workspace.project
    if (told.code or told.municipality) != (project.code or project.name):
        theirs, ours = f"{told.code} {told.municipality}".strip(), f"{project.code} {project.name}".strip()
        raise MigrateError("MIG-SYS-062", Place(file=file.name), {"theirs": theirs, "ours": ours})
    return told


def _apart(workspace: Workspace, told: Exchange) -> tuple[Exchange, int]:
    """The exchange under the mark of its workspace, and how many lines both have in common from the beginning.

    A workspace that began as a copy of this one gets a mark of its own.

    Raises:
        MigrateError: MIG-SYS-063, there is nothing in it that this workspace did not write itself.
    """
    mine = exchange.lines(workspace.entries())
    if exchange.origin(workspace.entries()) != told.origin:
        return told, 0
    shared = exchange.common(mine, told.lines)
    if shared == len(told.lines):
        raise MigrateError("MIG-SYS-063")
    mark = exchange.sealed(replace(told, lines=told.lines[shared : shared + 1])).seal[:8]
    return replace(told, origin=f"{told.origin}-{mark}"), shared


def _follows(told: Exchange, before: Exchange | None) -> bool:
    """True where the file goes on from what was merged before (or is the first); False where it is an older one.

    Raises:
        MigrateError: MIG-SYS-064, the ledger was written anew.
    """
    if before is None:
        return True
    shared = exchange.common(before.lines, told.lines)
    if shared < min(len(before.lines), len(told.lines)):
        raise MigrateError("MIG-SYS-064", params={"name": told.name or told.origin, "line": shared + 1})
    return len(told.lines) >= len(before.lines)


def _progress(work: Job, told: Exchange) -> tuple[int, tuple[Finding, ...]]:
    """Add the changes that are new; where both sides set a step to different statuses, that is found."""
    known = phase.procedure().steps
    past = phase.changes(work.workspace, known)
    seen = {_same(one) for one in past}
    news = [replace(one, origin=told.name or told.origin) for one in told.progress if _same(one) not in seen]
    path = work.workspace.path(history.FILE)
    if news:
        work.write(history.FILE, history.add(path.read_bytes() if path.is_file() else b"", *news))
    return len(news), _conflicts(past, news)


def _same(one: Change) -> tuple[str, str, str, int, str]:
    return (one.at, one.who, one.business, one.step, one.status.value)


def _conflicts(past: Sequence[Change], news: Sequence[Change]) -> tuple[Finding, ...]:
    known = phase.procedure().steps
    found = []
    for business, step in dict.fromkeys(one.spot for one in news):
        mine = history.latest([one for one in past if not one.origin], business, step)
        theirs = history.latest(news, business, step)
        if mine is None or theirs is None or mine.status is theirs.status:
            continue
        counts = history.in_order((mine, theirs))[-1]
        params = {
            "step": known[step - 1].code,
            "business": business,
            "here": f"{mine.status.value}（{mine.at[:16]}、{mine.who}）",
            "there": f"{theirs.status.value}（{theirs.at[:16]}、{theirs.who}）",
            "counts": counts.status.value,
        }
        place = Place(business=business, item=known[step - 1].code)
        found.append(Finding(code="MIG-PHS-043", severity=Severity.WARNING, place=place, params=params))
    return tuple(sorted(found, key=sort_key))


def _systems(work: Job, told: Exchange) -> int:
    """Add the facts of systems that are new."""
    seen = {(one.at, one.who, one.spot) for one in phase.told(work.workspace)}
    news = [
        replace(one, origin=told.name or told.origin) for one in told.systems if (one.at, one.who, one.spot) not in seen
    ]
    path = work.workspace.path(*systems.FILE.split("/"))
    if news:
        work.write(systems.FILE, systems.add(path.read_bytes() if path.is_file() else b"", *news))
    return len(news)
