"""The forms of a procurement: `reports/layouts/<kind>/<form>/`, one folder a workbook that vendors or staff fill in.

No official layouts were at hand; these are ours. A form more is a folder more and a row in the kind's `books.csv`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.forms.form import Codes, Form, Head, load
from migrate.model.finding import Basis
from migrate.model.value import value

VERSION = 1
"""Edition of the layouts; it goes up with every change of a question's id or meaning."""
_COMMANDS = {  # of forms that are no vendor's answer
    "log": ("qa sheet", "qa import"),
    "ask": ("build", "qa import"),
    "request": ("build", "build"),
}
_CODES = Codes(
    not_ours="MIG-RFI-001",
    refused="MIG-RFI-002",
    bent="MIG-RFI-003",
    no_value="MIG-RFI-004",
    stray="MIG-RFI-005",
    left_out="MIG-RFI-006",
    sheet="MIG-RFI-007",
    lost="MIG-RFI-008",
    column="MIG-RFI-009",
    twice="MIG-RFI-010",
    two_sheets="MIG-RFI-011",
    unnamed="MIG-RFI-012",
    edition="MIG-RFI-013",
    municipality="MIG-RFI-014",
    conflict="MIG-RFI-015",
    changed="MIG-RFI-016",
    emptied="MIG-RFI-017",
    gone="MIG-RFI-018",
    unread="MIG-RFI-019",
    damaged="MIG-RFI-020",
)


@value
class Layout:
    """One form of a kind of procurement."""

    id: str
    """Folder below `reports/layouts/`, such as ``rfi/answer``."""
    part: str
    """Which package holds it: ``standard``, ``outside``, ``both``, or ``none``: it is not for vendors."""
    noun: str
    file: str
    """How the names of its files begin."""
    like: str = ""
    """The form whose questions it has; empty for one with questions of its own."""


@value
class Line:
    """A row that a form prints: what stands in its columns that are no questions."""

    key: str
    printed: Mapping[str, str]


def _folder(id: str) -> Path:
    return bundled("reports").joinpath("layouts", *id.split("/"))


@cache
def listed(kind: str) -> tuple[Layout, ...]:
    """The forms of a kind, in the order of `books.csv`.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(_folder(kind) / "books.csv")
    return tuple(
        Layout(id=row["layout"], part=row["part"], noun=row["noun"], file=row["file"], like=row.get("like", ""))
        for row in rows
    )


def layout(id: str) -> Layout:
    """The form of that id.

    Raises:
        KeyError: there is none.
    """
    found = next((one for one in listed(id.partition("/")[0]) if one.id == id), None)
    if found is None:
        raise KeyError(id)
    return found


def is_answer(id: str) -> bool:
    """True for a form that vendors return as their answer; a question sheet is none."""
    return id.partition("/")[2] not in _COMMANDS


@cache
def form(id: str) -> Form:
    """The questions of a form; the rows that it prints come from a package, see `package.form_of`."""
    kind, _, name = id.partition("/")
    make, read = _COMMANDS.get(name, ("build", "collect"))
    head = Head(
        id=f"migrate-{kind}-{name}",
        version=VERSION,
        prefix=f"{kind}_{name}",
        noun=layout(id).noun,
        folder=kind,
        schema=f"{kind}-{name}-answers",
        commands=(f"{kind} {make}", f"{kind} {read}"),
        repeated="",
        codes=_CODES,
        basis=Basis(document="本ツール独自", section=f"調達の様式（reports/layouts/{id}）"),
    )
    return load(_folder(layout(id).like or id), head)


def kept_in(id: str, folder: str) -> Form:
    """A form whose answers are kept in ``folder``, relative to the workspace."""
    found = form(id)
    return replace(found, head=replace(found.head, folder=folder))


@cache
def lines(id: str) -> Mapping[str, tuple[Line, ...]]:
    """Sheet → the rows that the layout itself prints (`lines.csv`); ``known`` is the id of a fact, not yet its text.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    found: dict[str, tuple[Line, ...]] = {}
    for row in tables.read(_folder(id) / "lines.csv"):
        sheet = form(id).of(row["sheet"])
        words = {"id": row["key"], "section": row["section"], "text": row["text"], "name": row["text"]}
        words |= {"role": row["text"], "known": row["known"]}
        printed = {one.id: words[one.id] for one in sheet.questions if one.printed and words.get(one.id)}
        found[sheet.id] = (*found.get(sheet.id, ()), Line(key=row["key"], printed=printed))
    return found


@cache
def chapters(kind: str, name: str, part: str = "") -> Mapping[str, tuple[str, str]]:
    """Id of a chapter → title and opening sentences, from ``<name>.csv`` of a kind; of one part where it has parts.

    Raises:
        UnreadableError: MIG-SYS-001, -008.
    """
    rows = tables.read(_folder(kind) / f"{name}.csv")
    return {row["chapter"]: (row["title"], row["text"]) for row in rows if not part or row["part"] == part}
