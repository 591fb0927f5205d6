"""Geometry of the dashboard's trend: two lines over months, every point also a row of the table below."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.model.dashboard import TrendMonth
from migrate.model.value import value
from migrate.text.rates import percent

WIDTH, HEIGHT = 1000, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 150, 14, 30
_LABELS = 12
"""At most about so many months are written below the axis."""
_APART = 18
"""Height that two labels at the end of the lines need."""


@value
class Line:
    """One line: its points, and where its name and last number stand."""

    kind: str
    word: str
    path: str
    points: tuple[tuple[float, float], ...]
    number: str
    label_y: float


@value
class Trend:
    """A chart ready to draw; lengths in the picture's own units."""

    low: int
    """Per cent at which the vertical axis begins."""
    grid: tuple[tuple[float, str], ...]
    """Height and per cent of each line behind."""
    months: tuple[tuple[float, str], ...]
    lines: tuple[Line, ...]
    left: int
    right: int
    bottom: int


def picture(months: Sequence[TrendMonth]) -> Trend:
    """Mean and median, from a round number below the lowest of them up to 100 %."""
    lowest = min(min(one.mean, one.median) for one in months)
    low = int(lowest * 10) * 10
    bottom, right = HEIGHT - _BOTTOM, WIDTH - _RIGHT

    def y(rate: float) -> float:
        return round(bottom - (rate * 100 - low) / (100 - low) * (bottom - _TOP), 1) if low < 100 else _TOP

    places = [round(_LEFT + (right - _LEFT) * (i + 0.5) / len(months), 1) for i in range(len(months))]
    every = -(-len(months) // _LABELS)
    step = 10 if 100 - low <= 50 else 20
    ends = [y(months[-1].mean), y(months[-1].median)]
    if abs(ends[0] - ends[1]) < _APART:
        upper = max(_TOP, (sum(ends) - _APART) / 2)
        ends = [upper, upper + _APART] if ends[0] < ends[1] else [upper + _APART, upper]
    lines = []
    for kind, word, rates, end in (
        ("mean", "平均", [one.mean for one in months], ends[0]),
        ("median", "中央値", [one.median for one in months], ends[1]),
    ):
        points = tuple(zip(places, map(y, rates), strict=True))
        path = " ".join(f"{x},{height}" for x, height in points)
        number = f"{percent(rates[-1])} %"
        lines.append(Line(kind=kind, word=word, path=path, points=points, number=number, label_y=round(end + 5, 1)))
    return Trend(
        low=low,
        grid=tuple((y(rate / 100), f"{rate} %") for rate in range(low, 101, step)),
        months=tuple((x, one.period) for i, (x, one) in enumerate(zip(places, months, strict=True)) if i % every == 0),
        lines=tuple(lines),
        left=_LEFT,
        right=right,
        bottom=bottom,
    )
