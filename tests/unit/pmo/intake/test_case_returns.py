"""The returns of the golden case are what their maker makes."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

from .case_returns import CASE, write

_BOOK = ".xlsx"


def _contents(folder: Path) -> dict[str, object]:
    """What each file holds; of a zip its members, with a workbook their names: versions of zlib pack differently."""
    found: dict[str, object] = {}
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                names = packed.namelist()
                sealed = any(name.endswith(_BOOK) for name in names)
                found[path.relative_to(folder).as_posix()] = (
                    names if sealed else {one: packed.read(one) for one in names}
                )
        else:
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    return found


def test_the_case_is_made_anew(tmp_path: Path) -> None:
    """Names and contents of all files are those in `tests/cases/` (MIGRATE_GOLDEN_UPDATE=1 writes them)."""
    write(tmp_path / "in")
    if os.environ.get("MIGRATE_GOLDEN_UPDATE") == "1":
        shutil.rmtree(CASE, ignore_errors=True)
        shutil.copytree(tmp_path / "in", CASE)

    assert _contents(tmp_path / "in") == _contents(CASE)
