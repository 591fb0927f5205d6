"""Files appear whole or not at all: temp file beside the target's file system, fsync, rename."""

from __future__ import annotations

import errno
import os
import uuid
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.model.finding import Place

RESTRICTED = 0o600
RESTRICTED_FOLDER = 0o700
_REASONS = {
    errno.ENOENT: "保存先のフォルダがありません",
    errno.ENOTDIR: "保存先の途中に、フォルダではないファイルがあります",
    errno.EISDIR: "同じ名前のフォルダがあります",
    errno.EROFS: "読取専用の場所です",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.EINVAL: "使えない文字が名前にあります",
    errno.EIO: "読み書きの途中で装置の誤りが起きました",
}
"""What went wrong, in words: the operating system's own are in another language."""


def refuse(error: OSError, name: str) -> UnreadableError:
    """The toolkit's error for an operating-system error met while writing ``name``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return UnreadableError("MIG-SYS-004", Place(file=name), {"file": name})
    if isinstance(error, PermissionError):
        return UnreadableError("MIG-SYS-005", Place(file=name), {"file": name})
    reason = _REASONS.get(error.errno or 0, f"システムのエラー {error.errno}")
    return UnreadableError("MIG-SYS-006", Place(file=name), {"file": name, "reason": reason})


def open_elsewhere(path: Path) -> bool:
    """True where an office program holds ``path`` open (Excel's ``~$`` owner file, LibreOffice's lock file)."""
    name = path.name
    owners = (f"~${name}", f"~${name[2:]}", f".~lock.{name}#")
    return any((path.parent / owner).exists() for owner in owners)


def sync(path: Path) -> None:
    """Flush a file's bytes to the disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def publish(temp: Path, target: Path) -> None:
    """Move a finished temp file to its name in one step.

    Raises:
        UnreadableError: MIG-SYS-005 (no right, or open in another program), -006 (anything else).
    """
    try:
        if open_elsewhere(target):
            raise UnreadableError("MIG-SYS-005", Place(file=target.name), {"file": target.name})
        sync(temp)
        target.parent.mkdir(parents=True, exist_ok=True)
        temp.replace(target)
    except OSError as error:
        raise refuse(error, target.name) from None


def write(target: Path, data: bytes, temp_folder: Path | None = None, mode: int | None = None) -> bool:
    """Write ``data`` to ``target`` atomically; False where the file already holds exactly these bytes.

    A device or a pipe (/dev/null, NUL) is written into: a rename would put a file in its place.

    Raises:
        UnreadableError: MIG-SYS-004 (disk full), -005, -006.
    """
    try:
        if target.is_file() and target.stat().st_size == len(data) and target.read_bytes() == data:
            return False
        if target.exists() and not (target.is_file() or target.is_dir()):
            target.write_bytes(data)
            return True
        folder = temp_folder or target.parent
        folder.mkdir(parents=True, exist_ok=True)
        temp = folder / f".{uuid.uuid4().hex}.part"
        try:
            temp.write_bytes(data)
            if mode is not None:
                temp.chmod(mode)
            publish(temp, target)
        finally:
            temp.unlink(missing_ok=True)
    except OSError as error:
        raise refuse(error, target.name) from None
    return True
