"""Tasks of the plan, and `plan/tasks.csv` as rows of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from migrate.files import tables
from migrate.files.bundled import bundled
from migrate.model.value import value
from migrate.phase import steps
from migrate.text import formulas

FILE = "plan/tasks.csv"
WORK, MILESTONE = "作業", "節目"
_FIELDS = frozenset(("business", "step", "kind", "owner", "vendor", "after", "deadline", "occasion", "actual_start"))
_FIELDS |= {"actual_end", "base_start", "base_end", "note"}
"""The fields that a file need not have a column for."""
DATES = ("start", "end", "actual_start", "actual_end", "deadline", "base_start", "base_end")
"""The fields that hold a day."""


@value
class After:
    """A task that has to end first; ``lag`` are working days between its end and the start (negative: they overlap)."""

    key: str
    lag: int = 0

    def __str__(self) -> str:
        return f"{self.key}{self.lag:+}" if self.lag else self.key


@value
class Task:
    """One task. The planned days are people's; nothing but people and ``plan shift --write`` changes them."""

    key: str
    name: str
    start: date
    end: date
    business: str = ""
    """業務ID; empty: the municipality as a whole."""
    step: int = 0
    """1–40; 0: none of the procedure's steps."""
    kind: str = WORK
    owner: str = ""
    vendor: str = ""
    after: tuple[After, ...] = ()
    deadline: date | None = None
    occasion: str = ""
    """A kind of occasion on whose last day it ends."""
    actual_start: date | None = None
    actual_end: date | None = None
    base_start: date | None = None
    base_end: date | None = None
    note: str = ""

    @property
    def milestone(self) -> bool:
        """True where it is a day and no work."""
        return self.kind == MILESTONE

    @property
    def finished(self) -> bool:
        """True where it has ended."""
        return self.actual_end is not None

    @property
    def started(self) -> bool:
        """True where it has begun or ended."""
        return self.actual_start is not None or self.finished


@value
class Heading:
    """A column of the plan: field of `Task`, its title, its width in half-width characters, other words for it."""

    field: str
    title: str
    width: int
    words: tuple[str, ...]


@cache
def headings() -> tuple[Heading, ...]:
    """The columns in their order."""
    rows = tables.read(bundled("reports") / "layouts" / "phase" / "plan" / "headings.csv")
    return tuple(
        Heading(field=row["field"], title=row["title"], width=int(row["width"]), words=tuple(row["words"].split()))
        for row in rows
    )


@cache
def procedure() -> steps.Procedure:
    """The steps that tasks belong to."""
    return steps.load(bundled("specs") / "procedure" / steps.EDITION)


def step_code(number: int) -> str:
    """Code of a step, such as ⑭-3; empty for 0."""
    return procedure().steps[number - 1].code if number else ""


_AFTER = re.compile(r"(?P<key>.+?)(?P<lag>[+-]\d+)?")
_APART = re.compile(r"[\s、,，;；]+")


def links(text: str, known: frozenset[str]) -> tuple[After, ...]:
    """The tasks that a text names: ``010-14-2 010-15-1+5``.

    A key may itself end with ``-2``: what is the key of a task is one.

    Raises:
        KeyError: a part names no known task.

    >>> [str(one) for one in links("010-14-2、t1+5 t1-10", frozenset({"010-14-2", "t1"}))]
    ['010-14-2', 't1+5', 't1-10']
    """
    found = []
    for part in filter(None, _APART.split(text)):
        if part in known:
            found.append(After(key=part))
            continue
        cut = _AFTER.fullmatch(part)
        if cut is None or cut["key"] not in known:
            raise KeyError(part)
        found.append(After(key=cut["key"], lag=int(cut["lag"] or 0)))
    return tuple(found)


def merged(before: Sequence[Task], coming: Sequence[Task], fields: frozenset[str]) -> tuple[Task, ...]:
    """What comes in, over what was there: a task keeps the fields that the file has no column for.

    Tasks that do not come in are left out; whoever must not lose them adds them (see `missing`).
    """
    old = {task.key: task for task in before}
    found = []
    for task in coming:
        own = {name: getattr(old[task.key], name) for name in _FIELDS - fields} if task.key in old else {}
        found.append(replace(task, **own))
    return tuple(found)


def missing(before: Sequence[Task], coming: Sequence[Task]) -> tuple[Task, ...]:
    """Tasks that were there and do not come in."""
    keys = {task.key for task in coming}
    return tuple(task for task in before if task.key not in keys)


def text_of(task: Task, field: str) -> str:
    """A field as it is written."""
    found = getattr(task, field)
    if field == "step":
        return step_code(task.step)
    if field == "after":
        return " ".join(str(one) for one in found)
    return found.isoformat() if isinstance(found, date) else str(found or "")


def to_bytes(tasks: Sequence[Task]) -> bytes:
    """The text of `plan/tasks.csv`, which a spreadsheet program opens as it is."""
    rows = [[formulas.shielded(text_of(task, one.field)) for one in headings()] for task in tasks]
    return b"\xef\xbb\xbf" + tables.to_bytes([one.title for one in headings()], rows)
