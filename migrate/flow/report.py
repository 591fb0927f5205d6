"""Build the report: gather what the stages have left, compose one document, write it in three formats."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

import migrate
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import check_history, loaded
from migrate.flow import phase as procedure
from migrate.flow.check_outcome import advice
from migrate.flow.outcome import Outcome
from migrate.flow.outdated import hashed, outdated
from migrate.gap import document as gap_document
from migrate.model.balance import Conversion
from migrate.model.document import Document, Section
from migrate.model.finding import Finding, sort_key
from migrate.model.gap import GapReport
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult
from migrate.model.reconcile import Reconciliation
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.phase import document as phase_document
from migrate.quality import document as quality_document
from migrate.quality.document import View
from migrate.reconcile import document as reconcile_document
from migrate.report import formats, verdict
from migrate.report.build import brief, build
from migrate.report.results import Head, Results, Stage
from migrate.source import document as source_document
from migrate.spec import document as spec_document
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.ledger import Entry

FOLDER = "out/report"
NAMES = ("report.html", "report.xlsx", "report.json")
SCHEMA_VERSION = 1
_STAGES: Mapping[Stage, str] = {
    Stage.GAP: "out/gap",
    Stage.CONVERT: "out/convert",
    Stage.CHECK: "out/check",
    Stage.RECONCILE: "out/reconcile",
}
_BUSINESS = re.compile(r"[0-9]{3}")
T = TypeVar("T")


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Write out/report/report.{html,xlsx,json} about ``business``, about every business where it is empty.

    Raises:
        MigrateError: MIG-REP-002, not a 業務ID.
        NothingCheckedError: MIG-REP-001, no stage has left a result.
        UnreadableError: a stage's result is damaged (MIG-SYS-003).
    """
    if business and not _BUSINESS.fullmatch(business):
        raise MigrateError("MIG-REP-002", params={"business": business})
    with job.run(workspace, session, f"report build {business}".strip()) as work:
        entries = workspace.entries()
        results = tuple(_results(work, entries, one) for one in _businesses(workspace, business))
        stages = (Stage.SOURCE, *_STAGES)
        if not any(one.value_of(stage) is not None for one in results for stage in stages):
            raise NothingCheckedError(
                "MIG-REP-001", params={"what": f"業務 {business} の結果が" if business else "どの段階の結果も"}
            )
        inputs = tuple(sorted(work.inputs.values(), key=lambda f: f.path))
        head = Head(
            municipality=workspace.project.name,
            as_of=session.as_of,
            tool=f"migrate {migrate.__version__}",
            inputs=tuple(f for f in inputs if f.path.startswith("out/")),
            files=tuple(f"{FOLDER}/{name}" for name in NAMES),
        )
        document = build(head, results)
        found = tuple(sorted(verdict.findings(results), key=sort_key))
        for name, data in zip(NAMES, _rendered(document, inputs, found), strict=True):
            work.write(f"{FOLDER}/{name}", data)
        work.findings = len(found)
    return Outcome(
        kind="report",
        data=document,
        document=document,
        brief=brief(document, head.files),
        findings=found,
        inputs=inputs,
        notices=(f"報告書を {FOLDER}/ に書きました。{NAMES[0]} はブラウザで開けます。",),
    )


def _rendered(
    document: Document, inputs: tuple[FileDigest, ...], found: tuple[Finding, ...]
) -> tuple[bytes, bytes, bytes]:
    """The report as a page, a workbook, and JSON of the form that ``--json`` prints."""
    exchange = {
        "schema_version": SCHEMA_VERSION,
        "kind": "report",
        "tool": {"name": "migrate", "version": migrate.__version__},
        "inputs": [records.as_json(one) for one in inputs],
        **records.as_json(document),
        "findings": [records.as_json(one) for one in found],
    }
    return (formats.render("html", document), formats.render("xlsx", document), records.to_bytes(exchange))


def _businesses(workspace: Workspace, business: str) -> tuple[str, ...]:
    """The business named, else all that are pinned or have left a result.

    Raises:
        NothingCheckedError: MIG-REP-001, there is none.
    """
    if business:
        return (business,)
    found = set(workspace.project.specs)
    for folder in _STAGES.values():
        found |= {path.stem for path in workspace.path(folder).glob("*.json") if _BUSINESS.fullmatch(path.stem)}
    if not found:
        raise NothingCheckedError("MIG-REP-001", params={"what": "どの業務の結果も"})
    return tuple(sorted(found))


def _load(work: Job, cls: type[T], name: str) -> T | None:
    path = work.workspace.path(name)
    return records.load(cls, work.read(path), name) if path.is_file() else None


def _spec(work: Job, business: str) -> Spec | None:
    try:
        return loaded.spec(work, business).spec
    except MigrateError as error:
        if error.code == "MIG-SPEC-006":
            return None
        raise


def _view(work: Job, business: str) -> View:
    """What stands beside the result of a check: the earlier ones, and advice."""
    past = check_history.read(work.workspace, work.read)
    return View(past=tuple(one for one in past if one.business == business), advice=advice())


def _results(work: Job, entries: tuple[Entry, ...], business: str) -> Results:
    """Everything that the workspace holds of one business."""
    workspace = work.workspace
    names = {stage: f"{folder}/{business}.json" for stage, folder in _STAGES.items()}
    spec = _spec(work, business)
    source = _load(work, SourceSchema, loaded.SCHEMA)
    gap = _load(work, GapReport, names[Stage.GAP])
    check = _load(work, CheckResult, names[Stage.CHECK])
    reconciliation = _load(work, Reconciliation, names[Stage.RECONCILE])
    progress = procedure.progress_of(workspace, business)
    sections: dict[Stage, tuple[Section, ...]] = {Stage.PROGRESS: phase_document.sections(progress)}
    if spec is not None:
        sections[Stage.SPEC] = (spec_document.report_section(spec),)
    if source is not None:
        sections[Stage.SOURCE] = (source_document.files_section(source),)
    if gap is not None:
        sections[Stage.GAP] = gap_document.sections(gap)
    if check is not None:
        sections[Stage.CHECK] = quality_document.sections(check, view=_view(work, business))
    if reconciliation is not None:
        sections[Stage.RECONCILE] = reconcile_document.sections(reconciliation)
    return Results(
        business=business,
        business_name=progress.business_name or (spec.business_name if spec else ""),
        spec=spec,
        source=source,
        gap=gap,
        conversion=_load(work, Conversion, names[Stage.CONVERT]),
        check=check,
        reconciliation=reconciliation,
        progress=progress,
        sections=sections,
        outdated=outdated(entries, {Stage.SOURCE: loaded.SCHEMA, **names}, hashed(workspace)),
    )
