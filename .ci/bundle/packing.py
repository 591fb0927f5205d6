"""The zip: sums of all files, names in order, one moment for all, so that the same files make the same bytes."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX, _STORED = 3, (".whl", ".zip")
SUMS = "SHA256SUMS"


def _files(folder: Path) -> list[Path]:
    return sorted(
        (path for path in folder.rglob("*") if path.is_file()), key=lambda one: one.relative_to(folder).as_posix()
    )


def sums(folder: Path) -> None:
    """Write the sha256 of every file, in the form of `sha256sum`."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
        for path in _files(folder)
        if path.name != SUMS
    ]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def pack(folder: Path, target: Path) -> None:
    """Zip ``folder`` under its own name; programs stay programs."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in _files(folder):
            entry = zipfile.ZipInfo(f"{folder.name}/{path.relative_to(folder).as_posix()}", _MOMENT)
            entry.create_system = _UNIX
            entry.external_attr = (0o755 if os.access(path, os.X_OK) else 0o644) << 16
            entry.compress_type = zipfile.ZIP_STORED if path.suffix in _STORED else zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
