"""The workspace folder: where things are in it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import cached_property
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic
from migrate.workspace import ledger as ledgers
from migrate.workspace import project

_KEY_BYTES = 32
_MARK = project.FILE


class Workspace:
    """An opened workspace folder; ``root`` is its path."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def project(self) -> project.Project:
        """The contents of `project.yaml` (see ``project.load`` for its errors)."""
        return project.load(self.root / project.FILE)

    @property
    def ledger(self) -> Path:
        """Path of the ledger."""
        return self.root / "ledger.jsonl"

    @property
    def head(self) -> Path:
        """Path of the note on how far the ledger goes."""
        return self.root / ".migrate" / "head"

    @property
    def lock(self) -> Path:
        """Path of the lock file."""
        return self.root / ".migrate" / "lock"

    @property
    def temp(self) -> Path:
        """Folder of temp files, on the workspace's own file system; emptied at the start of each job."""
        return self.root / ".migrate" / "tmp"

    @property
    def kept(self) -> Path:
        """Folder of unfinished work that a later run takes up again; it holds raw values."""
        return self.root / ".migrate" / "work"

    @property
    def restricted(self) -> Path:
        """The only place for raw values: 取扱注意, mode 0600."""
        return self.root / "out" / "restricted"

    def path(self, *parts: str) -> Path:
        """A path inside the workspace."""
        return self.root.joinpath(*parts)

    def relative(self, path: Path) -> str:
        """``path`` relative to the workspace with forward slashes; the bare name where it lies outside."""
        try:
            return path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return path.name

    @cached_property
    def key(self) -> bytes:
        """The workspace's own secret for key digests; never exported."""
        return (self.root / ".migrate" / "key").read_bytes()

    def key_digest(self, *parts: str) -> str:
        """HMAC-SHA256 of a row's key under the workspace's key, 16 hex digits."""
        return hmac.new(self.key, "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()[:16]

    def entries(self) -> tuple[ledgers.Entry, ...]:
        """The ledger's entries (see ``ledger.read`` for its errors)."""
        return ledgers.read(self.ledger)


def find(start: Path | None) -> Workspace:
    """The workspace at ``start``, or at the current folder or the nearest folder above it.

    Raises:
        MigrateError: MIG-SYS-013, there is none.
    """
    if start is not None:
        if (start / _MARK).is_file():
            return Workspace(start)
        raise MigrateError("MIG-SYS-013", params={"folder": start.name or str(start)})
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / _MARK).is_file():
            return Workspace(folder)
    raise MigrateError("MIG-SYS-013", params={"folder": here.name})


def create(root: Path, project_yaml: bytes, key: bytes | None = None) -> Workspace:
    """Make a workspace folder: folders, `project.yaml`, key. An existing `project.yaml` is left as it is.

    Raises:
        UnreadableError: MIG-SYS-004/-005/-006, the folder cannot be written.
    """
    try:
        for part in ("source", "spec", "mapping", "out", ".migrate"):
            (root / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise atomic.refuse(error, root.name) from None
    workspace = Workspace(root)
    if not (root / project.FILE).is_file():
        atomic.write(root / project.FILE, project_yaml)
    secret = root / ".migrate" / "key"
    if not secret.is_file():
        atomic.write(secret, key or secrets.token_bytes(_KEY_BYTES), mode=atomic.RESTRICTED)
    ignore = b"# Residents' data and secrets never go into version control.\n.migrate/\nout/\nsource/\nimages/\n"
    atomic.write(root / ".gitignore", ignore)
    return workspace
