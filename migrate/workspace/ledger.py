"""`ledger.jsonl`: append-only record of who ran what, when, on which inputs, with which outputs and result."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
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
from migrate.workspace import chain

MEND = "ledger mend"
"""The command of lines that tell what was wrong with the end of the ledger, and was put right before it went on."""
CUT, LOST = "MIG-SYS-074", "MIG-SYS-075"
"""Their codes: an unfinished line was cut off; the ledger does not begin with what the note beside it had counted."""


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
    return json.dumps({key: one for key, one in told.items() if one is not None}, ensure_ascii=False).encode()


def digest(entry: Entry) -> str:
    """The sha256 of an entry's line: what the next one names as ``previous``."""
    return sha256_of_bytes(_line(entry, entry.previous))


def chained(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with their chain made anew from the first one."""
    found: list[Entry] = []
    for entry in entries:
        found.append(replace(entry, previous=digest(found[-1]) if found else ""))
    return tuple(found)


def entry_of(line: bytes) -> Entry | None:
    """The entry of a line; None where it is none."""
    try:
        return _entry(json.loads(line))
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def read(path: Path) -> tuple[Entry, ...]:
    """All entries; an unfinished last line (a crash while appending) is left out.

    Raises:
        UnreadableError: MIG-SYS-011 with the line, a finished line that is not an entry.
    """
    if not path.is_file():
        return ()
    entries = []
    for number, line in enumerate(chain.parted(path.read_bytes()).lines, start=1):
        found = entry_of(line)
        if found is None:
            raise UnreadableError("MIG-SYS-011", Place(file=path.name, line=number), {"file": path.name})
        entries.append(found)
    return tuple(entries)


def append(path: Path, entry: Entry, head: Path) -> None:
    """Append one entry, chained to the line before, and note in ``head`` how far the ledger goes.

    What a crash left at the end is put right: an unfinished line is cut off. A line before the new one tells of that,
    and of a ledger that does not begin with what ``head`` noted, since the chain alone would be whole again.

    Raises:
        UnreadableError: MIG-SYS-004/-005/-006.
    """
    try:
        data = path.read_bytes() if path.is_file() else b""
        whole, lines, cut = _finished(data)
        news = list(lines)
        for one in (*_mending(entry, lines, cut, head.read_bytes() if head.is_file() else None), entry):
            news.append(_line(one, chain.witness(news).last))
        start = min(len(data), len(whole))
        _put(path, start, whole[start:] + b"".join(line + b"\n" for line in news[len(lines) :]))
    except OSError as error:
        raise atomic.refuse(error, path.name) from None
    atomic.write(head, chain.note(chain.witness(news)), temp_folder=head.parent / "tmp")


def _finished(data: bytes) -> tuple[bytes, tuple[bytes, ...], int]:
    """The bytes to append to, their lines, and how many bytes of an unfinished line are left out.

    A last entry that lacks but its line end is whole: it gets its line end, and nothing is cut.
    """
    found = chain.parted(data)
    if found.tail and entry_of(found.tail):
        return data + b"\n", (*found.lines, found.tail.removesuffix(b"\r")), 0
    return data[: len(data) - len(found.tail)], found.lines, len(found.tail)


def _mending(entry: Entry, lines: Sequence[bytes], cut: int, note: bytes | None) -> Iterator[Entry]:
    """Lines that tell what was wrong: ``findings`` has the bytes that were cut off, or the lines that were counted."""
    told = replace(entry, command=MEND, inputs=(), outputs=(), result=Result.FAILED, sums=None, seconds=None)
    if cut:
        yield replace(told, error=CUT, findings=cut)
    said = chain.from_note(note) if note is not None else chain.Witness(lines=0, last="")
    if said is None:
        yield replace(told, error=LOST, findings=0)
    elif not chain.borne_out(said, lines):
        yield replace(
            told, error=LOST, findings=said.lines, inputs=(FileDigest(path="ledger.jsonl", sha256=said.last),)
        )


def _put(path: Path, start: int, data: bytes) -> None:
    """Write ``data`` at ``start`` and nothing behind it; where that fails, nothing of it stays."""
    with path.open("r+b" if path.is_file() else "w+b", buffering=0) as stream:
        stream.truncate(start)
        stream.seek(start)
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[stream.write(rest) :]
            os.fsync(stream.fileno())
        except OSError:
            stream.truncate(start)
            raise
