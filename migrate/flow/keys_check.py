"""番号対応表: show what it is, and check whether it can be used. Neither changes it."""

from __future__ import annotations

from pathlib import Path

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.flow import keys_inputs, keys_lists
from migrate.flow.keys_inputs import SUMMARY, Inputs
from migrate.flow.outcome import Outcome
from migrate.keys import build as building
from migrate.keys import document, gather, table, verify
from migrate.keys.verify import Use, finding
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.keys import KeyCount, KeyRun, KeySummary, SpaceCount
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class KeysShow:
    """Result of `keys show`."""

    rows: int
    counts: tuple[KeyCount, ...]
    spaces: tuple[SpaceCount, ...]
    runs: tuple[KeyRun, ...]


@value
class KeysCheck:
    """Result of `keys check`."""

    rows: int
    uses: tuple[Use, ...]


def show(workspace: Workspace, session: Session) -> Outcome:
    """Counts by kind, system and rule, and how full each space is; nothing of it is a number of anybody.

    Raises:
        NothingCheckedError: MIG-CNV-061, there is no table yet.
    """
    with job.run(workspace, session, "keys show") as work:
        path = work.workspace.path(SUMMARY)
        if not path.is_file():
            raise NothingCheckedError("MIG-CNV-061", Place(file=SUMMARY), {"file": SUMMARY})
        summary = records.load(KeySummary, work.read(path), SUMMARY)
        found = _unlike(work)
        work.findings = len(found)
    return Outcome(
        kind="keys-show",
        data=KeysShow(rows=summary.rows, counts=summary.counts, spaces=summary.spaces, runs=summary.runs),
        document=document.shown(summary),
        findings=found,
        inputs=tuple(work.inputs.values()),
    )


def _unlike(work: Job) -> tuple[Finding, ...]:
    """MIG-CNV-064 as a finding: the table is not as the last build left it."""
    what = keys_inputs.changed(work)
    place = Place(file=table.PARQUET)
    return (finding("MIG-CNV-064", Severity.ERROR, place, {"what": what}),) if what else ()


def check(workspace: Workspace, session: Session, limits: Limits | None = None) -> Outcome:
    """Everything wrong with the table, and every reference of other tables that has no number.

    Raises:
        NothingCheckedError: MIG-CNV-061 (no declaration, no table), MIG-GAP-020, -021.
        MigrateError: MIG-CNV-060, -063, -065, -021. UnreadableError: MIG-CNV-019, MIG-SRC-…, MIG-SYS-….
    """
    with job.run(workspace, session, "keys check") as work:
        inputs = keys_inputs.read(work, with_uses=True)
        path = work.workspace.path(table.PARQUET)
        if not path.is_file():
            raise NothingCheckedError("MIG-CNV-061", Place(file=table.PARQUET), {"file": table.PARQUET})
        found = list(_unlike(work))
        work.note(path)
        with opened(work.scratch(), limits or Limits()) as engine:
            rows, uses, wrong = _checked(work, engine, inputs, path)
        found += wrong
        work.findings = len(found)
    return Outcome(
        kind="keys-check",
        data=KeysCheck(rows=rows, uses=uses),
        document=_document(rows, uses, found),
        findings=tuple(sorted(found, key=sort_key)),
        inputs=tuple(work.inputs.values()),
        nothing_checked=not rows,
    )


def _checked(work: Job, engine: Engine, inputs: Inputs, path: Path) -> tuple[int, tuple[Use, ...], list[Finding]]:
    """Rows of the table, how other tables meet it, and everything that is wrong."""
    table.load(engine, path, table.NUMBERS)
    verify.prepare(engine)
    found: list[Finding] = []
    uses: list[Use] = []
    for kind in inputs.plan.kinds:
        gather.gather(engine, kind, inputs.paths)
        building.members(engine, keys_inputs.of(inputs.decided, kind.name))
        for (system, spaces), count in gather.two_spaces(engine).items():
            params: dict[str, str | int] = {"system": system, "spaces": spaces, "count": count}
            found.append(finding("MIG-CNV-069", Severity.ERROR, Place(table=kind.name), params))
        found += verify.verify(engine, kind)
        found += verify.behind(engine, kind)
        uses += verify.uses(engine, kind, inputs.paths)
    found += verify.missing(uses)
    keys_lists.write(work, engine, keys_lists.MISSING)
    return engine.number(f"SELECT count(*) FROM {table.NUMBERS}"), tuple(uses), found


def _document(rows: int, uses: tuple[Use, ...], found: list[Finding]) -> Document:
    return document.checked(rows, uses, sum(one.severity is Severity.ERROR for one in found))
