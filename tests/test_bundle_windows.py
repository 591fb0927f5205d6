"""The Windows bundle as far as it can be tried without Windows: scripts that parse, a portable folder."""

from __future__ import annotations

import csv
import importlib.util
import subprocess
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".ci" / "bundle"
WINDOWS = FOLDER / "windows"
TOOL = ROOT / ".nox" / "tools" / "bundle" / "bin" / "python"
PARSE = """
import sys, tree_sitter, tree_sitter_powershell
parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
waiting = [parser.parse(open(sys.argv[1], "rb").read()[3:]).root_node]
while waiting:
    node = waiting.pop()
    if node.is_error or node.is_missing:
        print(node.start_point.row + 1, node.type)
    waiting.extend(node.children)
"""


@pytest.fixture(scope="module")
def portable() -> ModuleType:
    """The module that makes the folder."""
    spec = importlib.util.spec_from_file_location("portable", FOLDER / "portable.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _parsed(path: Path) -> str:
    if not TOOL.is_file():
        pytest.skip(f"{TOOL.relative_to(ROOT)} がありません（tests/tools/bundle.txt から作ります）")
    return subprocess.run([str(TOOL), "-c", PARSE, str(path)], capture_output=True, text=True, check=True).stdout


def test_the_script_is_powershell(tmp_path: Path) -> None:
    """It parses, and the parser sees a brace that is missing."""
    script = WINDOWS / "install.ps1"
    assert _parsed(script) == ""
    broken = tmp_path / "broken.ps1"
    broken.write_bytes(script.read_bytes().replace(b"function Find-Python {", b"function Find-Python "))
    assert _parsed(broken) != ""


def test_windows_reads_the_scripts_as_they_are_meant() -> None:
    """PowerShell 5.1 takes a file without BOM for the code page of the system; cmd wants CRLF and no BOM."""
    script, starter = (WINDOWS / "install.ps1").read_bytes(), (WINDOWS / "install.cmd").read_bytes()
    assert script.startswith(b"\xef\xbb\xbf")
    assert starter.isascii()
    for text in (script, starter):
        assert text.count(b"\n") == text.count(b"\r\n") > 5


def test_only_a_known_python_is_packed(portable: ModuleType, tmp_path: Path) -> None:
    """Whatever else is given is refused with its sha256."""
    given = tmp_path / "python-3.12.10-embed-amd64.zip"
    with zipfile.ZipFile(given, "w") as archive:
        archive.writestr("python.exe", b"MZ")
    with pytest.raises(portable.PortableError, match=r"[0-9a-f]{64} is not in"):
        portable.windows(given, tmp_path / "python")
    with (WINDOWS / "python.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert rows
    assert all(len(row["sha256"]) == 64 and row["source"] for row in rows)


def test_the_embeddable_python_sees_what_is_installed(portable: ModuleType, tmp_path: Path) -> None:
    """By itself it looks into its own zip only."""
    (tmp_path / "python312._pth").write_text("python312.zip\r\n.\r\n\r\n# import site\r\n")
    assert portable.open_up(tmp_path, "3.12.10") == "3.12.10"
    lines = (tmp_path / "python312._pth").read_text().split()
    assert lines == ["python312.zip", ".", "Lib\\site-packages", "import", "site"]
    assert (tmp_path / "Lib" / "site-packages").is_dir()

    with pytest.raises(portable.PortableError, match="_pth"):
        portable.open_up(tmp_path / "Lib", "3.12.10")
