"""The beginning of a small file, so that a huge one given by mistake is not taken into memory."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import UnreadableError
from migrate.model.finding import Place


def read(path: Path, most: int) -> bytes:
    """At most ``most`` bytes of a file.

    Raises:
        UnreadableError: MIG-SYS-001 (no such file), -002 (it cannot be read).
    """
    try:
        with path.open("rb") as stream:
            return stream.read(most)
    except OSError as error:
        code = "MIG-SYS-001" if isinstance(error, FileNotFoundError) else "MIG-SYS-002"
        raise UnreadableError(code, Place(file=path.name), {"file": path.name}) from None
