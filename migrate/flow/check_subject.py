"""What a check of a workspace looks at: the converted tables of a business with their spec and lineage."""

from __future__ import annotations

import json
from collections.abc import Mapping

from migrate.errors import NothingCheckedError, UnreadableError
from migrate.files.bundled import bundled
from migrate.flow import csv_left_out
from migrate.model.finding import Finding, Place, Severity
from migrate.model.value import value
from migrate.quality.run import Given, Subject
from migrate.spec import library
from migrate.spec.library import Resolved
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

MANIFEST = "manifest.json"


@value
class Converted:
    """A converted business: spec and files, what is odd about the files, and which conversion it is."""

    subject: Subject
    resolved: Resolved
    findings: tuple[Finding, ...]
    conversion: str
    """Beginning of the manifest's sha256."""


def businesses(workspace: Workspace, business: str) -> tuple[str, ...]:
    """The business named, else all that have a folder of converted tables.

    Raises:
        NothingCheckedError: MIG-DQ-030, there is none.
    """
    if business:
        return (business,)
    folder = workspace.path("out", "converted")
    found = tuple(sorted(path.name for path in folder.iterdir() if path.is_dir())) if folder.is_dir() else ()
    if not found:
        raise NothingCheckedError("MIG-DQ-030", params={"what": "どの業務"})
    return found


def finished(workspace: Workspace) -> tuple[str, ...]:
    """The businesses whose conversion has ended well."""
    return tuple(sorted(path.parent.name for path in workspace.path("out", "converted").glob(f"*/{MANIFEST}")))


def load(work: Job, business: str) -> Converted:
    """A converted business; its files are noted as inputs.

    Raises:
        NothingCheckedError: MIG-DQ-030, its conversion is missing or unfinished.
        MigrateError: MIG-SPEC-006.
        UnreadableError: MIG-SYS-001 … -003.
    """
    workspace = work.workspace
    folder = workspace.path("out", "converted", business)
    manifest = folder / MANIFEST
    if not manifest.is_file():
        where = Place(business=business, file=workspace.relative(manifest))
        raise NothingCheckedError("MIG-DQ-030", where, {"what": f"業務 {business}"})
    known = library.entries(bundled("specs"), workspace.path("spec"))
    converted = _read_manifest(work.read(manifest), workspace.relative(manifest))
    resolved = library.resolve(converted.spec or business, known, workspace.project.specs)
    given, findings = {}, [] if converted.csv else [*csv_left_out.said(business)]
    noted = converted.files
    for table in resolved.spec.tables:
        data = folder / f"{table}.parquet"
        if not data.is_file():
            continue
        lineage = workspace.path("out", "lineage", business, f"{table}.parquet")
        name = workspace.relative(data)
        if noted.get(name) != work.note(data).sha256:
            place = Place(business=business, table=table, file=name)
            findings.append(Finding(code="MIG-DQ-020", severity=Severity.WARNING, place=place, params={"file": name}))
        if lineage.is_file():
            work.note(lineage)
        given[table] = Given(data=data, name=name, lineage=lineage, lineage_name=workspace.relative(lineage))
    return Converted(
        subject=Subject(spec=resolved.spec, given=given),
        resolved=resolved,
        findings=tuple(findings),
        conversion=work.note(manifest).sha256[:16],
    )


@value
class _Manifest:
    """What a manifest says: the spec of the conversion (``ID@EDITION``, 「」 where not stated), path → sha256."""

    spec: str
    files: Mapping[str, str]
    csv: bool
    """False: CSV was left out."""


def _read_manifest(data: bytes, name: str) -> _Manifest:
    """The manifest of a conversion; files are taken wherever in it they stand."""
    files: dict[str, str] = {}

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("path"), str) and isinstance(node.get("sha256"), str):
                files[node["path"]] = node["sha256"]
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    try:
        body = json.loads(data)
        walk(body)
    except (ValueError, RecursionError):
        raise UnreadableError("MIG-SYS-003", Place(file=name), {"file": name, "spot": ""}) from None
    spec = body.get("spec") if isinstance(body, dict) else None
    csv = not isinstance(body, dict) or body.get("csv", "") is not None
    return _Manifest(spec=spec if isinstance(spec, str) else "", files=files, csv=csv)
