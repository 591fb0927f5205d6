"""The yearly work on a revision of the standard, dated back from its 適合基準日; a proposal, which only people put into
the plan.

The tasks are data of ours (`reports/layouts/phase/plan/yearly.csv`); those that no change asks for are left out. They
belong to none of the 40 steps, so that no milestone of a migration moves with them.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date

from migrate.files.digest import sha256_of_bytes
from migrate.model.spec_diff import Subject
from migrate.model.value import value
from migrate.phase.plan.calendar import Calendar
from migrate.phase.plan.draft import Dates, Goal, Pattern, pattern, rows_of
from migrate.phase.plan.tasks import MILESTONE, After, Task

FITTING = "r-fitting"
"""The task that ends on the 適合基準日."""
_FILE = "yearly.csv"
_PLAIN = re.compile(r"[0-9A-Za-z.]{1,16}", re.ASCII)
"""Editions that can be part of a task's key as they are; others are there by their digest."""


@value
class Revision:
    """What is planned: a business, the edition that comes, its 適合基準日, and who does the work."""

    business: str
    edition: str
    fitting: date
    owner: str = "業務主管課"
    vendor: str = "保守ベンダ（未定）"


@value
class Proposal:
    """The tasks, the last day on which the first of them may begin, and how late the last one is."""

    tasks: tuple[Task, ...]
    latest_start: date
    late: int
    """Working days after the 適合基準日 on which the work ends if it begins today; 0 where it is in time."""

    @property
    def end(self) -> date:
        """The day on which the new edition is met."""
        return max(one.end for one in self.tasks)


def _kept(subjects: Collection[Subject]) -> tuple[tuple[Pattern, ...], dict[str, Pattern]]:
    """All patterns, and those that are always needed or that one of the subjects needs."""
    rows = rows_of(_FILE)
    known = frozenset(row["id"] for row in rows)
    patterns = tuple(pattern(row, known) for row in rows)
    needed = {row["id"]: row["subjects"].split() for row in rows}
    return patterns, {
        one.id: one for one in patterns if not needed[one.id] or set(needed[one.id]) & {each.value for each in subjects}
    }


def propose(wanted: Revision, subjects: Collection[Subject], calendar: Calendar, as_of: date) -> Proposal:
    """The tasks that the changed subjects need, begun as late as the 適合基準日 allows, or today if that is later."""
    patterns, kept = _kept(subjects)
    target = calendar.after(wanted.fitting)
    dates = Dates(patterns, kept, calendar, Goal(id=FITTING, target=target))
    latest, today = dates.latest_start(), calendar.before(as_of)
    ends = dates.forward(max(today, latest))
    words = {"{owner}": wanted.owner, "{current}": wanted.vendor}
    tasks = []
    for id, one in kept.items():
        end = wanted.fitting if id == FITTING and ends[id] == target else calendar.ending(ends[id])
        tasks.append(
            Task(
                key=_key(wanted, id),
                name=f"{one.name}（{wanted.edition}）",
                start=end if one.kind == MILESTONE else calendar.starting(ends[id] - one.days),
                end=end,
                business=wanted.business,
                kind=one.kind,
                owner=words.get(one.owner, one.owner),
                vendor=words.get(one.vendor, one.vendor),
                after=tuple(After(key=_key(wanted, before), lag=lag) for before, lag in dates.waits[id].items()),
                deadline=wanted.fitting if id == FITTING else None,
                occasion=one.occasion,
            )
        )
    late = max(0, ends[FITTING] - target)
    return Proposal(tasks=tuple(tasks), latest_start=calendar.starting(latest), late=late)


def _key(wanted: Revision, id: str) -> str:
    """Key of a task: the same for the same edition, another one for each edition."""
    plain = wanted.edition.replace("-", "")
    short = plain if _PLAIN.fullmatch(plain) else sha256_of_bytes(wanted.edition.encode())[:8]
    return f"{wanted.business}-{id}-{short}"
