"""Verdicts on converted data."""

from __future__ import annotations

from collections import Counter
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


class Settlement(StrEnum):
    """Why a failure is not open any more; the order is that in which a failure is settled."""

    WAIVED = "免除"
    """A waiver in force names it."""
    KNOWN = "既知"
    """It is in the baseline."""
    ALLOWED = "許容"
    """What is left of its rule stays within the threshold."""


@value
class Outcome:
    """One rule on one item of one table: how many rows were looked at, how many failed, how many of these are settled.

    ``state`` is 不合格 where a failure is open: neither waived, nor known, nor allowed.
    """

    code: str
    severity: Severity
    table: str
    item: str
    state: State
    rows: int
    failed: int
    category: str
    """形式 / 完全性 / 妥当性 / 整合性."""
    waived: int = 0
    known: int = 0
    allowed: int = 0

    @property
    def settled(self) -> int:
        """Failures that somebody has decided about."""
        return self.waived + self.known + self.allowed

    @property
    def open(self) -> int:
        """Failures that nobody has decided about."""
        return self.failed - self.settled


@value
class Listing:
    """SQL that lists the rows which a rule fails. ``where``: the file that holds it, or the item it is written for."""

    where: str
    sql: str


@value
class Decision:
    """What somebody has decided about failures of a rule, and how many rows it settled in this run."""

    settlement: Settlement
    code: str
    table: str
    """``*``: every table; so is ``item``."""
    item: str
    found: int
    """Failures that it is about, as far as nothing before it has settled them."""
    rows: int
    """Of these, the failures that it settled: 0 where a waiver has expired or a threshold is passed."""
    owner: str
    reason: str
    date: str
    """ISO date: end of a waiver, else the day of the decision."""
    limit: str = ""
    """Of a threshold, such as ``10`` (rows) or ``0.5%`` (of the judged values)."""
    key: str = ""
    """Of a waiver: the digest of the row's key, or ``*``."""
    line: int = 0
    """In the file that people edit; 0 for the baseline."""


@value
class CheckResult:
    """Everything one check run says."""

    spec: str
    rows: int
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    """Of each rule at each item the first open failures only (`SHOWN`); the counts are in ``outcomes``."""
    decisions: tuple[Decision, ...] = ()
    """In the order in which failures are settled."""

    @property
    def failed(self) -> int:
        """Verdicts that failed; every one of them is a row of the failures file."""
        return sum(one.failed for one in self.outcomes)

    @property
    def counts(self) -> Counter[tuple[Severity, str]]:
        """Everything found by severity and code: each open failure, and what is wrong with a file or a rule."""
        found: Counter[tuple[Severity, str]] = Counter()
        for one in self.outcomes:
            found[one.severity, one.code] += one.open
        judged = {one.code for one in self.outcomes if one.failed}
        found.update((f.severity, f.code) for f in self.findings if f.code not in judged)
        return +found


SHOWN = 20
"""Open failures of one rule at one item that a result names; all failures are in the failures file."""
