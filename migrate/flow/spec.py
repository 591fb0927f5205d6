"""The national side: list, show, import and export specs."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic, xlsx
from migrate.files.bundled import bundled
from migrate.files.digest import sha256_of_bytes
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.provenance import FileDigest, Provenance
from migrate.model.spec import CodeList, Item, Spec, SpecImport
from migrate.model.value import value
from migrate.spec import document, importer, library, official, store
from migrate.spec.library import Entry, Resolved
from migrate.workspace import job, project
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace, find

LAYOUTS = {"official": importer.LAYOUT}
_NOT_SAVED = (
    "作業フォルダの外なので、読み取っただけで保存していません。",
    "保存するには: migrate init フォルダ名　で作業フォルダを作り、その中で同じコマンドを実行してください。",
)


@value
class ListedSpec:
    """One line of `spec list`."""

    business: str
    business_name: str
    edition: str
    kind: str
    origin: str
    pinned: bool
    title: str
    provenance: Provenance


@value
class SpecList:
    """Result of `spec list`."""

    specs: tuple[ListedSpec, ...]


@value
class SpecShown:
    """Result of `spec show`: a spec without its items."""

    spec: str
    business: str
    business_name: str
    edition: str
    kind: str
    title: str
    tables: tuple[str, ...]
    items: int
    code_lists: int
    provenance: Provenance


@value
class SpecItems:
    """Result of `spec items`: names and texts exactly as published."""

    spec: str
    table: str
    items: tuple[Item, ...]


@value
class SpecCodes:
    """Result of `spec codes`."""

    spec: str
    code_lists: tuple[CodeList, ...]


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
class SpecExported:
    """Result of `spec export`."""

    spec: str
    layout: str
    file: str
    sha256: str
    written: bool
    """False where the file already held exactly these bytes."""


@value
class Wanted:
    """What `spec import` is told: the workbook, and texts that are empty where nothing was said."""

    file: Path
    business: str = ""
    edition: str = ""


def around(folder: Path | None) -> Workspace | None:
    """The workspace named by ``folder``, else the one around the current folder, else None.

    Raises:
        MigrateError: MIG-SYS-013, ``folder`` was named and is no workspace.
    """
    try:
        return find(folder)
    except MigrateError:
        if folder is not None:
            raise
        return None


def known(workspace: Workspace | None) -> tuple[Entry, ...]:
    """All specs at hand: bundled, and imported into ``workspace``."""
    return library.entries(bundled("specs"), workspace.path("spec") if workspace else None)


def resolve(reference: str, workspace: Workspace | None) -> Resolved:
    """The spec that ``reference`` (`ID` or `ID@EDITION`) names here (see ``library.resolve``)."""
    return library.resolve(reference, known(workspace), workspace.project.specs if workspace else {})


def list_specs(workspace: Workspace | None) -> Outcome:
    """The catalogue of specs at hand."""
    entries = known(workspace)
    in_use = library.pinned(entries, workspace.project.specs) if workspace else ()
    specs = tuple(
        ListedSpec(
            business=e.head.business,
            business_name=e.head.business_name,
            edition=e.head.edition,
            kind=e.head.kind.value,
            origin=e.origin.value,
            pinned=e in in_use,
            title=e.head.title,
            provenance=store.read_papers(e.folder),
        )
        for e in entries
    )
    page = Document(title="使える標準仕様", sections=(document.catalogue(entries, in_use),))
    return Outcome(kind="spec-list", data=SpecList(specs=specs), document=page, nothing_checked=not specs)


def show(reference: str, workspace: Workspace | None) -> Outcome:
    """One spec: counts, groups, provenance.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    data = SpecShown(
        spec=spec.id,
        business=spec.business,
        business_name=spec.business_name,
        edition=spec.edition,
        kind=spec.kind.value,
        title=spec.title,
        tables=spec.tables,
        items=len(spec.items),
        code_lists=len(spec.code_lists),
        provenance=spec.provenance,
    )
    page = Document(title=spec.title or spec.id, sections=(document.overview(spec),))
    return Outcome(kind="spec-show", data=data, document=page, notices=(resolved.why,))


def items(reference: str, workspace: Workspace | None, table: str = "") -> Outcome:
    """The items of one spec, of one group where ``table`` is given.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -013 (no such group).
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    if table and table not in spec.tables:
        params = {"spec": spec.id, "table": table, "known": "、".join(spec.tables)}
        raise MigrateError("MIG-SPEC-013", params=params)
    found = spec.items_of(table) if table else spec.items
    title = f"{spec.id} のデータ項目"
    return Outcome(
        kind="spec-items",
        data=SpecItems(spec=spec.id, table=table, items=found),
        document=Document(title=title, sections=(document.items(spec, table),)),
        brief=Document(title=title, sections=(document.items(spec, table, brief=True),)),
        notices=(resolved.why,),
    )


def codes(reference: str, workspace: Workspace | None) -> Outcome:
    """The code lists of one spec.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
    """
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    page = Document(title=f"{spec.id} のコード一覧", sections=(document.codes(spec),))
    data = SpecCodes(spec=spec.id, code_lists=spec.code_lists)
    return Outcome(kind="spec-codes", data=data, document=page, notices=(resolved.why,))


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
        rows_not_understood=result.data_rows - len(spec.items),
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


def export(reference: str, workspace: Workspace | None, layout: str, target: Path) -> Outcome:
    """Write a spec as a workbook in a published layout.

    Raises:
        MigrateError: MIG-SPEC-006 (no such spec), -018 (no such layout), -019 (it does not fit into the layout).
        UnreadableError: the file cannot be written.
    """
    if layout not in LAYOUTS:
        raise MigrateError("MIG-SPEC-018", params={"layout": layout, "known": "、".join(sorted(LAYOUTS))})
    resolved = resolve(reference, workspace)
    spec = resolved.spec
    data = official.workbook(spec, bundled("specs") / LAYOUTS[layout])
    written = atomic.write(target, data)
    exported = SpecExported(
        spec=spec.id, layout=layout, file=target.name, sha256=sha256_of_bytes(data), written=written
    )
    title = f"{spec.id} を {target.name} に書き出しました。"
    if not written:
        title = f"{target.name} は {spec.id} と同じ内容なので、書きかえていません。"
    page = Document(title=title, sections=(document.exported(spec),))
    return Outcome(kind="spec-export", data=exported, document=page, notices=(resolved.why,))
