"""Reconcile: run the plan again on freshly staged source and compare it with every delivered file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from migrate.engine import parquet
from migrate.engine.duckdb import Engine, Limits, opened
from migrate.engine.result import Converted, ConvertedTable
from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.flow import pipeline, reconcile_decisions
from migrate.flow.delivery import header
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import Prepared
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest
from migrate.model.document import Document, Note, Section, Tone
from migrate.model.finding import Finding, Place, Severity, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.reconcile import Reconciliation, Ruling, TableComparison
from migrate.model.value import value
from migrate.reconcile import balance, columns, document, fates, totals
from migrate.reconcile.compare import Expected, compare, listed
from migrate.reconcile.delivered import Delivered, open_parquet
from migrate.reconcile.delivered_csv import CsvFiles, stage_csv
from migrate.reconcile.differences import SCHEMA
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
    rulings: tuple[Ruling, ...]
    open: int
    """Differences that are neither expected nor accepted, and whatever else stands against acceptance."""


@value
class ReconcileRun:
    """All businesses that were reconciled."""

    reconciliations: tuple[Reconciled, ...]


@value
class _Working:
    """What the comparison of one business works with."""

    engine: Engine
    differences: parquet.Writer


def differences_of(business: str) -> str:
    """The file of all differences of a business, in the workspace."""
    return f"out/reconcile/{business}.differences.parquet"


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


def _definitions(prepared: Prepared, table: str) -> tuple[Total, ...]:
    """The totals of a table: how many rows it has, and what the definitions of the business say of items it has."""
    path = bundled("specs") / "totals" / f"{prepared.business}.yaml"
    items = set(prepared.plan.columns[table])
    given = totals.load(path) if path.is_file() else ()
    found = {one.name: one for one in (totals.everything(table), *given) if one.table == table}
    return tuple(totals.bound(one, prepared.spec) for one in found.values() if set(one.items) <= items)


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
    work: Job, prepared: Prepared, manifest: Manifest, again: ConvertedTable, at: _Working
) -> Iterator[TableComparison]:
    """One table: rows and control totals of each of its files; every difference goes to the file of differences."""
    engine = at.engine
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
    counted = [(total, totals.source_tallies(engine, total, source)) for total in _definitions(prepared, again.table)]
    numbers = frozenset(one.name for one in prepared.spec.items_of(again.table) if one.notation in ("9", "S9"))
    for delivered in _delivered(work, prepared, manifest, again.table):
        compared = compare(engine, expected, delivered)
        for batch in listed(engine, expected, delivered, lambda parts: work.workspace.key_digest(*parts)):
            at.differences.add(batch)
        lines = tuple(
            line
            for total, counts in counted
            for line in totals.control_total(total, (counts, totals.delivered_tallies(engine, total, items)))
        )
        comparison = replace(compared, totals=lines, columns=columns.profiles(engine, items, numbers))
        at.differences.add(totals.differences(comparison))
        yield comparison


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
    decided = reconcile_decisions.load(work, business)
    prepared = pipeline.prepare(work, business)
    converted = pipeline.expected(work, prepared)
    kept = differences_of(business)
    found, staged = work.scratch() / "differences.parquet", work.stage(kept)
    with opened(work.scratch(), Limits()) as engine:
        with parquet.Writer(found, SCHEMA) as writer:
            at = _Working(engine=engine, differences=writer)
            compared = tuple(
                one for table in converted.tables for one in _table(work, prepared, noted.manifest, table, at)
            )
        settled = fates.settle(engine, found, decided, work.session.as_of)
        parquet.write(staged, SCHEMA, fates.marked(engine))
        tables = fates.with_fates(engine, staged, compared)
        named = fates.findings(engine, staged, business, kept)
    findings = (
        *balance.compare(business, noted.conversion.lines, converted.lines),
        *_without_partner(work.workspace, prepared, noted.manifest),
        *_without_csv(prepared, noted.manifest),
        *(finding for one in tables for finding in totals.findings(business, one)),
        *settled.findings,
        *named,
    )
    reconciliation = Reconciliation(
        spec=prepared.plan.spec,
        tables=tables,
        findings=tuple(sorted(findings, key=sort_key)),
        rulings=settled.rulings,
        unlisted=sum(int(one.params["rest"]) for one in named if one.code == fates.REST),
    )
    said = (prepared.why, _changed_since(noted, prepared, work), *reconcile_decisions.notices(decided))
    return _Result(
        reconciliation=reconciliation, again=_again(prepared, converted), notices=tuple(one for one in said if one)
    )


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Reconcile ``business`` (every business with a mapping where empty), each in a job of its own; writes
    `out/reconcile/<business>.json` and the file of all differences beside it.

    Raises:
        MigrateError: MIG-REC-040, a sheet of decisions has faulty lines.
        NothingCheckedError: MIG-REC-012 (not converted yet), and those of `pipeline.prepare`.
        UnreadableError: MIG-SYS-001 (a delivered file is gone), MIG-REC-010/-011 (damaged, other columns).
    """
    results: list[_Result] = []
    inputs: dict[str, FileDigest] = {}
    notices: list[str] = []
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"reconcile run {one}") as work:
            result = _one(work, one)
            work.findings = result.reconciliation.open
            work.write(f"out/reconcile/{one}.json", records.dump(result.reconciliation))
        results.append(result)
        inputs |= work.inputs
        kept = f"結果を out/reconcile/{one}.json に、相違の全件を {differences_of(one)} に書きました。"
        notices += (*result.notices, kept)
    found = [result.reconciliation for result in results]
    data = tuple(Reconciled(spec=one.spec, tables=one.tables, rulings=one.rulings, open=one.open) for one in found)
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
