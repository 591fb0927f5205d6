"""The baseline of known failures: taken from the last `check run`, pruned by it, shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.errors import MigrateError, NothingCheckedError
from migrate.flow.outcome import Outcome
from migrate.model.document import Column, Document, Grid, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.quality import baseline
from migrate.quality.baseline import Known, Said
from migrate.quality.catalogue import rules
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

Step = Callable[[Engine, Path | None, Path, str, Path], int]
"""Engine, baseline so far, failures of a run, 業務ID, file to be written → entries."""


@value
class BaselineList:
    """The baseline as it is now; ``keyless`` open failures of the runs that it cannot hold."""

    known: tuple[Known, ...]
    keyless: int


def failures_of(business: str) -> str:
    """The failures file of a business."""
    return f"out/check/{business}.failures.parquet"


def _checked(workspace: Workspace, business: str) -> tuple[str, ...]:
    folder = workspace.path("out", "check")
    found = tuple(sorted(path.name[:3] for path in folder.glob("*.failures.parquet")))
    if business:
        found = tuple(one for one in found if one == business)
    if not found:
        raise NothingCheckedError("MIG-DQ-050", params={"what": f"業務 {business} " if business else "どの業務"})
    return found


def _write(workspace: Workspace, session: Session, business: str, step: Step, command: str) -> int:
    """Write the baseline business by business; the number of open failures without key."""
    businesses = _checked(workspace, business)
    held = workspace.path(baseline.FILE)
    with job.run(workspace, session, f"check baseline {command} {business}".strip()) as work:
        before = held if held.is_file() else None
        if before is not None:
            baseline.require(before)
            work.note(before)
        keyless = 0
        with opened(work.scratch(), Limits()) as engine:
            for number, one in enumerate(businesses):
                failures = workspace.path(failures_of(one))
                work.note(failures)
                into = engine.folder / f"{number}.parquet"
                step(engine, before, failures, one, into)
                keyless += baseline.keyless(engine, failures)
                before = into
            if before is not None:
                shutil.move(before, work.stage(baseline.FILE))
    return keyless


def update(workspace: Workspace, session: Session, reason: str, business: str = "") -> Outcome:
    """Take the open failures of the last run as known, for a reason.

    Raises:
        MigrateError: MIG-SYS-020, there is no reason.
        NothingCheckedError: MIG-DQ-050, there is no run.
        UnreadableError: MIG-DQ-046.
    """
    if not reason.strip():
        sentence = "--reason に、既知とする理由を書いてください。"
        raise MigrateError("MIG-SYS-020", params={"sentence": sentence, "command": "migrate check baseline update"})
    said = Said(owner=session.who, reason=reason.strip(), date=session.as_of)

    def step(engine: Engine, before: Path | None, failures: Path, _: str, into: Path) -> int:
        return baseline.update(engine, before, failures, said, into)

    keyless = _write(workspace, session, business, step, "update")
    left_out = Finding(code="MIG-DQ-045", severity=Severity.WARNING, place=Place(), params={"rows": keyless})
    found = (left_out,) if keyless else ()
    return _shown(workspace, found, keyless, f"{baseline.FILE} に書きました。使うには: migrate check run --baseline")


def prune(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Take out what did not fail in the last run.

    Raises:
        NothingCheckedError: MIG-DQ-050, there is no run.
        UnreadableError: MIG-DQ-046, there is no baseline.
    """
    baseline.require(workspace.path(baseline.FILE))

    def step(engine: Engine, before: Path | None, failures: Path, one: str, into: Path) -> int:
        return baseline.prune(engine, before, failures, one, into)

    _write(workspace, session, business, step, "prune")
    return _shown(workspace, (), 0, f"直った不合格を {baseline.FILE} から除きました。")


def show(workspace: Workspace) -> Outcome:
    """The baseline by business, rule and decision.

    Raises:
        UnreadableError: MIG-DQ-046, there is none.
    """
    baseline.require(workspace.path(baseline.FILE))
    return _shown(workspace, (), 0, "")


def _shown(workspace: Workspace, found: tuple[Finding, ...], keyless: int, notice: str) -> Outcome:
    path = workspace.path(baseline.FILE)
    titles = {rule.code: rule.title for rule in rules()}
    known = baseline.summary(path)
    columns = (
        Column(title="業務", width=6),
        Column(title="コード", width=13),
        Column(title="規則", width=30),
        Column(title="既知", unit="件", numeric=True, width=10),
        Column(title="控えた人", width=16),
        Column(title="控えた日", width=12),
        Column(title="理由", width=40),
    )
    rows = tuple((k.business, k.code, titles.get(k.code, ""), k.rows, k.owner, k.date, k.reason) for k in known)
    total = sum(one.rows for one in known)
    notes = [Note(text="キーと規則・グループ・項目で覚えているので、現行のデータを取り出し直しても使えます。")]
    if keyless:
        notes.append(Note(text=f"キーのない行の不合格 {keyless:,} 件は、控えていません。", tone=Tone.CAUTION))
    grid = Grid(title="既知の不合格", columns=columns, rows=rows)
    return Outcome(
        kind="check-baseline",
        data=BaselineList(known=known, keyless=keyless),
        document=Document(
            title="既知の不合格の控え",
            summary=f"{total:,} 件を既知としています。",
            sections=(Section(id="known", title="控えの内訳", blocks=(grid, *notes)),),
        ),
        findings=found,
        notices=(notice,) if notice else (),
    )
