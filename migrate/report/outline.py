"""What every format of a document shares: clean text, widths, marks, and the names of its sheets."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from migrate.model.document import (
    BarChart,
    Block,
    Cell,
    Column,
    Diagram,
    Document,
    Figures,
    Grid,
    Note,
    Section,
    Timeline,
    Tone,
    Value,
)
from migrate.model.value import value

MARKS = {Tone.PLAIN: "", Tone.GOOD: "●", Tone.CAUTION: "▲", Tone.BAD: "×", Tone.MUTED: "－"}
"""Printed beside the word, so that a state is never told by colour alone."""

SUMMARY = "概要"
DATA = "データ"
NO_ROWS = "該当する行はありません。"
_NAME_LIMIT = 31
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufdd0-\ufdef]")
_LINE_END = re.compile("\r\n?|[\u2028\u2029\x85]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_ISO_DATE = re.compile(r"(?<!\d)\d{4}-\d{2}-\d{2}(?!\d)")


@value
class Sheet:
    """One grid or picture of a document and the name of the sheet that holds it."""

    name: str
    section: Section
    block: Grid | BarChart | Diagram | Timeline


def clean(text: str) -> str:
    """``text`` without what neither HTML nor XML may hold: control characters, surrogates, non-characters."""
    return _ILLEGAL.sub("", _LINE_END.sub("\n", text))


def plain(shown: Value) -> str | int | float | None:
    """The value without its tone and link."""
    return shown.text if isinstance(shown, Cell) else shown


def tone_of(shown: Value) -> Tone:
    """The tone of a value; 'plain' where it is a bare text or number."""
    return shown.tone if isinstance(shown, Cell) else Tone.PLAIN


def display(shown: Value) -> str:
    """A value in print: whole numbers with separators, others with at most two decimals, None as nothing."""
    bare = plain(shown)
    if bare is None:
        return ""
    if isinstance(bare, str):
        return clean(bare)
    if isinstance(bare, int):
        return f"{bare:,}"
    return f"{bare:,.2f}".rstrip("0").rstrip(".")


def head(title: str, unit: str) -> str:
    """Head of a column or part with its unit."""
    return f"{title}（{unit}）" if unit else title


def columns_of(text: str) -> int:
    """Width of one line in half-width characters (East Asian wide, full-width and ambiguous count two)."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def lines_of(text: str, width: int) -> int:
    """Number of printed lines of ``text`` in a column of ``width`` half-width characters."""
    return sum(max(1, -(-columns_of(part) // max(2, width))) for part in text.split("\n"))


def stacked(title: str) -> str:
    """Head of a very narrow column: ``①-1`` in two lines."""
    return title.replace("-", "\n")


def as_of(document: Document) -> date | None:
    """The first date that the facts name (時点); None where there is none."""
    for _, text in document.facts:
        for found in _ISO_DATE.finditer(text):
            try:
                return date.fromisoformat(found.group())
            except ValueError:
                continue
    return None


def sheets(document: Document) -> tuple[Sheet, ...]:
    """A sheet for every grid and picture in their order; names are unique, legal in Excel, ≤ 31 characters."""
    taken = {SUMMARY.casefold(), DATA.casefold(), "history", "履歴"}
    found = []
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Grid | BarChart | Diagram | Timeline):
                found.append(Sheet(name=_free(block.title or section.title, taken), section=section, block=block))
    return tuple(found)


def _free(title: str, taken: set[str]) -> str:
    stem = _NOT_IN_NAMES.sub(" ", clean(title).replace("\n", " ")).strip() or "表"
    name, count = stem[:_NAME_LIMIT].strip(), 1
    while name.casefold() in taken:
        count += 1
        tail = f" ({count})"
        name = stem[: _NAME_LIMIT - len(tail)].strip() + tail
    taken.add(name.casefold())
    return name


def links_grid(diagram: Diagram) -> Grid:
    """A diagram as the table of its arrows, for formats without pictures; the numbers are those on the arrows.

    Where no arrow says anything there is no column for it.
    """
    labels = {node.id: node.label.replace("\n", " ") for node in diagram.nodes}
    said = any(link.text for link in diagram.links)
    columns = (
        Column(title="番号", numeric=True, width=6),
        Column(title="起点", width=26),
        Column(title="終点", width=26),
        Column(title="線", width=20),
        *((Column(title="内容", width=50),) if said else ()),
    )
    rows: tuple[tuple[Value, ...], ...] = tuple(
        (
            number,
            labels[link.start],
            labels[link.end],
            diagram.kinds[link.kind][0],
            *((link.text,) if said else ()),
        )
        for number, link in enumerate(diagram.links, start=1)
    )
    return Grid(title=diagram.title, columns=columns, rows=rows, note=diagram.summary)


def texts(block: Block) -> tuple[str, ...]:
    """The sentences of a block: a note's text, a chart's summary, a grid's note."""
    match block:
        case Note():
            return (clean(block.text),)
        case BarChart() | Diagram() | Timeline():
            return (clean(block.summary),) if block.summary else ()
        case Grid():
            return (clean(block.note),) if block.note else ()
        case Figures():
            return ()
