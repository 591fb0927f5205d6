"""The file of a narrowing: which buckets of two summaries differ, so that both sides seal these again and no others."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import UnreadableError
from migrate.files import beginning, records
from migrate.model.finding import Place
from migrate.model.seal import Narrowing
from migrate.reconcile import seal_file

MARK = b'{\n "narrowing": 1,'
_MOST = 16 << 20


def is_narrowing(path: Path) -> bool:
    """True for a file that begins as a narrowing does."""
    with path.open("rb") as stream:
        return stream.read(len(MARK)) == MARK


def load(path: Path) -> Narrowing:
    """The narrowing in a file.

    Raises:
        UnreadableError: MIG-SYS-001, -002; MIG-REC-073, it is none, or is damaged.
    """
    name, data = path.name, beginning.read(path, _MOST)
    refused = UnreadableError("MIG-REC-073", Place(file=name), {"file": name})
    try:
        found = records.load(Narrowing, data, name)
    except UnreadableError:
        raise refused from None
    tables = [one.table for one in found.tables]
    if len(set(tables)) != len(tables) or not all(seal_file.is_choice(one.chosen) for one in found.tables):
        raise refused
    return found
