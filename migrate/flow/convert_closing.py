"""Closing run: the last full conversion is, row for row, what was loaded."""

from __future__ import annotations

from migrate.engine.delta import Comparison
from migrate.engine.duckdb import Limits, opened
from migrate.files import records
from migrate.flow import baselines, pipeline
from migrate.flow.convert_delta import both, tasks
from migrate.flow.outcome import Outcome
from migrate.model.delta import Change, Closing, ClosingTable
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.report import delta as report
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class ClosingRun:
    """The closing runs, one of each business."""

    closings: tuple[Closing, ...]


def file_of(business: str) -> str:
    """Where a closing run that closes is kept: there is no such file while anything is open."""
    return f"out/closing/{business}.json"


def _compared(work: Job, business: str, limits: Limits) -> Closing:
    found = both(work, business)
    tables = []
    with opened(work.scratch(), limits) as engine:
        for task in tasks(work, found):
            compared = Comparison(engine, task).compared()
            left = {**compared.counts, Change.DELETED: compared.counts[Change.DELETED] + compared.held}
            tables.append(
                ClosingTable(table=task.table, baseline=compared.before, conversion=compared.after, open=left)
            )
    return Closing(
        spec=found.done.manifest.spec,
        baseline=found.held.note,
        conversion=found.done.note,
        deltas=baselines.chain(work, business, found.held),
        tables=tuple(tables),
    )


def _open(business: str, closing: Closing) -> tuple[Finding, ...]:
    """One finding for each table that is not closed."""
    return tuple(
        Finding(
            code="MIG-CNV-046",
            severity=Severity.ERROR,
            place=Place(business=business, table=table.table),
            params={change.name.lower(): table.open[change] for change in Change},
        )
        for table in closing.tables
        if sum(table.open.values()) or table.baseline != table.conversion
    )


def run(workspace: Workspace, session: Session, business: str = "", limits: Limits | None = None) -> Outcome:
    """Compare the finished conversion of ``business`` with the newest baseline; each business in a job of its own.

    Every delta since the bulk load must follow from the one before. Where nothing is open, out/closing/<業務ID>.json is
    written: the proof of the procedure's step ⑭-3. Else an earlier one is removed.

    Raises:
        NothingCheckedError, MigrateError, UnreadableError: see `convert_delta.both`, `convert_delta.tasks`.
        MigrateError: MIG-CNV-041, the deltas do not follow from one another.
    """
    made: list[Closing] = []
    findings: list[Finding] = []
    notices: list[str] = []
    inputs: dict[str, FileDigest] = {}
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"convert closing {one}") as work:
            closing = _compared(work, one, limits or Limits())
            left = _open(one, closing)
            work.findings = len(left)
            if left:
                work.remove(file_of(one))
            else:
                work.write(file_of(one), records.dump(closing))
                notices.append(f"{file_of(one)} に、最終確認の証明を書きました。")
        made.append(closing)
        findings += left
        inputs |= work.inputs
    following = "migrate convert delta" if findings else "migrate phase status"
    return Outcome(
        kind="convert-closing",
        data=ClosingRun(closings=tuple(made)),
        document=Document(
            title="最終確認",
            subtitle=workspace.project.name,
            facts=tuple(("標準仕様", one.spec) for one in made),
            summary=report.closing_sentence(tuple(made)),
            sections=tuple(report.closing_section(one) for one in made),
        ),
        findings=tuple(sorted(findings, key=sort_key)),
        inputs=tuple(sorted(inputs.values(), key=lambda file: file.path)),
        notices=(*notices, f"次に打つコマンド: {following}"),
    )
