"""Reconcile: run the plan again on freshly staged source and compare it with every delivered file."""

from __future__ import annotations

from dataclasses import replace

from migrate.engine.duckdb import Limits
from migrate.engine.result import Converted, ConvertedTable
from migrate.engine.spark_session import Address
from migrate.errors import MigrateError
from migrate.files import records
from migrate.flow import pipeline, reconcile_against, reconcile_decisions, reconcile_kept, reconcile_partners
from migrate.flow.outcome import Outcome
from migrate.flow.pipeline import Prepared
from migrate.flow.reconcile_against import Export, Other
from migrate.flow.reconcile_kept import Found
from migrate.flow.reconcile_partners import Beside, Noted
from migrate.flow.reconcile_rows import compared, machine
from migrate.model.balance import BalanceLine, Conversion
from migrate.model.document import Document, Note, Section, Tone
from migrate.model.finding import Finding, sort_key
from migrate.model.provenance import FileDigest
from migrate.model.reconcile import LeftOut, Reconciliation, Ruling, TableComparison
from migrate.model.value import value
from migrate.reconcile import balance, document, totals
from migrate.report import balance as balance_document
from migrate.report.findings import SHOWN, with_findings
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job


@value
class Reconciled:
    """One business's reconciliation without its findings, which stand beside it."""

    spec: str
    tables: tuple[TableComparison, ...]
    rulings: tuple[Ruling, ...]
    open: int
    """Differences that are neither expected nor accepted, and whatever else stands against acceptance."""
    against: str = ""
    """The folder of the new system's own export, by its name; empty: our converted files were compared."""
    against_spec: str = ""
    left_out: tuple[LeftOut, ...] = ()


@value
class ReconcileRun:
    """All businesses that were reconciled."""

    reconciliations: tuple[Reconciled, ...]


@value
class How:
    """What is compared, and what it may take from the machine."""

    table: str = ""
    """Target table, with those that share cases with it; empty: all."""
    against: Other | None = None
    """The new system's own export instead of our converted files."""
    limits: Limits = Limits()
    spark: Address | None = None
    """Where rows are converted and compared instead of on this machine; what comes out is the same."""

    @property
    def options(self) -> str:
        """What makes it another run than that of a whole business against our files; in the ledger."""
        return " --against" * (self.against is not None) + f" --table {self.table}" * bool(self.table)

    def stem(self, business: str) -> str:
        """Name of the results: what is not the whole business does not take the place of what is."""
        return business + ".against" * (self.against is not None) + ".table" * bool(self.table)


def differences_of(stem: str) -> str:
    """The file of all differences of a result (of a whole business: its 業務ID), in the workspace."""
    return f"out/reconcile/{stem}.differences.parquet"


@value
class _Result:
    reconciliation: Reconciliation
    again: Conversion
    """The conversion as it comes out now."""
    notices: tuple[str, ...]


def _changed_since(noted: Noted, prepared: Prepared, work: Job) -> str:
    """A sentence where mapping or source are not those of the conversion any more; empty where they are."""
    now = {one.path: one.sha256 for one in pipeline.delivered(work, prepared)}
    then = {one.path: one.sha256 for one in noted.manifest.sources}
    whole = prepared.plan is prepared.whole
    changed = [name for name in sorted({**now, **(then if whole else {})}) if now.get(name) != then.get(name)]
    if noted.manifest.mapping_sha256 != prepared.mapping_sha256:
        changed.append(prepared.mapping.path)
    if not changed:
        return ""
    named = "、".join(changed)
    return f"変換のあとで変わったファイルがあります: {named}。migrate convert run をやり直してから比べてください。"


def _again(prepared: Prepared, converted: Converted) -> Conversion:
    return Conversion(
        spec=prepared.plan.spec,
        mapping_sha256=prepared.mapping_sha256,
        lines=converted.lines,
        targets=converted.targets,
        outputs=(),
        findings=(),
    )


def _lines(lines: tuple[BalanceLine, ...], prepared: Prepared) -> tuple[BalanceLine, ...]:
    """Of a noted balance what the plan converts now."""
    return tuple(one for one in lines if one.target in prepared.plan.tables)


def _beside(work: Job, prepared: Prepared, noted: Noted, export: Export | None) -> tuple[Finding, ...]:
    """What is wrong with the set of files, whatever is in them."""
    if export is None:
        return reconcile_partners.unlike(work.workspace, prepared, noted.manifest)
    return tuple(reconcile_against.findings(export, prepared.plan))


def _one(work: Job, business: str, how: How) -> _Result:
    noted = reconcile_partners.noted(work, business)
    decided = reconcile_decisions.load(work, business)
    pipe = pipeline.How(limits=how.limits, table=how.table, spark=how.spark)
    prepared = pipeline.prepare(work, business, pipe)
    reconcile_decisions.check_rules(work, decided, prepared.mapping)
    export = reconcile_against.opened(work, prepared, how.against) if how.against else None
    converted = pipeline.expected(work, prepared, pipe)
    found = work.scratch() / "differences.parquet"
    with machine(work.scratch(), how.limits, how.spark) as own:

        def beside(again: ConvertedTable) -> Beside:
            if export is None:
                return reconcile_partners.own(work, prepared, noted.manifest, again)
            return reconcile_against.beside(own.engine, export, prepared, again, work.scratch())

        rows = compared(work, own, prepared, converted, beside, found)
        kept = reconcile_kept.keep(
            work,
            own.engine,
            Found(business=business, file=found, tables=rows.tables, kept=differences_of(how.stem(business))),
            (*reconcile_decisions.tolerated(prepared), *decided),
        )
    findings = (
        *balance.compare(business, _lines(noted.conversion.lines, prepared), converted.lines),
        *_beside(work, prepared, noted, export),
        *rows.findings,
        *(finding for one in kept.tables for finding in totals.findings(business, one)),
        *kept.findings,
    )
    reconciliation = Reconciliation(
        spec=prepared.plan.spec,
        tables=kept.tables,
        findings=tuple(sorted(findings, key=sort_key)),
        rulings=kept.rulings,
        unlisted=kept.unlisted,
        against=how.against.name if how.against else "",
        against_spec=export.between.after.id if export else "",
        left_out=(*(export.left_out if export else ()), *rows.left_out),
    )
    said = (prepared.why, *_said(work, prepared, noted, export), *reconcile_decisions.notices(decided))
    return _Result(
        reconciliation=reconciliation, again=_again(prepared, converted), notices=tuple(one for one in said if one)
    )


def _said(work: Job, prepared: Prepared, noted: Noted, export: Export | None) -> tuple[str, ...]:
    """What people should know of both sides."""
    changed = _changed_since(noted, prepared, work)
    if export is None:
        return (changed,)
    unused = f"標準の表ではないため比べなかったファイル: {'、'.join(export.unused)}" if export.unused else ""
    return changed, f"新システムの側は {export.between.after.id} の形として読みました。", unused


def run(workspace: Workspace, session: Session, business: str = "", how: How | None = None) -> Outcome:
    """Reconcile ``business`` (every business with a mapping where empty), each in a job of its own; writes
    `out/reconcile/<business>.json` and the file of all differences beside it (`How.stem` where less is compared).

    Raises:
        MigrateError: MIG-REC-040, -072, a sheet of decisions has faulty lines; MIG-REC-052, several businesses where
            one is meant; MIG-REC-049, -051 of `reconcile_against`; MIG-CNV-080 to -085, -087 (Spark).
        NothingCheckedError: MIG-REC-012 (not converted yet), and those of `pipeline.prepare`.
        UnreadableError: MIG-SYS-001 (a delivered file is gone), MIG-REC-010/-011 (damaged, other columns).
    """
    how = how or How()
    results: list[_Result] = []
    inputs: dict[str, FileDigest] = {}
    notices: list[str] = []
    for one in _businesses(workspace, business, how):
        with job.run(workspace, session, f"reconcile run {one}{how.options}") as work:
            result = _one(work, one, how)
            work.findings = result.reconciliation.open
            name = f"out/reconcile/{how.stem(one)}.json"
            work.write(name, records.dump(result.reconciliation))
        results.append(result)
        inputs |= work.inputs
        kept = f"結果を {name} に、相違の全件を {differences_of(how.stem(one))} に書きました。"
        notices += (*result.notices, kept)
    found = [result.reconciliation for result in results]
    data = tuple(_reconciled(one) for one in found)
    page = Document(
        title="現新比較の結果",
        subtitle=workspace.project.name,
        facts=tuple(fact for one in found for fact in _facts(one)),
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


def _businesses(workspace: Workspace, business: str, how: How) -> tuple[str, ...]:
    """The businesses to reconcile; a folder or a table is that of one.

    Raises:
        MigrateError: MIG-REC-052, there are several. NothingCheckedError: MIG-MAP-040, there is none.
    """
    found = pipeline.mapped(workspace, business)
    if len(found) > 1 and (how.against or how.table):
        raise MigrateError("MIG-REC-052", params={"businesses": "、".join(found), "first": found[0]})
    return found


def _reconciled(one: Reconciliation) -> Reconciled:
    return Reconciled(
        spec=one.spec,
        tables=one.tables,
        rulings=one.rulings,
        open=one.open,
        against=one.against,
        against_spec=one.against_spec,
        left_out=one.left_out,
    )


def _facts(one: Reconciliation) -> tuple[tuple[str, str], ...]:
    given = (("標準仕様", one.spec),)
    return (*given, ("比べた相手", f"新システムの出力 {one.against}（{one.against_spec}）")) if one.against else given


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
