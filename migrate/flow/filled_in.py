"""Forms that were handed out: one that people have filled in is never written over unread."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.files.digest import sha256_of
from migrate.flow import edited
from migrate.model.finding import Place
from migrate.workspace.job import Job


def check_unread(work: Job, name: str, commands: tuple[str, str], code: str) -> None:
    """Refuse to write over ``name`` where it is neither as the first command made it nor as the second one read it.

    Raises:
        MigrateError: ``code``, people have filled it in and nobody has read it.
    """
    path = work.workspace.path(name)
    if not path.is_file():
        return
    made, read = commands
    if not edited.is_known(
        work, sha256_of(path), lambda entry: {made: entry.outputs, read: entry.inputs}.get(entry.command, ())
    ):
        raise MigrateError(code, Place(file=name), {"file": name, "read": read})
