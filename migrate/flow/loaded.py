"""What earlier stages left in the workspace, loaded for the next stage and noted as inputs of its job."""

from __future__ import annotations

from migrate.errors import NothingCheckedError
from migrate.files import records
from migrate.files.bundled import bundled
from migrate.model.finding import Place
from migrate.model.source import SourceKind, SourceSchema
from migrate.spec import library
from migrate.spec.library import Resolved
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

SCHEMA = "out/source/schema.json"


def schema(job: Job) -> SourceSchema:
    """The current system as `source scan` read it.

    Raises:
        NothingCheckedError: MIG-GAP-020 (not scanned yet), -021 (no table in it).
        UnreadableError: MIG-SYS-002, -003.
    """
    path = job.workspace.path(SCHEMA)
    if not path.is_file():
        raise NothingCheckedError("MIG-GAP-020", Place(file=SCHEMA), {"file": SCHEMA})
    loaded = records.load(SourceSchema, job.read(path), SCHEMA)
    if not loaded.tables:
        raise NothingCheckedError("MIG-GAP-021", Place(file=SCHEMA), {"file": SCHEMA})
    return loaded


def databases(schema: SourceSchema) -> tuple[SourceSchema, ...]:
    """The databases in a scan, each as it was read: their structure is known without asking them again."""
    return tuple(
        SourceSchema(tables=tuple(table for table in schema.tables if table.file == file.path), files=(file,))
        for file in schema.files
        if file.kind is SourceKind.DATABASE
    )


def businesses(workspace: Workspace, business: str) -> tuple[str, ...]:
    """The businesses to work on: the one named, else those of `project.yaml`, else those imported.

    Raises:
        NothingCheckedError: MIG-GAP-022, there is none.
    """
    if business:
        return (business,)
    if pinned := tuple(sorted(workspace.project.specs)):
        return pinned
    imported = {e.head.business for e in library.entries(workspace.path("spec")) if e.head.business}
    if not imported:
        raise NothingCheckedError("MIG-GAP-022")
    return tuple(sorted(imported))


def spec(job: Job, reference: str) -> Resolved:
    """The spec that ``reference`` (業務ID or 業務ID@版) names in the workspace; its files are noted as inputs.

    Raises:
        MigrateError: MIG-SPEC-006, there is no such spec.
        UnreadableError: its files are damaged.
    """
    workspace = job.workspace
    known = library.entries(bundled("specs"), workspace.path("spec"))
    resolved = library.resolve(reference, known, workspace.project.specs)
    for entry in known:
        same = (entry.head.business, entry.head.edition) == (resolved.spec.business, resolved.spec.edition)
        if same and entry.origin is resolved.origin is library.Origin.WORKSPACE:
            for name in ("items.csv", "codes.csv"):
                job.note(entry.folder / name)
    return resolved
