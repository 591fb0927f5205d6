"""Read what a ministry or a vendor publishes, and keep it in the workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import xlsx, xlsx_comments, xlsx_unread
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.flow.spec import import_interop
from migrate.flow.spec.at_hand import known
from migrate.model.document import Document
from migrate.model.finding import Severity
from migrate.model.provenance import FileDigest
from migrate.model.spec import Spec, SpecImport, SpecKind
from migrate.model.value import value
from migrate.spec import import_document, merge, parts, store
from migrate.spec.library import Entry
from migrate.spec.workbook import codes_csv, importer
from migrate.workspace import job, project
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace

_NOT_SAVED = (
    "作業フォルダの外なので、読み取っただけで保存していません。",
    "保存するには: migrate init フォルダ名　で作業フォルダを作り、その中で同じコマンドを実行してください。",
)
_REFUSED = (
    "読み取れない所があるので、保存していません。",
    "原本を直して取り込み直すか、読み取れた分だけでよければ --partial を付けてください。",
)


@value
class ReadSheet:
    """What became of one sheet. ``rows`` = ``taken`` + ``lost``; each lost row is a finding."""

    name: str
    part: str
    rows: int
    taken: int
    lost: int


@value
class SpecImported:
    """Result of `spec import`: what the file held. In each sheet ``rows`` = ``taken`` + ``lost``.

    ``data_rows`` counts the rows of item sheets, ``rows_not_understood`` the lost rows of all sheets.
    """

    spec: str
    business: str
    business_name: str
    edition: str
    spec_kind: str
    data_rows: int
    items: int
    rows_not_understood: int
    tables: tuple[str, ...]
    code_lists: int
    functions: int
    forms: int
    interfaces: int
    sheets: tuple[ReadSheet, ...]
    encoding: str
    """Encoding of a CSV file; empty for a workbook."""
    saved: bool
    changed: bool


@value
class Wanted:
    """What `spec import` is told: the file, and texts that are empty where nothing was said."""

    file: Path
    business: str = ""
    edition: str = ""
    partial: bool = False
    """Save what was understood although rows were lost."""


@value
class _Read:
    """A file that was read."""

    result: SpecImport
    sheets: int
    source: FileDigest
    encoding: str = ""

    @property
    def lossy(self) -> bool:
        """True where the file holds more than was understood."""
        return any(finding.severity is Severity.ERROR for finding in self.result.findings)


def _read(wanted: Wanted, entries: tuple[Entry, ...]) -> _Read:
    """What the file says; the bytes that are hashed are the ones that are read."""
    name = wanted.file.name
    data = xlsx.read_bytes(wanted.file)
    source = FileDigest(path=name, sha256=sha256_of_bytes(data))
    if import_interop.is_interop(name):
        exported = import_interop.understand(data, name, wanted.business, wanted.edition)
        return _Read(result=exported, sheets=len(exported.sheets), source=source)
    if name.lower().endswith(codes_csv.SUFFIX):
        book, encoding = codes_csv.loads(data, name)
        unread: tuple[xlsx_unread.UnreadCell, ...] = ()
    else:
        book, encoding = xlsx.loads(data, name), ""
        unread = xlsx_unread.unread(data)
    request = importer.Request(
        file=name,
        sha256=source.sha256,
        business=wanted.business,
        edition=wanted.edition,
        names={entry.head.business: entry.head.business_name for entry in entries},
        unread=unread,
        comments=xlsx_comments.comments(data),
    )
    result = importer.understand(book, request, bundled("specs") / importer.LAYOUTS)
    return _Read(result=result, sheets=len(book.sheets), source=source, encoding=encoding)


def _with_open_references(read: _Read, whole: Spec) -> _Read:
    """The findings that need the whole edition: code lists that neither the file nor the edition holds."""
    more = importer.open_references(whole, read.source.path) if read.result.spec.items else []
    findings = tuple(sorted((*read.result.findings, *more), key=lambda finding: finding.code))
    return replace(read, result=replace(read.result, findings=findings))


def _imported(read: _Read, run: job.Job | None, notices: tuple[str, ...]) -> Outcome:
    result = read.result
    spec = result.spec
    saved = run is not None and bool(run.outputs)
    data = SpecImported(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        spec_kind=spec.kind.value,
        data_rows=result.data_rows,
        items=len(spec.items),
        rows_not_understood=result.lost,
        tables=spec.tables,
        code_lists=len(spec.code_lists),
        functions=len(spec.functions),
        forms=len(spec.forms),
        interfaces=len(spec.interfaces),
        sheets=tuple(
            ReadSheet(name=one.name, part=one.part, rows=one.rows, taken=one.taken, lost=one.lost)
            for one in result.sheets
        ),
        encoding=read.encoding,
        saved=saved,
        changed=saved and run is not None and run.changed,
    )
    title = f"{spec.id} を読み取りました。"
    if read.lossy and not saved:
        title = f"{spec.id} に、読み取れない所があります。"
    page = Document(title=title, sections=(import_document.section(result, read.sheets),))
    said = (f"{read.source.path} の文字コードは {read.encoding} として読みました。",) if read.encoding else ()
    return Outcome(
        kind="spec-import",
        data=data,
        document=page,
        findings=result.findings,
        inputs=(read.source,),
        notices=(*said, *notices),
    )


def _folder(spec: Spec) -> str:
    return f"spec/{spec.business}/{spec.edition}"


def _known(spec: Spec, workspace: Workspace, entries: tuple[Entry, ...]) -> Spec | None:
    """What is known of the edition: in the workspace; for a file without items also the bundled copy.

    A damaged folder is no obstacle to an import of the items: that is its cure.
    """
    if workspace.path(_folder(spec), store.HEAD).is_file():
        try:
            return store.read(workspace.path(_folder(spec)))
        except UnreadableError:
            if not spec.items:
                raise
            return None
    same = (e for e in entries if (e.head.business, e.head.edition) == (spec.business, spec.edition))
    found = next(same, None) if not spec.items else None
    return store.read(found.folder) if found else None


def _save(run: job.Job, whole: Spec, pin: bool) -> None:
    folder = _folder(whole)
    files = store.files(whole)
    for name, data in files.items():
        run.write(f"{folder}/{name}", data)
    for part in parts.PARTS:
        if part.file not in files:
            run.remove(f"{folder}/{part.file}")
    workspace = run.workspace
    if pin and workspace.project.specs.get(whole.business) != whole.edition:
        text = workspace.path(project.FILE).read_bytes()
        run.write(project.FILE, project.pin(text, whole.business, whole.edition), last=True)


def _saved(spec: Spec, run: job.Job, before: bool, pin: bool) -> tuple[str, ...]:
    """What was done, and what to type next; ``before`` is true where the workspace had the edition."""
    where = f"{_folder(spec)}/"
    pinned = project.FILE in run.outputs
    saved = f"{where} に保存しました。"
    if not run.changed:
        saved = f"{where} は変更なしです。"
    elif before:
        pinned_too = "project.yaml でこの版を使うことにしました。" if pinned else ""
        saved = f"{where} の前の内容のうち、このファイルにある部分を置きかえました。{pinned_too}"
    elif pinned:
        saved = f"{where} に保存し、project.yaml でこの版を使うことにしました。"
    look = "items" if spec.items else "show"
    name = spec.business if pin else spec.id
    return (saved, f"次に打つコマンド: migrate spec {look} {name}")


def import_(wanted: Wanted, workspace: Workspace | None, session: Session) -> Outcome:
    """Read a file; in a workspace join it to `spec/<業務ID>/<版>/`, and pin an edition with items in `project.yaml`.

    Where a part of the file was not understood (a finding of severity ERROR), nothing is saved, unless ``partial``.

    Raises:
        UnreadableError: MIG-SYS-001/-002, MIG-FORM-001 … -015 (the workbook is refused), MIG-SPEC-001, -021,
            -026, -027, -038 (CSV), -062 … -064 (an export of this tool).
        NothingCheckedError: MIG-SPEC-017, there is nothing in the tables.
        MigrateError: MIG-SPEC-003/-004 (edition), -005/-024/-025 (業務ID).
    """
    entries = known(workspace)
    if workspace is None:
        read = _read(wanted, entries)
        return _imported(_with_open_references(read, read.result.spec), None, _NOT_SAVED)
    with job.run(workspace, session, "spec import") as run:
        read = _read(wanted, entries)
        spec = read.result.spec
        run.note(wanted.file)
        before = workspace.path(_folder(spec), store.HEAD).is_file()
        whole = merge.merge(_known(spec, workspace, entries), spec)
        read = _with_open_references(read, whole)
        run.findings = sum(finding.severity is not Severity.INFO for finding in read.result.findings)
        pin = bool(spec.items) and whole.kind is not SpecKind.API
        save = wanted.partial or not read.lossy
        if save:
            _save(run, whole, pin)
    notices = _saved(whole, run, before, pin) if save else _REFUSED
    return _imported(read, run, notices)
