"""Verdicts on converted data."""

from __future__ import annotations

from enum import StrEnum

from migrate.model.finding import Finding, Severity
from migrate.model.value import value


class State(StrEnum):
    """State of one check; 対象外 is never counted as 合格."""

    PASSED = "合格"
    FAILED = "不合格"
    NOT_APPLICABLE = "対象外"
    NOT_RUN = "未実施"
    BROKEN = "実行エラー"


@value
class Outcome:
    """One rule on one item of one table: how many rows were looked at, how many failed."""

    code: str
    severity: Severity
    table: str
    item: str
    state: State
    rows: int
    failed: int
    category: str
    """形式 / 完全性 / 妥当性 / 整合性."""


@value
class CheckResult:
    """Everything one check run says."""

    spec: str
    rows: int
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    """Of each rule at each item the first failing rows only (`SHOWN`); the counts are in ``outcomes``."""

    @property
    def failed(self) -> int:
        """Verdicts that failed; every one of them is a row of the failures file."""
        return sum(one.failed for one in self.outcomes)


SHOWN = 20
"""Failing rows of one rule at one item that a result names; all of them are in the failures file."""
