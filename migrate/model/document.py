"""Document: what a report says, knowing neither HTML nor Excel. A new format is one file in `report/formats/`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from migrate.model.value import value


class Tone(StrEnum):
    """Meaning of a mark; formats choose colour and shape, the word is always printed too."""

    PLAIN = "plain"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"
    MUTED = "muted"


@value
class Cell:
    """A cell with more to say than its text."""

    text: str | int | float
    tone: Tone = Tone.PLAIN
    href: str = ""
    """Link relative to the document."""


Value = str | int | float | None | Cell


@value
class Column:
    """Head of a grid column. ``unit`` is printed in the head, never in the cells."""

    title: str
    unit: str = ""
    numeric: bool = False
    width: int = 16
    """Suggested width in half-width characters."""


@value
class Grid:
    """A table. ``rows`` are as long as ``columns``; numbers are numbers."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    note: str = ""
    compact: bool = False
    """A board: very many very narrow columns, to be taken in at a glance; its cells are one character a line, which
    says by itself what the tone shows."""


@value
class Bar:
    """One stacked bar: label, and per part of the chart's ``parts`` a number."""

    label: str
    values: tuple[int, ...]


@value
class BarChart:
    """Horizontal stacked bars, all from zero, numbers printed on them."""

    title: str
    parts: tuple[tuple[str, Tone], ...]
    """Word and tone of each part."""
    bars: tuple[Bar, ...]
    unit: str
    summary: str
    """One sentence that says what the chart shows, for readers who do not see it."""


class Line(StrEnum):
    """How a link is drawn; its word is printed beside the sample in the legend."""

    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


@value
class Node:
    """A box of a diagram. ``group`` is the position of its group in the diagram's ``groups``."""

    id: str
    label: str
    group: int
    note: str = ""
    tone: Tone = Tone.PLAIN


@value
class Link:
    """An arrow from one box to another. ``kind`` is the position of its kind in the diagram's ``kinds``."""

    start: str
    """Id of a node."""
    end: str
    text: str
    kind: int = 0


@value
class Diagram:
    """Boxes and arrows in columns, groups from left to right; links are numbered in their order, from 1."""

    title: str
    groups: tuple[str, ...]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    kinds: tuple[tuple[str, Line], ...]
    """Word and line of each kind of link."""
    summary: str
    """One sentence that says what the diagram shows, for readers who do not see it."""
    wide: int = 0
    """Position of the group that may take several columns."""


@value
class Stretch:
    """Days from ``start`` to ``end``, both included. ``kind`` is a position in the timeline's ``kinds``."""

    start: date
    end: date
    kind: int
    text: str


@value
class Point:
    """One day that stands out."""

    day: date
    text: str
    tone: Tone = Tone.PLAIN


@value
class Lane:
    """One line of a timeline: its bars, and behind them ``shades``, stretches of the timeline's last kind."""

    label: str
    bars: tuple[Stretch, ...] = ()
    points: tuple[Point, ...] = ()
    shades: tuple[Stretch, ...] = ()
    heading: bool = False
    """True for a line that stands over those after it."""


@value
class Timeline:
    """Lanes over months (a Gantt chart). Bars of one lane may lie on each other; the later one is in front."""

    title: str
    lanes: tuple[Lane, ...]
    kinds: tuple[tuple[str, Tone, str], ...]
    """Word, tone, and one character for each kind of stretch; the last kind is that of the shades."""
    point: str
    """What a point is called."""
    today: date | None
    """A day that is marked over all lanes."""
    summary: str
    """One sentence that says what the timeline shows, for readers who do not see it."""


@value
class Figure:
    """One key figure."""

    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.PLAIN


@value
class Figures:
    """A row of key figures."""

    figures: tuple[Figure, ...]


@value
class Note:
    """A paragraph; ``tone`` makes it a notice."""

    text: str
    tone: Tone = Tone.PLAIN


Block = Grid | BarChart | Diagram | Timeline | Figures | Note


@value
class Section:
    """A titled part. ``id`` is an ASCII slug, unique in the document."""

    id: str
    title: str
    blocks: tuple[Block, ...]
    level: int = 1
    """Of its heading, from 1, in formats that print contents."""


@value
class Document:
    """A whole report."""

    title: str
    subtitle: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    """Label and text printed under the title: 時点, 対象, 仕様書の版, ツールの版, 入力のハッシュ …"""
    summary: str = ""
    """One sentence for a reader with ten seconds."""
    sections: tuple[Section, ...] = ()
    contents: bool = False
    """True for a long document: formats with pages print a table of contents and number headings by their levels."""
    watermark: str = ""
    """A word across every page of formats with pages, such as 案."""
