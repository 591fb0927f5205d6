"""What the columns of the current system hold, read from its data files or from the profiles of an earlier run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.files.digest import sha256_of, sha256_of_bytes
from migrate.flow import source_profile
from migrate.gap.holdings import add
from migrate.gap.values import Held
from migrate.model.profile import FileProfile
from migrate.model.provenance import FileDigest
from migrate.model.source import SourceFile, SourceKind, SourceSchema
from migrate.source.digests import MOST, digests
from migrate.source.profile.file import profile
from migrate.workspace import ledger
from migrate.workspace.folder import Workspace
from migrate.workspace.job import Job

__all__ = ["Held", "held_by", "of_profiles"]
_DATA = (SourceKind.CSV, SourceKind.FIXED)
Columns = Mapping[tuple[str, str], Held]
"""Table and column → what it holds."""


def _held(one: FileProfile, table: str, found: Mapping[str, frozenset[int]]) -> dict[tuple[str, str], Held]:
    return {
        (table, column.name): Held(
            profile=column,
            rows=one.rows,
            digests=found.get(column.name, frozenset()),
            digests_cut=len(found.get(column.name, ())) >= MOST,
        )
        for column in one.columns
    }


def held_by(schema: SourceSchema, paths: Mapping[str, Path]) -> Columns:
    """Read every data file of the schema; digests of values stay in memory.

    Raises:
        UnreadableError: as `source.profile.file.profile`.
    """
    held: dict[tuple[str, str], Held] = {}
    for file in schema.files:
        if file.kind in _DATA and file.path in paths:
            declared = schema.table(file.table) if file.table else None
            one = profile(paths[file.path], file, declared)
            add(held, _held(one, file.table or one.table, digests(paths[file.path], file, declared)))
    return held


def of_profiles(work: Job, schema: SourceSchema) -> Columns:
    """What `migrate source profile` found, where the ledger says that it read the very files that were scanned."""
    held: dict[tuple[str, str], Held] = {}
    workspace = work.workspace
    scanned = {file.path: file for file in schema.files}
    entries = ledger.read(workspace.ledger)
    for path in sorted(workspace.path(source_profile.FOLDER).rglob("*.json")):
        data = path.read_bytes()
        try:
            one = records.load(FileProfile, data, path.name)
        except UnreadableError:
            continue  # written by another version: the next profile replaces it
        file = scanned.get(one.file)
        made = FileDigest(path=workspace.relative(path), sha256=sha256_of_bytes(data))
        if file is not None and _fresh(workspace, file, made, entries):
            work.note(path)
            add(held, _held(one, file.table or one.table, {}))
    return held


def _fresh(workspace: Workspace, file: SourceFile, made: FileDigest, entries: Sequence[ledger.Entry]) -> bool:
    """True where the run that made the profile read the file (or the archive that it is in) as it is now."""
    run = next((entry for entry in reversed(entries) if made in entry.outputs), None)
    for read in run.inputs if run else ():
        if read.path == file.path:
            return read.sha256 == file.sha256
        archive = workspace.path(read.path)
        if file.path.startswith(f"{read.path}/") and archive.is_file():
            return read.sha256 == sha256_of(archive)
    return False
