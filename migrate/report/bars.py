"""Geometry of a horizontal stacked bar chart: all bars from zero, every number printed."""

from __future__ import annotations

from migrate.model.document import Bar, BarChart, Tone
from migrate.model.value import value
from migrate.report.outline import clean, columns_of

WIDTH = 1000
_FULL, _CAPITAL, _SMALL = 14.0, 9.8, 7.9
"""Widths of full-width characters, of capitals and of the rest at 14 px, in the picture's own units."""
_LABEL_MAX = 340
_TAIL = 150
_TAIL_MAX = 400
_ROW = 36
_BAR = 24
_TOP = 6


@value
class Piece:
    """One part of one bar. ``number`` is empty where it does not fit; then it is in the line's ``tail``."""

    x: float
    width: float
    middle: float
    tone: Tone
    number: str


@value
class Line:
    """One bar with its label and, at its end, what could not be printed on it."""

    label: str
    y: int
    text_y: int
    pieces: tuple[Piece, ...]
    tail_x: float
    tail: str


@value
class Picture:
    """A chart ready to draw; lengths in the picture's own units."""

    height: int
    label_x: float
    zero: float
    axis_bottom: int
    lines: tuple[Line, ...]
    text: str
    """All numbers in one sentence, for readers who do not see the picture."""


def length_of(text: str) -> float:
    """Printed length of a text, on the safe side."""
    return sum(_FULL if columns_of(c) == 2 else _CAPITAL if c.isupper() or c in "_mw%@" else _SMALL for c in text)


def _shorten(text: str, room: float) -> str:
    if length_of(text) <= room:
        return text
    while text and length_of(text) > room - _FULL:
        text = text[:-1]
    return text + "…"


def _line(chart: BarChart, bar: Bar, y: int, zero: float, scale: float) -> Line:
    pieces, left_out, x = [], [], zero
    for (word, tone), number in zip(chart.parts, bar.values, strict=True):
        if number <= 0:
            continue
        width, text = number * scale, f"{number:,}"
        fits = length_of(text) + 6 <= width
        if not fits:
            left_out.append(f"{word} {text}")
        middle = x + width / 2
        pieces.append(
            Piece(x=round(x, 1), width=round(width, 1), middle=round(middle, 1), tone=tone, number=text if fits else "")
        )
        x += width
    tail = "・".join(left_out) if any(number > 0 for number in bar.values) else "0"
    label = _shorten(clean(bar.label), _LABEL_MAX - 12)
    return Line(label=label, y=y, text_y=y + 17, pieces=tuple(pieces), tail_x=round(x + 8, 1), tail=tail)


def _tail(chart: BarChart, zero: float, scale: float) -> float:
    """Room that the longest text behind a bar needs."""
    tails = [_line(chart, bar, 0, zero, scale).tail for bar in chart.bars]
    return max((length_of(tail) for tail in tails), default=0) + 16


def picture(chart: BarChart) -> Picture:
    """Lay out ``chart``; the longest bar fills the room between labels and tails."""
    labels = max((length_of(clean(bar.label)) for bar in chart.bars), default=0)
    zero = round(min(_LABEL_MAX, labels + 12), 1)
    longest = max(1, max((sum(n for n in bar.values if n > 0) for bar in chart.bars), default=0))
    scale = (WIDTH - zero - _TAIL) / longest
    scale = (WIDTH - zero - min(_TAIL_MAX, _tail(chart, zero, scale))) / longest
    lines = tuple(_line(chart, bar, _TOP + i * _ROW, zero, scale) for i, bar in enumerate(chart.bars))
    sentences = [
        f"{clean(bar.label)}: "
        + "、".join(f"{word} {number:,}" for (word, _), number in zip(chart.parts, bar.values, strict=True))
        for bar in chart.bars
    ]
    height = _TOP + max(1, len(chart.bars)) * _ROW
    return Picture(
        height=height,
        label_x=round(zero - 10, 1),
        zero=zero,
        axis_bottom=height - (_ROW - _BAR) + 4,
        lines=lines,
        text="。".join(sentences) + (f"（単位: {chart.unit}）" if chart.unit else ""),
    )
