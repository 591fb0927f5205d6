"""Compare the current system with the standard, item by item and column by column."""

from __future__ import annotations

import difflib

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import loaded, standards
from migrate.flow.outcome import Outcome
from migrate.gap import comparison, document, editions
from migrate.lexicon import vocabulary
from migrate.model.document import Document
from migrate.model.finding import Finding, sort_key
from migrate.model.gap import Candidate, GapReport
from migrate.model.source import SourceSchema
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.spec import document as spec_document
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class GapRun:
    """The comparison of each business."""

    reports: tuple[GapReport, ...]


@value
class GapEvidence:
    """The candidates of one item, chosen or not, with all evidence."""

    spec: str
    item: str
    candidates: tuple[Candidate, ...]


def _item(spec: Spec, wanted: str) -> str:
    names = [item.name for item in spec.items]
    for item in spec.items:
        if wanted in {item.name, item.id}:
            return item.name
    close = difflib.get_close_matches(wanted, names, n=3, cutoff=0.3)
    near = f"近い項目: {'、'.join(close)}" if close else f"一覧: migrate spec items {spec.business}"
    raise MigrateError("MIG-GAP-023", params={"item": wanted, "spec": spec.id, "near": near})


def _compare(work: Job, schema: SourceSchema, spec: Spec) -> tuple[GapReport, tuple[Finding, ...]]:
    """The comparison of one business, with what is to be said of the editions of its files."""
    own = standards.of_business(schema, spec.business)
    links = standards.links(work, own, spec)
    report = comparison.compare(vocabulary.load(), own, spec, links)
    told = (f for t in own.tables if t.spec in links for f in editions.findings(t, links[t.spec], spec))
    return report, (*comparison.findings_of(report), *told)


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Compare the scanned schema with the spec of ``business`` (all of the workspace's where empty).

    Writes out/gap/<業務ID>.json.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022.
        MigrateError: MIG-SPEC-006.
    """
    with job.run(workspace, session, f"gap run {business}".strip()) as work:
        schema = loaded.schema(work)
        reports, notices, specs = [], [], []
        wanted = loaded.businesses(workspace, business)
        findings = [] if business else [*standards.left_out(schema, wanted)]
        for one in wanted:
            resolved = loaded.spec(work, one)
            report, told = _compare(work, schema, resolved.spec)
            findings += told
            work.write(f"out/gap/{resolved.spec.business}.json", records.dump(report))
            reports.append(report)
            specs.append(resolved.spec)
            notices.append(resolved.why)
        found = tuple(sorted(findings, key=sort_key))
        work.findings = len(found)
    written = "、".join(sorted(work.outputs))
    return Outcome(
        kind="gap-run",
        data=GapRun(reports=tuple(reports)),
        document=Document(
            title="標準仕様との比較",
            subtitle=workspace.project.name,
            facts=(*spec_document.facts(specs), ("比べた表", "、".join(t.name for t in schema.tables))),
            summary=" ".join(document.summary(r) for r in reports),
            sections=tuple(s for r in reports for s in document.sections(r)),
        ),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=(*notices, f"{written} に書きました。次は migrate map draft で対応表の下書きを作れます。"),
    )


def explain(workspace: Workspace, session: Session, item: str, business: str = "") -> Outcome:
    """The evidence for one item (name or データ項目ID); nothing is written but the ledger line.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022.
        MigrateError: MIG-SPEC-006, MIG-GAP-023 (no such item).
    """
    with job.run(workspace, session, f"gap run --explain {item}") as work:
        schema = loaded.schema(work)
        one = loaded.businesses(workspace, business)[0]
        spec = loaded.spec(work, one).spec
        name = _item(spec, item)
        own = standards.of_business(schema, spec.business)
        candidates = comparison.explain(vocabulary.load(), own, spec, name, standards.links(work, own, spec))
    return Outcome(
        kind="gap-evidence",
        data=GapEvidence(spec=spec.id, item=name, candidates=candidates),
        document=Document(
            title=f"「{name}」に当たる現行の列",
            facts=(("標準仕様", spec.id),),
            sections=(document.evidence_section(name, candidates),),
        ),
        inputs=tuple(work.inputs.values()),
    )
