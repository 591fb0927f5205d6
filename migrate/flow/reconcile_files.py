"""Files of a sealed comparison that go wherever the user says: nothing but one of their own kind is written over."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migrate.errors import MigrateError
from migrate.files import atomic
from migrate.files.digest import sha256_of
from migrate.model.finding import Place


def check_free(target: Path, ours: Callable[[Path], bool]) -> None:
    """Refuse, before any work, a place where something else is.

    Raises:
        MigrateError: MIG-REC-023.
    """
    if target.is_dir() or (target.exists() and not ours(target)):
        raise MigrateError("MIG-REC-023", Place(file=target.name), {"file": target.name})


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """A temp file on the target's file system that takes its place when the body has ended well.

    Raises:
        UnreadableError: MIG-SYS-004 to -006.
    """
    temp = target.parent / f".{uuid.uuid4().hex}.part"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        yield temp
        if not (target.is_file() and sha256_of(target) == sha256_of(temp)):
            atomic.publish(temp, target)
    except OSError as error:
        raise atomic.refuse(error, target.name) from None
    finally:
        temp.unlink(missing_ok=True)
