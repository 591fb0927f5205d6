"""What travels between the network of residents' data and the network of documents: who did what, never a value.

The lines of the ledger without whatever lies in restricted folders, chained anew; the history of the steps; the facts
told of systems; and which files lie there now, as digests. The seal shows that nothing was lost or altered on the way.
It is no signature: whoever can write the file can seal it, so people compare it by word of mouth.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from migrate.files import records
from migrate.files.digest import sha256_of_bytes
from migrate.model.procedure import TOTAL_STEPS
from migrate.model.provenance import FileDigest
from migrate.model.value import value
from migrate.phase import systems
from migrate.phase.history import Change
from migrate.phase.systems import Told
from migrate.workspace import ledger
from migrate.workspace.ledger import Entry

FOLDER = "ledgers"
"""Where a workspace keeps what it merged."""
KIND, VERSION = "migrate-ledger", 1
TRANSPORT = "ledger"
"""The commands that carry it are told in one's own ledger only."""
_SECRET = ("out/restricted/", ".migrate/")
_ORIGIN = 16
_BUSINESS = re.compile(r"[0-9]{3}")


@value
class Exchange:
    """One file of exchange."""

    kind: str
    version: int
    code: str
    """全国地方公共団体コード."""
    municipality: str
    origin: str
    """Which workspace: digest of the first line, 16 hex digits."""
    name: str
    """What people call that workspace or its network."""
    as_of: str
    notes: bool
    """True where the notes that people wrote are in it."""
    lines: tuple[Entry, ...]
    progress: tuple[Change, ...]
    systems: tuple[Told, ...]
    present: tuple[FileDigest, ...]
    """Files that the evidence rests on, as they lie there now; without a digest where they are too large."""
    seal: str = ""


def open_(path: str) -> bool:
    """True where a file may be told of."""
    return not path.startswith(_SECRET)


def lines(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The lines that travel, chained anew. The same lines at any time: what travelled before is their beginning."""
    told = (one for one in entries if one.command.partition(" ")[0] != TRANSPORT)
    return ledger.chained([replace(one, inputs=_files(one.inputs), outputs=_files(one.outputs)) for one in told])


def _files(files: Sequence[FileDigest]) -> tuple[FileDigest, ...]:
    return tuple(one for one in files if open_(one.path))


def origin(entries: Sequence[Entry]) -> str:
    """The mark of a workspace; empty where it has no line yet."""
    mine = lines(entries)[:1]
    return ledger.digest(mine[0])[:_ORIGIN] if mine else ""


def present(entries: Sequence[Entry], now: Mapping[str, str]) -> tuple[FileDigest, ...]:
    """The files of some lines as they lie there now."""
    names = {one.path for entry in entries for one in (*entry.inputs, *entry.outputs) if open_(one.path)}
    return tuple(FileDigest(path=name, sha256=now[name]) for name in sorted(names) if name in now)


def sealed(exchange: Exchange) -> Exchange:
    """The exchange with its seal."""
    bare = json.dumps(records.as_json(replace(exchange, seal="")), ensure_ascii=False, sort_keys=True)
    return replace(exchange, seal=sha256_of_bytes(bare.encode()))


def whole(exchange: Exchange) -> bool:
    """True where nothing was lost or altered: every line follows from the one before, and the seal fits."""
    chained = ledger.chained(exchange.lines) == exchange.lines
    marked = bool(exchange.lines) and ledger.digest(exchange.lines[0])[:_ORIGIN] == exchange.origin
    return chained and marked and sealed(exchange).seal == exchange.seal


def sound(exchange: Exchange) -> bool:
    """True where every line is one that ``phase set`` or ``phase fact`` writes: anybody can seal a file."""
    changes = all(
        1 <= one.step <= TOTAL_STEPS and _BUSINESS.fullmatch(one.business) and _is_moment(one.at)
        for one in exchange.progress
    )
    told = all(
        _BUSINESS.fullmatch(one.facts.business) and _is_moment(one.at) and systems.is_fact(one.facts)
        for one in exchange.systems
    )
    return changes and told


def _is_moment(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        return False


def common(mine: Sequence[Entry], theirs: Sequence[Entry]) -> int:
    """How many lines two ledgers share at their beginning."""
    for place, (left, right) in enumerate(zip(mine, theirs, strict=False)):
        if left != right:
            return place
    return min(len(mine), len(theirs))
