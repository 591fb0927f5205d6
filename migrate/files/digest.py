"""Digests of files and bytes."""

from __future__ import annotations

import hashlib
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Self

from migrate.errors import UnreadableError
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest

_BLOCK = 1 << 18


def _sha256(path: Path, stop: Event) -> str:
    """Sha256 of a file; empty where it was stopped before its end."""
    digest, block = hashlib.sha256(), bytearray(_BLOCK)
    with path.open("rb", buffering=0) as stream, memoryview(block) as view:
        while read := stream.readinto(block):
            digest.update(view[:read])
            if stop.is_set():
                return ""
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Sha256 of a file as 64 hex digits, read in blocks."""
    return _sha256(path, Event())


def sha256_of_bytes(data: bytes) -> str:
    """Sha256 of bytes as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def _refusal(error: OSError, name: str) -> UnreadableError:
    missing = isinstance(error, FileNotFoundError | NotADirectoryError)
    return UnreadableError("MIG-SYS-001" if missing else "MIG-SYS-002", Place(file=name), {"file": name})


class Digests:
    """Sha256 of files, made on a thread beside work that needs them only at its end."""

    def __init__(self) -> None:
        self._stop = Event()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="digest")
        self._made: dict[Path, tuple[str, Future[str]]] = {}

    def begin(self, path: Path, name: str) -> str:
        """Begin with a file, for people ``name``. Nothing is known of it yet: what is given back is empty.

        Raises:
            UnreadableError: MIG-SYS-001 (no such file), -002 (cannot be opened).
        """
        try:
            path.open("rb").close()
        except OSError as error:
            raise _refusal(error, name) from None
        self._made[path] = (name, self._pool.submit(_sha256, path, self._stop))
        return ""

    def of(self, path: Path) -> str:
        """The sha256 of a file that was begun; waits for it.

        Raises:
            UnreadableError: MIG-SYS-001 (it has gone), -002 (it could not be read to its end).
        """
        name, made = self._made[path]
        try:
            return made.result()
        except OSError as error:
            raise _refusal(error, name) from None

    def all(self) -> tuple[FileDigest, ...]:
        """The files that were begun with their sha256; waits for them.

        Raises:
            UnreadableError: as ``of``.
        """
        return tuple(FileDigest(path=name, sha256=self.of(path)) for path, (name, _) in self._made.items())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)
