"""Files for people, made by a run: none that people have worked on is written over by a later run."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from migrate.errors import MigrateError
from migrate.files.digest import sha256_of, sha256_of_bytes
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.workspace.job import Job
from migrate.workspace.ledger import Entry, Result


def is_known(work: Job, digest: str, told: Callable[[Entry], Iterable[FileDigest]]) -> bool:
    """True where a run that did not fail told of a file with these contents, by what ``told`` looks at."""
    runs = (entry for entry in work.workspace.entries() if entry.result is not Result.FAILED)
    return any(one.sha256 == digest for entry in runs for one in told(entry))


def check(work: Job, name: str, coming: bytes | None = None) -> None:
    """Refuse to write over the draft ``name`` where it is not as a run left it; ``coming`` is what is to be written.

    Raises:
        MigrateError: MIG-MAP-099.
    """
    path = work.workspace.path(name)
    if not path.is_file():
        return
    digest = sha256_of(path)
    if coming is not None and sha256_of_bytes(coming) == digest:
        return
    if not is_known(work, digest, lambda entry: (one for one in entry.outputs if one.path == name)):
        raise MigrateError("MIG-MAP-099", Place(file=name), {"file": name})


def write(work: Job, name: str, data: bytes) -> None:
    """Write a draft.

    Raises:
        MigrateError: MIG-MAP-099, people have edited the one that is there.
    """
    check(work, name, data)
    work.write(name, data)
