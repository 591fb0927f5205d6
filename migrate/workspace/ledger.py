"""`ledger.jsonl`: append-only record of who ran what, when, on which inputs, with which outputs and result."""

from __future__ import annotations

import json
import os
from enum import StrEnum
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import atomic
from migrate.files.digest import sha256_of_bytes
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
    previous: str = ""


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
            raw = json.loads(line)
            for part in ("inputs", "outputs"):
                raw[part] = tuple(FileDigest(**one) for one in raw[part])
            entries.append(Entry(**{**raw, "result": Result(raw["result"])}))
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
        record = {
            "at": entry.at,
            "who": entry.who,
            "command": entry.command,
            "inputs": [{"path": f.path, "sha256": f.sha256} for f in entry.inputs],
            "outputs": [{"path": f.path, "sha256": f.sha256} for f in entry.outputs],
            "result": entry.result.value,
            "findings": entry.findings,
            "error": entry.error,
            "previous": sha256_of_bytes(lines[-1]) if lines else "",
        }
        with path.open("r+b" if path.is_file() else "w+b") as stream:
            stream.truncate(len(whole))
            stream.seek(len(whole))
            stream.write((json.dumps(record, ensure_ascii=False) + "\n").encode())
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise atomic.refuse(error, path.name) from None
