"""Whether a build depends on its surroundings: wheel and source distribution, built twice, must be the same bytes.

``python .ci/supply/reproducible.py`` builds them from two copies of this checkout that differ in what a build must not
depend on: the folder, the order and the times of files, umask, time zone, locale, and the seed of hashes.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from locks import ROOT

_LEFT = (".git", ".venv", ".nox", "dist", "build", "__pycache__", ".*_cache", ".hypothesis", "demo-town", "*.egg-info")


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """Where and when a build takes place."""

    folder: str
    umask: int
    environment: Mapping[str, str]
    second: int
    """The time of every file."""
    backwards: bool
    """Whether files were put there in the reverse order."""


ONE = Surroundings(
    folder="a",
    umask=0o022,
    environment={"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"},
    second=1_000_000_000,
    backwards=False,
)
OTHER = Surroundings(
    folder="somewhere else/役所",
    umask=0o077,
    environment={"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "PYTHONUTF8": "1"},
    second=1_700_000_001,
    backwards=True,
)


def copied(source: Path, into: Path, where: Surroundings) -> Path:
    """A checkout without what is made in it, as it would lie in these surroundings."""
    target = into / where.folder
    ignored = shutil.ignore_patterns(*_LEFT)
    files: list[Path] = []
    for folder, folders, names in os.walk(source):
        out = ignored(folder, [*folders, *names])
        folders[:] = [one for one in folders if one not in out]
        files += [Path(folder) / one for one in names if one not in out]
    for path in sorted(files, reverse=where.backwards):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
        copy.chmod(0o666 & ~where.umask | path.stat().st_mode & 0o100)
        os.utime(copy, (where.second, where.second))
    return target


def built(source: Path, out: Path, kinds: Sequence[str], where: Surroundings) -> dict[str, str]:
    """The sha256 of what the build backend makes there, by file name."""
    options = [word for kind in kinds for word in ("-t", kind)]
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *options, "-d", str(out)],
        cwd=source,
        env={**os.environ, **where.environment},
        umask=where.umask,
        check=True,
        capture_output=True,
    )
    return {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in sorted(out.iterdir())}


def twice(source: Path, into: Path, kinds: Sequence[str]) -> tuple[dict[str, str], dict[str, str]]:
    """What both builds gave."""
    first, second = (
        built(copied(source, into, where), into / f"out{number}", kinds, where)
        for number, where in enumerate((ONE, OTHER))
    )
    return first, second


def main(words: Sequence[str] | None = None) -> int:
    """Build twice and compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("kinds", nargs="*", default=["wheel", "sdist"])
    given = parser.parse_args(words)
    with tempfile.TemporaryDirectory() as folder:
        first, second = twice(ROOT, Path(folder), given.kinds)
    for name in sorted({*first, *second}):
        same = first.get(name) == second.get(name)
        print(f"{'same' if same else 'DIFFERENT'} {first.get(name)} {second.get(name)} {name}")
    return 0 if first == second and len(first) == len(given.kinds) else 1


if __name__ == "__main__":
    sys.exit(main())
