"""Read the current system: tables from DDL and layouts, data files and what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.flow import loaded, standards
from migrate.flow.outcome import Outcome
from migrate.model.document import Document
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceSchema
from migrate.source import document
from migrate.source.detect import Input
from migrate.source.scan import scan as look
from migrate.workspace import job
from migrate.workspace.clock import Session
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job
from migrate.workspace.project import DeclaredSource

_FOLDER = "source"
_LEFT_OUT = (".", "~$")
_SYSTEM = ("thumbs.db", "desktop.ini")


def _visible(path: Path) -> bool:
    """False for what file managers and editors leave behind."""
    return path.is_file() and not path.name.startswith(_LEFT_OUT) and path.name.casefold() not in _SYSTEM


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
        name = one.file if one.file.startswith(f"{_FOLDER}/") else f"{_FOLDER}/{one.file}"
        if not workspace.path(name).is_file():
            raise MigrateError("MIG-SRC-022", Place(file="project.yaml"), {"file": name})
        found[name] = one
    return found


def inputs_of(work: Job) -> list[Input]:
    """All files in the workspace's `source/`, noted as inputs of the job.

    Raises:
        MigrateError: MIG-SRC-022.
    """
    workspace = work.workspace
    declared = _declared(workspace)
    if workspace.project.sources:
        work.note(workspace.path("project.yaml"))
    sources = []
    for path in sorted(path for path in workspace.path(_FOLDER).rglob("*") if _visible(path)):
        digest = work.note(path)
        stated = declared.get(digest.path)
        sources.append(Input(path=path, name=digest.path, sha256=digest.sha256, declared=stated))
    return sources


def inputs_given(paths: Sequence[Path]) -> list[Input]:
    """The files that were named (a folder stands for the files in it).

    Raises:
        UnreadableError: MIG-SYS-001, -002.
    """
    files: list[Path] = []
    for path in paths:
        files += sorted(one for one in path.rglob("*") if _visible(one)) if path.is_dir() else [path]
    sources = []
    for path in files:
        try:
            sources.append(Input(path=path, name=path.name, sha256=sha256_of(path)))
        except FileNotFoundError:
            raise UnreadableError("MIG-SYS-001", Place(file=path.name), {"file": path.name}) from None
        except OSError:
            raise UnreadableError("MIG-SYS-002", Place(file=path.name), {"file": path.name}) from None
    return sources


def scan(workspace: Workspace, session: Session, max_unknown: int = 0) -> Outcome:
    """Look at all files in the workspace's `source/` and save out/source/schema.json.

    Raises:
        NothingCheckedError: MIG-SRC-016.
        UnreadableError: MIG-SRC-007, -008, -012, MIG-SYS-002.
        MigrateError: MIG-SRC-015, -022, MIG-SYS-010, -012.
    """
    with job.run(workspace, session, "source scan") as work:
        sources = inputs_of(work)
        schema = look(sources, max_unknown, standards.supplier(workspace, work))
        work.write(loaded.SCHEMA, records.dump(schema))
        work.findings = len(schema.findings)
    notice = f"{loaded.SCHEMA} に書きました。次は migrate gap run で標準仕様と比べられます。"
    return _outcome(schema, tuple(work.inputs.values()), (notice,))


def scan_files(paths: Sequence[Path], max_unknown: int = 0, workspace: Workspace | None = None) -> Outcome:
    """Look at these files (a folder stands for the files in it); nothing is saved and no workspace is needed.

    ``workspace`` only gives the standards that were imported into it.

    Raises:
        NothingCheckedError: MIG-SRC-016.
        UnreadableError: MIG-SRC-007, -008, -012, MIG-SYS-001, -002.
    """
    sources = inputs_given(paths)
    schema = look(sources, max_unknown, standards.supplier(workspace))
    digests = [FileDigest(path=source.name, sha256=source.sha256) for source in sources]
    return _outcome(schema, digests, ("ファイルを指定したので、作業フォルダには保存していません。",))
