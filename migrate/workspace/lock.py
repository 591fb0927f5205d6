"""One writer at a time, also on a shared folder: a lock file with owner and expiry."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic
from migrate.model.finding import Place

EXPIRY_SECONDS = 300
_REFRESH_SECONDS = 60
_UNREADABLE_SECONDS = 3
"""A lock without an owner is being written, or was left by a process that was killed before it could say who it is."""


def _ended(pid: int) -> bool:
    """True where Linux still lists a killed process because its parent has not yet asked how it ended (a zombie)."""
    try:
        told = Path(f"/proc/{pid}/stat").read_bytes()
    except OSError:
        return False
    return told.rpartition(b")")[2].split()[:1] == [b"Z"]


def _alive(pid: int) -> bool:
    """False only where the process is known to be gone (on Windows: always True, expiry decides)."""
    if os.name == "nt":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return not _ended(pid)


def _read(path: Path) -> dict[str, str | int | float] | None:
    try:
        owner = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return owner if isinstance(owner, dict) else None


def _waited(path: Path) -> dict[str, str | int | float] | None:
    """The owner of a lock that is there; None where nobody has written who it is for a while."""
    deadline = time.monotonic() + _UNREADABLE_SECONDS
    while (owner := _read(path)) is None and time.monotonic() < deadline and path.exists():
        time.sleep(0.05)
    return owner


def _stale(owner: dict[str, str | int | float] | None) -> bool:
    if owner is None:
        return True
    if owner.get("host") == socket.gethostname() and not _alive(int(owner.get("pid", 0))):
        return True
    return float(owner.get("expires", 0)) < time.time()


@contextmanager
def hold(path: Path, who: str) -> Iterator[None]:
    """Hold the lock file ``path`` while the body runs; it is refreshed once a minute and removed at the end.

    A lock whose process is gone (same host) or whose expiry has passed is taken over.

    Raises:
        MigrateError: MIG-SYS-010, somebody else holds it (owner, host and time are named).
        UnreadableError: MIG-SYS-004/-005/-006, the folder cannot be written.
    """
    token = uuid.uuid4().hex
    me = {"who": who, "host": socket.gethostname(), "pid": os.getpid(), "token": token}

    def body() -> bytes:
        return json.dumps({**me, "expires": time.time() + EXPIRY_SECONDS}, ensure_ascii=False).encode()

    _acquire(path, body)
    stop = threading.Event()

    def refresh() -> None:
        while not stop.wait(_REFRESH_SECONDS):
            owner = _read(path)
            if owner is not None and owner.get("token") == token:
                path.write_bytes(body())

    keeper = threading.Thread(target=refresh, name="lock", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()
        owner = _read(path)
        if owner is not None and owner.get("token") == token:
            path.unlink(missing_ok=True)


def _acquire(path: Path, body: Callable[[], bytes]) -> None:
    for _ in range(3):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
        except FileExistsError:
            owner = _waited(path)
            if _stale(owner):
                aside = path.with_name(f".{uuid.uuid4().hex}.stale")
                try:  # renaming first lets only one of two rescuers win
                    path.rename(aside)
                    aside.unlink(missing_ok=True)
                except OSError:
                    continue
                continue
            named = owner or {}
            params = {"who": str(named.get("who", "不明")), "host": str(named.get("host", "不明"))}
            raise MigrateError("MIG-SYS-010", Place(file=path.name), params) from None
        except OSError as error:
            raise atomic.refuse(error, path.name) from None
        with os.fdopen(handle, "wb") as stream:
            stream.write(body())
        return
    raise MigrateError("MIG-SYS-010", Place(file=path.name), {"who": "不明", "host": "不明"})
