"""The tools of `.ci/supply`, which are scripts and no package."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ROOT / ".ci" / "supply"
sys.path.insert(0, str(TOOLS))


class House:
    """A wheelhouse of invented wheels."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()

    def add(
        self, name: str, *head: str, version: str = "1.0", tag: str = "py3-none-any", files: tuple[str, ...] = ()
    ) -> Path:
        """A wheel with these lines in its METADATA, and files that hold their own names."""
        path = self.folder / f"{name}-{version}-{tag}.whl"
        own = f"{name}-{version}.dist-info"
        lines = ["Metadata-Version: 2.4", f"Name: {name}", f"Version: {version}", *head]
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(f"{own}/METADATA", "\n".join(lines) + "\n")
            for file in files:
                archive.writestr(file.replace("OWN", own), file)
        return path


@pytest.fixture
def house(tmp_path: Path) -> House:
    """An empty wheelhouse."""
    return House(tmp_path / "wheels")
