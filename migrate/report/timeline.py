"""A timeline: its geometry as a picture over months, and as a board of months for formats without pictures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from migrate.model.document import Cell, Column, Grid, Lane, Stretch, Timeline, Tone, Value
from migrate.model.value import value
from migrate.report.bars import length_of
from migrate.report.outline import clean

WIDTH = 1180
_LABEL_MAX = 330.0
_TOP, _ROW, _BAR = 46.0, 20.0, 11.0
_FOOT = 8.0
_UNITS = 12.5 / 14
"""Labels are lettered in 12.5 px; `bars.length_of` measures 14 px."""
_NARROW = 17.0
"""A month narrower than this is named only where it begins a quarter."""
_DAY = timedelta(days=1)
_POINT = "◆"
_MOST_MONTHS = 72


@value
class Month:
    """A column: where it begins, how wide it is, its number, and the year where one begins."""

    x: float
    width: float
    name: str
    year: str
    strong: bool
    """True for the line between fiscal years."""


@value
class Piece:
    """One bar or shade."""

    x: float
    width: float
    tone: Tone
    full: str


@value
class Spot:
    """One point."""

    x: float
    tone: Tone
    full: str


@value
class Row:
    """One lane; ``y`` is its top."""

    y: float
    label: str
    heading: bool
    shades: tuple[Piece, ...]
    pieces: tuple[Piece, ...]
    spots: tuple[Spot, ...]


@value
class Picture:
    """A timeline ready to draw; lengths in the picture's own units (CSS pixels at full size)."""

    title: str
    text: str
    width: int
    height: int
    top: float
    row: float
    bar: float
    left: float
    """Where the first month begins."""
    months: tuple[Month, ...]
    rows: tuple[Row, ...]
    today: float | None


def months(timeline: Timeline) -> tuple[date, ...]:
    """The first days of all months that the timeline touches."""
    days = [day for lane in timeline.lanes for one in lane.bars for day in (one.start, one.end)]
    days += [point.day for lane in timeline.lanes for point in lane.points]
    if not days:
        return ()
    found: list[date] = []
    at, last = min(days).replace(day=1), max(days)
    while at <= last and len(found) < _MOST_MONTHS:
        found.append(at)
        at = (at + 31 * _DAY).replace(day=1)
    return tuple(found)


def _fiscal(month: date) -> int:
    return month.year - (month.month < 4)


class _Scale:
    """Days as places across."""

    def __init__(self, all_months: tuple[date, ...], left: float) -> None:
        self.first = all_months[0]
        self.last = (all_months[-1] + 31 * _DAY).replace(day=1)
        self._left, self._unit = left, (WIDTH - left - 4) / (self.last - self.first).days

    def at(self, day: date) -> float:
        """Where a day begins, kept inside the picture."""
        inside = min(max(day, self.first), self.last)
        return round(self._left + (inside - self.first).days * self._unit, 1)

    def piece(self, one: Stretch, timeline: Timeline) -> Piece | None:
        """A stretch as it is drawn; None where none of it is in sight."""
        x, end = self.at(one.start), self.at(one.end + _DAY)
        if end <= x:
            return None
        word, tone, _ = timeline.kinds[one.kind]
        return Piece(x=x, width=round(max(2.0, end - x), 1), tone=tone, full=f"{clean(one.text)}（{word}）")


def _shortened(label: str, room: float) -> str:
    text = clean(label)
    while length_of(text) * _UNITS > room and len(text) > 1:
        text = text.removesuffix("…")[:-1] + "…"
    return text


def _row(lane: Lane, number: int, timeline: Timeline, scale: _Scale, room: float) -> Row:
    def drawn(stretches: tuple[Stretch, ...]) -> tuple[Piece, ...]:
        return tuple(piece for one in stretches if (piece := scale.piece(one, timeline)) is not None)

    return Row(
        y=round(_TOP + number * _ROW, 1),
        label=_shortened(lane.label, room),
        heading=lane.heading,
        shades=drawn(lane.shades),
        pieces=drawn(lane.bars),
        spots=tuple(
            Spot(x=round((scale.at(one.day) + scale.at(one.day + _DAY)) / 2, 1), tone=one.tone, full=clean(one.text))
            for one in lane.points
        ),
    )


def _columns(all_months: tuple[date, ...], scale: _Scale) -> Iterator[Month]:
    for number, month in enumerate(all_months):
        x, end = scale.at(month), scale.at((month + 31 * _DAY).replace(day=1))
        shown = end - x >= _NARROW or month.month in (1, 4, 7, 10)
        begins = number == 0 or month.month == 4
        room = len(all_months) - number > 2 or number == 0
        yield Month(
            x=x,
            width=round(end - x, 1),
            name=str(month.month) if shown else "",
            year=f"{_fiscal(month)}年度" if begins and room else "",
            strong=month.month == 4,
        )


def picture(timeline: Timeline) -> Picture:
    """Lay out ``timeline``."""
    labels = max((length_of(clean(lane.label)) * _UNITS for lane in timeline.lanes), default=0.0)
    left = round(min(_LABEL_MAX, labels + 14), 1)
    all_months = months(timeline)
    scale = _Scale(all_months, left) if all_months else None
    rows = tuple(
        _row(lane, number, timeline, scale, left - 10)
        for number, lane in enumerate(timeline.lanes)
        if scale is not None
    )
    said = (
        f"{clean(lane.label)}: "
        + "、".join(clean(text) for text in (*(one.text for one in lane.bars), *(one.text for one in lane.points)))
        for lane in timeline.lanes
        if lane.bars or lane.points
    )
    inside = scale is not None and timeline.today is not None and scale.first <= timeline.today < scale.last
    return Picture(
        title=clean(timeline.title),
        text="。".join((clean(timeline.summary).rstrip("。"), *said)) + "。",
        width=WIDTH,
        height=round(_TOP + len(rows) * _ROW + _FOOT),
        top=_TOP,
        row=_ROW,
        bar=_BAR,
        left=left,
        months=tuple(_columns(all_months, scale)) if scale is not None else (),
        rows=rows,
        today=scale.at(timeline.today) if scale is not None and inside and timeline.today is not None else None,
    )


def _in_month(lane: Lane, month: date, timeline: Timeline) -> Value:
    """What a lane shows in a month: a point, else its front bar, else a shade, else nothing."""
    last = (month + 31 * _DAY).replace(day=1) - _DAY
    for point in lane.points:
        if month <= point.day <= last:
            return Cell(text=_POINT, tone=point.tone)
    for one in (*reversed(lane.bars), *lane.shades):
        if one.start <= last and one.end >= month:
            _, tone, sign = timeline.kinds[one.kind]
            return Cell(text=sign, tone=tone)
    return ""


def board(timeline: Timeline) -> Grid:
    """The timeline as a compact grid: a row a lane, its first and last day, a column a month."""
    all_months = months(timeline)
    longest = max((len(lane.label) for lane in timeline.lanes), default=8)
    columns = (
        Column(title="区分", width=min(30, max(12, 2 * longest))),
        Column(title="開始", width=11),
        Column(title="終了", width=11),
        *(
            Column(
                title=f"{month.year % 100}-{month.month}" if month.month in (1, 4) or not at else f"{month.month}",
                width=3,
            )
            for at, month in enumerate(all_months)
        ),
    )
    rows: list[tuple[Value, ...]] = []
    for lane in timeline.lanes:
        days = [day for one in lane.bars for day in (one.start, one.end)] + [one.day for one in lane.points]
        ends: tuple[Value, Value] = (min(days).isoformat(), max(days).isoformat()) if days else ("", "")
        rows.append((lane.label, *ends, *(_in_month(lane, month, timeline) for month in all_months)))
    signs = "、".join(f"{sign}＝{word}" for word, _, sign in timeline.kinds)
    today = f"時点は {timeline.today.isoformat()}。" if timeline.today else ""
    note = f"{signs}、{_POINT}＝{timeline.point}。列は月（年-月）です。{today}{timeline.summary}"
    return Grid(title=timeline.title, columns=columns, rows=tuple(rows), note=note, compact=True)
