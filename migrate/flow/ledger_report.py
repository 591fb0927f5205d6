"""Who ran what on which inputs: the ledgers of all networks, for an auditor. Nothing is written to the workspace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch

from migrate.errors import MigrateError, NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.flow import ledger_verify
from migrate.flow.outcome import Outcome
from migrate.model.ledger import Asked, LedgerReport, Run
from migrate.model.provenance import FileDigest
from migrate.phase import exchange
from migrate.phase.exchange import Exchange
from migrate.report import audit
from migrate.workspace import chain, ledger
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry

_DIGEST = re.compile(r"[0-9a-f]{8,64}")


def report(workspace: Workspace, session: Session, asked: Asked) -> Outcome:
    """The wanted runs with summaries; first the verdict on the ledger, whose faults are the findings.

    Raises:
        NothingCheckedError: MIG-SYS-079 (no line at all), -088 (none that is wanted).
        MigrateError: MIG-SYS-089, the days are the wrong way round.
        UnreadableError: MIG-SYS-002.
    """
    if asked.since and asked.until and asked.since > asked.until:
        raise MigrateError("MIG-SYS-089", params={"since": asked.since, "until": asked.until})
    verdict, findings = ledger_verify.judged(workspace)
    runs = sorted((*_own(workspace), *_others(workspace)), key=lambda one: (one.at, one.origin, one.line))
    wanted = tuple(one for one in runs if _is_wanted(one, asked))
    if not wanted:
        raise NothingCheckedError("MIG-SYS-088", params={"runs": len(runs)})
    data = LedgerReport(verdict=verdict, asked=asked, all=len(runs), runs=wanted)
    project, day = workspace.project, session.as_of.isoformat()
    return Outcome(
        kind="ledger-report",
        data=data,
        document=audit.report(data, project.name, day),
        brief=audit.brief(data, project.name, day),
        findings=findings,
        notices=ledger_verify.notices(verdict),
    )


def _own(workspace: Workspace) -> Iterator[Run]:
    """This workspace's own runs; a line that cannot be read is told by the verdict."""
    if workspace.ledger.is_file():
        lines = chain.parted(workspace.ledger.read_bytes()).lines
        yield from _runs(((number, ledger.entry_of(line)) for number, line in enumerate(lines, start=1)), "")


def _others(workspace: Workspace) -> Iterator[Run]:
    """The runs of other networks; a damaged file is told by the verdict."""
    for path in sorted(workspace.path(exchange.FOLDER).glob("*.json")):
        try:
            told = records.load(Exchange, path.read_bytes(), path.name)
        except UnreadableError:
            continue
        yield from _runs(enumerate(told.lines, start=1), told.name or told.origin)


def _runs(entries: Iterable[tuple[int, Entry | None]], origin: str) -> Iterator[Run]:
    for number, entry in entries:
        if entry is not None:
            sums = entry.sums
            yield Run(
                line=number,
                origin=origin,
                at=entry.at,
                who=entry.who,
                command=entry.command,
                result=entry.result.value,
                findings=entry.findings,
                error=entry.error,
                seconds=entry.seconds,
                read=sum(one.read for one in sums.lines) if sums else None,
                written=sum(one.rows for one in sums.targets) if sums else None,
                inputs=entry.inputs,
                outputs=entry.outputs,
            )


def _is_wanted(run: Run, asked: Asked) -> bool:
    return (
        (not asked.since or asked.since <= run.day)
        and (not asked.until or run.day <= asked.until)
        and (not asked.who or run.who == asked.who)
        and run.command.startswith(asked.command)
        and (not asked.file or any(_is_file(one, asked.file) for one in (*run.inputs, *run.outputs)))
    )


def _is_file(one: FileDigest, text: str) -> bool:
    if _DIGEST.fullmatch(text.lower()) and one.sha256.startswith(text.lower()):
        return True
    return text in {one.path, one.path.rpartition("/")[2]} or fnmatch(one.path, text)
