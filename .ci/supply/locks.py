"""Locks as values, and what must hold of them: hashes everywhere, one version of everything, nothing missing.

``python .ci/supply/locks.py`` checks the locks of this checkout.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
RUN, DEVELOPMENT = "requirements.lock", "requirements-dev.lock"
EXTRAS = ".ci/bundle/locks"
"""Its ``<extra>.lock`` each hold the whole of an installation with that extra."""
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})(?=\s|$)")


@dataclass(frozen=True, kw_only=True)
class Pin:
    """One distribution of a lock."""

    name: str
    version: str
    marker: Marker | None
    hashes: frozenset[str]


def read(path: Path) -> tuple[Pin, ...]:
    """The pins of a lock.

    Raises:
        ValueError: A line is anything but ``name==version`` with sha256 hashes.
    """
    joined = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = (line.strip() for line in joined.splitlines())
    return tuple(_pin(line, path.name) for line in lines if line and not line.startswith("#"))


def _pin(line: str, lock: str) -> Pin:
    named, _, rest = line.partition("--hash")
    hashes = frozenset(_HASH.findall(line))
    if not hashes or len(re.findall(r"--\w", line)) != len(_HASH.findall(line)):
        raise ValueError(f"{lock}: {line.split(maxsplit=1)[0]}: not every line has sha256 hashes and nothing else")
    wanted = Requirement(named.strip())
    versions = list(wanted.specifier)
    if wanted.url or len(versions) != 1 or versions[0].operator != "==":
        raise ValueError(f"{lock}: {rest and wanted}: not pinned to one version")
    return Pin(name=canonicalize_name(wanted.name), version=versions[0].version, marker=wanted.marker, hashes=hashes)


def environment(platform: str, minor: int) -> dict[str, str]:
    """CPython 3.x on 64-bit ``linux`` or ``win32``, as markers see it."""
    windows = platform == "win32"
    return {
        "sys_platform": platform,
        "platform_system": "Windows" if windows else "Linux",
        "os_name": "nt" if windows else "posix",
        "platform_machine": "AMD64" if windows else "x86_64",
        "platform_python_implementation": "CPython",
        "implementation_name": "cpython",
        "implementation_version": f"3.{minor}.0",
        "python_version": f"3.{minor}",
        "python_full_version": f"3.{minor}.0",
    }


def applies(marker: Marker | None, environment: Mapping[str, str], extra: str = "") -> bool:
    """Whether a marker is true there."""
    return marker is None or marker.evaluate({**environment, "extra": extra})


def project(root: Path = ROOT) -> dict[str, Any]:
    """`pyproject.toml`."""
    with (root / "pyproject.toml").open("rb") as stream:
        return tomllib.load(stream)


def all_of(root: Path = ROOT) -> dict[str, Path]:
    """Every lock of the checkout by its path: run time, development, extras, the tests' tools."""
    found = [
        root / RUN,
        root / DEVELOPMENT,
        *sorted((root / EXTRAS).glob("*.lock")),
        *sorted((root / "tests" / "tools").glob("*.txt")),
    ]
    return {path.relative_to(root).as_posix(): path for path in found}


def faults(root: Path = ROOT) -> list[str]:
    """What is wrong with the locks: one sentence each."""
    told, locks = [], {}
    for name, path in all_of(root).items():
        try:
            locks[name] = read(path)
        except ValueError as error:
            told.append(str(error))
    if told:
        return told
    wanted = project(root)
    base, groups = wanted["project"]["dependencies"], wanted["dependency-groups"]
    extras = wanted["project"]["optional-dependencies"]
    told += _unsatisfied(RUN, locks[RUN], base)
    told += _unsatisfied(DEVELOPMENT, locks[DEVELOPMENT], [*base, *groups["dev"]])
    told += _differing(RUN, locks[RUN], {DEVELOPMENT: locks[DEVELOPMENT]}, whole=True)
    for extra, requirements in sorted(extras.items()):
        name = f"{EXTRAS}/{extra}.lock"
        if name not in locks:
            told.append(f"{name}: there is no lock of the extra {extra}")
            continue
        told += _unsatisfied(name, locks[name], [*base, *requirements])
        told += _differing(RUN, locks[RUN], {name: locks[name]}, whole=True)
        told += _differing(name, locks[name], {DEVELOPMENT: locks[DEVELOPMENT]}, whole=False)
    return told


def _unsatisfied(lock: str, pins: Sequence[Pin], requirements: Sequence[str]) -> list[str]:
    """Requirements that no pin of the lock meets."""
    versions = {one.name: one.version for one in pins}
    told = []
    for requirement in map(Requirement, requirements):
        version = versions.get(canonicalize_name(requirement.name))
        if version is None or not SpecifierSet(str(requirement.specifier)).contains(version, prereleases=True):
            told.append(f"{lock}: {requirement} is not met ({version or 'not in it'})")
    return told


def _differing(lock: str, pins: Sequence[Pin], others: Mapping[str, Sequence[Pin]], *, whole: bool) -> list[str]:
    """Pins that another lock has in another version, with other files or (where it must be ``whole``) not at all."""
    told = []
    for name, others_pins in others.items():
        known = {one.name: one for one in others_pins}
        for pin in pins:
            other = known.get(pin.name)
            if other is None:
                told += [f"{name}: {pin.name} of {lock} is not in it"] if whole else []
            elif other.version != pin.version:
                told.append(f"{name}: {pin.name} {other.version}, but {pin.version} in {lock}")
            elif other.hashes != pin.hashes:
                told.append(f"{name}: {pin.name} {pin.version} has other hashes than in {lock}")
    return told


def main() -> int:
    """Check the locks of this checkout."""
    told = faults()
    for line in told:
        print(line, file=sys.stderr)
    if not told:
        print("locks: " + ", ".join(f"{name} {len(read(path))}" for name, path in all_of().items()))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main())
