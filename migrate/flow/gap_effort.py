"""The estimate of a comparison: its weights, the sheet for actual hours, and what these say of it."""

from __future__ import annotations

import re
from pathlib import Path

from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.flow.outcome import Outcome
from migrate.gap import actuals as compared
from migrate.gap import effort_document, weights
from migrate.gap.weights import Weights
from migrate.model.document import Document
from migrate.model.finding import sort_key
from migrate.model.gap import Calibration, Effort, GapReport
from migrate.model.value import value
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

FOLDER = "out/gap"
_BUSINESS = re.compile(r"[0-9]{3}")


@value
class GapActuals:
    """Actual hours beside the estimates of the workspace."""

    calibration: Calibration


def weights_of(work: Job) -> Weights:
    """The weights that are shipped, changed by the workspace's own gap/weights.csv.

    Raises:
        UnreadableError: MIG-GAP-024, MIG-SYS-002, -008.
    """
    base = weights.default()
    path = work.workspace.path(weights.FILE)
    if not path.is_file():
        return base
    work.note(path)
    return weights.read(path, base)


def save(work: Job, business: str, report: GapReport) -> None:
    """Stage the sheet for actual hours."""
    if report.effort is not None:
        work.write(f"{FOLDER}/{business}-effort.csv", compared.sheet(business, report.effort))


def _efforts(work: Job) -> dict[str, Effort]:
    """業務ID → estimate, of every comparison that the workspace holds."""
    found = {}
    for path in sorted(work.workspace.path(FOLDER).glob("*.json")):
        if _BUSINESS.fullmatch(path.stem):
            report = records.load(GapReport, work.read(path), f"{FOLDER}/{path.name}")
            if report.effort is not None:
                found[path.stem] = report.effort
    return found


def actuals(workspace: Workspace, session: Session, path: Path) -> Outcome:
    """Compare the actual hours in ``path`` with the estimates of out/gap; only the ledger line is written.

    Raises:
        NothingCheckedError: MIG-GAP-027, no estimate or no actual hours.
        UnreadableError: MIG-GAP-025, MIG-SYS-001, -002, -003, -008.
    """
    with job.run(workspace, session, f"gap actuals {path.name}") as work:
        efforts = _efforts(work)
        if not efforts:
            raise NothingCheckedError("MIG-GAP-027", params={"problem": f"{FOLDER} に比較の結果がありません。"})
        work.note(path)
        spent = compared.read(path, path.name)
        if not spent:
            problem = f"{path.name} に、actual の書かれた行がありません。"
            raise NothingCheckedError("MIG-GAP-027", params={"problem": problem})
        found = tuple(sorted(compared.findings(spent, efforts, path.name), key=sort_key))
        calibration = compared.calibrate(spent, efforts)
        work.findings = len(found)
    return Outcome(
        kind="gap-actuals",
        data=GapActuals(calibration=calibration),
        document=Document(
            title="工数の見積りと実績",
            subtitle=workspace.project.name,
            summary=effort_document.calibration_summary(calibration),
            sections=(effort_document.calibration_section(calibration),),
        ),
        findings=found,
        inputs=tuple(work.inputs.values()),
        nothing_checked=not calibration.tables,
        notices=effort_document.advice(calibration),
    )
