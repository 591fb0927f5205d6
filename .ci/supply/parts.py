"""What a folder holds of other people's work: wheels not yet installed, or an environment's ``site-packages``.

Tools that list licences or components look into an installed environment; wheels for Windows collected on Linux are
never installed here, so their METADATA is read where it lies.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.parser import HeaderParser
from functools import cached_property
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

MINORS = (11, 12, 13)
"""The supported 3.x."""
_LEGAL = re.compile(r"(licen[cs]es?|copying|notices?|authors|third[-_]party)([-_.].*)?", re.IGNORECASE)
_CODE = frozenset((".py", ".pyi", ".pyc", ".so", ".pyd", ".dll", ".json", ".js", ".css", ".h"))
_VENDORED = re.compile(r"^[^/]+\.libs/(?P<stem>[^/]+?)(-[0-9a-f]{6,})?(\.so[.\d]*|\.dll)$")
"""Where auditwheel and delvewheel put the system libraries that a wheel carries along."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """What METADATA says of the licence; equal for every wheel of a distribution, or the distribution is in doubt."""

    expression: str
    field: str
    classifiers: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class File:
    """One wheel."""

    name: str
    sha256: str

    @cached_property
    def platforms(self) -> frozenset[str]:
        """The values of ``sys_platform`` on which it can be installed."""
        tag = self.name.removesuffix(".whl").rsplit("-", 1)[1]
        known = {"any": {"linux", "win32"}, "win": {"win32"}, "linux": {"linux"}, "manylinux": {"linux"}}
        found = [known.get(re.split(r"[^a-z]", one)[0], set()) for one in tag.split(".")]
        return frozenset(platform for one in found for platform in one)

    @cached_property
    def minors(self) -> frozenset[int]:
        """The 3.x on which it can be installed, of those that are supported."""
        pythons, abi, _ = self.name.removesuffix(".whl").rsplit("-", 3)[1:]
        least = [int(one[3:] or 0) for one in pythons.split(".") if one.startswith(("cp3", "py3"))]
        exact = abi.startswith("cp3")
        return frozenset(one for one in MINORS for at in least if (one == at if exact else one >= at))


@dataclass(frozen=True, kw_only=True)
class Part:
    """One distribution in one version."""

    name: str
    title: str
    version: str
    summary: str
    requires: tuple[Requirement, ...]
    told: frozenset[Told]
    texts: Mapping[str, bytes]
    vendored: frozenset[str]
    files: tuple[File, ...] = ()


def read(folder: Path) -> tuple[Part, ...]:
    """The distributions of a wheelhouse, or of an environment's ``site-packages``, by name.

    Raises:
        ValueError: The folder holds neither, or a file of a wheelhouse is not a wheel.
    """
    wheels, installed = sorted(folder.glob("*.whl")), sorted(folder.glob("*.dist-info"))
    if wheels and (odd := sorted(one.name for one in folder.iterdir() if one.suffix in (".gz", ".zip", ".egg"))):
        raise ValueError(f"{folder.name}: not a wheel: {', '.join(odd)}")
    found = [_wheel(path) for path in wheels] or [_installed(path) for path in installed]
    if not found:
        raise ValueError(f"{folder}: there is neither a wheel nor an installed distribution")
    together: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for one in found:
        together[one.name, one.version].append(one)
    return tuple(_merged(same) for _, same in sorted(together.items()))


def _merged(same: Sequence[Part]) -> Part:
    """One distribution of its wheels for several machines."""
    first = same[0]
    return Part(
        name=first.name,
        title=first.title,
        version=first.version,
        summary=first.summary,
        requires=tuple({str(one): one for part in same for one in part.requires}.values()),
        told=frozenset(one for part in same for one in part.told),
        texts={name: text for part in reversed(same) for name, text in part.texts.items()},
        vendored=frozenset(one for part in same for one in part.vendored),
        files=tuple(file for part in same for file in part.files),
    )


def _wheel(path: Path) -> Part:
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        top = next(one for one in names if one.count("/") == 1 and one.endswith(".dist-info/METADATA"))
        legal = [one for one in names if _is_legal(one)]
        return _part(
            archive.read(top),
            texts={_short(name): archive.read(name) for name in sorted(legal)},
            names=names,
            files=(File(name=path.name, sha256=hashlib.sha256(path.read_bytes()).hexdigest()),),
        )


def _installed(path: Path) -> Part:
    """As its RECORD lists it; what was installed in the editable way has only its ``dist-info``."""
    record = path / "RECORD"
    listed = [line.split(",")[0] for line in record.read_text("utf-8").splitlines()] if record.is_file() else []
    legal = [one for one in listed if _is_legal(one) and (path.parent / one).is_file()]
    texts = {_short(name): (path.parent / name).read_bytes() for name in sorted(legal)}
    return _part((path / "METADATA").read_bytes(), texts=texts, names=listed, files=())


def _part(data: bytes, *, texts: Mapping[str, bytes], names: Sequence[str], files: tuple[File, ...]) -> Part:
    head = HeaderParser().parsestr(data.decode("utf-8"))
    classifiers = [str(one) for one in head.get_all("Classifier", [])]
    return Part(
        name=canonicalize_name(head["Name"]),
        title=head["Name"],
        version=head["Version"],
        summary=head["Summary"] or "",
        requires=tuple(Requirement(str(one)) for one in head.get_all("Requires-Dist", [])),
        told=frozenset(
            (
                Told(
                    expression=head["License-Expression"] or "",
                    field=_first_line(head["License"] or ""),
                    classifiers=tuple(sorted(one for one in classifiers if one.startswith("License ::"))),
                ),
            )
        ),
        texts=texts,
        vendored=frozenset(_stems(names)),
        files=files,
    )


def _stems(names: Sequence[str]) -> Iterator[str]:
    for name in names:
        if found := _VENDORED.match(name):
            yield found["stem"]


def _first_line(text: str) -> str:
    """Of a field that holds a whole licence its first line."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")


def _is_legal(name: str) -> bool:
    """Whether a file of a distribution is a licence or a notice, wherever it lies."""
    path = PurePosixPath(name)
    declared = ".dist-info/licenses/" in name or ".dist-info/license_files/" in name
    return not name.endswith("/") and (
        declared or (_LEGAL.fullmatch(path.name) is not None and path.suffix.lower() not in _CODE)
    )


def _short(name: str) -> str:
    """The path of a text in its distribution, without what every distribution has."""
    return re.sub(r"^[^/]+\.dist-info/(licenses/|license_files/)?", "", name)
