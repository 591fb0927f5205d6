"""Drafts that people have worked on: none is written over by a later run."""

from __future__ import annotations

from migrate.errors import MigrateError
from migrate.files.digest import sha256_of, sha256_of_bytes
from migrate.model.finding import Place
from migrate.workspace.job import Job
from migrate.workspace.ledger import Result


def check(work: Job, name: str, coming: bytes | None = None) -> None:
    """Refuse to write over ``name`` where it is not as a run of ours left it; ``coming`` is what is to be written.

    Raises:
        MigrateError: MIG-MAP-099.
    """
    path = work.workspace.path(name)
    if not path.is_file():
        return
    digest = sha256_of(path)
    if coming is not None and sha256_of_bytes(coming) == digest:
        return
    runs = (entry for entry in work.workspace.entries() if entry.result is not Result.FAILED)
    if not any((one.path, one.sha256) == (name, digest) for entry in runs for one in entry.outputs):
        raise MigrateError("MIG-MAP-099", Place(file=name), {"file": name})


def write(work: Job, name: str, data: bytes) -> None:
    """Write a draft.

    Raises:
        MigrateError: MIG-MAP-099, people have edited the one that is there.
    """
    check(work, name, data)
    work.write(name, data)
