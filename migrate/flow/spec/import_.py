"""Read what a ministry or a vendor publishes, and keep it in the workspace."""

from __future__ import annotations

from pathlib import Path

from migrate.files import xlsx
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec, SpecImport
from migrate.model.value import value
from migrate.spec import document, importer, store
from migrate.workspace import job, project
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_NOT_SAVED = (
    "作業フォルダの外なので、読み取っただけで保存していません。",
    "保存するには: migrate init フォルダ名　で作業フォルダを作り、その中で同じコマンドを実行してください。",
)


@value
class SpecImported:
    """Result of `spec import`. ``data_rows`` = ``items`` + ``rows_not_understood``."""

    spec: str
    business: str
    business_name: str
    edition: str
    data_rows: int
    items: int
    rows_not_understood: int
    tables: tuple[str, ...]
    code_lists: int
    saved: bool
    changed: bool


@value
class Wanted:
    """What `spec import` is told: the workbook, and texts that are empty where nothing was said."""

    file: Path
    business: str = ""
    edition: str = ""


@value
class _Read:
    """A workbook that was read."""

    result: SpecImport
    sheets: int
    source: FileDigest


def _read(wanted: Wanted) -> _Read:
    """What the workbook says; the bytes that are hashed are the ones that are read."""
    data = xlsx.read_bytes(wanted.file)
    book = xlsx.loads(data, wanted.file.name)
    source = FileDigest(path=wanted.file.name, sha256=sha256_of_bytes(data))
    request = importer.Request(file=source.path, sha256=source.sha256, business=wanted.business, edition=wanted.edition)
    result = importer.understand(book, request, bundled("specs") / importer.LAYOUT)
    return _Read(result=result, sheets=len(book.sheets), source=source)


def _imported(read: _Read, run: job.Job | None, notices: tuple[str, ...]) -> Outcome:
    result = read.result
    spec = result.spec
    data = SpecImported(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        data_rows=result.data_rows,
        items=len(spec.items),
        rows_not_understood=result.lost,
        tables=spec.tables,
        code_lists=len(spec.code_lists),
        saved=run is not None,
        changed=run is not None and run.changed,
    )
    page = Document(title=f"{spec.id} を読み取りました。", sections=(document.imported(result, read.sheets),))
    return Outcome(
        kind="spec-import",
        data=data,
        document=page,
        findings=result.findings,
        inputs=(read.source,),
        notices=notices,
    )


def _folder(spec: Spec) -> str:
    return f"spec/{spec.business}/{spec.edition}"


def _save(run: job.Job, spec: Spec) -> None:
    folder = _folder(spec)
    for name, data in store.files(spec).items():
        run.write(f"{folder}/{name}", data)
    workspace = run.workspace
    if workspace.project.specs.get(spec.business) != spec.edition:
        text = workspace.path(project.FILE).read_bytes()
        run.write(project.FILE, project.pin(text, spec.business, spec.edition), last=True)


def import_(wanted: Wanted, workspace: Workspace | None, session: Session) -> Outcome:
    """Read an official workbook; in a workspace save it as `spec/<業務ID>/<版>/` and pin it in `project.yaml`.

    Raises:
        UnreadableError: MIG-SYS-001/-002, MIG-FORM-001 … -015 (the workbook is refused), MIG-SPEC-001.
        NothingCheckedError: MIG-SPEC-017, there is no item.
        MigrateError: MIG-SPEC-003/-004 (edition), -005 (業務ID).
    """
    if workspace is None:
        return _imported(_read(wanted), None, _NOT_SAVED)
    with job.run(workspace, session, "spec import") as run:
        read = _read(wanted)
        run.note(wanted.file)
        run.findings = len(read.result.findings)
        known_before = workspace.path(_folder(read.result.spec), store.HEAD).is_file()
        _save(run, read.result.spec)
    where = f"{_folder(read.result.spec)}/"
    saved = f"{where} に保存し、project.yaml でこの版を使うことにしました。"
    if run.changed and known_before:
        saved = f"{where} の前の内容を置きかえました（同じ版の取り直し）。"
    elif not run.changed:
        saved = f"{where} は変更なしです。"
    return _imported(read, run, (saved, f"次に打つコマンド: migrate spec items {read.result.spec.business}"))
