"""What became of the statements of one script, and what is said of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from migrate.model.finding import Finding, Place, Severity


class Fate(Enum):
    """What becomes of a statement."""

    READ = "read"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


class Record:
    """Counts and findings of one script; ``file`` is its name."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.findings: list[Finding] = []
        self.fates = dict.fromkeys(Fate, 0)
        self._rows: dict[str, tuple[int, int]] = {}
        """Statements with rows: for each first word the first line and the number."""

    def say(self, code: str, severity: Severity, place: Place, params: Mapping[str, str | int]) -> None:
        """Add a finding."""
        self.findings.append(Finding(code=code, severity=severity, place=place, params=dict(params)))

    def count(self, fate: Fate, number: int = 1) -> None:
        """Count statements."""
        self.fates[fate] += number

    def rows(self, head: str, line: int, number: int) -> None:
        """Note statements with rows, which are said once a script."""
        first, before = self._rows.get(head, (line, 0))
        self._rows[head] = first, before + number

    def close(self) -> None:
        """Say what was noted: where the first statement with rows is, and how many there are."""
        for head, (line, count) in self._rows.items():
            place = Place(file=self.file, line=line)
            self.say("MIG-SRC-006", Severity.WARNING, place, {"head": head, "count": count})
        self._rows.clear()
