"""現新比較: what left the old system against what arrived."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.finding import Finding
from migrate.model.value import value


class DifferenceKind(StrEnum):
    """Class of a difference between the expected and the delivered row."""

    MISSING = "欠落"
    EXTRA = "余分"
    CHANGED = "値の相違"
    BLANKS = "空白のみの相違"
    WIDTH = "全角半角のみの相違"
    EMPTINESS = "空欄の表し方の相違"


@value
class ControlTotal:
    """One sum computed from the source and from the delivered data, with its formula in words."""

    name: str
    formula: str
    source: int
    target: int

    @property
    def agrees(self) -> bool:
        """True where both sides are equal."""
        return self.source == self.target


@value
class TableComparison:
    """One delivered file against what the source says it must hold."""

    table: str
    file: str
    expected: int
    delivered: int
    equal: int
    differences: dict[DifferenceKind, int]
    totals: tuple[ControlTotal, ...]


@value
class Reconciliation:
    """Result of one reconciliation; every open difference is a finding."""

    spec: str
    tables: tuple[TableComparison, ...]
    findings: tuple[Finding, ...]
