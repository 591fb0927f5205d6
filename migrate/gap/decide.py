"""What people have to decide before a conversion can be right, the gravest first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from migrate.model.finding import Finding, Severity
from migrate.model.gap import Fit, GapReport, ItemGap
from migrate.model.spec import OutputCondition
from migrate.model.value import value

_ALWAYS = {
    "MIG-GAP-002": "値の出どころを決める（必須で、現行になし）",
    "MIG-GAP-038": "空の行に入れる値を決める（必須）",
    "MIG-GAP-037": "桁数を超える値の扱いを決める",
    "MIG-GAP-028": "コード一覧にない値の行き先を決める",
    "MIG-GAP-121": "コード一覧にない値の行き先を決める",
    "MIG-GAP-122": "同じコードで意味の違う値を読み替える",
    "MIG-GAP-030": "外字・復号できない文字を同定する",
    "MIG-GAP-033": "主キーの対応を決める",
}
_WARNED = {
    "MIG-GAP-034": "主キーが重なる行の扱いを決める",
    "MIG-GAP-035": "参照先の出どころを決める",
    "MIG-GAP-009": "この表から来る行に入れる値を決める（必須）",
}
_GROUP = "グループの要否を決める（現行の列が一つも当たらない）"
_SURE = {"MIG-GAP-007": "当てた列が正しいかを確かめる"}
_SPLIT = "一つの列を分ける決まりを決める"
_LATER = {"MIG-GAP-006": "条件に当たる人の有無を確かめる（条件付き必須で、現行になし）"}
ORDER = (*dict.fromkeys(_ALWAYS.values()), *_WARNED.values(), _GROUP, *_SURE.values(), _SPLIT, *_LATER.values())
"""The gravest first."""


@value
class Decision:
    """One thing to decide."""

    what: str
    tables: tuple[str, ...]
    """グループ."""
    items: tuple[str, ...]
    """Empty where it is about the グループ."""
    source: str
    """Column or table of the current system; empty where there is none."""
    rows: int | str | None
    """Rows that it is about, where they were counted; a text where only their bounds are known."""
    code: str
    """Finding that says more; empty for a グループ without any column."""


def _what(finding: Finding) -> str:
    if finding.code in _WARNED:
        return _WARNED[finding.code] if finding.severity is not Severity.INFO else ""
    return _ALWAYS.get(finding.code) or _SURE.get(finding.code) or _LATER.get(finding.code, "")


def _one(finding: Finding, what: str) -> Decision:
    params = finding.params
    source = ".".join(str(params[name]) for name in ("source", "column") if name in params)
    return Decision(
        what=what,
        tables=(finding.place.table or "",),
        items=(finding.place.item,) if finding.place.item else (),
        source=source,
        rows=params.get("rows") or None,
        code=finding.code,
    )


def _split(item: ItemGap) -> Iterator[Decision]:
    """Parts of a column that no grammar of names cuts out."""
    for one in item.candidates:
        if item.fit is Fit.DECIDE and one.derived and not one.expression:
            yield Decision(
                what=_SPLIT,
                tables=(item.table,),
                items=(item.item,),
                source=f"{one.table}.{one.column}",
                rows=None,
                code="MIG-GAP-008",
            )


def _least(decision: Decision) -> int:
    """Rows that it is about at least."""
    digits = re.match(r"\d+", str(decision.rows or 0))
    return int(digits[0]) if digits else 0


def _joined(found: Iterable[Decision]) -> Iterator[Decision]:
    """The same question about several items of one column, or of one グループ, is one decision."""
    same: dict[tuple[str, tuple[str, ...], str], list[Decision]] = defaultdict(list)
    for one in found:
        same[one.what, one.tables, one.source].append(one)
    for ones in same.values():
        items = tuple(dict.fromkeys(item for one in ones for item in one.items))
        yield replace(max(ones, key=_least), items=items)


def decisions(report: GapReport) -> tuple[Decision, ...]:
    """Everything to decide, sorted: the gravest kind first, within it what concerns most rows.

    The グループ that no column feeds are one decision, not one for each of their items.
    """
    fed = {item.table for item in report.items if item.candidates}
    found: list[Decision] = []
    for item in report.items:
        if item.table in fed:
            found += [_one(f, what) for f in item.findings if (what := _what(f))]
            found += _split(item)
    found += [_one(f, what) for f in report.findings if (what := _what(f))]
    joined = [*_joined(found)]
    left = tuple(dict.fromkeys(item.table for item in report.items if item.table not in fed))
    if left:
        joined.append(Decision(what=_GROUP, tables=left, items=(), source="", rows=None, code=""))
    place = {table: n for n, table in enumerate(dict.fromkeys(item.table for item in report.items))}
    return tuple(
        sorted(joined, key=lambda d: (ORDER.index(d.what), -_least(d), place.get(d.tables[0], 0), d.source, d.items))
    )


def required(report: GapReport) -> tuple[ItemGap, ...]:
    """Items whose データ出力条件 is 必須."""
    return tuple(item for item in report.items if item.output_condition == OutputCondition.REQUIRED)
