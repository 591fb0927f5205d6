"""Reconcile: run the plan again on freshly staged source and compare it with every delivered file."""

from __future__ import annotations

from dataclasses import replace

from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.result import Converted, ConvertedTable
from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import pipeline
from migrate.flow.delivery import header
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import Prepared
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest
from migrate.model.document import Document, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.reconcile import Reconciliation, TableComparison
from migrate.model.value import value
from migrate.reconcile import balance, document, totals
from migrate.reconcile.compare import Expected, compare
from migrate.reconcile.delivered import Delivered, open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv
from migrate.reconcile.totals import Total
from migrate.report import balance as balance_document
from migrate.report.findings import SHOWN, with_findings
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

_NO_PARTNER = "MIG-REC-014"
_NO_CSV = "MIG-CNV-094"


@value
class Reconciled:
    """One business's reconciliation without its findings, which stand beside it."""

    spec: str
    tables: tuple[TableComparison, ...]
    open: int
    """Differences that are neither expected nor accepted."""


@value
class ReconcileRun:
    """All businesses that were reconciled."""

    reconciliations: tuple[Reconciled, ...]


@value
class _Noted:
    """What the conversion left behind."""

    conversion: Conversion
    manifest: Manifest


@value
class _Result:
    reconciliation: Reconciliation
    again: Conversion
    """The conversion as it comes out now."""
    notices: tuple[str, ...]


def _noted(work: Job, business: str) -> _Noted:
    """The finished conversion of ``business``.

    Raises:
        NothingCheckedError: MIG-REC-012, there is none, or it is unfinished.
    """
    names = (f"out/converted/{business}/manifest.json", f"out/convert/{business}.json")
    for name in names:
        if not work.workspace.path(name).is_file():
            raise NothingCheckedError("MIG-REC-012", Place(business=business, file=name), {"business": business})
    manifest, conversion = (work.read(work.workspace.path(name)) for name in names)
    return _Noted(
        manifest=records.load(Manifest, manifest, names[0]), conversion=records.load(Conversion, conversion, names[1])
    )


def _changed_since(noted: _Noted, prepared: Prepared, work: Job) -> str:
    """A sentence where mapping or source are not those of the conversion any more; empty where they are."""
    now = {one.path: one.sha256 for one in pipeline.delivered(work, prepared)}
    then = {one.path: one.sha256 for one in noted.manifest.sources}
    changed = [name for name in sorted({**now, **then}) if now.get(name) != then.get(name)]
    if noted.manifest.mapping_sha256 != prepared.mapping_sha256:
        changed.append(prepared.mapping.path)
    if not changed:
        return ""
    named = "、".join(changed)
    return f"変換のあとで変わったファイルがあります: {named}。migrate convert run をやり直してから比べてください。"


def _definitions(business: str) -> tuple[Total, ...]:
    path = bundled("specs") / "totals" / f"{business}.yaml"
    return totals.load(path) if path.is_file() else ()


def _delivered(work: Job, prepared: Prepared, manifest: Manifest, table: str) -> tuple[Delivered, ...]:
    """The rows of one table as they are now, from Parquet and, where the manifest names any, from CSV."""
    items = prepared.plan.columns[table]
    folder = work.workspace.path("out", "converted", prepared.business)
    parquet = folder / f"{table}.parquet"
    work.note(parquet)
    found = [open_parquet(parquet, work.workspace.relative(parquet), items)]
    paths = [folder / name for name in _csv_files(manifest, table)]
    for path in paths:
        work.note(path)
    if paths:
        files = CsvFiles(
            files=tuple((path, work.workspace.relative(path)) for path in paths),
            form=manifest.csv,
            columns=items,
            header=header(prepared.spec, table, items, manifest.csv),
        )
        found.append(stage_csv(files, work.scratch()))
    return tuple(found)


def _csv_files(manifest: Manifest, table: str) -> tuple[str, ...]:
    """The bare names of a table's CSV files: wherever the manifest says they are, they are looked for beside it."""
    return tuple(file.path.rpartition("/")[2] for one in manifest.tables if one.table == table for file in one.csv)


def _without_csv(prepared: Prepared, manifest: Manifest) -> tuple[Finding, ...]:
    """Tables whose CSV could not be written, or which the conversion did not know."""
    return tuple(
        Finding(code=_NO_CSV, severity=Severity.ERROR, place=Place(business=prepared.business, table=table))
        for table in prepared.plan.tables
        if not _csv_files(manifest, table)
    )


def _table(
    work: Job, prepared: Prepared, manifest: Manifest, again: ConvertedTable, engine: Engine
) -> list[tuple[TableComparison, tuple[Finding, ...]]]:
    """One table: rows and control totals of each of its files."""
    items = prepared.plan.columns[again.table]
    expected = Expected(
        business=prepared.business,
        table=again.table,
        columns=items,
        key=prepared.plan.keys.get(again.table, ()),
        rows=again.parquet,
        lineage=again.lineage,
    )
    source = totals.SourceRows(
        blocks=tuple(block for block in prepared.plan.blocks if block.table == again.table),
        staged=prepared.staged,
        lineage=again.lineage,
        code_maps=prepared.plan.code_maps,
    )
    wanted = [t for t in _definitions(prepared.business) if t.table == again.table and set(t.items) <= set(items)]
    counted = [(total, totals.source_counts(engine, total, source)) for total in wanted]
    found = []
    for delivered in _delivered(work, prepared, manifest, again.table):
        compared = compare(engine, expected, delivered, lambda parts: work.workspace.key_digest(*parts))
        lines = tuple(
            line
            for total, counts in counted
            for line in totals.control_total(total, (counts, totals.delivered_counts(engine, total, items)))
        )
        comparison = totals.with_totals(compared.comparison, lines)
        found.append((comparison, (*compared.findings, *totals.findings(prepared.business, comparison))))
    return found


def _without_partner(workspace: Workspace, prepared: Prepared, manifest: Manifest) -> tuple[Finding, ...]:
    """Delivered files of tables that the mapping does not fill: nothing says what they must hold."""
    folder = workspace.path("out", "converted", prepared.business)
    known = {"manifest.json", *(f"{table}.parquet" for table in prepared.plan.tables)}
    known |= {name for table in prepared.plan.tables for name in _csv_files(manifest, table)}
    return tuple(
        Finding(
            code=_NO_PARTNER,
            severity=Severity.ERROR,
            place=Place(business=prepared.business, file=workspace.relative(path)),
        )
        for path in sorted(folder.iterdir())
        if path.name not in known and not path.name.startswith((".", "~"))
    )


def _again(prepared: Prepared, converted: Converted) -> Conversion:
    return Conversion(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        lines=converted.lines,
        targets=converted.targets,
        outputs=(),
        findings=(),
    )


def _one(work: Job, business: str) -> _Result:
    noted = _noted(work, business)
    prepared = pipeline.prepare(work, business)
    converted = pipeline.expected(work, prepared)
    tables: list[TableComparison] = []
    findings = [*balance.compare(business, noted.conversion.lines, converted.lines)]
    findings += _without_partner(work.workspace, prepared, noted.manifest)
    findings += _without_csv(prepared, noted.manifest)
    with opened(work.scratch(), Limits()) as engine:
        for table in converted.tables:
            for comparison, found in _table(work, prepared, noted.manifest, table, engine):
                tables.append(comparison)
                findings += found
    reconciliation = Reconciliation(
        spec=prepared.plan.spec, tables=tuple(tables), findings=tuple(sorted(findings, key=sort_key))
    )
    said = (prepared.why, _changed_since(noted, prepared, work))
    return _Result(
        reconciliation=reconciliation, again=_again(prepared, converted), notices=tuple(one for one in said if one)
    )


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Reconcile ``business`` (every business with a mapping where empty), each in a job of its own; writes
    `out/reconcile/<business>.json`.

    Raises:
        NothingCheckedError: MIG-REC-012 (not converted yet), and those of `pipeline.prepare`.
        UnreadableError: MIG-SYS-001 (a delivered file is gone), MIG-REC-010/-011 (damaged, other columns).
    """
    results: list[_Result] = []
    inputs: dict[str, FileDigest] = {}
    notices: list[str] = []
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"reconcile run {one}") as work:
            result = _one(work, one)
            work.findings = len(result.reconciliation.findings)
            work.write(f"out/reconcile/{one}.json", records.dump(result.reconciliation))
        results.append(result)
        inputs |= work.inputs
        notices += (*result.notices, f"結果を out/reconcile/{one}.json に書きました。")
    found = [result.reconciliation for result in results]
    data = tuple(Reconciled(spec=one.spec, tables=one.tables, open=len(one.findings)) for one in found)
    page = Document(
        title="現新比較の結果",
        subtitle=workspace.project.name,
        facts=tuple(("標準仕様", one.spec) for one in found),
        summary="".join(document.sentence(one) for one in found),
        sections=_sections(results),
    )
    findings = tuple(sorted((finding for one in found for finding in one.findings), key=sort_key))
    short = replace(page, sections=tuple(part for result in results for part in _short(result)))
    return Outcome(
        kind="reconcile-run",
        data=ReconcileRun(reconciliations=data),
        document=page,
        brief=with_findings(short, findings, SHOWN),
        findings=findings,
        inputs=tuple(sorted(inputs.values(), key=lambda file: file.path)),
        nothing_checked=not any(t.expected or t.delivered for one in found for t in one.tables),
        notices=(*notices, "次に打つコマンド: migrate phase status"),
    )


def _short(result: _Result) -> tuple[Section, ...]:
    """What a terminal shows: the balance in a line, the comparison, the totals that disagree."""
    tone = Tone.GOOD if result.again.closed else Tone.BAD
    closed = Note(text=balance.sentence(result.again.lines), tone=tone)
    first, *rest = document.sections(result.reconciliation, brief=True)
    return (replace(first, blocks=(closed, *first.blocks)), *rest)


def _sections(results: list[_Result]) -> tuple[Section, ...]:
    """The balance as it comes out now, then the comparison, business by business."""
    return tuple(
        section
        for result in results
        for section in (balance_document.section(result.again), *document.sections(result.reconciliation))
    )
