"""`disposal.csv`: which files were disposed of, when, by whom and why. Lines are only ever added.

A file is announced (予定) and on the disk before it is removed, and told to be gone (完了) afterwards, so that no file
disappears without a trace. What a run announced and could not tell any more is settled by the next one.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from enum import StrEnum
from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import atomic
from migrate.model.finding import Place
from migrate.model.value import value

FILE = "disposal.csv"
NOTE = ".purge-on"
"""Ending of the note beside a file that carries its own day: an ISO date, and nothing else."""


class State(StrEnum):
    """What a line tells of its file."""

    PLANNED = "予定"
    DONE = "完了"
    FAILED = "未完"


@value
class Disposal:
    """One line. ``size`` is in bytes; ``reason`` is the rule that made the file due, or that it was asked for."""

    at: str
    who: str
    state: State
    kind: str
    """Class of the policy."""
    file: str
    size: int
    sha256: str
    reason: str


_HEADER = tuple(one.name for one in fields(Disposal))


def read(path: Path) -> tuple[Disposal, ...]:
    """All lines; an unfinished last one (a crash while it was written) is left out.

    Raises:
        UnreadableError: MIG-SYS-134 with the line, one that `migrate purge` does not write.
    """
    if not path.is_file():
        return ()
    text = path.read_bytes().decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text[: text.rfind("\n") + 1], newline=""))
    found = []
    for number, row in enumerate(rows, start=2):
        try:
            found.append(
                Disposal(
                    at=row["at"],
                    who=row["who"],
                    state=State(row["state"]),
                    kind=row["kind"],
                    file=row["file"],
                    size=int(row["size"]),
                    sha256=row["sha256"],
                    reason=row["reason"],
                )
            )
        except (KeyError, ValueError, TypeError):
            raise UnreadableError("MIG-SYS-134", Place(file=FILE, line=number), {"file": FILE}) from None
    return tuple(found)


def add(path: Path, lines: Sequence[Disposal]) -> None:
    """Append lines; they are on the disk afterwards.

    Raises:
        UnreadableError: MIG-SYS-004/-005/-006.
    """
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, _HEADER, lineterminator="\n")
    try:
        before = path.read_bytes() if path.is_file() else b""
        if not before:
            writer.writeheader()
        writer.writerows(asdict(one) for one in lines)
        whole = before.rfind(b"\n") + 1
        with path.open("r+b" if before else "wb") as file:
            file.truncate(whole)
            file.seek(whole)
            file.write(stream.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise atomic.refuse(error, path.name) from None


def unsettled(lines: Sequence[Disposal]) -> tuple[Disposal, ...]:
    """Files that were announced and of which nothing was told afterwards."""
    open_: dict[str, Disposal] = {}
    for one in lines:
        if one.state is State.PLANNED:
            open_[one.file] = one
        else:
            open_.pop(one.file, None)
    return tuple(open_.values())


def settled(one: Disposal, root: Path, at: str) -> Disposal:
    """What a later run tells of an unsettled file."""
    there = os.path.lexists(root / one.file)
    return replace(one, at=at, state=State.FAILED if there else State.DONE)


def gone(lines: Sequence[Disposal]) -> Mapping[str, str]:
    """Path → sha256 of the files that were removed; one that came again under its name counts by what it holds."""
    return {one.file: one.sha256 for one in lines if one.state is State.DONE}


def refuse(path: Path, file: str) -> None:
    """Say so where a file that somebody looks for was disposed of.

    Raises:
        UnreadableError: MIG-SYS-132, with the day and who did it.
    """
    told = next((one for one in reversed(read(path)) if one.file == file and one.state is State.DONE), None)
    if told is not None:
        raise UnreadableError("MIG-SYS-132", Place(file=file), {"file": file, "day": told.at[:10], "who": told.who})
