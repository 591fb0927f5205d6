"""What a conversion is given beside plan and rows, and what it gives back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from migrate.engine.duckdb import Limits
from migrate.engine.evaluator import Evaluator
from migrate.engine.local import Local
from migrate.model.balance import BalanceLine, TargetCount
from migrate.model.delivery import Content
from migrate.model.finding import Finding
from migrate.model.value import value
from migrate.model.watch import Watch, silent

Digest = Callable[[tuple[str, ...]], str]
"""Keyed digest of a row's key."""
Records = Callable[[str, Sequence[int]], Iterable[tuple[int, bytes]]]
"""Source table and ascending record numbers → (record number, its bytes as they stand in the file)."""


@value
class Surroundings:
    """What a conversion needs from outside."""

    digest: Digest
    records: Records
    limits: Limits = Limits()
    watch: Watch = silent
    evaluator: Evaluator = Local()


@value
class ConvertedTable:
    """The files of one target table."""

    table: str
    rows: int
    parquet: Path
    lineage: Path
    content: Content
    """Of its rows before they were written."""


@value
class Converted:
    """Result of one conversion: files in the folder that was handed in, and what became of every row."""

    tables: tuple[ConvertedTable, ...]
    rejects: Path
    values: Path
    undecodable: Path
    unwritten: Path
    """Rows that no target row names, with the keys that they would have (`unwritten.UNWRITTEN`)."""
    lines: tuple[BalanceLine, ...]
    targets: tuple[TargetCount, ...]
    findings: tuple[Finding, ...]
    unreported: Mapping[str, int]
    """Code → cells that failed in rows that are not written (対象外, 統合) and therefore are no findings."""

    @property
    def read(self) -> int:
        """Source rows read, each block's counted."""
        return sum(line.read for line in self.lines)
