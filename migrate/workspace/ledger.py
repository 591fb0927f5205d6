"""`ledger.jsonl`: append-only record of who ran what, when, on which inputs, with which outputs and result."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from migrate.errors import UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of_bytes
from migrate.model.balance import BalanceSums, FateSum, TargetCount
from migrate.model.finding import Place
from migrate.model.provenance import FileDigest
from migrate.model.value import value


class Result(StrEnum):
    """How a command ended."""

    DONE = "完了"
    FINDINGS = "所見あり"
    UNCHANGED = "変更なし"
    FAILED = "失敗"


@value
class Entry:
    """One line of the ledger. ``previous`` is the sha256 of the line before, which chains them."""

    at: str
    who: str
    command: str
    inputs: tuple[FileDigest, ...]
    outputs: tuple[FileDigest, ...]
    result: Result
    findings: int
    """Number of findings of the run."""
    error: str = ""
    """Error code where the run failed."""
    sums: BalanceSums | None = None
    """The balance where rows were converted: counts, never values. Lines of earlier versions have none."""
    seconds: float | None = None
    """How long the run took, to a tenth; None where the clock stood still, and in lines of earlier versions."""
    previous: str = ""


def _sums(raw: dict[str, Any]) -> BalanceSums:
    lines, targets = (FateSum(**one) for one in raw["lines"]), (TargetCount(**one) for one in raw["targets"])
    return BalanceSums(lines=tuple(lines), targets=tuple(targets))


def _entry(raw: dict[str, Any]) -> Entry:
    """A line's value (raises ValueError, TypeError, KeyError where it is not an entry)."""
    parts: dict[str, object] = {part: tuple(FileDigest(**one) for one in raw[part]) for part in ("inputs", "outputs")}
    if "sums" in raw:
        parts["sums"] = _sums(raw["sums"])
    return Entry(**{**raw, **parts, "result": Result(raw["result"])})


def _line(entry: Entry, previous: str) -> bytes:
    """An entry as a line; what it does not have (``sums``) is not in it."""
    told = asdict(replace(entry, previous=previous))
    return json.dumps({key: one for key, one in told.items() if one is not None}, ensure_ascii=False).encode() + b"\n"


def digest(entry: Entry) -> str:
    """The sha256 of an entry's line: what the next one names as ``previous``."""
    return sha256_of_bytes(_line(entry, entry.previous).rstrip(b"\n"))


def chained(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with their chain made anew from the first one."""
    found: list[Entry] = []
    for entry in entries:
        found.append(replace(entry, previous=digest(found[-1]) if found else ""))
    return tuple(found)


def read(path: Path) -> tuple[Entry, ...]:
    """All entries; an unfinished last line (a crash while appending) is left out.

    Raises:
        UnreadableError: MIG-SYS-011 with the line, a finished line that is not an entry.
    """
    if not path.is_file():
        return ()
    data = path.read_bytes()
    entries = []
    for number, line in enumerate(data.split(b"\n")[:-1], start=1):
        try:
            entries.append(_entry(json.loads(line)))
        except (ValueError, TypeError, KeyError):
            raise UnreadableError("MIG-SYS-011", Place(file=path.name, line=number), {"file": path.name}) from None
    return tuple(entries)


def append(path: Path, entry: Entry) -> None:
    """Append one entry, chained to the line before; a half line left by a crash is cut off first.

    Raises:
        UnreadableError: MIG-SYS-004/-005/-006.
    """
    try:
        data = path.read_bytes() if path.is_file() else b""
        whole = data[: data.rfind(b"\n") + 1]
        lines = whole.splitlines()
        with path.open("r+b" if path.is_file() else "w+b") as stream:
            stream.truncate(len(whole))
            stream.seek(len(whole))
            stream.write(_line(entry, sha256_of_bytes(lines[-1]) if lines else ""))
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise atomic.refuse(error, path.name) from None
