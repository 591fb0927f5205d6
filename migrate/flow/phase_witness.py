"""Who speaks for the steps: this workspace's ledger, and the ledgers that were merged from other networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from migrate.files import records
from migrate.files.digest import sha256_of
from migrate.phase.exchange import FOLDER, Exchange
from migrate.phase.progress import TOO_LARGE, Witness
from migrate.workspace import disposal
from migrate.workspace.folder import Workspace

LARGEST = 64 * 1024 * 1024
"""Bytes of the largest file that is hashed to see whether it has changed."""


class Present(Mapping[str, str]):
    """Path → sha256 of the files of a workspace as they are now, each hashed once and only when asked for."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._known: dict[str, str | None] = {}

    def __getitem__(self, name: str) -> str:
        if name not in self._known:
            self._known[name] = self._now(name)
        found = self._known[name]
        if found is None:
            raise KeyError(name)
        return found

    def _now(self, name: str) -> str | None:
        path = self._workspace.path(*name.split("/"))
        try:
            if not path.is_file():
                return None
            return TOO_LARGE if path.stat().st_size > LARGEST else sha256_of(path)
        except OSError:
            return TOO_LARGE  # it is there and cannot be read: nothing can be told of it

    def __iter__(self) -> Iterator[str]:
        return (name for name in list(self._known) if self._known[name] is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def own(workspace: Workspace) -> Witness:
    """This workspace.

    Raises:
        UnreadableError: MIG-SYS-011, -134, a line of the ledger or of the record of disposal is damaged.
    """
    disposed = disposal.gone(disposal.read(workspace.path(disposal.FILE)))
    return Witness(entries=workspace.entries(), present=Present(workspace), disposed=disposed)


def kept(workspace: Workspace) -> dict[str, Exchange]:
    """File → what was merged from another workspace.

    Raises:
        UnreadableError: MIG-SYS-003, a kept file is damaged.
    """
    paths = sorted(workspace.path(FOLDER).glob("*.json"))
    return {f"{FOLDER}/{path.name}": records.load(Exchange, path.read_bytes(), path.name) for path in paths}


def witnesses(workspace: Workspace) -> tuple[Witness, ...]:
    """This workspace first, then the others (see `own`, `kept` for errors)."""
    others = (
        Witness(
            entries=one.lines,
            present={file.path: file.sha256 for file in one.present},
            origin=one.name or one.origin,
        )
        for one in kept(workspace).values()
    )
    return (own(workspace), *others)
