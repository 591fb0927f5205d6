"""The estimate: for each グループ the sum of counts × weights, times the factor. Form and weights are ours."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from migrate.gap.weights import Weights
from migrate.model.finding import Severity
from migrate.model.gap import (
    CodeGap,
    Counterpart,
    Difficulty,
    Effort,
    EffortLine,
    Fit,
    GapReport,
    ItemGap,
    TableCoverage,
    TableEffort,
)
from migrate.model.spec import OutputCondition

_FIT = {Fit.FIT: "item.fit", Fit.CONVERT: "item.convert", Fit.DECIDE: "item.decide"}
_MISSING = {
    OutputCondition.REQUIRED.value: "item.missing.required",
    OutputCondition.CONDITIONAL.value: "item.missing.conditional",
}
_OF_FINDING = {
    "MIG-GAP-004": "code.list",
    "MIG-GAP-030": "chars.gaiji",
    "MIG-GAP-037": "length.over",
}
_KEYS = frozenset({"MIG-GAP-033", "MIG-GAP-034"})
_LOT = 100_000


def _key(item: ItemGap) -> str:
    return _FIT.get(item.fit) or _MISSING.get(item.output_condition, "item.missing.optional")


def _of_items(items: Sequence[ItemGap]) -> Counter[str]:
    counts = Counter(_key(item) for item in items)
    counts.update(_OF_FINDING[f.code] for item in items for f in item.findings if f.code in _OF_FINDING)
    return counts


def _extra(report: GapReport, homes: Mapping[str, str]) -> Counter[str]:
    """グループ → columns without a counterpart of the tables that mainly fill it."""
    return Counter(homes[one.table] for one in report.columns if one.state is Counterpart.EXTRA and one.table in homes)


def main_homes(report: GapReport) -> dict[str, str]:
    """Source table → the グループ of the business that takes most of its columns, the first one of several."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for item in report.items:
        for one in item.candidates:
            votes[one.table][item.table] += 1
    return {table: counts.most_common(1)[0][0] for table, counts in votes.items()}


def _lines(counts: Mapping[str, float], weights: Weights) -> Iterator[EffortLine]:
    for key, weight in weights.rows.items():
        if counts.get(key):
            yield EffortLine(key=key, title=weight.title, count=counts[key], hours=weight.hours)


def _difficulty(hours: float, items: int, weights: Weights) -> Difficulty:
    each = hours / max(1, items)
    if each >= weights.hours("difficulty.high"):
        return Difficulty.HIGH
    return Difficulty.MIDDLE if each >= weights.hours("difficulty.middle") else Difficulty.LOW


def _codes(gaps: Sequence[CodeGap]) -> dict[str, int]:
    found: Counter[str] = Counter()
    for gap in gaps:
        found[gap.table] += gap.untold + sum(not one.known and not one.meant for one in gap.held)
    return dict(found)


def _counts(items: Sequence[ItemGap], covered: TableCoverage, further: Mapping[str, float]) -> dict[str, float]:
    """Key of the weight table → how many of one グループ."""
    if not any(item.candidates for item in items):
        return {"table.missing": 1}
    return {
        **_of_items(items),
        **further,
        "table.base": 1,
        "table.source": max(0, len(covered.sources) - 1),
        "rows.100000": round((covered.rows or 0) / _LOT, 2),
    }


def estimate(report: GapReport, weights: Weights) -> Effort:
    """Estimate of every グループ; ``report`` has its coverage and its findings already."""
    items: dict[str, list[ItemGap]] = defaultdict(list)
    for item in report.items:
        items[item.table].append(item)
    keys = Counter(f.place.table or "" for f in report.findings if f.code in _KEYS and f.severity is Severity.WARNING)
    extra, unknown = _extra(report, main_homes(report)), _codes(report.codes)
    factor, day = weights.hours("factor"), weights.hours("day")
    found = []
    for covered in report.coverage:
        group = covered.table
        further = {"key.differs": keys[group], "column.extra": extra[group], "code.unknown": unknown.get(group, 0)}
        lines = tuple(_lines(_counts(items[group], covered, further), weights))
        base = sum(line.total for line in lines)
        hours = round(base * factor, 1)
        found.append(
            TableEffort(
                table=group,
                difficulty=_difficulty(base, len(items[group]), weights),
                lines=lines,
                hours=hours,
                days=round(hours / day, 1),
            )
        )
    return Effort(factor=factor, day=day, tables=tuple(found), changed=weights.changed)
