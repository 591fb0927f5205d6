"""What the columns of the current system hold, read from its data files or from the profiles of an earlier run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import records
from migrate.flow import source_profile
from migrate.gap.values import Held
from migrate.model.profile import FileProfile
from migrate.model.source import SourceKind, SourceSchema
from migrate.source.digests import digests
from migrate.source.profile.file import profile
from migrate.workspace.job import Job

__all__ = ["Held", "held_by", "of_profiles"]
_DATA = (SourceKind.CSV, SourceKind.FIXED)
Columns = Mapping[tuple[str, str], Held]
"""Table and column → what it holds."""


def _held(one: FileProfile, table: str, found: Mapping[str, frozenset[int]]) -> dict[tuple[str, str], Held]:
    return {
        (table, column.name): Held(profile=column, rows=one.rows, digests=found.get(column.name, frozenset()))
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
            held |= _held(one, file.table or one.table, digests(paths[file.path], file, declared))
    return held


def of_profiles(work: Job, schema: SourceSchema) -> Columns:
    """What `migrate source profile` found, where the file is still the one that was scanned and profiled."""
    held: dict[tuple[str, str], Held] = {}
    folder = work.workspace.path(source_profile.FOLDER)
    known = {file.path: file for file in schema.files}
    for path in sorted(folder.rglob("*.json")):
        try:
            one = records.load(FileProfile, path.read_bytes(), path.name)
        except UnreadableError:
            continue  # written by another version: the next profile replaces it
        file = known.get(one.file)
        if file is None or not _fresh(work, one, path):
            continue
        work.note(path)
        held |= _held(one, file.table or one.table, {})
    return held


def _fresh(work: Job, one: FileProfile, path: Path) -> bool:
    """True where the data file was not changed after its profile was written."""
    data = work.workspace.path(one.file)
    return data.is_file() and data.stat().st_mtime <= path.stat().st_mtime
