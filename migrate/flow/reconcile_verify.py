"""Verify: are the delivered files, row for row, what the conversion computed? Nothing is converted again.

The conversion notes a digest of the rows of each table before it writes any file (`engine/content.py`). As long as all
that it read and left is unchanged, a file of the same content holds the rows that the mapping asks for. What the full
reconciliation does beside (converting anew, control totals, naming each difference) is not done here.
"""

from __future__ import annotations

from migrate.engine import memory
from migrate.errors import MigrateError
from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import csv_left_out, loaded, pipeline, reconcile_partners
from migrate.flow.outcome import Outcome
from migrate.model.delivery import Content, Manifest, ManifestTable
from migrate.model.document import Cell, Column, Document, Grid, Section, Tone
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec
from migrate.model.value import value
from migrate.reconcile.delivered import open_parquet
from migrate.reconcile.delivered_csv import content_of
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.ledger import Entry, Result

_DIFFERENT = "MIG-REC-078"
_NOTE = (
    "変換が行を書く前に控えた内容の要約値（SHA-256）と、ファイルを読み直した要約値を比べます。並び順も比べます。"
    "統制合計と、相違の 1 件ずつは migrate reconcile run が示します。"
)


@value
class VerifiedFile:
    """One delivered file (several where a table's CSV is cut), and whether it holds the rows that were computed."""

    table: str
    file: str
    computed: int
    """Rows that the conversion computed."""
    rows: int
    same: bool


@value
class Verified:
    """One business: out/reconcile/<業務ID>.verify.json."""

    spec: str
    files: tuple[VerifiedFile, ...]


@value
class ReconcileVerify:
    """Result of `reconcile verify`."""

    businesses: tuple[Verified, ...]


def _check_as_then(work: Job, business: str, manifest: str) -> None:
    """Refuse where the run that left the manifest read or noted anything that is not as it was then.

    Raises:
        MigrateError: MIG-REC-076, something has changed since, or the ledger does not know of the run.
    """
    made = work.note(work.workspace.path(manifest))
    runs = (one for one in reversed(work.workspace.entries()) if one.command.startswith(f"convert run {business}"))
    ours = (one for one in runs if one.result is not Result.FAILED)
    run = next((one for one in ours if made in one.outputs), None)
    changed = [manifest] if run is None else _changed(work, run)
    if changed:
        params: dict[str, str | int] = {"business": business, "files": "、".join(changed)}
        raise MigrateError("MIG-REC-076", Place(business=business), params)


def _changed(work: Job, run: Entry) -> list[str]:
    """What a run read or noted and is not as it was; the delivered rows themselves are compared by their content."""
    left = tuple(one for one in run.outputs if one.path.startswith("out/convert/"))
    return [one.path for one in (*run.inputs, *left) if not _as_then(work, one.path, one.sha256)]


def _as_then(work: Job, name: str, sha256: str) -> bool:
    path = work.workspace.path(*name.split("/"))
    if not path.is_file():
        return False
    if name.startswith("out/"):
        return sha256_of(path) == sha256
    return work.note(path).sha256 == sha256


def _files(work: Job, spec: Spec, manifest: Manifest, table: ManifestTable, noted: Content) -> tuple[VerifiedFile, ...]:
    """Each form in which a table was delivered."""
    items = tuple(one.name for one in spec.items_of(table.table))
    parquet = work.workspace.path("out", "converted", spec.business, f"{table.table}.parquet")
    work.note(parquet)
    found = [open_parquet(parquet, work.workspace.relative(parquet), items)]
    given = reconcile_partners.csv_files(work, spec, manifest, table.table, items)
    if given:
        found.append(content_of(given, work.scratch()))
    return tuple(
        VerifiedFile(
            table=table.table,
            file=one.file,
            computed=noted.rows,
            rows=one.content.rows,
            same=noted.same(one.content, tells_empty=one.tells_empty),
        )
        for one in found
        if one.content is not None
    )


def _one(work: Job, business: str, manifest: Manifest) -> Verified:
    """Raises: MigrateError: MIG-REC-076, -077."""
    _check_as_then(work, business, f"out/converted/{business}/manifest.json")
    spec = loaded.spec(work, manifest.spec).spec
    files: list[VerifiedFile] = []
    for table in manifest.tables:
        if table.content is None:
            raise MigrateError("MIG-REC-077", Place(business=business, table=table.table), {"business": business})
        files += _files(work, spec, manifest, table, table.content)
    return Verified(spec=manifest.spec, files=tuple(files))


def _findings(business: str, found: Verified) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            code=_DIFFERENT,
            severity=Severity.ERROR,
            place=Place(business=business, table=one.table, file=one.file),
            params={"computed": one.computed, "rows": one.rows},
        )
        for one in found.files
        if not one.same
    )


def run(workspace: Workspace, session: Session, business: str = "") -> Outcome:
    """Verify ``business`` (every business with a mapping where empty), each in a job of its own.

    Raises:
        MigrateError: MIG-REC-076 (something changed since the conversion), -077 (an earlier version converted).
        NothingCheckedError: MIG-REC-012 (not converted yet), MIG-MAP-040 (no mapping).
        UnreadableError: MIG-REC-010, -011 (a file is damaged or has other columns), MIG-SYS-001 (it is gone).
    """
    memory.keep_pages()
    verified: list[Verified] = []
    findings: list[Finding] = []
    inputs: dict[str, FileDigest] = {}
    for one in pipeline.mapped(workspace, business):
        with job.run(workspace, session, f"reconcile verify {one}") as work:
            manifest = reconcile_partners.noted(work, one).manifest
            found = _one(work, one, manifest)
            wrong = (*_findings(one, found), *csv_left_out.said_of(one, manifest))
            work.findings = len(wrong)
            work.write(f"out/reconcile/{one}.verify.json", records.dump(found))
        verified.append(found)
        findings += wrong
        inputs |= work.inputs
    page = Document(
        title="納品ファイルの確認（再変換なし）",
        subtitle=workspace.project.name,
        facts=tuple(("標準仕様", one.spec) for one in verified),
        summary=_summary(verified),
        sections=tuple(_section(one) for one in verified),
    )
    return Outcome(
        kind="reconcile-verify",
        data=ReconcileVerify(businesses=tuple(verified)),
        document=page,
        findings=tuple(findings),
        inputs=tuple(sorted(inputs.values(), key=lambda file: file.path)),
        notices=("検収の前には、元データから作り直して比べる migrate reconcile run を実行してください。",),
    )


def _summary(verified: list[Verified]) -> str:
    files = [file for one in verified for file in one.files]
    wrong = sum(not one.same for one in files)
    if wrong:
        return f"{len(files)} ファイルのうち {wrong} ファイルの行が、変換のときに計算した行と違います。"
    return f"{len(files)} ファイルのすべての行が、変換のときに計算した行と同じです。"


def _section(found: Verified) -> Section:
    columns = (
        Column(title="表", width=30),
        Column(title="ファイル", width=44),
        Column(title="計算した行", unit="行", numeric=True),
        Column(title="ファイルの行", unit="行", numeric=True),
        Column(title="結果", width=10),
    )
    good, bad = Cell(text="一致", tone=Tone.GOOD), Cell(text="相違", tone=Tone.BAD)
    rows = tuple((one.table, one.file, one.computed, one.rows, good if one.same else bad) for one in found.files)
    grid = Grid(title="ファイルごとの結果", columns=columns, rows=rows, note=_NOTE)
    return Section(id=f"verify-{found.spec}", title=found.spec, blocks=(grid,))
