"""A conversion that has ended, and whose files are still those that it wrote."""

from __future__ import annotations

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files import records
from migrate.model.balance import Conversion
from migrate.model.delivery import Manifest
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.workspace import disposal
from migrate.workspace.job import Job


@value
class Finished:
    """What a conversion left behind."""

    manifest: Manifest
    conversion: Conversion
    note: FileDigest
    """The manifest itself."""


def manifest_file(business: str) -> str:
    """Name of the manifest of a conversion."""
    return f"out/converted/{business}/manifest.json"


def unwritten_file(business: str) -> str:
    """Name of the file of the rows that were not written."""
    return f"out/restricted/{business}/unwritten.parquet"


def same(work: Job, file: FileDigest) -> None:
    """Note a file as an input that is still the one it was.

    Raises:
        UnreadableError: MIG-CNV-036, it is not; MIG-SYS-001, it is gone.
    """
    if work.note(work.workspace.path(file.path)).sha256 != file.sha256:
        raise UnreadableError("MIG-CNV-036", Place(file=file.path), {"file": file.path})


def finished(work: Job, business: str) -> Finished:
    """The conversion of ``business``, its delivered files and the rows not written noted as inputs.

    Raises:
        NothingCheckedError: MIG-CNV-035, there is none, it is unfinished, or of an earlier version of this tool.
        UnreadableError: MIG-CNV-036, a file was changed since; MIG-SYS-001, one is gone; MIG-SYS-132, one was
            disposed of.
    """
    names = (manifest_file(business), f"out/convert/{business}.json")
    for name in (*names, unwritten_file(business)):
        if not work.workspace.path(name).is_file():
            disposal.refuse(work.workspace.path(disposal.FILE), name)
            raise NothingCheckedError("MIG-CNV-035", Place(business=business), {"business": business, "file": name})
    manifest, conversion = (work.read(work.workspace.path(name)) for name in names)
    found = Finished(
        manifest=records.load(Manifest, manifest, names[0]),
        conversion=records.load(Conversion, conversion, names[1]),
        note=work.note(work.workspace.path(names[0])),
    )
    kept_out = [one for one in found.conversion.outputs if one.path == unwritten_file(business)]
    for file in (*kept_out, *(f for t in found.manifest.tables for f in (t.parquet, t.lineage, *t.csv))):
        same(work, file)
    return found
