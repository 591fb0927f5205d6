"""Forms that were handed out: one that people have filled in is never written over unread."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.files.digest import sha256_of
from migrate.model.finding import Place
from migrate.workspace.job import Job
from migrate.workspace.ledger import Result


def check_unread(work: Job, name: str, command: str, code: str) -> None:
    """Refuse to write over ``name`` where it is neither as ``<command> make`` left it nor as ``<command> read`` saw it.

    Raises:
        MigrateError: ``code``, people have filled it in and nobody has read it.
    """
    path = work.workspace.path(name)
    if not path.is_file():
        return
    digest = sha256_of(path)
    for entry in work.workspace.entries():
        known = {f"{command} make": entry.outputs, f"{command} read": entry.inputs}.get(entry.command, ())
        if entry.result is not Result.FAILED and any(one.sha256 == digest for one in known):
            return
    raise MigrateError(code, Place(file=name), {"file": name})
