"""What was made from something that has changed since, as the ledger tells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import TypeVar

from migrate.files.digest import sha256_of
from migrate.model.provenance import FileDigest
from migrate.workspace.folder import Workspace
from migrate.workspace.ledger import Entry, Result

K = TypeVar("K")
Now = Callable[[str], str | None]
"""Path → sha256 of the file as it is now; None where there is none, or where nothing can be told."""


def hashed(workspace: Workspace) -> Now:
    """Every file hashed, once and only when asked for."""
    digests: dict[str, str | None] = {}

    def now(name: str) -> str | None:
        path = workspace.path(name)
        if name not in digests:
            digests[name] = sha256_of(path) if path.is_file() else None
        return digests[name]

    return now


def makers(entries: Iterable[Entry]) -> dict[FileDigest, Entry]:
    """Output → the last line that noted these very bytes; in the order of these lines."""
    found: dict[FileDigest, Entry] = {}
    for entry in entries:
        if entry.result is not Result.FAILED:
            for one in entry.outputs:
                found.pop(one, None)
                found[one] = entry
    return found


def changed(
    entries: Iterable[Entry], names: Mapping[K, str], now: Now, ignored: Collection[str] = ()
) -> dict[K, tuple[str, ...]]:
    """Results that were made from inputs that have changed since or are outdated themselves, and those inputs' names.

    The ledger line that speaks for a result is the last one that noted these very bytes as its output. ``names``: the
    files of the results, what others are made from before them. An input that is ``ignored`` or gone tells nothing; one
    that the run itself wrote over has to be as the run left it.
    """
    made = makers(entries)
    found: dict[K, tuple[str, ...]] = {}
    old: set[str] = set()
    for key, name in names.items():
        entry = made.get(FileDigest(path=name, sha256=now(name) or ""))
        if entry is None:
            continue
        left = {one.path: one.sha256 for one in entry.outputs}
        told = {one.path: left.get(one.path, one.sha256) for one in entry.inputs if one.path not in ignored}
        inputs = tuple(path for path, sha256 in told.items() if path in old or now(path) not in (None, sha256))
        if inputs:
            found[key] = inputs
            old |= {one.path for one in entry.outputs}
    return found


def outdated(entries: Iterable[Entry], names: Mapping[K, str], now: Now) -> dict[K, str]:
    """Results that are to be made again, and for each the first input by which it is so (see `changed`)."""
    return {key: inputs[0] for key, inputs in changed(entries, names, now).items()}
