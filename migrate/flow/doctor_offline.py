"""Look at the installation itself, as on a computer without network: which bundle, its versions, its files."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from migrate.model.doctor import Check, Health

_OURS = "jichitai-migrate"
_ENTRY = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\;]+)", re.MULTILINE)
_AGAIN = "配布物（install.cmd、install.sh）で、もう一度入れてください。"
_SHOWN = 5
"""Names that one line of the examination tells."""


def checks(prefix: Path | None = None) -> tuple[Check, ...]:
    """What came with the bundle against what is there; ``prefix`` is where the bundle left its papers.

    Nothing is contacted, and nothing is written.
    """
    place = prefix or Path(sys.prefix)
    told = sorted(place.glob("BUNDLE*.json"))
    if not told:
        found = "配布物（zip）から入れたものではありません（pip など）"
        return (Check(name="配布物", health=Health.ABSENT, found=found), _whole((_OURS,)))
    wanted = dict(pair for lock in sorted(place.glob("bundle*.lock")) for pair in _locked(lock))
    return (_bundle(told), _versions(wanted), _whole(tuple(wanted)))


def _locked(lock: Path) -> list[tuple[str, str]]:
    return [(found[1], found[2]) for found in _ENTRY.finditer(lock.read_text(encoding="utf-8"))]


def _bundle(papers: list[Path]) -> Check:
    """Which bundles were installed."""
    found = []
    for path in papers:
        try:
            told = json.loads(path.read_bytes())
            found.append(" ".join(str(told[key]) for key in ("name", "version", "platform", "extra") if told[key]))
        except (ValueError, TypeError, KeyError):
            return Check(name="配布物", health=Health.BAD, found=f"{path.name} が壊れています", cure=_AGAIN)
    return Check(name="配布物", health=Health.GOOD, found="、".join(found))


def _versions(wanted: dict[str, str]) -> Check:
    """Every part of the bundle in the version that it was tested with."""
    wrong = []
    for name, version in wanted.items():
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            there = "なし"
        if there != version:
            wrong.append(f"{name} {version} のはずが {there}")
    if wrong:
        return Check(name="部品の版", health=Health.BAD, found=_some(wrong), cure=_AGAIN)
    return Check(name="部品の版", health=Health.GOOD, found=f"{len(wanted)} 個とも、配布物の版と同じです")


def _some(names: list[str]) -> str:
    more = f" ほか {len(names) - _SHOWN:,} 件" if len(names) > _SHOWN else ""
    return "、".join(names[:_SHOWN]) + more


def _files(name: str) -> Iterator[tuple[str, Path, str]]:
    """Name, place and sha256 (as pip notes it) of the files that a part was installed with."""
    try:
        noted = metadata.distribution(name).files or []
    except metadata.PackageNotFoundError:
        return
    for file in noted:
        if file.hash is not None and file.hash.mode == "sha256":
            yield file.as_posix(), Path(str(file.locate())), file.hash.value


def _fault(one: tuple[str, Path, str]) -> str:
    name, path, noted = one
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").digest()
    except OSError:
        return f"{name} がありません"
    same = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == noted
    return "" if same else f"{name} が変わっています"


def _whole(names: tuple[str, ...]) -> Check:
    """Every file as it was when it was installed."""
    files = [file for name in names for file in _files(name)]
    with ThreadPoolExecutor() as pool:
        wrong = [fault for fault in pool.map(_fault, files) if fault]
    if wrong or not files:
        found = _some(wrong) or "入れたときの記録がありません"
        return Check(name="入れたファイル", health=Health.BAD, found=found, cure=_AGAIN)
    return Check(name="入れたファイル", health=Health.GOOD, found=f"{len(files):,} 個とも、入れたときのままです")
