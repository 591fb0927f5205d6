"""Profiles that `source profile` saved, where they are of the data that the last scan saw."""

from __future__ import annotations

from migrate.files import records
from migrate.flow.source_profile import FOLDER
from migrate.model.profile import FileProfile
from migrate.model.source import SourceSchema
from migrate.workspace.job import Job

_COMMAND = "source profile"


def fresh(work: Job, schema: SourceSchema) -> tuple[FileProfile, ...]:
    """The saved profiles whose file had, at the last run of `source profile`, the sha256 that the scan noted.

    Raises:
        UnreadableError: MIG-SYS-002, -003, a saved profile is damaged; MIG-SYS-011, the ledger is.
    """
    paths = sorted(work.workspace.path(FOLDER).rglob("*.json"))
    runs = (
        [entry for entry in work.workspace.entries() if entry.command == _COMMAND and not entry.error] if paths else []
    )
    if not runs:
        return ()
    then = {one.path: one.sha256 for one in runs[-1].inputs}
    now = {file.path: file.sha256 for file in schema.files}
    saved = (records.load(FileProfile, work.read(path), work.workspace.relative(path)) for path in paths)
    return tuple(one for one in saved if one.file in now and then.get(one.file) == now[one.file])
