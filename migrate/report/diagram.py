"""Geometry of a diagram: boxes in columns, arrows that never cross a box, a number on each arrow."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

from migrate.model.document import Diagram, Line, Tone
from migrate.model.value import value
from migrate.report.bars import length_of
from migrate.report.layers import Layers, Slot, layers
from migrate.report.outline import clean

WIDTH = 1180
BOX = 136
_LEAST, _MOST_PORTS, _PORT = 42.0, 96.0, 6.0
_GAP, _PASS_GAP, _PASS = 16.0, 9.0, 4.0
_MOST_GAP = 190.0
_TOP, _LEGEND = 44.0, 40.0
_LINE_ROOM = BOX - 14
_ROUNDS = 24
_HEAD = 8.0
_EDGE = 3.0
_PILL = (20.0, 14.0)
_SPOTS = (0.5, 0.35, 0.65, 0.22, 0.78, 0.12, 0.88)
_LOOP = 34.0
_UNITS = 13 / 14
"""Boxes are lettered in 13 px; `bars.length_of` measures 14 px."""


@value
class Box:
    """One box: ``lines`` are its label in at most two lines, ``full`` all that it says."""

    x: float
    y: float
    height: float
    lines: tuple[tuple[float, str], ...]
    """Base line and text."""
    full: str
    style: str
    """Group's role: ``first``, ``wide``, ``last``, or ``doubt`` for a box with a tone of caution."""


@value
class Arrow:
    """One arrow: its path, its head, and its number."""

    path: str
    head: str
    line: Line
    number: int
    pill_x: float
    pill_y: float
    pill_width: float
    full: str


@value
class Heading:
    """A group's title above its columns."""

    x: float
    text: str


@value
class Sample:
    """A line of the legend."""

    x: float
    line: Line
    word: str


@value
class Picture:
    """A diagram ready to draw; lengths in the picture's own units (CSS pixels at full size)."""

    title: str
    text: str
    """What it shows, with every arrow in words, for readers who do not see it."""
    height: int
    headings: tuple[Heading, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    samples: tuple[Sample, ...]
    legend_y: float


def _wrapped(label: str) -> tuple[str, ...]:
    """A label in at most two lines, at its own line end where it has one; what does not fit is cut and marked."""
    own = tuple(clean(label).split("\n"))
    if len(own) == 2 and all(length_of(one) * _UNITS <= BOX - _EDGE for one in own):
        return own
    lines: list[str] = []
    rest = clean(label).replace("\n", " ")
    for last in (False, True):
        if length_of(rest) * _UNITS <= _LINE_ROOM:
            return (*lines, rest)
        cut = len(rest)
        while cut > 1 and length_of(rest[:cut] + ("…" if last else "")) * _UNITS > _LINE_ROOM:
            cut -= 1
        lines.append(rest[:cut] + ("…" if last else ""))
        rest = rest[cut:]
    return tuple(lines)


class _Stack:
    """Vertical places of all slots, column by column."""

    def __init__(self, found: Layers, heights: Mapping[str, float]) -> None:
        self._columns = found.columns
        self._heights = heights
        self._near: dict[Slot, list[Slot]] = {}
        for route in found.routes:
            for a, b in itertools.pairwise(route):
                self._near.setdefault(a, []).append(b)
                self._near.setdefault(b, []).append(a)
        self.middle: dict[Slot, float] = {}
        for column in self._columns:
            at = 0.0
            for before, slot in zip((None, *column), column, strict=False):
                at += self._apart(before, slot) if before is not None else 0.0
                self.middle[slot] = at
        self._settle()

    def height(self, slot: Slot) -> float:
        """Height of a box, or of the passage of an arrow."""
        return self._heights[slot] if isinstance(slot, str) else _PASS

    def _apart(self, above: Slot, below: Slot) -> float:
        gap = _GAP if isinstance(above, str) and isinstance(below, str) else _PASS_GAP
        return (self.height(above) + self.height(below)) / 2 + gap

    def _settle(self) -> None:
        """Move every slot towards its neighbours, keeping the order and the distances (isotonic regression)."""
        for _ in range(_ROUNDS):
            for column in self._columns:
                offsets, at = [], 0.0
                for before, slot in zip((None, *column), column, strict=False):
                    at += self._apart(before, slot) if before is not None else 0.0
                    offsets.append(at)
                wanted = [self._wanted(slot) - offset for slot, offset in zip(column, offsets, strict=True)]
                for slot, place, offset in zip(column, _rising(wanted), offsets, strict=True):
                    self.middle[slot] = place + offset
        top = min((self.middle[s] - self.height(s) / 2 for s in self.middle), default=0.0)
        self.middle = {slot: y - top for slot, y in self.middle.items()}

    def _wanted(self, slot: Slot) -> float:
        near = self._near.get(slot, ())
        return sum(self.middle[o] for o in near) / len(near) if near else self.middle[slot]


def _rising(wanted: Sequence[float]) -> list[float]:
    """The nearest sequence that never falls (pool adjacent violators)."""
    blocks: list[tuple[float, int]] = []
    for one in wanted:
        total, number = one, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / number:
            before = blocks.pop()
            total, number = total + before[0], number + before[1]
        blocks.append((total, number))
    return [total / number for total, number in blocks for _ in range(number)]


def _leaves_right(here: int, there: int, last: int) -> bool:
    """True where an arrow between two columns is at the right side of its box in column ``here``.

    Arrows within a column bow out to the right, those of the last column to the left: there is no room beyond it.
    """
    return there > here or (there == here and (here < last or last == 0))


def _ports(found: Layers, stack: _Stack, column: Mapping[Slot, int]) -> dict[tuple[int, bool], float]:
    """Where each link leaves (True) and reaches (False) its box: ends on one side, from top to bottom."""
    sides: dict[tuple[str, bool], list[tuple[float, int, bool]]] = {}
    for number, route in enumerate(found.routes):
        for box, other, leaves in ((route[0], route[1], True), (route[-1], route[-2], False)):
            right = _leaves_right(column[box], column[other], len(found.columns) - 1)
            assert isinstance(box, str)
            sides.setdefault((box, right), []).append((stack.middle[other], number, leaves))
    places: dict[tuple[int, bool], float] = {}
    for (box, _), ends in sides.items():
        room = stack.height(box) - 16
        step = min(_PORT * 2, room / max(1, len(ends) - 1))
        start = stack.middle[box] - step * (len(ends) - 1) / 2
        for place, (_, number, leaves) in enumerate(sorted(ends)):
            places[number, leaves] = start + step * place
    return places


def _heights(diagram: Diagram, found: Layers, column: Mapping[Slot, int]) -> dict[str, float]:
    """Heights of the boxes: room for two lines and for the arrows of the busier side."""
    busy: dict[tuple[str, bool], int] = {}
    for route in found.routes:
        for box, other in ((route[0], route[1]), (route[-1], route[-2])):
            side = (str(box), _leaves_right(column[box], column[other], len(found.columns) - 1))
            busy[side] = busy.get(side, 0) + 1
    return {
        n.id: max(_LEAST, min(_MOST_PORTS, 16 + _PORT * max(busy.get((n.id, s), 0) for s in (True, False))))
        for n in diagram.nodes
    }


Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


def _curve(start: Point, end: Point) -> Curve:
    half = (end[0] - start[0]) / 2
    return start, (start[0] + half, start[1]), (end[0] - half, end[1]), end


def _on(curve: Curve, t: float) -> Point:
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
    x, y = (sum(w * point[axis] for w, point in zip(weights, curve, strict=True)) for axis in (0, 1))
    return x, y


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _path(curves: Sequence[Curve]) -> str:
    x, y = curves[0][0]
    text = f"M{_number(x)} {_number(y)}"
    for before, curve in zip((None, *curves), curves, strict=False):
        if before is not None and before[3] != curve[0]:
            text += f"L{_number(curve[0][0])} {_number(curve[0][1])}"
        text += "C" + " ".join(f"{_number(px)} {_number(py)}" for px, py in curve[1:])
    return text


class _Drawing:
    """Puts the pieces of one diagram together."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._layers = layers(diagram)
        self._column = {slot: n for n, column in enumerate(self._layers.columns) for slot in column}
        self._stack = _Stack(self._layers, _heights(diagram, self._layers, self._column))
        self._ports = _ports(self._layers, self._stack, self._column)
        number = len(self._layers.columns)
        gap = min(_MOST_GAP, (WIDTH - 2 * _EDGE - number * BOX) / max(1, number - 1))
        margin = (WIDTH - number * BOX - gap * (number - 1)) / 2
        self._x = [margin + n * (BOX + gap) for n in range(number)]
        self._pills: list[Point] = []

    def boxes(self) -> tuple[Box, ...]:
        """The boxes in the order of the diagram."""
        found = []
        last = len(self._diagram.groups) - 1
        for node in self._diagram.nodes:
            middle, height = self._stack.middle[node.id] + _TOP, self._stack.height(node.id)
            lines = _wrapped(node.label)
            first = middle + 4.5 - 8 * (len(lines) - 1)
            role = "wide" if node.group == self._diagram.wide else "last" if node.group == last else "first"
            found.append(
                Box(
                    x=round(self._x[self._column[node.id]], 1),
                    y=round(middle - height / 2, 1),
                    height=round(height, 1),
                    lines=tuple((round(first + 16 * n, 1), line) for n, line in enumerate(lines)),
                    full="、".join(filter(None, (clean(node.label), clean(node.note)))),
                    style="doubt" if node.tone is not Tone.PLAIN else role,
                )
            )
        return tuple(found)

    def _curves(self, number: int) -> tuple[Curve, ...]:
        route = self._layers.routes[number]
        leave, reach = self._ports[number, True] + _TOP, self._ports[number, False] + _TOP
        first, last = self._column[route[0]], self._column[route[-1]]
        if first == last:
            side = 1 if _leaves_right(first, last, len(self._x) - 1) else -1
            x = self._x[first] + (BOX if side > 0 else 0)
            end = x + side * _HEAD
            return (((x, leave), (x + side * _LOOP, leave), (end + side * _LOOP, reach), (end, reach)),)
        right = last > first
        curves, at = [], (self._x[first] + (BOX if right else 0), leave)
        for slot in route[1:]:
            near = self._x[self._column[slot]] + (0 if right else BOX)
            y = reach if slot == route[-1] else self._stack.middle[slot] + _TOP
            short = (-_HEAD if right else _HEAD) if slot == route[-1] else 0
            curves.append(_curve(at, (near + short, y)))
            at = (near + (BOX if right else -BOX), y)
        return tuple(curves)

    def arrows(self) -> tuple[Arrow, ...]:
        """The arrows in the order of the diagram."""
        labels = {node.id: clean(node.label) for node in self._diagram.nodes}
        found = []
        for number, link in enumerate(self._diagram.links):
            curves = self._curves(number)
            x, y = curves[-1][3]
            here, there = self._column[link.start], self._column[link.end]
            loop = here == there
            from_left = there > here or (loop and not _leaves_right(here, there, len(self._x) - 1))
            back = -_HEAD if from_left else _HEAD
            tip = x - back
            head = f"{_number(tip)},{_number(y)} {_number(x)},{_number(y - 4)} {_number(x)},{_number(y + 4)}"
            pill = self._pill(curves)
            word, line = self._diagram.kinds[link.kind]
            found.append(
                Arrow(
                    path=_path(curves),
                    head=head,
                    line=line,
                    number=number + 1,
                    pill_x=round(pill[0], 1),
                    pill_y=round(pill[1], 1),
                    pill_width=_PILL[0] + (6 if number >= 99 else 0),
                    full=f"{number + 1} {labels[link.start]} から {labels[link.end]}: {clean(link.text)}（{word}）",
                )
            )
        return tuple(found)

    def _pill(self, curves: Sequence[Curve]) -> Point:
        """A place for the number on the arrow, clear of the other numbers where there is one."""
        spots = [_on(curve, t) for t in _SPOTS for curve in curves]
        free = (
            s for s in spots if all(abs(s[0] - p[0]) > _PILL[0] or abs(s[1] - p[1]) > _PILL[1] for p in self._pills)
        )
        chosen = next(free, spots[0])
        self._pills.append(chosen)
        return chosen

    def headings(self) -> tuple[Heading, ...]:
        """The groups' titles over the middle of their columns."""
        found = []
        for group, title in enumerate(self._diagram.groups):
            mine = [self._x[n] for n, one in enumerate(self._layers.groups) if one == group]
            if mine:
                found.append(Heading(x=round((mine[0] + mine[-1] + BOX) / 2, 1), text=clean(title)))
        return tuple(found)

    @property
    def bottom(self) -> float:
        """Where the legend begins."""
        ends = (self._stack.middle[s] + self._stack.height(s) / 2 for s in self._stack.middle)
        return _TOP + max(ends, default=0.0) + 22


def picture(diagram: Diagram) -> Picture:
    """Lay out ``diagram``."""
    drawing = _Drawing(diagram)
    arrows = drawing.arrows()
    samples, x = [], 20.0
    for word, line in diagram.kinds:
        samples.append(Sample(x=round(x, 1), line=line, word=clean(word)))
        x += 62 + length_of(clean(word)) + 24
    bottom = drawing.bottom
    return Picture(
        title=clean(diagram.title),
        text="。".join((clean(diagram.summary).rstrip("。"), *(arrow.full for arrow in arrows))) + "。",
        height=round(bottom + _LEGEND),
        headings=drawing.headings(),
        boxes=drawing.boxes(),
        arrows=arrows,
        samples=tuple(samples),
        legend_y=round(bottom + 14, 1),
    )
