"""Balance: what became of every source row (law 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from migrate.model.finding import Finding
from migrate.model.provenance import FileDigest
from migrate.model.value import value


@value
class BalanceLine:
    """Fates of the rows of one source table for one target table. All numbers count source rows."""

    target: str
    source: str
    file: str
    read: int
    written: int
    rejected: Mapping[str, int]
    """Reason code → rows."""
    merged: Mapping[str, int]
    """Rule name → rows."""
    excluded: Mapping[str, int]
    """Rule name → rows."""
    reasons: Mapping[str, str] = field(default_factory=dict)
    """Rule name → why, as the mapping says; of rules that kept rows out."""

    @property
    def accounted(self) -> int:
        """Sum of all fates."""
        return self.written + sum(self.rejected.values()) + sum(self.merged.values()) + sum(self.excluded.values())

    @property
    def closed(self) -> bool:
        """True where every row that was read has a fate."""
        return self.read == self.accounted


@value
class TargetCount:
    """Rows of one target table, and how many of them name their source rows."""

    table: str
    rows: int
    with_source: int

    @property
    def closed(self) -> bool:
        """True where each target row names its source rows."""
        return self.rows == self.with_source


@value
class Conversion:
    """Result of one conversion run."""

    spec: str
    mapping_sha256: str
    lines: tuple[BalanceLine, ...]
    targets: tuple[TargetCount, ...]
    outputs: tuple[FileDigest, ...]
    findings: tuple[Finding, ...]

    @property
    def closed(self) -> bool:
        """True where both sums close for every table."""
        return all(x.closed for x in self.lines) and all(x.closed for x in self.targets)
