"""A zip of `pmo export`: the report in it as JSON and as a workbook, as far as its seal (manifest) vouches for them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

from migrate.errors import MigrateError, UnreadableError
from migrate.files import archive, bag_check, bagit
from migrate.files.bag_check import Fault
from migrate.model.finding import Severity
from migrate.model.value import value
from migrate.pmo.intake.verdict import NotTakenError, Remark, Verdict

JSON, XLSX = "data/progress.json", "data/progress.xlsx"
MAX_TOTAL = 64 << 20
"""Bytes, unpacked: a report has less than one hundredth of it."""
_REFUSED = ("MIG-SRC-220", "MIG-SRC-222", "MIG-SRC-224")
_WORDS = {Fault.MISSING: "ありません", Fault.CHANGED: "書き換わっています"}
_UNNAMED = "一覧（manifest）にありません"
_SHORT = frozenset({*_WORDS.values(), _UNNAMED})
_LINE = re.compile(r"([0-9A-Fa-f]{64})[ \t]+\*?(.+)")


@value
class Package:
    """What of the package may be believed; None where there is none, or where it was changed after it was sealed."""

    json: bytes | None
    xlsx: bytes | None
    remarks: tuple[Remark, ...]


def opened(path: Path, worded: Callable[[MigrateError], str]) -> Package:
    """The package in the zip ``path``.

    Raises:
        NotTakenError: refused, or no part of it is vouched for.
    """
    try:
        _guard(path)
        bag = bag_check.check(path)
    except UnreadableError as error:
        if error.code in _REFUSED:
            raise NotTakenError(Verdict.REFUSED, worded(error)) from None
        return _salvaged(path, worded(error))
    loose = {one.file for one in bag.flaws if one.fault is Fault.EXTRA}
    flaws = {one.file: _WORDS.get(one.fault, one.reason) for one in bag.flaws if one.fault is not Fault.EXTRA}
    flaws |= {name: _UNNAMED for name in (JSON, XLSX) if name in loose}
    parts = {name: None if name in flaws else bag_check.read(path, name) for name in (JSON, XLSX)}
    torn = {name: why for name, why in flaws.items() if name != bagit.INFO}
    if not set(torn) <= set(parts) or not any(parts.values()):
        raise NotTakenError(Verdict.BROKEN, _told(torn or flaws) or f"{JSON} も {XLSX} もありません")
    remarks = [_remark(_told({name: why})) for name, why in flaws.items()]
    remarks += [
        _remark(f"{name} は一覧（manifest）にないため、読んでいません") for name in sorted(loose - {JSON, XLSX})
    ]
    return Package(json=parts[JSON], xlsx=parts[XLSX], remarks=tuple(remarks))


def _guard(path: Path) -> None:
    """Nothing is inflated before the directory of the zip looks like that of a report.

    Raises:
        UnreadableError: MIG-SRC-220 to -222.
        NotTakenError: too large, or a zip of zips.
    """
    members = archive.members(path)
    for one in members.values():
        if one.encrypted:
            raise archive.refused("MIG-SRC-220", path.name, one.name)
    if sum(one.size for one in members.values()) > MAX_TOTAL:
        raise NotTakenError(Verdict.REFUSED, f"展開すると {MAX_TOTAL >> 20} MB を超えます")
    if members and all(name.casefold().endswith(".zip") for name in members):
        raise NotTakenError(Verdict.UNREADABLE, "ZIP の中に ZIP があります。展開してから置いてください")


def _salvaged(path: Path, reason: str) -> Package:
    """The parts of a package with a damaged member that agree with the manifest.

    Raises:
        NotTakenError: none.
    """
    digests = _digests(path)
    parts = {name: _sound(path, name, digests.get(name, "")) for name in (JSON, XLSX)}
    if not any(parts.values()):
        raise NotTakenError(Verdict.BROKEN, reason)
    return Package(json=parts[JSON], xlsx=parts[XLSX], remarks=(_remark(reason),))


def _read(path: Path, name: str) -> bytes | None:
    try:
        return bag_check.read(path, name)
    except (UnreadableError, OSError):
        return None


def _digests(path: Path) -> dict[str, str]:
    lines = (_read(path, bagit.MANIFEST) or b"").decode("utf-8", "replace").splitlines()
    return {hit[2]: hit[1].lower() for line in lines if (hit := _LINE.fullmatch(line))}


def _sound(path: Path, name: str, digest: str) -> bytes | None:
    data = _read(path, name) if digest else None
    return data if data is not None and hashlib.sha256(data).hexdigest() == digest else None


def _told(flaws: dict[str, str]) -> str:
    return "、".join(f"{name} が{why}" if why in _SHORT else f"{name}: {why}" for name, why in flaws.items())


def _remark(detail: str) -> Remark:
    return Remark(code="MIG-PMO-069", severity=Severity.WARNING, detail=detail)
