"""What the plan's workbook is drawn with: columns of fields, columns of time, formats."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from migrate.forms.book import look
from migrate.model.value import value
from migrate.phase.plan.tasks import Heading, headings

DAYS = Heading(field="days", title="日数", width=6, words=())
STATE = Heading(field="state", title="状態", width=10, words=())
"""Columns that are formulas; nothing is read from them."""
INPUTS = frozenset({"start", "end", "actual_start", "actual_end"})
_ASIDE = frozenset({"kind", "after", "occasion", "base_start", "base_end", "note"})
_ASIDE_A4 = _ASIDE | {"key", "business", "step", "vendor", "actual_start", "actual_end"}
_MOST_WEEKS = 110
_DAY = timedelta(days=1)
_BASE: dict[str, Any] = {"font_name": look.FONT, "font_size": 10, "valign": "vcenter"}
_LINE: dict[str, Any] = {"border": 1, "border_color": "#949494"}
_HEAD: dict[str, Any] = {**_LINE, "bold": True, "font_color": "#FFFFFF", "text_wrap": True}
_GROUND: dict[str, Any] = {"bottom": 4, "bottom_color": "#BFBFBF"}
_MONTH: dict[str, Any] = {"left": 4, "left_color": "#949494"}
_SHAPES: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 14},
    "intro": {"font_size": 9, "font_color": "#333333"},
    "right": {"font_size": 9, "align": "right", "bold": True},
    "day": {"num_format": "yyyy-mm-dd", "align": "center", "bold": True},
    "head": {**_HEAD, "bg_color": "#0017C1"},
    "ask": {**_HEAD, "bg_color": "#B45309"},
    "month": {"bold": True, "font_size": 9, "left": 1, "left_color": "#4D4D4D"},
    "A3": {**_LINE, "font_size": 8, "num_format": "d", "align": "center", "bg_color": "#F2F2F2"},
    "A4": {**_LINE, "font_size": 8, "num_format": "m", "align": "center", "bg_color": "#F2F2F2"},
    "text": {**_LINE, "text_wrap": True, "num_format": "@"},
    "risky": {**_LINE, "text_wrap": True, "num_format": "@", "quote_prefix": True},
    "date": {**_LINE, "num_format": "yyyy-mm-dd", "align": "center"},
    "input": {**_LINE, "num_format": "yyyy-mm-dd", "align": "center", "bg_color": "#FFF9DB"},
    "figure": {**_LINE, "num_format": "0", "bg_color": "#F2F2F2"},
    "state": {**_LINE, "bg_color": "#F2F2F2", "align": "center"},
    "group": {"bold": True, "bg_color": "#E8F1FE", "top": 1, "top_color": "#0017C1"},
    "": _GROUND,
    "peak": {**_GROUND, "bg_color": "#E6E6E6"},
    "begins": {**_GROUND, **_MONTH},
    "peak begins": {**_GROUND, **_MONTH, "bg_color": "#E6E6E6"},
}
FORMATS = {name: {**_BASE, **one} for name, one in _SHAPES.items()}
"""Cells."""
BARS: dict[str, dict[str, Any]] = {
    "milestone": {"bg_color": "#1A1A1A"},
    "done": {"bg_color": "#197A4B"},
    "late": {"bg_color": "#CE0000", "pattern": 14, "fg_color": "#FFFFFF"},
    "planned": {"bg_color": "#0017C1"},
}
"""Conditional formats of the columns of time, the strongest first."""
BASE: dict[str, Any] = {"bottom": 2, "bottom_color": "#B45309"}
"""Under the days of the baseline; in a rule of its own, since some programs apply only the first rule that fits."""
TODAY: dict[str, Any] = {"left": 2, "left_color": "#CE0000"}


class Paper(StrEnum):
    """Which workbook: weeks on A3, or months on A4."""

    A3 = "A3"
    A4 = "A4"


@value
class Scale:
    """The columns of time."""

    starts: tuple[date, ...]
    ends: tuple[date, ...]
    """The last day of each."""
    after: str
    """Formula of the first day after a column; ``{}`` is its own first day."""
    begins: tuple[bool, ...]
    """True where a month begins in a column, on A4 a quarter."""
    words: str


def columns() -> tuple[Heading, ...]:
    """The columns of fields, with those that are formulas."""
    found: list[Heading] = []
    for one in headings():
        found.append(one)
        found += {"end": [DAYS], "deadline": [STATE]}.get(one.field, [])
    return tuple(found)


def folded(field: str, paper: Paper) -> bool:
    """True for a column that is folded away until somebody opens it with the [+] over it."""
    return field in (_ASIDE_A4 if paper is Paper.A4 else _ASIDE)


def scale(first: date, last: date, paper: Paper) -> Scale:
    """Months on A4; on A3 weeks, or several weeks a column where they would be more than the paper holds."""
    edges: list[date] = []
    if paper is Paper.A4:
        at = first.replace(day=1)
        while not edges or edges[-1] <= last:
            edges.append(at)
            at = (at + 31 * _DAY).replace(day=1)
        return Scale(
            starts=tuple(edges[:-1]),
            ends=tuple(one - _DAY for one in edges[1:]),
            after="EDATE({},1)",
            begins=tuple(one.month % 3 == 1 for one in edges[:-1]),
            words="1 列は 1 か月",
        )
    at = first - first.weekday() * _DAY
    weeks = -(-((last - at).days // 7 + 1) // _MOST_WEEKS)
    while not edges or edges[-1] <= last:
        edges.append(at)
        at += 7 * weeks * _DAY
    return Scale(
        starts=tuple(edges[:-1]),
        ends=tuple(one - _DAY for one in edges[1:]),
        after=f"({{}}+{7 * weeks})",
        begins=tuple(one.month != (one - 7 * weeks * _DAY).month for one in edges[:-1]),
        words=f"1 列は {weeks} 週間（月曜から）",
    )


def rules() -> dict[str, dict[str, Any]]:
    """Formats of the rules: bars over the baseline, bars, the baseline alone, the day of the plan."""
    based = {f"{name} base": {**one, **BASE} for name, one in BARS.items()}
    return {**based, **BARS, "base": BASE, "today": TODAY}
