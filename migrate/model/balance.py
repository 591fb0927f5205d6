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
class FateSum:
    """The rows of one source file for one target table, by fate. All numbers count source rows.

    A batch is a file as it was delivered: into how many chunks it was cut is a matter of one machine's memory.
    """

    target: str
    source: str
    file: str
    read: int
    written: int
    merged: int
    excluded: int
    rejected: int


@value
class BalanceSums:
    """Both sums of a conversion as numbers alone: of each source file for each target table, and of the target's rows.

    ``read`` is the sum of the fates, ``rows`` equals ``with_source``, or the run has failed.
    """

    lines: tuple[FateSum, ...]
    targets: tuple[TargetCount, ...]


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

    @property
    def sums(self) -> BalanceSums:
        """Both sums, without reasons."""
        lines = (
            FateSum(
                target=line.target,
                source=line.source,
                file=line.file,
                read=line.read,
                written=line.written,
                merged=sum(line.merged.values()),
                excluded=sum(line.excluded.values()),
                rejected=sum(line.rejected.values()),
            )
            for line in self.lines
        )
        return BalanceSums(lines=tuple(lines), targets=self.targets)
