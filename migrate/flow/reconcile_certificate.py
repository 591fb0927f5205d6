"""`reconcile certificate`: gather what the stages have left of one business, and write the page that is signed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

import migrate
from migrate.errors import MigrateError, NothingCheckedError
from migrate.files import records
from migrate.flow import loaded
from migrate.flow.outcome import Outcome
from migrate.flow.outdated import hashed, outdated
from migrate.flow.reconcile import differences_of
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.quality import CheckResult, State
from migrate.model.reconcile import Reconciliation
from migrate.model.value import value
from migrate.quality import score
from migrate.reconcile import certificate
from migrate.reconcile.certificate import CategoryScore, Certificate, Kept, OpenItem
from migrate.reconcile.differences import open_by_code
from migrate.report import formats, messages
from migrate.report.build import japanese_date
from migrate.report.results import Stage
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_FOLDERS = {Stage.CONVERT: "out/convert", Stage.CHECK: "out/check", Stage.RECONCILE: "out/reconcile"}


@value
class Certified:
    """What the page says, for machines."""

    business: str
    spec: str
    verdict: str
    passed: bool
    manifest_sha256: str
    read: int
    written: int
    closed: bool
    differences: int
    open: int
    totals: int
    totals_open: int
    scores: tuple[CategoryScore, ...]
    open_items: tuple[OpenItem, ...]


def _chosen(workspace: Workspace, business: str) -> str:
    """The business named, else the only one that was reconciled.

    Raises:
        MigrateError: MIG-REC-061, there are several.
        NothingCheckedError: MIG-REC-060, there is none.
    """
    found = sorted(path.stem for path in workspace.path("out/reconcile").glob("[0-9][0-9][0-9].json"))
    if business and business not in found:
        raise NothingCheckedError("MIG-REC-060", Place(business=business), {"business": business})
    if not business and len(found) > 1:
        raise MigrateError("MIG-REC-061", params={"known": "、".join(found)})
    if not found:
        raise NothingCheckedError("MIG-REC-060", params={"business": ""})
    return business or found[0]


def _open_items(stages: Mapping[Kept, tuple[Iterable[Finding], Counter[str]]]) -> tuple[OpenItem, ...]:
    """Errors by stage and code, most first; where a stage has counted its failures, its counts are taken."""
    items = []
    for stage, (findings, counted) in stages.items():
        listed = Counter(one.code for one in findings if one.severity is Severity.ERROR)
        for code, number in (listed | counted).items():
            items.append(OpenItem(stage=stage, code=code, words=messages.heading(code), count=number))
    return tuple(sorted(items, key=lambda one: (-one.count, one.code)))


def _failing(check: CheckResult | None) -> Counter[str]:
    counted: Counter[str] = Counter()
    for one in check.outcomes if check else ():
        if one.severity is Severity.ERROR and one.open:
            counted[one.code] += one.open
    return counted


def _differing(work: Job, business: str) -> Counter[str]:
    path = work.workspace.path(differences_of(business))
    if not path.is_file():
        return Counter()
    work.note(path)
    return open_by_code(path)


def _scores(check: CheckResult | None) -> tuple[CategoryScore, ...]:
    return tuple(
        CategoryScore(
            category=one.category,
            judged=one.judged,
            failed=one.failed,
            open=one.open,
            share=score.percent(one.judged, one.failed),
        )
        for one in (score.by_category(check.outcomes) if check else ())
    )


def _gathered(work: Job, business: str) -> Certificate:
    workspace = work.workspace
    names = {stage: f"{folder}/{business}.json" for stage, folder in _FOLDERS.items()}
    held = f"out/converted/{business}/manifest.json"
    for name in (names[Stage.CONVERT], held):
        if not workspace.path(name).is_file():
            raise NothingCheckedError("MIG-REC-012", Place(business=business, file=name), {"business": business})
    conversion = records.load(Conversion, work.read(workspace.path(names[Stage.CONVERT])), names[Stage.CONVERT])
    path = workspace.path(names[Stage.RECONCILE])
    reconciliation = records.load(Reconciliation, work.read(path), names[Stage.RECONCILE])
    manifest = records.load(Manifest, work.read(workspace.path(held)), held)
    path = workspace.path(names[Stage.CHECK])
    check = records.load(CheckResult, work.read(path), names[Stage.CHECK]) if path.is_file() else None
    old = outdated(workspace.entries(), {Stage.SOURCE: loaded.SCHEMA, **names}, hashed(workspace))
    spec = loaded.spec(work, reconciliation.spec).spec
    stages: dict[Kept, tuple[Iterable[Finding], Counter[str]]] = {
        Kept.CONVERT: (conversion.findings, Counter()),
        Kept.CHECK: (check.findings if check else (), _failing(check)),
        Kept.RECONCILE: (reconciliation.findings, _differing(work, business)),
    }
    return Certificate(
        municipality=workspace.project.name,
        business=f"{business} {spec.business_name}",
        as_of=work.session.as_of.isoformat(),
        tool=f"migrate {migrate.__version__}",
        spec=reconciliation.spec,
        manifest=FileDigest(path=held, sha256=work.inputs[held].sha256),
        mapping_sha256=manifest.mapping_sha256,
        sources=manifest.sources,
        outdated=next((file for stage, file in old.items() if stage is not Stage.SOURCE), ""),
        conversion=conversion,
        reconciliation=reconciliation,
        scores=_scores(check),
        unrun=sum(one.state in {State.NOT_RUN, State.BROKEN} for one in check.outcomes) if check else 0,
        open_items=_open_items(stages),
    )


def _data(found: Certificate, word: str, passed: bool) -> Certified:
    tables = found.reconciliation.tables
    totals = [total for one in tables for total in one.totals]
    return Certified(
        business=found.business,
        spec=found.spec,
        verdict=word,
        passed=passed,
        manifest_sha256=found.manifest.sha256,
        read=sum(line.read for line in found.conversion.lines),
        written=sum(line.written for line in found.conversion.lines),
        closed=found.conversion.closed,
        differences=sum(sum(one.differences.values()) for one in tables),
        open=found.reconciliation.open,
        totals=len(totals),
        totals_open=sum(total.open for total in totals),
        scores=found.scores,
        open_items=found.open_items,
    )


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Write out/reconcile/<business>.certificate.docx; the verdict is its first sentence, not a finding.

    Raises:
        NothingCheckedError: MIG-REC-060 (not reconciled), MIG-REC-012 (not converted).
        MigrateError: MIG-REC-061, several businesses and none named.
        UnreadableError: a stage's result is damaged (MIG-SYS-003).
    """
    one = _chosen(workspace, business)
    target = f"out/reconcile/{one}.certificate.docx"
    with job.run(workspace, session, f"reconcile certificate {one}") as work:
        found = _gathered(work, one)
        word, passed = certificate.verdict(found)
        document = certificate.document(found, japanese_date(session.as_of))
        work.write(target, formats.render("docx", document))
    return Outcome(
        kind="reconcile-certificate",
        data=_data(found, word, passed),
        document=document,
        inputs=tuple(sorted(work.inputs.values(), key=lambda file: file.path)),
        notices=(f"検証報告書を {target} に書きました（A4 で 1 枚）。",),
    )
