"""Verify that the ledger is whole: its chain, the note beside it, a check code, copies of it, merged ledgers."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import archive, records
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.finding import Finding, Place, Severity
from migrate.model.ledger import CODE, NOTE, LedgerVerify, MergedLedger, WitnessHeard
from migrate.phase import exchange
from migrate.phase.exchange import Exchange
from migrate.report import audit
from migrate.workspace import chain, ledger
from migrate.workspace.chain import Break, Fault, Link, Parted
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry

_NAME = "ledger.jsonl"
_CODES = {
    Break.CHANGED: "MIG-SYS-068",
    Break.ORDER: "MIG-SYS-069",
    Break.UNREADABLE: "MIG-SYS-070",
    Break.BEGINNING: "MIG-SYS-071",
}


def verify(workspace: Workspace, code: str = "", copies: tuple[Path, ...] = ()) -> Outcome:
    """The verdict on the ledger; nothing is changed, and no line is added (see `judged`)."""
    data, findings = judged(workspace, code, copies)
    document = audit.verdict(workspace.project.name, data)
    return Outcome(kind="ledger-verify", data=data, document=document, findings=findings, notices=notices(data))


def judged(
    workspace: Workspace, code: str = "", copies: tuple[Path, ...] = ()
) -> tuple[LedgerVerify, tuple[Finding, ...]]:
    """Look at every line, and listen to every witness.

    ``code`` is a check code that was written down; ``copies`` are copies of the ledger, hand-over packages or files of
    exchange.

    Raises:
        NothingCheckedError: MIG-SYS-079, there is no line and nobody who says that there were any.
        MigrateError: MIG-SYS-077, ``code`` is no check code.
        UnreadableError: MIG-SYS-001, -002 (no such file), -078 (a copy holds no ledger).
    """
    found = chain.parted(_bytes(workspace.ledger) if workspace.ledger.is_file() else b"")
    said = [*_noted(workspace, found), *_written(code, found), *(_copy(one, found) for one in copies)]
    if not found.lines and not found.tail and not said:
        raise NothingCheckedError("MIG-SYS-079")
    merged = _merged(workspace)
    findings = (*_findings(found), *_unborne(said, len(found.lines)), *_unwhole(merged))
    data = LedgerVerify(
        whole=not any(one.severity is Severity.ERROR for one in findings),
        lines=len(found.lines),
        code=chain.code(chain.witness(found.lines)) if found.lines else "",
        noted=any(one.name == NOTE for one in said),
        witnesses=tuple(said),
        merged=merged,
    )
    return data, findings


def notices(data: LedgerVerify) -> tuple[str, ...]:
    """What to do next."""
    if not data.whole:
        return ("台帳は直さずに、そのまま写しを取り、バックアップと比べてください。",)
    kept = (
        f"確認コード {data.code} を紙などに書き留めると、あとで migrate ledger verify --check に渡して確かめられます。"
    )
    return (kept,) if data.code else ()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
    except OSError:
        raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None


def _noted(workspace: Workspace, found: Parted) -> list[WitnessHeard]:
    """The word of the note beside the ledger; none where an earlier version wrote no note."""
    if not workspace.head.is_file():
        return []
    said = chain.from_note(_bytes(workspace.head))
    fits = said is not None and chain.borne_out(said, found.lines)
    return [WitnessHeard(name=NOTE, lines=said.lines if said else 0, fits=fits)]


def _written(code: str, found: Parted) -> list[WitnessHeard]:
    """The word of a check code that somebody wrote down."""
    if not code:
        return []
    said = chain.from_code(code)
    if said is None:
        raise MigrateError("MIG-SYS-077", params={"code": code})
    return [WitnessHeard(name=CODE, lines=said.lines, fits=chain.borne_out(said, found.lines))]


def _findings(found: Parted) -> tuple[Finding, ...]:
    """What the ledger shows by itself."""
    entries = [ledger.entry_of(line) for line in found.lines]
    links = [
        Link(previous=entry.previous if entry else None, digest=sha256_of_bytes(line))
        for line, entry in zip(found.lines, entries, strict=True)
    ]
    told = [_broken(one, len(found.lines)) for one in chain.faults(links)]
    told += [_mended(number, one) for number, one in enumerate(entries, start=1) if one and one.command == ledger.MEND]
    if found.dressed:
        told.append(Finding(code="MIG-SYS-072", severity=Severity.WARNING, place=Place(file=_NAME)))
    if found.tail:
        place = Place(file=_NAME, line=len(found.lines) + 1)
        told.append(Finding(code="MIG-SYS-076", severity=Severity.WARNING, place=place))
    return tuple(sorted(told, key=lambda one: one.place.line or 0))


def _broken(fault: Fault, lines: int) -> Finding:
    params: dict[str, str | int] = {"line": fault.line}
    if fault.kind is Break.CHANGED:
        params["next"] = min(fault.line + 1, lines)
    elif fault.kind is Break.ORDER:
        params["named"] = f"{fault.other:,} 行め" if fault.other else "どの行でもないもの"
    place = Place(file=_NAME, line=fault.line)
    return Finding(code=_CODES[fault.kind], severity=Severity.ERROR, place=place, params=params)


def _mended(number: int, entry: Entry) -> Finding:
    """What the tool itself put right before it appended a line."""
    place = Place(file=_NAME, line=number)
    if entry.error == ledger.CUT:
        cut: dict[str, str | int] = {"line": number, "cut": entry.findings}
        return Finding(code=ledger.CUT, severity=Severity.WARNING, place=place, params=cut)
    noted = f"{entry.findings:,} 行" if entry.findings else "読めない控え"
    lost: dict[str, str | int] = {"line": number, "noted": noted, "before": number - 1}
    return Finding(code=ledger.LOST, severity=Severity.ERROR, place=place, params=lost)


def _unborne(said: list[WitnessHeard], lines: int) -> list[Finding]:
    """Witnesses who saw other lines."""
    return [
        Finding(
            code="MIG-SYS-073",
            severity=Severity.ERROR,
            place=Place(file=_NAME),
            params={"witness": one.name, "saw": f"{one.lines:,} 行" if one.lines else "読めない内容", "now": lines},
        )
        for one in said
        if not one.fits
    ]


def _copy(path: Path, found: Parted) -> WitnessHeard:
    """A copy's word: all its lines must be the first ones of the ledger."""
    data = _taken_out(path) if archive.kind(path) == "zip" else _bytes(path)
    if f'"kind": "{exchange.KIND}"'.encode() in data[:200]:
        return _exchanged(path, data, found)
    lines = chain.parted(data).lines
    if not lines or ledger.entry_of(lines[0]) is None:
        raise UnreadableError("MIG-SYS-078", Place(file=path.name), {"file": path.name})
    return WitnessHeard(name=path.name, lines=len(lines), fits=found.lines[: len(lines)] == lines)


def _taken_out(path: Path) -> bytes:
    """The ledger in a hand-over package."""
    members = archive.members(path)
    name = next((one for one in sorted(members, key=len) if one.rpartition("/")[2] == _NAME), None)
    if name is None:
        raise UnreadableError("MIG-SYS-078", Place(file=path.name), {"file": path.name})
    with archive.open_member(path, members[name]) as stream:
        return stream.read()


def _exchanged(path: Path, data: bytes, found: Parted) -> WitnessHeard:
    """A file of exchange leaves some lines out and is chained anew; it is compared with what would travel today."""
    try:
        told = records.load(Exchange, data, path.name)
    except UnreadableError:
        raise UnreadableError("MIG-SYS-078", Place(file=path.name), {"file": path.name}) from None
    entries = [entry for line in found.lines if (entry := ledger.entry_of(line))]
    fits = exchange.whole(told) and exchange.common(exchange.lines(entries), told.lines) == len(told.lines)
    return WitnessHeard(name=path.name, lines=len(told.lines), fits=fits)


def _merged(workspace: Workspace) -> tuple[MergedLedger, ...]:
    """What was merged from other networks, each looked at by itself."""
    found = []
    for path in sorted(workspace.path(exchange.FOLDER).glob("*.json")):
        file = f"{exchange.FOLDER}/{path.name}"
        try:
            told = records.load(Exchange, _bytes(path), path.name)
            whole, name, lines = exchange.whole(told), told.name or told.origin, len(told.lines)
        except UnreadableError:
            whole, name, lines = False, path.stem, 0
        found.append(MergedLedger(file=file, name=name, lines=lines, whole=whole))
    return tuple(found)


def _unwhole(merged: tuple[MergedLedger, ...]) -> list[Finding]:
    return [
        Finding(code="MIG-SYS-061", severity=Severity.ERROR, place=Place(file=one.file), params={"file": one.file})
        for one in merged
        if not one.whole
    ]
