"""Compare the current system with the standard, item by item and column by column."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Sequence

from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import decided, gap_effort, gap_held, loaded, standards
from migrate.flow.outcome import Outcome
from migrate.gap import comparison, document, editions, overview
from migrate.gap.comparison import Case
from migrate.gap.complete import complete
from migrate.lexicon import vocabulary
from migrate.model.document import Document, Section
from migrate.model.finding import Finding, Place, sort_key
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


def case_of(work: Job, schema: SourceSchema, specs: Sequence[Spec]) -> Case:
    """All that is compared at once."""
    links = {name: link for spec in specs for name, link in standards.links(work, schema, spec).items()}
    return Case(
        schema=schema,
        specs=tuple(specs),
        links=links,
        held=gap_held.of_profiles(work, schema),
        decided=decided.honour(decided.load(work), schema),
    )


def _told(case: Case, spec: Spec) -> Iterator[Finding]:
    """What is to be said of the editions of the files of one business."""
    for table in standards.of_business(case.schema, spec.business).tables:
        if table.spec in case.links:
            yield from editions.findings(table, case.links[table.spec], spec)


def _once(findings: Iterable[Finding], seen: set[Place]) -> Iterator[Finding]:
    """Without MIG-GAP-001 of a column that the comparison with another business has said already."""
    for one in findings:
        if one.code != "MIG-GAP-001" or one.place not in seen:
            yield one
        if one.code == "MIG-GAP-001":
            seen.add(one.place)


def _overview(reports: Sequence[GapReport], specs: Sequence[Spec]) -> tuple[Section, ...]:
    """The businesses side by side, where there are several."""
    names = {spec.id: f"{spec.business} {spec.business_name}" for spec in specs}
    return (overview.section(reports, names),) if len(reports) > 1 else ()


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Compare the scanned schema with the spec of ``business`` (all of the workspace's where empty).

    Writes out/gap/<業務ID>.json, and out/gap/<業務ID>-effort.csv for the actual hours.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022.
        MigrateError: MIG-SPEC-006, MIG-GAP-090 (a file of decisions is damaged).
    """
    with job.run(workspace, session, f"gap run {business}".strip()) as work:
        schema = loaded.schema(work)
        wanted = loaded.businesses(workspace, business)
        resolved = [loaded.spec(work, one) for one in wanted]
        specs = [one.spec for one in resolved]
        findings = [] if business else [*standards.left_out(schema, wanted)]
        case = case_of(work, schema, specs)
        findings += decided.eyes(decided.load(work), specs, schema)
        compared = comparison.compare(vocabulary.load(), case)
        reports = complete(compared, specs, schema, case.held, gap_effort.weights_of(work))
        seen: set[Place] = set()
        for spec, report in zip(specs, reports, strict=True):
            findings += (*_once(comparison.findings_of(report), seen), *_told(case, spec))
            work.write(f"out/gap/{spec.business}.json", records.dump(report))
            gap_effort.save(work, spec.business, report)
        found = tuple(sorted(findings, key=sort_key))
        work.findings = len(found)
    written = "、".join(sorted(work.outputs))
    return Outcome(
        kind="gap-run",
        data=GapRun(reports=reports),
        document=Document(
            title="標準仕様との比較",
            subtitle=workspace.project.name,
            facts=(*spec_document.facts(specs), ("比べた表", "、".join(t.name for t in schema.tables))),
            summary=overview.summary(reports) if len(reports) > 1 else document.summary(reports[0]),
            sections=(*_overview(reports, specs), *(s for r in reports for s in document.sections(r))),
        ),
        findings=found,
        inputs=tuple(work.inputs.values()),
        notices=(
            *(one.why for one in resolved),
            f"{written} に書きました。次は migrate map draft で対応表の下書きを作れます。",
        ),
    )


def explain(workspace: Workspace, session: Session, item: str, business: str = "") -> Outcome:
    """The evidence for one item (name or データ項目ID); nothing is written but the ledger line.

    Raises:
        NothingCheckedError: MIG-GAP-020, -021, -022.
        MigrateError: MIG-SPEC-006, MIG-GAP-023 (no such item).
    """
    with job.run(workspace, session, f"gap run --explain {item}") as work:
        schema = loaded.schema(work)
        specs = [loaded.spec(work, one).spec for one in loaded.businesses(workspace, business)]
        spec = next((one for one in specs if any(item in {i.name, i.id} for i in one.items)), specs[0])
        name = _item(spec, item)
        candidates = comparison.explain(vocabulary.load(), case_of(work, schema, specs), spec, name)
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
