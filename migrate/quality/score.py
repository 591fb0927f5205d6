"""Scores: judged cells that passed, by category and by rule. 対象外, 未実施, 実行エラー are in no denominator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from migrate.model.finding import Severity
from migrate.model.quality import CheckResult, Outcome, State
from migrate.model.value import value

CATEGORIES = ("形式", "完全性", "妥当性", "整合性")
_JUDGED = (State.PASSED, State.FAILED)


@value
class Score:
    """One category: ``judged`` verdicts (a cell may be judged by several rules), ``failed`` of them bad, ``open`` of
    these not settled by a decision.
    """

    category: str
    judged: int
    failed: int
    open: int


@value
class TableScore:
    """One table over all its rules."""

    table: str
    judged: int
    failed: int
    open: int


@value
class RuleScore:
    """One rule over all its items: worst state first 実行エラー, 不合格, 合格, 未実施, 対象外."""

    code: str
    severity: Severity
    category: str
    state: State
    items: int
    """Items that were judged."""
    judged: int
    failed: int
    open: int


_WORST_FIRST = (State.BROKEN, State.FAILED, State.PASSED, State.NOT_RUN, State.NOT_APPLICABLE)


def percent(judged: int, failed: int) -> str:
    """Share of passed cells with two decimals, cut and never rounded up: only without a failure it is 100.00 %."""
    if judged == 0:
        return "―"
    hundredths = (judged - failed) * 10000 // judged
    return f"{hundredths // 100}.{hundredths % 100:02d} %"


def counted(result: CheckResult) -> Counter[Severity]:
    """Everything found by severity."""
    counts: Counter[Severity] = Counter()
    for (severity, _), number in result.counts.items():
        counts[severity] += number
    return counts


def by_category(outcomes: Iterable[Outcome]) -> tuple[Score, ...]:
    """The four categories in their order; one without a judged cell has ``judged`` 0."""
    counted = [one for one in outcomes if one.state in _JUDGED]
    return tuple(
        Score(
            category=category,
            judged=sum(o.rows for o in counted if o.category == category),
            failed=sum(o.failed for o in counted if o.category == category),
            open=sum(o.open for o in counted if o.category == category),
        )
        for category in CATEGORIES
    )


def by_table(outcomes: Iterable[Outcome]) -> tuple[TableScore, ...]:
    """The tables of which a cell was judged, worst first: open failures, failures, name."""
    grouped: dict[str, list[Outcome]] = {}
    for one in outcomes:
        if one.state in _JUDGED and one.table:
            grouped.setdefault(one.table, []).append(one)
    found = [
        TableScore(
            table=table,
            judged=sum(o.rows for o in ones),
            failed=sum(o.failed for o in ones),
            open=sum(o.open for o in ones),
        )
        for table, ones in grouped.items()
    ]
    return tuple(sorted(found, key=lambda s: (-s.open, -s.failed, s.table)))


def by_rule(outcomes: Iterable[Outcome]) -> tuple[RuleScore, ...]:
    """The rules, worst first: state, severity, open failures, failures, code."""
    grouped: dict[str, list[Outcome]] = {}
    for one in outcomes:
        grouped.setdefault(one.code, []).append(one)
    found = []
    for code, ones in grouped.items():
        counted = [o for o in ones if o.state in _JUDGED]
        found.append(
            RuleScore(
                code=code,
                severity=ones[0].severity,
                category=ones[0].category,
                state=min((o.state for o in ones), key=_WORST_FIRST.index),
                items=len(counted),
                judged=sum(o.rows for o in counted),
                failed=sum(o.failed for o in counted),
                open=sum(o.open for o in counted),
            )
        )
    return tuple(sorted(found, key=_worst))


def _worst(one: RuleScore) -> tuple[int, int, int, int, str]:
    return (_WORST_FIRST.index(one.state), -one.severity.rank, -one.open, -one.failed, one.code)
