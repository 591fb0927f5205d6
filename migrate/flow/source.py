"""Read the current system: tables from DDL and layouts, data files and what they hold."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from migrate.errors import MigrateError, UnreadableError
from migrate.files import archive, records
from migrate.files.digest import sha256_of
from migrate.flow import loaded, standards
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Finding, Place, Severity
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceFile, SourceKind, SourceSchema
from migrate.source import document, encoding, opening
from migrate.source.detect import Detect, Input, is_ignored
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.project import DeclaredSource

if TYPE_CHECKING:
    from migrate.source.standard.beside import Known

_FOLDER = "source"


def look(
    sources: Sequence[Input],
    max_unknown: int = 0,
    known: Known | None = None,
    beside: Sequence[SourceSchema] = (),
    detect: Detect = encoding.detect,
) -> SourceSchema:
    """As `source.scan.scan`; its readers of definitions are loaded only where there is something to look at."""
    from migrate.source.scan import scan as read  # noqa: PLC0415 (heavy)

    return read(sources, max_unknown, known, beside, detect)


def _visible(path: Path) -> bool:
    """False for what file managers and editors leave behind."""
    return path.is_file() and archive.is_visible(path.name)


def _outcome(schema: SourceSchema, inputs: Sequence[FileDigest], notices: tuple[str, ...]) -> Outcome:
    page = Document(
        title="現行システムの構造",
        summary=document.summary(schema),
        sections=document.sections(schema),
    )
    digests = tuple(sorted(inputs, key=lambda one: one.path))
    findings = schema.findings
    return Outcome(kind="source-scan", data=schema, document=page, findings=findings, inputs=digests, notices=notices)


def _declared(workspace: Workspace) -> dict[str, DeclaredSource]:
    """Statements of project.yaml by the file's path in the workspace (``source/`` may be left out there).

    Raises:
        MigrateError: MIG-SRC-022, a file is stated that is not there.
    """
    found = {}
    for one in workspace.project.sources:
        stated = unicodedata.normalize("NFC", one.file)
        name = stated if stated.startswith(f"{_FOLDER}/") else f"{_FOLDER}/{stated}"
        if not opening.exists(workspace.path(name)):
            raise MigrateError("MIG-SRC-022", Place(file="project.yaml"), {"file": name})
        found[name] = one
    return found


def _stated(declared: Mapping[str, DeclaredSource], name: str, above: str = "") -> DeclaredSource | None:
    """What project.yaml says of a file; what it says of an archive above holds for the files in it."""
    return declared.get(unicodedata.normalize("NFC", name)) or declared.get(unicodedata.normalize("NFC", above))


def _packed(path: Path, name: str, declared: Mapping[str, DeclaredSource]) -> Iterator[Input]:
    """The files in the archive ``path``, each with its own digest; those left out on purpose are not opened."""
    stated = _stated(declared, name)
    if stated and is_ignored(stated):
        return
    for member in opening.members(path):
        inner = f"{name}/{member.relative_to(path).as_posix()}"
        stated = _stated(declared, inner, name)
        if not (stated and is_ignored(stated)):
            yield Input(path=member, name=inner, sha256=opening.digest_of(member), declared=stated, archive=name)


def _inputs(path: Path, name: str, sha256: str, declared: Mapping[str, DeclaredSource]) -> Iterator[Input]:
    """A file, or the files in it where it is an archive.

    Raises:
        UnreadableError: MIG-SRC-220 to -225, an archive that is refused or holds nothing.
    """
    if not opening.is_archive(path):
        yield Input(path=path, name=name, sha256=sha256, declared=_stated(declared, name))
        return
    if not opening.members(path):
        raise UnreadableError("MIG-SRC-225", Place(file=name), {"file": name})
    yield from _packed(path, name, declared)


Digest = Callable[[Path, str], str]
"""Gives the sha256 of a file (path, name for people); empty where it is still being made."""


def inputs_of(work: Job, digest: Digest | None = None) -> list[Input]:
    """All files in the workspace's `source/`, also those in archives; files on disk are noted as inputs of the job.

    With ``digest`` those files are not noted: whoever gives it does that when it has made their sha256.

    Raises:
        MigrateError: MIG-SRC-022.
        UnreadableError: MIG-SRC-220 to -225, an archive that is refused.
    """
    workspace = work.workspace
    declared = _declared(workspace)
    if workspace.project.sources:
        work.note(workspace.path("project.yaml"))
    sources: list[Input] = []
    for path in sorted(path for path in workspace.path(_FOLDER).rglob("*") if _visible(path)):
        name = workspace.relative(path)
        sources += _inputs(path, name, digest(path, name) if digest else work.note(path).sha256, declared)
    return sources


def _given(path: Path, digest: Digest) -> Iterator[Input]:
    """The inputs that a file named on the command line stands for."""
    if opening.is_member(path):
        above = opening.container(path)
        name = f"{above.name}/{path.relative_to(above).as_posix()}"
        yield Input(path=path, name=name, sha256=opening.digest_of(path), archive=above.name)
    else:
        yield from _inputs(path, path.name, digest(path, path.name), {})


def _at_once(path: Path, _: str) -> str:
    return sha256_of(path)


def inputs_given(paths: Sequence[Path], digest: Digest = _at_once) -> list[Input]:
    """The files that were named (a folder or an archive stands for the files in it).

    Raises:
        UnreadableError: MIG-SYS-001, -002, MIG-SRC-220 to -225 (archives).
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(one for one in path.rglob("*") if _visible(one)) if path.is_dir() else [path]
    sources: list[Input] = []
    for path in files:
        try:
            sources += _given(path, digest)
        except (FileNotFoundError, NotADirectoryError):
            raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
        except OSError:
            raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None
    return sources


Beside = Callable[[Job], tuple[SourceSchema, ...]]
"""Gives the structures of the workspace's databases; what they were is noted as inputs of the job."""


def _kept(work: Job) -> tuple[SourceSchema, ...]:
    """The workspace's databases without asking them: as the last scan read them, and named as such."""
    path = work.workspace.path(loaded.SCHEMA)
    before = loaded.databases(records.load(SourceSchema, path.read_bytes(), loaded.SCHEMA)) if path.is_file() else ()
    held = {one.files[0].path: one for one in before}
    found = []
    for database in work.workspace.project.databases:
        name = f"database:{database.name}"
        reason = "つながずに、前に読んだ構造を使いました" if name in held else "つながずに、省きました"
        params = {"part": f"データベース「{database.name}」", "reason": reason}
        finding = Finding(code="MIG-SRC-213", severity=Severity.WARNING, place=Place(file=name), params=params)
        why = SourceFile(path=name, kind=SourceKind.DATABASE, sha256="", encoding="", why=f"{reason}。")
        one = held.get(name) or SourceSchema(tables=(), files=(why,))
        found.append(replace(one, findings=(finding,)))
    return tuple(found)


def scan(workspace: Workspace, session: Session, max_unknown: int = 0, beside: Beside = _kept) -> Outcome:
    """Look at all files in the workspace's `source/` and save out/source/schema.json.

    ``beside`` reads the databases of project.yaml; without it their structure is that of the last scan.

    Raises:
        NothingCheckedError: MIG-SRC-016.
        UnreadableError: MIG-SRC-007, -008, -012, MIG-SYS-002.
        MigrateError: MIG-SRC-015, -022, MIG-SYS-010, -012.
    """
    with job.run(workspace, session, "source scan") as work:
        sources = inputs_of(work)
        schema = look(sources, max_unknown, standards.supplier(workspace, work), beside(work))
        work.write(loaded.SCHEMA, records.dump(schema))
        work.findings = len(schema.findings)
    notice = f"{loaded.SCHEMA} に書きました。次は migrate gap run で標準仕様と比べられます。"
    return _outcome(schema, tuple(work.inputs.values()), (notice,))


def scan_files(
    paths: Sequence[Path],
    max_unknown: int = 0,
    workspace: Workspace | None = None,
    beside: Sequence[SourceSchema] = (),
) -> Outcome:
    """Look at these files (a folder stands for the files in it); nothing is saved and no workspace is needed.

    ``workspace`` only gives the standards that were imported into it; ``beside`` are structures of databases.

    Raises:
        NothingCheckedError: MIG-SRC-016.
        UnreadableError: MIG-SRC-007, -008, -012, MIG-SYS-001, -002.
    """
    sources = inputs_given(paths)
    schema = look(sources, max_unknown, standards.supplier(workspace), beside)
    digests = [FileDigest(path=source.name, sha256=source.sha256) for source in sources]
    digests += [FileDigest(path=file.path, sha256=file.sha256) for one in beside for file in one.files]
    named = "データベース" if beside and not paths else "ファイル"
    return _outcome(schema, digests, (f"{named}を指定したので、作業フォルダには保存していません。",))
