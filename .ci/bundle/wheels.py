"""The wheelhouse: every locked wheel for every supported Python of one platform, and our own wheel."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHONS = ("3.11", "3.12", "3.13")
"""Those of the classifiers in pyproject.toml."""
TAGS = {
    "win64": ("win_amd64",),
    "linux": ("manylinux2014_x86_64", *(f"manylinux_2_{minor}_x86_64" for minor in range(17, 36))),
}
"""Platform → what wheels for it may say. glibc 2.35 is that of the oldest distribution that still gets updates."""
SOURCES = ("pyspark",)
"""Published as source only; it is pure Python and Java, and its wheel is built from the locked source."""
_EPOCH = "315532800"
"""1980-01-01, the first moment that a zip file knows."""
_MARKER = re.compile(r" ; sys_platform == 'win32'")


def _pip(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "-q", *words], check=True)


def locked(lock: Path) -> dict[str, str]:
    """Name → its entry in a lock file (version and hashes), markers left in."""
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    return {entry.partition("==")[0]: entry for entry in entries if not entry.startswith("#")}


def collect(entries: dict[str, str], platform: str, house: Path, pythons: Sequence[str] = PYTHONS) -> None:
    """Download the wheels of ``entries`` into ``house``; pip refuses a file whose hash is not in the lock."""
    house.mkdir(parents=True, exist_ok=True)
    wanted = {name: entry for name, entry in entries.items() if platform == "win64" or not _MARKER.search(entry)}
    binary = [_MARKER.sub("", entry) for name, entry in wanted.items() if name not in SOURCES]
    source = [entry for name, entry in wanted.items() if name in SOURCES]
    tags = [word for tag in TAGS[platform] for word in ("--platform", tag)]
    listed = house.parent / "wanted.txt"
    listed.write_text("\n".join(binary), encoding="utf-8")
    for python in pythons:
        how = ("--only-binary=:all:", "--python-version", python, "--implementation", "cp", *tags)
        _pip("download", "--no-deps", "--require-hashes", "-r", str(listed), *how, "-d", str(house))
    if source:
        listed.write_text("\n".join(source), encoding="utf-8")
        _pip("wheel", "--no-deps", "--require-hashes", "-r", str(listed), "-w", str(house))
    listed.unlink()


def own(house: Path) -> Path:
    """Build our wheel into ``house``: the same bytes wherever and whenever it is built."""
    environment = os.environ | {"SOURCE_DATE_EPOCH": _EPOCH}
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(house)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return next(house.glob("jichitai_migrate-*.whl"))


def lock(house: Path) -> str:
    """What pip installs from the wheelhouse: every distribution in it with the hashes of its files."""
    found: dict[str, set[str]] = {}
    for wheel in house.glob("*.whl"):
        name, version, *_ = wheel.name.split("-")
        hashes = found.setdefault(f"{name.replace('_', '-').lower()}=={version}", set())
        hashes.add(hashlib.sha256(wheel.read_bytes()).hexdigest())
    return "".join(
        " \\\n".join([requirement, *(f"    --hash=sha256:{one}" for one in sorted(hashes))]) + "\n"
        for requirement, hashes in sorted(found.items())
    )
