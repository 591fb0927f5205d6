"""Opening a data file for reading: every reader of source bytes goes through here.

A file in an archive is named by a path below it (``source/納品.zip/住民/JUMIN.CSV``), so that a reader needs not know
whether its file was packed.
"""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from migrate.files import archive
from migrate.files.digest import sha256_of


def container(path: Path) -> Path:
    """The file on disk that holds ``path``: itself, or the archive above it."""
    if not path.exists():
        for parent in path.parents:
            if parent.is_file():
                return parent
    return path


def _member(path: Path) -> tuple[Path, archive.Member] | None:
    """The archive and the member, None where ``path`` is a file of its own."""
    above = container(path)
    if above == path or not archive.kind(above):
        return None
    member = archive.members(above).get(path.relative_to(above).as_posix())
    if member is None:
        raise FileNotFoundError(path)
    return above, member


def is_member(path: Path) -> bool:
    """True for a file in an archive.

    Raises:
        UnreadableError: MIG-SRC-220 to -224, the archive is refused.
        OSError: there is an archive, but no such file in it.
    """
    return _member(path) is not None


def exists(path: Path) -> bool:
    """True where ``opened`` finds a file or a file in an archive."""
    try:
        return path.is_file() or _member(path) is not None
    except FileNotFoundError:
        return False


def opened(path: Path) -> BinaryIO:
    """The file's bytes as a stream that can be read from any offset; the caller closes it.

    Raises:
        OSError: there is no such file, or it may not be read.
        UnreadableError: MIG-SRC-220 to -224, the archive is refused; also while reading, where it is damaged.
    """
    found = _member(path)
    return archive.open_member(*found) if found else path.open("rb")


def length_of(path: Path) -> int:
    """Number of bytes that `opened` gives."""
    found = _member(path)
    return archive.measure(*found)[0] if found else path.stat().st_size


def digest_of(path: Path) -> str:
    """Sha256 of the bytes that `opened` gives."""
    found = _member(path)
    return archive.measure(*found)[1] if found else sha256_of(path)


def is_archive(path: Path) -> bool:
    """True for a zip or gzip file, by its first bytes, else by its name; office documents are none."""
    return bool(archive.kind(path))


def members(path: Path) -> tuple[Path, ...]:
    """The files in an archive as paths below it, sorted.

    Raises:
        UnreadableError: MIG-SRC-220 to -224, the archive is refused.
    """
    return tuple(path / name for name in sorted(archive.members(path)))
